//! Leave and deputies: for a time, as themselves, and nothing that either must stay out of.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_case::Event;
use dengwen_desk::{
    Desk, LeaveTyped,
    office::Person,
    view::{Rejection, Sent, Session},
};

use crate::{
    at_rest::{self, SAID, registered, serving, signed_in},
    incoming::{handed_in, organ, registration, staff},
    trial::{Trial, ZH, at, both, sent},
};

both! {
    a_deputy_may_for_a_time_what_the_one_on_leave_may at "2026-03-02 10:00",
    what_either_must_stay_out_of_stays_out_of_reach at "2026-03-02 10:00",
    whoever_enters_a_leave_is_told_what_does_not_fit at "2026-03-02 10:00",
    a_deputy_reads_sealed_cases_for_the_time_and_holds_nothing_that_comes_after at "2026-03-02 10:00",
    work_is_not_given_unseen_to_somebody_on_leave at "2026-03-02 10:00",
    all_work_of_somebody_is_handed_on_at_once at "2026-06-22 09:00",
}

fn leave(person: &str, deputy: &str, from: &str, until: &str) -> LeaveTyped {
    let (person, deputy) = (person.to_owned(), deputy.to_owned());
    LeaveTyped { person, deputy, from: Some(at(from)), until: Some(at(until)), note: "案卷在左手柜".to_owned() }
}

async fn case_of_lin(trial: &Trial) -> (Session, String) {
    let (_, id) = handed_in(trial, "a").await;
    let lin = staff(trial, "lin").await;
    let form = registration(trial, &lin, &id, "r").await;
    let case = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap().case;
    (lin, case)
}

async fn listed(desk: &Desk, session: &Session, case: &str) -> bool {
    let view = desk.inbox(session, "all", None, ZH).await.unwrap();
    let all = view.groups.iter().flat_map(|group| &group.rows).any(|row| row.case == case);
    let found = desk.search(session, "", None, ZH).await.unwrap().rows.iter().any(|row| row.case == case);
    assert_eq!(all, found, "lists agree");
    let view = desk.inbox(session, "", None, ZH).await.unwrap();
    let owed = view.groups.iter().flat_map(|group| &group.rows).any(|row| row.case == case);
    assert!(!owed || all, "nothing is owed in a case that is not there");
    all
}

fn verified() -> Sent {
    Sent { option: Some("genuine".to_owned()), ..sent("verify_name", &[]) }
}

async fn a_deputy_may_for_a_time_what_the_one_on_leave_may(trial: &Trial) {
    organ(trial).await;
    let (lin, case) = case_of_lin(trial).await;
    let bo = staff(trial, "bo").await;
    let next = trial.desk.submit("organ", crate::incoming::REPORT, crate::incoming::report("b"), ZH).await.unwrap();
    assert!(!next.code.is_empty());
    assert!(trial.desk.case(&bo, &case, ZH).await.is_err() && !listed(&trial.desk, &bo, &case).await);
    let typed = leave("lin", "bo", "2026-03-03 00:00", "2026-03-06 00:00");
    trial.desk.enter_leave(&lin, typed, ZH).await.unwrap();
    assert!(trial.desk.case(&bo, &case, ZH).await.is_err(), "not before it begins");
    assert_eq!(trial.desk.leaves(&bo).await.unwrap()[0].note, "案卷在左手柜");
    trial.to("2026-03-03 09:00").await;
    assert!(listed(&trial.desk, &bo, &case).await);
    assert!(trial.desk.case(&bo, &case, ZH).await.unwrap().open.iter().any(|form| form.act == "verify_name"));
    assert!(trial.desk.begins(&bo, ZH).await.unwrap().len() == trial.desk.begins(&lin, ZH).await.unwrap().len());
    trial.desk.perform(&bo, &case, verified(), ZH).await.unwrap();
    let log = trial.desk.inspect(&case).await.unwrap().commits;
    let by = log.iter().flat_map(|commit| &commit.events).find_map(|event| match event {
        Event::ActDone { act, by, .. } if act.as_str() == "verify_name" => Some(by.clone()),
        _ => None,
    });
    let by = by.unwrap();
    assert_eq!(
        (by.person.as_deref(), by.deputy_of.as_deref()),
        (Some("bo"), Some("lin")),
        "as themselves, and for whom"
    );
    let page = trial.desk.case(&lin, &case, ZH).await.unwrap();
    assert!(page.story.iter().any(|one| one.who == "薄三（代林一）"), "{:?}", page.story);
    // It ends by itself.
    trial.to("2026-03-06 00:00").await;
    assert!(matches!(trial.desk.case(&bo, &case, ZH).await, Err(Rejection::NotFound)));
    assert!(!listed(&trial.desk, &bo, &case).await && trial.desk.begins(&bo, ZH).await.unwrap().is_empty());
    // Or is ended early.
    let typed = leave("lin", "bo", "2026-03-06 00:00", "2026-03-20 00:00");
    trial.desk.enter_leave(&lin, typed, ZH).await.unwrap();
    assert!(trial.desk.case(&bo, &case, ZH).await.is_ok());
    let id = trial.desk.leaves(&lin).await.unwrap()[0].id.clone();
    assert!(matches!(trial.desk.end_leave(&bo, &id).await, Err(Rejection::NotFound)), "not by the deputy");
    trial.desk.end_leave(&lin, &id).await.unwrap();
    assert!(matches!(trial.desk.case(&bo, &case, ZH).await, Err(Rejection::NotFound)));
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
}

async fn what_either_must_stay_out_of_stays_out_of_reach(trial: &Trial) {
    organ(trial).await;
    let (lin, case) = case_of_lin(trial).await;
    let (guo, bo) = (staff(trial, "guo").await, staff(trial, "bo").await);
    trial.desk.enter_leave(&lin, leave("lin", "bo", "2026-03-02 00:00", "2026-03-06 00:00"), ZH).await.unwrap();
    assert!(listed(&trial.desk, &bo, &case).await);
    // Whoever is on leave steps aside: the deputy may not either, though the post is held by others too.
    trial.desk.perform(&lin, &case, sent("recuse", &[("reason", "亲属")]), ZH).await.unwrap();
    assert!(matches!(trial.desk.case(&bo, &case, ZH).await, Err(Rejection::NotFound)));
    assert!(!listed(&trial.desk, &bo, &case).await);
    assert!(trial.desk.case(&guo, &case, ZH).await.is_ok());
    // What the deputy must stay out of themselves is out of reach, whoever's work it is.
    let receipt = trial.desk.submit("organ", crate::incoming::REPORT, crate::incoming::report("b"), ZH).await.unwrap();
    assert!(receipt.number.is_none());
    let view = trial.desk.inbox(&guo, "", None, ZH).await.unwrap();
    let mut rows = view.groups.into_iter().flat_map(|group| group.rows);
    let id = rows.find_map(|row| row.case.strip_prefix("incoming:").map(str::to_owned)).unwrap();
    assert!(trial.desk.incoming(&bo, &id, ZH).await.is_ok(), "what comes in is there for the deputy");
    let mut form = registration(trial, &guo, &id, "s").await;
    form.typed.push(("keep_out".to_owned(), "person:bo".to_owned()));
    let second = trial.desk.register_incoming(&guo, &id, form, ZH).await.unwrap().case;
    assert!(trial.desk.case(&lin, &second, ZH).await.is_ok());
    assert!(matches!(trial.desk.case(&bo, &second, ZH).await, Err(Rejection::NotFound)));
    assert!(!listed(&trial.desk, &bo, &second).await);
    // Somebody's own sight does not end with that of the one they stand in for.
    trial.desk.enter_leave(&bo, leave("bo", "guo", "2026-03-10 00:00", "2026-03-12 00:00"), ZH).await.unwrap();
    trial.to("2026-03-10 09:00").await;
    assert!(listed(&trial.desk, &guo, &second).await && trial.desk.case(&guo, &second, ZH).await.is_ok());
}

async fn whoever_enters_a_leave_is_told_what_does_not_fit(trial: &Trial) {
    organ(trial).await;
    let chief = Person { administrator: true, ..Person::new("chief", "管理员") };
    trial.desk.save_person("organ", "", chief).await.unwrap();
    let gone = Person { active: false, ..Person::new("gone", "离任") };
    trial.desk.save_person("organ", "", gone).await.unwrap();
    let (lin, chief) = (staff(trial, "lin").await, staff(trial, "chief").await);
    let keys = |outcome: Result<(), Rejection>| match outcome {
        Err(Rejection::Invalid(wrong)) => wrong.into_iter().map(|(key, _)| key).collect::<Vec<_>>(),
        other => unreachable!("{other:?}"),
    };
    let enter = |session: &Session, typed: LeaveTyped| {
        let (desk, session) = (trial.desk.clone(), session.clone());
        async move { desk.enter_leave(&session, typed, ZH).await }
    };
    let (from, until) = ("2026-03-03 00:00", "2026-03-06 00:00");
    assert_eq!(keys(enter(&lin, leave("lin", "lin", from, until)).await), ["deputy"]);
    assert_eq!(keys(enter(&lin, leave("lin", "gone", from, until)).await), ["deputy"]);
    assert_eq!(keys(enter(&lin, leave("lin", "bo", until, from)).await), ["until"]);
    assert_eq!(keys(enter(&lin, leave("lin", "bo", "2026-02-01 00:00", "2026-02-02 00:00")).await), ["until"]);
    assert!(matches!(enter(&lin, leave("guo", "bo", from, until)).await, Err(Rejection::Forbidden)));
    enter(&chief, leave("guo", "bo", from, until)).await.unwrap();
    assert_eq!(keys(enter(&chief, leave("guo", "lin", from, until)).await), ["from"], "one at a time");
    assert_eq!(keys(enter(&lin, leave("lin", "guo", from, until)).await), ["deputy"], "a deputy who is there");
    assert_eq!(keys(enter(&chief, leave("bo", "lin", from, until)).await), ["person"], "deputies are not handed on");
    assert!(trial.desk.leaves(&lin).await.unwrap().is_empty());
    let all = trial.desk.leaves(&chief).await.unwrap();
    assert!(all.len() == 1 && all[0].note.is_empty(), "an administrator reads no words to the deputy: {all:?}");
    for commit in trial.desk.store().load("office:organ", 0).await.unwrap() {
        assert!(!commit.body.contains("左手柜"), "{}", commit.body);
    }
}

async fn a_deputy_reads_sealed_cases_for_the_time_and_holds_nothing_that_comes_after(trial: &Trial) {
    let desk = serving(trial).await;
    at_rest::organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let bo = signed_in(&desk, "bo").await;
    desk.enter_leave(&lin, leave("lin", "bo", "2026-03-03 00:00", "2026-03-06 00:00"), ZH).await.unwrap();
    assert!(desk.case(&bo, &case, ZH).await.is_err(), "keys alone show nothing");
    desk.clock().set(at("2026-03-03 09:00"));
    let bo = signed_in(&desk, "bo").await;
    let page = desk.case(&bo, &case, ZH).await.unwrap();
    assert!(format!("{page:?}").contains(SAID), "nobody else has to be there for it");
    desk.clock().set(at("2026-03-06 09:00"));
    let lin = signed_in(&desk, "lin").await;
    desk.perform(&lin, &case, verified(), ZH).await.unwrap();
    assert!(matches!(desk.case(&bo, &case, ZH).await, Err(Rejection::NotFound)));
    let pairs = desk.store().key_pairs(&format!("content:{case}")).await.unwrap();
    let last = pairs.last().unwrap();
    for lock in desk.store().key_locks(&last.id).await.unwrap() {
        assert!(!lock.holder.contains("/bo#"), "{lock:?}");
        let circle = desk.store().key_locks(&lock.holder).await.unwrap();
        assert!(!circle.iter().any(|lock| lock.holder.contains("/bo#")), "what comes after is sealed to others");
    }
    desk.close().await;
}

async fn work_is_not_given_unseen_to_somebody_on_leave(trial: &Trial) {
    organ(trial).await;
    let (lin, case) = case_of_lin(trial).await;
    let guo = staff(trial, "guo").await;
    trial.desk.enter_leave(&guo, leave("guo", "bo", "2026-03-02 00:00", "2026-03-06 00:00"), ZH).await.unwrap();
    let handed = sent("hand_on", &[("substitute", "guo"), ("reason", "出差")]);
    trial.desk.perform(&lin, &case, handed, ZH).await.unwrap();
    let log = trial.desk.inspect(&case).await.unwrap().commits;
    let mut events = log.iter().rev().flat_map(|commit| &commit.events);
    let warned = events.any(|event| match event {
        Event::ActDone { warnings, .. } => warnings.iter().any(|label| label.zh.contains("正在休假")),
        _ => false,
    });
    assert!(warned);
}

async fn all_work_of_somebody_is_handed_on_at_once(trial: &Trial) {
    use crate::relations::{REGULATION, association, complaint};
    association(trial).await;
    let session = |person: &'static str| async move { trial.desk.session_for("house", person).await.unwrap() };
    let (wang, liu, zhao) = (session("wang").await, session("liu").await, session("zhao").await);
    let mut cases = Vec::new();
    for once in ["a", "b", "c", "d"] {
        let form = Sent { once: once.to_owned(), ..complaint() };
        let case = trial.desk.begin(&wang, REGULATION, "letter", form, ZH).await.unwrap().case;
        let accepted = Sent { option: Some("accepted".to_owned()), ..sent("decide", &[]) };
        trial.desk.perform(&wang, &case, accepted, ZH).await.unwrap();
        cases.push(case);
    }
    let liu_first = sent("name_investigators", &[("role.investigator", "liu")]);
    for case in cases.iter().take(3) {
        trial.desk.perform(&wang, case, liu_first.clone(), ZH).await.unwrap();
    }
    // Zhao must stay out of the third.
    trial.desk.perform(&zhao, &cases[2], sent("recuse", &[("reason", "亲属")]), ZH).await.unwrap();
    let all = sent("hand_on", &[("substitute", "zhao"), ("all", "yes"), ("reason", "调离")]);
    trial.desk.perform(&liu, &cases[0], all, ZH).await.unwrap();
    let mut held = Vec::new();
    for case in &cases {
        let case = trial.desk.inspect(case).await.unwrap().case;
        let who: Vec<String> = case.holders("investigator").iter().map(ToString::to_string).collect();
        held.push((who.join(" "), case.held.len()));
    }
    let held: Vec<(&str, usize)> = held.iter().map(|(who, held)| (who.as_str(), *held)).collect();
    assert_eq!(held, [("person:zhao", 0), ("person:zhao", 0), ("person:liu", 1), ("", 0)]);
    let seq = trial.desk.inspect(&cases[3]).await.unwrap().case.seq;
    trial.desk.empty_outbox().await.unwrap();
    assert_eq!(trial.desk.inspect(&cases[3]).await.unwrap().case.seq, seq, "nothing is written where nothing happens");
}
