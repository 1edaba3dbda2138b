//! Values as they are written into a file.

use crate::model::Label;

/// Letters before which a text without quotation marks would mean something else.
const MARKS: [char; 18] = [',', '[', ']', '{', '}', '#', '&', '*', '!', '>', '\'', '"', '%', '@', '`', '\\', ':', '\t'];

/// A text as it is written: in quotation marks where it would not be read as the same without them.
#[must_use]
pub fn scalar(text: &str) -> String {
    let first = text.chars().next();
    let bare = !text.is_empty()
        && text.trim() == text
        && !text.contains(|c: char| MARKS.contains(&c) || c.is_control())
        && !matches!(first, Some('-' | '?' | '=' | '|' | '~'));
    if bare { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// `中文 | English`, or the Chinese alone.
pub(super) fn label(label: &Label) -> String {
    let (zh, en) = (one_line(&label.zh), one_line(&label.en));
    scalar(&if en.is_empty() || en == zh { zh } else { format!("{zh} | {en}") })
}

/// A label from a line as typed.
pub(super) fn label_of(line: &str) -> Label {
    let (zh, en) = line.split_once('|').unwrap_or((line, ""));
    Label::new(zh.trim(), en.trim())
}

/// A bar parts the languages and cannot stand within one.
fn one_line(text: &str) -> String {
    text.replace('|', "/").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Pairs inside `{}`; those without a value are left out.
pub(super) fn map(pairs: &[(&str, String)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", pairs.join(", "))
}

/// A list inside `[]`; nothing where it is empty.
pub(super) fn list(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!("[{}]", items.join(", ")) }
}
