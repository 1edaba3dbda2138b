//! What one office sends to another of the same installation comes in there, with what may be told and nothing else.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use dengwen_desk::{
    inspect::By,
    office::{Founding, Person, Post, Unit},
    view::{InboxRow, Session},
};
use dengwen_regulation::model::Label;

use crate::trial::{Trial, ZH, both, person, sent};

const REPORT: &str = "r01-guangdong-realname-report";
const NAME: &str = "甲丙示例";
const TEXT: &str = "反映工程发包中索要好处费";

both! {
    sent_down_without_consent_nobody_is_named at "2026-03-02 09:00",
    passed_on_with_consent_the_reporter_is_named at "2026-03-02 09:00",
    a_body_that_is_no_office_stays_a_letter at "2026-03-02 09:00",
    what_was_sent_comes_back_when_the_case_there_has_ended at "2026-03-02 09:00",
}

async fn two_offices(trial: &Trial) {
    for (id, zh, en) in [("city", "示例市机关", "Example city"), ("county", "示例县机关", "Example county")] {
        let member = |id: &str, unit: &str| Person { unit: Some(unit.to_owned()), ..Person::new(id, id) };
        let founding = Founding {
            units: vec![
                Unit::new("petitions", Label::new("信访室", "petitions")),
                Unit::new("county", Label::new("下级机关", "the organ below")),
            ],
            people: vec![member("lin", "petitions"), member("below", "county")],
            posts: vec![
                Post::always("petition_dept", "petitions", "lin"),
                Post::always("petition_dept", "county", "below"),
            ],
            ..Founding::new(id, Label::new(zh, en), &[REPORT])
        };
        trial.desk.found_office(founding).await.unwrap();
    }
}

/// A report whose name was found genuine.
async fn report(trial: &Trial) -> String {
    let pairs = [
        ("party.reporter.0.name", NAME),
        ("party.reporter.0.contact", "示例路十二号"),
        ("party.reported.0.name", "乙某"),
        ("party.reported.0.standing", "member"),
        ("matter", TEXT),
    ];
    let begun = trial.desk.step_begin("city", REPORT, &person("lin"), Some("letter"), &sent("register", &pairs)).await;
    let case = begun.unwrap().case;
    let genuine = dengwen_desk::view::Sent { option: Some("genuine".to_owned()), ..sent("verify_name", &[]) };
    trial.desk.step(&case, &person("lin"), &genuine).await.unwrap();
    case
}

async fn decide(trial: &Trial, case: &str, by: &By, act: (&str, &str), pairs: &[(&str, &str)]) {
    let form = dengwen_desk::view::Sent { option: Some(act.1.to_owned()), ..sent(act.0, pairs) };
    trial.desk.step(case, by, &form).await.unwrap();
}

async fn came_in(trial: &Trial, session: &Session) -> Vec<InboxRow> {
    let view = trial.desk.inbox(session, "", None, ZH).await.unwrap();
    view.groups.into_iter().flat_map(|group| group.rows).filter(|row| row.case.starts_with("incoming:")).collect()
}

/// What the other office reads of the one matter that came in.
async fn read(trial: &Trial) -> String {
    let clerk = trial.desk.session_for("county", "lin").await.unwrap();
    let rows = came_in(trial, &clerk).await;
    assert_eq!(rows.len(), 1, "carried again it is the same matter");
    let id = rows.first().unwrap().case.strip_prefix("incoming:").unwrap().to_owned();
    let view = trial.desk.incoming(&clerk, &id, ZH).await.unwrap();
    assert!(!view.registers.is_empty(), "it can be registered like any other");
    format!("{:?} {:?}", view.given, view.typed)
}

async fn sent_down_without_consent_nobody_is_named(trial: &Trial) {
    two_offices(trial).await;
    let case = report(trial).await;
    decide(trial, &case, &person("lin"), ("decide", "lower_level"), &[("body", "county"), ("sent_as", "transferred")])
        .await;
    trial.desk.empty_outbox().await.unwrap();
    let told = read(trial).await;
    assert!(told.contains(TEXT) && told.contains("示例市机关") && told.contains("乙某"), "{told}");
    assert!(!told.contains(NAME) && !told.contains("十二号"), "{told}");
    let sent = trial.desk.inspect(&case).await.unwrap().case.forwarded;
    let arrived = sent.first().unwrap().arrived.clone().unwrap();
    assert_eq!((sent.len(), arrived.0.as_str()), (1, "示例县机关"));
    let story = trial.desk.case(&trial.desk.session_for("city", "lin").await.unwrap(), &case, ZH).await.unwrap().story;
    assert!(story.iter().any(|one| one.text.contains("已送达示例县机关")), "{story:?}");
    assert!(trial.desk.compare().await.unwrap().is_empty(), "the lists are those that the log gives");
}

async fn passed_on_with_consent_the_reporter_is_named(trial: &Trial) {
    two_offices(trial).await;
    let case = report(trial).await;
    let clerk = person("lin");
    decide(trial, &case, &clerk, ("decide", "higher_or_other"), &[("body", "示例县机关")]).await;
    assert!(came_in(trial, &trial.desk.session_for("county", "lin").await.unwrap()).await.is_empty());
    decide(trial, &case, &By::Party(1), ("consent_to_pass_on", "agrees"), &[]).await;
    let told = read(trial).await;
    assert!(told.contains(TEXT) && told.contains(NAME), "{told}");
}

async fn a_body_that_is_no_office_stays_a_letter(trial: &Trial) {
    two_offices(trial).await;
    let case = report(trial).await;
    decide(trial, &case, &person("lin"), ("decide", "higher_or_other"), &[("body", "省级机关")]).await;
    decide(trial, &case, &By::Party(1), ("consent_to_pass_on", "agrees"), &[]).await;
    assert!(came_in(trial, &trial.desk.session_for("county", "lin").await.unwrap()).await.is_empty());
    let sent = trial.desk.inspect(&case).await.unwrap().case.forwarded;
    assert!(sent.first().unwrap().arrived.is_none());
}

/// A small regulation under which a matter is sent to another office, and an answer is to come back.
const SMALL: &str = "format: 1\nregulation: small\ntitle: 试 | trial\nsource: 试\nversion: {id: \"1\", status: in-force, in-force: 2026-01-01}\n\
    case: {label: 件 | case}\nreading: 试 | trial\norganisation: {authority: private, calendar: cn}\nroles: {clerk: 办事员 | clerk}\n\
    channels: {letter: 来信 | letter}\nnumber: {pattern: \"{year}-{serial}\", restarts: year}\n\
    fields: {matter: {label: 内容 | matter, type: long}, body: {label: 单位 | body, type: body}}\n\
    stages: {open: {label: 在办 | open, owner: clerk}, closed: {label: 已整改 | put right, end: true}}\n\
    acts:\n  register: {label: 登记 | register, begins: any, by: clerk, input: [matter!]}\n  \
    send: {label: 转办 | send, by: clerk, in: [open], input: [body!], does: [forward: {to: field body, as: 转办, returns: true}]}\n  \
    close: {label: 办结 | close, by: clerk, in: [open], does: [go: closed]}\n";

async fn what_was_sent_comes_back_when_the_case_there_has_ended(trial: &Trial) {
    let folder = trial.folder.join("packs");
    std::fs::create_dir_all(folder.join("small")).unwrap();
    std::fs::write(folder.join("small/regulation.yaml"), SMALL).unwrap();
    let desk = trial.again(dengwen_packs::Packs::Folder(folder)).await;
    for (id, zh) in [("city", "示例市"), ("county", "示例县")] {
        let founding = Founding {
            units: vec![Unit::new("hall", Label::plain("大厅"))],
            people: vec![Person { unit: Some("hall".to_owned()), ..Person::new("lin", "林一") }],
            posts: vec![Post::always("clerk", "hall", "lin")],
            ..Founding::new(id, Label::plain(zh), &["small"])
        };
        desk.found_office(founding).await.unwrap();
    }
    let (city, county) =
        (desk.session_for("city", "lin").await.unwrap(), desk.session_for("county", "lin").await.unwrap());
    let begun = desk.begin(&city, "small", "letter", sent("register", &[("matter", TEXT)]), ZH).await.unwrap().case;
    desk.perform(&city, &begun, sent("send", &[("body", "示例县")]), ZH).await.unwrap();
    desk.empty_outbox().await.unwrap();
    let rows = desk.inbox(&county, "", None, ZH).await.unwrap().groups.into_iter().flat_map(|group| group.rows);
    let came = rows.map(|row| row.case).find(|case| case.starts_with("incoming:")).unwrap();
    let register = dengwen_desk::view::Sent { once: "one".to_owned(), ..sent("register", &[("matter", TEXT)]) };
    let id = came.strip_prefix("incoming:").unwrap();
    let there = desk.register_incoming(&county, id, register, ZH).await.unwrap().case;
    desk.empty_outbox().await.unwrap();
    assert!(desk.inspect(&begun).await.unwrap().case.forwarded.first().unwrap().is_awaited(), "not ended yet");
    desk.perform(&county, &there, sent("close", &[]), ZH).await.unwrap();
    desk.empty_outbox().await.unwrap();
    assert!(!desk.inspect(&begun).await.unwrap().case.forwarded.first().unwrap().is_awaited());
    let story = desk.case(&city, &begun, ZH).await.unwrap().story;
    let told = format!("{story:?}");
    assert!(told.contains("示例县已回报") && told.contains("已整改（2026-1）"), "{told}");
    let rows = desk.inbox(&city, "", None, ZH).await.unwrap().groups.into_iter().flat_map(|group| group.rows);
    assert!(rows.map(|row| row.to_do).any(|to_do| to_do.contains("登记回报")), "whoever has the stage is told");
    assert!(desk.compare().await.unwrap().is_empty(), "the lists are those that the log gives");
    desk.close().await;
}
