//! How fast a line moves, as measured; from it people are told when to come back.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// What an answer takes before any was measured.
const AT_FIRST: Duration = Duration::from_millis(50);
/// One in so many parts of the mean is the newest answer.
const NEWEST: u32 = 16;
/// Nobody is told to come back later than this: by then nobody knows how it goes.
const BACK_MAX: Duration = Duration::from_secs(120);

/// The pace of a line with so many places.
#[derive(Debug)]
pub(crate) struct Pace {
    places: u32,
    kept: Mutex<(Duration, Option<Instant>)>,
}

impl Pace {
    pub(crate) fn new(places: usize) -> Self {
        Self { places: u32::try_from(places).unwrap_or(u32::MAX).max(1), kept: Mutex::new((AT_FIRST, None)) }
    }

    /// An answer took so long.
    pub(crate) fn took(&self, long: Duration) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0 = (kept.0 * (NEWEST - 1) + long) / NEWEST;
    }

    /// In how many whole seconds somebody who finds so many waiting should come back. Each is told to come behind the last: those
    /// who were turned away are not to come back all at once.
    pub(crate) fn back_in(&self, waiting: u32, now: Instant) -> u64 {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let each = kept.0 / self.places;
        let behind = (now + each.saturating_mul(waiting).min(BACK_MAX)).max(kept.1.unwrap_or(now)) + each;
        let back = behind.min(now + BACK_MAX);
        kept.1 = Some(back);
        u64::from(back.duration_since(now).subsec_nanos() > 0) + back.duration_since(now).as_secs()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Pace;

    #[test]
    fn people_are_told_to_come_back_as_fast_as_answers_are_given() {
        let (pace, now) = (Pace::new(4), Instant::now());
        (0..200).for_each(|_| pace.took(Duration::from_secs(2)));
        // Two answers a second: behind eleven who wait, six seconds; each further one half a second later.
        assert_eq!(pace.back_in(11, now), 6);
        assert_eq!([pace.back_in(11, now), pace.back_in(11, now), pace.back_in(11, now)], [7, 7, 8]);
        let later = now + Duration::from_secs(60);
        assert_eq!(pace.back_in(0, later), 1, "whoever was told has come");
        assert_eq!(pace.back_in(100_000, later), 120, "there is a longest time");
    }
}
