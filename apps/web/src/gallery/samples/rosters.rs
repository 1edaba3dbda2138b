//! A duty roster, a week of it.

use dengwen_desk::{
    RosterDay, RosterLine, RosterPage, TurnView,
    view::{Choice, Control, FieldView, FormView},
};
use jiff::civil::date;

use super::{cited, s};

/// A week with gaps, for whoever plans it.
pub(crate) fn roster() -> RosterPage {
    let turn = |time: &str, person: &str| TurnView { ends: Some(s("d1")), person: s(person), time: s(time) };
    let day = |label: &str, today: bool, turns: Vec<TurnView>, gaps: &[&str]| RosterDay {
        label: s(label),
        today,
        wanted: !turns.is_empty() || !gaps.is_empty(),
        turns,
        gaps: gaps.iter().map(|gap| s(gap)).collect(),
    };
    let both = || vec![turn("08:00–20:00", "李文清"), turn("20:00–24:00", "郭明")];
    let days = vec![
        day("9 月 28 日 周一", false, Vec::new(), &[]),
        day("9 月 29 日 周二", false, Vec::new(), &[]),
        day("9 月 30 日 周三", true, vec![turn("20:00–24:00", "郭明")], &[]),
        day("10 月 1 日 周四", false, both(), &["00:00–08:00"]),
        day("10 月 2 日 周五", false, Vec::new(), &["00:00–24:00"]),
        day("10 月 3 日 周六", false, both(), &[]),
        day("10 月 4 日 周日", false, both(), &["00:00–08:00"]),
    ];
    let line = RosterLine {
        id: s("report/holidays"),
        label: s("节假日值班"),
        regulation: s("示例镇举报投诉受理和处理制度"),
        cited: cited("", "三"),
        now: vec![s("郭明")],
        gaps: 3,
    };
    let one = |key: &str, label: &str, options: Vec<Choice>| FieldView {
        must: true,
        options,
        ..FieldView::new(key, label, Control::One)
    };
    let choice = |value: &str, label: &str| Choice { value: s(value), label: s(label), meaning: None };
    let people = || vec![choice("li", "李文清"), choice("guo", "郭明")];
    let must = |field: FieldView| FieldView { must: true, ..field };
    let enter = vec![
        one("person", "值班人", people()),
        must(FieldView::new("first", "第一天", Control::Date)),
        FieldView { hint: Some(s("只排一天的不填")), ..FieldView::new("last", "最后一天", Control::Date) },
        must(FieldView::new("from", "从", Control::Time)),
        must(FieldView::new("until", "到", Control::Time)),
    ];
    let turns = vec![choice("d1", "郭明 9 月 30 日 20:00 – 10 月 1 日 08:00")];
    let hand = vec![one("duty", "班次", turns), one("to", "接班人", people())];
    RosterPage {
        line,
        week: date(2026, 9, 28),
        before: date(2026, 9, 21),
        after: date(2026, 10, 5),
        days,
        forms: vec![
            FormView { act: s("enter"), label: s("排班"), fields: enter, ..FormView::default() },
            FormView { act: s("hand"), label: s("交班给他人"), fields: hand, ..FormView::default() },
        ],
    }
}
