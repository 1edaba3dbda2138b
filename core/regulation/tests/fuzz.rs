//! Regulation files and guards gone wrong: refused with findings, never a panic.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

use std::path::PathBuf;

use dengwen_packs::Packs;
use dengwen_regulation::{expr::parse, load::load_str, model::Span};

/// The files of the packs: what is read every day is the best beginning.
fn packs() -> Vec<Vec<u8>> {
    let packs = Packs::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"));
    packs.ids().iter().map(|id| packs.text(&format!("{id}/regulation.yaml")).unwrap().into_bytes()).collect()
}

#[test]
fn no_regulation_file_makes_the_reader_panic() {
    let seeds = mutate::corpus("regulation").into_iter().chain(packs()).collect();
    let seen = mutate::run("regulation", seeds, |bytes| {
        let loaded = load_str("x", &String::from_utf8_lossy(bytes));
        assert!(loaded.regulation.is_some() || !loaded.findings.is_empty(), "refused without a word");
    });
    assert!(seen > 10);
}

#[test]
fn no_guard_makes_the_reader_panic() {
    let text: String = packs().iter().map(|pack| String::from_utf8_lossy(pack).into_owned()).collect();
    let guards = text
        .lines()
        .filter_map(|line| line.split_once("if: ").map(|(_, guard)| guard.trim_matches(['"', '\'', ' ', '}'])));
    let seeds = mutate::corpus("guard").into_iter().chain(guards.map(|guard| guard.as_bytes().to_vec())).collect();
    let span = Span::default();
    let seen = mutate::run("guard", seeds, |bytes| {
        if let Err(findings) = parse(&String::from_utf8_lossy(bytes), &span) {
            assert!(!findings.is_empty(), "refused without a word");
        }
    });
    assert!(seen > 100);
}
