//! Opening who somebody is: for a purpose, and on record.

use dengwen_regulation::{
    model::{Id, Lang, Sees},
    value::Value,
};

use crate::{
    audit::Read,
    desk::Desk,
    keys::owed_in_words,
    look::Look,
    openings::Of,
    view::{Rejection, Session, ValueView},
};

impl Desk {
    /// The identity of a party, opened for a purpose; it stays open to whoever opened it for a set time. Every opening is
    /// recorded, and whoever supervises is told.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for whoever does not see all of the case; [`Rejection::Invalid`] without a purpose;
    /// [`Rejection::Refused`] with [`crate::SECOND_WANTED`] while a second person has to agree, [`Rejection::ProofWanted`].
    pub async fn open_identity(
        &self,
        session: &Session,
        case: &str,
        party: u32,
        purpose: &str,
        lang: Lang,
    ) -> Result<Vec<ValueView>, Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, lang).await?;
        if !look.loaded.case.parties.iter().any(|one| one.n == party) {
            return Err(Rejection::NotFound);
        }
        if look.viewer.sees < Sees::All {
            return Err(Rejection::Forbidden);
        }
        Self::proven(session)?;
        // What no key in the hand opens is not opened, and leaves no record that it was.
        let values = desk.identity_of(&look, party).await?;
        let one = desk.open_for(&look, &session.person, Of::Party(party), purpose).await?;
        let read = Read::Identity { party, purpose: one.purpose.clone() };
        self.record_opened(case, &session.person, &one, read).await?;
        Ok(values)
    }

    /// What is sealed of a party, opened.
    pub(crate) async fn identity_of(&self, look: &Look, party: u32) -> Result<Vec<ValueView>, Rejection> {
        let known = look.loaded.case.parties.iter().find(|one| one.n == party).ok_or(Rejection::NotFound)?;
        let mut plain: Vec<(Id, String)> = Vec::new();
        let mut owed = false;
        for (id, value) in &known.fields {
            let Value::Sealed(handle) = value else { continue };
            match self.open_sealed(handle).await? {
                Some(text) => plain.push((id.clone(), text.expose().to_owned())),
                None => owed = true,
            }
        }
        if owed && plain.is_empty() {
            return Err(owed_in_words());
        }
        Ok(look.show().opened(party, &plain))
    }
}
