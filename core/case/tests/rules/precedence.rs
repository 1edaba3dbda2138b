//! The order in which an act's refusals are found: row by row one more fault is repaired.

use std::fmt::Write as _;

use dengwen_case::*;
use dengwen_regulation::{model::Id, value::Value};

use crate::scene::{Scene, scene};

const TEXT: &str = "fields: {sum: {label: 金额 | sum, type: number}, ready: {label: 备 | ready, type: yes_no}}\n\
    stages: {open: 在办 | open, second: 第二步 | second, closed: {label: 办结 | closed, end: true}}\ndocuments: {form_one: {label: 表 | form}}\n\
    acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  on_hand: {label: 备 | ready, by: clerk, in: any, input: [ready], does: [issue: form_one, go: second]}\n  \
    finish: {label: 结 | finish, by: boss, in: [second], input: [sum!], needs: [form_one], refuse: [{unless: {ready: true}, say: 未备 | not ready}],\n    \
    warn: [{when: \"sum > 10\", say: 多 | much}], choose: {well: {label: 好 | well, does: [go: closed]}}}\n";

/// One attempt: who, which act, option, input, when.
struct Try {
    what: &'static str,
    act: &'static str,
    who: &'static str,
    option: Option<&'static str>,
    input: Input,
    hour: i64,
}

fn attempt(s: &mut Scene, one: Try) -> String {
    let actor = s.town.actor(one.who, Some(s.place));
    let happened = Some(s.town.now + jiff::SignedDuration::from_hours(one.hour));
    let (act, option) = (Id::from(one.act), one.option.map(Id::from));
    let act = Do {
        act,
        option,
        row: None,
        input: one.input,
        actor,
        happened,
        channel: None,
        warned: None,
        spawned: None,
        keep_out: Vec::new(),
    };
    let now = s.town.now;
    let told = match s.town.act(s.place, act, now) {
        Ok(_) => "done".to_owned(),
        Err(refusals) => refusals.iter().map(Refusal::code).collect::<Vec<_>>().join(" "),
    };
    format!("{:24} {told}", one.what)
}

#[test]
fn refusals_are_found_in_this_order() {
    let mut s = scene(TEXT);
    s.done("clerk", "register", "{}");
    let word = || Input::new().with("sum", Value::Text("x".into()));
    let much = || Input::new().with("sum", Value::Int(11));
    let mut table = String::new();
    let rows = [
        Try { what: "all wrong", act: "finsih", who: "clerk", option: Some("bad"), input: word(), hour: 1 },
        Try { what: "time repaired", act: "finsih", who: "clerk", option: Some("bad"), input: word(), hour: 0 },
        Try { what: "act repaired", act: "finish", who: "clerk", option: Some("bad"), input: word(), hour: 0 },
        Try { what: "who repaired", act: "finish", who: "boss", option: Some("bad"), input: word(), hour: 0 },
        Try { what: "option left out", act: "finish", who: "boss", option: None, input: word(), hour: 0 },
        Try { what: "option given", act: "finish", who: "boss", option: Some("well"), input: word(), hour: 0 },
        Try { what: "input left out", act: "finish", who: "boss", option: Some("well"), input: Input::new(), hour: 0 },
        Try { what: "input repaired", act: "finish", who: "boss", option: Some("well"), input: much(), hour: 0 },
    ];
    for row in rows {
        writeln!(table, "{}", attempt(&mut s, row)).unwrap();
    }
    s.done("clerk", "on_hand", "{ready: true}");
    let last = Try { what: "all on file", act: "finish", who: "boss", option: Some("well"), input: much(), hour: 0 };
    writeln!(table, "{}", attempt(&mut s, last)).unwrap();
    let few = Input::new().with("sum", Value::Int(9));
    let last =
        Try { what: "nothing to warn of", act: "finish", who: "boss", option: Some("well"), input: few, hour: 0 };
    writeln!(table, "{}", attempt(&mut s, last)).unwrap();
    insta::assert_snapshot!(table, @r"
    all wrong                wrong_time
    time repaired            act_unknown
    act repaired             not_by_you
    who repaired             option_unknown
    option left out          input_wrong not_in_stage guard needs option_missing
    option given             input_wrong not_in_stage guard needs
    input left out           not_in_stage guard needs input_missing
    input repaired           not_in_stage guard needs
    all on file              warned
    nothing to warn of       done
    ");
}
