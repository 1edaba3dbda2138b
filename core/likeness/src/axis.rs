//! One axis, such as a class or the unit that leads: which of its values cases with such words were given.

use std::collections::BTreeMap;

/// What is added to every count, so that a word seen once proves nothing by itself.
const SMOOTH: f64 = 0.5;
/// A word counts once so many cases have it.
const SPREAD_MIN: u32 = 2;
/// Cases after which it is tried out how far the numbers are to be believed.
const TRIED_FROM: u32 = 20;
/// How fast that is learned, and how far one case moves it.
const PACE: f64 = 0.05;
const STEP_MAX: f64 = 4.0;
/// What the sum of the words is taken at before anything is known, and the least and the most it may become.
const TRUST: (f64, f64, f64) = (1.0, 0.2, 4.0);
/// Below this the first proposal says nothing, and any further one is not worth a line.
const CLEAR: f64 = 0.3;
const WORTH: f64 = 0.04;
/// How strongly a word must speak to be named, and how many are.
const SPEAKS: f64 = 0.7;
const NAMED: usize = 5;

/// A value that is proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The value.
    pub value: String,
    /// How likely it is, from 0 to 1.
    pub share: f64,
    /// The words of the text that spoke for it, the strongest first.
    pub words: Vec<String>,
}

/// A word of a text, with its number; `None` for a pair, which is never named.
pub(crate) type Asked<'a> = (u32, Option<&'a str>);

#[derive(Debug)]
pub(crate) struct Axis {
    /// Values by name, each with its place in the counts.
    places: BTreeMap<String, usize>,
    /// Cases of each value.
    cases: Vec<u32>,
    /// By word: cases of each value that have it.
    counts: BTreeMap<u32, Vec<u32>>,
    learned: u32,
    trust: f64,
}

impl Default for Axis {
    fn default() -> Self {
        let (trust, _, _) = TRUST;
        Self { places: BTreeMap::new(), cases: Vec::new(), counts: BTreeMap::new(), learned: 0, trust }
    }
}

impl Axis {
    /// Learns a case; one that was not known before is guessed at first.
    pub(crate) fn learn(&mut self, value: &str, words: &[u32], fresh: bool) {
        if fresh && self.learned >= TRIED_FROM {
            self.try_out(value, words);
        }
        let known = self.cases.len();
        let place = *self.places.entry(value.to_owned()).or_insert(known);
        if place == known {
            self.cases.push(0);
        }
        self.learned = self.learned.saturating_add(1);
        if let Some(count) = self.cases.get_mut(place) {
            *count += 1;
        }
        for word in words {
            let counts = self.counts.entry(*word).or_default();
            if counts.len() <= place {
                counts.resize(place + 1, 0);
            }
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
    }

    pub(crate) fn forget(&mut self, value: &str, words: &[u32]) {
        let Some(place) = self.places.get(value).copied() else { return };
        self.learned = self.learned.saturating_sub(1);
        if let Some(count) = self.cases.get_mut(place) {
            *count = count.saturating_sub(1);
        }
        for word in words {
            let Some(counts) = self.counts.get_mut(word) else { continue };
            if let Some(count) = counts.get_mut(place) {
                *count = count.saturating_sub(1);
            }
            if counts.iter().all(|count| *count == 0) {
                self.counts.remove(word);
            }
        }
    }

    /// What is proposed for a text; nothing where nothing speaks clearly.
    pub(crate) fn propose(&self, asked: &[Asked<'_>], most: usize) -> Vec<Proposal> {
        let words: Vec<u32> = asked.iter().map(|(word, _)| *word).collect();
        let scores = self.scores(&words);
        let mut ranked: Vec<(&str, usize, f64)> = self
            .places
            .iter()
            .filter(|(_, place)| self.cases.get(**place).is_some_and(|cases| *cases > 0))
            .zip(shares(&self.of_known(&scores), self.trust))
            .map(|((value, place), share)| (value.as_str(), *place, share))
            .collect();
        ranked.sort_by(|one, other| other.2.total_cmp(&one.2).then_with(|| one.0.cmp(other.0)));
        let mut proposed = Vec::new();
        for (value, place, share) in ranked.into_iter().take(most) {
            let words = self.speaking(place, asked);
            if share < if proposed.is_empty() { CLEAR } else { WORTH } || words.is_empty() {
                break;
            }
            proposed.push(Proposal { value: value.to_owned(), share, words });
        }
        proposed
    }

    /// Moves trust in the numbers towards what this case shows: how likely they made what it was in truth given.
    fn try_out(&mut self, value: &str, words: &[u32]) {
        let Some(place) = self.places.get(value).copied() else { return };
        let scores = self.scores(words);
        let Some(own) = scores.get(place).copied() else { return };
        let shares = shares(&scores, self.trust);
        let mean: f64 = shares.iter().zip(&scores).map(|(share, score)| share * score).sum();
        let (_, least, most) = TRUST;
        let step = (self.trust * (own - mean)).clamp(-STEP_MAX, STEP_MAX);
        self.trust = (self.trust.ln() + PACE * step).exp().clamp(least, most);
    }

    /// For each value by place, the logarithm of how much likelier it is than all others together. Words of a text come in
    /// company, so that twice as many do not say twice as much.
    fn scores(&self, words: &[u32]) -> Vec<f64> {
        let all = f64::from(self.learned);
        let mut scores: Vec<f64> =
            self.cases.iter().map(|cases| ratio(f64::from(*cases), 1.0, all - f64::from(*cases), 1.0)).collect();
        let mut heard = 0_u32;
        for word in words {
            let Some((counts, with)) = self.counted(*word) else { continue };
            heard += 1;
            for (place, score) in scores.iter_mut().enumerate() {
                *score += self.weight(place, counts, with);
            }
        }
        let company = f64::from(heard.max(1)).sqrt();
        scores.iter_mut().for_each(|score| *score /= company);
        scores
    }

    fn of_known(&self, scores: &[f64]) -> Vec<f64> {
        let known = self.places.values().filter(|place| self.cases.get(**place).is_some_and(|cases| *cases > 0));
        known.filter_map(|place| scores.get(*place).copied()).collect()
    }

    /// In how many cases of each value a word stands, and in how many in all.
    fn counted(&self, word: u32) -> Option<(&[u32], u32)> {
        let counts = self.counts.get(&word)?;
        let with = counts.iter().sum();
        (with >= SPREAD_MIN).then_some((counts.as_slice(), with))
    }

    /// How strongly a word speaks for a value.
    fn weight(&self, place: usize, counts: &[u32], with: u32) -> f64 {
        let (own, cases) = (counts.get(place).copied().unwrap_or(0), self.cases.get(place).copied().unwrap_or(0));
        let (rest, others) = (with.saturating_sub(own), self.learned.saturating_sub(cases));
        ratio(f64::from(own), f64::from(cases), f64::from(rest), f64::from(others))
    }

    fn speaking<'a>(&self, place: usize, asked: &[Asked<'a>]) -> Vec<String> {
        let weight = |(word, text): Asked<'a>| {
            let ((counts, with), text) = (self.counted(word)?, text?);
            let own = counts.get(place).copied().unwrap_or(0);
            let weight = self.weight(place, counts, with);
            // What stands in many cases of the value convinces more than what stands in two.
            (own >= SPREAD_MIN && weight >= SPEAKS).then(|| (weight * f64::from(own).ln_1p(), text))
        };
        let mut found: Vec<(f64, &str)> = asked.iter().copied().filter_map(weight).collect();
        found.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(other.1)));
        found.into_iter().take(NAMED).map(|(_, text)| text.to_owned()).collect()
    }
}

/// The logarithm of one rate over another, each smoothed.
fn ratio(own: f64, cases: f64, rest: f64, others: f64) -> f64 {
    ((own + SMOOTH) / (cases + 1.0)).ln() - ((rest + SMOOTH) / (others + 1.0)).ln()
}

/// Shares of one that follow from scores.
fn shares(scores: &[f64], trust: f64) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| (trust * (score - top)).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| power / sum).collect()
}
