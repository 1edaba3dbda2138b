//! Runs of limits, and the moments that move them.

use dengwen_calendar::Span;
use dengwen_regulation::{model::Id, value::Value};
use indexmap::IndexMap;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Doer, Principal, Stamp};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HowEnded {
    /// In time.
    Met,
    /// Too late.
    Late,
    /// Laid down: it is no longer wanted.
    LaidDown,
    /// A right that was not used in time.
    Lapsed,
}

/// A pause of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// From.
    pub from: Timestamp,
    /// Until; `None`: still.
    pub until: Option<Timestamp>,
}

/// A move of the end of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moved {
    /// Longer by this, from the nominal end or from the due date.
    By {
        /// How much.
        span: Span,
        /// From the nominal end.
        nominal: bool,
        /// Asked for in time and granted after the end had passed: it has not passed after all.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        in_time: bool,
    },
    /// Promised until the end of this day.
    To(Date),
    /// Promised until this instant.
    ToInstant(Timestamp),
    /// As if never met.
    Resumed,
}

/// A run of a limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The limit.
    pub limit: Id,
    /// The place of the row.
    pub row: usize,
    /// For whom, where there is one for each.
    pub each: Option<Principal>,
    /// Its number among the runs of this limit on this row, from 1.
    pub n: u32,
    /// From when it counts.
    pub from: Stamp,
    /// Does it apply.
    pub applies: bool,
    /// The row of `within` that holds; `None`: none does yet.
    pub within: Option<u32>,
    /// The time that row gives, where it comes from a setting or table.
    pub span: Option<Span>,
    /// Settings and values kept since the start.
    pub frozen: IndexMap<Id, Value>,
    /// Pauses.
    pub pauses: Vec<Pause>,
    /// Moves of the end.
    pub moved: Vec<(Moved, Stamp)>,
    /// Rounds gone by, for one that comes round.
    pub rounds: u32,
    /// Was the present round kept.
    pub kept_round: u32,
    /// When its end was last warned of.
    pub warned: Option<Timestamp>,
    /// When it passed.
    pub passed: Option<Timestamp>,
    /// The change of the case with which it did.
    pub passed_with: u64,
    /// The overdue was excused.
    pub excused: Option<(Doer, String)>,
    /// When and how it ended.
    pub end: Option<(Stamp, HowEnded)>,
}

impl Run {
    /// When it passed, unless more time that was asked for before has been granted since.
    #[must_use]
    pub fn missed(&self) -> Option<Timestamp> {
        // Since: what is granted may end before it is granted, and passes then all the same.
        let granted = |(moved, at): &(Moved, Stamp)| {
            matches!(moved, Moved::By { in_time: true, .. }) && at.seq > self.passed_with
        };
        self.passed.filter(|_| !self.moved.iter().any(granted))
    }
}

/// A moment, as limits name them.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names are those of the vocabulary's moments")]
pub enum Mark {
    Received,
    Opened,
    Added,
    Act(Id, Option<Id>),
    Stage(Id),
    Class { axis: Id, now: Vec<Id>, was: Vec<Id> },
    Ground(Id, Id),
    Field(Id),
    Issued(Id),
    Served(Id, Vec<Principal>),
    Signed(Id),
    Asked(Id),
    Answered(Id),
    Passed(Id),
    Ended(Id),
    RowEnded,
    Reopened,
}

/// A moment with its row and time.
#[derive(Debug, Clone, PartialEq)]
pub struct Marked {
    /// What.
    pub mark: Mark,
    /// The place of the row.
    pub row: usize,
    /// When.
    pub at: Stamp,
}
