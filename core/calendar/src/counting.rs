//! How an organisation counts.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::hours::Hours;

/// The days of the week that are worked unless the calendar says otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Week {
    /// Monday to Friday.
    #[default]
    Five,
    /// Monday to Saturday; a Saturday inside a holiday is not worked.
    Six,
}

impl Week {
    /// Days worked in a week without holidays.
    pub(crate) const fn days(self) -> u32 {
        match self {
            Self::Five => 5,
            Self::Six => 6,
        }
    }
}

/// Whether limits in days run to the end of a day or to a time of the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the end of the last day.
    #[default]
    Day,
    /// To the same time of the clock on the last day, that whole minute still being in time.
    Clock,
}

/// How an organisation counts its limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Counting {
    /// Five- or six-day week.
    pub week: Week,
    /// Daily working hours, for limits in working hours and for "within working hours".
    pub hours: Hours,
    /// End of the day, or time of the clock.
    pub precision: Precision,
    /// Whether a calendar limit that ends on a day off moves to the next working day (public authorities).
    pub roll: bool,
    /// Where the organisation is; decides which day an instant belongs to.
    pub zone: TimeZone,
}

impl Default for Counting {
    /// Five days, 09:00-17:00, end of the day, no rolling, Asia/Shanghai.
    fn default() -> Self {
        Self { week: Week::Five, hours: Hours::default(), precision: Precision::Day, roll: false, zone: shanghai() }
    }
}

/// The zone of an office that names none: Asia/Shanghai; its present offset if the bundled zone data should lack it.
#[must_use]
pub fn shanghai() -> TimeZone {
    static SHANGHAI: LazyLock<TimeZone> =
        LazyLock::new(|| TimeZone::get("Asia/Shanghai").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(8))));
    SHANGHAI.clone()
}

impl Counting {
    /// The default counting of a public authority: as [`Counting::default`], but calendar limits roll to the next working day.
    #[must_use]
    pub fn public() -> Self {
        Self { roll: true, ..Self::default() }
    }

    /// The local day of an instant.
    #[must_use]
    pub fn date_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// The local date and time of an instant.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> DateTime {
        self.zone.to_datetime(at)
    }

    /// The first instant of a local day.
    #[must_use]
    pub fn start_of_day(&self, date: Date) -> Timestamp {
        self.at(date.to_datetime(Time::midnight()))
    }

    /// The last instant of a local day, one nanosecond before the next: what "by the end of the day" means here, and the instant
    /// to give as a promised date that was entered without a time.
    #[must_use]
    pub fn end_of_day(&self, date: Date) -> Timestamp {
        match date.tomorrow() {
            Ok(next) => self.start_of_day(next).saturating_sub_nanosecond(),
            Err(_) => Timestamp::MAX,
        }
    }

    /// The last instant of the local minute: what "by 10:00" means when the clock is what counts.
    #[must_use]
    pub fn end_of_minute(&self, local: DateTime) -> Timestamp {
        let time = local.time();
        let whole = Time::new(time.hour(), time.minute(), 0, 0).unwrap_or(time);
        let from = self.at(local.date().to_datetime(whole));
        match from.checked_add(SignedDuration::from_secs(60)) {
            Ok(next) => next.saturating_sub_nanosecond(),
            Err(_) => Timestamp::MAX,
        }
    }

    /// The instant of a local date and time; in a gap of the zone the later reading, in a fold the earlier.
    #[must_use]
    pub fn at(&self, local: DateTime) -> Timestamp {
        match self.zone.to_ambiguous_timestamp(local).compatible() {
            Ok(at) => at,
            Err(_) if local.year() < 0 => Timestamp::MIN,
            Err(_) => Timestamp::MAX,
        }
    }
}

/// One nanosecond less, for "the last instant before".
trait Before {
    fn saturating_sub_nanosecond(self) -> Timestamp;
}

impl Before for Timestamp {
    fn saturating_sub_nanosecond(self) -> Timestamp {
        self.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(self)
    }
}
