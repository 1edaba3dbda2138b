//! Files of a case: first the copy that tells nothing beside its content; the file itself is a further step, and recorded.

use dengwen_regulation::model::Lang;
use dengwen_store::AttachmentRow;

use crate::{
    audit::Read,
    desk::Desk,
    files::{self, Reading},
    keys::owed_in_words,
    view::{FileBytes, Rejection, Session},
};

impl Desk {
    /// An attachment of a case: the copy without author and history where there is one.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if it does not belong to the case, the person does not see what it is about, or there is only
    /// the file itself.
    pub async fn file(&self, session: &Session, case: &str, id: &str) -> Result<FileBytes, Rejection> {
        let (row, name, content) = self.file_in_case(session, case, id).await?;
        let copy = files::first(&row, name, content).await?.ok_or(Rejection::NotFound)?;
        self.record_read(case, &session.person, Read::File { file: id.to_owned() }).await?;
        Ok(copy)
    }

    /// The file itself, as it was sent. That somebody read it is recorded.
    ///
    /// # Errors
    /// As [`Desk::file`].
    pub async fn file_itself(&self, session: &Session, case: &str, id: &str) -> Result<FileBytes, Rejection> {
        let (row, name, content) = self.file_in_case(session, case, id).await?;
        self.record_read(case, &session.person, Read::FileItself { file: id.to_owned() }).await?;
        Ok(files::itself(&row, name, content))
    }

    /// A file of a case that somebody may see: its row, name and bytes.
    pub(crate) async fn file_in_case(
        &self,
        session: &Session,
        case: &str,
        id: &str,
    ) -> Result<(AttachmentRow, String, Reading), Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, Lang::Zh).await?;
        if !look.sees_file(id) {
            return Err(Rejection::NotFound);
        }
        let (row, head) =
            self.store().attachment(id).await?.filter(|(row, _)| row.stream == case).ok_or(Rejection::NotFound)?;
        let (name, content) = desk.open_file(&row, &head).await?.ok_or_else(owed_in_words)?;
        Ok((row, name, content))
    }
}
