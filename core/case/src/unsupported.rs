//! What of the vocabulary the engine does not run yet. A regulation that uses it cannot go live.

use dengwen_regulation::model::Regulation;

/// The constructs that are read and checked, but not run.
pub const NOT_YET: &[&str] = &["rosters"];

/// Where a regulation uses what is not run yet: the path, and the construct (one of [`NOT_YET`]).
#[must_use]
pub fn unsupported(regulation: &Regulation) -> Vec<(String, &'static str)> {
    regulation.rosters.values().map(|roster| (roster.rule.path.clone(), "rosters")).collect()
}
