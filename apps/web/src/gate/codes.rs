//! Receipt codes that are typed: looked up in the order in which they came, a few at once. Every answer takes the same time, right
//! or wrong, and that time grows with the number of wrong codes everywhere. Who types is not asked.

use std::{
    future::Future,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{sync::Semaphore, time::sleep};

use super::{GateConfig, level::Level};

/// So many wrong codes double the time; as many are forgotten in a minute.
const DOUBLES: u64 = 4;
const FORGOTTEN: u32 = 12;

/// The line before the codes.
#[derive(Debug)]
pub(crate) struct Codes {
    least: Duration,
    most: Duration,
    room: usize,
    wrong: Level,
    places: Semaphore,
    waiting: AtomicUsize,
}

/// A place in the line, given back when the request ends, however it ends.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Codes {
    pub(crate) fn new(config: &GateConfig) -> Self {
        Self {
            least: config.code_wait,
            most: config.code_wait_max,
            room: config.codes_at_once + config.codes_waiting,
            wrong: Level::new(FORGOTTEN),
            places: Semaphore::new(config.codes_at_once),
            waiting: AtomicUsize::new(0),
        }
    }

    /// Looks a code up when its turn comes. The outer `None`: the line is full.
    pub(crate) async fn tried<T>(&self, now: Timestamp, look: impl Future<Output = Option<T>>) -> Option<Option<T>> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _place = Place(&self.waiting);
        if before >= self.room {
            return None;
        }
        let _turn = self.places.acquire().await.ok()?;
        // Counted before it is looked at, so that hanging up early is counted too.
        let wait = self.wait(self.wrong.add(now).saturating_sub(1));
        let (found, ()) = tokio::join!(look, sleep(wait));
        if found.is_some() {
            self.wrong.take_back(now);
        }
        Some(found)
    }

    /// How long an answer takes after so many wrong codes.
    fn wait(&self, wrong: u64) -> Duration {
        let times = 1_u32.checked_shl(u32::try_from(wrong / DOUBLES).unwrap_or(u32::MAX)).unwrap_or(u32::MAX);
        self.least.saturating_mul(times).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use jiff::Timestamp;

    use super::{Codes, GateConfig};

    fn codes(at_once: usize, waiting: usize) -> Codes {
        let (least, most) = (Duration::from_millis(20), Duration::from_millis(160));
        Codes::new(&GateConfig {
            code_wait: least,
            code_wait_max: most,
            codes_at_once: at_once,
            codes_waiting: waiting,
            ..GateConfig::default()
        })
    }

    #[tokio::test]
    async fn wrong_codes_make_every_answer_slower_and_a_right_one_takes_as_long() {
        let (codes, now) = (codes(1, 8), Timestamp::UNIX_EPOCH);
        for wrong in 0..20 {
            let start = Instant::now();
            assert_eq!(codes.tried(now, async { None::<()> }).await, Some(None));
            assert!(start.elapsed() >= codes.wait(wrong), "{wrong}: {:?}", start.elapsed());
        }
        assert!(codes.wait(0) < codes.wait(8) && codes.wait(8) < codes.wait(19));
        let start = Instant::now();
        assert_eq!(codes.tried(now, async { Some(7) }).await, Some(Some(7)));
        assert!(start.elapsed() >= Duration::from_millis(160), "{:?}", start.elapsed());
        assert_eq!(codes.wait(1_000_000), Duration::from_millis(160), "there is a longest time");
    }

    #[tokio::test]
    async fn a_full_line_is_told_and_empties_again() {
        let (codes, now) = (codes(1, 1), Timestamp::UNIX_EPOCH);
        let asked = || codes.tried(now, async { Some(()) });
        let (one, two, three) = tokio::join!(asked(), asked(), asked());
        assert_eq!([one.is_some(), two.is_some(), three.is_some()], [true, true, false]);
        assert!(asked().await.is_some());
    }
}
