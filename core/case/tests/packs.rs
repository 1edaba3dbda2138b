//! The regulations of the packs against the engine. Their stories are played by the scenario runner of the desk.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod town;

#[test]
fn the_engine_runs_all_that_the_packs_use() {
    for id in town::packs() {
        assert_eq!(dengwen_case::unsupported(&town::pack(&id)), [], "{id}");
    }
}
