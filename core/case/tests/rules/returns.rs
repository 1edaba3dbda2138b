//! A matter that was sent to another body comes back with its result.

use dengwen_case::*;
use dengwen_regulation::value::Value;

use crate::scene::{Scene, scene};

fn sent() -> Scene {
    let mut s = scene(
        "stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
         fields: {body: {label: 单位 | body, type: body}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         send: {label: 转办 | send, by: clerk, in: [open], input: [body!], does: [forward: {to: field body, as: 转办, returns: true}]}\n  \
         pass: {label: 转送 | pass on, by: clerk, in: [open], input: [body!], does: [forward: {to: field body}]}\n  \
         close: {label: 办结 | close, by: clerk, in: [open], refuse: [{unless: \"done('note_return')\", say: 尚未回报 | nothing has come back, article: 第三条}], does: [go: closed]}\n\
         limits: {back: {label: 回报期限 | time to report back, who: clerk, within: 10 days, from: act send, until: act note_return, article: 第二条}}\n",
    );
    s.done("clerk", "register", "{}");
    s
}

#[test]
fn what_was_sent_comes_back_with_its_result_and_ends_the_limit() {
    let mut s = sent();
    assert!(s.offer("clerk", "note_return").is_none(), "nothing was sent");
    s.done("clerk", "send", "{body: 乡镇}");
    assert!(s.case().forwarded[0].is_awaited());
    assert_eq!(s.due("back"), "2026-03-12");
    assert_eq!(s.refused("clerk", "close", "{}"), ["guard"]);
    s.at("2026-03-05 09:00").done("clerk", "note_return", "{result: 已整改, from: 乡镇}");
    assert!(!s.case().forwarded[0].is_awaited());
    assert_eq!(s.ended("back"), Some(HowEnded::Met));
    assert_eq!(s.refused("clerk", "note_return", "{result: 又来一份}"), ["input_wrong"]);
    s.done("clerk", "close", "{}");
}

#[test]
fn what_was_passed_on_for_good_does_not_come_back() {
    let mut s = sent();
    s.done("clerk", "pass", "{body: 乡镇}");
    assert_eq!(s.refused("clerk", "note_return", "{result: 已整改}"), ["input_wrong"]);
}

#[test]
fn of_several_that_were_sent_each_comes_back_for_itself() {
    let mut s = sent();
    s.done("clerk", "send", "{body: 甲镇}");
    s.done("clerk", "send", "{body: 乙镇}");
    s.done("clerk", "note_return", "{result: 已整改, sent: 2}");
    let awaited: Vec<bool> = s.case().forwarded.iter().map(Forwarded::is_awaited).collect();
    assert_eq!(awaited, [true, false]);
    s.done("clerk", "note_return", "{result: 已整改}");
    assert!(s.case().forwarded.iter().all(|sent| !sent.is_awaited()));
}

#[test]
fn whoever_has_the_stage_is_told_of_what_comes_back_by_itself() {
    let mut s = sent();
    s.done("clerk", "send", "{body: 乡镇}");
    let input =
        Input::new().with("result", Value::Text("办结".to_owned())).with("from", Value::Text("乡镇".to_owned()));
    let act = Do {
        act: "note_return".into(),
        option: None,
        row: None,
        input,
        actor: Actor::system(),
        happened: None,
        channel: None,
        warned: None,
        spawned: None,
        keep_out: Vec::new(),
    };
    let now = s.town.now;
    let events = s.town.act(s.place, act, now).unwrap();
    assert!(events.iter().any(|event| matches!(event, Event::Returned { n: 1, from } if from == "乡镇")));
    let told = events.iter().any(
        |event| matches!(event, Event::Told { who, .. } if *who == [Principal::Post { role: "clerk".into(), unit: None }]),
    );
    assert!(told, "{events:?}");
}
