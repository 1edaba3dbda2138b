//! Pareto: causes by how often they occur, what they come to together, and the vital few.

use crate::ratio::Ratio;

/// The share that the vital few reach together.
pub const VITAL: Ratio = Ratio { over: 80, under: 100 };

/// One cause in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// Its place in what was handed in.
    pub at: usize,
    /// How often.
    pub count: u64,
    /// Its share of all.
    pub share: Ratio,
    /// The share of all up to and with this one.
    pub cumulative: Ratio,
    /// One of the fewest that reach the wanted share together.
    pub vital: bool,
}

/// Orders causes by their counts, the most frequent first; of equals the earlier stays first.
#[must_use]
pub fn pareto(counts: &[u64], wanted: Ratio) -> Vec<Cause> {
    let total = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let mut order: Vec<(usize, u64)> = counts.iter().copied().enumerate().collect();
    order.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut before = 0_u64;
    let cause = |(at, count): (usize, u64)| {
        let vital = count > 0 && !Ratio { over: before, under: total }.reaches(wanted);
        before = before.saturating_add(count);
        let of = |over| Ratio { over, under: total };
        Cause { at, count, share: of(count), cumulative: of(before), vital }
    };
    order.into_iter().map(cause).collect()
}
