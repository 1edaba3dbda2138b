//! A form of the portal put aside for later. It is sealed with a key that follows from its code alone, so that nobody opens it
//! without the code, the server neither; it is gone when it is sent, or when its days are over, with its files.

use std::str::FromStr as _;

use dengwen_calendar::Counting;
use dengwen_regulation::model::Lang;
use dengwen_sealing::{Place, ReceiptCode, SecretKey};
use dengwen_store::{DraftFileRow, DraftRow};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    accounts::later,
    desk::Desk,
    fault::Fault,
    incoming::pick,
    secrets,
    show::words,
    view::{Rejection, Typed, Upload},
};

/// The most that one may hold, in bytes.
const BYTES_MAX: usize = 256 * 1024;
/// The most that its files may hold together, in bytes.
const FILES_BYTES_MAX: u64 = 20 * 1024 * 1024;
/// What its sealed content is bound to, beside its name; and that of a file.
const PLACE: &str = "draft";
const FILE_PLACE: &str = "draft file";

/// A form put aside.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDraft {
    /// For which organisation.
    pub office: String,
    /// Which matter.
    pub matter: String,
    /// What stood in the form, names of our own among it.
    pub fields: Typed,
}

/// What is told when a form was put aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftKept {
    /// With this it is opened again; shown now and kept nowhere.
    pub code: String,
    /// The last day on which it can be opened.
    pub until: String,
    /// How many files are kept with it.
    pub files: usize,
    /// Names of those that would be too much; they are to be chosen again.
    pub left_out: Vec<String>,
}

impl Desk {
    /// Puts a form aside with its files, under the code that it has already or under a fresh one.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if the matter is not open to the public; [`Rejection::Invalid`] if it is too long.
    pub async fn save_draft(
        &self,
        draft: &SavedDraft,
        files: &[&Upload],
        code: Option<&str>,
        lang: Lang,
    ) -> Result<DraftKept, Rejection> {
        self.intake(&draft.office, &draft.matter, lang).await?;
        let code = match code {
            Some(code) => ReceiptCode::from_str(code).map_err(|_| Rejection::NotFound)?,
            None => ReceiptCode::from_random(secrets::random()?),
        };
        let bytes = serde_json::to_vec(draft).map_err(Fault::Json)?;
        if bytes.len() > BYTES_MAX {
            let text = pick(lang, "内容太多，无法暂存；请先提交", "too much to be put aside; send it first");
            return Err(Rejection::Invalid(vec![(String::new(), text.to_owned())]));
        }
        let id = self.draft_id(&code);
        let key = self.key_of_code(&code).await?.1;
        let body = key.public().seal(&Place::new(PLACE, &id), &bytes, secrets::random()?).map_err(Fault::from)?;
        let (files, left_out) = sealed_files(&key, &id, files).await?;
        let (owner, updated_at) = (draft.office.clone(), self.now());
        self.store().draft_put(&DraftRow { id, owner, body, updated_at }, &files).await?;
        let until = later(updated_at, self.draft_days(&draft.office).await?);
        let until = words::full_day(Counting::default().date_of(until), lang);
        Ok(DraftKept { code: code.expose(), until, files: files.len(), left_out })
    }

    /// A form put aside; nothing if no code like this stands for one, or its days are over.
    pub async fn open_draft(&self, code: &str) -> Option<SavedDraft> {
        let code = ReceiptCode::from_str(code).ok()?;
        let id = self.draft_id(&code);
        let row = self.store().draft(&id).await.ok()??;
        let over = later(row.updated_at, self.draft_days(&row.owner).await.ok()?);
        if over <= self.now() {
            self.store().draft_delete(&id).await.ok()?;
            return None;
        }
        let key = self.key_of_code(&code).await.ok()?.1;
        serde_json::from_slice(&key.open(&Place::new(PLACE, &id), &row.body).ok()?).ok()
    }

    /// The files of a form put aside, looked through again as they come back. One that is not taken any more is left out.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for what is no code.
    pub async fn draft_files(&self, code: &str) -> Result<Vec<Upload>, Rejection> {
        let code = ReceiptCode::from_str(code).map_err(|_| Rejection::NotFound)?;
        let (id, key) = (self.draft_id(&code), self.key_of_code(&code).await?.1);
        let mut files = Vec::new();
        for row in self.store().draft_files(&id).await? {
            let bytes = key.open(&file_place(&id, row.n), &row.body).map_err(Fault::from)?;
            let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { continue };
            let (head, content) = bytes.split_at(end);
            let (field, name): (String, String) = serde_json::from_slice(head).map_err(Fault::Json)?;
            let mut spool = self.spool(&field, &name)?;
            if spool.push(content.get(1..).unwrap_or_default()).await?.is_none() {
                files.extend(spool.end().await?.ok());
            }
        }
        Ok(files)
    }

    /// Destroys a form put aside, and its files.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for what is no code.
    pub async fn drop_draft(&self, code: &str) -> Result<(), Rejection> {
        let code = ReceiptCode::from_str(code).map_err(|_| Rejection::NotFound)?;
        Ok(self.store().draft_delete(&self.draft_id(&code)).await?)
    }

    /// Destroys all that were put aside for too long.
    pub(crate) async fn sweep_drafts(&self) -> Result<(), Fault> {
        for office in self.office_ids().await? {
            let before = self.now().checked_sub(self.draft_days(&office).await?).unwrap_or(Timestamp::MIN);
            self.store().drafts_sweep(&office, before).await?;
        }
        Ok(())
    }

    async fn draft_days(&self, office: &str) -> Result<SignedDuration, Fault> {
        Ok(SignedDuration::from_hours(24 * i64::from(self.office_state(office).await?.portal.draft_days)))
    }

    fn draft_id(&self, code: &ReceiptCode) -> String {
        self.keys().receipt_hash(code).to_string()
    }
}

/// The files as they are kept, as many as there is room for, and the names of the others.
async fn sealed_files(
    key: &SecretKey,
    id: &str,
    files: &[&Upload],
) -> Result<(Vec<DraftFileRow>, Vec<String>), Rejection> {
    let (mut kept, mut left_out, mut room) = (Vec::new(), Vec::new(), FILES_BYTES_MAX);
    for (n, file) in (0_u32..).zip(files) {
        let Some(rest) = room.checked_sub(file.content.size()) else {
            left_out.push(file.name.clone());
            continue;
        };
        room = rest;
        let mut bytes = serde_json::to_vec(&(&file.key, &file.name)).map_err(Fault::Json)?;
        bytes.push(b'\n');
        bytes.extend(file.content.whole().await?);
        let body = key.public().seal(&file_place(id, n), &bytes, secrets::random()?).map_err(Fault::from)?;
        kept.push(DraftFileRow { draft: id.to_owned(), n, body });
    }
    Ok((kept, left_out))
}

fn file_place(id: &str, n: u32) -> Place {
    Place::new(FILE_PLACE, format!("{id} {n}"))
}
