//! What is handed in over the portal where the staff begins a case: kept sealed, registered once, followed with one code.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::path::Path;

use dengwen_desk::{
    office::{Founding, Person, Post, Unit},
    view::{Control, InboxRow, Rejection, Sent, Session, Upload},
};
use dengwen_packs::Packs;
use dengwen_regulation::model::Label;

use crate::trial::{CLUB, Trial, ZH, at, both, sent, typed};

pub(crate) const REPORT: &str = "r01-guangdong-realname-report";
pub(crate) const NAME: &str = "甲丙示例";
pub(crate) const CONTACT: &str = "示例市示例路十二号";
pub(crate) const ACCUSED: &str = "示例街道办某科长";
pub(crate) const TEXT: &str = "反映某科长在小型工程发包中向施工队索要好处费";
const FURTHER: &str = "施工队愿意作证";
const FILE: &[u8] = b"%PDF-1.7 the first proof of it";
const FILE_NAME: &str = "发包合同.pdf";

both! {
    a_report_goes_the_whole_way at "2026-03-02 22:10",
    what_is_missing_is_told_field_by_field at "2026-03-02 10:00",
    what_is_refused_leaves_everything_as_it_was at "2026-03-02 10:00",
    a_form_sent_twice_is_one_matter at "2026-03-02 10:00",
    a_form_sent_twice_at_once_is_one_matter at "2026-03-02 10:00",
    two_clerks_register_at_once_and_one_is_told at "2026-03-02 10:00",
    what_the_sender_adds_is_not_overlooked at "2026-03-02 10:00",
    a_matter_is_set_aside_and_taken_up_again at "2026-03-02 10:00",
    the_sender_takes_it_back at "2026-03-02 10:00",
    others_find_nothing at "2026-03-02 10:00",
    every_regulation_is_open_on_the_portal at "2026-03-02 10:00",
    lists_can_be_built_anew at "2026-03-02 10:00",
}

pub(crate) async fn organ(trial: &Trial) {
    let member = |id: &str, name: &str, unit: &str| Person { unit: Some(unit.to_owned()), ..Person::new(id, name) };
    let founding = Founding {
        units: vec![
            Unit::new("petitions", Label::new("信访室", "petitions")),
            Unit::new("bureau", Label::new("一室", "bureau")),
        ],
        people: vec![
            member("lin", "林一", "petitions"),
            member("guo", "郭二", "petitions"),
            member("bo", "薄三", "bureau"),
        ],
        posts: vec![
            Post::always("petition_dept", "petitions", "lin"),
            Post::always("petition_dept", "petitions", "guo"),
        ],
        ..Founding::new("organ", Label::new("示例机关", "Example organ"), &[REPORT])
    };
    trial.desk.found_office(founding).await.unwrap();
}

pub(crate) fn report(once: &str) -> Sent {
    let pairs = [
        ("party.reporter.0.name", NAME),
        ("party.reporter.0.contact", CONTACT),
        ("party.reported.0.name", ACCUSED),
        ("party.reported.0.standing", "member"),
        ("matter", TEXT),
        ("class.jurisdiction", "own_level"),
    ];
    let file = Upload {
        key: "original".to_owned(),
        name: FILE_NAME.to_owned(),
        media: String::new(),
        content: FILE.to_vec().into(),
    };
    Sent { once: once.to_owned(), files: vec![file], ..sent("register", &pairs) }
}

pub(crate) async fn staff(trial: &Trial, person: &str) -> Session {
    trial.desk.session_for("organ", person).await.unwrap()
}

async fn rows(trial: &Trial, session: &Session, filter: &str) -> Vec<InboxRow> {
    let view = trial.desk.inbox(session, filter, None, ZH).await.unwrap();
    view.groups.into_iter().flat_map(|group| group.rows).filter(|row| row.case.starts_with("incoming:")).collect()
}

/// Hands the report in: the code, and the name under which the staff finds it.
pub(crate) async fn handed_in(trial: &Trial, once: &str) -> (String, String) {
    let receipt = trial.desk.submit("organ", REPORT, report(once), ZH).await.unwrap();
    let lin = staff(trial, "lin").await;
    let row = rows(trial, &lin, "").await.pop().unwrap();
    (receipt.code, row.case.strip_prefix("incoming:").unwrap().to_owned())
}

/// The form as the clerk sends it back.
pub(crate) async fn registration(trial: &Trial, session: &Session, id: &str, once: &str) -> Sent {
    let view = trial.desk.incoming(session, id, ZH).await.unwrap();
    let mut pairs = view.typed;
    pairs.push(("incoming.way".to_owned(), "other".to_owned()));
    Sent { act: view.registers[0].act.clone(), typed: pairs, once: once.to_owned(), seq: view.seq, ..Sent::default() }
}

async fn a_report_goes_the_whole_way(trial: &Trial) {
    organ(trial).await;
    let form = trial.desk.intake("organ", REPORT, ZH).await.unwrap();
    let keys: Vec<&str> = form.fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(
        keys,
        ["party.reporter", "party.main_contact", "party.reported", "matter", "original", "new_content", "keep_out"]
    );
    assert!(!form.fields.iter().flat_map(|field| &field.children).any(|child| child.key == "party.reported.0.who"));
    let (code, id) = handed_in(trial, "a").await;
    let followed = trial.desk.follow(&code, ZH).await.unwrap();
    assert!(followed.stage.contains("待登记") && !followed.limits.is_empty(), "{followed:?}");
    assert!(
        !format!("{followed:?}").contains(NAME) && !format!("{followed:?}").contains(TEXT),
        "a code may fall into other hands"
    );
    trial.to("2026-03-03 09:00").await;
    let lin = staff(trial, "lin").await;
    let view = trial.desk.incoming(&lin, &id, ZH).await.unwrap();
    assert!(view.given.iter().any(|value| value.value == NAME));
    assert_eq!(view.files[0].name, FILE_NAME);
    let file = trial.desk.incoming_file(&lin, &id, &view.files[0].id).await.unwrap();
    assert_eq!(file.content.whole().await.unwrap(), FILE);
    assert_eq!(view.registers[0].fields[0].control, Control::One, "no way in is meant for the web: the clerk chooses");
    let form = registration(trial, &lin, &id, "r").await;
    let done = trial.desk.register_incoming(&lin, &id, form.clone(), ZH).await.unwrap();
    let inspection = trial.desk.inspect(&done.case).await.unwrap();
    let received = inspection.case.received.unwrap();
    assert_eq!((received.happened, received.entered), (at("2026-03-02 22:10"), at("2026-03-03 09:00")));
    let again = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    assert_eq!(again.case, done.case, "the same form again is no second case");
    assert!(rows(trial, &lin, "").await.is_empty() && rows(trial, &lin, "ended").await.is_empty());
    let followed = trial.desk.follow(&code, ZH).await.unwrap();
    assert_eq!(followed.number, done.number);
    assert!(!followed.strip.is_empty());
    let case = trial.desk.case(&lin, &done.case, ZH).await.unwrap();
    let file = &case.files.iter().find(|file| file.name == FILE_NAME).unwrap().id;
    let there = trial.desk.file(&lin, &done.case, file).await.unwrap();
    assert_eq!(there.content.whole().await.unwrap(), FILE);
    let values = trial.desk.open_identity(&lin, &done.case, 1, "核实署名", ZH).await.unwrap();
    assert!(values.iter().any(|value| value.value == NAME));
    let after = trial.desk.incoming(&lin, &id, ZH).await.unwrap();
    assert!(
        after.case.is_some_and(|(case, _)| case == done.case) && after.given.is_empty() && after.registers.is_empty()
    );
    assert!(trial.desk.store().attachments(&format!("incoming:{id}")).await.unwrap().is_empty());
    assert!(trial.desk.verify(|_| ()).await.unwrap().is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_typed_is_in_any_file_of_the_data_folder() {
    let trial = crate::trial::sqlite("2026-03-02 10:00").await;
    organ(&trial).await;
    let (code, id) = handed_in(&trial, "a").await;
    trial.desk.answer(&code, sent("add", &[("further", FURTHER)]), ZH).await.unwrap();
    crate::trial::lay_log_open(&trial.desk, &trial.folder).await;
    nothing_typed_in(&trial.folder);
    let lin = staff(&trial, "lin").await;
    let pairs = [("why", "duplicate"), ("reason", "与甲丙示例的来信相同"), ("sure", "yes")];
    trial.desk.settle_incoming(&lin, &id, sent("set_aside", &pairs), ZH).await.unwrap();
    trial.desk.settle_incoming(&lin, &id, sent("take_up", &[]), ZH).await.unwrap();
    let form = registration(&trial, &lin, &id, "r").await;
    trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    crate::trial::lay_log_open(&trial.desk, &trial.folder).await;
    nothing_typed_in(&trial.folder);
    trial.end().await;
}

/// Told apart from a search that finds nothing at all by the office's name, which is there.
fn nothing_typed_in(folder: &Path) {
    let log = std::fs::read(folder.join("log-unpacked.txt")).unwrap();
    assert!(log.windows("示例机关".len()).any(|window| window == "示例机关".as_bytes()));
    search(folder);
}

fn search(folder: &Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for text in [NAME, CONTACT, TEXT, FURTHER, FILE_NAME] {
            let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!found, "{text} is in {}", path.display());
        }
        assert!(!bytes.windows(FILE.len()).any(|window| window == FILE), "the file is in {}", path.display());
    }
}

async fn what_is_missing_is_told_field_by_field(trial: &Trial) {
    organ(trial).await;
    let form = Sent { typed: typed(&[("party.reporter.0.name", NAME)]), ..sent("register", &[]) };
    match trial.desk.submit("organ", REPORT, form, ZH).await {
        Err(Rejection::Invalid(wrong)) => {
            let keys: Vec<&str> = wrong.iter().map(|(key, _)| key.as_str()).collect();
            assert_eq!(keys, ["party.reporter.0.contact", "party.reported.0.name", "matter"], "{wrong:?}");
            assert!(!format!("{wrong:?}").contains(NAME));
        }
        other => unreachable!("{other:?}"),
    }
    let program = Upload {
        key: "original".to_owned(),
        name: "a.exe".to_owned(),
        media: String::new(),
        content: b"\x7fELF\x02\x01\x00".to_vec().into(),
    };
    let form = Sent { files: vec![program], ..report("b") };
    assert!(matches!(trial.desk.submit("organ", REPORT, form, ZH).await, Err(Rejection::Upload(..))));
    assert!(rows(trial, &staff(trial, "lin").await, "").await.is_empty());
}

async fn what_is_refused_leaves_everything_as_it_was(trial: &Trial) {
    organ(trial).await;
    let (code, id) = handed_in(trial, "a").await;
    let lin = staff(trial, "lin").await;
    let mut form = registration(trial, &lin, &id, "r").await;
    form.typed.retain(|(key, _)| key != "matter");
    assert!(matches!(trial.desk.register_incoming(&lin, &id, form, ZH).await, Err(Rejection::Invalid(_))));
    let mut form = registration(trial, &lin, &id, "r").await;
    form.typed.retain(|(key, _)| key != "incoming.way");
    match trial.desk.register_incoming(&lin, &id, form, ZH).await {
        Err(Rejection::Invalid(wrong)) => assert_eq!(wrong[0].0, "incoming.way"),
        other => unreachable!("{other:?}"),
    }
    assert!(trial.desk.case_ids("organ").await.unwrap().is_empty());
    assert_eq!(rows(trial, &lin, "").await.len(), 1);
    assert_eq!(trial.desk.store().attachments(&format!("incoming:{id}")).await.unwrap().len(), 1);
    assert!(trial.desk.follow(&code, ZH).await.unwrap().stage.contains("待登记"));
    assert_eq!(trial.desk.store().load(&format!("incoming:{id}"), 0).await.unwrap().len(), 1);
}

async fn a_form_sent_twice_is_one_matter(trial: &Trial) {
    organ(trial).await;
    let (first, _) = handed_in(trial, "the same form").await;
    let (second, id) = handed_in(trial, "the same form").await;
    assert_eq!(first, second);
    let lin = staff(trial, "lin").await;
    assert_eq!(rows(trial, &lin, "").await.len(), 1);
    let form = registration(trial, &lin, &id, "r").await;
    trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    let late = trial.desk.submit("organ", REPORT, report("the same form"), ZH).await.unwrap();
    assert_eq!(late.code, first, "after registration it is still the same");
    assert!(rows(trial, &lin, "").await.is_empty());
    assert_eq!(trial.desk.case_ids("organ").await.unwrap().len(), 1);
}

async fn a_form_sent_twice_at_once_is_one_matter(trial: &Trial) {
    organ(trial).await;
    let hand_in = || trial.desk.submit("organ", REPORT, report("the same form"), ZH);
    let (first, second) = tokio::join!(hand_in(), hand_in());
    assert_eq!(first.unwrap().code, second.unwrap().code);
    let lin = staff(trial, "lin").await;
    assert_eq!(rows(trial, &lin, "").await.len(), 1);
}

async fn two_clerks_register_at_once_and_one_is_told(trial: &Trial) {
    organ(trial).await;
    let (_, id) = handed_in(trial, "a").await;
    // Both have the form before either sends it.
    let mut forms = Vec::new();
    for person in ["lin", "guo"] {
        let session = staff(trial, person).await;
        let form = registration(trial, &session, &id, person).await;
        forms.push((session, form));
    }
    let mut all = tokio::task::JoinSet::new();
    for (session, form) in forms {
        let (desk, id) = (trial.desk.clone(), id.clone());
        all.spawn(async move { desk.register_incoming(&session, &id, form, ZH).await });
    }
    let (mut done, mut told) = (0, 0);
    while let Some(one) = all.join_next().await {
        match one.unwrap() {
            Ok(_) => done += 1,
            Err(Rejection::Refused(refused)) => {
                assert_eq!(refused[0].code, "already_registered");
                assert!(refused[0].cited.text.contains("登记为"), "{refused:?}");
                told += 1;
            }
            other => unreachable!("{other:?}"),
        }
    }
    assert_eq!((done, told), (1, 1));
    assert_eq!(trial.desk.case_ids("organ").await.unwrap().len(), 1);
}

async fn what_the_sender_adds_is_not_overlooked(trial: &Trial) {
    organ(trial).await;
    let (code, id) = handed_in(trial, "a").await;
    let lin = staff(trial, "lin").await;
    let shown = registration(trial, &lin, &id, "r").await;
    assert!(matches!(trial.desk.answer(&code, sent("add", &[]), ZH).await, Err(Rejection::Invalid(_))));
    let more = Upload {
        key: "further_files".to_owned(),
        name: "录音.pdf".to_owned(),
        media: String::new(),
        content: b"%PDF-1.7 more".to_vec().into(),
    };
    let added = Sent { files: vec![more], once: "add".to_owned(), ..sent("add", &[("further", FURTHER)]) };
    trial.desk.answer(&code, added.clone(), ZH).await.unwrap();
    trial.desk.answer(&code, added, ZH).await.unwrap();
    match trial.desk.register_incoming(&lin, &id, shown, ZH).await {
        Err(Rejection::Changed(sentences)) => assert_eq!(sentences.len(), 1, "{sentences:?}"),
        other => unreachable!("{other:?}"),
    }
    let form = registration(trial, &lin, &id, "r").await;
    assert!(form.typed.iter().any(|(key, text)| key == "matter" && text.starts_with(TEXT) && text.contains(FURTHER)));
    let done = trial.desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    assert_eq!(trial.desk.case(&lin, &done.case, ZH).await.unwrap().files.len(), 2);
}

async fn a_matter_is_set_aside_and_taken_up_again(trial: &Trial) {
    organ(trial).await;
    let (code, id) = handed_in(trial, "a").await;
    let lin = staff(trial, "lin").await;
    let aside = |pairs: &[(&str, &str)]| sent("set_aside", pairs);
    match trial.desk.settle_incoming(&lin, &id, aside(&[("why", "duplicate")]), ZH).await {
        Err(Rejection::Invalid(wrong)) => assert_eq!(wrong[0].0, "sure"),
        other => unreachable!("{other:?}"),
    }
    let whole = aside(&[("why", "duplicate"), ("reason", "三月一日已经登记"), ("sure", "yes")]);
    trial.desk.settle_incoming(&lin, &id, whole, ZH).await.unwrap();
    assert!(rows(trial, &lin, "").await.is_empty());
    assert_eq!(rows(trial, &lin, "ended").await.len(), 1);
    let followed = trial.desk.follow(&code, ZH).await.unwrap();
    assert!(followed.story[0].text.contains("三月一日已经登记") && followed.forms.is_empty(), "{followed:?}");
    let form = Sent { typed: typed(&[("incoming.way", "other")]), ..sent("register", &[]) };
    assert!(matches!(trial.desk.register_incoming(&lin, &id, form, ZH).await, Err(Rejection::Refused(_))));
    let view = trial.desk.incoming(&lin, &id, ZH).await.unwrap();
    assert!(view.registers.is_empty() && view.story[0].who == "林一", "who did it is kept");
    trial.desk.settle_incoming(&lin, &id, sent("take_up", &[]), ZH).await.unwrap();
    assert_eq!(rows(trial, &lin, "").await.len(), 1);
}

async fn the_sender_takes_it_back(trial: &Trial) {
    organ(trial).await;
    let (code, id) = handed_in(trial, "a").await;
    trial.desk.answer(&code, sent("withdraw", &[]), ZH).await.unwrap();
    assert!(trial.desk.follow(&code, ZH).await.unwrap().ended);
    assert!(matches!(
        trial.desk.answer(&code, sent("add", &[("further", FURTHER)]), ZH).await,
        Err(Rejection::Refused(_))
    ));
    let lin = staff(trial, "lin").await;
    assert!(rows(trial, &lin, "").await.is_empty());
    let view = trial.desk.incoming(&lin, &id, ZH).await.unwrap();
    assert!(view.given.is_empty() && view.files.is_empty() && view.registers.is_empty() && view.forms.is_empty());
}

async fn others_find_nothing(trial: &Trial) {
    organ(trial).await;
    trial.club().await;
    let (_, id) = handed_in(trial, "a").await;
    let bo = staff(trial, "bo").await;
    assert!(matches!(trial.desk.incoming(&bo, &id, ZH).await, Err(Rejection::NotFound)), "without the post");
    assert!(rows(trial, &bo, "").await.is_empty() && rows(trial, &bo, "all").await.is_empty());
    let other = trial.session("lin").await;
    assert!(matches!(trial.desk.incoming(&other, &id, ZH).await, Err(Rejection::NotFound)), "of another office");
    assert!(matches!(trial.desk.register_incoming(&other, &id, report("x"), ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(trial.desk.settle_incoming(&bo, &id, sent("set_aside", &[]), ZH).await, Err(Rejection::NotFound)));
    assert!(matches!(
        trial.desk.case(&staff(trial, "lin").await, &format!("incoming:{id}"), ZH).await,
        Err(Rejection::NotFound)
    ));
}

async fn every_regulation_is_open_on_the_portal(trial: &Trial) {
    for id in Packs::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs")).ids() {
        let regulation = trial.desk.regulation_text(&id).unwrap();
        let founding =
            Founding::new(&id, Label::new("示例", "Example"), &[&id]).with_member_for_every_role(&regulation);
        trial.desk.found_office(founding).await.unwrap();
        let office = trial.desk.office(&id, ZH).await.unwrap();
        assert!(office.matters.iter().all(|matter| matter.closed.is_none()), "{id}");
        for matter in &office.matters {
            assert!(!trial.desk.intake(&id, &matter.id, ZH).await.unwrap().fields.is_empty(), "{id}");
        }
    }
    assert!(trial.desk.office(CLUB, ZH).await.is_ok());
}

async fn lists_can_be_built_anew(trial: &Trial) {
    organ(trial).await;
    handed_in(trial, "a").await;
    assert!(trial.desk.compare().await.unwrap().is_empty());
    trial.desk.store().forget_rows().await.unwrap();
    trial.desk.rebuild().await.unwrap();
    assert_eq!(rows(trial, &staff(trial, "lin").await, "").await.len(), 1);
}
