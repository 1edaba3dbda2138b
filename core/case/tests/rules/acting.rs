//! Standing rules of acting.

use dengwen_case::*;
use dengwen_regulation::value::Value;

use crate::scene::scene;

const STAGES: &str =
    "stages: {open: 在办 | open, second: 第二步 | second, closed: 办结 | {label: 办结 | closed, end: true}}\n";

fn stages() -> String {
    STAGES.replace("closed: 办结 | {label: 办结 | closed, end: true}", "closed: {label: 办结 | closed, end: true}")
}

#[test]
fn an_act_is_all_or_nothing() {
    // The paper lacks what it must say, so the class set before it is not set either.
    let mut s = scene(&format!(
        "{}fields: {{text: 内容 | text}}\nclasses: {{kind_of: {{label: 类 | kind, values: {{a: 甲 | a}}}}}}\n\
         documents: {{letter_out: {{label: 函 | letter, requires: [text]}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         send: {{label: 发函 | send, by: clerk, in: any, does: [class: {{kind_of: a}}, issue: letter_out, go: closed]}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("clerk", "send", "{}"), ["paper_incomplete"]);
    assert_eq!((s.stage().as_str(), s.class("kind_of").as_str(), s.case().papers.len()), ("open", "", 0));
}

#[test]
fn guards_look_at_the_old_state_plus_input_and_not_at_what_the_act_does() {
    let mut s = scene(&format!(
        "{}fields: {{sum: {{label: 金额 | sum, type: number}}}}\nclasses: {{track: {{label: 类 | track, values: {{fast: 快 | fast}}}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         decide: {{label: 定 | decide, by: clerk, in: any, input: [sum], refuse: [{{when: \"sum > 10\", say: 太多 | too much}}, {{when: {{track: fast}}, say: 已快 | fast already}}], does: [class: {{track: fast}}]}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("clerk", "decide", "{sum: 11}"), ["guard"]);
    s.done("clerk", "decide", "{sum: 9}");
    assert_eq!(s.class("track"), "fast");
    assert_eq!(s.refused("clerk", "decide", "{}"), ["guard"]);
}

#[test]
fn all_failing_guards_are_told_each_with_its_article() {
    let mut s = scene(&format!(
        "{}fields: {{sum: {{label: 金额 | sum, type: number}}}}\ndocuments: {{paper: {{label: 表 | form}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         finish: {{label: 结 | finish, by: clerk, in: [second], article: 第九条, input: [sum!], needs: [paper],\n    \
         refuse: [{{unless: \"done('x_y')\", say: 未做 | not done, article: 第一条}}, {{when: \"true\", say: 总是 | always, article: 第二条}}]}}\n  \
         x_y: {{label: 做 | do it, by: clerk, in: any}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    let refusals = s.act("clerk", "finish", "{}").unwrap_err();
    let told: Vec<_> = refusals.iter().map(|r| (r.code(), r.article.clone().unwrap_or_default())).collect();
    let said: Vec<_> = told.iter().map(|(c, a)| (*c, a.as_str())).collect();
    assert_eq!(
        said,
        [
            ("not_in_stage", "第九条"),
            ("guard", "第一条"),
            ("guard", "第二条"),
            ("needs", "第九条"),
            ("input_missing", "第九条")
        ]
    );
    assert!(
        refusals[0].remedy.iter().any(|act| *act == "x_y"),
        "what can be done instead is told: {:?}",
        refusals[0].remedy
    );
}

#[test]
fn an_act_closed_by_stage_is_shown_and_one_closed_by_who_is_not() {
    let mut s = scene(&format!(
        "{}acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         finish: {{label: 结 | finish, by: clerk, in: [second], article: 第九条}}\n  approve: {{label: 批 | approve, by: boss, in: any}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    let Some(OfferState::Closed(why)) = s.offer("clerk", "finish").map(|o| o.state) else { panic!("shown as closed") };
    assert_eq!((why[0].code(), why[0].article.as_deref()), ("not_in_stage", Some("第九条")));
    assert!(s.offer("clerk", "approve").is_none());
    assert!(matches!(s.offer("boss", "approve").unwrap().state, OfferState::Open { .. }));
    assert_eq!(s.refused("clerk", "approve", "{}"), ["not_by_you"]);
}

#[test]
fn the_first_go_that_holds_counts_and_the_present_stage_is_no_entry() {
    let mut s = scene(&format!(
        "{}fields: {{quick: {{label: 快 | quick, type: yes_no}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         move: {{label: 转 | move, by: clerk, in: any, input: [quick], does: [{{go: open, if: {{quick: true}}}}, go: second, go: closed]}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    let events = s.done("clerk", "move", "{quick: true}");
    assert!(!events.iter().any(|e| matches!(e, Event::StageEntered { .. })), "it is there already");
    s.done("clerk", "move", "{quick: false}");
    assert_eq!(s.stage(), "second");
}

#[test]
fn limits_count_from_the_moment_it_happened_and_the_log_keeps_both() {
    let mut s = scene(&format!(
        "{}acts: {{register: {{label: 登记 | register, begins: any, by: clerk}}}}\n\
         limits: {{reply: {{label: 答 | reply, within: 3 days, from: received, until: stage closed}}}}\n",
        stages()
    ));
    s.at("2026-03-05 09:00");
    s.act_at("clerk", "register", "{}", Some("2026-03-03 15:00")).unwrap();
    assert_eq!(s.due("reply"), "2026-03-06");
    let at = s.case().acts[0].at;
    assert!(at.happened < at.entered);
}

#[test]
fn nothing_happens_in_the_future_or_before_the_case_was_received() {
    let mut s = scene(&format!(
        "{}acts: {{register: {{label: 登记 | register, begins: any, by: clerk}}, remark: {{label: 记 | remark, by: clerk, in: any}}}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    for at in ["2026-03-02 08:00", "2026-03-02 10:00"] {
        let refusals = s.act_at("clerk", "remark", "{}", Some(at)).unwrap_err();
        assert_eq!(refusals[0].code(), "wrong_time", "{at}");
    }
}

#[test]
fn until_the_last_hand_the_input_lies_aside() {
    let mut s = scene(&format!(
        "{}fields: {{text: 内容 | text}}\nacts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         finish: {{label: 结 | finish, by: clerk, in: [open], input: [text!], signs: [boss], does: [go: closed]}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    s.done("clerk", "finish", "{text: 完}");
    assert_eq!((s.stage().as_str(), s.case().rows[0].values.len(), s.case().waiting.len()), ("open", 0, 1));
    let actor = s.town.actor("boss", Some(s.place));
    let now = s.town.now;
    let hand = Command::Hand(Hand { waiting: 1, actor, signs: true, reason: None });
    let commit = s.town.decide(s.case(), &hand, now).unwrap();
    s.town.keep(s.place, commit);
    assert_eq!(s.stage(), "closed");
    assert_eq!(s.case().rows[0].values.get("text"), Some(&Value::Text("完".into())));
    assert_eq!(s.case().acts.last().unwrap().by.person.as_deref(), Some("clerk"));
}

#[test]
fn a_hand_that_refuses_leaves_nothing_but_the_refusal() {
    let mut s = scene(&format!(
        "{}acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         finish: {{label: 结 | finish, by: clerk, in: [open], signs: [boss], does: [go: closed]}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    s.done("clerk", "finish", "{}");
    let actor = s.town.actor("boss", Some(s.place));
    let hand = Command::Hand(Hand { waiting: 1, actor, signs: false, reason: Some("不妥".into()) });
    let commit = s.town.decide(s.case(), &hand, s.town.now).unwrap();
    s.town.keep(s.place, commit);
    assert_eq!(s.stage(), "open");
    assert_eq!(s.case().waiting[0].refused.as_ref().unwrap().person.as_deref(), Some("boss"));
}

#[test]
fn circles_are_a_finding_and_not_a_hang() {
    let mut s = scene(
        "stages: {open: {label: 在办 | open}, one: {label: 一 | one, then: [go: two]}, two: {label: 二 | two, then: [go: one]}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  turn: {label: 转 | turn, by: clerk, in: any, does: [go: one]}\n",
    );
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("clerk", "turn", "{}"), ["circle"]);
}

#[test]
fn a_warning_may_be_passed_with_a_reason_that_is_kept() {
    let mut s = scene(&format!(
        "{}acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         finish: {{label: 结 | finish, by: clerk, in: any, warn: [{{when: {{stage: open}}, say: 太早 | too early}}], does: [go: closed]}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("clerk", "finish", "{}"), ["warned"]);
    s.done("clerk", "finish", "{reason: 已核实}");
    assert_eq!(s.case().acts.last().unwrap().warned.as_deref(), Some("已核实"));
}

#[test]
fn an_asked_act_is_open_only_while_somebody_has_asked() {
    let mut s = scene(&format!(
        "{}acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  propose: {{label: 提 | propose, by: clerk, in: any, does: [ask: approve]}}\n  \
         approve: {{label: 批 | approve, asked: true, by: boss, choose: {{yes_so: {{label: 准 | yes, does: [go: second]}}, no_so: 不准 | no}}}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("boss", "approve.yes_so", "{}"), ["not_asked"]);
    s.done("clerk", "propose", "{}");
    assert_eq!(s.refused("boss", "approve", "{}"), ["option_missing"]);
    s.done("boss", "approve.yes_so", "{}");
    assert_eq!((s.stage().as_str(), s.case().open_requests().count()), ("second", 0));
}

#[test]
fn admissibility_is_an_outcome_and_a_beginning_needs_its_channel() {
    let mut s =
        scene(&format!("{}acts: {{register: {{label: 登记 | register, begins: [letter], by: clerk}}}}\n", stages()));
    let actor = s.town.actor("clerk", None);
    let act = Do {
        act: "register".into(),
        option: None,
        row: None,
        input: Input::new(),
        actor,
        happened: None,
        channel: Some("phone".into()),
        warned: None,
        spawned: None,
        keep_out: Vec::new(),
    };
    let now = s.town.now;
    assert_eq!(s.town.act(s.place, act, now).unwrap_err()[0].code(), "act_unknown");
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("clerk", "register", "{}"), ["already_begun"]);
}

#[test]
fn what_an_act_would_be_warned_of_is_told_before_it_is_done() {
    let mut s = scene(&format!(
        "{}acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         finish: {{label: 结 | finish, by: clerk, in: any, input: [sum!: {{label: 数 | sum, type: number}}], \
         warn: [{{when: {{stage: open}}, say: 太早 | too early}}, {{when: \"input.sum > 3\", say: 太多 | too much}}], does: [go: closed]}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    let Some(OfferState::Open { warnings, .. }) = s.offer("clerk", "finish").map(|o| o.state) else { panic!("open") };
    let said: Vec<_> = warnings.iter().map(|one| one.label.en.as_str()).collect();
    assert_eq!(said, ["too early"], "what hangs on the input cannot be told yet");
}

#[test]
fn what_is_not_known_yet_must_be_known_before_the_act_that_is_named() {
    let mut s = scene(&format!(
        "{}fields: {{sum: {{label: 金额 | sum, type: number, required: always, unknown: {{label: 待查 | not known yet, until: finish}}}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk, input: [sum]}}\n  \
         find_out: {{label: 查明 | find out, by: clerk, in: any, input: [sum!]}}\n  \
         remark: {{label: 记 | remark, by: clerk, in: any}}\n  finish: {{label: 结 | finish, by: clerk, in: any, does: [go: closed]}}\n",
        stages()
    ));
    let actor = s.town.actor("clerk", None);
    let input = Input::new().entry("sum", Entry::Unknown);
    let (act, channel) = ("register".into(), Some("letter".into()));
    let begin = Do {
        act,
        option: None,
        row: None,
        input,
        actor,
        happened: None,
        channel,
        warned: None,
        spawned: None,
        keep_out: Vec::new(),
    };
    let now = s.town.now;
    s.town.act(s.place, begin, now).unwrap();
    s.done("clerk", "remark", "{}");
    let refusals = s.act("clerk", "finish", "{}").unwrap_err();
    assert_eq!(
        (refusals.len(), refusals[0].code(), refusals[0].remedy.as_slice()),
        (1, "needs", &["find_out".into()][..])
    );
    s.done("clerk", "find_out", "{sum: 3}");
    s.done("clerk", "finish", "{}");
}

#[test]
fn a_role_that_may_be_a_meeting_says_which_meeting_decided() {
    let mut s = scene(&format!(
        "roles: {{clerk: 办事员 | clerk, boss: {{label: 局务会 | board, may-be: meeting}}}}\n{}\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  finish: {{label: 结 | finish, by: boss, in: any, does: [go: closed]}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    s.done("boss", "finish", "{meeting: 第三次局务会}");
    let kept = s.case().acts.last().unwrap().input.value("meeting").cloned();
    assert_eq!(kept, Some(Value::Text("第三次局务会".into())));
}

#[test]
fn a_paper_of_two_officers_needs_two_and_what_they_showed() {
    let mut s = scene(&format!(
        "roles: {{clerk: 办事员 | clerk, boss: {{label: 执法员 | officer, certificate: 执法证 | enforcement card}}}}\n{}\
         documents: {{record: {{label: 笔录 | record, officers: {{least: 2, show: certificate}}}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         examine: {{label: 勘验 | examine, by: boss, in: any, does: [issue: record]}}\n",
        stages()
    ));
    s.town.people.insert("lin".into(), crate::town::Person { roles: vec!["boss".into()], unit: "hall".into() });
    s.town.fill();
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("boss", "examine", "{}"), ["input_missing"]);
    s.done("boss", "examine", "{certificate: 粤A1}");
    assert_eq!(s.case().papers.len(), 0, "one officer is not enough");
    s.done("lin", "examine", "{certificate: 粤A1}");
    assert_eq!(s.case().papers.len(), 1);
}

#[test]
fn the_steps_of_an_acts_own_guide_are_ticked_with_it() {
    let mut s = scene(&format!(
        "{}guides: {{steps: {{label: 步骤 | steps, steps: [{{label: 核对 | compare, trace: required}}]}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk}}\n  \
         close: {{label: 结 | close, by: clerk, in: any, needs: [guide steps], guide: steps, does: [go: closed]}}\n",
        stages()
    ));
    s.done("clerk", "register", "{}");
    let offered = s.offer("clerk", "close").unwrap().state;
    assert!(matches!(offered, OfferState::Open { .. }), "with its steps to tick");
    assert_eq!(s.refused("clerk", "close", "{}"), ["needs"]);
    s.done("clerk", "close", "{guide.steps: 1}");
    assert_eq!(s.stage(), "closed");
}
