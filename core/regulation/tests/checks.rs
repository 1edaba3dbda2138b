//! The checker over the packs of the repository: no errors, few warnings; and over the twelve examples' kinds of fault.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf};

use dengwen_regulation::{
    check::check,
    finding::Severity,
    load::{Files, load},
    model::Lang,
};

struct Packs(PathBuf);

impl Files for Packs {
    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.0.join(path)).ok()
    }
}

fn packs() -> Packs {
    Packs(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"))
}

fn ids() -> Vec<String> {
    let entries = fs::read_dir(&packs().0).unwrap().map(Result::unwrap);
    let mut ids: Vec<String> = entries
        .filter(|entry| entry.path().join("regulation.yaml").exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    ids.sort();
    ids
}

#[test]
fn every_pack_passes_the_checker() {
    let mut errors = Vec::new();
    for id in ids() {
        let regulation = load(&packs(), &id).regulation.unwrap();
        let findings = check(&regulation);
        errors.extend(findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.render(Lang::En)));
    }
    assert!(errors.is_empty(), "{} errors:\n{}", errors.len(), errors.join("\n"));
}

#[test]
fn warnings_of_the_packs_are_few() {
    let mut told = Vec::new();
    for id in ids() {
        let regulation = load(&packs(), &id).regulation.unwrap();
        told.extend(check(&regulation).iter().filter(|f| f.severity == Severity::Warning).map(|f| f.render(Lang::En)));
    }
    insta::assert_snapshot!(told.join("\n"));
}
