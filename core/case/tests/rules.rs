//! The standing rules of the engine, each a test that names the rule.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod town;

#[path = "rules/across.rs"]
mod across;
#[path = "rules/acting.rs"]
mod acting;
#[path = "rules/asked.rs"]
mod asked;
#[path = "rules/classes.rs"]
mod classes;
#[path = "rules/counters.rs"]
mod counters;
#[path = "rules/ends.rs"]
mod ends;
#[path = "rules/extract.rs"]
mod extract;
#[path = "rules/hands.rs"]
mod hands;
#[path = "rules/kinds.rs"]
mod kinds;
#[path = "rules/limits.rs"]
mod limits;
#[path = "rules/more_time.rs"]
mod more_time;
#[path = "rules/numbers.rs"]
mod numbers;
#[path = "rules/people.rs"]
mod people;
#[path = "rules/precedence.rs"]
mod precedence;
#[path = "rules/registers.rs"]
mod registers;
#[path = "rules/returns.rs"]
mod returns;
#[path = "rules/scene.rs"]
mod scene;
