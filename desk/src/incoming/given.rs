//! What was typed: one sealed value, opened only for those who may see it.

use dengwen_regulation::{model::Lang, value::Handle};
use dengwen_sealing::{Identity, Place, Sealed};
use dengwen_store::{AttachmentRow, SealedRow};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::state::Incoming;
use crate::{
    desk::Desk,
    fault::Fault,
    files, secrets,
    typed::{open_file, seal_upload},
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
    pub(crate) attachments: Vec<(AttachmentRow, Vec<u8>)>,
}

impl Desk {
    /// Seals what was typed as one value, and each file.
    pub(crate) fn keep_given(
        &self,
        stream: &str,
        typed: Typed,
        files: &[Upload],
        by: &str,
        now: Timestamp,
    ) -> Result<Kept, Fault> {
        let mut given = Given { typed, files: Vec::new() };
        let mut attachments = Vec::new();
        for file in files {
            let (row, bytes) = seal_upload(self.keys(), stream, now, by, file)?;
            given.files.push((file.key.clone(), row.id.clone()));
            attachments.push((row, bytes));
        }
        let text = serde_json::to_string(&given).map_err(Fault::Json)?;
        let (handle, sealed) = self.keep_text(stream, "given", text)?;
        Ok(Kept { handle, sealed, attachments })
    }

    /// Seals a text without a token: nothing is to be counted or compared by it.
    pub(crate) fn keep_text(&self, stream: &str, path: &str, text: String) -> Result<(Handle, SealedRow), Fault> {
        let sealed = self.keys().seal(&Place::new(stream, path), &Identity::new(text), secrets::random()?);
        let known = sealed.handle(None);
        let handle = Handle { blob: known.blob.clone(), digest: known.digest, token: known.token };
        let Sealed { key_id, nonce, ciphertext } = sealed;
        let (stream, path) = (stream.to_owned(), path.to_owned());
        Ok((handle, SealedRow { blob: known.blob, stream, path, key_id, nonce: nonce.to_vec(), ciphertext }))
    }

    /// All that was handed in, each with the time.
    pub(crate) async fn given(&self, incoming: &Incoming) -> Result<Vec<(Timestamp, Given)>, Fault> {
        let mut all = Vec::new();
        for (at, handle) in incoming.given() {
            let text = self.open_sealed(handle).await?.ok_or(Fault::SealedGone)?;
            all.push((at, serde_json::from_str(text.expose()).map_err(Fault::Json)?));
        }
        Ok(all)
    }

    /// The files of a matter that came in.
    pub(crate) async fn files_given(&self, stream: &str, lang: Lang) -> Result<Vec<FileView>, Fault> {
        let mut all = Vec::new();
        for row in self.store().attachments(stream).await? {
            let (name, _) = open_file(self.keys(), &row, None)?;
            all.push(files::view(&row, name, lang));
        }
        Ok(all)
    }
}
