//! The words of a regulation for a length of time.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a [`Span`] counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Seconds of the clock, through nights and holidays.
    Second,
    /// Minutes of the clock, through nights and holidays.
    Minute,
    /// Hours of the clock, through nights and holidays.
    Hour,
    /// Hours inside the daily working hours of working days.
    WorkingHour,
    /// Calendar days (日、自然日).
    Day,
    /// Weeks of seven calendar days.
    Week,
    /// Working days (工作日).
    WorkingDay,
    /// Calendar months: the same day of the month, or the last day of a shorter month.
    Month,
    /// Twelve months.
    Year,
    /// By the end of the day on which it began (当日、当天).
    SameDay,
    /// By the end of the month in which it began (当月).
    SameMonth,
    /// At once (立即): the due instant is the start; measured, never overdue.
    Immediate,
    /// Promptly (及时、尽快): no due instant at all.
    Promptly,
    /// The regulation gives no time, only the duty: no due instant at all.
    None,
}

impl Unit {
    /// Seconds, minutes and hours run at once and through holidays, and never roll over.
    #[must_use]
    pub const fn is_clock(self) -> bool {
        matches!(self, Self::Second | Self::Minute | Self::Hour | Self::WorkingHour)
    }

    /// Days, weeks, months and years: what a public authority moves from a day off to the next working day.
    #[must_use]
    pub const fn rolls(self) -> bool {
        matches!(self, Self::Day | Self::Week | Self::Month | Self::Year)
    }

    /// Whether a number stands before it.
    #[must_use]
    pub const fn is_counted(self) -> bool {
        self.alone().is_none()
    }

    /// A word that stands without a number.
    const fn alone(self) -> Option<&'static str> {
        match self {
            Self::SameDay => Some("same_day"),
            Self::SameMonth => Some("same_month"),
            Self::Immediate => Some("immediate"),
            Self::Promptly => Some("promptly"),
            Self::None => Some("none"),
            _ => None,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::WorkingHour => "working-hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::WorkingDay => "working-day",
            Self::Month => "month",
            Self::Year => "year",
            Self::SameDay => "same_day",
            Self::SameMonth => "same_month",
            Self::Immediate => "immediate",
            Self::Promptly => "promptly",
            Self::None => "none",
        }
    }
}

const COUNTED: [Unit; 9] = [
    Unit::Second,
    Unit::Minute,
    Unit::Hour,
    Unit::WorkingHour,
    Unit::Day,
    Unit::Week,
    Unit::WorkingDay,
    Unit::Month,
    Unit::Year,
];
const ALONE: [Unit; 5] = [Unit::SameDay, Unit::SameMonth, Unit::Immediate, Unit::Promptly, Unit::None];

/// A length of time as a regulation writes it: `15 working-days`, `30 minutes`, `same_day`.
///
/// Reads and writes as that text, also in serde. `day`, `month` and so on without a number mean one, as in `every: month`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// How many; 1 for the words that stand alone.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Span {
    /// The greatest number a text may give; anything longer is a slip of the pen.
    pub const MOST: u32 = 1_000_000;

    /// `amount` of `unit`.
    #[must_use]
    pub const fn new(amount: u32, unit: Unit) -> Self {
        Self { amount, unit }
    }

    /// `times` this span, as the rounds of a limit that comes round; words without a number stay as they are.
    #[must_use]
    pub const fn times(self, times: u32) -> Self {
        if self.unit.alone().is_some() {
            return self;
        }
        Self { amount: self.amount.saturating_mul(times), unit: self.unit }
    }
}

/// Why a text is not a [`Span`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// The number is missing, is not whole, or is greater than [`Span::MOST`].
    #[error("`{0}` is not a whole number from 0 to 1000000")]
    Amount(String),
    /// The word is none of the vocabulary's.
    #[error(
        "`{0}` is no unit of time: seconds, minutes, hours, working-hours, days, weeks, working-days, months, years, same_day, same_month, immediate, promptly, none"
    )]
    Unit(String),
    /// There is nothing.
    #[error("a length of time is empty")]
    Empty,
}

impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let mut words = text.split_whitespace();
        let (first, second) = match (words.next(), words.next(), words.next()) {
            (None, ..) => return Err(SpanError::Empty),
            (Some(first), second, None) => (first, second),
            (Some(_), _, Some(_)) => return Err(SpanError::Unit(text.trim().to_owned())),
        };
        let Some(unit_word) = second else {
            if let Some(unit) = ALONE.into_iter().find(|unit| unit.word() == first) {
                return Ok(Self::new(1, unit));
            }
            if let Some(unit) = COUNTED.into_iter().find(|unit| unit.word() == first) {
                return Ok(Self::new(1, unit));
            }
            return Err(SpanError::Unit(first.to_owned()));
        };
        let amount = first.parse::<u32>().ok().filter(|amount| *amount <= Self::MOST);
        let amount = amount.ok_or_else(|| SpanError::Amount(first.to_owned()))?;
        let singular = unit_word.strip_suffix('s').unwrap_or(unit_word);
        let unit = COUNTED.into_iter().find(|unit| unit.word() == singular);
        unit.map(|unit| Self::new(amount, unit)).ok_or_else(|| SpanError::Unit(unit_word.to_owned()))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(word) = self.unit.alone() {
            return out.write_str(word);
        }
        let plural = if self.amount == 1 { "" } else { "s" };
        write!(out, "{} {}{plural}", self.amount, self.unit.word())
    }
}

impl Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
