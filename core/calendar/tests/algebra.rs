//! Extension, pause, replacement and cap are one algebra: in whatever way they come together, the date is the one that a
//! counter finds that takes one day after the other; and the laws hold by which people reckon.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod counter;

use counter::agrees;
use dengwen_calendar::{
    Calendar, Counting, Entry, EntryKind, ExtendedFrom, Hours, Moves, Name, Overlay, Pause, Precision, Span, Unit,
    Week, YearNotice, due, explain,
};
use jiff::{SignedDuration, Timestamp, civil::date};
use proptest::prelude::*;

const UNITS: [Unit; 14] = [
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
];

/// A span as a regulation has it: days up to half a year, years up to three.
fn span() -> impl Strategy<Value = Span> {
    (0..UNITS.len(), 0..120_u32).prop_map(|(unit, amount)| {
        let unit = UNITS.into_iter().nth(unit).unwrap();
        let most = match unit {
            Unit::Year => 4,
            Unit::Month | Unit::Week => 24,
            Unit::Second | Unit::Minute | Unit::Hour => 4000,
            _ => 120,
        };
        Span::new(if unit.is_counted() { (amount * 37) % most } else { 1 }, unit)
    })
}

/// A span in days of either sort.
fn days() -> impl Strategy<Value = (u32, Unit)> {
    (0..90_u32, any::<bool>())
        .prop_map(|(amount, working)| (amount, if working { Unit::WorkingDay } else { Unit::Day }))
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

/// Any second of 2005 to 2026.
fn start() -> impl Strategy<Value = Timestamp> {
    (1_104_508_800_i64..1_798_700_000).prop_map(|second| Timestamp::from_second(second).unwrap())
}

/// Pauses near the start, in any order, over one another, empty, the wrong way round; perhaps one that lasts.
fn pauses(start: Timestamp) -> impl Strategy<Value = Vec<Pause>> {
    let after = move |seconds: i64| start + SignedDuration::from_secs(seconds);
    let one = (-1_000_000_i64..9_000_000, -90_000_i64..2_000_000)
        .prop_map(move |(from, length)| Pause { from: after(from), until: Some(after(from + length)) });
    let lasting = (0_i64..30_000_000, 0..12_u8)
        .prop_map(move |(from, chance)| (chance == 0).then(|| Pause { from: after(from), until: None }));
    (prop::collection::vec(one, 0..4), lasting).prop_map(|(mut all, lasting)| {
        all.extend(lasting);
        all
    })
}

/// All that can happen to a limit.
#[derive(Debug, Clone)]
struct Fate {
    counting: Counting,
    start: Timestamp,
    span: Span,
    pauses: Vec<Pause>,
    extensions: Vec<Span>,
    nominal: bool,
    promised: Option<Timestamp>,
    at_latest: Option<Span>,
}

impl Fate {
    fn moves(&self) -> Moves<'_> {
        Moves {
            pauses: &self.pauses,
            extensions: &self.extensions,
            extended_from: if self.nominal { ExtendedFrom::Nominal } else { ExtendedFrom::Due },
            promised: self.promised,
            at_latest: self.at_latest,
        }
    }
}

fn fate() -> impl Strategy<Value = Fate> {
    (counting(), start(), span()).prop_flat_map(|(counting, start, span)| {
        let promised = (0..5_u8, 0_i64..9_000_000)
            .prop_map(move |(chance, after)| (chance == 0).then(|| start + SignedDuration::from_secs(after)));
        let cap = (0..4_u8, self::span()).prop_map(|(chance, cap)| (chance == 0).then_some(cap));
        let extensions = prop::collection::vec(self::span(), 0..3);
        (pauses(start), extensions, any::<bool>(), promised, cap).prop_map(
            move |(pauses, extensions, nominal, promised, at_latest)| Fate {
                counting: counting.clone(),
                start,
                span,
                pauses,
                extensions,
                nominal,
                promised,
                at_latest,
            },
        )
    })
}

/// The calendar with the notice of the year after the last, as an administrator enters it.
fn with_next_year(calendar: &Calendar) -> Calendar {
    let notice = || "国办发明电〔2026〕号".to_owned();
    let holiday = |day| Entry {
        date: day,
        kind: EntryKind::Holiday { name: Name { zh: "春节".into(), en: "Spring Festival".into() } },
        notice: notice(),
    };
    let entries = (5..=11).map(|day| holiday(date(2027, 2, day))).chain([Entry {
        date: date(2027, 2, 14),
        kind: EntryKind::Working,
        notice: notice(),
    }]);
    let publishes = vec![YearNotice { year: 2027, notice: notice() }];
    calendar.with_overlay(&Overlay { entries: entries.collect(), publishes }).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, rng_seed: proptest::test_runner::RngSeed::Fixed(20_260_209), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_to_a_limit_the_date_is_the_one_counted_by_hand(fate in fate()) {
        let calendar = Calendar::china();
        let found = due(&calendar, &fate.counting, fate.start, fate.span, &fate.moves());
        let agreed = agrees(&calendar, &fate.counting, (fate.start, fate.span, &fate.moves()), found);
        prop_assert!(agreed.is_ok(), "{}", agreed.unwrap_err());
    }

    #[test]
    fn an_extension_is_a_longer_limit(counting in counting(), start in start(), (first, unit) in days(), more in 0..60_u32, at in start()) {
        let calendar = Calendar::china();
        let pauses = [Pause { from: at, until: Some(at + SignedDuration::from_hours(50)) }];
        let longer = due(&calendar, &counting, start, Span::new(first + more, unit), &Moves { pauses: &pauses, ..Moves::default() });
        let extensions = [Span::new(more, unit)];
        let moves = Moves { pauses: &pauses, extensions: &extensions, ..Moves::default() };
        prop_assert_eq!(due(&calendar, &counting, start, Span::new(first, unit), &moves).map(|due| due.at), longer.map(|due| due.at));
    }

    #[test]
    fn two_extensions_from_the_nominal_end_are_one(counting in counting(), start in start(), (first, unit) in days(), more in (0..40_u32, 0..40_u32)) {
        let of = |extensions: &[Span]| {
            due(&Calendar::china(), &counting, start, Span::new(first, unit), &Moves { extensions, ..Moves::default() })
        };
        let (one, other) = (Span::new(more.0, unit), Span::new(more.1, unit));
        prop_assert_eq!(of(&[one, other]), of(&[other, one]));
        prop_assert_eq!(of(&[one, other]), of(&[Span::new(more.0 + more.1, unit)]));
    }

    #[test]
    fn a_pause_may_be_told_in_pieces_and_in_any_order(fate in fate(), cut in 1_i64..1_000_000) {
        let calendar = Calendar::china();
        let whole = due(&calendar, &fate.counting, fate.start, fate.span, &fate.moves());
        let mut pieces: Vec<Pause> = Vec::new();
        for pause in fate.pauses.iter().rev() {
            let middle = pause.from + SignedDuration::from_secs(cut);
            if pause.until.is_none_or(|until| middle < until) {
                pieces.push(Pause { from: middle, until: pause.until });
                pieces.push(Pause { from: pause.from, until: Some(middle) });
            } else {
                pieces.push(*pause);
            }
        }
        let told = due(&calendar, &fate.counting, fate.start, fate.span, &Moves { pauses: &pieces, ..fate.moves() });
        prop_assert_eq!(told.map(|due| due.at), whole.map(|due| due.at));
    }

    #[test]
    fn a_pause_outside_of_its_time_changes_nothing(fate in fate(), gap in 100_000_i64..1_000_000) {
        let calendar = Calendar::china();
        let Some(end) = due(&calendar, &fate.counting, fate.start, fate.span, &fate.moves()) else { return Ok(()) };
        let ends = end.at.max(end.nominal).max(fate.promised.unwrap_or(end.at));
        // Which a cap has cut off is not over at the cap.
        prop_assume!(fate.at_latest.is_none());
        let before = fate.start - SignedDuration::from_secs(gap);
        let after = ends + SignedDuration::from_hours(24 * 20);
        let mut pauses = fate.pauses.clone();
        pauses.push(Pause { from: before - SignedDuration::from_hours(30), until: Some(before) });
        pauses.push(Pause { from: after, until: None });
        let moves = Moves { pauses: &pauses, ..fate.moves() };
        let again = due(&calendar, &fate.counting, fate.start, fate.span, &moves);
        prop_assert_eq!(again.map(|due| due.at), Some(end.at));
    }

    #[test]
    fn a_promise_takes_the_place_of_all_before_it(fate in fate(), other in span(), promised in start()) {
        let calendar = Calendar::china();
        let of = |span, pauses| {
            let moves = Moves { pauses, promised: Some(promised), ..Moves::default() };
            due(&calendar, &fate.counting, fate.start, span, &moves).map(|due| due.at)
        };
        prop_assert_eq!(of(fate.span, &fate.pauses), Some(promised));
        prop_assert_eq!(of(other, &[]), Some(promised));
    }

    #[test]
    fn a_cap_is_never_passed_and_never_lengthens(fate in fate(), cap in span()) {
        let calendar = Calendar::china();
        let of = |at_latest| due(&calendar, &fate.counting, fate.start, fate.span, &Moves { at_latest, ..fate.moves() });
        let (free, capped) = (of(None), of(Some(cap)));
        if let (Some(free), Some(capped)) = (free.filter(|due| !due.measured), capped) {
            prop_assert!(capped.at <= free.at);
        }
    }

    #[test]
    fn a_new_notice_moves_provisional_dates_alone_and_is_the_reason_told(fate in fate(), day in 0_i64..500) {
        let (before, after) = (Calendar::china(), with_next_year(&Calendar::china()));
        let start = Timestamp::from_second(1_767_225_600 + day * 86_400).unwrap();
        let moves = Moves { pauses: &[], promised: None, ..fate.moves() };
        let old = due(&before, &fate.counting, start, fate.span, &moves);
        let new = due(&after, &fate.counting, start, fate.span, &moves);
        let agreed = agrees(&after, &fate.counting, (start, fate.span, &moves), new);
        prop_assert!(agreed.is_ok(), "{}", agreed.unwrap_err());
        let moved = old.map(|due| due.at) != new.map(|due| due.at);
        if moved {
            prop_assert!(old.is_some_and(|due| due.provisional), "{old:?} was firm and became {new:?}");
            let told = explain(&after, &fate.counting, start, fate.span, &moves);
            prop_assert_eq!(told.due, new);
        }
    }
}
