//! Where somebody is signed in: listed for them alone, and ended by them.

use dengwen_regulation::model::Lang;
use dengwen_store::{Hash, SessionRow};
use jiff::Timestamp;

use super::Device;
use crate::{
    audit::Record,
    desk::Desk,
    view::{Rejection, Session},
};

/// The place of the device in the row of a session.
const DEVICE: &str = "device";

/// A session as its owner sees it. From where it was begun is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// To end it by; opens nothing.
    pub id: String,
    /// When it was begun.
    pub begun: Timestamp,
    /// When it was last used, give or take five minutes.
    pub seen: Timestamp,
    /// The kind of device.
    pub device: String,
    /// It is the one that asks.
    pub here: bool,
}

impl Desk {
    /// Where whoever asks is signed in; the session that asks first, then those last used first.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn sessions(&self, session: &Session, lang: Lang) -> Result<Vec<SessionView>, Rejection> {
        let here = self.token_hash(&session.token);
        let view = |row: SessionRow| SessionView {
            id: row.token_hash.to_string(),
            begun: row.created_at,
            seen: row.seen_at,
            device: Device::in_words(row.body.get(DEVICE).and_then(|word| word.as_str()).unwrap_or_default(), lang),
            here: row.token_hash == here,
        };
        let mut all: Vec<SessionView> = self.own_sessions(session).await?.into_iter().map(view).collect();
        all.sort_by_key(|one| !one.here);
        Ok(all)
    }

    /// Ends one of the sessions of whoever asks.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if it is none of theirs.
    pub async fn end_session(&self, session: &Session, id: &str) -> Result<(), Rejection> {
        let mine: Vec<Hash> = self.own_sessions(session).await?.into_iter().map(|row| row.token_hash).collect();
        let hash = mine.into_iter().find(|hash| hash.to_string() == id).ok_or(Rejection::NotFound)?;
        self.record_door(Record::SessionsEnded { person: session.account() }).await?;
        Ok(self.store().session_end(&hash).await?)
    }

    /// Ends all sessions of whoever asks but the one that asks.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn end_other_sessions(&self, session: &Session) -> Result<(), Rejection> {
        self.record_door(Record::SessionsEnded { person: session.account() }).await?;
        self.store().sessions_end_but(&session.account(), &self.token_hash(&session.token)).await?;
        Ok(())
    }

    async fn own_sessions(&self, session: &Session) -> Result<Vec<SessionRow>, Rejection> {
        Ok(self.store().sessions_of(&session.account(), self.now()).await?)
    }
}
