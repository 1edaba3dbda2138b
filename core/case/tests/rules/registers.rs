//! Standing rules of registers.

use dengwen_case::*;
use dengwen_regulation::{model::Id, value::Value};

use crate::scene::{Outcome, Scene, scene};

fn office(register: &str) -> Scene {
    scene(&format!(
        "stages: {{open: 在办 | open, closed: {{label: 办结 | closed, end: true}}}}\n\
         acts: {{register: {{label: 登记 | register, begins: any, by: clerk}}}}\n\
         registers:\n  checks:\n    label: 检查 | checks\n{register}"
    ))
}

const CHECKS: &str = "    fields: {what: {label: 项 | what, type: text, required: always}, speed: {label: 速 | speed, type: number}, \
     twice: {label: 倍 | twice, type: number, value: \"speed * 2\"}}\n    \
     acts: {check: {label: 检查 | check, opens: checks, by: clerk, refuse: [{when: \"speed > 100\", say: 过快 | too fast}]}}\n";

fn says(all: &[(&str, Value)]) -> Input {
    all.iter().fold(Input::new(), |input, (key, value)| input.with(key, value.clone()))
}

fn check(s: &mut Scene, input: Input) -> Outcome {
    let (actor, now) = (s.town.actor("clerk", None), s.town.now);
    let (option, row, happened, channel, warned, spawned) = (None, None, None, None, None, None);
    let keep_out = Vec::new();
    let act = Id::from("checks.check");
    s.town.act(s.place, Do { act, option, row, input, actor, happened, channel, warned, spawned, keep_out }, now)
}

fn write(s: &mut Scene, row: Input) -> Result<Commit, Vec<Refusal>> {
    let (actor, at) = (Some(Box::new(s.town.actor("clerk", None))), s.town.now);
    let command = Command::Register { register: Id::from("checks"), added: true, row, actor, at };
    s.town.decide(s.case(), &command, at)
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn an_act_enters_any_number_of_rows_in_a_register_without_stages() {
    let mut s = office(&format!(
        "{CHECKS}indicators: {{fast: {{label: 快 | fast, of: register checks, where: \"speed > 90\", as: share}}, \
         sum: {{label: 和 | sum, of: register checks, value: twice, as: sum}}}}\n"
    ));
    check(&mut s, says(&[("what", text("甲")), ("speed", Value::Int(95))])).unwrap();
    let refused = check(&mut s, says(&[("speed", Value::Int(80))])).unwrap_err();
    assert_eq!(refused[0].code(), "input_missing", "what the row before says is not taken for this one");
    assert_eq!(
        check(&mut s, says(&[("what", text("乙")), ("speed", Value::Int(101))])).unwrap_err()[0].code(),
        "guard"
    );
    check(&mut s, says(&[("what", text("乙")), ("speed", Value::Int(80))])).unwrap();
    let rows: Vec<_> =
        s.case().listed.iter().map(|row| (row.values["what"].clone(), row.values["twice"].clone())).collect();
    assert_eq!(rows, [(text("甲"), Value::Int(190)), (text("乙"), Value::Int(160))]);
    let counted = |id: &str| {
        let (regulation, nothing) = (&s.town.regulation, Surroundings::new());
        measured(s.case(), regulation, &s.town.calendar, &nothing, &regulation.indicators[id], s.town.now).unwrap()
    };
    assert_eq!(counted("fast").iter().map(|one| one.counts).collect::<Vec<_>>(), [true, false]);
    let sums: Vec<_> = counted("sum").into_iter().map(|one| one.value).collect();
    assert_eq!(sums, [Some(Value::Int(190)), Some(Value::Int(160))]);
}

#[test]
fn an_act_enters_rows_in_a_register_with_a_recurring_limit() {
    let mut s = office(&format!(
        "{CHECKS}    limits: {{weekly: {{label: 每周 | weekly, who: clerk, every: 7 days, from: opened, until: added}}}}\n"
    ));
    let (at, register) = (s.town.now, Id::from("checks"));
    let command = Command::Register { register, added: false, row: Input::new(), actor: None, at };
    let commit = s.town.decide(s.case(), &command, at).unwrap();
    s.town.keep(s.place, commit);
    assert_eq!(s.due("weekly"), "2026-03-09");
    for day in ["2026-03-04 09:00", "2026-03-05 09:00"] {
        s.at(day);
        check(&mut s, says(&[("what", text("甲")), ("speed", Value::Int(90))])).unwrap();
    }
    s.at("2026-03-11 09:00");
    assert_eq!((s.due("weekly").as_str(), s.case().listed.len()), ("2026-03-16", 2));
    let passed = s.case().runs.iter().filter(|run| run.passed.is_some()).count();
    assert_eq!(passed, 0, "the first round was kept");
}

#[test]
fn a_row_written_by_hand_says_what_its_register_requires() {
    let fields = "    write: clerk\n    fields: {what: {label: 项 | what, type: text, required: always}, \
         bad: {label: 差 | bad, type: yes_no}, why: {label: 由 | why, type: text, required: {bad: given}}}\n";
    for stages in [
        "",
        "    stages: {kept: 留存 | kept, gone: {label: 销 | gone, end: true}}\n    acts: {drop_it: {label: 销 | drop, by: clerk, does: [go: gone]}}\n",
    ] {
        let mut s = office(&format!("{fields}{stages}"));
        let wanted = |refused: Vec<Refusal>| refused.into_iter().flat_map(|one| one.fields).collect::<Vec<_>>();
        assert_eq!(wanted(write(&mut s, says(&[("bad", Value::Yes(true))])).unwrap_err()), ["what", "why"]);
        write(&mut s, says(&[("what", text("甲"))])).unwrap();
    }
}
