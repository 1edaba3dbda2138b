//! Standing rules of people.

use dengwen_case::*;
use dengwen_regulation::model::Id;

use crate::{
    scene::{Scene, scene},
    town::Person,
};

fn office() -> Scene {
    let mut s = scene(
        "roles: {clerk: 办事员 | clerk, boss: {label: 负责人 | boss, fallback: deputy}, deputy: 副职 | deputy}\n\
         parties:\n  reporter: {label: 举报人 | reporter, of: person, side: complaining, fields: {name: {label: 名 | name, type: text}}}\n  \
         reported: {label: 被举报人 | reported, of: [person, unit], side: complained_of, fields: {name: {label: 名 | name, type: text}}}\n\
         fields: {who_leads: {label: 承办 | lead, type: person}}\n\
         stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [party.reporter, party.reported]}\n  \
         give: {label: 交办 | give, by: clerk, in: any, input: [who_leads!], does: [assign: {lead: field who_leads}]}\n  \
         stand_aside: {label: 回避 | step aside, by: boss, in: any, input: [who_leads!], does: [bar: field who_leads], article: 第十条}\n  \
         work_on: {label: 办 | work, by: lead, in: any}\n  remark: {label: 记 | remark, by: staff, in: any}\n  \
         ask_leave: {label: 请示 | ask, by: staff, in: any, does: [ask: decide_it]}\n  decide_it: {label: 批 | decide, asked: true, by: boss}\n  \
         state: {label: 陈述 | state, by: reporter, in: any}\n",
    );
    for (person, unit) in [("lin", "hall"), ("bo", "gym")] {
        s.town.people.insert(person.into(), Person { roles: vec![], unit: unit.into() });
    }
    s.town.fill();
    s
}

#[test]
fn there_is_one_lead_and_a_new_one_ends_the_old_ones_sight() {
    let mut s = office();
    s.done("clerk", "register", "{}");
    s.done("clerk", "give", "{who_leads: lin}");
    assert!(s.sees("person:lin"));
    s.done("lin", "work_on", "{}");
    s.done("clerk", "give", "{who_leads: bo}");
    assert!(s.sees("person:bo") && !s.sees("person:lin"));
    assert_eq!(s.refused("lin", "work_on", "{}"), ["not_by_you"]);
}

#[test]
fn an_act_open_to_all_staff_gives_no_sight() {
    let mut s = office();
    s.done("clerk", "register", "{}");
    assert!(s.sees("post:clerk") && !s.sees("staff") && !s.sees("person:lin"));
}

#[test]
fn being_a_party_bars_a_person_from_acting_as_staff() {
    let mut s = office();
    s.done("clerk", "register", "{party.reported: lin}");
    assert_eq!(s.refused("lin", "remark", "{}"), ["barred"]);
    assert!(s.offer("lin", "remark").is_none());
    s.done("bo", "remark", "{}");
}

#[test]
fn nobody_decides_on_their_own_request() {
    let mut s = office();
    s.done("clerk", "register", "{}");
    s.town.people.insert("boss".into(), Person { roles: vec!["boss".into()], unit: "hall".into() });
    s.done("boss", "ask_leave", "{}");
    assert_eq!(s.refused("boss", "decide_it", "{}"), ["barred"]);
}

#[test]
fn a_vacant_post_goes_to_its_fallback() {
    let mut s = office();
    s.done("clerk", "register", "{}");
    s.done("clerk", "ask_leave", "{}");
    assert_eq!(s.refused("deputy", "decide_it", "{}"), ["not_by_you"]);
    s.town.people.remove("boss");
    s.done("deputy", "decide_it", "{}");
}

#[test]
fn if_the_only_holder_must_stay_out_the_fallback_does_it() {
    let mut s = office();
    s.done("clerk", "register", "{}");
    s.done("clerk", "ask_leave", "{}");
    s.done("boss", "recuse", "{reason: 亲属}");
    s.done("deputy", "decide_it", "{}");
}

#[test]
fn exclusion_beats_everything() {
    let mut s = office();
    s.done("clerk", "register", "{}");
    s.done("clerk", "give", "{who_leads: lin}");
    s.done("clerk", "exclude", "{person: lin, reason: 利害关系}");
    assert!(!s.sees("person:lin"));
    assert!(s.case().holders("lead").is_empty(), "the place is lost with it");
    assert_eq!(s.refused("lin", "remark", "{}"), ["barred"]);
}

#[test]
fn a_case_is_kept_from_those_named_when_it_begins() {
    let mut s = office();
    s.keep_out = vec![Principal::Person("lin".into()), Principal::Unit("cellar".into())];
    s.town.people.insert("bo".into(), Person { roles: vec!["clerk".into()], unit: "cellar".into() });
    assert_eq!(s.refused("bo", "register", "{}"), ["barred"], "whoever is named does not register it");
    s.done("clerk", "register", "{}");
    assert_eq!(s.refused("lin", "remark", "{}"), ["barred"]);
    assert_eq!(s.refused("bo", "remark", "{}"), ["barred"], "a unit is everybody in it");
    assert!(s.offer("bo", "remark").is_none() && s.offer("clerk", "remark").is_some());
}

#[test]
fn nobody_who_must_stay_out_is_given_work() {
    let mut s = office();
    s.done("clerk", "register", "{party.reported: lin}");
    s.done("clerk", "exclude", "{person: bo, reason: 利害关系}");
    for person in ["lin", "bo"] {
        let refusals = s.act("clerk", "give", &format!("{{who_leads: {person}}}")).expect_err("a refusal");
        assert_eq!(refusals.iter().map(Refusal::code).collect::<Vec<_>>(), ["barred"], "{person}");
        assert_eq!(refusals[0].fields, ["who_leads"]);
        assert_eq!(refusals[0].article.as_deref(), Some("第十条"), "the article on recusal");
    }
    assert!(s.case().holders("lead").is_empty());
}

#[test]
fn whoever_works_in_the_unit_complained_of_is_warned_of_before_they_are_given_work() {
    let mut s = office();
    s.done("clerk", "register", "{party.reported: gym}");
    assert_eq!(s.refused("clerk", "give", "{who_leads: bo}"), ["warned"]);
    s.done("clerk", "give", "{who_leads: bo, reason: 已核实无利害关系}");
    assert_eq!(s.case().acts.last().unwrap().warned.as_deref(), Some("已核实无利害关系"));
    s.done("clerk", "give", "{who_leads: lin}");
}

#[test]
fn whoever_has_declared_a_relation_is_warned_of_before_they_are_given_work() {
    let mut s = office();
    let declared = |kind: &str, with: &str| ("lin".to_owned(), kind.to_owned(), with.to_owned());
    s.town.relations = vec![declared("work", "甲商行")];
    s.done("clerk", "register", "{party.reported: {name: 甲商行}}");
    let refusals = s.act("clerk", "give", "{who_leads: lin}").expect_err("a warning");
    assert_eq!(refusals.iter().map(Refusal::code).collect::<Vec<_>>(), ["warned"]);
    assert_eq!(
        (refusals[0].article.as_deref(), refusals[0].fields.as_slice()),
        (Some("第十条"), &["who_leads".to_owned()][..])
    );
    assert!(!format!("{refusals:?}").contains("甲商行"), "what was declared is told to nobody");
    s.done("clerk", "give", "{who_leads: lin, reason: 已核实}");
    s.done("clerk", "give", "{who_leads: bo}");
    s.done("bo", "hand_on", "{substitute: lin, reason: 出差}");
    assert_eq!(s.case().acts.last().unwrap().warned.as_deref(), Some("出差"), "a substitute is looked at too");
}

#[test]
fn nobody_finds_out_who_complains_by_declaring_names() {
    let mut s = office();
    s.town.relations = vec![("lin".to_owned(), "kin".to_owned(), "甲".to_owned())];
    s.done("clerk", "register", "{party.reporter: {name: 甲}}");
    assert_eq!(s.refused("clerk", "give", "{who_leads: lin}"), ["warned"], "in the open it is compared");
    let (case, regulation) = (s.case(), &s.town.regulation);
    assert_eq!(named(case, regulation, false), named(case, regulation, true));
    let mut sealed = case.clone();
    let handle = dengwen_regulation::value::Handle { blob: "b".into(), digest: "d".into(), token: "t".into() };
    sealed.parties[0].fields.insert(Id::from("name"), dengwen_regulation::value::Value::Sealed(handle));
    assert!(named(&sealed, regulation, false).is_empty());
    assert_eq!(named(&sealed, regulation, true), [Named::Token("t".into())]);
}

#[test]
fn where_the_regulation_binds_whoever_has_declared_a_relation_is_not_given_the_role() {
    let mut s = scene(
        "roles: {clerk: 办事员 | clerk, mediator: {label: 调解员 | mediator, of: case, unrelated: [kin, interest], fallback: clerk}}\n\
         parties: {reported: {label: 被诉 | reported, of: outside, side: complained_of, fields: {name: {label: 名 | name, type: text}}}}\n\
         stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [party.reported]}\n  \
         name: {label: 指定 | name, by: clerk, in: any, input: [role.mediator!]}\n  \
         aside: {label: 回避 | step aside, by: mediator, in: any, does: [bar: =actor.person], article: 第九条}\n  \
         end: {label: 办结 | end, by: clerk, in: any, does: [go: closed]}\n",
    );
    for person in ["lin", "bo"] {
        s.town.people.insert(person.into(), Person { roles: vec![], unit: "hall".into() });
    }
    s.town.fill();
    let declared = |whose: &str, kind: &str| (whose.to_owned(), kind.to_owned(), "甲商行".to_owned());
    s.town.relations = vec![declared("lin", "kin"), declared("bo", "work")];
    s.done("clerk", "register", "{party.reported: {name: 甲商行}}");
    let refusals = s.act("clerk", "name", "{role.mediator: lin, reason: 人手不足}").expect_err("a refusal");
    assert_eq!(refusals.iter().map(Refusal::code).collect::<Vec<_>>(), ["barred"]);
    assert_eq!(refusals[0].article.as_deref(), Some("第九条"));
    assert_eq!(s.refused("clerk", "name", "{role.mediator: bo}"), ["warned"], "another kind of relation is a warning");
    s.done("clerk", "name", "{role.mediator: bo, reason: 已核实}");
}

#[test]
fn acts_of_people_without_an_account_are_entered_for_them_and_both_names_are_kept() {
    let mut s = office();
    s.done("clerk", "register", "{party.reporter: {name: 甲}}");
    let offer = s.offer("clerk", "state").expect("whoever has the stage enters it");
    assert_eq!(offer.on_behalf_of, Some(1));
    s.done("clerk", "state", "{}");
    let by = &s.case().acts.last().unwrap().by;
    assert_eq!((by.person.as_deref(), by.party), (Some("clerk"), Some(1)));
    assert_eq!(s.refused("bo", "state", "{}"), ["not_by_you"]);
}

#[test]
fn a_unit_in_a_role_means_any_member_and_the_person_is_recorded() {
    let mut s = scene(
        "fields: {dept: {label: 部门 | department, type: unit}}\nstages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [dept!]}\n  reply: {label: 答 | reply, by: field dept, in: any}\n",
    );
    for (person, unit) in [("lin", "pool"), ("bo", "gym")] {
        s.town.people.insert(person.into(), Person { roles: vec![], unit: unit.into() });
    }
    s.town.fill();
    s.done("clerk", "register", "{dept: pool}");
    assert_eq!(s.refused("bo", "reply", "{}"), ["not_by_you"]);
    s.done("lin", "reply", "{}");
    assert_eq!(s.case().acts.last().unwrap().by.person.as_deref(), Some("lin"));
}

#[test]
fn a_deputy_may_what_both_may_and_nothing_else() {
    let mut s = scene(
        "roles: {clerk: 办事员 | clerk, boss: {label: 负责人 | boss, not-with: clerk}, guest: 来宾 | guest}\n\
         stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         draft: {label: 拟稿 | draft, by: clerk, in: any}\n  \
         approve: {label: 批准 | approve, by: boss, not: did draft, in: any}\n  \
         ask_leave: {label: 请示 | ask, by: staff, in: any, does: [ask: decide_it]}\n  decide_it: {label: 批 | decide, asked: true, by: boss}\n  \
         end: {label: 办结 | end, by: boss, in: any, does: [go: closed]}\n",
    );
    for (person, roles) in [("lin", vec![]), ("bo", vec!["clerk"])] {
        let roles = roles.into_iter().map(str::to_owned).collect();
        s.town.people.insert(person.into(), Person { roles, unit: "hall".into() });
    }
    s.town.fill();
    s.done("clerk", "register", "{}");
    s.done("clerk", "draft", "{}");
    assert_eq!(s.refused("lin", "approve", "{}"), ["not_by_you"]);
    s.town.stands_in =
        vec![("lin".into(), "boss".into()), ("bo".into(), "boss".into()), ("guest".into(), "clerk".into())];
    assert_eq!(s.refused("bo", "approve", "{}"), ["barred"], "a role that may not be one with their own");
    assert_eq!(s.refused("guest", "approve", "{}"), ["not_by_you"], "no more than the one on leave");
    s.done("lin", "approve", "{}");
    let by = &s.case().acts.last().unwrap().by;
    assert_eq!((by.person.as_deref(), by.deputy_of.as_deref()), (Some("lin"), Some("boss")));
    s.done("lin", "ask_leave", "{}");
    assert_eq!(
        s.refused("lin", "decide_it", "{}"),
        ["barred"],
        "nobody decides on their own request for another either"
    );
    s.done("guest", "draft", "{}");
    s.town.stands_in.push(("guest".into(), "boss".into()));
    assert_eq!(s.refused("guest", "approve", "{}"), ["barred"], "whoever wrote it does not approve it for another");
    s.done("clerk", "exclude", "{person: boss, reason: 利害关系}");
    assert_eq!(s.refused("lin", "end", "{}"), ["not_by_you"], "for one who must stay out nobody stands in");
}

#[test]
fn whoever_stands_in_is_what_the_other_was() {
    let mut s = office();
    s.done("clerk", "register", "{}");
    s.done("clerk", "give", "{who_leads: lin}");
    s.done("lin", "hand_on", "{substitute: bo, reason: 出差}");
    s.done("bo", "work_on", "{}");
    assert_eq!(s.case().holders("lead"), [Principal::Person("bo".into())]);
}

#[test]
fn what_is_owed_is_told_of_whom_and_until_when() {
    let mut s = scene(
        "stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  finish: {label: 结 | finish, by: boss, in: any, does: [go: closed]}\n\
         limits: {all: {label: 办 | all, within: 10 days, from: received, until: act finish}}\n",
    );
    s.done("clerk", "register", "{}");
    let case = s.case();
    let todo = s.town.asked(&case.id, |sur| project(case, &s.town.regulation, &s.town.calendar, sur)).todo;
    let boss: Vec<_> = todo.iter().filter(|t| t.principal.to_string() == "post:boss").collect();
    assert_eq!((boss.len(), boss[0].act.clone(), boss[0].due_at.is_some()), (1, Some(Id::from("finish")), true));
}

#[test]
fn whoever_speaks_for_several_answers_for_all() {
    let mut s = scene(
        "parties:\n  reporter: {label: 举报人 | reporter, of: person, many: true, side: complaining, fields: {name: {label: 名 | name, type: text}}}\n  \
         contact: {label: 联系人 | contact, among: reporter, speaks-for: reporter}\n\
         stages: {open: {label: 在办 | open, then: [ask: agree]}, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [party.reporter, party.contact]}\n  \
         agree: {label: 同意 | agree, asked: true, by: reporter, does: [go: closed]}\n",
    );
    s.done("clerk", "register", "{party.reporter: [{name: 甲}, {name: 乙}], party.contact: {name: 乙}}");
    assert_eq!(s.refused("party reporter", "agree", "{}"), ["not_by_you"]);
    s.done("party contact", "agree", "{}");
    assert_eq!(s.stage(), "closed");
}

#[test]
fn what_a_role_sees_reaches_from_the_unit_that_took_the_case() {
    let mut s = scene(
        "roles: {clerk: 办事员 | clerk, boss: {label: 负责人 | boss, sees: all, reach: own_unit}}\n\
         stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
         acts: {register: {label: 登记 | register, begins: any, by: clerk}, finish: {label: 结 | finish, by: clerk, in: any, does: [go: closed]}}\n",
    );
    s.done("clerk", "register", "{}");
    assert!(s.sees("post:boss@hall") && !s.sees("post:boss"));
}

#[test]
fn a_part_visible_to_some_is_kept_from_the_others_with_all_that_belongs_to_it() {
    let mut s = scene(
        "roles: {clerk: 办事员 | clerk, boss: {label: 负责人 | boss, sees: all}}\n\
         documents: {memo: {label: 备忘 | memo}}\n\
         stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         send: {label: 转办 | send, by: clerk, in: any, input: [to!: {label: 单位 | unit, type: unit}], does: [{open: slip, with: {unit: =input.to}}]}\n\
         parts:\n  slip:\n    label: 转办单 | slip\n    many: true\n    visible-to: field unit\n    \
         fields: {unit: {label: 单位 | unit, type: unit}}\n    \
         stages: {sent: 已转 | sent, answered: {label: 已答 | answered, end: true}}\n    \
         acts: {reply: {label: 答 | reply, by: field unit, in: [sent], input: [text!: 内容 | text], does: [issue: memo, go: answered]}}\n    \
         limits: {reply: {label: 答 | reply, within: 3 days, from: opened, until: act reply}}\n",
    );
    for (person, unit) in [("lin", "pool"), ("bo", "gym"), ("dai", "hall")] {
        s.town.people.insert(person.into(), Person { roles: vec![], unit: unit.into() });
    }
    s.town.fill();
    s.done("clerk", "register", "{}");
    s.done("clerk", "send", "{to: pool}");
    s.done("clerk", "send", "{to: gym}");
    s.done("bo", "slip.reply", "{text: 办了}");
    let case = s.case();
    let whole = s.town.asked(&case.id, |sur| project(case, &s.town.regulation, &s.town.calendar, sur));
    let seen = |who: &str| seen_by(case, &whole, &s.town.actor(who, Some(s.place)));
    let rows = |who: &str| {
        let seen = seen(who);
        let rows = case.rows.iter().filter(|row| !row.key.is_main() && seen.row(&row.key));
        rows.map(|row| row.key.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!((rows("lin"), rows("bo")), ("slip[1]".into(), "slip[2]".into()), "a unit sees its own");
    assert_eq!(rows("boss"), "slip[1] slip[2]", "who sees all sees them");
    assert_eq!(rows("clerk"), "slip[1]", "the sender sees it until it ends");
    assert_eq!(rows("dai"), "");
    assert!(seen("bo").paper(case, 1) && !seen("lin").paper(case, 1));
    let reply = &s.town.cases[s.place].2.last().unwrap();
    assert!(!seen("lin").commit(case, reply).events.iter().any(|e| !matches!(e, Event::Stamped { .. })));
    assert_eq!(seen("bo").commit(case, reply).events, reply.events);
}

#[test]
fn a_role_is_not_held_beside_one_it_may_not_be_one_with() {
    let mut s = scene(
        "roles: {clerk: 办事员 | clerk, boss: 负责人 | boss, looks: {label: 调查员 | investigator, of: case}, \
         hears: {label: 主持人 | host, of: case, not-with: [looks]}, signs: {label: 签发人 | signer, is: lead, not-with: [looks]}}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk}\n  \
         name_one: {label: 指定 | name, by: clerk, in: any, input: [role.looks, role.hears, whom: {label: 承办 | lead, type: person}], does: [{assign: {lead: =input.whom}, if: \"given('input.whom')\"}]}\n  \
         issue_it: {label: 签发 | sign off, by: signs, in: any}\n",
    );
    for person in ["lin", "bo"] {
        s.town.people.insert(person.into(), Person { roles: vec![], unit: "hall".into() });
    }
    s.town.fill();
    s.done("clerk", "register", "{}");
    s.done("clerk", "name_one", "{role.looks: lin, whom: lin}");
    assert_eq!(s.refused("clerk", "name_one", "{role.hears: lin}"), ["input_wrong"]);
    s.done("clerk", "name_one", "{role.hears: bo}");
    assert_eq!(s.refused("lin", "issue_it", "{}"), ["barred"], "by another word the same person");
    s.done("clerk", "name_one", "{whom: bo}");
    s.done("bo", "issue_it", "{}");
}

#[test]
fn whoever_is_complained_of_and_works_here_acts_as_themselves_and_in_nothing_else() {
    let mut s = scene(
        "roles: {clerk: 办事员 | clerk, boss: 负责人 | boss}\n\
         parties: {reported: {label: 被举报人 | reported, of: [person, unit], side: complained_of, fields: {name: {label: 名 | name, type: text}}}}\n\
         stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [party.reported]}\n  \
         explain: {label: 说明 | explain, by: reported, in: any}\n  \
         remark: {label: 记 | remark, by: staff, in: any}\n  \
         send_away: {label: 排除 | exclude, by: boss, in: any, does: [bar: reported]}\n",
    );
    s.town.people.insert("lin".into(), Person { roles: vec![], unit: "gym".into() });
    s.town.fill();
    s.done("clerk", "register", "{party.reported: lin}");
    s.done("lin", "explain", "{}");
    assert_eq!(s.refused("lin", "remark", "{}"), ["barred"]);
    // Who finds no case in the workbench has it entered for them.
    s.done("clerk", "explain", "{}");
    s.done("boss", "send_away", "{}");
    assert_eq!(s.refused("lin", "explain", "{}"), ["barred"], "exclusion goes before everything");
}

#[test]
fn a_roster_stands_wherever_a_role_may_and_means_whoever_is_on_duty() {
    let mut s = scene(
        "roles: {clerk: 办事员 | clerk, boss: 负责人 | boss}\n\
         rosters: {night: {label: 夜班 | night duty, who: clerk, by: boss, hours: \"00:00-08:00, 20:00-24:00\"}}\n\
         stages: {open: {label: 在办 | open, owner: night}, closed: {label: 办结 | closed, end: true}}\n\
         acts:\n  register: {label: 登记 | register, begins: any, by: clerk, does: [tell: night]}\n  \
         receive: {label: 接待 | receive, by: night, in: any}\n",
    );
    s.town.people.insert("lin".into(), Person { roles: vec!["night".into()], unit: "hall".into() });
    s.town.fill();
    s.done("clerk", "register", "{}");
    assert!(s.sees("post:night"));
    assert_eq!(s.refused("clerk", "receive", "{}"), ["not_by_you"]);
    s.done("lin", "receive", "{}");
}

#[test]
fn copies_of_a_paper_name_fields_of_the_row_from_which_it_is_issued() {
    let mut s = scene(
        "stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 办结 | closed, end: true}}\n\
         kinds: {report: {label: 举报 | report, parts: {slip: {label: 单 | slip, fields: {keeper: {label: 保管人 | keeper, type: person}},\n  \
           stages: {out: {label: 在办 | out, owner: clerk}, back: {label: 已回 | back, end: true}},\n  \
           acts: {reply: {label: 回 | reply, by: clerk, in: [out], does: [issue: sheet, go: back]}}}},\n  \
           acts: {register: {label: 登记 | register, begins: any, by: clerk, input: []},\n  \
             send: {label: 发 | send, opens: slip, by: clerk, in: any, input: [keeper!]}}}}\n\
         documents: {sheet: {label: 回单 | sheet, copies: [{holder: field keeper}]}}\n\
         acts: {remark: {label: 记 | remark, by: clerk, in: any}}\n",
    );
    s.town.people.insert("lin".into(), Person { roles: vec![], unit: "gym".into() });
    s.town.fill();
    let (actor, now) = (s.town.actor("clerk", Some(s.place)), s.town.now);
    let act = Do {
        act: "report.register".into(),
        option: None,
        row: None,
        input: Input::new(),
        actor,
        happened: None,
        channel: Some("letter".into()),
        warned: None,
        spawned: None,
        keep_out: Vec::new(),
    };
    s.town.act(s.place, act, now).unwrap();
    s.done("clerk", "send", "{keeper: lin}");
    s.done("clerk", "slip.reply", "{}");
    let paper = s.case().papers.last().unwrap();
    assert_eq!(paper.copies[0].holder, [Principal::Person("lin".into())]);
}
