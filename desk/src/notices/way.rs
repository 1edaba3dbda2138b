//! How somebody wants mail: to which address, at once or once a day, and when not.

use dengwen_calendar::{Calendar, Counting, Week};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Time};
use serde::{Deserialize, Serialize};

/// How long is gathered before a letter leaves at once: what happens together is one letter.
const GATHERED: SignedDuration = SignedDuration::from_mins(1);
/// How far ahead a moment is looked for.
const DAYS_MAX: usize = 60;

/// When letters come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum When {
    /// Never.
    #[default]
    Never,
    /// As soon as something happens.
    AtOnce,
    /// Once a day.
    Daily,
}

impl When {
    pub(crate) const ALL: [(&str, Self); 3] =
        [("never", Self::Never), ("at_once", Self::AtOnce), ("daily", Self::Daily)];

    pub(crate) fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, one)| *one == self).map_or("", |(word, _)| word)
    }
}

/// How somebody wants mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Way {
    /// To which address.
    pub(crate) address: String,
    /// When.
    pub(crate) when: When,
    /// The hour of the daily letter.
    pub(crate) hour: i8,
    /// From which hour until which none comes at once; the same hour twice: none is kept free.
    pub(crate) quiet: (i8, i8),
    /// Only on days that are worked.
    pub(crate) working: bool,
}

impl Default for Way {
    /// At once, but neither at night nor on days off, until an address is given: never.
    fn default() -> Self {
        Self { address: String::new(), when: When::Never, hour: 8, quiet: (20, 8), working: true }
    }
}

impl Way {
    /// When a letter leaves that is ordered now; never where none is wanted.
    pub(crate) fn leaves_at(&self, now: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
        let counting = Counting::default();
        let gathered = now.checked_add(GATHERED).ok()?;
        let mut at = match self.when {
            When::Never => return None,
            When::AtOnce => counting.local(gathered).with().second(0).subsec_nanosecond(0).build().ok()?,
            When::Daily => {
                let today = counting.date_of(now).to_datetime(hour(self.hour));
                if counting.at(today) > now { today } else { today.checked_add(1.day()).ok()? }
            }
        };
        for _ in 0..DAYS_MAX {
            if self.working && !calendar.is_working_day(at.date(), Week::Five) {
                let first = if self.when == When::Daily { hour(self.hour) } else { Time::midnight() };
                at = at.date().tomorrow().ok()?.to_datetime(first);
            } else if let (When::AtOnce, Some(later)) = (self.when, self.out_of_quiet(at)) {
                at = later;
            } else {
                return Some(counting.at(at));
            }
        }
        None
    }

    /// The end of the quiet hours in which a moment lies.
    fn out_of_quiet(&self, at: jiff::civil::DateTime) -> Option<jiff::civil::DateTime> {
        let (from, until) = self.quiet;
        let over_night = from > until;
        let inside =
            if over_night { at.hour() >= from || at.hour() < until } else { at.hour() >= from && at.hour() < until };
        let day = if over_night && at.hour() >= from { at.date().tomorrow().ok()? } else { at.date() };
        inside.then(|| day.to_datetime(hour(until)))
    }
}

fn hour(hour: i8) -> Time {
    Time::new(hour.clamp(0, 23), 0, 0, 0).unwrap_or(Time::midnight())
}

#[cfg(test)]
mod tests {
    use dengwen_calendar::{Calendar, Counting};
    use jiff::civil::DateTime;

    use super::{Way, When};

    fn leaves(way: &Way, now: &str) -> String {
        let counting = Counting::default();
        let now = counting.at(now.parse::<DateTime>().unwrap());
        let at = way.leaves_at(now, &Calendar::china());
        at.map_or_else(|| "never".to_owned(), |at| counting.local(at).strftime("%m-%d %H:%M").to_string())
    }

    #[test]
    fn a_letter_leaves_when_it_is_wanted() {
        let way = Way { when: When::AtOnce, ..Way::default() };
        // A Monday in the morning, in the evening, at night; a Friday evening; the evening before a make-up Saturday.
        assert_eq!(leaves(&way, "2026-03-02T10:00:30"), "03-02 10:01");
        assert_eq!(leaves(&way, "2026-03-02T20:30:00"), "03-03 08:00");
        assert_eq!(leaves(&way, "2026-03-03T03:00:00"), "03-03 08:00");
        assert_eq!(leaves(&way, "2026-03-06T21:00:00"), "03-09 08:00", "not on a Saturday");
        assert_eq!(leaves(&way, "2026-02-13T21:00:00"), "02-14 08:00", "that Saturday is worked");
        let always = Way { working: false, quiet: (0, 0), ..way.clone() };
        assert_eq!(leaves(&always, "2026-03-07T23:30:00"), "03-07 23:31");
        let noon = Way { quiet: (12, 14), ..way };
        assert_eq!(leaves(&noon, "2026-03-02T12:30:00"), "03-02 14:00");

        let daily = Way { when: When::Daily, ..Way::default() };
        assert_eq!(leaves(&daily, "2026-03-02T07:59:00"), "03-02 08:00");
        assert_eq!(leaves(&daily, "2026-03-02T08:00:00"), "03-03 08:00");
        assert_eq!(leaves(&daily, "2026-03-06T12:00:00"), "03-09 08:00");
        assert_eq!(leaves(&Way::default(), "2026-03-02T10:00:00"), "never");
    }
}
