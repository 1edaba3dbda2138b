//! Standing rules of classes.

use crate::scene::{Scene, scene};

fn levels() -> Scene {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         fields: {hurt: {label: 伤 | hurt, type: yes_no}, many: {label: 多 | many, type: yes_no}, off: {label: 停 | off, type: yes_no, default: false}}\n\
         classes:\n  level: {label: 级 | level, if: \"!(off == true)\", values: {low: 低 | low, mid: 中 | mid, high: 高 | high}, order: [low, mid, high],\n    \
         set-by: {provisional: clerk, final: boss},\n    grounds: [{id: injury, value: high, label: 伤 | injury, when: \"hurt\", floor: true},\n      {id: several, value: mid, label: 多 | several, when: \"many\"}, {id: ticked_one, value: mid, label: 勾 | ticked}]}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [class.level]}\n  \
         assess: {label: 定 | assess, by: [clerk, boss], in: any, input: [hurt, many, off, class.level]}\n  \
         assess_all: {label: 定 | assess, by: staff, in: any, input: [class.level]}\n",
    );
    s.done("clerk", "register", "{class.level: low}");
    s
}

#[test]
fn of_several_grounds_the_gravest_by_order_counts() {
    let mut s = levels();
    s.done("clerk", "assess", "{hurt: true, many: true}");
    assert_eq!(s.class("level"), "high");
    assert_eq!(s.case().rows[0].axes["level"].history.last().unwrap().ground.as_deref(), Some("injury"));
}

#[test]
fn a_floor_cannot_be_undercut_and_says_so() {
    let mut s = levels();
    s.done("clerk", "assess", "{hurt: true, class.level: low}");
    assert_eq!(s.class("level"), "high");
    s.done("boss", "assess", "{class.level: mid}");
    assert_eq!(s.class("level"), "high", "while the ground holds");
}

#[test]
fn a_raise_that_is_no_floor_falls_only_by_whom_set_by_names() {
    let mut s = levels();
    s.town.people.insert("guest".into(), crate::town::Person { roles: vec![], unit: "hall".into() });
    s.done("clerk", "assess", "{many: true}");
    assert_eq!(s.class("level"), "mid");
    assert_eq!(s.refused("guest", "assess_all", "{class.level: low}"), ["input_wrong"]);
    s.done("clerk", "assess", "{class.level: low}");
    assert_eq!(s.class("level"), "low", "and it is not raised again by the same ground");
}

#[test]
fn final_locks_for_people_and_a_ground_still_raises() {
    let mut s = levels();
    s.done("boss", "assess", "{class.level: mid}");
    assert_eq!(s.refused("clerk", "assess", "{class.level: low}"), ["input_wrong"]);
    s.done("clerk", "assess", "{hurt: true}");
    assert_eq!(s.class("level"), "high");
}

#[test]
fn the_standing_act_that_changes_a_class_does_not_go_past_a_final_one() {
    let mut s = levels();
    s.done("clerk", "change_class", "{axis: level, value: mid, reason: 试}");
    s.done("boss", "assess", "{class.level: low}");
    assert_eq!(s.refused("clerk", "change_class", "{axis: level, value: high, reason: 试}"), ["input_wrong"]);
    s.done("boss", "change_class", "{axis: level, value: high, reason: 试}");
    assert_eq!(s.class("level"), "high", "whoever makes it final may change it");
}

#[test]
fn any_ground_may_be_ticked() {
    let mut s = levels();
    s.done("clerk", "assess", "{class.level: ticked_one}");
    assert_eq!(s.class("level"), "mid");
    assert_eq!(s.case().rows[0].axes["level"].ticked.len(), 1);
}

#[test]
fn an_axis_that_no_longer_applies_is_empty_and_its_history_stays() {
    let mut s = levels();
    s.done("clerk", "assess", "{off: true}");
    assert_eq!(s.class("level"), "");
    assert_eq!(s.case().rows[0].axes["level"].history.len(), 2);
}

#[test]
fn what_follows_from_a_class_runs_in_file_order_the_first_that_holds() {
    let mut s = scene(
        "stages: {open: 在办 | open, a_way: 甲 | a, b_way: 乙 | b}\n\
         classes:\n  route: {label: 路 | route, values: {a: 甲 | a, b: 乙 | b}, then: [{if: {route: a}, does: [go: a_way]}, {does: [go: b_way]}]}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [class.route!]}\n  change: {label: 改 | change, by: clerk, in: any, input: [class.route!]}\n",
    );
    s.done("clerk", "register", "{class.route: b}");
    assert_eq!(s.stage(), "b_way");
    s.done("clerk", "change", "{class.route: a}");
    assert_eq!(s.stage(), "a_way");
}

#[test]
fn grounds_without_a_name_are_not_taken_for_values() {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         classes: {level: {label: 级 | level, values: {level_1: 一级 | first, level_2: 二级 | second}, order: [level_2, level_1], \
         grounds: [{value: level_2, label: 一般 | usual}, {value: level_1, label: 严重 | grave}]}}\n\
         acts: {register: {label: 登记 | register, begins: any, by: clerk, input: [class.level]}}\n",
    );
    s.done("clerk", "register", "{class.level: level_1}");
    let state = &s.case().rows[0].axes["level"];
    assert_eq!(
        (s.class("level").as_str(), state.ticked.len()),
        ("level_1", 0),
        "the value was chosen, no ground ticked"
    );
    let ids: Vec<_> = s.town.regulation.main.classes["level"].grounds.iter().map(|g| g.id.to_string()).collect();
    assert_eq!(ids, ["level_ground_1", "level_ground_2"]);
}
