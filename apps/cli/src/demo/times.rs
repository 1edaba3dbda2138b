//! Times of a demonstration: written relative to the moment at which it is founded, so that it never grows old.

use dengwen_calendar::{Calendar, Counting};
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time},
};

/// How far a search for working days goes before it is given up.
const DAYS_MAX: i32 = 3_000;

/// The moment of founding, and how its days are counted.
#[derive(Debug, Clone)]
pub(crate) struct Today {
    /// Local time.
    pub(crate) now: DateTime,
    /// Which days are worked.
    pub(crate) calendar: Calendar,
    /// How the organisation counts.
    pub(crate) counting: Counting,
}

impl Today {
    /// `-12 10:30`: that many days before today; `-12w 10:30`: working days; `+2w`: the day itself; `-40m`: minutes ago.
    pub(crate) fn moment(&self, text: &str) -> Option<DateTime> {
        if let Some(minutes) = text.strip_suffix('m') {
            let ago = minutes.parse::<i64>().ok()?.minutes();
            let at = self.now.checked_add(ago).ok()?;
            return at.with().second(0).subsec_nanosecond(0).build().ok();
        }
        let (day, time) = text.split_once(' ').unwrap_or((text, ""));
        Some(self.day(day)?.to_datetime(clock(time)?))
    }

    /// The same as a scenario writes it: a day, or a day and time.
    pub(crate) fn written(&self, text: &str) -> Option<String> {
        let at = self.moment(text)?;
        let day_only = !text.ends_with('m') && !text.contains(' ');
        Some(if day_only { at.date().to_string() } else { at.strftime("%Y-%m-%d %H:%M").to_string() })
    }

    /// Is a local time within working hours.
    pub(crate) fn working(&self, at: DateTime) -> bool {
        let instant = self.counting.zone.to_timestamp(at);
        instant.is_ok_and(|instant| self.calendar.working_time(&self.counting, instant))
    }

    fn day(&self, text: &str) -> Option<Date> {
        let today = self.now.date();
        let Some(working) = text.strip_suffix('w') else {
            return today.checked_add(text.parse::<i32>().ok()?.days()).ok();
        };
        let count: i32 = working.parse().ok()?;
        let (step, mut left, mut day) = (count.signum(), count.abs(), today);
        for _ in 0..DAYS_MAX {
            if left == 0 {
                return Some(day);
            }
            day = day.checked_add(step.days()).ok()?;
            left -= i32::from(self.calendar.is_working_day(day, self.counting.week));
        }
        None
    }
}

fn clock(text: &str) -> Option<Time> {
    if text.is_empty() {
        return Some(Time::midnight());
    }
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Today {
        Today {
            now: "2026-10-09T09:30:20".parse().unwrap(),
            calendar: Calendar::china(),
            counting: Counting::default(),
        }
    }

    #[test]
    fn days_and_minutes_are_counted_from_today() {
        assert_eq!(today().written("-12 10:30").unwrap(), "2026-09-27 10:30");
        assert_eq!(today().written("-40m").unwrap(), "2026-10-09 08:50");
        assert_eq!(today().written("+3").unwrap(), "2026-10-12");
    }

    #[test]
    fn working_days_leave_out_the_holiday() {
        assert_eq!(today().written("-2w 09:00").unwrap(), "2026-09-30 09:00");
        assert_eq!(today().written("0w").unwrap(), "2026-10-09");
    }

    #[test]
    fn what_is_no_time_is_told() {
        for wrong in ["", "-x", "-2w 25:00", "tomorrow", "-2 9"] {
            assert_eq!(today().moment(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn working_hours_are_known() {
        assert!(today().working("2026-10-09T09:10:00".parse().unwrap()));
        assert!(!today().working("2026-10-09T21:10:00".parse().unwrap()));
        assert!(!today().working("2026-10-02T10:10:00".parse().unwrap()));
    }
}
