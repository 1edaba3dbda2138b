//! Reads a form as it was sent, with its files. Everything readable is kept, whatever is wrong with the rest.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Multipart, Request, multipart::Field},
    http::header::CONTENT_TYPE,
};
use dengwen_desk::view::{Typed, Upload};

use crate::{
    limits::{
        FILE_BYTES_MAX, FILES_BYTES_MAX, FILES_MAX, REQUEST_BYTES_MAX, VALUE_BYTES_MAX, VALUES_MAX, is_what_it_says,
        media_of,
    },
    page::Page,
    trouble::Trouble,
};

/// A form without files may have this many bytes.
const PLAIN_FORM_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Why a file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileRefused {
    /// It alone is too large.
    TooLarge,
    /// All files together are too large.
    TooLargeTogether,
    /// Too many files.
    TooMany,
    /// Its type is not taken.
    Type,
    /// Its content is not what its name says.
    NotWhatItSays,
}

impl FileRefused {
    /// What the sender reads at the field.
    pub(crate) fn message(self, page: &Page, name: &str) -> String {
        match self {
            Self::TooLarge => page.with("upload-too-large", "name", name),
            Self::TooLargeTogether => page.with("upload-too-large-together", "name", name),
            Self::TooMany => page.with("upload-too-many", "name", name),
            Self::Type => page.with("upload-type", "name", name),
            Self::NotWhatItSays => page.with("upload-not-what-it-says", "name", name),
        }
    }
}

/// A form as it was sent.
#[derive(Debug, Default)]
pub(crate) struct Posted {
    /// Values of fields.
    pub(crate) typed: Typed,
    /// Values of ours beside them: their names begin with a colon.
    meta: Typed,
    /// Files that may be kept.
    pub(crate) files: Vec<Upload>,
    /// Files that may not: key, name, why.
    pub(crate) refused: Vec<(String, String, FileRefused)>,
    bytes_of_files: usize,
    bytes_in_all: usize,
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Trouble;

    async fn from_request(request: Request, state: &S) -> Result<Self, Trouble> {
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if media.starts_with("multipart/form-data") {
            let parts = Multipart::from_request(request, state).await.map_err(|_| Trouble::Unreadable)?;
            return Self::read_parts(parts).await;
        }
        let bytes = to_bytes(request.into_body(), PLAIN_FORM_BYTES_MAX).await.map_err(|_| Trouble::Unreadable)?;
        let values: Typed = pairs_of(&bytes);
        let mut posted = Self::default();
        values.into_iter().for_each(|(name, value)| posted.keep(name, value));
        Ok(posted)
    }
}

impl Posted {
    /// A value of ours, such as `:option`.
    pub(crate) fn meta(&self, name: &str) -> Option<&str> {
        self.meta.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All values of ours under a name.
    pub(crate) fn metas<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.meta.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a field.
    pub(crate) fn value(&self, key: &str) -> &str {
        self.typed.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value.as_str())
    }

    async fn read_parts(mut parts: Multipart) -> Result<Self, Trouble> {
        let mut posted = Self::default();
        while let Some(field) = parts.next_field().await.map_err(|_| Trouble::Unreadable)? {
            let key = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(ToOwned::to_owned) {
                Some(name) if name.is_empty() => {}
                // A file of ours, such as the text of a regulation, is read as text and never kept as a file.
                Some(_) if key.starts_with(':') => posted.read_value(field, key).await?,
                Some(name) => posted.read_file(field, key, name).await?,
                None => posted.read_value(field, key).await?,
            }
            if posted.bytes_in_all > REQUEST_BYTES_MAX {
                break;
            }
        }
        Ok(posted)
    }

    async fn read_value(&mut self, mut field: Field<'_>, key: String) -> Result<(), Trouble> {
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| Trouble::Unreadable)? {
            self.bytes_in_all += chunk.len();
            let room = VALUE_BYTES_MAX.saturating_sub(bytes.len());
            bytes.extend(chunk.iter().take(room));
        }
        self.keep(key, String::from_utf8_lossy(&bytes).into_owned());
        Ok(())
    }

    /// Counts while the bytes come in. Of a file that is refused nothing is kept, but the form after it is still read.
    async fn read_file(&mut self, mut field: Field<'_>, key: String, name: String) -> Result<(), Trouble> {
        let media = media_of(&name);
        let mut refused = match media {
            None => Some(FileRefused::Type),
            Some(_) if self.files.len() >= FILES_MAX => Some(FileRefused::TooMany),
            Some(_) => None,
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| Trouble::Unreadable)? {
            self.bytes_in_all += chunk.len();
            if self.bytes_in_all > REQUEST_BYTES_MAX {
                refused = refused.or(Some(FileRefused::TooLarge));
                break;
            }
            if refused.is_some() {
                continue;
            }
            bytes.extend_from_slice(&chunk);
            refused = self.too_large(bytes.len());
            if refused.is_some() {
                bytes = Vec::new();
            }
        }
        let media = media.unwrap_or_default();
        refused = refused.or((!is_what_it_says(media, &bytes)).then_some(FileRefused::NotWhatItSays));
        match refused {
            Some(why) => self.refused.push((key, name, why)),
            None => {
                self.bytes_of_files += bytes.len();
                self.files.push(Upload { key, name, media: media.to_owned(), bytes });
            }
        }
        Ok(())
    }

    fn too_large(&self, bytes: usize) -> Option<FileRefused> {
        if bytes > FILE_BYTES_MAX {
            Some(FileRefused::TooLarge)
        } else if self.bytes_of_files + bytes > FILES_BYTES_MAX {
            Some(FileRefused::TooLargeTogether)
        } else {
            None
        }
    }

    fn keep(&mut self, name: String, value: String) {
        if self.typed.len() + self.meta.len() >= VALUES_MAX {
            return;
        }
        let value = value.replace("\r\n", "\n");
        match name.starts_with(':') {
            true => self.meta.push((name, value)),
            false => self.typed.push((name, value)),
        }
    }
}

/// The pairs of a plain form; `+` is a blank, `%xx` a byte.
fn pairs_of(bytes: &[u8]) -> Typed {
    let pairs = bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default());
            (name, decoded(halves.next().unwrap_or_default()))
        })
        .collect()
}

fn decoded(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, tail @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    rest = tail;
                }
                _ => out.push(b'%'),
            },
            (byte, _) => out.push(*byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
pub(super) fn from_pairs(pairs: &[(&str, &str)]) -> Posted {
    let mut posted = Posted::default();
    pairs.iter().for_each(|(name, value)| posted.keep((*name).to_owned(), (*value).to_owned()));
    posted
}

#[cfg(test)]
mod tests {
    use super::pairs_of;

    #[test]
    fn a_plain_form_is_decoded() {
        let pairs = pairs_of("a=1+2&b=%E7%99%BB&c=100%&d&:x=y".as_bytes());
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("a", "1 2"), ("b", "登"), ("c", "100%"), ("d", ""), (":x", "y")]);
    }
}
