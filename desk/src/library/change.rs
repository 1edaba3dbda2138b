//! A text that forms change: what there is to be named in it, and what the checker finds once it is changed.

use std::sync::Arc;

use dengwen_regulation::{
    edit::{Editor, SharedUse},
    finding::{Finding, Severity},
    model::{Lang, Regulation},
};

use super::Text;
use crate::{
    desk::Desk,
    view::{Rejection, Session},
};

/// A text that forms change.
#[derive(Debug, Clone)]
pub struct Changing {
    /// The text with its tree.
    pub editor: Editor,
    /// What was read from it.
    pub regulation: Arc<Regulation>,
    before: Arc<Text>,
}

impl Desk {
    /// A text to be changed by forms: the one given, or the one that runs. Nothing where it cannot be read.
    ///
    /// # Errors
    /// As [`Desk::running_text`].
    pub async fn changing(
        &self,
        session: &Session,
        regulation: &str,
        text: Option<&str>,
    ) -> Result<Option<Changing>, Rejection> {
        let running = self.running_text(session, regulation).await?;
        let before = Arc::new(Text::edited(self.packs(), regulation, text.unwrap_or(&running)));
        let read = before.regulation().cloned();
        let editor = Editor::new(text.unwrap_or(&running));
        Ok(read.zip(editor).map(|(regulation, editor)| Changing { editor, regulation, before }))
    }

    /// What stands in the way of a changed text and did not before.
    #[must_use]
    pub fn found_by_change(&self, changing: &Changing, after: &str) -> Vec<Finding> {
        let after = Text::edited(self.packs(), changing.before.id(), after);
        let before = changing.before.findings();
        let known = |finding: &Finding| {
            before
                .iter()
                .any(|one| one.code == finding.code && one.path == finding.path && one.subject == finding.subject)
        };
        let errors = after.findings().iter().filter(|finding| finding.severity == Severity::Error);
        errors.filter(|finding| !known(finding)).cloned().collect()
    }

    /// The shared procedures that a text uses or may use.
    #[must_use]
    pub fn shared_uses(&self, changing: &Changing, lang: Lang) -> Vec<SharedUse> {
        let names = self.packs().shared();
        let shared = |name: &String| changing.editor.shared(self.packs(), name, &changing.regulation, lang);
        names.iter().filter_map(shared).collect()
    }
}
