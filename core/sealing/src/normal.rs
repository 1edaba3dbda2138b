//! What counts as the same person or thing, before it is hashed.

use serde::{Deserialize, Serialize};

/// How a text is made comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// A name: spaces and dots between parts do not count, nor does the width or size of letters.
    Name,
    /// A telephone number: digits alone, without China's country code or the zeros before it.
    Phone,
    /// A number of an identity document or a licence: letters and digits alone, letters large.
    Document,
    /// Anything else: runs of spaces are one.
    Text,
}

impl Sort {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Document => "document",
            Self::Text => "text",
        }
    }
}

/// The text in the form that is compared.
#[must_use]
pub fn normalise(sort: Sort, text: &str) -> String {
    let narrow = text.chars().map(half_width);
    match sort {
        Sort::Name => narrow.filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
        Sort::Document => narrow.filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect(),
        Sort::Phone => phone(&narrow.filter(char::is_ascii_digit).collect::<String>()),
        Sort::Text => narrow.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase(),
    }
}

/// A mobile number has 11 digits and begins with 1; what stands before it is a country code.
fn phone(digits: &str) -> String {
    let local = digits.strip_prefix("00").unwrap_or(digits);
    match local.strip_prefix("86") {
        Some(rest) if rest.len() == 11 && rest.starts_with('1') => rest.to_owned(),
        Some(rest) if local.len() < digits.len() || rest.len() > 9 => rest.trim_start_matches('0').to_owned(),
        _ => local.trim_start_matches('0').to_owned(),
    }
}

fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => u32::from(letter).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(letter),
        '\u{3000}' => ' ',
        other => other,
    }
}
