//! Working days, working hours and limits: from a rule to a date, with the reason for it.
//!
//! A [`Calendar`] knows which day is worked and by which notice; a [`Counting`] says how an organisation counts; a [`Span`] is
//! what a regulation writes (`15 working-days`). [`due`] puts them together, [`explain`] gives the same date with every day that
//! counted, every day that did not, and why.
//!
//! ```
//! use dengwen_calendar::{Calendar, Counting, Moves, due};
//!
//! let start = "2026-02-09T10:00+08:00".parse().unwrap();
//! let span = "15 working-days".parse().unwrap();
//! let due = due(&Calendar::china(), &Counting::default(), start, span, &Moves::default()).unwrap();
//! assert_eq!(due.on.to_string(), "2026-03-06");
//! ```
//!
//! The crate has no clock and reads no file: "now" is always an argument and the published years are compiled in.

mod advance;
mod batch;
mod bits;
mod calendar;
mod counting;
mod duty;
mod explain;
mod hours;
mod limit;
mod notice;
mod overlay;
mod remaining;
mod sentence;
mod span;
mod step_words;

pub use batch::{Answer, Authority, Query, QueryError, answer};
pub use calendar::{Calendar, Day, DayKind};
pub use counting::{Counting, Precision, Week, shanghai};
pub use duty::{DutyDays, Periods, PeriodsError, Stretch, duty_hours, uncovered};
pub use explain::{Explanation, Step, Why, explain};
pub use hours::{Hours, HoursError};
pub use limit::{Due, ExtendedFrom, Moves, Pause, due, round};
pub use notice::{Name, Notice};
pub use overlay::{Entry, EntryKind, Overlay, OverlayError, YearNotice};
pub use remaining::Remaining;
pub use sentence::Lang;
pub use span::{Span, SpanError, Unit};

/// Built anew for another checkout: see `.cargo/config.toml`.
const _: Option<&str> = option_env!("DENGWEN_CHECKOUT");
