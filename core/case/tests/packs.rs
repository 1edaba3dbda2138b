//! The scenarios of the packs run against the engine alone, in a small office in memory.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod town;

use std::fmt::Write as _;

/// Runs all scenarios of a pack and tells every fault.
fn runs(id: &str) {
    let folder = format!("{}/../../packs/{id}/scenarios", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let (mut faults, mut passed) = (String::new(), 0);
    for file in
        files.iter().filter(|f| f.extension().is_some_and(|e| e == "yaml") && f.to_string_lossy().contains(&only))
    {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let path = file.to_string_lossy().into_owned();
        match std::panic::catch_unwind(|| town::script::run(&path, id)) {
            Ok(Ok(())) => passed += 1,
            Ok(Err(found)) => write!(faults, "\n{name}\n    {}", found.join("\n    ")).unwrap(),
            Err(_) => write!(faults, "\n{name}\n    panicked").unwrap(),
        }
    }
    assert!(faults.is_empty(), "{passed} of {} scenarios of {id} pass{faults}", files.len());
}

#[test]
fn r43_runs() {
    runs("r43-fitness-club");
}

#[test]
fn r08_runs() {
    runs("r08-auto-service");
}

#[test]
fn r17_runs() {
    runs("r17-open-government");
}

#[test]
fn r01_runs() {
    runs("r01-guangdong-realname-report");
}

#[test]
fn r11_runs() {
    runs("r11-consumer-association");
}

#[test]
fn r35_runs() {
    runs("r35-home-furnishing");
}

#[test]
fn the_engine_runs_all_that_the_six_use() {
    for id in [
        "r43-fitness-club",
        "r08-auto-service",
        "r17-open-government",
        "r01-guangdong-realname-report",
        "r11-consumer-association",
        "r35-home-furnishing",
    ] {
        assert_eq!(dengwen_case::unsupported(&town::pack(id)), [], "{id}");
    }
}
