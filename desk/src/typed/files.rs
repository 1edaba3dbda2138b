//! Files: taken within limits, known by their bytes, sealed before they are kept.

use dengwen_regulation::{
    model::{Label, Lang},
    value::{Ref, Value},
};
use dengwen_sealing::Sealed;

use super::{Form, Read, pictures};
use crate::{
    fault::Fault,
    files::{self, seal_upload},
    view::{Rejection, Upload},
};

/// How many files come with one act.
pub const FILES_MAX: usize = 20;
/// How large one file may be.
pub const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;
/// How large all files of one act may be together.
pub const FILES_BYTES_MAX: usize = 60 * 1024 * 1024;
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
        let size = usize::try_from(file.content.size()).unwrap_or(usize::MAX);
        all = all.saturating_add(size);
        if n >= FILES_MAX {
            return refuse(file, "一次最多上传 20 个文件", "at most 20 files at once");
        }
        if size > FILE_BYTES_MAX {
            return refuse(file, "单个文件不超过 20 MB", "a file has at most 20 MB");
        }
        if all > FILES_BYTES_MAX {
            return refuse(file, "文件合计不超过 60 MB", "all files together have at most 60 MB");
        }
        let why = match file.content.spooled() {
            // It was looked through as it came in.
            Ok(spooled) => files::misnamed(spooled, &file.name),
            Err(bytes) => files::unfit(&file.name, bytes).or_else(|| damaged(bytes)),
        };
        if let Some(why) = why {
            return refuse(file, &why.zh, &why.en);
        }
    }
    Ok(())
}

fn damaged(bytes: &[u8]) -> Option<Label> {
    matches!(pictures::bare(bytes), Some(Err(_))).then(files::damaged_picture)
}

/// The files of a key, sealed, as values.
pub(super) fn of(form: &Form<'_>, key: &str, read: &mut Read) -> Result<Vec<Value>, Fault> {
    let mut values = Vec::new();
    for file in form.files.iter().filter(|file| file.key == key && !file.content.is_empty()) {
        let (row, blob) = seal_upload(form.seals, form.stream, form.now, form.by, file)?;
        values.push(Value::Ref(Ref::File(row.id.clone())));
        read.attachments.push((row, blob));
    }
    Ok(values)
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
