//! How long until something ends, with what has not ended yet (Kaplan–Meier).

use crate::real;

/// One thing watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// For how long, in whatever whole unit.
    pub time: u64,
    /// It ended then; else it is still open and was watched so long (censored).
    pub ended: bool,
}

/// What happened at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// When.
    pub time: u64,
    /// How many were open just before.
    pub at_risk: u64,
    /// How many ended.
    pub ended: u64,
    /// How many were watched no longer.
    pub censored: u64,
    /// The share still open after it.
    pub open: f64,
}

/// A survival curve.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// The times at which anything ended or was watched no longer.
    pub steps: Vec<Step>,
    /// When half have ended; nothing while more than half are open.
    pub median: Option<u64>,
}

/// The product of fractions, exact as long as it fits.
#[derive(Clone, Copy)]
struct Product {
    over: u128,
    under: u128,
}

impl Product {
    fn times(self, over: u64, under: u64) -> Self {
        let (over, under) = lowest(u128::from(over), u128::from(under));
        let (mut own, under) = lowest(self.over, under);
        let (over, mut of) = lowest(over, self.under);
        loop {
            if let (Some(over), Some(under)) = (own.checked_mul(over), of.checked_mul(under)) {
                return Self { over, under };
            }
            // Too long to be kept whole: the last digits go, on both sides alike.
            (own, of) = (own / 2, (of / 2).max(1));
        }
    }

    fn real(self) -> f64 {
        self.over as f64 / self.under as f64
    }

    const fn is_half_or_less(self) -> bool {
        self.over <= self.under - self.over
    }
}

const fn lowest(over: u128, under: u128) -> (u128, u128) {
    match divisor(over, under) {
        0 => (over, under),
        common => (over / common, under / common),
    }
}

const fn divisor(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The curve of what was watched. Whatever ends at a time counts before what is no longer watched at it.
#[must_use]
pub fn kaplan_meier(seen: &[Seen]) -> Curve {
    let mut all = seen.to_vec();
    all.sort_by_key(|one| one.time);
    let mut left = crate::whole(all.len());
    let mut open = Product { over: 1, under: 1 };
    let mut curve = Curve::default();
    for group in all.chunk_by(|a, b| a.time == b.time) {
        let Some(time) = group.first().map(|one| one.time) else { continue };
        let ended = crate::whole(group.iter().filter(|one| one.ended).count());
        let censored = crate::whole(group.len()) - ended;
        open = open.times(left - ended, left);
        curve.steps.push(Step { time, at_risk: left, ended, censored, open: open.real() });
        if ended > 0 && curve.median.is_none() && open.is_half_or_less() {
            curve.median = Some(time);
        }
        left -= ended + censored;
    }
    curve
}

impl Curve {
    /// The share still open after so long.
    #[must_use]
    pub fn open_after(&self, time: u64) -> f64 {
        self.steps.iter().rev().find(|step| step.time <= time).map_or(real(1), |step| step.open)
    }
}
