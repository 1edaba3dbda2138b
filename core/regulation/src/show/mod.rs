//! A regulation shown: as a list of facts, in words, and as a flow chart.

mod deeds;
mod explain;
mod facts;
mod words;

pub use explain::explain;
pub use facts::{ClassFact, Facts, LimitFact, NamedFact, OmittedFact, facts};

use crate::model::{Lang, Regulation};

/// Drawn soon.
#[must_use]
pub fn svg(_: &Regulation, _: Lang) -> String {
    String::new()
}

/// Drawn soon.
#[must_use]
pub fn mermaid(_: &Regulation, _: Lang) -> String {
    String::new()
}
