//! What a file is, by its bytes alone; whether its name says the same; whether it unpacks without end.

use dengwen_regulation::model::Label;

use super::zip;

/// A kind of file: media type, what it is called, endings that say it.
type Kind = (&'static str, &'static str, &'static str, &'static [&'static str]);

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
    if let Some((_, kind)) = BY_START.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(*kind);
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WAVE")) => return Some(WAV),
        (Some(b"RIFF"), _, Some(b"WEBP")) => return Some(WEBP),
        (_, Some(b"ftyp"), Some(b"heic" | b"heix" | b"mif1" | b"msf1")) => return Some(HEIC),
        (_, Some(b"ftyp"), Some(b"M4A " | b"M4B ")) => return Some(M4A),
        (_, Some(b"ftyp"), _) => return Some(MP4),
        _ => {}
    }
    if bytes.starts_with(b"PK") {
        let names = zip::names(bytes)?;
        return BY_MEMBER.iter().find(|(member, _)| names.iter().any(|name| name == member)).map(|(_, kind)| *kind);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{feff}')).then_some(TEXT)
}

/// Why a file of this name is not taken; nothing if it is.
#[must_use]
pub fn unfit(name: &str, bytes: &[u8]) -> Option<Label> {
    if bytes.is_empty() {
        return None;
    }
    if bytes.starts_with(b"PK")
        && let Err(why) = zip::sound(bytes)
    {
        return Some(why.label());
    }
    let Some((_, zh, en, endings)) = kind_of(bytes) else {
        return Some(Label::new(
            "请上传 PDF、图片、音频、视频、文本或办公文档",
            "only PDF, pictures, sound, video, text and office documents",
        ));
    };
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
