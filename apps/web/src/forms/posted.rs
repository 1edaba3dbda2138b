//! Reads a form as it was sent, with its files. Everything readable is kept, whatever is wrong with the rest.

use std::{
    future::ready,
    time::{Duration, Instant},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Multipart, Request, multipart::Field},
    http::header::CONTENT_TYPE,
};
use dengwen_desk::{
    NotTaken, Spool,
    view::{Rejection, Typed, Upload},
};
use dengwen_regulation::model::Label;
use futures_util::StreamExt as _;
use tokio::time::timeout;

use super::Resent;
use crate::{
    gate::{ComeBack, Turn},
    limits::{FILE_BYTES_MAX, FILES_BYTES_MAX, FILES_MAX, REQUEST_BYTES_MAX, VALUE_BYTES_MAX, VALUES_MAX, media_of},
    page::Page,
    site::Site,
    trouble::{Again, Trouble},
};

/// A form without files may have this many bytes.
const PLAIN_FORM_BYTES_MAX: usize = 4 * 1024 * 1024;

/// So much is read of a form with files from somebody who is not signed in, in bytes.
const UNSIGNED_BYTES_MAX: usize = 1024 * 1024;

/// How long nothing may come while a form is sent.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// Why a file was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileRefused {
    /// It alone is too large.
    TooLarge,
    /// All files together are too large.
    TooLargeTogether,
    /// Too many files.
    TooMany,
    /// Its type is not taken.
    Type,
    /// Its content is not what its name says, or not what anybody should open.
    Unfit(Label),
    /// The scanner found something harmful in it.
    Harmful,
}

impl From<NotTaken> for FileRefused {
    fn from(why: NotTaken) -> Self {
        match why {
            NotTaken::Unfit(why) => Self::Unfit(why),
            NotTaken::Harmful => Self::Harmful,
        }
    }
}

impl FileRefused {
    /// What the sender reads at the field.
    pub(crate) fn message(&self, page: &Page, name: &str) -> String {
        match self {
            Self::TooLarge => page.with("upload-too-large", "name", name),
            Self::TooLargeTogether => page.with("upload-too-large-together", "name", name),
            Self::TooMany => page.with("upload-too-many", "name", name),
            Self::Type => page.with("upload-type", "name", name),
            Self::Unfit(why) => page.with2("upload-unfit", "name", name, "why", why.in_lang(page.lang)),
            Self::Harmful => page.with("upload-harmful", "name", name),
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
    /// Files came and were not read.
    pub(crate) left_out: bool,
    /// The turn of the request that sent it.
    turn: Option<Turn>,
    bytes_of_files: u64,
    bytes_in_all: usize,
}

impl FromRequest<Site> for Posted {
    type Rejection = Trouble;

    async fn from_request(mut request: Request, site: &Site) -> Result<Self, Trouble> {
        let (turn, action) = (request.extensions_mut().remove::<Turn>(), request.uri().to_string());
        let mut posted = Self::read(request, site).await?;
        if let Some(turn) = turn {
            if let Err(ComeBack(seconds)) = turn.begin().await {
                let resent = Resent::of(action, posted, &site.holding, Instant::now());
                let again = resent.map_or(Again::Back, |resent| Again::Form(Box::new(resent)));
                return Err(Trouble::Busy(seconds, again));
            }
            posted.turn = Some(turn);
        }
        Ok(posted)
    }
}

impl Posted {
    async fn read(request: Request, site: &Site) -> Result<Self, Trouble> {
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if media.starts_with("multipart/form-data") {
            let parts = Multipart::from_request(request, site).await.map_err(|_| Trouble::Unreadable)?;
            return Self::read_parts(parts, site).await;
        }
        let bytes = to_bytes(request.into_body(), PLAIN_FORM_BYTES_MAX).await.map_err(|_| Trouble::Unreadable)?;
        let values: Typed = pairs_of(&bytes);
        let mut posted = Self::default();
        values.into_iter().for_each(|(name, value)| posted.keep(name, value));
        Ok(posted)
    }

    /// Gives the place back: what is left to do stands in a line of its own.
    pub(crate) fn end_turn(&self) {
        self.turn.iter().for_each(Turn::end);
    }

    /// What these pairs say.
    pub(crate) fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut posted = Self::default();
        pairs.into_iter().for_each(|(name, value)| posted.keep(name, value));
        posted
    }

    /// A value of ours, such as `:option`.
    pub(crate) fn meta(&self, name: &str) -> Option<&str> {
        self.meta.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// All values of ours under a name.
    pub(crate) fn metas<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.meta.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every value, as it was sent.
    pub(crate) fn all(&self) -> impl Iterator<Item = &(String, String)> {
        self.meta.iter().chain(&self.typed)
    }

    /// The first value of a field.
    pub(crate) fn value(&self, key: &str) -> &str {
        self.typed.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field.
    pub(crate) fn values(&self, key: &str) -> Vec<String> {
        self.typed.iter().filter(|(known, _)| known == key).map(|(_, value)| value.clone()).collect()
    }

    async fn read_parts(mut parts: Multipart, site: &Site) -> Result<Self, Trouble> {
        let mut posted = Self::default();
        while let Some(field) = parts.next_field().await.map_err(|_| Trouble::Unreadable)? {
            let key = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(ToOwned::to_owned) {
                Some(name) if name.is_empty() => {}
                // A file of ours, such as the text of a regulation, is read as text and never kept as a file.
                Some(_) if key.starts_with(':') => posted.read_value(field, key).await?,
                Some(name) => posted.read_file(field, key, name, site).await?,
                None => posted.read_value(field, key).await?,
            }
            if posted.bytes_in_all > REQUEST_BYTES_MAX {
                break;
            }
        }
        Ok(posted)
    }

    /// What was typed into a form, and nothing of its files: from somebody who may not send any. Little is read, and what stands
    /// behind it is not waited for.
    pub(crate) async fn without_files(request: Request, site: &Site) -> Result<Self, Trouble> {
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !media.starts_with("multipart/form-data") {
            return Self::read(request, site).await;
        }
        let (head, body) = request.into_parts();
        let mut read = 0;
        // The form ends here: what reads its parts takes in whatever has come, and must not be fed more.
        let begun = body.into_data_stream().take_while(move |piece| {
            let room = read < UNSIGNED_BYTES_MAX;
            read += piece.as_ref().map_or(0, Bytes::len);
            ready(room)
        });
        let request = Request::from_parts(head, Body::from_stream(begun));
        let mut parts = Multipart::from_request(request, site).await.map_err(|_| Trouble::Unreadable)?;
        let mut posted = Self::default();
        while let Ok(Some(mut field)) = parts.next_field().await {
            let key = field.name().unwrap_or_default().to_owned();
            if let Some(name) = field.file_name() {
                posted.left_out |= !name.is_empty();
                while let Ok(Some(_)) = chunk(&mut field).await {}
            } else if posted.read_value(field, key).await.is_err() {
                break;
            }
        }
        Ok(posted)
    }

    async fn read_value(&mut self, mut field: Field<'_>, key: String) -> Result<(), Trouble> {
        let mut bytes = Vec::new();
        while let Some(chunk) = chunk(&mut field).await? {
            self.bytes_in_all += chunk.len();
            let room = VALUE_BYTES_MAX.saturating_sub(bytes.len());
            bytes.extend(chunk.iter().take(room));
        }
        self.keep(key, String::from_utf8_lossy(&bytes).into_owned());
        Ok(())
    }

    /// A file is encrypted piece by piece as it comes in. Of one that is refused nothing is kept, but the form after it is
    /// still read.
    async fn read_file(&mut self, mut field: Field<'_>, key: String, name: String, site: &Site) -> Result<(), Trouble> {
        let mut refused = match media_of(&name) {
            None => Some(FileRefused::Type),
            Some(_) if self.files.len() >= FILES_MAX => Some(FileRefused::TooMany),
            Some(_) => None,
        };
        let mut spool = Some(site.desk.spool(&key, &name).map_err(Rejection::from)?);
        while let Some(chunk) = chunk(&mut field).await? {
            self.bytes_in_all += chunk.len();
            if self.bytes_in_all > REQUEST_BYTES_MAX {
                refused = refused.or(Some(FileRefused::TooLarge));
                break;
            }
            if refused.is_none()
                && let Some(spool) = &mut spool
            {
                refused = self.pushed(spool, &chunk).await?;
            }
            if refused.is_some() {
                spool = None;
            }
        }
        let taken = match (refused, spool) {
            (None, Some(spool)) => spool.end().await.map_err(Rejection::from)?.map_err(FileRefused::from),
            (refused, _) => Err(refused.unwrap_or(FileRefused::Type)),
        };
        match taken {
            Ok(file) => {
                self.bytes_of_files = self.bytes_of_files.saturating_add(file.content.size());
                self.files.push(file);
            }
            Err(why) => self.refused.push((key, name, why)),
        }
        Ok(())
    }

    /// What comes next of a file; why it is not taken, as soon as that is plain.
    async fn pushed(&self, spool: &mut Spool, chunk: &[u8]) -> Result<Option<FileRefused>, Trouble> {
        let bytes = spool.size().saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if bytes > FILE_BYTES_MAX {
            return Ok(Some(FileRefused::TooLarge));
        }
        if self.bytes_of_files.saturating_add(bytes) > FILES_BYTES_MAX {
            return Ok(Some(FileRefused::TooLargeTogether));
        }
        Ok(spool.push(chunk).await.map_err(Rejection::from)?.map(FileRefused::Unfit))
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

/// The next piece; whoever sends nothing for too long is cut off, so that nobody holds a place by being slow.
async fn chunk(field: &mut Field<'_>) -> Result<Option<Bytes>, Trouble> {
    let next = timeout(SILENCE_MAX, field.chunk()).await.map_err(|_| Trouble::Unreadable)?;
    next.map_err(|_| Trouble::Unreadable)
}

/// The pairs of a plain form; `+` is a blank, `%xx` a byte.
pub(crate) fn pairs_of(bytes: &[u8]) -> Typed {
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
