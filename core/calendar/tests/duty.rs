//! Duty rosters: hours wanted, and hours uncovered.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_calendar::{Calendar, Counting, DutyDays, Hours, Periods, Stretch, duty_hours, uncovered};
use jiff::{Timestamp, civil::date};

fn at(text: &str) -> Timestamp {
    format!("{}+08:00", text.replace(' ', "T")).parse().unwrap()
}

fn stretch(from: &str, until: &str) -> Stretch {
    Stretch { from: at(from), until: at(until) }
}

fn october() -> (jiff::civil::Date, jiff::civil::Date) {
    (date(2026, 9, 28), date(2026, 10, 12))
}

#[test]
fn a_desk_of_twenty_four_hours_over_a_holiday_is_one_stretch() {
    let days = [DutyDays::Holidays];
    let found = duty_hours(&Calendar::china(), &Counting::default(), Some(&days), None, october());
    assert_eq!(found, [stretch("2026-10-01 00:00", "2026-10-08 00:00")]);
}

#[test]
fn a_season_is_entered_as_periods_and_adds_to_the_holidays() {
    let season: Periods = "2026-10-08..2026-10-09".parse().unwrap();
    let days = [DutyDays::Holidays, DutyDays::In(season)];
    let found = duty_hours(&Calendar::china(), &Counting::default(), Some(&days), None, october());
    assert_eq!(found, [stretch("2026-10-01 00:00", "2026-10-10 00:00")]);
}

#[test]
fn working_days_know_the_make_up_days_and_hours_are_wanted_on_each() {
    let hours: Hours = "08:00-12:00, 14:00-18:00".parse().unwrap();
    let days = [DutyDays::WorkingDays];
    let found = duty_hours(
        &Calendar::china(),
        &Counting::default(),
        Some(&days),
        Some(&hours),
        (date(2026, 10, 9), date(2026, 10, 10)),
    );
    let wanted =
        [("09", "08:00", "12:00"), ("09", "14:00", "18:00"), ("10", "08:00", "12:00"), ("10", "14:00", "18:00")];
    let wanted =
        wanted.map(|(day, from, until)| stretch(&format!("2026-10-{day} {from}"), &format!("2026-10-{day} {until}")));
    assert_eq!(found, wanted, "the Saturday of 10 October is worked");
}

#[test]
fn hours_that_nobody_covers_are_found_to_the_minute() {
    let wanted = [stretch("2026-10-01 00:00", "2026-10-03 00:00")];
    let covered = [
        stretch("2026-10-01 20:00", "2026-10-02 08:00"),
        stretch("2026-09-30 20:00", "2026-10-01 08:00"),
        stretch("2026-10-01 08:00", "2026-10-01 19:30"),
        stretch("2026-10-02 07:00", "2026-10-02 23:00"),
    ];
    let gaps = uncovered(&wanted, &covered);
    assert_eq!(
        gaps,
        [stretch("2026-10-01 19:30", "2026-10-01 20:00"), stretch("2026-10-02 23:00", "2026-10-03 00:00")]
    );
    assert_eq!(uncovered(&wanted, &[]), wanted);
}

#[test]
fn periods_are_written_as_they_are_read_and_nothing_else_is_one() {
    let read: Periods = "2026-03-20至2026-04-10、2026-09-01".parse().unwrap();
    assert_eq!(read.to_string(), "2026-03-20..2026-04-10, 2026-09-01");
    for wrong in ["", "spring", "2026-04-10..2026-03-20", "2026-13-01"] {
        assert!(wrong.parse::<Periods>().is_err(), "{wrong}");
    }
}
