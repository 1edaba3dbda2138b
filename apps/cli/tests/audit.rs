//! The audit log as an auditor meets it: check, checkpoint, proof, and a database that was put back.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "support/program.rs"]
mod program;

use std::path::Path;

use dengwen_desk::{
    Config, Desk,
    office::{Founding, Person},
};
use dengwen_regulation::model::Label;
use program::{folder, told};
use sqlx::{Connection as _, Executor as _};

/// Runs `dengwen audit`: did it succeed, and all it said.
fn audit(words: &[&str]) -> (bool, String) {
    told(&[&["audit"], words].concat(), &[])
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// So many people enter the office `club`.
fn people(data: &Path, names: &[&str]) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let desk = Desk::open(Config::at(data)).await.unwrap();
        if desk.office_ids().await.unwrap().is_empty() {
            let founding = Founding::new("club", Label::new("会所", "Club"), &["r43-fitness-club"]);
            desk.found_office(founding).await.unwrap();
        }
        for name in names {
            desk.save_person("club", "", Person::new(name, name)).await.unwrap();
        }
        desk.close().await;
    });
}

#[test]
fn a_proof_holds_without_the_database_and_only_as_it_was_written() {
    let data = folder("audit-proof");
    people(&data, &["lin", "guo"]);
    let (ok, key) = audit(&["key", "--data", text(&data)]);
    assert!(ok && key.starts_with("dengwen-log/"), "{key}");
    let proof = data.join("proof.txt");
    let (ok, said) = audit(&["prove", "--data", text(&data), "office:club", "2", "--out", text(&proof)]);
    assert!(ok, "{said}");
    let (ok, said) = audit(&["check-proof", text(&proof), "--key", key.trim(), "--en"]);
    assert!(ok && said.contains("number 2 of 3"), "{said}");
    let changed = std::fs::read_to_string(&proof).unwrap().replace("index 1", "index 2");
    std::fs::write(&proof, changed).unwrap();
    let (ok, said) = audit(&["check-proof", text(&proof), "--key", key.trim(), "--en"]);
    assert!(!ok && said.contains("not proven"), "{said}");
    let (ok, said) = audit(&["prove", "--data", text(&data), "office:club", "9"]);
    assert!(!ok && said.contains("3 events only"), "{said}");
    let (ok, said) = audit(&["prove", "--data", text(&data), "nothing"]);
    assert!(!ok && said.contains("no such case"), "{said}");
    std::fs::remove_dir_all(&data).unwrap();
}

#[test]
fn a_database_that_was_put_back_is_found_by_a_checkpoint_kept_elsewhere() {
    let (data, kept) = (folder("audit-rollback"), folder("audit-kept"));
    people(&data, &["lin"]);
    let database = data.join("dengwen.sqlite");
    let old = std::fs::read(&database).unwrap();
    people(&data, &["guo"]);
    let (ok, said) = audit(&["checkpoint", "--data", text(&data), "--to", text(&kept)]);
    assert!(ok, "{said}");
    let (ok, said) = audit(&["verify", "--data", text(&data), "--checkpoint", text(&kept), "--en"]);
    assert!(ok && said.contains("agrees with 1 signed checkpoints"), "{said}");
    std::fs::write(&database, old).unwrap();
    let (ok, said) = audit(&["verify", "--data", text(&data), "--en"]);
    assert!(ok && said.contains("No checkpoint"), "by itself the old copy is whole: {said}");
    let (ok, said) = audit(&["verify", "--data", text(&data), "--checkpoint", text(&kept), "--en"]);
    assert!(!ok && said.contains("office:club, event 2") && said.contains("old copy"), "{said}");
    let (ok, said) = audit(&["checkpoint", "--data", text(&data), "--to", text(&kept)]);
    assert!(!ok && said.contains("nothing was signed"), "{said}");
    // The key alone is enough for whoever holds the database from elsewhere; another key is no key of this log.
    let key = kept.join("log.vkey");
    let (ok, said) = audit(&["verify", "--data", text(&data), "--key", text(&key), "--checkpoint", text(&kept)]);
    assert!(!ok && said.contains("旧副本"), "{said}");
    let other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let (ok, said) = audit(&["verify", "--data", text(&data), "--key", other, "--checkpoint", text(&kept), "--en"]);
    assert!(!ok && said.contains("no checkpoint of this log"), "{said}");
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::remove_dir_all(&kept).unwrap();
}

#[test]
fn a_checkpoint_is_printed_in_the_public_form() {
    let data = folder("audit-form");
    people(&data, &["lin"]);
    let (ok, said) = audit(&["checkpoint", "--data", text(&data)]);
    assert!(ok, "{said}");
    let lines: Vec<&str> = said.lines().collect();
    let [origin, size, root, "", signature] = lines.as_slice() else { unreachable!("five lines: {said}") };
    assert!(origin.starts_with("dengwen-log/") && *size == "2" && root.len() == 44, "{said}");
    assert!(signature.starts_with(&format!("\u{2014} {origin} ")), "{said}");
    std::fs::remove_dir_all(&data).unwrap();
}

#[test]
fn what_is_read_from_the_log_is_made_anew_from_it() {
    let data = folder("audit-rebuild");
    people(&data, &["lin", "guo"]);
    let (ok, said) = audit(&["rebuild", "--compare", "--data", text(&data)]);
    assert!(ok && said.contains("what the log says"), "{said}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(data.join("dengwen.sqlite"));
        let mut store = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        let gone = store.execute("DELETE FROM people WHERE id = 'lin'").await.unwrap().rows_affected();
        assert_eq!(gone, 1);
    });
    let (ok, said) = audit(&["rebuild", "--compare", "--data", text(&data)]);
    assert!(!ok && said.contains("office:club"), "{said}");
    assert!(audit(&["rebuild", "--data", text(&data)]).0);
    assert!(audit(&["rebuild", "--compare", "--data", text(&data)]).0);
    std::fs::remove_dir_all(data).unwrap();
}
