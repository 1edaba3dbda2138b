//! Duty rosters: the hours in which somebody has to be there, and those in which nobody is.

use std::{fmt, str::FromStr};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
};

use crate::{calendar::Calendar, calendar::DayKind, counting::Counting, hours::Hours};

/// Periods of days, each with both its ends, read from and written as `2026-03-20..2026-04-10, 2026-09-01`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periods(Vec<(Date, Date)>);

/// A text that is no [`Periods`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no period; write it as 2026-03-20..2026-04-10")]
pub struct PeriodsError(String);

impl Periods {
    /// Whether a day lies in one of them.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.0.iter().any(|(first, last)| *first <= date && date <= *last)
    }
}

impl FromStr for Periods {
    type Err = PeriodsError;

    fn from_str(text: &str) -> Result<Self, PeriodsError> {
        let fault = |period: &str| PeriodsError(period.trim().to_owned());
        let mut all = Vec::new();
        for period in text.split([',', '，', '、', ';', '；']) {
            let ends =
                period.split_once("..").or_else(|| period.split_once(['至', '~', '～'])).unwrap_or((period, period));
            let read = |end: &str| end.trim().parse::<Date>().map_err(|_| fault(period));
            let (first, last) = (read(ends.0)?, read(ends.1)?);
            if last < first {
                return Err(fault(period));
            }
            all.push((first, last));
        }
        Ok(Self(all))
    }
}

impl fmt::Display for Periods {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (first, last)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(out, "{comma}{first}")?;
            if last != first {
                write!(out, "..{last}")?;
            }
        }
        Ok(())
    }
}

/// The days on which a roster wants somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DutyDays {
    /// Days of holidays, as the calendar has them.
    Holidays,
    /// Days that are not worked: weekends, holidays, days off.
    DaysOff,
    /// Days that are worked.
    WorkingDays,
    /// Days of these periods.
    In(Periods),
}

impl DutyDays {
    fn holds(&self, calendar: &Calendar, counting: &Counting, date: Date) -> bool {
        let kind = calendar.day(date).kind;
        match self {
            Self::Holidays => kind == DayKind::Holiday,
            Self::DaysOff => !kind.is_working(counting.week),
            Self::WorkingDays => kind.is_working(counting.week),
            Self::In(periods) => periods.contains(date),
        }
    }
}

/// A stretch of time; its end no longer belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// The hours in which somebody has to be there, from the first day to the last, both with: in order, those that touch as one.
/// `None` for the days: every day; `None` for the hours: the whole day.
#[must_use]
pub fn duty_hours(
    calendar: &Calendar,
    counting: &Counting,
    days: Option<&[DutyDays]>,
    hours: Option<&Hours>,
    (first, last): (Date, Date),
) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for date in first.series(jiff::Span::new().days(1)).take_while(|date| *date <= last) {
        if days.is_some_and(|days| !days.iter().any(|one| one.holds(calendar, counting, date))) {
            continue;
        }
        let whole = vec![(0, 24 * 3600)];
        let shifts = hours.map_or(whole, |hours| hours.seconds().collect());
        let at = |second: i64| {
            counting.at(date.to_datetime(Time::midnight()).saturating_add(SignedDuration::from_secs(second)))
        };
        for (from, until) in shifts {
            let next = Stretch { from: at(from), until: at(until) };
            match all.last_mut() {
                Some(before) if before.until == next.from => before.until = next.until,
                _ => all.push(next),
            }
        }
    }
    all
}

/// What of the hours wanted nobody covers: in order.
#[must_use]
pub fn uncovered(wanted: &[Stretch], covered: &[Stretch]) -> Vec<Stretch> {
    let mut covered = covered.to_vec();
    covered.sort();
    let mut all = Vec::new();
    for one in wanted {
        let mut from = one.from;
        for turn in &covered {
            if turn.until <= from || one.until <= turn.from {
                continue;
            }
            if from < turn.from {
                all.push(Stretch { from, until: turn.from });
            }
            from = from.max(turn.until);
        }
        if from < one.until {
            all.push(Stretch { from, until: one.until });
        }
    }
    all
}
