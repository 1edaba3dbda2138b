//! Standing rules of counters and of proposed values.

use dengwen_regulation::value::Value;

use crate::scene::{Scene, scene};

fn counted(counter: &str, more: &str) -> Scene {
    scene(&format!(
        "settings: {{wide: {{label: 宽 | wide, type: interval, default: same_day}}}}\n{more}\
         fields: {{spot: {{label: 处 | spot, type: text}}}}\n\
         stages: {{open: 在办 | open, closed: {{label: 办结 | closed, end: true}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk, input: [spot]}}\n  \
         gather: {{label: 并 | gather, by: clerk, in: any, refuse: [{{unless: \"counter('many') >= 2\", say: 不足 | too few}}]}}\n\
         counters: {{many: {{label: 数 | many, count: cases, {counter}}}}}\n"
    ))
}

#[test]
fn a_window_given_by_a_setting_may_be_the_same_day() {
    let mut s = counted("same: [spot], window: {setting: wide}", "");
    s.town.settings.insert("wide".into(), Value::Interval("same_day".parse().unwrap()));
    s.done("clerk", "register", "{spot: 东}");
    s.at("2026-03-02 20:00");
    s.place = s.town.open("second");
    s.done("clerk", "register", "{spot: 东}");
    s.done("clerk", "gather", "{}");
    s.at("2026-03-03 09:00");
    s.place = s.town.open("third");
    s.done("clerk", "register", "{spot: 东}");
    assert_eq!(s.refused("clerk", "gather", "{}"), ["guard"], "the day is over");
}

#[test]
fn cases_of_the_same_kind_are_counted_together() {
    let kinds = "kinds: {letters: {label: 信 | letter, stages: {in_hand: 在办 | in hand, done: {label: 毕 | done, end: true}}, \
        acts: {take: {label: 收 | take, begins: [letter], by: clerk}, \
        gather: {label: 并 | gather, by: clerk, refuse: [{unless: \"counter('many') >= 2\", say: 不足 | too few}]}, \
        end_it: {label: 毕 | end, by: clerk, does: [go: done]}}}}\n";
    let mut s = counted("same: [kind], window: none", kinds);
    s.done("clerk", "take", "{}");
    assert_eq!(s.refused("clerk", "gather", "{}"), ["guard"]);
    s.place = s.town.open("second");
    s.done("clerk", "take", "{}");
    s.done("clerk", "gather", "{}");
}

#[test]
fn what_is_proposed_by_computing_fills_in_what_is_not_given() {
    let mut s = scene(
        "fields: {price: {label: 价 | price, type: money}, offer: {label: 议 | offer, type: money, default: \"=price * 2\"}}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [price!]}\n  \
         settle: {label: 定 | settle, by: clerk, in: any, input: [offer!, {tip: {label: 加 | tip, type: money, default: \"=price * 3\"}}], \
         refuse: [{when: \"offer > 500\", say: 过高 | too high}]}\n",
    );
    s.done("clerk", "register", "{price: \"100\"}");
    let form = match s.offer("clerk", "settle").unwrap().state {
        dengwen_case::OfferState::Open { form, .. } => form,
        closed => panic!("{closed:?}"),
    };
    let proposed: Vec<_> = form.iter().map(|ask| ask.value.clone()).collect();
    assert_eq!(proposed, [Value::Money(20_000), Value::Money(30_000)]);
    s.done("clerk", "settle", "{}");
    assert_eq!(s.case().acts.last().unwrap().input.value("tip"), Some(&Value::Money(30_000)));
    assert_eq!(s.refused("clerk", "settle", "{offer: \"600\"}"), ["guard"], "what is given counts");
}
