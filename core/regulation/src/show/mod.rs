//! A regulation shown: as a list of facts, in words, and as a flow chart.

mod facts;

pub use facts::{ClassFact, Facts, LimitFact, NamedFact, OmittedFact, facts};

use crate::model::{Lang, Regulation};

/// 
pub fn explain(_: &Regulation, _: Lang) -> String { String::new() }
/// 
pub fn svg(_: &Regulation, _: Lang) -> String { String::new() }
/// 
pub fn mermaid(_: &Regulation, _: Lang) -> String { String::new() }
