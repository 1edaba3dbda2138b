//! Texts of regulations: what is faulty changes nothing, and a case stays on the text it began under.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use dengwen_desk::{
    Desk, Fault,
    library::Text,
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
        let proposal = trial.desk.propose_text(&lin, CLUB, text, ZH).await.unwrap();
        assert!(proposal.refused);
        let Err(Rejection::Refused(refused)) = trial.desk.adopt_text(&lin, CLUB, text, ZH).await else {
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
    assert!(matches!(trial.desk.adopt_text(&nobody, CLUB, &own_text(), ZH).await, Err(Rejection::Forbidden)));
}

async fn a_case_stays_on_the_text_it_was_begun_under(trial: &Trial) {
    let lin = club(trial).await;
    let received = trial.desk.now();
    let old = begun(&trial.desk, "old").await;
    let text = with(OLD, NEW);
    let proposal = trial.desk.propose_text(&lin, CLUB, &text, ZH).await.unwrap();
    assert!(!proposal.refused, "{:?}", proposal.findings);
    assert_eq!(proposal.changes.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(), ["limits.in_24_hours"]);
    trial.desk.adopt_text(&lin, CLUB, &text, ZH).await.unwrap();
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
    trial.desk.adopt_text(&lin, CLUB, &text, ZH).await.unwrap();
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
    trial.desk.adopt_text(&lin, CLUB, &with(OLD, NEW), ZH).await.unwrap();
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
