//! Standing rules of several hands: one after the other, and each for themselves.

use crate::{
    scene::{Scene, scene},
    town::Person,
};

const STAGES: &str = "stages: {open: 在办 | open, passed: 已准 | passed, closed: {label: 办结 | closed, end: true}}\n";

const ROLES: &str = "roles: {clerk: 办事员 | clerk, boss: 负责人 | boss, chief: 主管 | chief}\n";

fn with_people(text: &str) -> Scene {
    let mut s = scene(&format!("{STAGES}{}{text}", if text.contains("roles:") { "" } else { ROLES }));
    for person in ["lin", "bo"] {
        s.town.people.insert(person.into(), Person { roles: vec![], unit: "hall".into() });
    }
    s.town.fill();
    s
}

#[test]
fn a_chain_is_one_after_the_other() {
    let mut s = with_people(
        "acts:\n  register: {label: 登记 | register, begins: any, by: clerk, does: [ask: approve]}\n  \
         approve: {label: 批 | approve, asked: true, by: {chain: [boss, chief]}, choose: {yes_so: {label: 准 | yes, does: [go: passed]}, no_so: 不准 | no}}\n",
    );
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("chief", "approve.yes_so", "{}"), ["not_by_you"], "it is not their turn");
    assert!(!s.sees("post:chief"), "nor do they see it yet");
    s.done("boss", "approve.yes_so", "{}");
    assert_eq!((s.stage().as_str(), s.case().waiting.len()), ("open", 1), "nothing counts before the last");
    assert!(s.sees("post:chief") && s.offer("boss", "approve").is_none());
    s.done("chief", "approve.yes_so", "{}");
    assert_eq!((s.stage().as_str(), s.case().open_requests().count()), ("passed", 0));
}

#[test]
fn an_act_may_be_asked_of_a_chain() {
    let mut s = with_people(
        "acts:\n  register: {label: 登记 | register, begins: any, by: clerk, does: [{ask: approve, whom: {chain: [boss, clerk]}}]}\n  \
         approve: {label: 批 | approve, asked: true, by: staff, does: [go: passed]}\n",
    );
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("clerk", "approve", "{}"), ["not_by_you"]);
    s.done("boss", "approve", "{}");
    assert_eq!(s.stage(), "open");
    s.done("clerk", "approve", "{}");
    assert_eq!(s.stage(), "passed");
}

#[test]
fn a_setting_with_several_values_gives_a_chain_a_link_for_each() {
    let mut s = with_people(
        "settings: {way: {label: 报批 | way, type: role, many: true, default: [boss, chief]}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, does: [ask: approve]}\n  \
         approve: {label: 批 | approve, asked: true, by: {chain: [setting way]}, does: [go: passed]}\n",
    );
    s.done("clerk", "register", "{}");
    s.done("boss", "approve", "{}");
    assert_eq!(s.stage(), "open");
    s.done("chief", "approve", "{}");
    assert_eq!(s.stage(), "passed");
}

#[test]
fn of_two_who_hold_a_role_of_the_case_each_signs() {
    let mut s = with_people(
        "roles: {clerk: 办事员 | clerk, boss: 负责人 | boss, mediator: {label: 调解员 | mediator, of: case, many: true}}\n\
         documents: {record: {label: 笔录 | record, signed-by: [[mediator, clerk]]}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         name_one: {label: 指定 | name, by: clerk, in: any, input: [role.mediator!]}\n  \
         write_down: {label: 记 | write down, by: clerk, in: any, does: [issue: record]}\n",
    );
    s.done("clerk", "register", "{}");
    s.done("clerk", "name_one", "{role.mediator: lin}");
    s.done("clerk", "name_one", "{role.mediator: bo}");
    s.done("clerk", "write_down", "{}");
    s.done("lin", "sign", "{document: record}");
    s.done("clerk", "sign", "{document: record}");
    assert!(s.case().papers[0].signed.is_none(), "the other mediator has not signed");
    assert_eq!(s.refused("lin", "sign", "{document: record}"), ["not_your_turn"]);
    s.done("bo", "sign", "{document: record}");
    assert!(s.case().papers[0].signed.is_some());
}

fn several() -> Scene {
    let mut s = with_people(
        "parties:\n  reporter: {label: 举报人 | reporter, of: person, many: true, side: complaining, fields: {name: {label: 名 | name, type: text}}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [party.reporter], does: [ask: agree]}\n  \
         agree: {label: 是否同意 | consent, asked: true, by: reporter, choose: {agrees: {label: 同意 | agrees, does: [go: passed]}, refuses: {label: 不同意 | refuses, does: [go: closed]}}}\n",
    );
    s.done("clerk", "register", "{party.reporter: [{name: 甲}, {name: 乙}, {name: 丙}]}");
    s
}

#[test]
fn without_a_speaker_each_of_several_must_consent() {
    let mut s = several();
    s.done("party reporter#2", "agree.agrees", "{}");
    assert_eq!(s.refused("party reporter#2", "agree.agrees", "{}"), ["not_by_you"], "once is enough");
    assert_eq!(s.offer("clerk", "agree").unwrap().on_behalf_of, Some(1), "the next of them is asked");
    s.done("clerk", "agree.agrees", "{}");
    assert_eq!(s.stage(), "open");
    s.done("party reporter#3", "agree.agrees", "{}");
    assert_eq!((s.stage().as_str(), s.case().open_requests().count()), ("passed", 0));
}

#[test]
fn without_a_speaker_an_objection_by_any_counts() {
    let mut s = several();
    s.done("party reporter#1", "agree.agrees", "{}");
    s.done("party reporter#2", "agree.refuses", "{}");
    assert_eq!(s.stage(), "closed");
    assert!(s.case().waiting.iter().all(|waiting| waiting.over), "the consent of the first does not wait any more");
}
