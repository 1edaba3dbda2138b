//! Opening who somebody is: for a purpose, and on record.

use dengwen_regulation::{
    model::{Id, Lang, Sees},
    value::Value,
};
use dengwen_store::{Batch, Change, NewCommit, Part};
use serde_json::json;

use crate::{
    desk::Desk,
    fault::Fault,
    secrets,
    view::{FileBytes, Rejection, Session, ValueView},
};

/// How often the record is tried again when somebody else was quicker.
const TRIES: usize = 8;
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
        let (look, _) = self.look_inside(session, case, lang).await?;
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
        self.record_look(case, party, &session.person, purpose).await?;
        let mut plain: Vec<(Id, String)> = Vec::new();
        for (id, value) in &known.fields {
            if let Value::Sealed(handle) = value
                && let Some(text) = self.open_sealed(handle).await?
            {
                plain.push((id.clone(), text.expose().to_owned()));
            }
        }
        Ok(look.show().opened(party, &plain))
    }

    /// A look at an identity is a commit of a stream of its own, so that it is proven like everything else.
    async fn record_look(&self, case: &str, party: u32, person: &str, purpose: &str) -> Result<(), Fault> {
        let (stream, command, at) = (format!("looks:{case}"), secrets::token()?, self.now());
        let body = serde_json::to_string(
            &json!({ "case": case, "party": party, "person": person, "purpose": purpose, "at": at }),
        );
        let body = body.map_err(Fault::Json)?;
        for _ in 0..TRIES {
            let expected = self.store().head(&stream).await?.map_or(0, |head| head.head.seq);
            let part = Part { stream: stream.clone(), sort: "look".to_owned(), expected };
            let commits = vec![NewCommit { stream: stream.clone(), form: 1, body: body.clone(), entered_at: at }];
            match self.store().transact(Change::of(&command, part, at, Batch { commits, ..Batch::default() })).await {
                Ok(_) => return Ok(()),
                Err(error) if error.is_conflict() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Fault::Restless(stream))
    }

    /// An attachment of a case.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if it does not belong to the case or the person does not see what it is about.
    pub async fn file(&self, session: &Session, case: &str, id: &str) -> Result<FileBytes, Rejection> {
        let (look, _) = self.look_inside(session, case, Lang::Zh).await?;
        if !look.viewer.sees_facts() {
            return Err(Rejection::NotFound);
        }
        let (row, bytes) =
            self.store().attachment(id).await?.filter(|(row, _)| row.stream == case).ok_or(Rejection::NotFound)?;
        let (name, bytes) = crate::typed::open_file(self.keys(), &row, Some(&bytes))?;
        Ok(FileBytes { name, media: row.media, bytes })
    }
}
