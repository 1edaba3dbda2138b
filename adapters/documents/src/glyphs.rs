//! Characters that no chosen font can draw.

use std::collections::BTreeSet;
use std::fmt;

use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

/// A character without a glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
}

impl MissingGlyph {
    /// The Debian package that holds a glyph for it; `None` for control characters and characters of private use,
    /// which mean nothing outside the system that wrote them and have to be replaced.
    #[must_use]
    pub fn package(self) -> Option<&'static str> {
        match u32::from(self.character) {
            0..=0x1F | 0x7F..=0x9F | 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF => None,
            0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF => Some("fonts-noto-cjk"),
            0x2_0000..=0x3_FFFF => Some("fonts-hanazono"),
            0x2190..=0x2BFF | 0x1_F000..=0x1_FAFF => Some("fonts-symbola"),
            _ => Some("fonts-dejavu-core"),
        }
    }
}

impl fmt::Display for MissingGlyph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "U+{:04X}", u32::from(self.character))?;
        match self.package() {
            Some(package) => write!(f, " {} (install the package {package})", self.character),
            None => write!(f, " (not even the package fonts-noto-cjk has a glyph for it: replace the character)"),
        }
    }
}

/// Every character of the document that was set as an empty box, once each.
pub(crate) fn missing(document: &PagedDocument) -> Vec<MissingGlyph> {
    let mut found = BTreeSet::new();
    for page in document.pages() {
        walk(&page.frame, &mut found);
    }
    found.into_iter().collect()
}

fn walk(frame: &Frame, found: &mut BTreeSet<MissingGlyph>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => walk(&group.frame, found),
            FrameItem::Text(text) => {
                for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    let characters = text.text.get(glyph.range()).unwrap_or_default().chars();
                    found.extend(characters.map(|character| MissingGlyph { character }));
                }
            }
            _ => {}
        }
    }
}
