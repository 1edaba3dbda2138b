//! Which text of a regulation runs in an office, and what the office lays over it.

use std::sync::Arc;

use dengwen_regulation::model::Regulation;
use jiff::Timestamp;

use super::{Office, TextEntry};

impl Office {
    /// The text of a regulation that runs at an instant.
    #[must_use]
    pub fn running_text(&self, regulation: &str, at: Timestamp) -> Option<&TextEntry> {
        self.texts.iter().rev().find(|entry| entry.regulation == regulation && entry.from <= at)
    }

    /// The text of a regulation that was taken into use last; it may run from a later day only.
    pub(crate) fn last_text(&self, regulation: &str) -> Option<&TextEntry> {
        self.texts.iter().rev().find(|entry| entry.regulation == regulation)
    }

    /// The regulation as it runs at an instant, with what the office lays over it. A text that is to run later runs at once where
    /// there is none before it.
    #[must_use]
    pub fn regulation(&self, id: &str, at: Timestamp) -> Option<Arc<Regulation>> {
        let entry = self.running_text(id, at).or_else(|| self.texts.iter().find(|entry| entry.regulation == id))?;
        self.texts_read.get(&entry.content).cloned()
    }

    /// A text with what the office lays over it: the lists that it has lengthened.
    pub(crate) fn laid_over(&self, regulation: &Arc<Regulation>) -> Arc<Regulation> {
        super::lists::laid_over(&self.lists, regulation)
    }
}
