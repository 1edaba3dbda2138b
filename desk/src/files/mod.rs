//! What comes with a form: known by its content, held against its name, looked through, and shown first as a copy that does
//! not tell who made it.

mod content;
mod kinds;
mod objects;
mod office;
mod pdf;
mod scan;
mod spool;
mod stored;
mod unpacked;
mod xml;
mod zip;

pub use content::Content;
pub use kinds::unfit;
pub use scan::{SCANNED, Scan, Scanner};
pub use spool::{NotTaken, Spool};
pub use stored::Reading;

pub(crate) use content::{Digests, Spooled};
pub(crate) use kinds::media_of;
pub(crate) use spool::{BLIND, clear};
pub(crate) use stored::seal_upload;

use dengwen_regulation::model::{Label, Lang};
use dengwen_store::AttachmentRow;

use crate::{
    fault::Fault,
    show::words::size,
    view::{FileBytes, FileView},
};

/// How a copy without author and history stands: written behind the media type, `application/pdf; copy=clean`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied {
    /// There is none, and none is needed.
    NotNeeded,
    /// It can be made; it is what is shown first.
    Clean,
    /// It cannot be made: only the file itself is there, and reading it is recorded.
    Cannot,
}

/// Media type and marks of a stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marks {
    /// The type alone.
    pub(crate) media: String,
    /// It was looked through for harm.
    pub(crate) scanned: bool,
    /// How the copy stands.
    pub(crate) copied: Copied,
}

impl Marks {
    /// Of a file as it comes in: `told` is the type as uploaded, with the mark of the scanner.
    pub(crate) fn of(bytes: &[u8], told: &str) -> Self {
        let media = media_of(bytes).unwrap_or("application/octet-stream");
        Self { media: media.to_owned(), scanned: told.contains(SCANNED), copied: copied(media, bytes) }
    }

    /// As it is stored.
    pub(crate) fn written(&self) -> String {
        let scanned = if self.scanned { SCANNED } else { "" };
        let copied = match self.copied {
            Copied::NotNeeded => "",
            Copied::Clean => "; copy=clean",
            Copied::Cannot => "; copy=none",
        };
        format!("{}{scanned}{copied}", self.media)
    }

    /// Of a stored file.
    pub(crate) fn read(written: &str) -> Self {
        let media = written.split(';').next().unwrap_or_default().trim().to_owned();
        let copied = match written {
            text if text.contains("copy=clean") => Copied::Clean,
            text if text.contains("copy=none") => Copied::Cannot,
            _ => Copied::NotNeeded,
        };
        Self { media, scanned: written.contains(SCANNED), copied }
    }

    /// What the staff reads beside the file.
    pub(crate) fn words(&self, lang: Lang) -> String {
        let pick = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        let copied = match self.copied {
            Copied::NotNeeded => None,
            Copied::Clean => Some(pick("副本，已去除作者、设备和修订记录", "copy without author, device and history")),
            Copied::Cannot => Some(pick("无法去除作者等信息", "author and the like cannot be taken out")),
        };
        let scanned = (!self.scanned).then_some(pick("未经查毒", "not scanned"));
        copied.into_iter().chain(scanned).collect::<Vec<_>>().join(pick("，", ", "))
    }
}

/// A stored file as it is listed.
pub(crate) fn view(row: &AttachmentRow, name: String, lang: Lang) -> FileView {
    let marks = Marks::read(&row.media);
    FileView {
        id: row.id.clone(),
        name,
        size: size(row.size),
        marks: marks.words(lang),
        at_once: marks.copied != Copied::Cannot,
        recorded: marks.copied != Copied::NotNeeded,
        extractable: dengwen_extract::fits(&marks.media),
    }
}

/// What is read first: the copy where there is one. Nothing where only the file itself is there.
pub(crate) async fn first(row: &AttachmentRow, name: String, content: Reading) -> Result<Option<FileBytes>, Fault> {
    let marks = Marks::read(&row.media);
    let content = match marks.copied {
        Copied::NotNeeded => content,
        Copied::Clean => match cleaned(&marks.media, &content.whole().await?).flatten() {
            Some(copy) => Reading::here(copy),
            None => return Ok(None),
        },
        Copied::Cannot => return Ok(None),
    };
    Ok(Some(FileBytes { name, media: marks.media, content }))
}

/// The same of bytes that were read already.
pub(crate) async fn first_of(row: &AttachmentRow, name: String, bytes: Vec<u8>) -> Result<Option<Vec<u8>>, Fault> {
    match first(row, name, Reading::here(bytes)).await? {
        Some(copy) => Ok(Some(copy.content.whole().await?)),
        None => Ok(None),
    }
}

/// The media type of a stored file, without its marks.
pub(crate) fn media_alone(row: &AttachmentRow) -> String {
    Marks::read(&row.media).media
}

/// The file itself.
pub(crate) fn itself(row: &AttachmentRow, name: String, content: Reading) -> FileBytes {
    FileBytes { name, media: Marks::read(&row.media).media, content }
}

/// How a copy of a file stands.
fn copied(media: &str, bytes: &[u8]) -> Copied {
    match cleaned(media, bytes) {
        None => Copied::NotNeeded,
        Some(Some(_)) => Copied::Clean,
        Some(None) => Copied::Cannot,
    }
}

/// Why a picture that cannot be taken apart is not taken.
pub(crate) fn damaged_picture() -> Label {
    Label::new(
        "这张图片已损坏，无法去除拍摄地点等信息，请换一张",
        "this picture is damaged, so that where it was taken cannot be removed; please use another",
    )
}

/// Does the name of a file that came in say something else than its content.
pub(crate) fn misnamed(spooled: &Spooled, name: &str) -> Option<Label> {
    kinds::misnamed(spooled.kind()?, name)
}

/// The copy of a file without what it tells beside its content. Outer `None`: none is needed; inner: none can be made.
pub(crate) fn cleaned(media: &str, bytes: &[u8]) -> Option<Option<Vec<u8>>> {
    match media {
        "application/pdf" => Some(pdf::cleaned(bytes)),
        media if media.contains("openxmlformats") => Some(office::cleaned(bytes)),
        "image/heic" | "application/ofd" | "application/x-ole-storage" => Some(None),
        media if media.starts_with("video/") || media == "audio/mp4" || media == "audio/mpeg" => Some(None),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
