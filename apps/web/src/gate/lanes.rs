//! Forms that are sent are read in lanes, one for each class: those who hand in never keep waiting those who follow, and neither
//! keeps the staff waiting. In a lane it goes by turn.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::Method;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::GateConfig;

/// One lane.
#[derive(Debug)]
struct Lane {
    places: Semaphore,
    waiting: AtomicUsize,
    room: usize,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Lanes {
    hand_in: Lane,
    follow: Lane,
    staff: Lane,
}

/// The right to have a form read; given back when the answer is there.
pub(crate) struct Turn<'a> {
    _permit: Option<SemaphorePermit<'a>>,
}

/// A place in a line, given back when the request ends, however it ends.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Lane {
    fn new(config: &GateConfig) -> Self {
        let (places, waiting) = (Semaphore::new(config.forms_at_once), AtomicUsize::new(0));
        Self { places, waiting, room: config.forms_waiting }
    }
}

impl Lanes {
    pub(crate) fn new(config: &GateConfig) -> Self {
        Self { hand_in: Lane::new(config), follow: Lane::new(config), staff: Lane::new(config) }
    }

    /// Waits for the turn of a request; nothing, if the line is full. Pages that are only asked for do not wait.
    pub(crate) async fn turn(&self, method: &Method, path: &str) -> Option<Turn<'_>> {
        if *method != Method::POST {
            return Some(Turn { _permit: None });
        }
        let lane = match path {
            path if path.starts_with("/desk") || path.starts_with("/api/") => &self.staff,
            path if path.starts_with("/follow") => &self.follow,
            _ => &self.hand_in,
        };
        if let Ok(permit) = lane.places.try_acquire() {
            return Some(Turn { _permit: Some(permit) });
        }
        let before = lane.waiting.fetch_add(1, Ordering::Relaxed);
        let _place = Place(&lane.waiting);
        if before >= lane.room {
            return None;
        }
        lane.places.acquire().await.ok().map(|permit| Turn { _permit: Some(permit) })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Method;

    use super::{GateConfig, Lanes};

    #[tokio::test]
    async fn a_full_lane_holds_up_no_other() {
        let config = GateConfig { forms_at_once: 1, forms_waiting: 0, ..GateConfig::default() };
        let lanes = Lanes::new(&config);
        let taken = lanes.turn(&Method::POST, "/o/office/matter").await;
        assert!(taken.is_some());
        assert!(lanes.turn(&Method::POST, "/o/office/other").await.is_none(), "the line is full");
        assert!(lanes.turn(&Method::GET, "/o/office/other").await.is_some(), "a page is there all the same");
        assert!(lanes.turn(&Method::POST, "/follow").await.is_some());
        assert!(lanes.turn(&Method::POST, "/desk/sign-in").await.is_some());
        drop(taken);
        assert!(lanes.turn(&Method::POST, "/o/office/other").await.is_some());
    }
}
