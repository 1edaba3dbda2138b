//! A regulation shown: as a list of facts, in words, and as a flow chart.

mod deeds;
mod diagram;
pub mod drawn;
mod explain;
mod facts;
mod formula;
mod words;

pub use diagram::{mermaid, svg};
pub use explain::{explain, left_open};
pub use facts::{ClassFact, Facts, LimitFact, NamedFact, OmittedFact, facts};
pub use formula::formula;
