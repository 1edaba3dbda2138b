//! Texts of regulations: what is faulty changes nothing, and a case stays on the text it began under.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use dengwen_desk::{
    Desk, Fault,
    library::{Publishing, Text, VersionState},
    view::{Rejection, Session},
};
use dengwen_packs::Packs;
use jiff::{SignedDuration, Timestamp};

use crate::trial::{CLUB, Trial, ZH, at, both, enquiry, packs};

both! {
    a_faulty_regulation_is_refused_with_all_findings_and_the_running_version_stays at "2026-03-02 10:00",
    a_case_stays_on_the_text_it_was_begun_under at "2026-03-02 10:00",
    a_changed_pack_is_taken_up_at_the_start_and_a_faulty_one_is_not at "2026-03-02 10:00",
    a_text_for_later_runs_from_its_day at "2026-03-02 10:00",
    an_office_changes_its_own_text_alone at "2026-03-02 10:00",
    a_text_with_an_unconfirmed_blank_is_not_published at "2026-03-02 10:00",
    a_version_is_published_for_a_day_and_an_earlier_one_again at "2026-03-02 10:00",
    a_version_to_come_is_called_off_for_a_reason at "2026-03-02 10:00",
    open_cases_that_stay_are_counted_and_listed_for_whoever_sees_them at "2026-03-02 10:00",
    a_sealed_case_is_not_counted_for_whoever_may_not_know_of_it at "2026-03-02 10:00",
    a_regulation_of_the_installation_is_taken_as_the_offices_own at "2026-03-02 10:00",
}

const OLD: &str = "within: 24 hours";
const NEW: &str = "within: 12 hours";

fn own_text() -> String {
    packs().text(&format!("{CLUB}/regulation.yaml")).unwrap()
}

/// The club's own text with a word put in place of another.
fn with(old: &str, new: &str) -> String {
    let text = own_text();
    assert!(text.contains(old), "{old}");
    text.replace(old, new)
}

async fn club(trial: &Trial) -> Session {
    trial.club().await;
    Session { administrator: true, ..trial.session("lin").await }
}

async fn begun(desk: &Desk, once: &str) -> String {
    let lin = desk.session_for("club", "lin").await.unwrap();
    desk.begin(&lin, CLUB, "said", enquiry(once), ZH).await.unwrap().case
}

/// How long after the receipt the answer is due.
async fn time_to_answer(desk: &Desk, case: &str, received: Timestamp) -> SignedDuration {
    let lin = desk.session_for("club", "lin").await.unwrap();
    let view = desk.case(&lin, case, ZH).await.unwrap();
    let limit = view.limits.iter().find(|limit| limit.id == "in_24_hours").unwrap();
    limit.due.at.unwrap().duration_since(received)
}

async fn a_faulty_regulation_is_refused_with_all_findings_and_the_running_version_stays(trial: &Trial) {
    let lin = club(trial).await;
    // One fault the loader finds, and one that only the checker as a whole can see.
    let loader = with("from: [act register]", "from: [act regster]");
    let checker = with("      - {if: {route: opinion}, does: [go: opinion]}\n", "");
    for (text, code) in [(&loader, "unknown-name"), (&checker, "stage-not-reached")] {
        let proposal = trial.desk.propose_text(&lin, CLUB, &Publishing::of(text), ZH).await.unwrap();
        assert!(proposal.refused);
        let Err(Rejection::Refused(refused)) = trial.desk.adopt_text(&lin, CLUB, &Publishing::of(text), ZH).await
        else {
            panic!("{code}: taken");
        };
        let errors = Text::edited(&packs(), CLUB, text).errors();
        assert_eq!(refused.len(), errors.len(), "every finding is told");
        let told = refused.iter().find(|one| one.code == code).unwrap_or_else(|| panic!("{code}: {refused:?}"));
        assert!(told.cited.text.starts_with(&format!("{CLUB}/regulation.yaml:")), "{told:?}");
    }
    let begun = begun(&trial.desk, "a").await;
    let day = SignedDuration::from_hours(24);
    assert_eq!(time_to_answer(&trial.desk, &begun, trial.desk.now()).await, day, "the running version goes on");
    assert_eq!(trial.desk.office_state("club").await.unwrap().texts.len(), 1);
    let nobody = trial.session("guo").await;
    assert!(matches!(
        trial.desk.adopt_text(&nobody, CLUB, &Publishing::of(&own_text()), ZH).await,
        Err(Rejection::Forbidden)
    ));
}

async fn a_case_stays_on_the_text_it_was_begun_under(trial: &Trial) {
    let lin = club(trial).await;
    let received = trial.desk.now();
    let old = begun(&trial.desk, "old").await;
    let text = with(OLD, NEW);
    let proposal = trial.desk.propose_text(&lin, CLUB, &Publishing::of(&text), ZH).await.unwrap();
    assert!(!proposal.refused, "{:?}", proposal.findings);
    assert_eq!(proposal.changes.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["limits.in_24_hours"]);
    trial.desk.adopt_text(&lin, CLUB, &Publishing::of(&text), ZH).await.unwrap();
    let new = begun(&trial.desk, "new").await;
    let again = trial.again(packs()).await;
    for desk in [&trial.desk, &again] {
        assert_eq!(time_to_answer(desk, &old, received).await, SignedDuration::from_hours(24), "the old case");
        assert_eq!(time_to_answer(desk, &new, received).await, SignedDuration::from_hours(12), "the new case");
        assert_eq!(desk.compare().await.unwrap(), Vec::new());
    }
    // Decided by it too: the old case is not late while the new one is.
    again.tick(at("2026-03-02 23:00")).await.unwrap();
    let state = async |case: &str| {
        let lin = again.session_for("club", "lin").await.unwrap();
        let view = again.case(&lin, case, ZH).await.unwrap();
        view.limits.into_iter().find(|limit| limit.id == "in_24_hours").unwrap().due.light
    };
    assert_ne!(state(&old).await, dengwen_desk::view::Light::Late);
    assert_eq!(state(&new).await, dengwen_desk::view::Light::Late);
    let done = dengwen_desk::view::Sent { seq: 0, ..crate::trial::sent("answer_now", &[("outcome", "六点")]) };
    let view = again.case(&again.session_for("club", "lin").await.unwrap(), &old, ZH).await.unwrap();
    let done = dengwen_desk::view::Sent { seq: view.seq, ..done };
    again.perform(&again.session_for("club", "lin").await.unwrap(), &old, done, ZH).await.unwrap();
    again.close().await;
}

/// A folder of regulations with this text of the club's.
fn folder(trial: &Trial, name: &str, text: &str) -> Packs {
    let folder: PathBuf = trial.folder.join(name);
    fs::create_dir_all(folder.join(CLUB)).unwrap();
    fs::write(folder.join(CLUB).join("regulation.yaml"), text).unwrap();
    Packs::Folder(folder)
}

async fn a_changed_pack_is_taken_up_at_the_start_and_a_faulty_one_is_not(trial: &Trial) {
    let lin = club(trial).await;
    let received = trial.desk.now();
    let faulty = trial.again(folder(trial, "faulty", &with("from: [act register]", "from: [act regster]"))).await;
    let case = begun(&faulty, "faulty").await;
    assert_eq!(time_to_answer(&faulty, &case, received).await, SignedDuration::from_hours(24));
    let shown = faulty.regulations(&lin, ZH).await.unwrap();
    assert!(shown.iter().any(|one| !one.refused.is_empty()), "the page tells why");
    faulty.close().await;
    let gone = trial.again(Packs::Folder(trial.folder.join("nothing"))).await;
    let case = begun(&gone, "gone").await;
    assert_eq!(time_to_answer(&gone, &case, received).await, SignedDuration::from_hours(24), "kept with the data");
    gone.close().await;
    let changed = trial.again(folder(trial, "changed", &with(OLD, NEW))).await;
    let case = begun(&changed, "changed").await;
    assert_eq!(time_to_answer(&changed, &case, received).await, SignedDuration::from_hours(12));
    assert!(changed.regulations(&lin, ZH).await.unwrap().iter().all(|one| one.refused.is_empty()));
    changed.close().await;
}

async fn a_text_for_later_runs_from_its_day(trial: &Trial) {
    let lin = club(trial).await;
    let version = r#"{id: "1", status: in-force, blank: [in-force]}"#;
    let later = r#"{id: "2", status: in-force, in-force: 2026-03-09, blank: [in-force]}"#;
    let text = with(OLD, NEW).replace(version, later);
    trial.desk.adopt_text(&lin, CLUB, &Publishing::of(&text), ZH).await.unwrap();
    let before = begun(&trial.desk, "before").await;
    assert_eq!(time_to_answer(&trial.desk, &before, trial.desk.now()).await, SignedDuration::from_hours(24));
    trial.to("2026-03-09 00:30").await;
    let after = begun(&trial.desk, "after").await;
    assert_eq!(time_to_answer(&trial.desk, &after, trial.desk.now()).await, SignedDuration::from_hours(12));
}

async fn an_office_changes_its_own_text_alone(trial: &Trial) {
    let lin = club(trial).await;
    let other = dengwen_desk::office::Founding::new(
        "other",
        dengwen_regulation::model::Label::new("另一家", "another"),
        &[CLUB],
    );
    trial.desk.found_office(other).await.unwrap();
    trial.desk.adopt_text(&lin, CLUB, &Publishing::of(&with(OLD, NEW)), ZH).await.unwrap();
    let content = async |office: &str| {
        let state = trial.desk.office_state(office).await.unwrap();
        state.regulation(CLUB, trial.desk.now()).unwrap().content.clone()
    };
    assert_ne!(content("club").await, content("other").await);
    let broken = Text::edited(&packs(), CLUB, "regulation: [");
    assert!(
        matches!(trial.desk.adopt("club", "", broken).await, Err(Fault::RegulationRefused { findings, .. }) if !findings.is_empty())
    );
}

/// A limit whose time the office has to confirm.
fn with_a_blank() -> String {
    with(OLD, "within: 12 hours, blank: [within]")
}

async fn a_text_with_an_unconfirmed_blank_is_not_published(trial: &Trial) {
    let lin = club(trial).await;
    let mut text = Publishing::of(&with_a_blank());
    let proposal = trial.desk.propose_text(&lin, CLUB, &text, ZH).await.unwrap();
    assert!(!proposal.refused, "{:?}", proposal.findings);
    let open: Vec<&str> = proposal.open.iter().map(|blank| blank.path.as_str()).collect();
    assert_eq!(open, ["limits.in_24_hours"]);
    let Err(Rejection::Refused(refused)) = trial.desk.adopt_text(&lin, CLUB, &text, ZH).await else {
        panic!("published with a blank");
    };
    assert_eq!(refused.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["blank_open"]);
    assert_eq!(trial.desk.office_state("club").await.unwrap().texts.len(), 1, "the running version goes on");
    text.confirmed = vec!["limits.in_24_hours".to_owned()];
    trial.desk.adopt_text(&lin, CLUB, &text, ZH).await.unwrap();
    let case = begun(&trial.desk, "confirmed").await;
    assert_eq!(time_to_answer(&trial.desk, &case, trial.desk.now()).await, SignedDuration::from_hours(12));
}

async fn a_version_is_published_for_a_day_and_an_earlier_one_again(trial: &Trial) {
    let lin = club(trial).await;
    let now = trial.desk.now();
    let later = Publishing { from: Some("2026-03-09".parse().unwrap()), ..Publishing::of(&with(OLD, NEW)) };
    let proposal = trial.desk.propose_text(&lin, CLUB, &later, ZH).await.unwrap();
    assert_eq!(proposal.from, at("2026-03-09 00:00"));
    assert!(proposal.named_before, "the text has changed, the name of the version has not");
    trial.desk.adopt_text(&lin, CLUB, &later, ZH).await.unwrap();
    let versions = trial.desk.versions(&lin, CLUB).await.unwrap();
    let told: Vec<_> = versions.iter().map(|one| (one.state, one.by.as_str(), one.own, one.from)).collect();
    let expected =
        [(VersionState::Waiting, "林一", true, at("2026-03-09 00:00")), (VersionState::Running, "", false, now)];
    assert_eq!(told, expected);
    let first = versions.last().unwrap().content.clone();
    trial.to("2026-03-09 00:30").await;
    let new = begun(&trial.desk, "new").await;
    assert_eq!(time_to_answer(&trial.desk, &new, trial.desk.now()).await, SignedDuration::from_hours(12));
    // Back again: the very text that ran, as a publication of its own.
    let text = trial.desk.earlier_text(&lin, CLUB, &first).await.unwrap();
    let back = Publishing { again: Some(first.clone()), ..Publishing::of(&text) };
    assert_eq!(trial.desk.propose_text(&lin, CLUB, &back, ZH).await.unwrap().content, first);
    trial.desk.adopt_text(&lin, CLUB, &back, ZH).await.unwrap();
    let old = begun(&trial.desk, "old").await;
    assert_eq!(time_to_answer(&trial.desk, &old, trial.desk.now()).await, SignedDuration::from_hours(24));
    let states: Vec<_> = trial.desk.versions(&lin, CLUB).await.unwrap().iter().map(|one| one.state).collect();
    assert_eq!(states, [VersionState::Running, VersionState::Past, VersionState::Past]);
    let nobody = trial.session("guo").await;
    assert!(matches!(trial.desk.versions(&nobody, CLUB).await, Err(Rejection::Forbidden)));
    let unknown = trial.desk.earlier_text(&lin, CLUB, "0000").await;
    assert!(matches!(unknown, Err(Rejection::NotFound)), "{unknown:?}");
}

async fn a_version_to_come_is_called_off_for_a_reason(trial: &Trial) {
    let lin = club(trial).await;
    let later = Publishing { from: Some("2026-03-09".parse().unwrap()), ..Publishing::of(&with(OLD, NEW)) };
    trial.desk.adopt_text(&lin, CLUB, &later, ZH).await.unwrap();
    let lines = trial.desk.versions(&lin, CLUB).await.unwrap();
    let (waiting, running) = (lines[0].content.clone(), lines[1].content.clone());
    let shown = trial.desk.waiting_text(&lin, CLUB, &waiting, ZH).await.unwrap();
    assert_eq!(shown.changes.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["limits.in_24_hours"]);
    let off =
        async |who: &Session, content: &str, why: &str| trial.desk.call_off_text(who, CLUB, content, why, ZH).await;
    let nobody = trial.session("guo").await;
    assert!(matches!(off(&nobody, &waiting, "改期").await, Err(Rejection::Forbidden)));
    assert!(
        matches!(off(&lin, &running, "改期").await, Err(Rejection::NotFound)),
        "what runs is replaced, not called off"
    );
    assert!(matches!(off(&lin, &waiting, " ").await, Err(Rejection::Invalid(wrong)) if wrong[0].0 == "reason"));
    off(&lin, &waiting, "上级另有通知").await.unwrap();
    assert!(matches!(off(&lin, &waiting, "再一次").await, Err(Rejection::NotFound)));
    let lines = trial.desk.versions(&lin, CLUB).await.unwrap();
    assert_eq!((lines[0].state, lines[1].state), (VersionState::CalledOff, VersionState::Running));
    let told = lines[0].called_off.clone().unwrap();
    assert_eq!((told.by.as_str(), told.reason.as_str()), ("林一", "上级另有通知"));
    let (changes, _) = trial.desk.office_history(&lin, None, ZH).await.unwrap();
    let day = changes[0].differences.iter().find(|one| one.label == "自").unwrap();
    assert!(day.before.contains("3 月 9 日") && !day.after.contains("3 月 9 日"), "{day:?}");
    trial.to("2026-03-09 00:30").await;
    let case = begun(&trial.desk, "old").await;
    assert_eq!(time_to_answer(&trial.desk, &case, trial.desk.now()).await, SignedDuration::from_hours(24));
    // Kept, and published again when its time comes after all.
    let text = trial.desk.earlier_text(&lin, CLUB, &waiting).await.unwrap();
    let again = Publishing { again: Some(waiting.clone()), ..Publishing::of(&text) };
    trial.desk.adopt_text(&lin, CLUB, &again, ZH).await.unwrap();
    let states: Vec<_> = trial.desk.versions(&lin, CLUB).await.unwrap().iter().map(|one| one.state).collect();
    assert_eq!(states, [VersionState::Running, VersionState::CalledOff, VersionState::Past]);
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
}

async fn open_cases_that_stay_are_counted_and_listed_for_whoever_sees_them(trial: &Trial) {
    let lin = club(trial).await;
    let case = begun(&trial.desk, "stays").await;
    let staying = async |session: &Session| {
        let text = Publishing::of(&with(OLD, NEW));
        trial.desk.propose_text(session, CLUB, &text, ZH).await.unwrap().staying
    };
    let seen = staying(&lin).await;
    assert_eq!((seen.count, seen.listed.iter().map(|one| one.0.clone()).collect()), (1, vec![case]));
    let outsider = dengwen_desk::office::Person::new("out", "外人");
    trial.desk.save_person("club", "", outsider).await.unwrap();
    let other = Session { administrator: true, ..trial.session("out").await };
    let hidden = staying(&other).await;
    assert_eq!((hidden.count, hidden.listed), (1, Vec::new()), "counted, not shown");
    assert_eq!(trial.desk.versions(&other, CLUB).await.unwrap().first().unwrap().open, 1);
}

async fn a_regulation_of_the_installation_is_taken_as_the_offices_own(trial: &Trial) {
    let lin = club(trial).await;
    let lines = trial.desk.pack_list(&lin, "", ZH).await.unwrap();
    assert_eq!(lines.len(), packs().ids().len());
    assert!(lines.iter().all(|line| !line.sector.is_empty() && line.matters > 0), "{lines:?}");
    assert!(lines.iter().find(|line| line.id == CLUB).unwrap().taken);
    let blank = lines.iter().find(|line| line.blanks > 0 && !line.taken).unwrap().clone();
    let found = trial.desk.pack_list(&lin, &blank.title, ZH).await.unwrap();
    assert!(found.iter().any(|line| line.id == blank.id), "{found:?}");
    assert!(trial.desk.pack_list(&lin, "没有这个词语的制度", ZH).await.unwrap().is_empty());
    let view = trial.desk.pack(&lin, &blank.id, ZH).await.unwrap();
    let moved = trial.desk.take_pack(&lin, &blank.id, "another", ZH).await;
    assert!(matches!(moved, Err(Rejection::Changed(_))), "only what was read is taken");
    let stale = Session { proof_wanted: true, ..lin.clone() };
    let unproven = trial.desk.take_pack(&stale, &blank.id, &view.content, ZH).await;
    assert!(matches!(unproven, Err(Rejection::ProofWanted)));
    let nobody = trial.session("guo").await;
    assert!(matches!(trial.desk.pack_list(&nobody, "", ZH).await, Err(Rejection::Forbidden)));
    trial.desk.take_pack(&lin, &blank.id, &view.content, ZH).await.unwrap();
    let again = trial.desk.take_pack(&lin, &blank.id, &view.content, ZH).await;
    assert!(matches!(&again, Err(Rejection::Refused(all)) if all[0].code == "regulation_there"), "{again:?}");
    // Nothing can begin before its blanks are confirmed.
    let closed = async || {
        let office = trial.desk.office("club", ZH).await.unwrap();
        let of = |one: &&dengwen_desk::view::MatterView| one.id.starts_with(&blank.id);
        let matters: Vec<_> = office.matters.iter().filter(of).map(|one| one.closed.clone()).collect();
        assert!(!matters.is_empty());
        matters.into_iter().all(|closed| closed.is_some_and(|why| why.contains("尚未补全")))
    };
    assert!(closed().await);
    for open in view.blanks {
        trial.desk.enter_blank(&lin, &blank.id, &open.path, ZH).await.unwrap();
    }
    assert!(!closed().await);
    assert_eq!(trial.desk.compare().await.unwrap(), Vec::new());
}

async fn a_sealed_case_is_not_counted_for_whoever_may_not_know_of_it(trial: &Trial) {
    let desk = &trial.desk;
    let pack = "r01-guangdong-realname-report";
    let name = dengwen_regulation::model::Label::new("某市纪委", "city organ");
    let regulation = desk.regulation_text(pack).unwrap();
    let mut founding =
        dengwen_desk::office::Founding::new("organ", name, &[pack]).with_member_for_every_role(&regulation);
    founding.people.push(dengwen_desk::office::Person::new("out", "无职务者"));
    desk.found_office(founding).await.unwrap();
    let form = [
        ("party.reporter.0.name", "欧阳不凡"),
        ("party.reporter.0.contact", "13912345678"),
        ("party.reported.0.name", "令狐某"),
        ("party.reported.0.standing", "member"),
        ("matter", "收受好处费"),
    ];
    let by = crate::trial::person("petition_dept");
    desk.step_begin("organ", pack, &by, Some("letter"), &crate::trial::sent("register", &form)).await.unwrap();
    let counted = async |person: &str| {
        let session = Session { administrator: true, ..desk.session_for("organ", person).await.unwrap() };
        let text = Publishing::of(&desk.running_text(&session, pack).await.unwrap());
        let staying = desk.propose_text(&session, pack, &text, ZH).await.unwrap().staying;
        let open: usize = desk.versions(&session, pack).await.unwrap().iter().map(|one| one.open).sum();
        (staying.count, staying.listed.len(), open)
    };
    assert_eq!(counted("petition_dept").await, (1, 1, 1));
    assert_eq!(counted("out").await, (0, 0, 0));
}
