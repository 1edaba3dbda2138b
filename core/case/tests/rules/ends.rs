//! Standing rules of beginning and ends.

use dengwen_case::*;
use dengwen_regulation::value::Value;

use crate::scene::{Scene, scene};

fn with_parts() -> Scene {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         fields: {text: {label: 内容 | text, type: text}}\ndocuments: {form_one: {label: 表 | form, requires: [text]}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [text]}\n  \
         add_one: {label: 加 | add, by: clerk, in: any, does: [open: task]}\n  \
         settle_all: {label: 全结 | settle all, by: clerk, in: any, does: [go: task.over]}\n  \
         print: {label: 出表 | print, by: clerk, in: any, does: [issue: form_one]}\n  \
         ask_boss: {label: 问 | ask, by: clerk, in: any, does: [ask: answer_it]}\n  answer_it: {label: 答 | answer, asked: true, by: boss}\n  \
         finish: {label: 结 | finish, by: clerk, in: [open], needs: [form_one], does: [go: closed]}\n  \
         reopen: {label: 重开 | reopen, by: clerk, in: [closed], does: [go: open]}\n  harm: {label: 记 | harm, opens: after_all, by: clerk, in: always}\n\
         limits: {all: {label: 办 | all, within: 10 days, from: received, until: act finish}, again: {label: 再办 | again, within: 3 days, from: act reopen, until: act finish}}\n\
         parts:\n  task:\n    label: 任务 | task\n    many: true\n    stages: {todo: 待办 | todo, over: {label: 已办 | over, end: true}}\n    \
         acts:\n      do_it: {label: 办 | do it, by: clerk, in: [todo], does: [go: over]}\n      ask_it: {label: 问 | ask, by: clerk, in: [todo], does: [ask: say_it]}\n      say_it: {label: 答 | say, asked: true, by: boss}\n    \
         limits: {task_time: {label: 时 | time, within: 2 days, from: opened, until: act do_it}}\n  \
         after_all:\n    label: 事后 | after\n    many: true\n    outlives: true\n    stages: {dealing: 办 | dealing, done_with: {label: 完 | done, end: true}}\n    acts: {close_it: {label: 了 | close, by: clerk, in: [dealing], does: [go: done_with]}}\n",
    );
    s.done("clerk", "register", "{text: 甲}");
    s
}

#[test]
fn the_first_stage_is_entered_only_if_nothing_in_the_beginning_act_moves_the_case() {
    let mut s = scene(
        "stages: {open: {label: 在办 | open, then: [tell: boss]}, second: 第二步 | second}\n\
         acts: {register: {label: 登记 | register, begins: any, by: clerk, does: [go: second]}}\n",
    );
    s.done("clerk", "register", "{}");
    assert_eq!(s.case().rows[0].path.len(), 1);
    assert_eq!(s.stage(), "second");
}

#[test]
fn the_case_does_not_end_while_a_part_or_a_request_is_open() {
    let mut s = with_parts();
    s.done("clerk", "print", "{}");
    s.done("clerk", "add_one", "{}");
    s.done("clerk", "ask_boss", "{}");
    let refusals = s.act("clerk", "finish", "{}").unwrap_err();
    assert_eq!(refusals[0].code(), "case_open_parts");
    assert_eq!(refusals[0].label.zh, "尚未了结：任务、答");
    s.done("clerk", "task.do_it", "{}");
    assert_eq!(s.refused("clerk", "finish", "{}"), ["case_open_parts"]);
    s.done("boss", "answer_it", "{}");
    s.done("clerk", "finish", "{}");
    assert_eq!(s.stage(), "closed");
}

#[test]
fn a_part_that_outlives_holds_nothing_up() {
    let mut s = with_parts();
    s.done("clerk", "print", "{}");
    s.done("clerk", "harm", "{}");
    s.done("clerk", "finish", "{}");
    s.done("clerk", "after_all.close_it", "{}");
}

#[test]
fn when_a_part_ends_its_limits_are_laid_down_and_its_requests_lapse() {
    let mut s = with_parts();
    s.done("clerk", "add_one", "{}");
    s.done("clerk", "add_one", "{}");
    s.done("clerk", "task.ask_it", "{}");
    s.done("clerk", "settle_all", "{}");
    assert!(s.case().rows[1..].iter().all(|row| row.ended.is_some()), "every open row is moved");
    assert!(s.limits("task_time").iter().all(|v| matches!(v.state, LimitState::Ended { how: HowEnded::LaidDown, .. })));
    assert_eq!(s.case().open_requests().count(), 0);
}

#[test]
fn going_out_of_an_end_reopens_with_limits_anew_and_needs_look_only_since_then() {
    let mut s = with_parts();
    s.done("clerk", "print", "{}");
    s.done("clerk", "finish", "{}");
    assert!(s.case().ended());
    s.at("2026-03-20 09:00").done("clerk", "reopen", "{}");
    assert!(!s.case().ended());
    assert_eq!(s.due("again"), "2026-03-23");
    assert_eq!(s.refused("clerk", "finish", "{}"), ["needs"]);
    s.done("clerk", "print", "{}");
    s.done("clerk", "finish", "{}");
}

#[test]
fn a_request_falls_when_the_stage_of_its_act_is_left() {
    let mut s = scene(
        "stages: {open: {label: 在办 | open, then: [ask: consent]}, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  consent: {label: 同意 | consent, asked: true, by: boss, in: [open]}\n  \
         no_answer: {label: 未答 | no answer, by: clerk, in: [open], does: [go: closed]}\n",
    );
    s.done("clerk", "register", "{}");
    assert_eq!(s.case().open_requests().count(), 1);
    s.done("clerk", "no_answer", "{}");
    assert!(matches!(s.case().requests[0].state, RequestState::Lapsed(_)));
}

#[test]
fn a_paper_is_frozen_when_issued() {
    let mut s = with_parts();
    s.done("clerk", "print", "{}");
    s.done("clerk", "correct", "{field: text, value: 乙, reason: 笔误}");
    assert_eq!(s.case().rows[0].values["text"], Value::Text("乙".into()));
    assert_eq!(s.case().papers[0].values["text"], Value::Text("甲".into()));
}

#[test]
fn numbers_are_taken_inside_the_transaction_and_a_refusal_takes_none() {
    let mut s = scene(
        "number: {pattern: \"{year}-{serial:4}\", restarts: year}\nfields: {text: {label: 内容 | text, type: text}}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts: {register: {label: 登记 | register, begins: any, by: clerk, input: [text!]}}\n",
    );
    assert_eq!(s.refused("clerk", "register", "{}"), ["input_missing"]);
    s.done("clerk", "register", "{text: 甲}");
    assert_eq!(s.case().number.as_deref(), Some("2026-0001"));
}

#[test]
fn each_row_of_a_part_has_its_cell_in_a_paper() {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         parts: {step: {label: 步骤 | step, many: true, fields: {what: 内容 | what, place: 地点 | place}, \
         stages: {todo: 待办 | todo, over: {label: 已办 | over, end: true}}}}\n\
         documents: {plan: {label: 方案 | plan, requires: [step.what], blanks: [step.place]}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         add: {label: 增加 | add, by: clerk, in: any, opens: step, input: [what!, place]}\n  \
         print: {label: 制作 | print, by: clerk, in: any, does: [issue: plan]}\n",
    );
    let text = |text: &str| Value::Text(text.into());
    s.done("clerk", "register", "{}");
    s.done("clerk", "add", "{what: 清运}");
    s.done("clerk", "print", "{}");
    assert_eq!(s.case().papers[0].values["step.what"], text("清运"));
    s.done("clerk", "add", "{what: 检测, place: 总排口}");
    s.done("clerk", "print", "{}");
    let values = &s.case().papers[1].values;
    assert_eq!(values["step.what"], Value::Many(vec![text("清运"), text("检测")]));
    assert_eq!(values["step.place"], Value::Many(vec![Value::Empty, text("总排口")]), "the place of the second");
}
