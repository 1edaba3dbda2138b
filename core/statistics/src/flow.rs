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

/// The middle one, exact: of an even number the mean of the two in the middle.
#[must_use]
pub fn median(values: &[u64]) -> Option<Ratio> {
    let mut all = values.to_vec();
    all.sort_unstable();
    let upper = *all.get(all.len() / 2)?;
    let lower = *all.get(all.len().saturating_sub(1) / 2)?;
    Some(if lower == upper { Ratio { over: upper, under: 1 } } else { Ratio { over: lower + upper, under: 2 } })
}

/// One stay in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The stage, by its place.
    pub stage: usize,
    /// For how long, in whatever whole unit.
    pub time: u64,
}

/// All stays in one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stayed {
    /// How many.
    pub count: u64,
    /// The median stay.
    pub median: Option<Ratio>,
    /// No stage has a longer median; one alone is the bottleneck, the first of equals.
    pub bottleneck: bool,
}

/// Stays gathered by stage. Where nothing stays any time nothing is a bottleneck.
#[must_use]
pub fn flow(stages: usize, stays: &[Stay]) -> Vec<Stayed> {
    let of = |stage: usize| {
        let times: Vec<u64> = stays.iter().filter(|stay| stay.stage == stage).map(|stay| stay.time).collect();
        Stayed { count: crate::whole(times.len()), median: median(&times), bottleneck: false }
    };
    let mut all: Vec<Stayed> = (0..stages).map(of).collect();
    let longer = |a: Ratio, b: Ratio| !b.reaches(a);
    let mut worst: Option<(usize, Ratio)> = None;
    for (at, median) in all.iter().enumerate().filter_map(|(at, one)| Some((at, one.median?))) {
        if median.over > 0 && worst.is_none_or(|(_, so_far)| longer(median, so_far)) {
            worst = Some((at, median));
        }
    }
    if let Some(one) = worst.and_then(|(at, _)| all.get_mut(at)) {
        one.bottleneck = true;
    }
    all
}
