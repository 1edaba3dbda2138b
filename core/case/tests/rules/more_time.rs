//! Standing rules of limits for several, of those that come round, and of more time granted late.

use dengwen_case::*;

use crate::{
    scene::{Scene, scene},
    town::Person,
};

const ACTS: &str = "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
    acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [units]}\n  \
    name_one: {label: 指定 | name, by: [staff], in: any}\n  finish: {label: 结 | finish, by: clerk, in: any, does: [go: closed]}\n";

fn several() -> Scene {
    let mut s = scene(&format!(
        "fields: {{units: {{label: 部门 | units, type: unit, many: true}}}}\n{ACTS}\
         limits: {{naming: {{label: 指定 | naming, each: field units, within: 5 days, from: received, until: act name_one}}}}\n"
    ));
    for (who, unit) in [("ann", "east"), ("bob", "west")] {
        s.town.people.insert(who.into(), Person { roles: vec![], unit: unit.into() });
    }
    s.done("clerk", "register", "{units: [east, west]}");
    s
}

fn open(s: &Scene) -> Vec<String> {
    let all = s.limits("naming").into_iter().filter(|view| matches!(view.state, LimitState::Running { .. }));
    all.filter_map(|view| view.each).map(|one| one.to_string()).collect()
}

#[test]
fn a_limit_for_each_of_several_units_waits_for_each() {
    let mut s = several();
    assert_eq!(open(&s), ["unit:east", "unit:west"]);
    s.done("ann", "name_one", "{}");
    assert_eq!(open(&s), ["unit:west"], "one has done it, the other still owes it");
    s.done("bob", "name_one", "{}");
    assert!(open(&s).is_empty());
}

#[test]
fn what_none_of_several_units_did_ends_the_limit_for_all() {
    let mut s = several();
    s.done("boss", "name_one", "{}");
    assert!(open(&s).is_empty());
}

#[test]
fn what_comes_round_ends_when_it_is_laid_down_even_by_what_keeps_it() {
    let mut s = scene(&format!(
        "fields: {{units: {{label: 部门 | units, type: unit, many: true}}}}\n{ACTS}\
         limits: {{round: {{label: 每周 | weekly, who: clerk, every: 7 days, from: received, until: [act name_one, act finish], laid-down: act finish}}}}\n"
    ));
    s.done("clerk", "register", "{}");
    s.done("clerk", "name_one", "{}");
    assert!(matches!(s.limit("round").state, LimitState::Running { .. }));
    s.done("clerk", "finish", "{}");
    assert_eq!(s.ended("round"), Some(HowEnded::LaidDown));
}

#[test]
fn what_comes_round_by_a_setting_that_is_empty_has_no_date_until_it_is_set() {
    let mut s = scene(&format!(
        "settings: {{pace: {{label: 周期 | pace, type: interval, default: none}}}}\n\
         fields: {{units: {{label: 部门 | units, type: unit, many: true}}}}\n{ACTS}\
         limits: {{round: {{label: 定期 | round, who: clerk, every: {{setting: pace}}, from: received, until: act name_one}}}}\n"
    ));
    s.done("clerk", "register", "{}");
    s.at("2026-03-20 09:00");
    assert_eq!((s.due("round").as_str(), s.limits("round").len()), ("none", 1));
    s.town.settings.insert("pace".into(), dengwen_regulation::value::Value::Interval("7 days".parse().unwrap()));
    s.done("clerk", "note", "{text: 试}");
    assert_eq!(s.due("round"), "2026-03-09", "counted from its start");
    s.at("2026-03-21 09:00").done("clerk", "finish", "{}");
    assert_eq!(s.ended("round"), Some(HowEnded::LaidDown));
}

#[test]
fn more_time_asked_for_in_time_may_be_granted_after_the_limit_has_passed() {
    let mut s = scene(&format!(
        "fields: {{units: {{label: 部门 | units, type: unit, many: true}}}}\n{ACTS}\
         limits: {{all: {{label: 办 | all, who: clerk, within: 10 days, from: received, until: act finish, extend: {{at-most: 5 days, asked-by: clerk, approved-by: boss}}}}}}\n"
    ));
    s.done("clerk", "register", "{}");
    s.at("2026-03-12 09:00").done("clerk", "ask_more_time", "{limit: all, amount: 5 days, reason: 复杂}");
    s.at("2026-03-14 09:00");
    assert!(s.limit("all").overdue);
    s.done("boss", "decide_more_time.granted", "{}");
    assert_eq!((s.due("all").as_str(), s.limit("all").overdue), ("2026-03-17", false));
    s.at("2026-03-19 09:00");
    assert!(s.limit("all").overdue, "it passes once more at its new end");
    assert_eq!(s.refused("clerk", "ask_more_time", "{limit: all, amount: 1 day, reason: 再}"), ["no_more_time"]);
    let passed = s.town.cases[s.place].2.iter().flat_map(|commit| &commit.events);
    assert_eq!(passed.filter(|event| matches!(event, Event::LimitPassed { .. })).count(), 2);
}

#[test]
fn more_time_that_is_over_when_it_is_granted_passes_once() {
    let mut s = scene(&format!(
        "fields: {{units: {{label: 部门 | units, type: unit, many: true}}}}\n{ACTS}\
         limits: {{all: {{label: 办 | all, who: clerk, within: 10 days, from: received, until: act finish, extend: {{at-most: 5 days, asked-by: clerk, approved-by: boss}}}}}}\n"
    ));
    s.done("clerk", "register", "{}");
    s.at("2026-03-12 09:00").done("clerk", "ask_more_time", "{limit: all, amount: 2 days, reason: 复杂}");
    s.at("2026-03-16 09:00").done("boss", "decide_more_time.granted", "{}");
    s.at("2026-03-16 10:00");
    assert_eq!((s.due("all").as_str(), s.limit("all").overdue), ("2026-03-14", true));
    s.at("2026-03-18 09:00").done("clerk", "note", "{text: 试}");
    let passed = s.town.cases[s.place].2.iter().flat_map(|commit| &commit.events);
    assert_eq!(passed.filter(|event| matches!(event, Event::LimitPassed { .. })).count(), 2, "at each end once");
}

#[test]
fn a_limit_may_depend_on_whether_somebody_can_be_reached() {
    let mut s = scene(
        "parties: {customer: {label: 客户 | customer, of: person, side: complaining, entered-by: clerk, fields: {phone: {label: 电话 | phone, type: phone}}}}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [party.customer]}\n  \
         add_phone: {label: 补 | add, by: clerk, in: any, input: [party.customer]}\n  finish: {label: 结 | finish, by: clerk, in: any, does: [go: closed]}\n\
         limits: {call: {label: 回电 | call, who: clerk, if: {reachable: customer}, within: 2 days, from: received, until: act finish}}\n",
    );
    s.done("clerk", "register", "{}");
    assert_eq!(s.due("call"), "asleep");
    s.done("clerk", "add_phone", "{party.customer: {phone: \"13900000000\"}}");
    assert_eq!(s.due("call"), "2026-03-04");
}
