//! How much came in lately: a vessel that fills with every event and runs out at a steady rate.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// A thousand parts of an event.
const PARTS: u64 = 1000;

/// The vessel.
#[derive(Debug)]
pub(crate) struct Level {
    /// Parts that run out in a second.
    out: u64,
    held: Mutex<(u64, Timestamp)>,
}

impl Level {
    /// Empty; so many events run out in a minute.
    pub(crate) fn new(a_minute: u32) -> Self {
        Self { out: (u64::from(a_minute) * PARTS / 60).max(1), held: Mutex::new((0, Timestamp::UNIX_EPOCH)) }
    }

    /// One more; gives how many are in it now.
    pub(crate) fn add(&self, now: Timestamp) -> u64 {
        self.change(now, |parts| parts.saturating_add(PARTS))
    }

    /// One less: it turned out to be none.
    pub(crate) fn take_back(&self, now: Timestamp) -> u64 {
        self.change(now, |parts| parts.saturating_sub(PARTS))
    }

    /// How many are in it.
    pub(crate) fn now(&self, now: Timestamp) -> u64 {
        self.change(now, |parts| parts)
    }

    fn change(&self, now: Timestamp, how: impl Fn(u64) -> u64) -> u64 {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.as_millisecond().saturating_sub(held.1.as_millisecond());
        let ran_out = u64::try_from(passed).unwrap_or(0).saturating_mul(self.out) / 1000;
        *held = (how(held.0.saturating_sub(ran_out)), now);
        held.0.div_ceil(PARTS)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::Level;

    #[test]
    fn it_fills_with_every_event_and_runs_out_by_itself() {
        let start: Timestamp = "2026-03-09T02:00:00Z".parse().unwrap();
        let level = Level::new(60);
        let full = (0..10).map(|_| level.add(start)).last();
        assert_eq!(full, Some(10));
        assert_eq!(level.take_back(start), 9);
        assert_eq!(level.now(start + SignedDuration::from_secs(4)), 5);
        assert_eq!(level.now(start + SignedDuration::from_hours(1)), 0);
    }
}
