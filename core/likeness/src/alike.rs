//! Cases that are like a text, with the reason.

/// How many shared words are named.
const NAMED: usize = 5;
/// Below this two texts are not alike, nor with fewer words in common.
const ALIKE: f64 = 0.3;
const SHARED_MIN: usize = 2;

/// A case that is like the one asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    /// The case.
    pub case: String,
    /// How alike the words are, from 0 to 1.
    pub share: f64,
    /// Words that both have, the rarest first.
    pub words: Vec<String>,
    /// Fields in which both have the same.
    pub facts: Vec<String>,
}

/// A word asked for: its number where any case has it, its text, what it weighs.
pub(crate) struct Weighed<'a> {
    pub(crate) number: Option<u32>,
    pub(crate) text: &'a str,
    pub(crate) weight: f64,
}

/// How much a word says that so many of all cases have.
pub(crate) fn weight(spread: u32, cases: usize) -> f64 {
    let all = u32::try_from(cases).unwrap_or(u32::MAX);
    (1.0 + f64::from(all) / f64::from(spread.max(1))).ln()
}

/// How alike a case with these words is, and the words in common. `own` is sorted.
pub(crate) fn cosine<'a>(
    asked: &[Weighed<'a>],
    own: &[u32],
    weight: impl Fn(u32) -> f64,
) -> Option<(f64, Vec<&'a str>)> {
    let mut shared: Vec<(f64, &str)> = Vec::new();
    for word in asked {
        if word.number.is_some_and(|number| own.binary_search(&number).is_ok()) {
            shared.push((word.weight, word.text));
        }
    }
    if shared.len() < SHARED_MIN {
        return None;
    }
    let square = |weights: f64| weights * weights;
    let both: f64 = shared.iter().map(|(weight, _)| square(*weight)).sum();
    let asked: f64 = asked.iter().map(|word| square(word.weight)).sum();
    let own: f64 = own.iter().map(|number| square(weight(*number))).sum();
    let share = both / (asked.sqrt() * own.sqrt()).max(f64::MIN_POSITIVE);
    shared.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    let named = shared.into_iter().map(|(_, text)| text).take(NAMED).collect();
    (share >= ALIKE).then_some((share, named))
}
