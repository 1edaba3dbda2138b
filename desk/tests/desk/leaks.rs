//! Who somebody is must not be found in any file of the data folder, and in no error.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;

use dengwen_desk::{
    office::Founding,
    view::{Rejection, Sent, Upload},
};
use dengwen_regulation::model::Label;

use crate::trial::{Trial, ZH, both, person, sent};

both! {
    identity_is_opened_for_a_purpose_and_on_record at "2026-03-02 10:00",
    an_open_value_prints_nothing at "2026-03-02 10:00",
}

const NAME: &str = "欧阳不凡";
const PHONE: &str = "13912345678";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identity_is_in_no_file_of_the_data_folder() {
    let trial = crate::trial::sqlite("2026-03-02 10:00").await;
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    trial.desk.perform(&lin, &case, sent("register", &[]), ZH).await.unwrap();
    trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    crate::trial::lay_log_open(&trial.desk, &trial.folder).await;
    let mut files = Vec::new();
    collect(&trial.folder, &mut files);
    assert!(files.len() >= 3, "database, its log and the ring: {files:?}");
    let mut text_found = false;
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        assert!(!contains(&bytes, NAME.as_bytes()), "the name is in {}", file.display());
        assert!(!contains(&bytes, PHONE.as_bytes()), "the telephone is in {}", file.display());
        text_found |= contains(&bytes, "游泳馆几点开门".as_bytes());
    }
    assert!(text_found, "the search would find what is not sealed");
    trial.end().await;
}

/// Where the regulation seals what was said too, no word of it lies in the open, and whoever works on it reads it all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_in_a_sealed_case_is_in_no_file() {
    const SAID: &str = "工程招投标中收受好处费";
    const SHEET: &[u8] = b"%PDF-1.7 the sheet that proves it";
    let trial = crate::trial::sqlite("2026-03-02 10:00").await;
    let pack = "r01-guangdong-realname-report";
    let regulation = trial.desk.regulation_text(pack).unwrap();
    let founding =
        Founding::new("organ", Label::new("某市纪委", "city organ"), &[pack]).with_member_for_every_role(&regulation);
    trial.desk.found_office(founding).await.unwrap();
    let pairs = [
        ("party.reporter.0.name", NAME),
        ("party.reporter.0.contact", PHONE),
        ("party.reported.0.name", "令狐某"),
        ("party.reported.0.standing", "member"),
        ("matter", SAID),
    ];
    let file = Upload {
        key: "original".to_owned(),
        name: "单据.pdf".to_owned(),
        media: String::new(),
        content: SHEET.to_vec().into(),
    };
    let form = Sent { files: vec![file], ..sent("register", &pairs) };
    let begun = trial.desk.step_begin("organ", pack, &person("petition_dept"), Some("letter"), &form).await.unwrap();
    let session = trial.desk.session_for("organ", "petition_dept").await.unwrap();
    let page = format!("{:?}", trial.desk.case(&session, &begun.case, ZH).await.unwrap());
    assert!(page.contains(SAID), "whoever works on it reads it");
    assert!(!page.contains(NAME) && !page.contains(PHONE), "but not who said it");
    crate::trial::lay_log_open(&trial.desk, &trial.folder).await;
    let mut files = Vec::new();
    collect(&trial.folder, &mut files);
    for file in &files {
        let bytes = std::fs::read(file).unwrap();
        for secret in
            [NAME.as_bytes(), PHONE.as_bytes(), SAID.as_bytes(), "招投标".as_bytes(), SHEET, "单据".as_bytes()]
        {
            assert!(!contains(&bytes, secret), "{} is in {}", String::from_utf8_lossy(secret), file.display());
        }
    }
    trial.end().await;
}

fn collect(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, into) } else { into.push(path) }
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

async fn identity_is_opened_for_a_purpose_and_on_record(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let lin = trial.session("lin").await;
    assert!(matches!(trial.desk.open_identity(&lin, &case, 1, " ", ZH).await, Err(Rejection::Invalid(_))));
    let opened = trial.desk.open_identity(&lin, &case, 1, "回电核实", ZH).await.unwrap();
    assert!(opened.iter().any(|value| value.value == NAME), "{opened:?}");
    let looks = trial.desk.store().load(&format!("looks:{case}"), 0).await.unwrap();
    assert_eq!(looks.len(), 1);
    let bo = trial.session("bo").await;
    assert!(matches!(trial.desk.open_identity(&bo, &case, 1, "好奇", ZH).await, Err(Rejection::NotFound)));
}

async fn an_open_value_prints_nothing(trial: &Trial) {
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let inspection = trial.desk.inspect(&case).await.unwrap();
    let printed = format!("{inspection:?}");
    assert!(!printed.contains(NAME) && !printed.contains(PHONE));
    let lin = trial.session("lin").await;
    let view = format!("{:?}", trial.desk.case(&lin, &case, ZH).await.unwrap());
    assert!(!view.contains(NAME) && !view.contains(PHONE), "the page shows no identity before it is opened");
}
