//! Files: taken within limits, known by their bytes, sealed before they are kept.

use dengwen_regulation::{
    model::Lang,
    value::{Ref, Value},
};
use dengwen_sealing::{Place, Sealed};
use dengwen_store::AttachmentRow;
use jiff::Timestamp;

use super::{Form, Read, pictures};
use crate::{
    desk::Desk,
    fault::Fault,
    files::{self, Marks},
    keys::Seals,
    secrets,
    view::{Rejection, Upload},
};

/// How many files come with one act.
pub const FILES_MAX: usize = 20;
/// How large one file may be.
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;
/// How large all files of one act may be together.
pub const FILES_BYTES_MAX: usize = 60 * 1024 * 1024;
/// How long a name is kept, in characters.
const NAME_MAX: usize = 120;
/// The name of a file for whoever cannot open it.
const UNREAD: &str = "附件";
/// Length of a nonce.
const NONCE: usize = 24;

/// Refuses what is too large, too many or of a type that is not taken.
pub(super) fn check(form: &Form<'_>, _read: &mut Read) -> Result<(), Rejection> {
    check_files(form.files, form.lang)
}

/// The same for files alone.
pub(crate) fn check_files(files: &[Upload], lang: Lang) -> Result<(), Rejection> {
    let refuse = |file: &Upload, zh: &str, en: &str| {
        let text = if lang == Lang::Zh { zh } else { en };
        Err(Rejection::Upload(file.key.clone(), text.to_owned()))
    };
    let mut all = 0_usize;
    for (n, file) in files.iter().enumerate() {
        all = all.saturating_add(file.bytes.len());
        if n >= FILES_MAX {
            return refuse(file, "一次最多上传 20 个文件", "at most 20 files at once");
        }
        if file.bytes.len() > FILE_BYTES_MAX {
            return refuse(file, "单个文件不超过 20 MB", "a file has at most 20 MB");
        }
        if all > FILES_BYTES_MAX {
            return refuse(file, "文件合计不超过 60 MB", "all files together have at most 60 MB");
        }
        if let Some(why) = files::unfit(&file.name, &file.bytes) {
            return refuse(file, &why.zh, &why.en);
        }
        if matches!(pictures::bare(&file.bytes), Some(Err(_))) {
            return refuse(
                file,
                "这张图片已损坏，无法去除拍摄地点等信息，请换一张",
                "this picture is damaged, so that where it was taken cannot be removed; please use another",
            );
        }
    }
    Ok(())
}

/// The files of a key, sealed, as values.
pub(super) fn of(form: &Form<'_>, key: &str, read: &mut Read) -> Result<Vec<Value>, Fault> {
    let mut values = Vec::new();
    for file in form.files.iter().filter(|file| file.key == key && !file.bytes.is_empty()) {
        let (row, bytes) = seal_file(form, file)?;
        values.push(Value::Ref(Ref::File(row.id.clone())));
        read.attachments.push((row, bytes));
    }
    Ok(values)
}

fn seal_file(form: &Form<'_>, file: &Upload) -> Result<(AttachmentRow, Vec<u8>), Fault> {
    seal_upload(form.seals, form.stream, form.now, form.by, file)
}

/// A file as it is kept: name and bytes sealed for its stream.
pub(crate) fn seal_upload(
    seals: &Seals<'_>,
    stream: &str,
    now: Timestamp,
    by: &str,
    file: &Upload,
) -> Result<(AttachmentRow, Vec<u8>), Fault> {
    let id = secrets::letters(&secrets::random::<20>()?);
    // Where and with what a picture was taken would give its sender away.
    let bare = pictures::bare(&file.bytes).and_then(Result::ok);
    let content = bare.as_deref().unwrap_or(&file.bytes);
    let name: String =
        file.name.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).take(NAME_MAX).collect();
    let sealed = seals.bytes(&Place::new(stream, format!("file {id}")), content)?;
    let row = AttachmentRow {
        id: id.clone(),
        stream: stream.to_owned(),
        name: packed_text(seals, stream, &format!("name {id}"), &name)?,
        media: Marks::of(content, &file.media).written(),
        size: u64::try_from(content.len()).unwrap_or(u64::MAX),
        digest: seals.digest(content, &sealed),
        added_at: now,
        added_by: by.to_owned(),
    };
    Ok((row, pack(&sealed)))
}

fn packed_text(seals: &Seals<'_>, stream: &str, path: &str, text: &str) -> Result<String, Fault> {
    use base64::Engine as _;
    let sealed = seals.bytes(&Place::new(stream, path), text.as_bytes())?;
    Ok(base64::engine::general_purpose::STANDARD.encode(pack(&sealed)))
}

/// A picture without what it tells beside itself; `None` for what is no picture, inner `None` for one that is damaged.
pub(crate) fn bare_picture(bytes: &[u8]) -> Option<Option<Vec<u8>>> {
    pictures::bare(bytes).map(Result::ok)
}

/// A sealed value as one run of bytes: length of the key's name, the name, the nonce, the rest.
pub(crate) fn pack(sealed: &Sealed) -> Vec<u8> {
    let name = sealed.key_id.as_bytes();
    let length = u8::try_from(name.len()).unwrap_or(u8::MAX);
    [&[length], name, &sealed.nonce, sealed.ciphertext.as_slice()].concat()
}

/// Reads what [`pack`] wrote.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Sealed> {
    let (length, rest) = bytes.split_first()?;
    let (name, rest) = rest.split_at_checked(usize::from(*length))?;
    let (nonce, ciphertext) = rest.split_at_checked(NONCE)?;
    Sealed::from_parts(String::from_utf8(name.to_vec()).ok()?, nonce, ciphertext.to_vec())
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
    pub(crate) async fn open_file(
        &self,
        row: &AttachmentRow,
        bytes: &[u8],
    ) -> Result<Option<(String, Vec<u8>)>, Fault> {
        let sealed = unpack(bytes).ok_or(Fault::SealedGone)?;
        let open = self.open_bytes(&Place::new(row.stream.as_str(), format!("file {}", row.id)), &sealed).await?;
        let Some(open) = open else { return Ok(None) };
        Ok(Some((self.file_name(row).await?, open.to_vec())))
    }
}
