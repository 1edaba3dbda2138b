//! What holds for every limit.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_calendar::{Calendar, Counting, Hours, Moves, Pause, Precision, Span, Unit, Week, due, explain};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

fn unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(vec![
        Unit::Second,
        Unit::Minute,
        Unit::Hour,
        Unit::WorkingHour,
        Unit::Day,
        Unit::Week,
        Unit::WorkingDay,
        Unit::Month,
        Unit::Year,
        Unit::SameDay,
        Unit::SameMonth,
        Unit::Immediate,
        Unit::Promptly,
        Unit::None,
    ])
}

fn counted_unit() -> impl Strategy<Value = Unit> {
    unit().prop_filter("a word without a number", |unit| unit.is_counted())
}

fn span() -> impl Strategy<Value = Span> {
    (0..200_u32, unit()).prop_map(|(amount, unit)| Span::new(if unit.is_counted() { amount } else { 1 }, unit))
}

fn counting() -> impl Strategy<Value = Counting> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(six, clock, roll, split)| Counting {
        week: if six { Week::Six } else { Week::Five },
        precision: if clock { Precision::Clock } else { Precision::Day },
        roll,
        hours: if split { "08:30-12:00,13:30-17:30".parse().unwrap() } else { Hours::default() },
        ..Counting::default()
    })
}

/// Any second of 2003 to 2030.
fn start() -> impl Strategy<Value = Timestamp> {
    (1_041_379_200_i64..1_924_992_000).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0_i64..10_000_000, -1000_i64..1_000_000), 0..4)
}

fn laid(start: Timestamp, pauses: &[(i64, i64)]) -> Vec<Pause> {
    let after = |seconds| start + SignedDuration::from_secs(seconds);
    pauses.iter().map(|(from, length)| Pause { from: after(*from), until: Some(after(from + length)) }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_209), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_span_survives_writing_and_reading(span in span()) {
        prop_assert_eq!(span.to_string().parse::<Span>().unwrap(), span);
    }

    #[test]
    fn the_explanation_gives_the_same_date(counting in counting(), start in start(), span in span(), pauses in pauses(), extension in span()) {
        let (pauses, extensions) = (laid(start, &pauses), [extension]);
        let moves = Moves { pauses: &pauses, extensions: &extensions, at_latest: Some(span), ..Moves::default() };
        let calendar = Calendar::china();
        let explained = explain(&calendar, &counting, start, span, &moves);
        prop_assert_eq!(explained.due, due(&calendar, &counting, start, span, &moves));
        if let Some(due) = explained.due {
            prop_assert_eq!(counting.date_of(due.at), due.on);
            prop_assert!(due.nominal <= due.at);
            prop_assert!(due.at >= start);
        }
    }

    #[test]
    fn a_longer_limit_never_ends_earlier(counting in counting(), start in start(), unit in counted_unit(), amount in 0..200_u32, pauses in pauses()) {
        let pauses = laid(start, &pauses);
        let moves = Moves { pauses: &pauses, ..Moves::default() };
        let of = |amount| due(&Calendar::china(), &counting, start, Span::new(amount, unit), &moves).unwrap();
        prop_assert!(of(amount).at <= of(amount + 1).at);
    }

    // By the clock it holds for the day alone: begun on Saturday at 23:00 or on Sunday at 01:00, one working day ends on Monday at
    // 23:00 or at 01:00.
    #[test]
    fn a_later_start_never_ends_earlier(counting in counting(), start in start(), span in span(), later in 0_i64..1_000_000) {
        let of = |start| due(&Calendar::china(), &counting, start, span, &Moves::default());
        let (first, second) = (of(start), of(start + SignedDuration::from_secs(later)));
        prop_assert!(first.map(|due| due.on) <= second.map(|due| due.on));
        if counting.precision == Precision::Day || span.unit.is_clock() {
            prop_assert!(first.map(|due| due.at) <= second.map(|due| due.at));
        }
    }

    #[test]
    fn a_pause_never_brings_the_end_nearer(counting in counting(), start in start(), span in span(), pauses in pauses()) {
        let pauses = laid(start, &pauses);
        let calendar = Calendar::china();
        let with = due(&calendar, &counting, start, span, &Moves { pauses: &pauses, ..Moves::default() }).map(|due| due.at);
        prop_assert!(with >= due(&calendar, &counting, start, span, &Moves::default()).map(|due| due.at));
    }

    #[test]
    fn a_rolled_limit_ends_on_a_working_day(start in start(), amount in 0..400_u32, six in any::<bool>()) {
        let week = if six { Week::Six } else { Week::Five };
        let counting = Counting { week, ..Counting::public() };
        let calendar = Calendar::china();
        let found = due(&calendar, &counting, start, Span::new(amount, Unit::Day), &Moves::default()).unwrap();
        prop_assert!(calendar.is_working_day(found.on, week));
        let passed = calendar.working_days_between(counting.date_of(found.nominal), found.on, week);
        prop_assert!(passed <= 1);
    }

    #[test]
    fn the_ends_of_time_stop_nothing(second in any::<i64>(), amount in any::<u32>(), unit in unit(), counting in counting()) {
        let range = Timestamp::MAX.as_second() - Timestamp::MIN.as_second();
        let start = Timestamp::from_second(Timestamp::MIN.as_second() + second.rem_euclid(range)).unwrap();
        let _ = due(&Calendar::china(), &counting, start, Span::new(amount, unit), &Moves::default());
    }
}
