//! Words and pairs of neighbours by number, each with how many cases have it. What no case has any more is forgotten.

use std::collections::{BTreeMap, BTreeSet};

/// How many words of one case count.
const WORDS_MAX: usize = 600;

#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    numbers: BTreeMap<String, u32>,
    spread: Vec<u32>,
    free: Vec<u32>,
}

/// What stands in a text: words by themselves, and with the pairs of neighbours, each once.
pub(crate) struct Cut<'a> {
    pub(crate) plain: BTreeSet<&'a str>,
    pub(crate) pairs: BTreeSet<String>,
}

impl<'a> Cut<'a> {
    pub(crate) fn of(words: &'a [String]) -> Self {
        let counted = words.get(..WORDS_MAX).unwrap_or(words);
        let pairs = counted.iter().zip(counted.iter().skip(1)).map(|(one, next)| format!("{one} {next}"));
        Self { plain: counted.iter().map(String::as_str).collect(), pairs: pairs.collect() }
    }
}

impl Vocabulary {
    /// The numbers of words, of which one more case has each.
    pub(crate) fn take<'a>(&mut self, words: impl Iterator<Item = &'a str>) -> Vec<u32> {
        let mut numbers: Vec<u32> = words.map(|word| self.one_more(word)).collect();
        numbers.sort_unstable();
        numbers
    }

    fn one_more(&mut self, word: &str) -> u32 {
        let number = match self.numbers.get(word) {
            Some(number) => *number,
            None => self.fresh(word),
        };
        if let Some(spread) = self.place(number) {
            *spread += 1;
        }
        number
    }

    fn fresh(&mut self, word: &str) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            self.spread.push(0);
            u32::try_from(self.spread.len() - 1).unwrap_or(u32::MAX)
        });
        self.numbers.insert(word.to_owned(), number);
        number
    }

    fn place(&mut self, number: u32) -> Option<&mut u32> {
        self.spread.get_mut(usize::try_from(number).ok()?)
    }

    /// One case less has these.
    pub(crate) fn give_back(&mut self, numbers: &[u32]) {
        let mut gone = BTreeSet::new();
        for number in numbers {
            let Some(spread) = self.place(*number) else { continue };
            *spread = spread.saturating_sub(1);
            if *spread == 0 {
                self.free.push(*number);
                gone.insert(*number);
            }
        }
        if !gone.is_empty() {
            self.numbers.retain(|_, number| !gone.contains(number));
        }
    }

    pub(crate) fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// How many cases have it.
    pub(crate) fn spread(&self, number: u32) -> u32 {
        usize::try_from(number).ok().and_then(|place| self.spread.get(place)).copied().unwrap_or_default()
    }

    pub(crate) fn holds(&self, word: &str) -> bool {
        self.numbers.keys().any(|known| known.split(' ').any(|part| part == word))
    }
}
