//! What a case of a kind has of the top level.

use dengwen_case::RowKey;
use dengwen_regulation::value::Value;

use crate::scene::{Scene, scene};

fn letters(kind: &str) -> Scene {
    scene(&format!(
        "fields: {{matter: {{label: 事项 | matter, type: text}}, hurt: {{label: 伤 | hurt, type: yes_no}}, note_to: {{label: 注 | remark, type: text}}}}\n\
         classes: {{level: {{label: 级 | level, values: {{low: 低 | low, high: 高 | high}}, order: [low, high], grounds: [{{value: high, label: 伤 | hurt, when: \"hurt\"}}]}}}}\n\
         kinds:\n  letters:\n    label: 信 | letter\n    \
         stages: {{in_hand: 在办 | in hand, done: {{label: 毕 | done, end: true}}}}\n    \
         parts: {{fault: {{label: 问题 | fault, many: true, fields: {{what: {{label: 何 | what, type: text}}}}, \
         classes: {{sort: {{label: 类 | sort, values: {{a: 甲 | a, b: 乙 | b}}}}}}, stages: {{found: 发现 | found, mended: {{label: 改 | mended, end: true}}}}, \
         acts: {{mend: {{label: 改 | mend, by: clerk, does: [go: mended]}}}}}}}}\n    \
         acts:\n      take: {{label: 收 | take, begins: [letter], by: clerk, input: [matter!, class.level]}}\n      \
         look: {{label: 看 | look, by: clerk, input: [hurt], refuse: [{{when: \"matter == '空'\", say: 空 | empty}}], does: [set: {{note_to: 已看}}]}}\n      \
         list_one: {{label: 列 | list, by: clerk, opens: fault, input: [what!, class.sort!]}}\n      \
         finish: {{label: 毕 | finish, by: clerk, does: [go: done]}}\n{kind}"
    ))
}

#[test]
fn a_case_of_a_kind_has_the_fields_of_the_top_level() {
    let mut s = letters("");
    assert_eq!(s.refused("clerk", "take", "{}"), ["input_missing"]);
    s.done("clerk", "take", "{matter: 收费}");
    s.done("clerk", "look", "{}");
    let value = |s: &Scene, id: &str| s.case().rows[0].values[id].clone();
    assert_eq!((value(&s, "matter"), value(&s, "note_to")), (Value::Text("收费".into()), Value::Text("已看".into())));
    s.done("clerk", "correct", "{field: matter, value: 空, reason: 试}");
    assert_eq!(s.refused("clerk", "look", "{}"), ["guard"], "guards see it");
}

#[test]
fn a_case_of_a_kind_has_the_classes_of_the_top_level() {
    let mut s = letters("");
    s.done("clerk", "take", "{matter: 收费, class.level: low}");
    assert_eq!(s.class("level"), "low");
    s.done("clerk", "look", "{hurt: true}");
    assert_eq!(s.class("level"), "high", "its grounds fire");
}

#[test]
fn a_case_of_a_kind_has_the_standing_acts() {
    let mut s = letters("");
    s.done("clerk", "take", "{matter: 收费}");
    assert!(s.offer("clerk", "note").is_some());
    s.done("clerk", "note", "{text: 已电话告知}");
    assert_eq!(s.case().acts.last().unwrap().act, "note");
}

#[test]
fn what_a_kind_has_of_its_own_stands_before_the_top_level() {
    let mut s = letters("    fields: {hurt: {label: 信中称受伤 | hurt by the letter, type: yes_no, default: true}}\n");
    s.done("clerk", "take", "{matter: 收费}");
    assert_eq!(s.class("level"), "high", "its own field has a default");
}

#[test]
fn an_act_of_a_kind_that_opens_a_part_gives_it_its_class() {
    let mut s = letters("");
    s.done("clerk", "take", "{matter: 收费}");
    s.done("clerk", "list_one", "{what: 漏, class.sort: b}");
    let row = s.case().row(&RowKey::new("fault".into(), 1)).unwrap();
    assert_eq!(row.axes["sort"].now, ["b"]);
}
