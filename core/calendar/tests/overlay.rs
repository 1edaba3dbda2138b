//! What an administrator lays over the calendar, and dates that wait for the next notice.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_calendar::{Calendar, Counting, DayKind, Moves, Overlay, OverlayError, Span, Week, due};
use jiff::civil::{DateTime, date};

/// A made-up arrangement for 2027, in the form in which the office stores it.
const FOR_2027: &str = r#"{
  "publishes": [{"year": 2027, "notice": "测试通知〔2026〕1号"}],
  "entries": [
    {"date": "2027-01-01", "kind": "holiday", "name": {"zh": "元旦", "en": "New Year's Day"}, "notice": "测试通知〔2026〕1号"},
    {"date": "2027-01-02", "kind": "holiday", "name": {"zh": "元旦", "en": "New Year's Day"}, "notice": "测试通知〔2026〕1号"},
    {"date": "2027-01-03", "kind": "holiday", "name": {"zh": "元旦", "en": "New Year's Day"}, "notice": "测试通知〔2026〕1号"},
    {"date": "2027-01-10", "kind": "working", "notice": "测试通知〔2026〕1号"},
    {"date": "2027-01-08", "kind": "rest", "notice": "本单位决定"}
  ]
}"#;

fn overlay() -> Overlay {
    serde_json::from_str(FOR_2027).unwrap()
}

#[test]
fn a_date_past_the_last_published_year_is_provisional_until_its_notice_comes() {
    let (before, counting) = (Calendar::china(), Counting::public());
    let after = before.with_overlay(&overlay()).unwrap();
    let table = [
        // from, within, before and after the notice, provisional before
        ("2026-12-25T10:00", "4 working-days", "2026-12-31", "2026-12-31", false),
        ("2026-12-25T10:00", "5 working-days", "2027-01-01", "2027-01-04", true),
        ("2026-12-25T10:00", "10 working-days", "2027-01-08", "2027-01-11", true),
        ("2026-12-02T10:00", "30 days", "2027-01-01", "2027-01-04", true),
        ("2026-12-31T10:00", "30 minutes", "2026-12-31T10:30:00", "2026-12-31T10:30:00", false),
        ("2026-12-31T20:00", "72 hours", "2027-01-03T20:00:00", "2027-01-03T20:00:00", false),
        ("2026-12-31T16:00", "2 working-hours", "2027-01-01T10:00:00", "2027-01-04T10:00:00", true),
    ];
    for (from, within, first, then, provisional) in table {
        let start = counting.at(from.parse::<DateTime>().unwrap());
        let span: Span = within.parse().unwrap();
        let found = |calendar| due(calendar, &counting, start, span, &Moves::default()).unwrap();
        assert_eq!(
            (found(&before).text(&counting).as_str(), found(&before).provisional),
            (first, provisional),
            "{within} from {from}"
        );
        assert_eq!(
            (found(&after).text(&counting).as_str(), found(&after).provisional),
            (then, false),
            "{within} from {from}"
        );
    }
    let private = Counting::default();
    let start = private.at("2026-12-02T10:00".parse::<DateTime>().unwrap());
    let found = due(&before, &private, start, "30 days".parse().unwrap(), &Moves::default()).unwrap();
    assert!(!found.provisional, "calendar days that do not roll rest on no notice");
}

#[test]
fn entries_say_what_a_day_is_and_single_days_publish_no_year() {
    let calendar = Calendar::china().with_overlay(&overlay()).unwrap();
    let kinds = [1, 8, 10, 11].map(|day| calendar.day(date(2027, 1, day)).kind);
    assert_eq!(kinds, [DayKind::Holiday, DayKind::Rest, DayKind::MakeUp, DayKind::Workday]);
    assert_eq!(calendar.published_until(), date(2027, 12, 31));
    assert!(!calendar.is_working_day(date(2027, 1, 2), Week::Six), "a Saturday inside a holiday");
    assert!(calendar.is_working_day(date(2027, 1, 10), Week::Six), "a Sunday made a working day");
    let alone = Calendar::china().with_overlay(&overlay().entries.into()).unwrap();
    assert_eq!(alone.published_until(), date(2026, 12, 31));
    assert_eq!(alone.day(date(2027, 1, 1)).kind, DayKind::Holiday);
}

#[test]
fn a_hole_between_published_years_stays_provisional() {
    let later =
        serde_json::from_str::<Overlay>(r#"{"publishes": [{"year": 2028, "notice": "测试通知〔2027〕1号"}]}"#).unwrap();
    let calendar = Calendar::china().with_overlay(&later).unwrap();
    assert_eq!(calendar.published_until(), date(2026, 12, 31));
    assert!(calendar.is_published(date(2028, 3, 1), date(2028, 3, 31)));
    assert!(!calendar.is_published(date(2026, 12, 1), date(2028, 1, 31)));
}

#[test]
fn the_revision_names_the_content() {
    let china = Calendar::china();
    let one = china.with_overlay(&overlay()).unwrap();
    assert_eq!(one.revision(), china.with_overlay(&overlay()).unwrap().revision());
    let mut other = overlay();
    other.entries.pop();
    let revisions = [
        china.revision(),
        Calendar::plain().revision(),
        one.revision(),
        china.with_overlay(&other).unwrap().revision(),
    ];
    for (index, revision) in revisions.iter().enumerate() {
        assert!(i64::try_from(*revision).is_ok());
        assert!(!revisions.iter().take(index).any(|earlier| earlier == revision));
    }
}

#[test]
fn an_overlay_with_a_slip_is_refused() {
    let refused = |change: fn(&mut Overlay)| {
        let mut faulty = overlay();
        change(&mut faulty);
        Calendar::china().with_overlay(&faulty).map(|calendar| calendar.revision()).unwrap_err()
    };
    assert!(matches!(
        refused(|overlay| overlay.entries.iter_mut().for_each(|entry| entry.date = date(2127, 1, 1))),
        OverlayError::OutOfRange(_)
    ));
    assert!(matches!(
        refused(|overlay| overlay.entries.iter_mut().for_each(|entry| entry.notice = " ".to_owned())),
        OverlayError::NoNotice(_)
    ));
    assert!(matches!(
        refused(|overlay| overlay.publishes.iter_mut().for_each(|published| published.year = 20_27 * 10)),
        OverlayError::OutOfRange(_)
    ));
    assert!(serde_json::from_str::<Overlay>(r#"{"entrys": []}"#).is_err(), "a misspelt key");
}

#[test]
fn an_overlay_survives_writing_and_reading() {
    let text = serde_json::to_string(&overlay()).unwrap();
    assert_eq!(serde_json::from_str::<Overlay>(&text).unwrap(), overlay());
}

#[test]
fn the_plain_calendar_knows_weekends_only() {
    let plain = Calendar::plain();
    assert!(plain.is_working_day(date(2026, 2, 17), Week::Five));
    assert!(!plain.is_working_day(date(2026, 2, 14), Week::Five));
    assert!(plain.day(date(2099, 5, 5)).published);
}
