//! Which days are worked, one bit a day, so that counting fifteen working days is a look at one or two machine words.

use jiff::SignedDuration;
use jiff::civil::{Date, Weekday, date};

use crate::counting::Week;

/// The first day the bits cover; before it only the days of the week decide.
const FIRST: Date = date(2000, 1, 1);
/// How many days they cover: to the end of 2099.
const DAYS: i64 = 36_525;
const WORD: i64 = 64;

/// The working days of one kind of week.
#[derive(Debug, Clone)]
pub(crate) struct WorkingDays {
    week: Week,
    words: Vec<u64>,
}

impl WorkingDays {
    /// All weekends off, all other days worked.
    pub(crate) fn new(week: Week) -> Self {
        let mut words = vec![0; usize::try_from(DAYS / WORD + 1).unwrap_or(0)];
        // 2000-01-01 was a Saturday; Monday is 0.
        for (index, weekday) in (0..DAYS).zip([5_u32, 6, 0, 1, 2, 3, 4].into_iter().cycle()) {
            if weekday < week.days() {
                set(&mut words, index, true);
            }
        }
        Self { week, words }
    }

    /// Says of one day whether it is worked; days outside the bits stay as their weekday is.
    pub(crate) fn mark(&mut self, date: Date, worked: bool) {
        let index = index_of(date);
        if covers(index) {
            set(&mut self.words, index, worked);
        }
    }

    pub(crate) fn is_working(&self, date: Date) -> bool {
        let index = index_of(date);
        if covers(index) {
            return self.word(index / WORD) >> (index % WORD) & 1 == 1;
        }
        monday_0(date.weekday()) < self.week.days()
    }

    /// The `count`-th working day after `date`; `date` itself for 0. Stops at the end of representable time.
    pub(crate) fn add(&self, date: Date, count: u32) -> Date {
        if count == 0 {
            return date;
        }
        let mut left = count;
        let mut index = index_of(date) + 1;
        if index < 0 {
            // Before anything was published: whole weeks, then by the days of the week.
            let weeks = (-index / 7).min(i64::from((left - 1) / self.week.days()));
            left -= self.week.days() * u32::try_from(weeks).unwrap_or(0);
            index += weeks * 7;
            while index < 0 {
                left -= u32::from(self.is_working(day_at(index)));
                if left == 0 {
                    return day_at(index);
                }
                index += 1;
            }
        }
        while index < DAYS {
            let at = index % WORD;
            let word = self.word(index / WORD) >> at;
            let here = word.count_ones();
            if here >= left {
                return day_at(index + nth_one(word, left));
            }
            left -= here;
            index += WORD - at;
        }
        self.add_by_weeks(date.max(day_at(DAYS - 1)), left)
    }

    /// Past the bits: whole weeks at once, then day by day.
    fn add_by_weeks(&self, date: Date, count: u32) -> Date {
        let weeks = (count - 1) / self.week.days();
        let mut left = count - weeks * self.week.days();
        let mut day = add_days(date, i64::from(weeks) * 7);
        while left > 0 {
            let Ok(next) = day.tomorrow() else { return day };
            day = next;
            if monday_0(day.weekday()) < self.week.days() {
                left -= 1;
            }
        }
        day
    }

    /// Working days after `from`, up to and with `until`; 0 if `until` is not later.
    pub(crate) fn count(&self, from: Date, until: Date) -> u32 {
        let (mut index, last) = (index_of(from) + 1, index_of(until));
        if last < index {
            return 0;
        }
        let mut total = 0_u32;
        if index < 0 {
            let weeks = (last.min(-1) - index + 1) / 7;
            total = self.weeks(weeks);
            index += weeks * 7;
        }
        while index < 0 && index <= last {
            total += u32::from(self.is_working(day_at(index)));
            index += 1;
        }
        while index < DAYS && index <= last {
            let at = index % WORD;
            let width = (WORD - at).min(last - index + 1).min(DAYS - index);
            let mask = if width == WORD { u64::MAX } else { (1 << width) - 1 };
            total += (self.word(index / WORD) >> at & mask).count_ones();
            index += width;
        }
        if index <= last {
            let weeks = (last - index + 1) / 7;
            total = total.saturating_add(self.weeks(weeks));
            index += weeks * 7;
        }
        while index <= last {
            total = total.saturating_add(u32::from(self.is_working(day_at(index))));
            index += 1;
        }
        total
    }

    /// Working days in so many whole weeks without holidays.
    fn weeks(&self, weeks: i64) -> u32 {
        self.week.days().saturating_mul(u32::try_from(weeks).unwrap_or(u32::MAX))
    }

    fn word(&self, index: i64) -> u64 {
        usize::try_from(index).ok().and_then(|index| self.words.get(index)).copied().unwrap_or(0)
    }
}

/// Days after `from` up to and with `until`; negative if `until` is earlier.
pub(crate) fn days_between(from: Date, until: Date) -> i64 {
    until.duration_since(from).as_hours() / 24
}

/// `date` moved by days, stopping at the end of representable time.
pub(crate) fn add_days(date: Date, days: i64) -> Date {
    date.saturating_add(SignedDuration::from_secs(days.saturating_mul(86_400)))
}

fn index_of(date: Date) -> i64 {
    days_between(FIRST, date)
}

fn day_at(index: i64) -> Date {
    add_days(FIRST, index)
}

const fn covers(index: i64) -> bool {
    0 <= index && index < DAYS
}

fn set(words: &mut [u64], index: i64, worked: bool) {
    if let Some(word) = usize::try_from(index / WORD).ok().and_then(|at| words.get_mut(at)) {
        let bit = 1 << (index % WORD);
        *word = if worked { *word | bit } else { *word & !bit };
    }
}

/// The place of the `n`-th one (from 1) in a word that has at least `n`.
fn nth_one(mut word: u64, n: u32) -> i64 {
    for _ in 1..n {
        word &= word - 1;
    }
    i64::from(word.trailing_zeros())
}

fn monday_0(weekday: Weekday) -> u32 {
    u32::try_from(weekday.to_monday_zero_offset()).unwrap_or(0)
}
