//! When something happened, and when it was entered.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The moment a thing happened, the moment it was entered, and the commit it belongs to. Rules look at the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// When it happened.
    pub happened: Timestamp,
    /// When it was entered.
    pub entered: Timestamp,
    /// The commit, from 1.
    pub seq: u64,
}

impl Default for Stamp {
    fn default() -> Self {
        Self { happened: Timestamp::UNIX_EPOCH, entered: Timestamp::UNIX_EPOCH, seq: 0 }
    }
}
