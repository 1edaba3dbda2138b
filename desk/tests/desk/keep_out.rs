//! Whom the reporter names at intake finds nothing: until the clerk has said who is meant, and as a case, in both grades.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use dengwen_desk::{
    office::{Person, Post},
    view::{Control, Rejection, Sent, Session},
};

use crate::{
    incoming::{REPORT, TEXT, organ, registration, report, staff},
    trial::{CLUB, Trial, ZH, both, enquiry, sent},
};

both! {
    whoever_the_reporter_names_finds_nothing at "2026-03-02 10:00",
    a_name_turned_into_a_person_keeps_the_case_from_them at "2026-03-02 10:00",
    words_that_no_clerk_has_looked_at_are_not_passed_over at "2026-03-02 10:00",
    at_the_counter_it_can_be_said_too at "2026-03-02 10:00",
    the_person_complained_of_finds_nothing_before_anybody_registered_it at "2026-03-02 10:00",
    a_matter_kept_from_all_who_register_is_found_by_whoever_stands_above at "2026-03-02 10:00",
    what_the_sender_adds_keeps_out_too at "2026-03-02 10:00",
    the_portal_lists_nobody at "2026-03-02 10:00",
}

/// A report whose sender writes who must not learn of it.
fn kept_from(once: &str, words: &str) -> Sent {
    let mut form = report(once);
    form.typed.push(("keep_out".to_owned(), words.to_owned()));
    form
}

async fn id_for(trial: &Trial, session: &Session) -> String {
    let view = trial.desk.inbox(session, "", None, ZH).await.unwrap();
    let mut rows = view.groups.into_iter().flat_map(|group| group.rows);
    rows.find_map(|row| row.case.strip_prefix("incoming:").map(str::to_owned)).unwrap()
}

/// Nothing in any list, and no light that counts it.
async fn lists_show_nothing(trial: &Trial, session: &Session) {
    for filter in ["", "approve", "all", "ended"] {
        let view = trial.desk.inbox(session, filter, None, ZH).await.unwrap();
        assert!(view.groups.is_empty(), "{filter}: {view:?}");
        assert!(view.counts.iter().all(|(_, count, _)| *count == 0), "{view:?}");
    }
    for words in ["", TEXT, "游泳馆", "2026"] {
        assert!(trial.desk.search(session, words, None, ZH).await.unwrap().rows.is_empty(), "{words}");
    }
    assert_eq!(trial.desk.notices_unread(session).await.unwrap(), 0);
    assert!(trial.desk.notices(session, ZH).await.unwrap().notices.is_empty());
    assert!(trial.desk.register_list(session, ZH).await.unwrap().iter().all(|line| line.rows == 0));
}

async fn holds_a_key(trial: &Trial, owner: &str, person: &str) -> bool {
    let mut ways: Vec<String> =
        trial.desk.store().key_pairs(owner).await.unwrap().into_iter().map(|pair| pair.id).collect();
    let mut seen = 0;
    while let Some(way) = ways.get(seen).cloned() {
        seen += 1;
        for lock in trial.desk.store().key_locks(&way).await.unwrap() {
            if !lock.owed && !ways.contains(&lock.holder) && !lock.holder.starts_with("recovery:") {
                ways.push(lock.holder);
            }
        }
    }
    ways.iter().any(|way| way.starts_with(&format!("person:organ/{person}#")))
}

async fn whoever_the_reporter_names_finds_nothing(trial: &Trial) {
    organ(trial).await;
    let post = Post::always("petition_dept", "petitions", "bo");
    trial.desk.save_post("organ", "", post).await.unwrap();
    let (lin, guo, bo) = (staff(trial, "lin").await, staff(trial, "guo").await, staff(trial, "bo").await);
    trial.desk.submit("organ", REPORT, kept_from("a", "郭二副主任\n一室"), ZH).await.unwrap();
    let id = id_for(trial, &lin).await;
    for out in [&guo, &bo] {
        assert!(matches!(trial.desk.incoming(out, &id, ZH).await, Err(Rejection::NotFound)));
        let again = trial.desk.settle_incoming(out, &id, sent("set_aside", &[]), ZH).await;
        assert!(matches!(again, Err(Rejection::NotFound)));
        lists_show_nothing(trial, out).await;
    }
    let owner = format!("content:incoming:{id}");
    assert!(holds_a_key(trial, &owner, "lin").await);
    assert!(!holds_a_key(trial, &owner, "guo").await && !holds_a_key(trial, &owner, "bo").await);
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
    trial.desk.store().forget_rows().await.unwrap();
    trial.desk.rebuild().await.unwrap();
    lists_show_nothing(trial, &guo).await;
}

async fn a_name_turned_into_a_person_keeps_the_case_from_them(trial: &Trial) {
    organ(trial).await;
    let (lin, guo, bo) = (staff(trial, "lin").await, staff(trial, "guo").await, staff(trial, "bo").await);
    trial.desk.submit("organ", REPORT, kept_from("a", "郭二，一室"), ZH).await.unwrap();
    let id = id_for(trial, &lin).await;
    let view = trial.desk.incoming(&lin, &id, ZH).await.unwrap();
    let field = view.registers[0].fields.iter().find(|field| field.key == "keep_out").unwrap();
    assert!(field.must && field.control == Control::Many && field.hint.as_ref().unwrap().contains("郭二，一室"));
    let form = registration(trial, &lin, &id, "r").await;
    let ticked: Vec<&str> =
        form.typed.iter().filter(|(key, _)| key == "keep_out").map(|(_, value)| value.as_str()).collect();
    assert_eq!(ticked, ["person:guo", "unit:bureau"], "the clerk finds ticked what the words point at");
    let done = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    let post = Post::always("petition_dept", "petitions", "bo");
    trial.desk.save_post("organ", "", post).await.unwrap();
    assert!(trial.desk.case(&lin, &done.case, ZH).await.is_ok());
    let number = done.number.unwrap_or_default();
    for out in [&guo, &bo] {
        assert!(matches!(trial.desk.case(out, &done.case, ZH).await, Err(Rejection::NotFound)));
        let late = Sent { seq: 1, ..sent("verify_name", &[]) };
        assert!(matches!(trial.desk.perform(out, &done.case, late, ZH).await, Err(Rejection::NotFound)));
        assert!(trial.desk.search(out, &number, None, ZH).await.unwrap().rows.is_empty());
        lists_show_nothing(trial, out).await;
    }
    for owner in [format!("content:{}", done.case), format!("identity:{}", done.case)] {
        assert!(holds_a_key(trial, &owner, "lin").await, "{owner}");
        assert!(!holds_a_key(trial, &owner, "guo").await && !holds_a_key(trial, &owner, "bo").await, "{owner}");
    }
}

async fn words_that_no_clerk_has_looked_at_are_not_passed_over(trial: &Trial) {
    organ(trial).await;
    let lin = staff(trial, "lin").await;
    trial.desk.submit("organ", REPORT, kept_from("a", "分管副主任"), ZH).await.unwrap();
    let id = id_for(trial, &lin).await;
    let form = registration(trial, &lin, &id, "r").await;
    match trial.desk.register_incoming(&lin, &id, form.clone(), ZH).await {
        Err(Rejection::Invalid(wrong)) => assert_eq!(wrong[0].0, "keep_out"),
        other => unreachable!("{other:?}"),
    }
    let with = |pairs: &[&str]| {
        let mut form = form.clone();
        form.typed.extend(pairs.iter().map(|value| ("keep_out".to_owned(), (*value).to_owned())));
        form
    };
    for wrong in [&["nobody", "person:guo"][..], &["person:who"], &["post:petition_dept"]] {
        let told = trial.desk.register_incoming(&lin, &id, with(wrong), ZH).await;
        assert!(matches!(told, Err(Rejection::Invalid(_))), "{wrong:?}: {told:?}");
    }
    let own = trial.desk.register_incoming(&lin, &id, with(&["person:lin"]), ZH).await;
    assert!(matches!(own, Err(Rejection::Invalid(_))), "whoever is meant does not register it: {own:?}");
    let done = trial.desk.register_incoming(&lin, &id, with(&["nobody"]), ZH).await.unwrap();
    assert!(trial.desk.case(&staff(trial, "guo").await, &done.case, ZH).await.is_ok());
}

async fn at_the_counter_it_can_be_said_too(trial: &Trial) {
    trial.club().await;
    let (lin, guo) = (trial.session("lin").await, trial.session("guo").await);
    let form = trial.desk.begin_form(&lin, CLUB, "said", ZH).await.unwrap();
    let field = form.fields.iter().find(|field| field.key == "keep_out").unwrap();
    assert!(!field.must && field.options.iter().any(|choice| choice.value == "person:guo"));
    let mut sent = enquiry("a");
    sent.typed.push(("keep_out".to_owned(), "person:guo".to_owned()));
    let done = trial.desk.begin(&lin, CLUB, "said", sent, ZH).await.unwrap();
    assert!(trial.desk.case(&lin, &done.case, ZH).await.is_ok());
    assert!(matches!(trial.desk.case(&guo, &done.case, ZH).await, Err(Rejection::NotFound)));
    lists_show_nothing(trial, &guo).await;
}

async fn the_person_complained_of_finds_nothing_before_anybody_registered_it(trial: &Trial) {
    organ(trial).await;
    let (lin, guo) = (staff(trial, "lin").await, staff(trial, "guo").await);
    let mut form = report("a");
    form.typed.retain(|(key, _)| key != "party.reported.0.name");
    form.typed.push(("party.reported.0.name".to_owned(), "郭二".to_owned()));
    trial.desk.submit("organ", REPORT, form, ZH).await.unwrap();
    let id = id_for(trial, &lin).await;
    assert!(matches!(trial.desk.incoming(&guo, &id, ZH).await, Err(Rejection::NotFound)));
    lists_show_nothing(trial, &guo).await;
    let mut form = registration(trial, &lin, &id, "r").await;
    assert!(form.typed.contains(&("keep_out".to_owned(), "person:guo".to_owned())));
    // The clerk says who of the office it is, and nothing else.
    form.typed.retain(|(key, _)| key != "keep_out");
    form.typed.push(("party.reported.0.who".to_owned(), "guo".to_owned()));
    let done = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    assert!(matches!(trial.desk.case(&guo, &done.case, ZH).await, Err(Rejection::NotFound)), "complained of");
    lists_show_nothing(trial, &guo).await;
    assert!(!holds_a_key(trial, &format!("content:{}", done.case), "guo").await);
}

async fn a_matter_kept_from_all_who_register_is_found_by_whoever_stands_above(trial: &Trial) {
    organ(trial).await;
    let zong = Person { administrator: true, ..Person::new("zong", "宗四") };
    trial.desk.save_person("organ", "", zong).await.unwrap();
    let (lin, zong) = (staff(trial, "lin").await, staff(trial, "zong").await);
    trial.desk.submit("organ", REPORT, kept_from("a", "林一、郭二"), ZH).await.unwrap();
    lists_show_nothing(trial, &lin).await;
    let id = id_for(trial, &zong).await;
    let view = trial.desk.incoming(&zong, &id, ZH).await.unwrap();
    assert!(
        view.nobody_left && view.given.is_empty() && view.registers.is_empty() && view.files.is_empty(),
        "{}",
        view.state
    );
    trial.desk.save_post("organ", "", Post::always("petition_dept", "petitions", "bo")).await.unwrap();
    let bo = staff(trial, "bo").await;
    assert!(matches!(trial.desk.incoming(&bo, &id, ZH).await, Err(Rejection::Refused(_))), "the key is owed");
    assert!(matches!(trial.desk.incoming(&zong, &id, ZH).await, Err(Rejection::NotFound)), "somebody else has it now");
    assert!(trial.desk.incoming(&bo, &id, ZH).await.is_ok_and(|view| !view.given.is_empty()));
}

async fn what_the_sender_adds_keeps_out_too(trial: &Trial) {
    organ(trial).await;
    let (lin, guo) = (staff(trial, "lin").await, staff(trial, "guo").await);
    let receipt = trial.desk.submit("organ", REPORT, report("a"), ZH).await.unwrap();
    let id = id_for(trial, &guo).await;
    assert!(trial.desk.incoming(&guo, &id, ZH).await.is_ok());
    trial.desk.answer(&receipt.code, sent("add", &[("keep_out", "郭二")]), ZH).await.unwrap();
    assert!(matches!(trial.desk.incoming(&guo, &id, ZH).await, Err(Rejection::NotFound)));
    lists_show_nothing(trial, &guo).await;
    let followed = format!("{:?}", trial.desk.follow(&receipt.code, ZH).await.unwrap());
    assert!(!followed.contains("郭二"), "a code may fall into other hands");
    assert!(
        registration(trial, &lin, &id, "r").await.typed.contains(&("keep_out".to_owned(), "person:guo".to_owned()))
    );
}

async fn the_portal_lists_nobody(trial: &Trial) {
    organ(trial).await;
    let form = trial.desk.intake("organ", REPORT, ZH).await.unwrap();
    let field = form.fields.iter().find(|field| field.key == "keep_out").unwrap();
    assert!(field.options.is_empty() && !field.must);
    let all = format!("{form:?}");
    for name in ["林一", "郭二", "薄三", "信访室", "一室"] {
        assert!(!all.contains(name), "{name}");
    }
    let named = trial.desk.submit("organ", REPORT, kept_from("a", "郭二"), ZH).await.unwrap();
    let not = trial.desk.submit("organ", REPORT, kept_from("b", "郭九"), ZH).await.unwrap();
    assert_eq!(named.next, not.next, "nothing tells whether there is such a person");
}
