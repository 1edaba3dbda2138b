//! A text that must not leak.

use std::fmt;
use zeroize::Zeroizing;

/// A sensitive text in the open: a name, an address, a telephone number, a report's words. It is wiped from memory when
/// dropped, prints nothing, and cannot be written by serde.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity(Zeroizing<String>);

impl Identity {
    /// Takes the text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text, for showing it to somebody who may see it. Every call is a place to look at in review.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// What may be shown where only recognising is wanted: the first letter, then stars, as many for every text.
    #[must_use]
    pub fn masked(&self) -> String {
        self.0.trim().chars().next().map_or_else(String::new, |first| format!("{first}**"))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(…)")
    }
}

impl From<String> for Identity {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}
