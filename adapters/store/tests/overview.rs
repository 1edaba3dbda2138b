//! Counting cases by time, stage and class, on both databases.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{Trial, both, with_rows};
use dengwen_store::{CaseRow, CountBy, Counted, Rows};
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;

both!(cases_are_counted_by_hour_day_stage_and_class);

fn case(stream: &str, received: &str, days: Option<i64>, stage: &str, class: Option<&str>) -> CaseRow {
    let received_at: Timestamp = received.parse().unwrap();
    let classes: Vec<_> = class.iter().map(|now| json!({"axis": "subject", "now": [now]})).collect();
    CaseRow {
        stream: stream.to_owned(),
        number: None,
        organisation: "o1".to_owned(),
        regulation: "g1".to_owned(),
        version: "1".to_owned(),
        kind: String::new(),
        stage: stage.to_owned(),
        title: String::new(),
        channel: "portal".to_owned(),
        unit: None,
        received_at,
        ended_at: days.map(|days| received_at + (days * 24).hours()),
        due_at: Some(received_at + 1.hours()),
        updated_at: received_at,
        updated_seq: 1,
        outline: json!({ "classes": classes }),
    }
}

async fn cases_are_counted_by_hour_day_stage_and_class(trial: &Trial) {
    let store = &trial.store;
    let cases = [
        // 07:30 on the second by the office's clock, eight hours ahead.
        case("a", "2026-03-01T23:30:00Z", Some(3), "closed", Some("quality")),
        case("b", "2026-03-01T23:40:00Z", None, "open", Some("quality")),
        case("c", "2026-03-02T23:30:00Z", None, "open", None),
        case("d", "2025-03-02T23:30:00Z", None, "open", None),
    ];
    for one in cases {
        let stream = one.stream.clone();
        store.transact(with_rows(&stream, &Rows { cases: vec![one], ..Rows::default() })).await.unwrap();
    }
    let counted = Counted {
        organisation: "o1".to_owned(),
        regulation: "g1".to_owned(),
        from: "2026-01-01T00:00:00Z".parse().unwrap(),
        until: "2027-01-01T00:00:00Z".parse().unwrap(),
        ahead: 8 * 3600,
    };
    let day = |text: &str| text.parse::<Timestamp>().unwrap().as_second() / 86_400;
    let (second, third) = (day("2026-03-02T00:00:00Z"), day("2026-03-03T00:00:00Z"));
    assert_eq!(store.received_by_hour(&counted).await.unwrap(), [(second * 24 + 7, 2), (third * 24 + 7, 1)]);
    let mut lengths = store.begun_and_ended(&counted).await.unwrap();
    lengths.sort_unstable();
    assert_eq!(lengths, [(second, None, 1), (second, Some(second + 3), 1), (third, None, 1)]);
    let class = CountBy::Class("subject".to_owned());
    let mut found = store.counted_by(&counted, &CountBy::Stage, &class).await.unwrap();
    found.iter_mut().for_each(|(_, class, _)| class.retain(|c| c.is_ascii_alphabetic()));
    found.sort_unstable();
    let row = |stage: &str, class: &str| (stage.to_owned(), class.to_owned(), 1);
    assert_eq!(found, [row("closed", "quality"), row("open", ""), row("open", "quality")]);
    let late = |now: &str| now.parse::<Timestamp>().unwrap();
    assert_eq!(store.open_and_late(&counted, late("2026-03-02T05:00:00Z")).await.unwrap(), (2, 1));
    let other = Counted { organisation: "o2".to_owned(), ..counted };
    assert_eq!(store.open_and_late(&other, late("2026-03-02T05:00:00Z")).await.unwrap(), (0, 0));
}
