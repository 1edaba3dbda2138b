//! Every start day of twenty years against a counter that takes one day after the other and knows nothing of bits or prefix sums.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use dengwen_calendar::{Calendar, Counting, DayKind, Moves, Pause, Span, Unit, Week, due, explain};
use jiff::civil::{Date, date};

/// Worked or not, from what the calendar says of the single day.
fn worked(calendar: &Calendar, day: Date, week: Week) -> bool {
    match calendar.day(day).kind {
        DayKind::Workday | DayKind::MakeUp => true,
        DayKind::Saturday => week == Week::Six,
        DayKind::Sunday | DayKind::Holiday | DayKind::Rest => false,
    }
}

struct Naive<'a> {
    calendar: &'a Calendar,
    week: Week,
    roll: bool,
    /// Days that do not count.
    paused: &'a dyn Fn(Date) -> bool,
}

impl Naive<'_> {
    fn last_day(&self, start: Date, span: Span) -> Date {
        let nominal = self.nominal(start, span);
        let mut day = nominal;
        if self.roll && matches!(span.unit, Unit::Day | Unit::Week | Unit::Month | Unit::Year) {
            while !worked(self.calendar, day, self.week) || (day != nominal && (self.paused)(day)) {
                day = day.tomorrow().unwrap();
            }
        }
        day
    }

    fn nominal(&self, start: Date, span: Span) -> Date {
        let length = match span.unit {
            Unit::Day | Unit::WorkingDay => span.amount,
            Unit::Week => span.amount * 7,
            Unit::Month => months_in_days(start, span.amount),
            Unit::Year => months_in_days(start, span.amount * 12),
            unit => panic!("{unit:?} has no days"),
        };
        let (mut day, mut counted) = (start, 0);
        while counted < length {
            day = day.tomorrow().unwrap();
            let counts = span.unit != Unit::WorkingDay || worked(self.calendar, day, self.week);
            if counts && !(self.paused)(day) {
                counted += 1;
            }
        }
        day
    }
}

/// Days until the same day of the month, found by walking.
fn months_in_days(start: Date, months: u32) -> u32 {
    let (mut day, mut passed, mut days) = (start, 0, 0);
    loop {
        let next = day.tomorrow().unwrap();
        if next.month() != day.month() {
            passed += 1;
            if passed > months {
                return days;
            }
        }
        day = next;
        days += 1;
        if passed == months && day.day() == start.day() {
            return days;
        }
    }
}

fn every_start(mut check: impl FnMut(Date)) {
    let mut day = date(2007, 1, 1);
    while day <= date(2026, 12, 31) {
        check(day);
        day = day.tomorrow().unwrap();
    }
}

const SPANS: [&str; 16] = [
    "0 working-days",
    "1 working-day",
    "2 working-days",
    "5 working-days",
    "7 working-days",
    "15 working-days",
    "45 working-days",
    "90 working-days",
    "1 day",
    "15 days",
    "60 days",
    "2 weeks",
    "1 month",
    "3 months",
    "24 months",
    "1 year",
];

#[test]
fn every_start_day_of_twenty_years() {
    let calendar = Calendar::china();
    for week in [Week::Five, Week::Six] {
        for roll in [false, true] {
            let counting = Counting { week, roll, ..Counting::default() };
            let naive = Naive { calendar: &calendar, week, roll, paused: &|_| false };
            for text in SPANS {
                let span: Span = text.parse().unwrap();
                every_start(|start| {
                    // Some minute of the day: a limit in days must not care which.
                    let minute = i64::from(start.day_of_year()) * 3 % 1440;
                    let at = counting.start_of_day(start) + jiff::SignedDuration::from_mins(minute);
                    let found = due(&calendar, &counting, at, span, &Moves::default()).unwrap();
                    assert_eq!(found.on, naive.last_day(start, span), "{text} from {start}, {week:?}, roll {roll}");
                    assert_eq!(found.at, counting.end_of_day(found.on));
                });
            }
        }
    }
}

#[test]
fn every_start_day_with_two_pauses() {
    let calendar = Calendar::china();
    let counting = Counting::public();
    every_start(|start| {
        let (first, second) = (start.day_of_year() % 11, start.day_of_year() % 7);
        let from = |days: i16, hour| counting.at(start.saturating_add(jiff::Span::new().days(days)).at(hour, 0, 0, 0));
        let pauses = [
            Pause { from: from(20, 9), until: Some(from(20 + second, 10)) },
            Pause { from: from(3, 15), until: Some(from(3 + first, 16)) },
        ];
        let touches = |day: Date| {
            let offset = i16::try_from((day.duration_since(start)).as_hours() / 24).unwrap();
            (3..=3 + first).contains(&offset) || (20..=20 + second).contains(&offset)
        };
        let naive = Naive { calendar: &calendar, week: Week::Five, roll: true, paused: &touches };
        for text in ["5 working-days", "15 working-days", "15 days", "1 month"] {
            let span: Span = text.parse().unwrap();
            let moves = Moves { pauses: &pauses, ..Moves::default() };
            let found = due(&calendar, &counting, counting.start_of_day(start), span, &moves).unwrap();
            assert_eq!(found.on, naive.last_day(start, span), "{text} from {start}");
        }
    });
}

#[test]
fn the_explanation_ends_where_the_date_does_and_counts_as_many() {
    let calendar = Calendar::china();
    let counting = Counting::public();
    let mut day = date(2024, 1, 1);
    while day <= date(2026, 12, 31) {
        for text in ["1 working-day", "15 working-days", "60 days", "1 month"] {
            let span: Span = text.parse().unwrap();
            let at = counting.start_of_day(day);
            let explained = explain(&calendar, &counting, at, span, &Moves::default());
            assert_eq!(explained.due, due(&calendar, &counting, at, span, &Moves::default()));
            assert_eq!(
                explained.steps.last().map(|step| step.date),
                explained.due.map(|due| due.on),
                "{text} from {day}"
            );
            let highest = explained.steps.iter().filter_map(|step| step.number).max().unwrap();
            if span.unit != Unit::Month {
                assert_eq!(highest, span.amount, "{text} from {day}");
            }
        }
        day = day.tomorrow().unwrap();
    }
}

#[test]
fn counting_back_gives_the_number_counted_forward() {
    let calendar = Calendar::china();
    every_start(|start| {
        for week in [Week::Five, Week::Six] {
            for count in [1_u32, 2, 15, 64, 400] {
                let end = calendar.add_working_days(start, count, week);
                assert_eq!(calendar.working_days_between(start, end, week), i64::from(count));
                assert_eq!(calendar.working_days_between(end, start, week), -i64::from(count));
                assert!(calendar.is_working_day(end, week));
            }
        }
    });
}

#[test]
fn before_and_after_the_published_years_the_days_of_the_week_decide() {
    let calendar = Calendar::china();
    for (first, last) in [(date(1998, 1, 1), date(2000, 3, 1)), (date(2098, 1, 1), date(2100, 6, 1))] {
        for week in [Week::Five, Week::Six] {
            let mut start = first;
            while start < last {
                let (mut day, mut counted) = (start, 0);
                for length in 1..=90 {
                    while counted < length {
                        day = day.tomorrow().unwrap();
                        counted += u32::from(worked(&calendar, day, week));
                    }
                    assert_eq!(calendar.add_working_days(start, length, week), day, "{length} from {start}, {week:?}");
                    assert_eq!(calendar.working_days_between(start, day, week), i64::from(length));
                }
                start = start.tomorrow().unwrap();
            }
        }
    }
}
