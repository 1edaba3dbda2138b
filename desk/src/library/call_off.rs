//! A text that was published for a later day is called off before it runs: the reason is kept sealed, and stands with the version.

use dengwen_regulation::{compare::changes, model::Lang};

use super::{Proposal, Publishing, VersionState};
use crate::{
    desk::Desk,
    incoming::pick,
    office::{OfficeEvent, stream_of},
    secrets,
    view::{Rejection, Session},
};

/// The longest reason, in characters.
const REASON_MAX: usize = 500;

impl Desk {
    /// A text that waits for its day, against the one that would go on running without it.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for whoever is no administrator; [`Rejection::NotFound`] where no such text waits.
    pub async fn waiting_text(
        &self,
        session: &Session,
        regulation: &str,
        content: &str,
        lang: Lang,
    ) -> Result<Proposal, Rejection> {
        let versions = self.versions(session, regulation).await?;
        let waits = |one: &&super::VersionLine| one.content == content && one.state == VersionState::Waiting;
        let line = versions.iter().find(waits).ok_or(Rejection::NotFound)?;
        let text = self.earlier_text(session, regulation, content).await?;
        let again = Publishing { again: Some(content.to_owned()), ..Publishing::of(&text) };
        let running = self.running_text(session, regulation).await?;
        let proposal = self.propose_text(session, regulation, &again, lang).await?;
        Ok(Proposal { from: line.from, changes: changes(&running, &text), ..proposal })
    }

    /// Calls off a text that waits for its day. What runs goes on; the text can be published again.
    ///
    /// # Errors
    /// As [`Desk::waiting_text`]; [`Rejection::Invalid`] at `reason`; [`Rejection::ProofWanted`].
    pub async fn call_off_text(
        &self,
        session: &Session,
        regulation: &str,
        content: &str,
        reason: &str,
        lang: Lang,
    ) -> Result<(), Rejection> {
        self.waiting_text(session, regulation, content, lang).await?;
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > REASON_MAX {
            let text = pick(lang, "写明撤回的理由，不超过 500 字", "say why, in at most 500 characters");
            return Err(Rejection::Invalid(vec![("reason".to_owned(), text.to_owned())]));
        }
        Self::proven(session)?;
        let place = format!("called off {}", secrets::short_id());
        let (reason, row) = self.ring_seals().plain(&stream_of(&session.office), &place, reason)?;
        let (regulation, content, at) = (regulation.to_owned(), content.to_owned(), self.now());
        let event = OfficeEvent::TextCalledOff { regulation, content, reason, at };
        self.office_append_sealed(&session.office, &session.person, None, vec![event], vec![row]).await?;
        Ok(())
    }
}
