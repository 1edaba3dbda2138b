//! Guides: steps shown beside an act, some of which leave a trace.

use super::{Label, Rule};

/// A guide or checklist.
#[derive(Debug, Clone)]
pub struct Guide {
    /// Its label.
    pub label: Label,
    /// Its steps.
    pub steps: Vec<GuideStep>,
    /// Where it stands.
    pub rule: Rule,
}

/// A step of a guide.
#[derive(Debug, Clone)]
pub struct GuideStep {
    /// Its label.
    pub label: Label,
    /// A trace of it must be on file.
    pub required: bool,
    /// Where it stands.
    pub rule: Rule,
}
