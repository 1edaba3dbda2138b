//! What was typed: one sealed value, opened only for those who may see it.

use dengwen_regulation::{model::Lang, value::Handle};
use dengwen_store::{AttachmentRow, Blob, SealedRow};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::state::Incoming;
use crate::{
    desk::Desk,
    fault::Fault,
    files::{self, seal_upload},
    keys::Seals,
    view::{FileView, Typed, Upload},
};

/// The key under which something further is handed in.
pub(crate) const FURTHER: &str = "further";
/// The key of its files.
pub(crate) const FURTHER_FILES: &str = "further_files";

/// What was typed, and which file belongs to which field. It is written down only sealed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Given {
    pub(crate) typed: Typed,
    /// Key of the field, and the file.
    pub(crate) files: Vec<(String, String)>,
}

/// Something sealed for a stream, on its way into the store.
pub(crate) struct Kept {
    pub(crate) handle: Handle,
    pub(crate) sealed: SealedRow,
    pub(crate) attachments: Vec<(AttachmentRow, Blob)>,
}

impl Desk {
    /// Seals what was typed as one value, and each file.
    pub(crate) fn keep_given(
        &self,
        seals: &Seals<'_>,
        stream: &str,
        typed: Typed,
        files: &[Upload],
        by: &str,
        now: Timestamp,
    ) -> Result<Kept, Fault> {
        let mut given = Given { typed, files: Vec::new() };
        let mut attachments = Vec::new();
        for file in files {
            let (row, bytes) = seal_upload(seals, stream, now, by, file)?;
            given.files.push((file.key.clone(), row.id.clone()));
            attachments.push((row, bytes));
        }
        let text = serde_json::to_string(&given).map_err(Fault::Json)?;
        let (handle, sealed) = seals.plain(stream, "given", &text)?;
        Ok(Kept { handle, sealed, attachments })
    }

    /// All that was handed in, each with the time; `None` where no key in the hand opens it.
    pub(crate) async fn given(&self, incoming: &Incoming) -> Result<Option<Vec<(Timestamp, Given)>>, Fault> {
        let mut all = Vec::new();
        for (at, handle) in incoming.given() {
            let Some(text) = self.open_sealed(handle).await? else { return Ok(None) };
            all.push((at, serde_json::from_str(text.expose()).map_err(Fault::Json)?));
        }
        Ok(Some(all))
    }

    /// The files of a matter that came in.
    pub(crate) async fn files_given(&self, stream: &str, lang: Lang) -> Result<Vec<FileView>, Fault> {
        let mut all = Vec::new();
        for row in self.store().attachments(stream).await? {
            let name = self.file_name(&row).await?;
            all.push(files::view(&row, name, lang));
        }
        Ok(all)
    }
}
