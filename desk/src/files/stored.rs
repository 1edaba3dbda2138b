//! Files that are kept: sealed when they are written, opened piece by piece for whoever may read them.

use std::{fmt, sync::Arc};

use dengwen_sealing::{FileKey, Place, pieces};
use dengwen_store::{AttachmentRow, Blob};
use jiff::Timestamp;

use super::{BLIND, Marks, Spooled};
use crate::{
    desk::Desk,
    fault::Fault,
    keys::Seals,
    secrets,
    typed::{bare_picture, pack, unpack},
    view::Upload,
};

/// How long a name is kept, in characters.
const NAME_MAX: usize = 120;
/// The name of a file for whoever cannot open it.
const UNREAD: &str = "附件";
/// How many pieces are read from the store at once.
const AT_ONCE: u32 = 8;

/// Where the key of a file belongs.
fn place_of_key(stream: &str, id: &str) -> Place {
    Place::new(stream, format!("key of file {id}"))
}

/// A file as it is kept: its name and its key sealed for its stream, its pieces as they are.
pub(crate) fn seal_upload(
    seals: &Seals<'_>,
    stream: &str,
    now: Timestamp,
    by: &str,
    file: &Upload,
) -> Result<(AttachmentRow, Blob), Fault> {
    let id = secrets::letters(&secrets::random::<20>()?);
    let spooled = match file.content.spooled() {
        Ok(spooled) => Arc::clone(spooled),
        Err(bytes) => Arc::new(sealed_here(seals, bytes, &file.media)?),
    };
    let name: String =
        file.name.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).take(NAME_MAX).collect();
    let head = pack(&seals.bytes(&place_of_key(stream, &id), spooled.key().as_bytes())?);
    let row = AttachmentRow {
        id: id.clone(),
        stream: stream.to_owned(),
        name: packed_text(seals, stream, &format!("name {id}"), &name)?,
        media: spooled.marks().written(),
        size: spooled.size(),
        digest: seals.digest(spooled.digests()),
        added_at: now,
        added_by: by.to_owned(),
    };
    Ok((row, Blob::of(head, spooled)))
}

/// What was made here, such as an extract, sealed like everything that came in.
fn sealed_here(seals: &Seals<'_>, bytes: &[u8], media: &str) -> Result<Spooled, Fault> {
    // Where and with what a picture was taken would give its sender away.
    let bare = bare_picture(bytes).flatten();
    let content = bare.as_deref().unwrap_or(bytes);
    let key = FileKey::from_random(secrets::random()?);
    Spooled::here(content, Marks::of(content, media), key, seals.blind_hashing(BLIND))
}

fn packed_text(seals: &Seals<'_>, stream: &str, path: &str, text: &str) -> Result<String, Fault> {
    use base64::Engine as _;
    let sealed = seals.bytes(&Place::new(stream, path), text.as_bytes())?;
    Ok(base64::engine::general_purpose::STANDARD.encode(pack(&sealed)))
}

/// A stored file that is read from its first piece to its last.
pub struct Reading {
    size: u64,
    from: From,
}

enum From {
    /// Pieces of the store: the one that comes next, and how many there are.
    Pieces { desk: Desk, id: String, key: FileKey, next: u64, count: u64 },
    /// A copy that was made of it.
    Here(Option<Vec<u8>>),
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reading({} bytes)", self.size)
    }
}

impl Reading {
    /// Of bytes that are there.
    pub(super) fn here(bytes: Vec<u8>) -> Self {
        Self { size: u64::try_from(bytes.len()).unwrap_or(u64::MAX), from: From::Here(Some(bytes)) }
    }

    /// How many bytes it has in all.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What comes next, opened; nothing at the end.
    ///
    /// # Errors
    /// [`Fault::Sealed`] or [`Fault::SealedGone`] if pieces were changed, or are not there.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let (desk, id, key, next, count) = match &mut self.from {
            From::Pieces { desk, id, key, next, count } => (desk, id, key, next, *count),
            From::Here(bytes) => return Ok(bytes.take()),
        };
        if *next >= count {
            return Ok(None);
        }
        let sealed = desk.store().attachment_pieces(id, *next, AT_ONCE).await?;
        if sealed.is_empty() {
            return Err(Fault::SealedGone);
        }
        let mut open = Vec::new();
        for piece in sealed {
            let n = *next;
            *next = n.saturating_add(1);
            open.extend_from_slice(&key.open_piece(n, *next == count, &piece)?);
        }
        Ok(Some(open))
    }

    /// All that is left of it.
    ///
    /// # Errors
    /// As [`Reading::next`].
    pub async fn whole(mut self) -> Result<Vec<u8>, Fault> {
        let mut all = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
        while let Some(open) = self.next().await? {
            all.extend_from_slice(&open);
        }
        Ok(all)
    }
}

impl Desk {
    /// The name of a stored file; what stands for it where no key in the hand opens it.
    pub(crate) async fn file_name(&self, row: &AttachmentRow) -> Result<String, Fault> {
        use base64::Engine as _;
        let packed = base64::engine::general_purpose::STANDARD.decode(&row.name).unwrap_or_default();
        let Some(sealed) = unpack(&packed) else { return Ok(row.id.clone()) };
        let open = self.open_bytes(&Place::new(row.stream.as_str(), format!("name {}", row.id)), &sealed).await?;
        Ok(open.map_or_else(|| UNREAD.to_owned(), |name| String::from_utf8_lossy(&name).into_owned()))
    }

    /// The name and the content of a stored file; `None` where no key in the hand opens it.
    pub(crate) async fn open_file(&self, row: &AttachmentRow, head: &[u8]) -> Result<Option<(String, Reading)>, Fault> {
        let sealed = unpack(head).ok_or(Fault::SealedGone)?;
        let (stream, id) = (row.stream.as_str(), row.id.as_str());
        let Some(key) = self.open_bytes(&place_of_key(stream, id), &sealed).await? else { return Ok(None) };
        let key = FileKey::from_slice(&key).ok_or(Fault::SealedGone)?;
        let (desk, id, count) = (self.clone(), id.to_owned(), pieces(row.size));
        let reading = Reading { size: row.size, from: From::Pieces { desk, id, key, next: 0, count } };
        Ok(Some((self.file_name(row).await?, reading)))
    }
}
