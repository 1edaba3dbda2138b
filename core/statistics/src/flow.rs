//! How things go through stages: funnel, ages of what is open, stays with the bottleneck.

use crate::ratio::Ratio;

/// One stage of a funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunnelStep {
    /// How many came so far.
    pub count: u64,
    /// Of those of the first stage.
    pub of_first: Ratio,
    /// Of those of the stage before.
    pub of_before: Ratio,
}

/// How many came how far.
#[must_use]
pub fn funnel(counts: &[u64]) -> Vec<FunnelStep> {
    let first = counts.first().copied().unwrap_or(0);
    let before = std::iter::once(first).chain(counts.iter().copied());
    let step = |(count, before): (&u64, u64)| FunnelStep {
        count: *count,
        of_first: Ratio { over: *count, under: first },
        of_before: Ratio { over: *count, under: before },
    };
    counts.iter().zip(before).map(step).collect()
}

/// How many ages lie in each band. A band ends with its bound, which belongs to it; the last band has none.
#[must_use]
pub fn age_bands(ages: &[u64], bounds: &[u64]) -> Vec<u64> {
    let mut bands = vec![0_u64; bounds.len() + 1];
    for age in ages {
        let band = bounds.iter().position(|bound| age <= bound).unwrap_or(bounds.len());
        if let Some(count) = bands.get_mut(band) {
            *count += 1;
        }
    }
    bands
}

/// Stays in a stage that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The stage, by its place.
    pub stage: usize,
    /// For how long, in whatever whole unit.
    pub time: u64,
    /// How many stays of that length.
    pub count: u64,
    /// They are over; else they have come so far.
    pub over: bool,
}

/// All stays in one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stayed {
    /// How many are over.
    pub count: u64,
    /// The median of those that are over, exact.
    pub median: Option<Ratio>,
    /// Of those that are over nine in ten took no longer (nearest rank).
    pub ninety: Option<u64>,
    /// How many are not over.
    pub waiting: u64,
    /// How long all of them together, over or not.
    pub sum: u64,
    /// No stage has more waiting in sum; one alone is the bottleneck, the first of equals.
    pub bottleneck: bool,
}

/// Stays gathered by stage. The bottleneck is where things wait longest in sum, with what waits there still: a stage in which much
/// waits a little holds up more than one in which a single thing waits long. Where nothing stays any time nothing is one.
#[must_use]
pub fn flow(stages: usize, stays: &[Stay]) -> Vec<Stayed> {
    let mut all: Vec<Stayed> = (0..stages).map(|stage| stayed(stays.iter().filter(|one| one.stage == stage))).collect();
    let most = all.iter().map(|one| one.sum).max().unwrap_or(0);
    if let Some(worst) = all.iter_mut().find(|one| most > 0 && one.sum == most) {
        worst.bottleneck = true;
    }
    all
}

fn stayed<'s>(stays: impl Iterator<Item = &'s Stay>) -> Stayed {
    let mut over: Vec<(u64, u64)> = Vec::new();
    let mut found = Stayed::default();
    for stay in stays {
        found.sum = found.sum.saturating_add(stay.time.saturating_mul(stay.count));
        if stay.over {
            found.count = found.count.saturating_add(stay.count);
            over.push((stay.time, stay.count));
        } else {
            found.waiting = found.waiting.saturating_add(stay.count);
        }
    }
    over.sort_unstable();
    if let Some(last) = found.count.checked_sub(1) {
        let (lower, upper) = (at(&over, last / 2), at(&over, found.count / 2));
        let half = if lower == upper { (upper, 1) } else { (lower.saturating_add(upper), 2) };
        found.median = Some(Ratio { over: half.0, under: half.1 });
        found.ninety = Some(at(&over, found.count.saturating_mul(9).div_ceil(10).saturating_sub(1)));
    }
    found
}

/// The time at a place, counted from 0, of times in their order with how many there are of each.
fn at(times: &[(u64, u64)], place: u64) -> u64 {
    let mut before = 0_u64;
    for (time, count) in times {
        before = before.saturating_add(*count);
        if place < before {
            return *time;
        }
    }
    0
}
