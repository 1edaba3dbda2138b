//! The State Council's calendar held against a library over its whole range, each difference explained.

use dengwen_calendar::{Calendar, DayKind, Week};
use jiff::civil::{Date, date};

/// Days on which the library `chinese_holiday` 2026.0.1 and the notices disagree about whether the day is worked.
///
/// A second library, PyPI `chinesecalendar` 1.11.0, was compared once by hand over 2004 to 2026 and differs on one day only:
/// it takes 2005-12-31 for an ordinary Saturday, while 国办发明电〔2005〕35号 has it worked for the New Year holiday of 2006.
const DIFFERENCES: [(Date, &str); 2] = [
    (
        date(2016, 10, 9),
        "国办发明电〔2015〕18号: Saturday 8 and Sunday 9 October 2016 are worked; the library lists the 8th alone",
    ),
    (
        date(2016, 12, 30),
        "国办发明电〔2016〕17号: off on 1 and 2 January 2017; Friday 30 December 2016 is an ordinary working day",
    ),
];

#[test]
fn the_library_agrees_on_every_day_but_those_explained() {
    let calendar = Calendar::china();
    let mut found = Vec::new();
    let mut day = date(2004, 1, 1);
    while day <= date(2026, 12, 25) {
        let year = u16::try_from(day.year()).unwrap();
        let (month, of_month) = (u8::try_from(day.month()).unwrap(), u8::try_from(day.day()).unwrap());
        let theirs = chinese_holiday::chinese_holiday(chinese_holiday::Ymd::new(year, month, of_month)).is_workday();
        if theirs != calendar.is_working_day(day, Week::Five) {
            found.push(day);
        }
        day = day.tomorrow().unwrap();
    }
    assert_eq!(
        found,
        DIFFERENCES.map(|(day, _)| day),
        "differences, each of which needs its explanation in DIFFERENCES"
    );
}

#[test]
fn every_line_of_the_files_was_read() {
    assert_eq!(Calendar::china().faults(), [""; 0]);
}

#[test]
fn every_year_names_its_notice() {
    let calendar = Calendar::china();
    for year in 2004..=2026_i16 {
        let day = calendar.day(Date::new(year, 1, 1).unwrap());
        let notice = day.notice.unwrap();
        assert!(notice.starts_with(&format!("国办发明电〔{}〕", year - 1)), "{year}: {notice}");
        assert!(day.published);
        assert_eq!(day.kind, DayKind::Holiday, "New Year's Day of {year}");
    }
    assert_eq!(calendar.notices().len(), 26, "23 yearly notices and three that changed one");
    assert_eq!(calendar.published_until(), date(2026, 12, 31));
    assert!(!calendar.day(date(2027, 1, 1)).published);
    assert!(!calendar.day(date(2003, 12, 31)).published);
}

/// Days off and weekend days worked of each yearly arrangement, counted from the notices by hand.
#[test]
fn the_counts_of_each_arrangement_hold() {
    let calendar = Calendar::china();
    let expected = [
        (2008, 27, 5),
        (2009, 27, 6),
        (2010, 29, 8),
        (2011, 29, 5),
        (2012, 27, 7),
        (2013, 29, 12),
        (2014, 22, 5),
        (2015, 26, 5),
        (2016, 24, 6),
        (2017, 24, 5),
        (2018, 23, 6),
        (2019, 24, 7),
        (2020, 30, 6),
        (2021, 31, 7),
        (2022, 31, 7),
        (2023, 27, 7),
        (2024, 28, 8),
        (2025, 28, 5),
        (2026, 33, 6),
    ];
    for (year, off, worked) in expected {
        let yearly = format!("国办发明电〔{}〕", year - 1);
        let extra = ["国发明电〔2015〕1号", "国办发明电〔2019〕3号", "国办发明电〔2020〕1号"];
        let (first, last) = (Date::new(year - 1, 12, 1).unwrap(), Date::new(year, 12, 1).unwrap());
        // The arrangement for 2008 begins in December 2007; the list counts from its January.
        let days: Vec<_> = calendar
            .special_days(first, last)
            .filter(|day| year != 2008 || day.date.year() == 2008)
            .filter(|day| {
                let notice = day.notice.as_deref().unwrap();
                notice.starts_with(&yearly) || (extra.contains(&notice) && day.date.year() == year)
            })
            .collect();
        let of_kind = |kind| days.iter().filter(|day| day.kind == kind).count();
        assert_eq!(
            (of_kind(DayKind::Holiday), of_kind(DayKind::MakeUp)),
            (off, worked),
            "days off and worked in {year}"
        );
    }
}

#[test]
fn notices_that_changed_a_year_hold() {
    let calendar = Calendar::china();
    let table = [
        (date(2015, 9, 3), DayKind::Holiday, "国发明电〔2015〕1号"),
        (date(2015, 9, 6), DayKind::MakeUp, "国发明电〔2015〕1号"),
        (date(2019, 5, 1), DayKind::Holiday, "国办发明电〔2019〕3号"),
        (date(2019, 5, 5), DayKind::MakeUp, "国办发明电〔2019〕3号"),
        (date(2020, 1, 30), DayKind::Holiday, "国办发明电〔2019〕16号"),
        (date(2020, 2, 1), DayKind::Holiday, "国办发明电〔2020〕1号"),
        (date(2005, 12, 31), DayKind::MakeUp, "国办发明电〔2005〕35号"),
        (date(2007, 12, 31), DayKind::Holiday, "国办发明电〔2007〕52号"),
        (date(2018, 12, 29), DayKind::MakeUp, "国办发明电〔2018〕15号"),
        (date(2026, 2, 14), DayKind::MakeUp, "国办发明电〔2025〕7号"),
        (date(2026, 2, 23), DayKind::Holiday, "国办发明电〔2025〕7号"),
    ];
    for (day, kind, notice) in table {
        let known = calendar.day(day);
        assert_eq!((known.kind, known.notice.as_deref()), (kind, Some(notice)), "{day}");
    }
}

#[test]
fn a_make_up_day_is_always_a_weekend_and_a_holiday_has_both_names() {
    for day in Calendar::china().special_days(date(2004, 1, 1), date(2026, 12, 31)) {
        let name = day.name.unwrap();
        assert!(!name.zh.is_empty() && !name.en.is_empty(), "{}", day.date);
        if day.kind == DayKind::MakeUp {
            assert!(day.date.weekday().to_monday_zero_offset() >= 5, "{}", day.date);
        }
    }
}
