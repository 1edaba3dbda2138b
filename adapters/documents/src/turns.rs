//! As many documents are set at a time as there are processors: each takes one for itself and some megabytes, and a hundred at once
//! would be ready no sooner.

use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::available_parallelism;

/// The turns of a press.
#[derive(Debug)]
pub(crate) struct Turns {
    free: Mutex<usize>,
    given_back: Condvar,
}

/// A turn, given back when it is let go.
#[derive(Debug)]
pub(crate) struct Turn<'a>(&'a Turns);

impl Default for Turns {
    fn default() -> Self {
        let free = available_parallelism().map_or(1, std::num::NonZero::get);
        Self { free: Mutex::new(free), given_back: Condvar::new() }
    }
}

impl Turns {
    /// Waits for a turn. For blocking threads alone.
    pub(crate) fn take(&self) -> Turn<'_> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.given_back.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free = free.saturating_sub(1);
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.given_back.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::{Condvar, Mutex, Turns};

    #[test]
    fn no_more_at_a_time_than_there_are_turns() {
        let turns = Turns { free: Mutex::new(2), given_back: Condvar::new() };
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let _turn = turns.take();
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        now.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(most.into_inner(), 2);
        assert_eq!(*turns.free.lock().unwrap_or_else(std::sync::PoisonError::into_inner), 2);
    }
}
