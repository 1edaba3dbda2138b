//! What a file is, by its bytes alone; whether its name says the same; whether it unpacks without end.

use dengwen_regulation::model::Label;

use super::zip;

/// A kind of file: media type, what it is called, endings that say it.
pub(super) type Kind = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// Kinds known by their first bytes.
const BY_START: [(&[u8], Kind); 9] = [
    (b"%PDF-", ("application/pdf", "PDF", "a PDF", &["pdf"])),
    (b"\x89PNG\r\n\x1a\n", ("image/png", "PNG 图片", "a PNG picture", &["png"])),
    (b"\xff\xd8\xff", ("image/jpeg", "JPEG 图片", "a JPEG picture", &["jpg", "jpeg"])),
    (b"GIF8", ("image/gif", "GIF 图片", "a GIF picture", &["gif"])),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"OggS", ("audio/ogg", "OGG 录音", "an OGG recording", &["ogg", "oga"])),
];
const OLE: Kind =
    ("application/x-ole-storage", "旧版办公文档", "an older office document", &["doc", "xls", "ppt", "wps", "et"]);
const MP3: Kind = ("audio/mpeg", "MP3 录音", "an MP3 recording", &["mp3"]);
const WAV: Kind = ("audio/wav", "WAV 录音", "a WAV recording", &["wav"]);
const WEBP: Kind = ("image/webp", "WebP 图片", "a WebP picture", &["webp"]);
const HEIC: Kind = ("image/heic", "HEIC 图片", "a HEIC picture", &["heic", "heif"]);
const M4A: Kind = ("audio/mp4", "M4A 录音", "an M4A recording", &["m4a", "mp4"]);
const MP4: Kind = ("video/mp4", "MP4 录像", "an MP4 film", &["mp4", "m4a", "m4v", "mov", "3gp"]);
const TEXT: Kind = ("text/plain", "文本", "a text", &["txt", "csv", "log", "md"]);

/// Kinds of archives, by a name that only they hold.
const BY_MEMBER: [(&str, Kind); 4] = [
    ("word/document.xml", (WORD, "Word 文档", "a Word document", &["docx"])),
    ("xl/workbook.xml", (SHEET, "Excel 表格", "an Excel sheet", &["xlsx"])),
    ("ppt/presentation.xml", (SLIDES, "PowerPoint 文稿", "a PowerPoint file", &["pptx"])),
    ("OFD.xml", ("application/ofd", "OFD 版式文件", "an OFD file", &["ofd"])),
];
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const SLIDES: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

/// The media type of a file that is taken; nothing for any other.
pub(crate) fn media_of(bytes: &[u8]) -> Option<&'static str> {
    kind_of(bytes).map(|(media, ..)| media)
}

fn kind_of(bytes: &[u8]) -> Option<Kind> {
    if let Some(kind) = by_start(bytes) {
        return Some(kind);
    }
    if bytes.starts_with(ARCHIVE) {
        return by_member(bytes);
    }
    let mut text = Text::default();
    (text.goes_on(bytes) && text.ends()).then_some(TEXT)
}

/// The first bytes of an archive: what it is, its directory at the end tells.
const ARCHIVE: &[u8] = b"PK";

/// What the first bytes alone tell.
fn by_start(bytes: &[u8]) -> Option<Kind> {
    if let Some((_, kind)) = BY_START.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(*kind);
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WAVE")) => Some(WAV),
        (Some(b"RIFF"), _, Some(b"WEBP")) => Some(WEBP),
        (_, Some(b"ftyp"), Some(b"heic" | b"heix" | b"mif1" | b"msf1")) => Some(HEIC),
        (_, Some(b"ftyp"), Some(b"M4A " | b"M4B ")) => Some(M4A),
        (_, Some(b"ftyp"), _) => Some(MP4),
        _ => None,
    }
}

fn by_member(bytes: &[u8]) -> Option<Kind> {
    let names = zip::names(bytes)?;
    BY_MEMBER.iter().find(|(member, _)| names.iter().any(|name| name == member)).map(|(_, kind)| *kind)
}

/// A text that comes in pieces: is it one so far?
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The beginning of a letter whose end comes with the next piece.
    begun: Vec<u8>,
}

impl Text {
    fn goes_on(&mut self, bytes: &[u8]) -> bool {
        let open = [self.begun.as_slice(), bytes].concat();
        let (whole, begun) = match std::str::from_utf8(&open) {
            Ok(_) => (open.as_slice(), &[][..]),
            Err(error) if error.error_len().is_none() => open.split_at_checked(error.valid_up_to()).unwrap_or_default(),
            Err(_) => return false,
        };
        self.begun = begun.to_vec();
        let text = std::str::from_utf8(whole).unwrap_or_default();
        text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{feff}'))
    }

    fn ends(&self) -> bool {
        self.begun.is_empty()
    }
}

/// What a file is by as much of it as has come.
#[derive(Debug)]
pub(super) enum Look {
    /// Nothing came yet.
    Nothing,
    /// Its first bytes tell.
    Known(Kind),
    /// An archive: told only when it is there whole.
    Archive,
    /// Nothing but text so far.
    Text(Text),
    /// Nothing that is taken.
    Unknown,
}

impl Look {
    /// The next piece of the file; the first must be long enough to tell.
    pub(super) fn piece(self, bytes: &[u8]) -> Self {
        match self {
            Self::Nothing if bytes.is_empty() => Self::Nothing,
            Self::Nothing => match by_start(bytes) {
                Some(kind) => Self::Known(kind),
                None if bytes.starts_with(ARCHIVE) => Self::Archive,
                None => Self::Text(Text::default()).piece(bytes),
            },
            Self::Text(mut text) => match text.goes_on(bytes) {
                true => Self::Text(text),
                false => Self::Unknown,
            },
            other => other,
        }
    }

    /// Must it be taken apart before anybody knows whether it is taken.
    pub(super) fn needs_whole(&self) -> bool {
        match self {
            Self::Known((media, ..)) => {
                matches!(*media, "application/pdf" | "image/jpeg" | "image/png" | "image/webp")
            }
            Self::Archive => true,
            Self::Nothing | Self::Text(_) | Self::Unknown => false,
        }
    }

    /// Why a file of this name is not taken, as far as that can be told already.
    pub(super) fn unfit(&self, name: &str) -> Option<Label> {
        match self {
            Self::Known(kind) => misnamed(kind, name),
            Self::Text(_) => misnamed(&TEXT, name),
            Self::Unknown => Some(not_taken()),
            Self::Nothing | Self::Archive => None,
        }
    }

    /// What it is, now that all of it has come: `whole` where only that tells. Outer `None`: the file is empty.
    pub(super) fn ended(self, whole: Option<&[u8]>) -> Option<Result<Kind, Label>> {
        Some(match (self, whole) {
            (Self::Nothing, _) => return None,
            (Self::Known(kind), _) => Ok(kind),
            (Self::Text(text), _) if text.ends() => Ok(TEXT),
            (Self::Archive, Some(bytes)) => archive(bytes),
            _ => Err(not_taken()),
        })
    }
}

/// What an archive is that can be opened without harm.
fn archive(bytes: &[u8]) -> Result<Kind, Label> {
    zip::sound(bytes).map_err(zip::Fault::label)?;
    by_member(bytes).ok_or_else(not_taken)
}

/// Why a file of this name is not taken; nothing if it is.
#[must_use]
pub fn unfit(name: &str, bytes: &[u8]) -> Option<Label> {
    if bytes.is_empty() {
        return None;
    }
    if bytes.starts_with(ARCHIVE)
        && let Err(why) = zip::sound(bytes)
    {
        return Some(why.label());
    }
    match kind_of(bytes) {
        Some(kind) => misnamed(&kind, name),
        None => Some(not_taken()),
    }
}

fn not_taken() -> Label {
    Label::new(
        "请上传 PDF、图片、音频、视频、文本或办公文档",
        "only PDF, pictures, sound, video, text and office documents",
    )
}

/// Does the name say something else than the content.
pub(super) fn misnamed((_, zh, en, endings): &Kind, name: &str) -> Option<Label> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
    let says = endings.contains(&ending.as_str());
    (!says).then(|| {
        let last = endings.first().copied().unwrap_or_default();
        Label::new(
            &format!("内容其实是{zh}，与文件名不符；请把文件名改为 .{last} 结尾，或换一个文件"),
            &format!(
                "its content is {en}, its name says otherwise; let the name end in .{last} or choose another file"
            ),
        )
    })
}
