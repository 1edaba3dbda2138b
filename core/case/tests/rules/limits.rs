//! Standing rules of limits.

use dengwen_case::*;

use crate::scene::{Scene, scene};

fn base(limits: &str) -> Scene {
    let mut s = scene(&format!(
        "stages: {{open: 在办 | open, second: 第二步 | second, closed: {{label: 办结 | closed, end: true}}}}\n\
         fields: {{by_day: {{label: 日期 | day, type: date}}, hot: {{label: 急 | hot, type: yes_no}}}}\n\
         classes: {{track: {{label: 类 | track, values: {{fast: 快 | fast, slow: 慢 | slow}}}}}}\n\
         acts:\n  register: {{label: 登记 | register, begins: any, by: clerk, input: [class.track]}}\n  \
         start: {{label: 起 | start, by: clerk, in: any}}\n  \
         reply: {{label: 答 | reply, by: clerk, in: always}}\n  \
         sort: {{label: 归类 | sort, by: clerk, in: any, input: [class.track, hot, by_day]}}\n  \
         finish: {{label: 结 | finish, by: clerk, in: any, does: [go: closed]}}\n  reopen: {{label: 重开 | reopen, by: clerk, in: [closed], does: [go: open]}}\n\
         limits:\n{limits}"
    ));
    s.done("clerk", "register", "{}");
    s
}

#[test]
fn a_from_while_it_runs_changes_nothing_and_after_it_ended_a_new_numbered_run_begins() {
    let mut s = base("  answer: {label: 答复 | answer, within: 5 days, from: act start, until: act reply}\n");
    s.done("clerk", "start", "{}");
    s.at("2026-03-04 09:00").done("clerk", "start", "{}");
    assert_eq!(s.due("answer"), "2026-03-07");
    s.done("clerk", "reply", "{}");
    s.done("clerk", "start", "{}");
    assert_eq!((s.limit("answer").n, s.due("answer").as_str()), (2, "2026-03-09"));
    assert_eq!(s.limits("answer").len(), 2);
}

#[test]
fn in_both_until_and_from_it_ends_first_then_starts() {
    let mut s =
        base("  answer: {label: 答复 | answer, within: 5 days, from: [received, act reply], until: act reply}\n");
    s.at("2026-03-04 09:00").done("clerk", "reply", "{}");
    let runs = s.limits("answer");
    assert!(matches!(runs[0].state, LimitState::Ended { how: HowEnded::Met, .. }));
    assert_eq!((runs.len(), s.due("answer").as_str()), (2, "2026-03-09"));
}

#[test]
fn rows_are_judged_anew_after_every_act_and_the_date_keeps_its_start() {
    let mut s = base(
        "  answer: {label: 答复 | answer, within: [{if: {track: fast}, is: 3 days}, {if: {track: slow}, is: 10 days}], from: received, until: act reply}\n",
    );
    // While the class is not set it runs without a date and says what it waits for.
    let LimitState::Running { due: None, waits_for, .. } = s.limit("answer").state else {
        panic!("runs without a date")
    };
    assert_eq!(waits_for, ["track"]);
    s.at("2026-03-04 09:00").done("clerk", "sort", "{class.track: slow}");
    assert_eq!(s.due("answer"), "2026-03-12");
    s.done("clerk", "sort", "{class.track: fast}");
    assert_eq!(s.due("answer"), "2026-03-05");
}

#[test]
fn one_whose_condition_comes_true_counts_from_its_from_even_if_that_lies_back() {
    let mut s =
        base("  answer: {label: 答复 | answer, if: {hot: true}, within: 5 days, from: received, until: act reply}\n");
    assert_eq!(s.due("answer"), "asleep");
    s.at("2026-03-05 09:00").done("clerk", "sort", "{hot: true}");
    assert_eq!(s.due("answer"), "2026-03-07");
}

#[test]
fn an_overdue_that_happened_stays_and_may_be_excused_never_erased() {
    let mut s = base("  answer: {label: 答复 | answer, within: 2 days, from: received, until: act reply}\n");
    s.at("2026-03-10 09:00").done("clerk", "reply", "{}");
    assert_eq!(s.ended("answer"), Some(HowEnded::Late));
    assert!(s.limit("answer").overdue);
    s.done("clerk", "excuse_overdue", "{limit: answer, reason: 大雪}");
    let view = s.limit("answer");
    assert_eq!((view.excused.as_deref(), view.overdue), (Some("大雪"), true));
}

#[test]
fn met_in_time_but_entered_late_counts_as_met() {
    let mut s = base("  answer: {label: 答复 | answer, within: 2 days, from: received, until: act reply}\n");
    s.at("2026-03-10 09:00");
    s.act_at("clerk", "reply", "{}", Some("2026-03-04 10:00")).unwrap();
    assert_eq!(s.ended("answer"), Some(HowEnded::Met));
}

#[test]
fn the_moment_of_passing_is_the_due_instant_whenever_it_is_noticed() {
    let mut s = base(
        "  answer: {label: 答复 | answer, within: 2 days, from: received, until: act reply, then: [go: second]}\n",
    );
    s.at("2026-03-20 09:00");
    let passed = s.case().runs[0].passed.unwrap();
    assert_eq!(s.town.counting.date_of(passed).to_string(), "2026-03-04");
    assert_eq!((s.stage().as_str(), s.case().now.happened), ("second", passed));
    assert!(s.case().now.entered > passed);
}

#[test]
fn what_cannot_follow_from_a_passing_is_held_and_the_passing_stands() {
    let mut s = base(
        "  answer: {label: 答复 | answer, within: 2 days, from: received, until: act reply, then: [due: {limit: nothing_runs, to: =by_day}]}\n  nothing_runs: {label: 无 | none, within: 1 day, from: act start, until: act reply}\n",
    );
    s.at("2026-03-10 09:00");
    assert!(s.case().runs[0].passed.is_some());
    assert_eq!(s.case().held.len(), 1);
}

#[test]
fn targets_and_what_is_only_measured_are_never_overdue_and_a_right_closes_its_act() {
    let mut s = base(
        "  soon: {label: 尽快 | soon, within: promptly, from: received, until: act reply}\n  \
         at_once: {label: 立即 | at once, within: immediate, from: received, until: act reply}\n  \
         goal: {label: 目标 | goal, within: 1 day, binding: target, from: received, until: act reply}\n  \
         window: {label: 权利 | right, within: 1 day, binding: right, article: 第七条, from: received, until: act start}\n",
    );
    s.at("2026-03-10 09:00");
    for limit in ["soon", "at_once", "goal", "window"] {
        assert!(!s.limit(limit).overdue, "{limit}");
    }
    assert_eq!(s.ended("window"), Some(HowEnded::Lapsed));
    let refusals = s.act("clerk", "start", "{}").unwrap_err();
    assert_eq!((refusals[0].code(), refusals[0].article.as_deref()), ("limit_lapsed", Some("第七条")));
    s.done("clerk", "reply", "{}");
    assert_eq!(s.ended("goal"), Some(HowEnded::Met));
}

#[test]
fn a_calendar_limit_rolls_for_public_authorities_and_an_entered_date_never_does() {
    let mut s = scene(
        "organisation: {authority: public, calendar: cn, week: 5}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\nfields: {by_day: {label: 日期 | day, type: date}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [by_day!]}\n  finish: {label: 结 | finish, by: clerk, in: any, does: [go: closed]}\n\
         limits:\n  rolled: {label: 顺延 | rolled, within: 5 days, from: received, until: act finish}\n  fixed: {label: 定日 | fixed, within: {date: by_day}, from: received, until: act finish}\n",
    );
    // The fifth day after Monday is a Saturday.
    s.done("clerk", "register", "{by_day: 2026-03-07}");
    assert_eq!((s.due("rolled").as_str(), s.due("fixed").as_str()), ("2026-03-09", "2026-03-07"));
}

#[test]
fn rounds_come_from_the_nominal_dates_and_a_missed_round_is_overdue_once() {
    let mut s = base("  round: {label: 每五日 | every five days, every: 5 days, from: received, until: act reply}\n");
    assert_eq!(s.due("round"), "2026-03-07");
    s.at("2026-03-09 09:00");
    assert_eq!(s.due("round"), "2026-03-12");
    s.done("clerk", "reply", "{}");
    s.at("2026-03-14 09:00");
    assert_eq!(s.due("round"), "2026-03-17");
    let passed =
        s.town.cases[0].2.iter().flat_map(|c| &c.events).filter(|e| matches!(e, Event::LimitPassed { .. })).count();
    assert_eq!(passed, 1, "the second round was kept");
}

#[test]
fn it_stands_still_while_paused_and_goes_on() {
    let mut s = scene(
        "stages: {open: 在办 | open, waiting: 等补正 | waiting, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  hold_it: {label: 停 | hold, by: clerk, in: [open], does: [go: waiting]}\n  \
         go_on: {label: 续 | go on, by: clerk, in: [waiting], does: [go: open]}\n  finish: {label: 结 | finish, by: clerk, in: any, does: [go: closed]}\n\
         limits: {all: {label: 办 | all, within: 10 days, from: received, until: act finish, paused-while: [stage waiting]}}\n",
    );
    s.done("clerk", "register", "{}");
    assert_eq!(s.due("all"), "2026-03-12");
    s.at("2026-03-04 09:00").done("clerk", "hold_it", "{}");
    assert_eq!(s.due("all"), "none");
    s.at("2026-03-06 09:00").done("clerk", "go_on", "{}");
    assert_eq!(s.due("all"), "2026-03-15");
}

#[test]
fn a_promised_date_and_more_time_move_the_end_and_keep_their_bounds() {
    let mut s = base(
        "  all: {label: 办 | all, within: 10 days, from: received, until: act reply, extend: {at-most: 5 days, asked-by: clerk, approved-by: boss, article: 第六条}}\n",
    );
    assert_eq!(s.refused("clerk", "ask_more_time", "{limit: all, amount: 6 days, reason: 复杂}"), ["no_more_time"]);
    s.done("clerk", "ask_more_time", "{limit: all, amount: 5 days, reason: 复杂}");
    assert_eq!(s.due("all"), "2026-03-12");
    assert_eq!(s.refused("clerk", "decide_more_time.granted", "{}"), ["not_by_you"]);
    s.done("boss", "decide_more_time.granted", "{}");
    assert_eq!(s.due("all"), "2026-03-17");
    let refusals = s.act("clerk", "ask_more_time", "{limit: all, amount: 1 day, reason: 再}").unwrap_err();
    assert_eq!((refusals[0].code(), refusals[0].article.as_deref()), ("no_more_time", Some("第六条")));
}

#[test]
fn a_served_paper_starts_one_run_for_each_addressee_when_who_is_that_party() {
    let mut s = scene(
        "parties: {firm: {label: 企业 | firm, of: outside, many: true, side: complained_of, fields: {name: {label: 名 | name, type: text}}, entered-by: clerk}}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\ndocuments: {notice: {label: 通知 | notice}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [party.firm], does: [issue: notice]}\n  \
         answer_it: {label: 答 | answer, by: firm, in: any}\n  finish: {label: 结 | finish, by: clerk, in: any, does: [go: closed]}\n\
         limits: {reply: {label: 答复 | reply, who: firm, within: 5 days, from: served notice to firm, until: act answer_it}}\n",
    );
    s.done("clerk", "register", "{party.firm: [{name: 甲厂}, {name: 乙店}]}");
    let served = |n: u32| {
        dengwen_case::Input::new()
            .with("document", dengwen_regulation::value::Value::Text("notice".into()))
            .with("to", dengwen_regulation::value::Value::Ref(dengwen_regulation::value::Ref::Party(n)))
    };
    for n in [1, 2] {
        let actor = s.town.actor("clerk", None);
        let act = Do {
            act: "note_receipt".into(),
            option: None,
            row: None,
            input: served(n),
            actor,
            happened: None,
            channel: None,
            warned: None,
            spawned: None,
            keep_out: Vec::new(),
        };
        let now = s.town.now;
        s.town.act(s.place, act, now).unwrap();
    }
    assert_eq!(s.limits("reply").len(), 2);
    assert!(s.limits("reply").iter().all(|view| view.outside && view.each.is_some()));
    s.done("party firm", "answer_it", "{}");
    let states: Vec<_> = s.limits("reply").iter().map(|v| matches!(v.state, LimitState::Ended { .. })).collect();
    assert_eq!(states, [true, false], "only the one who answered is through");
}

#[test]
fn a_limit_of_a_register_without_a_life_runs_once_from_its_going_live() {
    let mut s = scene(
        "stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts: {register: {label: 登记 | register, begins: any, by: clerk}, finish: {label: 结 | finish, by: clerk, in: any, does: [go: closed, add: filings]}}\n\
         registers: {filings: {label: 归档 | filing, columns: [number], limits: {filing: {label: 定期归档 | filing, who: clerk, every: 5 days, from: opened, until: added}}}}\n",
    );
    let now = s.town.now;
    let step = |added| Command::Register { register: "filings".into(), added, row: Input::new(), actor: None, at: now };
    for added in [false, true] {
        let commit = s.town.decide(s.case(), &step(added), now).unwrap();
        s.town.keep(s.place, commit);
    }
    assert_eq!(s.due("filing"), "2026-03-07");
    s.at("2026-03-13 09:00");
    let passed = s.town.cases[0]
        .2
        .iter()
        .flat_map(|c| &c.events)
        .filter(|e| matches!(e, Event::LimitPassed { round: 2, .. }))
        .count();
    assert_eq!((passed, s.due("filing").as_str()), (1, "2026-03-17"), "the first round was kept, the second was not");
}

#[test]
fn it_warns_before_the_end_in_days_that_are_worked() {
    let s = base(
        "  answer: {label: 答复 | answer, within: 6 days, from: received, until: act reply, warn: [2 working-days, 3 hours]}\n",
    );
    let at: Vec<String> = s.limit("answer").warn_at.iter().map(|at| s.town.counting.local(*at).to_string()).collect();
    // Due on Sunday 8 March: two working days before it is Thursday.
    assert!(at[0].starts_with("2026-03-05T23:59") && at[1].starts_with("2026-03-08T20:59"), "{at:?}");
}

#[test]
fn without_who_a_limit_binds_whoever_may_do_what_ends_it_be_it_an_act_a_paper_or_a_stage() {
    let mut s = scene(
        "stages: {open: 在办 | open, told: 已告知 | told, closed: {label: 办结 | closed, end: true}}\n\
         documents: {notice: {label: 告知书 | notice}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         tell: {label: 告知 | tell, by: boss, in: [open], does: [issue: notice, go: told]}\n  \
         finish: {label: 结 | finish, by: clerk, in: any, does: [go: closed]}\n\
         limits:\n  by_act: {label: 甲 | a, within: 5 days, from: received, until: act finish}\n  \
         by_paper: {label: 乙 | b, within: 5 days, from: received, until: issued notice}\n  \
         by_stage: {label: 丙 | c, within: 5 days, from: received, until: stage told}\n",
    );
    s.done("clerk", "register", "{}");
    for (limit, role) in [("by_act", "clerk"), ("by_paper", "boss"), ("by_stage", "boss")] {
        let who: Vec<String> = s.limit(limit).who.iter().map(ToString::to_string).collect();
        assert_eq!(who, [format!("post:{role}")], "{limit}");
    }
}

#[test]
fn whoever_is_bound_is_told_when_the_moment_to_warn_has_come() {
    let mut s =
        base("  reply: {label: 答 | reply, within: 5 days, from: received, until: act reply, warn: [2 days]}\n");
    s.at("2026-03-05 09:00");
    assert_eq!(s.limit("reply").warned, None);
    s.at("2026-03-06 09:00");
    let view = s.limit("reply");
    assert_eq!(view.warned, view.warn_at.first().copied());
    assert!(view.warned.is_some() && !view.overdue);
    let told = s.town.cases[0].2.iter().flat_map(|c| &c.events);
    let told: Vec<_> =
        told.filter(|e| matches!(e, Event::Told { who, .. } if who.contains(&"post:clerk".parse().unwrap()))).collect();
    assert_eq!(told.len(), 1, "once: {told:?}");
    s.at("2026-03-08 09:00");
    assert!(s.limit("reply").overdue, "it passes all the same");
}

#[test]
fn what_is_done_before_the_moment_to_warn_is_not_warned_of() {
    let mut s =
        base("  reply: {label: 答 | reply, within: 5 days, from: received, until: act reply, warn: [2 days]}\n");
    s.done("clerk", "reply", "{}");
    s.at("2026-03-20 09:00");
    assert!(!s.town.cases[0].2.iter().flat_map(|c| &c.events).any(|e| matches!(e, Event::LimitWarned { .. })));
}
