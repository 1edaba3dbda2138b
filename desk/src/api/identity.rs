//! Opening who somebody is: for a purpose, and on record.

use dengwen_regulation::{
    model::{Id, Lang, Sees},
    value::Value,
};

use crate::{
    audit::Read,
    desk::Desk,
    keys::owed_in_words,
    view::{Rejection, Session, ValueView},
};

/// The shortest purpose, in characters.
const PURPOSE_LEAST: usize = 2;

impl Desk {
    /// The identity of a party, opened for a purpose. Every look is recorded.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for whoever does not see all of the case; [`Rejection::Invalid`] without a purpose.
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
        if look.viewer.sees < Sees::All {
            return Err(Rejection::Forbidden);
        }
        let purpose = purpose.trim();
        if purpose.chars().count() < PURPOSE_LEAST {
            let text =
                if lang == Lang::Zh { "请写明查看身份的事由" } else { "say what the identity is needed for" };
            return Err(Rejection::Invalid(vec![("purpose".to_owned(), text.to_owned())]));
        }
        let known = look.loaded.case.parties.iter().find(|one| one.n == party).ok_or(Rejection::NotFound)?;
        let read = Read::Identity { party, purpose: purpose.to_owned() };
        self.record_read(case, &session.person, read).await?;
        let mut plain: Vec<(Id, String)> = Vec::new();
        let mut owed = false;
        for (id, value) in &known.fields {
            let Value::Sealed(handle) = value else { continue };
            match desk.open_sealed(handle).await? {
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
