//! Limits as regulations state them, one row each.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_calendar::{
    Calendar, Counting, Due, ExtendedFrom, Lang, Moves, Pause, Precision, Span, Week, due, explain, round,
};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;

fn at(counting: &Counting, text: &str) -> Timestamp {
    counting.at(text.parse::<DateTime>().unwrap())
}

fn span(text: &str) -> Span {
    text.parse().unwrap()
}

fn find(counting: &Counting, from: &str, within: &str, moves: &Moves<'_>) -> Option<Due> {
    due(&Calendar::china(), counting, at(counting, from), span(within), moves)
}

fn text(counting: &Counting, from: &str, within: &str) -> String {
    find(counting, from, within, &Moves::default()).unwrap().text(counting)
}

#[test]
fn a_limit_starts_on_the_day_after_its_event_and_counts_make_up_days() {
    let counting = Counting::public();
    let table = [
        ("2026-02-09T16:30", "15 working-days", "2026-03-06"),
        ("2026-02-10T00:00", "7 working-days", "2026-02-26"),
        ("2026-02-10T23:59", "45 working-days", "2026-04-21"),
        ("2026-02-13T09:00", "1 working-day", "2026-02-14"),
        ("2026-02-14T09:00", "1 working-day", "2026-02-24"),
        ("2026-09-30T17:00", "1 working-day", "2026-10-08"),
        ("2026-05-08T10:00", "2 working-days", "2026-05-11"),
    ];
    for (from, within, expected) in table {
        assert_eq!(text(&counting, from, within), expected, "{within} from {from}");
    }
}

#[test]
fn calendar_limits_roll_for_public_authorities_only() {
    let table = [
        ("2026-08-02T10:00", "60 days", "2026-10-08", "2026-10-01"),
        ("2026-01-31T10:00", "2 weeks", "2026-02-14", "2026-02-14"),
        ("2026-01-15T10:00", "1 month", "2026-02-24", "2026-02-15"),
        ("2026-01-31T10:00", "1 month", "2026-02-28", "2026-02-28"),
        ("2024-02-29T10:00", "1 year", "2025-02-28", "2025-02-28"),
        ("2026-01-29T10:00", "15 working-days", "2026-02-24", "2026-02-24"),
        ("2026-02-15T10:00", "same_day", "2026-02-15", "2026-02-15"),
        ("2026-01-15T10:00", "same_month", "2026-01-31", "2026-01-31"),
    ];
    for (from, within, public, private) in table {
        let within_of = |counting: Counting| text(&counting, from, within);
        if within != "15 working-days" {
            assert_eq!(within_of(Counting::public()), public, "{within} from {from}, public");
            assert_eq!(within_of(Counting::default()), private, "{within} from {from}, private");
        } else {
            assert_eq!(within_of(Counting::public()), within_of(Counting::default()));
        }
    }
}

#[test]
fn a_limit_in_days_ends_with_the_last_instant_of_its_day() {
    let counting = Counting::public();
    let found = find(&counting, "2026-02-09T10:00", "1 working-day", &Moves::default()).unwrap();
    assert!(!found.is_late(at(&counting, "2026-02-10T23:59:59.999999999")));
    assert!(found.is_late(at(&counting, "2026-02-11T00:00")));
}

#[test]
fn an_extension_counts_from_the_nominal_day_and_rolls_at_the_end() {
    let counting = Counting::public();
    let thirty = [span("30 days")];
    let nominal = Moves { extensions: &thirty, ..Moves::default() };
    let found = find(&counting, "2026-08-02T10:00", "60 days", &nominal).unwrap();
    assert_eq!(found.on, date(2026, 11, 2), "the 90th day is Saturday 31 October");
    assert_eq!(counting.date_of(found.nominal), date(2026, 10, 31));
    let real = Moves { extended_from: ExtendedFrom::Due, ..nominal };
    assert_eq!(
        find(&counting, "2026-08-02T10:00", "60 days", &real).unwrap().on,
        date(2026, 11, 9),
        "from 8 October, a Saturday again"
    );
    let private = find(&Counting::default(), "2026-08-02T10:00", "60 days", &nominal).unwrap();
    assert_eq!(private.on, date(2026, 10, 31));
}

#[test]
fn minutes_and_hours_run_through_nights_and_holidays_and_never_roll() {
    let counting = Counting::public();
    assert_eq!(text(&counting, "2026-02-14T23:45", "30 minutes"), "2026-02-15T00:15:00");
    assert_eq!(text(&counting, "2026-02-14T17:00", "24 hours"), "2026-02-15T17:00:00");
    assert_eq!(text(&counting, "2026-02-14T23:59:50", "15 seconds"), "2026-02-15T00:00:05");
    let half_hour = find(&counting, "2026-02-15T10:00:42", "30 minutes", &Moves::default()).unwrap();
    assert!(!half_hour.is_late(at(&counting, "2026-02-15T10:30:42")));
    assert!(half_hour.is_late(at(&counting, "2026-02-15T10:30:43")));
}

#[test]
fn working_hours_run_inside_the_hours_of_working_days() {
    let counting = Counting { hours: "08:30-12:00,13:30-17:30".parse().unwrap(), ..Counting::default() };
    let table = [
        ("2026-03-02T09:00", "2 working-hours", "2026-03-02T11:00:00"),
        ("2026-03-02T11:00", "1 working-hour", "2026-03-02T12:00:00"),
        ("2026-03-02T11:30", "1 working-hour", "2026-03-02T14:00:00"),
        ("2026-03-02T12:30", "1 working-hour", "2026-03-02T14:30:00"),
        ("2026-03-06T17:00", "4 working-hours", "2026-03-09T12:00:00"),
        ("2026-02-13T17:30", "1 working-hour", "2026-02-14T09:30:00"),
        ("2026-02-14T17:30", "1 working-hour", "2026-02-24T09:30:00"),
        ("2026-02-18T03:00", "15 working-hours", "2026-02-25T17:30:00"),
        ("2026-03-02T20:00", "0 working-hours", "2026-03-02T20:00:00"),
    ];
    for (from, within, expected) in table {
        assert_eq!(text(&counting, from, within), expected, "{within} from {from}");
    }
}

#[test]
fn working_time_is_a_working_day_within_the_hours() {
    let (calendar, counting) =
        (Calendar::china(), Counting { hours: "08:30-12:00,13:30-17:30".parse().unwrap(), ..Counting::default() });
    let table = [
        ("2026-03-02T08:29:59", false),
        ("2026-03-02T08:30", true),
        ("2026-03-02T12:00", false),
        ("2026-03-02T13:30", true),
        ("2026-03-02T17:29:59", true),
        ("2026-03-02T17:30", false),
        ("2026-03-07T10:00", false),
        ("2026-02-14T10:00", true),
        ("2026-02-16T10:00", false),
    ];
    for (text, expected) in table {
        assert_eq!(calendar.working_time(&counting, at(&counting, text)), expected, "{text}");
    }
}

#[test]
fn a_six_day_week_by_the_clock() {
    let counting = Counting { week: Week::Six, precision: Precision::Clock, ..Counting::default() };
    let table = [
        ("2026-03-06T10:00", "2026-03-09T10:00:00"),
        ("2026-03-08T09:30", "2026-03-10T09:30:00"),
        ("2026-02-13T10:00", "2026-02-24T10:00:00"),
        ("2026-02-18T10:00", "2026-02-25T10:00:00"),
        ("2026-09-19T10:00", "2026-09-21T10:00:00"),
    ];
    for (from, expected) in table {
        assert_eq!(text(&counting, from, "2 working-days"), expected, "from {from}");
    }
    let found = find(&counting, "2026-03-06T10:00", "2 working-days", &Moves::default()).unwrap();
    assert!(!found.is_late(at(&counting, "2026-03-09T10:00")), "the exact minute is in time");
    assert!(!found.is_late(at(&counting, "2026-03-09T10:00:59")), "to its end");
    assert!(found.is_late(at(&counting, "2026-03-09T10:01")));
}

#[test]
fn a_promised_date_is_taken_as_it_is() {
    let counting = Counting::public();
    let national_day = counting.end_of_day(date(2026, 10, 1));
    let moves = Moves { promised: Some(national_day), ..Moves::default() };
    let found = find(&counting, "2026-08-02T10:00", "60 days", &moves).unwrap();
    assert_eq!((found.on, found.precision, found.provisional), (date(2026, 10, 1), Precision::Day, false));
    let thirty = [span("30 days")];
    let extended = find(&counting, "2026-08-02T10:00", "60 days", &Moves { extensions: &thirty, ..moves }).unwrap();
    assert_eq!(extended.on, date(2026, 11, 2), "an extension of it is counted, and rolls");
    let hour = Moves { promised: Some(at(&counting, "2026-03-02T15:00")), ..Moves::default() };
    assert_eq!(find(&counting, "2026-03-01T10:00", "none", &hour).unwrap().text(&counting), "2026-03-02T15:00:00");
}

#[test]
fn at_once_is_measured_and_promptly_has_no_end() {
    let counting = Counting::default();
    let start = at(&counting, "2026-03-02T10:00");
    let now = find(&counting, "2026-03-02T10:00", "immediate", &Moves::default()).unwrap();
    assert!(now.measured && now.at == start && !now.is_late(at(&counting, "2026-04-02T10:00")));
    let cap = Moves { at_latest: Some(span("30 minutes")), ..Moves::default() };
    for within in ["immediate", "promptly", "none", "4 hours"] {
        let capped = find(&counting, "2026-03-02T10:00", within, &cap).unwrap();
        assert_eq!(capped.text(&counting), "2026-03-02T10:30:00", "{within}");
        assert!(capped.is_late(at(&counting, "2026-03-02T10:31")));
    }
    assert_eq!(find(&counting, "2026-03-02T10:00", "20 minutes", &cap).unwrap().text(&counting), "2026-03-02T10:20:00");
    for within in ["promptly", "none"] {
        assert_eq!(find(&counting, "2026-03-02T10:00", within, &Moves::default()), None);
    }
}

#[test]
fn a_day_wholly_or_partly_paused_does_not_count() {
    let counting = Counting::default();
    let pause = |from, until| [Pause { from: at(&counting, from), until: Some(at(&counting, until)) }];
    let with = |pauses: &[Pause], within| {
        find(&counting, "2026-03-02T10:00", within, &Moves { pauses, ..Moves::default() }).unwrap().text(&counting)
    };
    let days = pause("2026-03-03T10:00", "2026-03-05T15:00");
    assert_eq!(with(&days, "2 working-days"), "2026-03-09", "3, 4 and 5 March stand still; 6 and 9 count");
    assert_eq!(with(&days, "2 days"), "2026-03-07");
    assert_eq!(with(&days, "1 month"), "2026-04-05");
    let to_midnight = pause("2026-03-03T10:00", "2026-03-04T00:00");
    assert_eq!(
        with(&to_midnight, "1 working-day"),
        "2026-03-04",
        "a pause that ends at midnight does not touch the new day"
    );
    let minutes = pause("2026-03-02T10:10", "2026-03-02T11:00");
    assert_eq!(with(&minutes, "30 minutes"), "2026-03-02T11:20:00");
    assert_eq!(with(&minutes, "10 minutes"), "2026-03-02T10:10:00", "over before the pause began");
    let lunch = pause("2026-03-02T16:00", "2026-03-03T10:00");
    assert_eq!(with(&lunch, "7 working-hours"), "2026-03-03T11:00:00");
}

#[test]
fn while_a_pause_lasts_there_is_no_end_unless_it_came_before() {
    let counting = Counting::default();
    let open = [Pause { from: at(&counting, "2026-03-04T10:00"), until: None }];
    let moves = Moves { pauses: &open, ..Moves::default() };
    for within in ["2 working-days", "5 days", "72 hours", "24 working-hours", "1 month"] {
        assert_eq!(find(&counting, "2026-03-02T10:00", within, &moves), None, "{within}");
    }
    for within in ["1 working-day", "1 day", "24 hours", "8 working-hours"] {
        assert!(find(&counting, "2026-03-02T10:00", within, &moves).is_some(), "{within}");
    }
}

#[test]
fn rounds_count_from_the_start_and_never_creep() {
    let (calendar, counting) = (Calendar::china(), Counting::default());
    let start = at(&counting, "2025-12-31T10:00");
    let rounds: Vec<Date> = (1..=3)
        .map(|number| round(&calendar, &counting, start, span("month"), number, &Moves::default()).unwrap().on)
        .collect();
    assert_eq!(rounds, [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]);
}

#[test]
fn the_day_is_the_organisations_day() {
    let shanghai = Counting::default();
    let late_evening: Timestamp = "2026-03-02T17:00Z".parse().unwrap();
    let one = |counting: &Counting| {
        due(&Calendar::plain(), counting, late_evening, span("1 day"), &Moves::default()).unwrap()
    };
    assert_eq!(one(&shanghai).on, date(2026, 3, 4), "in Shanghai it is already 3 March");
    let berlin = Counting { zone: TimeZone::get("Europe/Berlin").unwrap(), ..Counting::default() };
    assert_eq!(one(&berlin).on, date(2026, 3, 3));
    let before_change = at(&berlin, "2026-03-28T12:00");
    let found = due(&Calendar::plain(), &berlin, before_change, span("1 day"), &Moves::default()).unwrap();
    assert_eq!(found.at.to_string(), "2026-03-29T21:59:59.999999999Z", "a day of 23 hours ends with its own midnight");
}

#[test]
fn what_is_left_and_what_is_over() {
    let (calendar, counting) = (Calendar::china(), Counting::default());
    let found = find(&counting, "2026-02-09T10:00", "15 working-days", &Moves::default()).unwrap();
    let table = [
        ("2026-02-09T10:00", false, 15, "还有15个工作日", "15 working days left"),
        ("2026-02-27T10:00", false, 6, "还有6个工作日", "6 working days left"),
        ("2026-03-06T23:00", false, 0, "今日到期", "due today"),
        ("2026-03-07T01:00", true, 0, "已超过1天", "1 day over"),
        ("2026-03-09T01:00", true, 1, "已超过1个工作日", "1 working day over"),
    ];
    for (now, over, days, zh, en) in table {
        let left = calendar.remaining(&counting, at(&counting, now), &found);
        assert_eq!((left.over, left.working_days), (over, days), "{now}");
        assert_eq!((left.words(Lang::Zh).as_str(), left.words(Lang::En).as_str()), (zh, en), "{now}");
    }
}

#[test]
fn every_date_explains_itself() {
    let (calendar, counting) = (Calendar::china(), Counting::public());
    let told = |from: &str, within: &str, moves: &Moves<'_>, lang| {
        explain(&calendar, &counting, at(&counting, from), span(within), moves).sentence(lang)
    };
    let none = Moves::default();
    assert_eq!(
        told("2026-02-09T10:00", "7 working-days", &none, Lang::Zh),
        "自2026-02-09起算，当日不计，7个工作日，至2026-02-25 24:00止；2026年2月14日春节调休上班，计入（国办发明电〔2025〕7号）；\
         2026年2月15日至23日春节放假不计（国办发明电〔2025〕7号）。"
    );
    assert_eq!(
        told("2026-08-02T10:00", "60 days", &none, Lang::En),
        "From 2026-08-02, that day not counted, 60 days: until 2026-10-08 24:00; the last day, 2026-10-01, is off (National Day, \
         国办发明电〔2025〕7号): moved to the next working day."
    );
    let thirty = [span("30 days")];
    let extended = told("2026-08-02T10:00", "60 days", &Moves { extensions: &thirty, ..none }, Lang::Zh);
    assert!(extended.contains("延长30日，自2026年10月1日的次日起接续计算"), "{extended}");
    let provisional = told("2026-12-25T10:00", "15 working-days", &none, Lang::Zh);
    assert!(provisional.contains("2027年的放假安排尚未公布，此日期为暂定"), "{provisional}");
    assert_eq!(
        told("2026-03-02T10:00", "30 minutes", &none, Lang::En),
        "From 2026-03-02 10:00, 30 minutes: until 2026-03-02 10:30."
    );
    assert_eq!(told("2026-03-02T10:00", "promptly", &none, Lang::Zh), "自2026-03-02起，及时，没有确定的截止时间。");
}
