//! From a limit to the instant it ends.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::advance::{Course, Note, Reach, Trace};
use crate::calendar::Calendar;
use crate::counting::{Counting, Precision};
use crate::span::{Span, Unit};

/// A stretch in which a limit stands still.
///
/// Limits in days, weeks and months do not count a day that lies wholly or partly in a pause: a day cannot be split, and the time
/// somebody else took is not laid on the one who is bound. Minutes, hours and working hours lose exactly the instants paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it; `None` while it lasts.
    pub until: Option<Timestamp>,
}

/// Where an extension begins to count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtendedFrom {
    /// From the day before rolling, so that extensions never gain from a day off.
    #[default]
    Nominal,
    /// From the day it was really due.
    Due,
}

/// What moves a limit after it began.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moves<'a> {
    /// Stretches in which it stood still, in any order.
    pub pauses: &'a [Pause],
    /// Approved extensions, in the order of their approval.
    pub extensions: &'a [Span],
    /// Where each extension begins to count.
    pub extended_from: ExtendedFrom,
    /// A promised or entered instant in place of the span; it never rolls and no pause moves it. For a date without a time give
    /// [`Counting::end_of_day`].
    pub promised: Option<Timestamp>,
    /// Not later than this after the start, whatever else holds. For `immediate` and `promptly` it is the limit itself.
    pub at_latest: Option<Span>,
}

/// When a limit ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last instant that is in time: late means after it. A limit in days ends one nanosecond before midnight (24:00), one with
    /// clock precision at the end of the minute shown.
    pub at: Timestamp,
    /// The local day of `at`.
    pub on: Date,
    /// What `at` would be without rolling to a working day.
    pub nominal: Timestamp,
    /// Whether it rests on days of a year that is not published yet, so that it may move.
    pub provisional: bool,
    /// Whether a person reads it as a day or as a time of the clock.
    pub precision: Precision,
    /// `immediate` without `at_latest`: shown and measured, never overdue.
    pub measured: bool,
}

impl Due {
    /// Whether something that happened then is late.
    #[must_use]
    pub fn is_late(&self, happened: Timestamp) -> bool {
        !self.measured && happened > self.at
    }

    /// As a person reads it: `2026-03-09`, or `2026-03-09T10:00:00` for a time of the clock.
    #[must_use]
    pub fn text(&self, counting: &Counting) -> String {
        match self.precision {
            Precision::Day => self.on.to_string(),
            Precision::Clock => {
                let local = counting.local(self.at);
                let whole =
                    jiff::civil::Time::new(local.hour(), local.minute(), local.second(), 0).unwrap_or(local.time());
                let shown = if is_last_of_minute(self.at) { minute_of(whole) } else { whole };
                local.date().to_datetime(shown).to_string()
            }
        }
    }
}

/// Whether the instant is one that [`Counting::end_of_minute`] gives: shown as its whole minute.
fn is_last_of_minute(at: Timestamp) -> bool {
    at.subsec_nanosecond() == 999_999_999
}

fn minute_of(time: jiff::civil::Time) -> jiff::civil::Time {
    jiff::civil::Time::new(time.hour(), time.minute(), 0, 0).unwrap_or(time)
}

/// When a limit ends that began at `start`.
///
/// `None` if it has no end: `promptly` and `none` without `at_latest`, or a pause that has not ended stands before its end.
///
/// Limits in days count from the next day and end with the end of the last one; minutes and hours run at once, through nights and
/// holidays; working hours run inside [`Counting::hours`] on working days. Days, weeks, months and years that end on a day off move
/// to the next working day if [`Counting::roll`]. A month ends on the same day of the month, or on the last day of a shorter one.
#[must_use]
pub fn due(calendar: &Calendar, counting: &Counting, start: Timestamp, span: Span, moves: &Moves<'_>) -> Option<Due> {
    trace(calendar, counting, start, span, moves, &mut ())
}

/// When round `number` (from 1) of a limit that comes round is due: always counted from the start, never from the round before, so
/// that a month begun on the 31st does not creep.
#[must_use]
pub fn round(
    calendar: &Calendar,
    counting: &Counting,
    start: Timestamp,
    every: Span,
    number: u32,
    moves: &Moves<'_>,
) -> Option<Due> {
    due(calendar, counting, start, every.times(number), moves)
}

/// The one fold behind [`due`] and [`crate::explain`].
pub(crate) fn trace<T: Trace>(
    calendar: &Calendar,
    counting: &Counting,
    start: Timestamp,
    span: Span,
    moves: &Moves<'_>,
    trace: &mut T,
) -> Option<Due> {
    let mut course = Course::new(calendar, counting, moves.pauses, trace);
    let first = Reach { at: start, date: counting.date_of(start), precision: Precision::Clock };
    let own = course.own(first, span, moves);
    let Some(cap) = moves.at_latest else {
        return own;
    };
    let capped = course.capped(first, cap);
    match (own, capped) {
        (Some(own), Some(capped)) if !own.measured && own.at <= capped.at => Some(own),
        (own, None) => own.filter(|own| !own.measured),
        (_, Some(capped)) => {
            course.note(Note::AtLatest { cap, on: capped.on });
            Some(capped)
        }
    }
}

impl<T: Trace> Course<'_, T> {
    /// The limit itself with its extensions, rolled.
    fn own(&mut self, first: Reach, span: Span, moves: &Moves<'_>) -> Option<Due> {
        let (mut nominal, mut rolls) = match moves.promised {
            Some(at) => (self.promised(at), false),
            None => (self.advance(first, span)?, span.unit.rolls()),
        };
        for extension in moves.extensions {
            let from = match moves.extended_from {
                ExtendedFrom::Due if rolls => self.rolled(nominal)?,
                ExtendedFrom::Due | ExtendedFrom::Nominal => nominal,
            };
            self.note(Note::Extended { span: *extension, from: from.date });
            nominal = self.advance(from, *extension)?;
            rolls = extension.unit.rolls();
        }
        let measured = span.unit == Unit::Immediate && moves.promised.is_none() && moves.extensions.is_empty();
        let ended = if rolls { self.rolled(nominal)? } else { nominal };
        Some(self.due(ended, nominal, measured))
    }

    /// What the cap alone would give; its days are not listed.
    fn capped(&mut self, first: Reach, cap: Span) -> Option<Due> {
        let mut silent = ();
        let mut course = self.beside(&mut silent);
        let nominal = course.advance(first, cap)?;
        let ended = if cap.unit.rolls() { course.rolled(nominal)? } else { nominal };
        Some(course.due(ended, nominal, false))
    }

    fn due(&self, ended: Reach, nominal: Reach, measured: bool) -> Due {
        Due {
            at: ended.at,
            on: ended.date,
            nominal: nominal.at,
            provisional: self.provisional(),
            precision: ended.precision,
            measured,
        }
    }
}
