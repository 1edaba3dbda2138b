//! Relations that staff declare: looked at before work is given, told to nobody else, sealed.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    Said,
    office::{Founding, Person, Post, Unit},
    view::{Rejection, Sent, Session},
};
use dengwen_regulation::model::Label;

use crate::{
    incoming::{ACCUSED, NAME, handed_in, organ, registration, staff},
    trial::{Trial, ZH, both, sent},
};

both! {
    a_declared_relation_is_looked_at_before_work_is_given at "2026-06-22 09:00",
    a_declared_relation_with_whoever_reported_is_found_and_tells_nobody_who_it_is at "2026-03-02 10:00",
    what_is_declared_is_sealed_and_shown_to_nobody_else at "2026-03-02 10:00",
}

pub(crate) const REGULATION: &str = "r11-consumer-association";
const SHOP: &str = "某家电商行";

/// An association of three and a director.
pub(crate) async fn association(trial: &Trial) {
    let member = |id: &str, name: &str| Person { unit: Some("desk".to_owned()), ..Person::new(id, name) };
    let founding = Founding {
        units: vec![Unit::new("desk", Label::new("投诉部", "complaints"))],
        people: vec![member("wang", "王一"), member("liu", "刘二"), member("zhao", "赵三"), member("dong", "董四")],
        posts: vec![
            Post::always("association", "desk", "wang"),
            Post::always("association", "desk", "liu"),
            Post::always("association", "desk", "zhao"),
            Post::always("director", "desk", "dong"),
        ],
        ..Founding::new("house", Label::new("示例消协", "Example association"), &[REGULATION])
    };
    trial.desk.found_office(founding).await.unwrap();
}

/// A simple complaint about a shop.
pub(crate) fn complaint() -> Sent {
    let form = [
        ("party.complainant.0.name", "消费者甲"),
        ("party.complainant.0.contact", "某路2号"),
        ("party.respondent.0.name", SHOP),
        ("party.respondent.0.address", "某路8号"),
        ("matter", "冰箱三次维修仍不制冷"),
        ("class.circumstances", "simple"),
    ];
    sent("register", &form)
}

fn said(name: &str, kind: &str) -> Said {
    Said {
        name: name.to_owned(), kind: kind.to_owned(), note: "曾在其门店任职两年".to_owned(), ..Said::default()
    }
}

async fn declared(trial: &Trial, session: &Session, name: &str, kind: &str) {
    trial.desk.declare_relation(session, said(name, kind), ZH).await.unwrap();
}

fn refused(outcome: Result<dengwen_desk::view::Performed, Rejection>) -> Vec<(String, String)> {
    match outcome {
        Err(Rejection::Refused(all)) => {
            all.into_iter().map(|one| (one.code, format!("{} {:?}", one.cited.text, one.cited.article))).collect()
        }
        other => unreachable!("{other:?}"),
    }
}

async fn a_declared_relation_is_looked_at_before_work_is_given(trial: &Trial) {
    association(trial).await;
    let session = |person: &'static str| async move { trial.desk.session_for("house", person).await.unwrap() };
    let (wang, liu, zhao) = (session("wang").await, session("liu").await, session("zhao").await);
    declared(trial, &liu, "某家电 商行", "work").await;
    declared(trial, &zhao, SHOP, "interest").await;
    let begun = trial.desk.begin(&wang, REGULATION, "letter", complaint(), ZH).await.unwrap();
    let act = |act: &str, pairs: &[(&str, &str)]| sent(act, pairs);
    let perform = |sent: Sent| trial.desk.perform(&wang, &begun.case, sent, ZH);
    perform(Sent { option: Some("accepted".to_owned()), ..act("decide", &[]) }).await.unwrap();
    // To investigate it is a warning, whoever chooses is told of it and of nothing else.
    let told = refused(perform(act("name_investigators", &[("role.investigator", "liu")])).await);
    assert_eq!(told.len(), 1);
    assert!(told.iter().all(|(code, text)| code == "warned" && text.contains("申报") && text.contains("调解(回避)")));
    assert!(!format!("{told:?}").contains("任职"), "{told:?}");
    let spite =
        Sent { in_spite: Some("已核实".to_owned()), ..act("name_investigators", &[("role.investigator", "liu")]) };
    perform(spite).await.unwrap();
    // Whoever was chosen finds it on the page of the case, with the acts by which they step aside.
    let page = trial.desk.case(&liu, &begun.case, ZH).await.unwrap();
    let related = page.related.unwrap();
    assert!(related.cited.text.contains("申报过") && related.cited.article.is_some(), "{related:?}");
    assert!(related.acts.contains(&"recuse".to_owned()), "{related:?}");
    assert!(trial.desk.case(&wang, &begun.case, ZH).await.unwrap().related.is_none());
    let invite = Sent { option: Some("telephone".to_owned()), ..act("invite", &[("held_at", "2026-06-25T09:30")]) };
    perform(invite).await.unwrap();
    // The regulation binds mediators who have an interest: there it is refused, whatever reason is given.
    let name = |mediator: &str, host: &str| Sent {
        in_spite: Some("人手不足".to_owned()),
        ..act("name_mediators", &[("role.mediator", mediator), ("role.host", host)])
    };
    let told = refused(perform(name("zhao", "wang")).await);
    assert_eq!(told.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["barred"]);
    perform(name("liu", "wang")).await.unwrap();
    // Ended, it is compared with nothing any more.
    let one = trial.desk.relations(&zhao).await.unwrap().pop().unwrap();
    assert!(matches!(trial.desk.end_relation(&liu, &one.id).await, Err(Rejection::NotFound)), "not by another");
    trial.desk.end_relation(&zhao, &one.id).await.unwrap();
    perform(act("name_mediators", &[("role.mediator", "zhao"), ("role.host", "wang")])).await.unwrap();
}

async fn a_declared_relation_with_whoever_reported_is_found_and_tells_nobody_who_it_is(trial: &Trial) {
    organ(trial).await;
    let (_, id) = handed_in(trial, "a").await;
    let (lin, guo) = (staff(trial, "lin").await, staff(trial, "guo").await);
    let form = registration(trial, &lin, &id, "r").await;
    let case = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap().case;
    declared(trial, &guo, NAME, "kin").await;
    // Guo sees the case: nothing there tells that the name fits, until the identity is opened for a purpose.
    assert!(trial.desk.case(&guo, &case, ZH).await.unwrap().related.is_none());
    let own = [("substitute", "guo"), ("reason", "出差")];
    trial.desk.perform(&guo, &case, sent("hand_on", &own), ZH).await.unwrap();
    let warnings = |log: &[std::sync::Arc<dengwen_case::Commit>]| {
        let last = log.iter().rev().flat_map(|commit| &commit.events).find_map(|event| match event {
            dengwen_case::Event::ActDone { act, warnings, .. } if act.as_str() == "hand_on" => Some(warnings.len()),
            _ => None,
        });
        last.unwrap()
    };
    let log = trial.desk.inspect(&case).await.unwrap().commits;
    assert_eq!(warnings(&log), 0, "whoever chooses themselves learns nothing");
    trial.desk.perform(&lin, &case, sent("hand_on", &own), ZH).await.unwrap();
    let log = trial.desk.inspect(&case).await.unwrap().commits;
    assert_eq!(warnings(&log), 1, "somebody else is warned");
    trial.desk.open_identity(&guo, &case, 1, "核实署名", ZH).await.unwrap();
    assert!(trial.desk.case(&guo, &case, ZH).await.unwrap().related.is_some());
    // The side complained of is content for those who read the case.
    declared(trial, &lin, ACCUSED, "work").await;
    assert!(trial.desk.case(&lin, &case, ZH).await.unwrap().related.is_some());
}

async fn what_is_declared_is_sealed_and_shown_to_nobody_else(trial: &Trial) {
    organ(trial).await;
    let chief = Person { administrator: true, ..Person::new("chief", "管理员") };
    trial.desk.save_person("organ", "", chief).await.unwrap();
    let (lin, guo, chief) = (staff(trial, "lin").await, staff(trial, "guo").await, staff(trial, "chief").await);
    let wrong = trial.desk.declare_relation(&lin, said(" ", "friend"), ZH).await;
    match wrong {
        Err(Rejection::Invalid(wrong)) => {
            assert_eq!(wrong.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["name", "kind"]);
        }
        other => unreachable!("{other:?}"),
    }
    declared(trial, &lin, "密存商行", "interest").await;
    let mine = trial.desk.relations(&lin).await.unwrap();
    assert_eq!(mine.first().unwrap().said.as_ref().unwrap().name, "密存商行");
    assert!(trial.desk.relations(&guo).await.unwrap().is_empty());
    assert!(trial.desk.relations(&chief).await.unwrap().is_empty());
    let told = trial.desk.relations_declared(&chief).await.unwrap();
    assert_eq!(told.iter().map(|one| (one.name.as_str(), one.standing)).collect::<Vec<_>>(), [("林一", 1)]);
    assert!(!format!("{told:?}").contains("密存"));
    assert!(matches!(trial.desk.relations_declared(&guo).await, Err(Rejection::Forbidden)));
    for commit in trial.desk.store().load("office:organ", 0).await.unwrap() {
        assert!(!commit.body.contains("密存") && !commit.body.contains("任职"), "{}", commit.body);
    }
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
    trial.desk.verify(|_| {}).await.unwrap().unwrap();
}
