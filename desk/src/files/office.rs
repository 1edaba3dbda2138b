//! Word, Excel and PowerPoint files without author, device and history. The copy is written anew from the parts.

use miniz_oxide::deflate::compress_to_vec;

use super::{xml, zip};
use crate::typed::bare_picture;

/// What stands in place of the properties.
const CORE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"/>";
const APP: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"/>";
const CUSTOM: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\"/>";
/// How hard the copy is packed.
const PACKED: u8 = 6;

/// The copy; nothing if the file cannot be taken apart.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut parts = Vec::new();
    for member in zip::members(bytes)? {
        if member.name.starts_with("docProps/thumbnail") || member.name.ends_with('/') {
            continue;
        }
        let content = part(&member.name, member.unpack(bytes)?)?;
        let (sum, unpacked) = (zip::sum(&content), content.len());
        parts.push((member.name, 8, sum, unpacked, compress_to_vec(&content, PACKED)));
    }
    zip::written(&parts)
}

/// A part as it stands in the copy.
fn part(name: &str, content: Vec<u8>) -> Option<Vec<u8>> {
    match name {
        "docProps/core.xml" => return Some(CORE.into()),
        "docProps/app.xml" => return Some(APP.into()),
        "docProps/custom.xml" => return Some(CUSTOM.into()),
        _ => {}
    }
    if let Some(picture) = bare_picture(&content) {
        return picture;
    }
    let is_markup = name.ends_with(".xml") || name.ends_with(".rels");
    if !is_markup {
        // An embedded sheet is a file of its own kind.
        return if content.starts_with(b"PK") { cleaned(&content) } else { Some(content) };
    }
    let text = String::from_utf8(content).ok()?;
    if name.ends_with(".rels") {
        return Some(xml::without(&text, "Relationship", "docProps/thumbnail").into_bytes());
    }
    let last = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let people = ["comment", "people", "person", "author"].iter().any(|word| last.contains(word));
    xml::scrubbed(&text, people).map(String::into_bytes)
}
