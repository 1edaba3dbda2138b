//! The manual of the checker is whole, and `docs/checks.md` is what it says.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{fmt::Write, fs, path::PathBuf};

use dengwen_regulation::{check::manual, load::load_str};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn written() -> String {
    let mut text = String::from(
        "# What `dengwen regulation check` tells\n\n\
         One entry for each rule of the checker, made from the comments beside the rules; what cannot be read, unknown keys and\n\
         names that do not exist are told by the loader with the same place, text and mend. An **error** refuses the regulation, a\n\
         **warning** wants somebody to look, a **note** is to be known. Of what depends on people and facts the checker is silent:\n\
         it says \"cannot tell\", never \"fine\".\n",
    );
    for page in manual() {
        let codes: Vec<String> = page.codes.iter().map(|code| format!("`{code}`")).collect();
        write!(text, "\n## {}\n\n{}\n", codes.join(", "), page.text).unwrap();
    }
    text
}

#[test]
fn the_page_in_docs_is_the_manual() {
    let path = root().join("docs/checks.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, written()).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), written(), "run the test with UPDATE_DOCS=1");
}

#[test]
fn every_code_that_is_told_has_its_page() {
    let known: Vec<&str> = manual().into_iter().flat_map(|page| page.codes).collect();
    let mut missing = Vec::new();
    for entry in fs::read_dir(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/broken")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "yaml") {
            let loaded = load_str(&path.file_stem().unwrap().to_string_lossy(), &fs::read_to_string(&path).unwrap());
            let Some(regulation) = loaded.regulation else { continue };
            for finding in dengwen_regulation::check::check(&regulation) {
                if !known.contains(&finding.code) && !missing.contains(&finding.code) {
                    missing.push(finding.code);
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
