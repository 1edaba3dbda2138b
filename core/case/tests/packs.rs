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

/// Reports lie outside any case: their rounds are the desk's, and the scenario runner tells their stories there.
const REPORTS: &str = "act: reports.";

/// Rows that a case adds or that are written by hand, and limits of a register as a whole, are the desk's work too.
fn is_of_the_desk(text: &str, registers: &[String]) -> bool {
    let rows = registers.iter().any(|id| {
        [format!("act: {id}["), format!("act: {id}.write"), format!("[{id}.")].iter().any(|s| text.contains(s))
    });
    rows || text.contains(REPORTS)
}

/// Runs all scenarios of a pack and tells every fault.
fn runs(id: &str) -> String {
    let mut files = town::scenarios(id);
    let registers: Vec<String> = town::pack(id).registers.keys().map(ToString::to_string).collect();
    files.retain(|file| !is_of_the_desk(&std::fs::read_to_string(file).unwrap(), &registers));
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
    if faults.is_empty() { faults } else { format!("{passed} of {} scenarios of {id} pass{faults}\n", files.len()) }
}

#[test]
fn every_scenario_of_every_pack_runs() {
    let each: Vec<_> = town::packs().into_iter().map(|id| std::thread::spawn(move || runs(&id))).collect();
    let faults: String = each.into_iter().map(|one| one.join().unwrap()).collect();
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn the_engine_runs_all_that_the_packs_use() {
    for id in town::packs() {
        assert_eq!(dengwen_case::unsupported(&town::pack(&id)), [], "{id}");
    }
}
