//! What waits for the desk's workers, for those who run it. Nothing of it says whose it is.

use std::time::Duration;

use dengwen_store::Lane;
use jiff::Timestamp;

use crate::{desk::Desk, fault::Fault};

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Rows of the outbox.
    pub outbox: u64,
    /// Those of them that failed at least once.
    pub failed: u64,
    /// For how long the oldest of them has been due.
    pub outbox_behind: Duration,
    /// For how long the oldest limit has passed without being performed.
    pub clocks_behind: Duration,
}

impl Desk {
    /// What waits now.
    ///
    /// # Errors
    /// [`Fault::Store`] if the database does not answer.
    pub async fn waiting(&self) -> Result<Waiting, Fault> {
        let now = self.now();
        let (outbox, failed) = self.store().outbox_waiting().await?;
        let (desk, letters) =
            (self.store().next_outbox_at(Lane::Desk).await?, self.store().next_outbox_at(Lane::Letters).await?);
        let behind = |due: Option<Timestamp>| {
            due.map_or(Duration::ZERO, |due| Duration::try_from(now.duration_since(due)).unwrap_or(Duration::ZERO))
        };
        Ok(Waiting {
            outbox,
            failed,
            outbox_behind: behind(desk.into_iter().chain(letters).min()),
            clocks_behind: behind(self.store().next_clock_at().await?),
        })
    }
}
