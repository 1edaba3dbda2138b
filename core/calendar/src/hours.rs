//! The daily working hours of an organisation.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

const DAY_MINUTES: u16 = 24 * 60;

/// One stretch of work, in minutes since midnight; the end itself is no longer working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Shift {
    pub(crate) from: u16,
    pub(crate) until: u16,
}

/// Daily working hours, read from and written as `08:30-12:00,13:30-17:30`.
///
/// The default is 09:00-17:00. A leading `working-days` is tolerated, since these hours hold on working days anyway. Hours that
/// run past midnight are refused: write them as two stretches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hours {
    shifts: Vec<Shift>,
}

impl Default for Hours {
    fn default() -> Self {
        Self { shifts: vec![Shift { from: 9 * 60, until: 17 * 60 }] }
    }
}

impl Hours {
    /// Whether the time of day lies within the hours; 17:00 itself is after work when work ends at 17:00.
    #[must_use]
    pub fn contains(&self, time: Time) -> bool {
        let second = second_of_day(time);
        self.seconds().any(|(from, until)| from <= second && second < until)
    }

    /// The stretches in seconds since midnight, in order.
    pub(crate) fn seconds(&self) -> impl DoubleEndedIterator<Item = (i64, i64)> + '_ {
        self.shifts.iter().map(|shift| (i64::from(shift.from) * 60, i64::from(shift.until) * 60))
    }

    /// Seconds worked on a whole working day; never 0.
    #[must_use]
    pub fn daily_seconds(&self) -> i64 {
        self.seconds().map(|(from, until)| until - from).sum::<i64>().max(1)
    }
}

/// Whole seconds since midnight.
pub(crate) fn second_of_day(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

/// Why a text is not [`Hours`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Nothing is there.
    #[error("working hours are empty; write them as 08:30-12:00,13:30-17:30")]
    Empty,
    /// A stretch is not two times with a hyphen between.
    #[error("`{0}` is no stretch of hours; write it as 08:30-12:00")]
    Stretch(String),
    /// A stretch ends before it begins or begins before the one before it ends.
    #[error("`{0}` does not lie after what stands before it")]
    Order(String),
}

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let text = text.trim();
        let text = text.strip_prefix("working-days").or_else(|| text.strip_prefix("工作日")).unwrap_or(text).trim();
        if text.is_empty() {
            return Err(HoursError::Empty);
        }
        let mut shifts: Vec<Shift> = Vec::new();
        for stretch in text.split([',', '，', '、']) {
            let stretch = stretch.trim();
            let shift = read_shift(stretch).ok_or_else(|| HoursError::Stretch(stretch.to_owned()))?;
            let earliest = shifts.last().map_or(0, |last| last.until);
            if shift.from < earliest || shift.until <= shift.from {
                return Err(HoursError::Order(stretch.to_owned()));
            }
            shifts.push(shift);
        }
        Ok(Self { shifts })
    }
}

fn read_shift(text: &str) -> Option<Shift> {
    let (from, until) = text.split_once(['-', '–', '—', '~', '～', '至'])?;
    Some(Shift { from: read_minute(from)?, until: read_minute(until)? })
}

fn read_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', '：'])?;
    if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
    let total = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && total <= DAY_MINUTES).then_some(total)
}

impl fmt::Display for Hours {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Shift { from, until }) in self.shifts.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(out, "{comma}{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)?;
        }
        Ok(())
    }
}

impl Serialize for Hours {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
