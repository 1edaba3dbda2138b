//! One step of a limit: from a point in time by a span, past its pauses, and from a day off to a working day.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

use crate::bits::{add_days, days_between};
use crate::calendar::Calendar;
use crate::counting::{Counting, Precision};
use crate::hours::second_of_day;
use crate::limit::Pause;
use crate::span::{Span, Unit};

/// Working time is counted in nanoseconds: an end of a day is the last of them, and must not carry over to the next working day.
const SECOND: i128 = 1_000_000_000;

/// A point a limit reaches on its way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    pub(crate) at: Timestamp,
    pub(crate) date: Date,
    pub(crate) precision: Precision,
}

/// What happened on the way, for the explanation.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Note {
    Leg { span: Span, from: Reach, to: Reach },
    Extended { span: Span, from: Date },
    Promised { on: Date },
    Rolled { from: Date, to: Date },
    AtLatest { cap: Span, on: Date },
}

/// Who listens to the notes; nobody, when only the date is wanted.
pub(crate) trait Trace {
    fn note(&mut self, note: Note);
}

impl Trace for () {
    fn note(&mut self, _: Note) {}
}

impl Trace for Vec<Note> {
    fn note(&mut self, note: Note) {
        self.push(note);
    }
}

/// The first and last day a pause touches; no last day while it lasts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PausedDays {
    pub(crate) first: Date,
    pub(crate) last: Option<Date>,
}

/// A limit on its way.
pub(crate) struct Course<'a, T> {
    calendar: &'a Calendar,
    counting: &'a Counting,
    pauses: Vec<Pause>,
    paused_days: Vec<PausedDays>,
    provisional: bool,
    trace: &'a mut T,
}

impl<'a, T: Trace> Course<'a, T> {
    pub(crate) fn new(calendar: &'a Calendar, counting: &'a Counting, pauses: &[Pause], trace: &'a mut T) -> Self {
        let pauses = in_order(pauses);
        let paused_days = paused_days(counting, &pauses);
        Self { calendar, counting, pauses, paused_days, provisional: false, trace }
    }

    /// The same limit counted a second time, for a cap.
    pub(crate) fn beside<'b, U: Trace>(&self, trace: &'b mut U) -> Course<'b, U>
    where
        'a: 'b,
    {
        Course {
            calendar: self.calendar,
            counting: self.counting,
            pauses: self.pauses.clone(),
            paused_days: self.paused_days.clone(),
            provisional: false,
            trace,
        }
    }

    pub(crate) fn note(&mut self, note: Note) {
        self.trace.note(note);
    }

    pub(crate) const fn provisional(&self) -> bool {
        self.provisional
    }

    pub(crate) fn promised(&mut self, at: Timestamp) -> Reach {
        let date = self.counting.date_of(at);
        let precision = if at == self.counting.end_of_day(date) { Precision::Day } else { Precision::Clock };
        self.note(Note::Promised { on: date });
        Reach { at, date, precision }
    }

    /// From a point by a span; `None` if it has no number or an open pause stands before its end.
    pub(crate) fn advance(&mut self, from: Reach, span: Span) -> Option<Reach> {
        let amount = i64::from(span.amount);
        let to = match span.unit {
            Unit::Second => self.by_clock(from, amount)?,
            Unit::Minute => self.by_clock(from, amount.saturating_mul(60))?,
            Unit::Hour => self.by_clock(from, amount.saturating_mul(3600))?,
            Unit::WorkingHour => self.by_working_time(from, amount.saturating_mul(3600))?,
            Unit::Day => self.by_days(from, amount)?,
            Unit::Week => self.by_days(from, amount.saturating_mul(7))?,
            Unit::Month => self.by_months(from, amount)?,
            Unit::Year => self.by_months(from, amount.saturating_mul(12))?,
            Unit::WorkingDay => self.by_working_days(from, span.amount)?,
            Unit::SameDay => self.whole_day(from.date),
            Unit::SameMonth => self.whole_day(from.date.last_of_month()),
            Unit::Immediate => from,
            Unit::Promptly | Unit::None => return None,
        };
        self.note(Note::Leg { span, from, to });
        Some(to)
    }

    /// To the next working day outside every pause, if the authority's limits roll and the day is off; `None` if a pause that has
    /// not ended stands there.
    pub(crate) fn rolled(&mut self, from: Reach) -> Option<Reach> {
        if !self.counting.roll {
            return Some(from);
        }
        let mut date = self.calendar.roll(from.date, self.counting.week);
        if date != from.date {
            for pause in &self.paused_days {
                if pause.covers(date) {
                    date = self.calendar.roll(add_days(pause.last?, 1), self.counting.week);
                }
            }
        }
        self.consult(from.date, date);
        if date == from.date {
            return Some(from);
        }
        self.note(Note::Rolled { from: from.date, to: date });
        Some(self.on_day(from, date))
    }

    fn by_working_days(&mut self, from: Reach, count: u32) -> Option<Reach> {
        let (mut at, mut left) = (from.date, count);
        for pause in &self.paused_days {
            let Some((free, next)) = pause.after(at) else { continue };
            let here = u32::try_from(self.calendar.working_days_between(at, free, self.counting.week)).unwrap_or(0);
            if here >= left {
                break;
            }
            left -= here;
            at = next?;
        }
        let date = self.calendar.add_working_days(at, left, self.counting.week);
        if date > from.date {
            self.consult(add_days(from.date, 1), date);
        }
        Some(self.on_day(from, date))
    }

    fn by_days(&mut self, from: Reach, count: i64) -> Option<Reach> {
        let (mut at, mut left) = (from.date, count);
        for pause in &self.paused_days {
            let Some((free, next)) = pause.after(at) else { continue };
            let here = days_between(at, free).max(0);
            if here >= left {
                break;
            }
            left -= here;
            at = next?;
        }
        Some(self.on_day(from, add_days(at, left)))
    }

    /// The same day of the month, then as many days as that are counted past the pauses.
    fn by_months(&mut self, from: Reach, count: i64) -> Option<Reach> {
        let months = i32::try_from(count).unwrap_or(i32::MAX);
        let date = jiff::Span::new().try_months(months).map_or(Date::MAX, |span| from.date.saturating_add(span));
        self.by_days(from, days_between(from.date, date))
    }

    fn by_clock(&mut self, from: Reach, seconds: i64) -> Option<Reach> {
        let (mut at, mut left) = (from.at, SignedDuration::from_secs(seconds));
        for pause in &self.pauses {
            if pause.until.is_some_and(|until| until <= at) {
                continue;
            }
            let here = at.duration_until(pause.from).max(SignedDuration::ZERO);
            if here >= left {
                break;
            }
            left = left.saturating_sub(here);
            at = pause.until?;
        }
        let at = at.checked_add(left).unwrap_or(Timestamp::MAX);
        Some(Reach { at, date: self.counting.date_of(at), precision: Precision::Clock })
    }

    fn by_working_time(&mut self, from: Reach, seconds: i64) -> Option<Reach> {
        let (mut at, mut left) = (from.at, i128::from(seconds) * SECOND);
        for index in 0..self.pauses.len() {
            let Some(pause) = self.pauses.get(index).copied() else { break };
            if pause.until.is_some_and(|until| until <= at) {
                continue;
            }
            let here = if pause.from > at { self.worked_between(at, pause.from) } else { 0 };
            if here >= left {
                break;
            }
            left -= here;
            at = pause.until?;
        }
        let at = self.after_working_time(at, left);
        let date = self.counting.date_of(at);
        self.consult(from.date, date);
        Some(Reach { at, date, precision: Precision::Clock })
    }

    /// Working time from one instant to a later one, in nanoseconds.
    fn worked_between(&self, from: Timestamp, until: Timestamp) -> i128 {
        let (from, until) = (self.counting.local(from), self.counting.local(until));
        let days = self.calendar.working_days_between(
            add_days(from.date(), -1),
            add_days(until.date(), -1),
            self.counting.week,
        );
        i128::from(days) * self.daily() + self.worked_before(until) - self.worked_before(from)
    }

    /// A whole working day.
    fn daily(&self) -> i128 {
        i128::from(self.counting.hours.daily_seconds()) * SECOND
    }

    /// Working time of a day before a time of the clock on it.
    fn worked_before(&self, local: DateTime) -> i128 {
        if !self.calendar.is_working_day(local.date(), self.counting.week) {
            return 0;
        }
        let now = i128::from(second_of_day(local.time())) * SECOND + i128::from(local.subsec_nanosecond());
        self.shifts().map(|(from, until)| (now.min(until) - from).max(0)).sum()
    }

    /// The instant after so much working time; an exact end of a stretch is that end, not the start of the next one.
    fn after_working_time(&self, from: Timestamp, time: i128) -> Timestamp {
        if time <= 0 {
            return from;
        }
        let local = self.counting.local(from);
        let daily = self.daily();
        let left = time + self.worked_before(local);
        let whole = (left - 1) / daily;
        let today = self.calendar.is_working_day(local.date(), self.counting.week);
        let steps = u32::try_from(if today { whole } else { whole + 1 }).unwrap_or(u32::MAX);
        let date = self.calendar.add_working_days(local.date(), steps, self.counting.week);
        let since_midnight =
            SignedDuration::from_nanos(i64::try_from(self.clock_after(left - whole * daily)).unwrap_or(0));
        let day = self.counting.start_of_day(date);
        if since_midnight >= SignedDuration::from_hours(24) {
            return day.checked_add(since_midnight).unwrap_or(day);
        }
        self.counting.at(date.to_datetime(jiff::civil::Time::midnight().saturating_add(since_midnight)))
    }

    /// How long after midnight so much of a working day has been worked.
    fn clock_after(&self, worked: i128) -> i128 {
        let mut left = worked;
        for (from, until) in self.shifts() {
            if left <= until - from {
                return from + left;
            }
            left -= until - from;
        }
        86_400 * SECOND
    }

    /// The stretches of a working day in nanoseconds since midnight.
    fn shifts(&self) -> impl Iterator<Item = (i128, i128)> + '_ {
        self.counting.hours.seconds().map(|(from, until)| (i128::from(from) * SECOND, i128::from(until) * SECOND))
    }

    /// The end of a day, or the same time of the clock on it.
    fn on_day(&self, from: Reach, date: Date) -> Reach {
        match self.counting.precision {
            Precision::Day => self.whole_day(date),
            Precision::Clock => {
                let local = self.counting.local(from.at);
                Reach {
                    at: self.counting.end_of_minute(date.to_datetime(local.time())),
                    date,
                    precision: Precision::Clock,
                }
            }
        }
    }

    fn whole_day(&self, date: Date) -> Reach {
        Reach { at: self.counting.end_of_day(date), date, precision: Precision::Day }
    }

    /// The kind of these days decided something.
    fn consult(&mut self, first: Date, last: Date) {
        self.provisional |= !self.calendar.is_published(first, last);
    }
}

impl PausedDays {
    /// Seen from a day: the last day before the pause, and the day from which counting goes on (`None` while it lasts). Nothing if
    /// the pause lies behind.
    fn after(self, at: Date) -> Option<(Date, Option<Date>)> {
        if self.last.is_some_and(|last| last <= at) {
            return None;
        }
        Some((add_days(self.first, -1).max(at), self.last))
    }

    pub(crate) fn covers(self, date: Date) -> bool {
        self.first <= date && self.last.is_none_or(|last| date <= last)
    }
}

/// Pauses that last any time at all, by their first instant.
fn in_order(pauses: &[Pause]) -> Vec<Pause> {
    let mut pauses: Vec<Pause> =
        pauses.iter().copied().filter(|pause| pause.until.is_none_or(|until| pause.from < until)).collect();
    pauses.sort_by_key(|pause| pause.from);
    pauses
}

/// The days that pauses in order touch.
pub(crate) fn paused_days(counting: &Counting, pauses: &[Pause]) -> Vec<PausedDays> {
    let last_instant = |until: Timestamp| until.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(until);
    pauses
        .iter()
        .filter(|pause| pause.until.is_none_or(|until| pause.from < until))
        .map(|pause| PausedDays {
            first: counting.date_of(pause.from),
            last: pause.until.map(|until| counting.date_of(last_instant(until))),
        })
        .collect()
}
