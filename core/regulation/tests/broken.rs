//! Faulty regulations, one fault each: every one is refused with a finding that says how to mend it.
//!
//! `tests/broken/NAME.yaml` is `tests/sound.yaml` with one thing wrong; its first line says what.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use dengwen_regulation::{
    check,
    finding::{Finding, Severity},
    load::{Files, load, load_str},
    model::Lang,
};

fn tests() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Everything the loader and the checker say.
fn findings(id: &str, text: &str) -> Vec<Finding> {
    check::findings(&load_str(id, text))
}

fn files() -> Vec<(String, String)> {
    let entries = fs::read_dir(tests().join("broken")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> = entries
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_sound_regulation_has_no_finding() {
    let text = fs::read_to_string(tests().join("sound.yaml")).unwrap();
    let told: Vec<String> = findings("sound", &text).iter().map(|f| f.render(Lang::En)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn every_fault_is_refused_with_a_mend() {
    let files = files();
    assert!(files.len() >= 60, "{} files", files.len());
    let mut fine = Vec::new();
    for (id, text) in &files {
        let all = findings(id, text);
        let errors: Vec<&Finding> = all.iter().filter(|f| f.severity == Severity::Error).collect();
        let mended =
            errors.iter().all(|f| f.mend.as_ref().is_some_and(|mend| !mend.zh.is_empty() && !mend.en.is_empty()));
        if errors.is_empty() || !mended || errors.len() > 3 {
            let told: Vec<String> = all.iter().map(|f| f.render(Lang::En)).collect();
            fine.push(format!("{id}: {} errors\n{}", errors.len(), told.join("\n")));
        }
    }
    assert!(fine.is_empty(), "{}", fine.join("\n\n"));
}

/// The file under test, with the acts there for all as every pack has them.
struct WithStanding {
    id: String,
    text: String,
}

impl Files for WithStanding {
    fn read(&self, path: &str) -> Option<String> {
        if path == format!("{}/regulation.yaml", self.id) {
            return Some(self.text.clone());
        }
        fs::read_to_string(tests().join("../../../packs").join(path)).ok()
    }
}

#[test]
fn every_fault_is_refused_with_the_standing_acts_beneath() {
    let mut fine = Vec::new();
    for (id, text) in files() {
        let found = check::findings(&load(&WithStanding { id: id.clone(), text }, &id));
        if !found.iter().any(|f| f.severity == Severity::Error && f.mend.is_some()) {
            fine.push(id);
        }
    }
    assert!(fine.is_empty(), "{fine:?}");
}

#[test]
fn every_fault_is_told_in_both_languages() {
    for (id, text) in files() {
        let told: Vec<String> =
            findings(&id, &text).iter().map(|f| format!("{}\n{}", f.render(Lang::Zh), f.render(Lang::En))).collect();
        let fault = text.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned();
        insta::with_settings!({ description => fault, snapshot_path => "broken/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(id, told.join("\n\n"));
        });
    }
}
