//! Standing rules of what an act asks, of grounds that want confirming, and of settings in limits and counters.

use dengwen_case::*;
use dengwen_regulation::{model::Id, value::Value};

use crate::scene::{Scene, scene};

fn faults() -> Scene {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         parts:\n  fault:\n    label: 问题 | fault\n    many: true\n    fields: {what: {label: 项 | what, type: text}}\n    \
         classes: {nature: {label: 性质 | nature, values: {slight: 轻 | slight, grave: 重 | grave}, then: [{if: {nature: grave}, does: [tell: boss]}]}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         find: {label: 列 | list, opens: fault, by: clerk, in: any, input: [class.nature!]}\n",
    );
    s.done("clerk", "register", "{}");
    s
}

#[test]
fn a_class_of_the_part_that_an_act_opens_is_asked_and_given_to_its_row() {
    let mut s = faults();
    let OfferState::Open { form, .. } = s.offer("clerk", "find").unwrap().state else { panic!() };
    let asked = form.iter().find(|ask| ask.key == "class.nature").expect("the form asks it");
    assert!(
        asked.must
            && asked.label.zh == "性质"
            && matches!(&asked.choices, Choices::Class(values, _) if values.len() == 2)
    );
    assert_eq!(s.refused("clerk", "find", "{what: 漏}"), ["input_missing"]);
    s.done("clerk", "find", "{what: 漏, class.nature: grave}");
    s.done("clerk", "find", "{what: 裂, class.nature: slight}");
    let of = |n: usize| s.case().rows[n].axes["nature"].now.clone();
    assert_eq!((of(1), of(2)), (vec![Id::from("grave")], vec![Id::from("slight")]));
    assert!(s.case().rows[0].axes.is_empty(), "the case itself has no such class");
    assert_eq!(s.refused("clerk", "find", "{what: 裂, class.nature: other}"), ["input_wrong"]);
}

#[test]
fn a_number_in_a_pattern_is_written_as_a_number() {
    let mut s = scene(
        "number: {pattern: \"{floor}-{level}-{serial}\"}\n\
         fields: {floor: {label: 楼 | floor, type: number}, level: {label: 级 | level, type: number, decimals: 1}}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts: {register: {label: 登记 | register, begins: any, by: clerk, input: [floor, level]}}\n",
    );
    let events = s.done("clerk", "register", "{floor: 26, level: 1.5}");
    let pattern = events.iter().find_map(|event| match event {
        Event::Numbered { pattern, .. } => Some(pattern.as_str()),
        _ => None,
    });
    assert_eq!(pattern, Some("26-1.5-{serial}"));
}

#[test]
fn a_ground_that_wants_confirming_counts_by_the_act_that_gives_the_class_and_by_no_other() {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         fields: {many: {label: 多 | many, type: yes_no}, note_text: {label: 记 | note, type: text}}\n\
         classes:\n  level:\n    label: 级 | level\n    values: {low: 低 | low, high: 高 | high}\n    order: [low, high]\n    \
         grounds: [{id: batch, value: high, label: 多 | several, when: \"many\", floor: true, confirmed-by: boss}]\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [many, class.level]}\n  \
         write: {label: 记 | write, by: [clerk, boss], in: any, input: [note_text]}\n  \
         weigh: {label: 定 | weigh, by: [clerk, boss], in: any, input: [class.level!]}\n",
    );
    s.done("clerk", "register", "{many: true, class.level: low}");
    s.done("boss", "write", "{note_text: 看过}");
    assert_eq!(s.class("level"), "low", "another act of theirs confirms nothing");
    s.done("boss", "weigh", "{class.level: low}");
    s.done("boss", "write", "{note_text: 再看}");
    assert_eq!(s.class("level"), "low", "nor does another value");
    s.done("boss", "weigh", "{class.level: high}");
    s.done("clerk", "weigh", "{class.level: low}");
    assert_eq!(s.class("level"), "high", "confirmed, it is a floor");
}

#[test]
fn a_guard_sees_computed_fields_as_the_input_leaves_them() {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         fields: {a: {label: 甲 | a, type: number}, b: {label: 乙 | b, type: number}, sum: {label: 和 | sum, type: number, value: \"a + b\"},\n  \
         twice: {label: 倍 | twice, type: number, value: \"sum * 2\"}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [a, b], refuse: [{when: \"twice > 10\", say: 过多 | too many}]}\n  \
         again: {label: 改 | change, by: clerk, in: any, input: [a], refuse: [{when: \"twice > 10\", say: 过多 | too many}]}\n",
    );
    s.place = s.town.open("second");
    assert_eq!(s.refused("clerk", "register", "{a: 4, b: 2}"), ["guard"]);
    s.done("clerk", "register", "{a: 3, b: 2}");
    assert_eq!(s.refused("clerk", "again", "{a: 4}"), ["guard"]);
    s.done("clerk", "again", "{a: 1}");
}

fn set_by_the_office() -> Scene {
    scene(
        "settings: {ahead: {label: 提前 | ahead, type: interval, default: 2 days}, most: {label: 次数 | number, type: number, default: 2},\n  \
         empty: {label: 空 | empty, type: text, default: none}}\n\
         fields: {spot: {label: 处 | spot, type: text}, told: {label: 报 | told, type: yes_no}}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [spot]}\n  \
         ask_it: {label: 问 | ask, by: clerk, in: any, refuse: [{unless: \"given('setting.most')\", say: 未定 | not set}]}\n  \
         ask_none: {label: 问 | ask, by: clerk, in: any, refuse: [{unless: \"given('setting.empty')\", say: 未定 | not set}]}\n  \
         end_it: {label: 结 | end, by: clerk, in: any, does: [go: closed]}\n\
         limits: {reply: {label: 答复 | reply, who: clerk, within: 10 days, from: received, until: act end_it, warn: {setting: ahead}}}\n\
         counters: {many: {label: 数 | many, count: cases, same: [spot], window: none, reaches: {setting: most}, then: [set: {told: true}]}}\n",
    )
}

#[test]
fn a_warning_comes_as_long_before_the_end_as_the_office_has_set() {
    let mut s = set_by_the_office();
    s.town.settings.insert("ahead".into(), Value::Interval("5 days".parse().unwrap()));
    s.done("clerk", "register", "{}");
    let views = s.town.limits(s.place);
    let warn = views.iter().find(|view| view.limit == *"reply").unwrap().warn_at.clone();
    let days: Vec<_> =
        warn.iter().map(|at| s.town.counting.date_of(*at - jiff::SignedDuration::from_secs(1)).to_string()).collect();
    assert_eq!(days, ["2026-03-07"], "due on the 12th");
}

#[test]
fn whether_a_setting_is_filled_in_can_be_asked() {
    let mut s = set_by_the_office();
    s.done("clerk", "register", "{}");
    s.done("clerk", "ask_it", "{}");
    assert_eq!(s.refused("clerk", "ask_none", "{}"), ["guard"]);
}

#[test]
fn a_counter_sets_off_what_follows_at_the_number_of_a_setting() {
    let mut s = set_by_the_office();
    s.done("clerk", "register", "{spot: 东}");
    s.place = s.town.open("second");
    s.done("clerk", "register", "{spot: 东}");
    let at = s.town.now;
    let commit = s.town.decide(s.case(), &Command::Recount { counter: Id::from("many"), at }, at).unwrap();
    s.town.keep(s.place, commit);
    assert_eq!(s.case().main().unwrap().values.get("told"), Some(&Value::Yes(true)));
}

#[test]
fn a_figure_over_an_act_sees_the_option_and_the_input_of_each_time() {
    let mut s = scene(
        "fields: {mark: {label: 分 | mark, type: number}}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         visit: {label: 访 | visit, by: clerk, in: any, input: [mark, {calls: {label: 次 | calls, type: number}}], choose: {well: 好 | well, badly: 差 | badly}}\n\
         indicators:\n  good: {label: 好 | good, of: act visit, where: {chosen: visit.well}, as: share}\n  \
         marks: {label: 分 | marks, of: act visit, value: \"mark\", as: sum}\n  \
         calls: {label: 次 | calls, of: act visit, value: \"input.calls\", as: sum}\n",
    );
    s.done("clerk", "register", "{}");
    s.done("clerk", "visit.well", "{mark: 5, calls: 1}");
    s.done("clerk", "visit.badly", "{mark: 1, calls: 2}");
    s.done("clerk", "visit.badly", "{mark: 2, calls: 4}");
    let figure = |id: &str| {
        let (regulation, nothing) = (&s.town.regulation, Surroundings::new());
        let indicator = &regulation.indicators[id];
        let all = measured(s.case(), regulation, &s.town.calendar, &nothing, indicator, s.town.now).unwrap();
        let figure = figure_lines(indicator, &all)[0].figure;
        (figure.over, figure.under)
    };
    assert_eq!(figure("good"), (1, 3));
    assert_eq!(figure("marks"), (8, 1));
    assert_eq!(figure("calls"), (7, 1));
}

#[test]
fn a_warning_may_stand_on_one_option() {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         fields: {sum: {label: 额 | sum, type: number}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         settle: {label: 定 | settle, by: clerk, in: any, input: [sum], choose: {pay: {label: 付 | pay, warn: [{when: \"sum > 10\", say: 多 | much}]}, keep: 不付 | keep}}\n",
    );
    s.done("clerk", "register", "{}");
    s.done("clerk", "settle.keep", "{sum: 20}");
    s.done("clerk", "settle.pay", "{sum: 5}");
    assert_eq!(s.refused("clerk", "settle.pay", "{sum: 20}"), ["warned"]);
    s.done("clerk", "settle.pay", "{sum: 20, reason: 已核}");
}

#[test]
fn whoever_took_the_case_in_is_kept_out_as_a_person_and_their_colleagues_are_not() {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         check_it: {label: 核 | check, by: clerk, not: receiver, in: any}\n",
    );
    s.town.people.insert("other".into(), crate::town::Person { roles: vec!["clerk".into()], unit: "hall".into() });
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("clerk", "check_it", "{}"), ["barred"]);
    s.done("other", "check_it", "{}");
}
