//! Past cases, learned one by one and forgotten one by one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    CASES_MIN, Told,
    alike::{Alike, Weighed, cosine, weight},
    axis::{Asked, Axis, Proposal},
    words::{Cut, Vocabulary},
};

/// A field in which many cases have the same says nothing: at most so many, or one in so many.
const SAME_MAX: usize = 5;
const SAME_PART: usize = 100;

/// What is kept of a case.
#[derive(Debug)]
struct Kept {
    told: u64,
    plain: Vec<u32>,
    pairs: Vec<u32>,
    given: Vec<(String, String)>,
    facts: Vec<(String, String)>,
}

/// What past cases say.
#[derive(Debug, Default)]
pub struct Memory {
    vocabulary: Vocabulary,
    cases: BTreeMap<String, Kept>,
    axes: BTreeMap<String, Axis>,
    facts: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Memory {
    /// How many cases it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// It knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// Is the word in it, of whatever case.
    #[must_use]
    pub fn holds(&self, word: &str) -> bool {
        let named = |pair: &(String, String)| pair.0 == word || pair.1.contains(word);
        self.vocabulary.holds(word) || self.cases.values().any(|kept| kept.given.iter().chain(&kept.facts).any(named))
    }

    /// Learns a case, or what has changed of it.
    pub fn learn(&mut self, case: &str, told: &Told) {
        let digest = digest(told);
        let known = self.cases.get(case);
        if known.is_some_and(|kept| kept.told == digest) {
            return;
        }
        let fresh = known.is_none();
        self.forget(case);
        let cut = Cut::of(&told.words);
        let plain = self.vocabulary.take(cut.plain.iter().copied());
        let pairs = self.vocabulary.take(cut.pairs.iter().map(String::as_str));
        let words = [plain.as_slice(), pairs.as_slice()].concat();
        let mut given = told.given.clone();
        given.sort();
        given.dedup();
        for (axis, value) in &given {
            self.axes.entry(axis.clone()).or_default().learn(value, &words, fresh);
        }
        for fact in &told.facts {
            self.facts.entry(fact.clone()).or_default().insert(case.to_owned());
        }
        let kept = Kept { told: digest, plain, pairs, given, facts: told.facts.clone() };
        self.cases.insert(case.to_owned(), kept);
    }

    /// Forgets a case with all that only it had.
    pub fn forget(&mut self, case: &str) {
        let Some(kept) = self.cases.remove(case) else { return };
        let words = [kept.plain.as_slice(), kept.pairs.as_slice()].concat();
        for (axis, value) in &kept.given {
            if let Some(axis) = self.axes.get_mut(axis) {
                axis.forget(value, &words);
            }
        }
        for fact in kept.facts {
            if let Some(cases) = self.facts.get_mut(&fact) {
                cases.remove(case);
                if cases.is_empty() {
                    self.facts.remove(&fact);
                }
            }
        }
        self.vocabulary.give_back(&words);
    }

    /// What past cases propose for an axis, the likeliest first: nothing while there are too few of them, and nothing where no
    /// word of the text speaks clearly.
    #[must_use]
    pub fn propose(&self, axis: &str, words: &[String], most: usize) -> Vec<Proposal> {
        let Some(axis) = self.axes.get(axis).filter(|_| self.cases.len() >= CASES_MIN) else { return Vec::new() };
        let cut = Cut::of(words);
        let plain = cut.plain.iter().filter_map(|word| Some((self.vocabulary.number(word)?, Some(*word))));
        let pairs = cut.pairs.iter().filter_map(|pair| Some((self.vocabulary.number(pair)?, None)));
        let asked: Vec<Asked<'_>> = plain.chain(pairs).collect();
        axis.propose(&asked, most)
    }

    /// The axes for which something was given.
    pub fn axes(&self) -> impl Iterator<Item = &str> {
        self.axes.keys().map(String::as_str)
    }

    /// Cases that are like what is told, the likest first.
    #[must_use]
    pub fn alike(&self, told: &Told, most: usize) -> Vec<Alike> {
        let cut = Cut::of(&told.words);
        let weight = |number: u32| weight(self.vocabulary.spread(number), self.cases.len());
        let asked = cut.plain.iter().map(|text| {
            let number = self.vocabulary.number(text);
            Weighed { number, text, weight: weight(number.unwrap_or(u32::MAX)) }
        });
        let asked: Vec<Weighed<'_>> = asked.collect();
        let same = self.same(told);
        let mut found: Vec<Alike> = Vec::new();
        for (case, kept) in &self.cases {
            let facts = same.get(case.as_str()).cloned().unwrap_or_default();
            let words = cosine(&asked, &kept.plain, weight);
            if facts.is_empty() && words.is_none() {
                continue;
            }
            let (share, words) = words.unwrap_or_default();
            let words = words.into_iter().map(str::to_owned).collect();
            found.push(Alike { case: case.clone(), share, words, facts });
        }
        found.sort_by(|one, other| {
            let facts = other.facts.len().cmp(&one.facts.len());
            facts.then_with(|| other.share.total_cmp(&one.share)).then_with(|| one.case.cmp(&other.case))
        });
        found.truncate(most);
        found
    }

    /// Cases with the same in a field in which few have the same.
    fn same(&self, told: &Told) -> BTreeMap<&str, Vec<String>> {
        let few = SAME_MAX.max(self.cases.len() / SAME_PART);
        let mut same: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for fact in &told.facts {
            for case in self.facts.get(fact).filter(|cases| cases.len() <= few).into_iter().flatten() {
                same.entry(case).or_default().push(fact.0.clone());
            }
        }
        same
    }
}

/// Follows from all that is told of a case, so that what has not changed is not learned again.
fn digest(told: &Told) -> u64 {
    let pairs = told.given.iter().chain(&told.facts).flat_map(|(one, other)| [one, other]);
    // FNV-1a: the same on every machine.
    pairs
        .chain(&told.words)
        .flat_map(|text| text.bytes().chain([0xff]))
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
