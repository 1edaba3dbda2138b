//! How much time is left, or over.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::bits::days_between;
use crate::calendar::Calendar;
use crate::counting::{Counting, Precision};
use crate::limit::Due;
use crate::sentence::Lang;

/// What lies between now and the end of a limit, or between its end and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remaining {
    /// Whether the limit has passed; the other figures then say by how much.
    pub over: bool,
    /// Working days: those after today up to and with the last day, or those after the last day up to and with today.
    pub working_days: u32,
    /// Calendar days in the same way; 0 on the last day itself.
    pub days: u32,
    /// Whole minutes, rounded down.
    pub minutes: u64,
    /// Whether the limit reads as a day or as a time of the clock.
    pub precision: Precision,
}

impl Calendar {
    /// What is left of a limit at an instant, or how far over it is.
    #[must_use]
    pub fn remaining(&self, counting: &Counting, now: Timestamp, due: &Due) -> Remaining {
        let over = due.is_late(now);
        let today = counting.date_of(now);
        let (from, until) = if over { (due.on, today) } else { (today, due.on) };
        let minutes = now.duration_until(due.at).as_mins().unsigned_abs();
        Remaining {
            over,
            working_days: u32::try_from(self.working_days_between(from, until, counting.week)).unwrap_or(0),
            days: u32::try_from(days_between(from, until)).unwrap_or(0),
            minutes,
            precision: due.precision,
        }
    }
}

impl Remaining {
    /// In words: `还有3个工作日`, `3 working days left`, `已超过2小时`.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        let by_clock = self.precision == Precision::Clock && self.days < 2;
        if !by_clock && self.days == 0 && !self.over {
            return match lang {
                Lang::Zh => "今日到期".to_owned(),
                Lang::En => "due today".to_owned(),
            };
        }
        let (zh, en) = if by_clock { clock_words(self.minutes) } else { day_words(self) };
        match (lang, self.over) {
            (Lang::Zh, false) => format!("还有{zh}"),
            (Lang::Zh, true) => format!("已超过{zh}"),
            (Lang::En, false) => format!("{en} left"),
            (Lang::En, true) => format!("{en} over"),
        }
    }
}

fn clock_words(minutes: u64) -> (String, String) {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => (format!("{rest}分钟"), counted(rest, "minute")),
        (hours, 0) => (format!("{hours}小时"), counted(hours, "hour")),
        (hours, rest) => {
            (format!("{hours}小时{rest}分钟"), format!("{} {}", counted(hours, "hour"), counted(rest, "minute")))
        }
    }
}

/// Working days, or calendar days where no working day lies between.
fn day_words(remaining: &Remaining) -> (String, String) {
    if remaining.working_days == 0 {
        return (format!("{}天", remaining.days), counted(u64::from(remaining.days), "day"));
    }
    let days = remaining.working_days;
    (format!("{days}个工作日"), counted(u64::from(days), "working day"))
}

/// `1 day`, `2 days`.
pub(crate) fn counted(number: u64, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}
