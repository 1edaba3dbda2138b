//! Names, labels, and where a rule stands.

use std::{borrow::Borrow, fmt, ops::Deref, sync::Arc};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A name inside a regulation: `snake_case`, the same in file, expression, scenario, URL and API. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(Arc<str>);

impl Id {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Deref for Id {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Id {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Named things in file order.
pub type Map<T> = IndexMap<Id, T>;

/// Text shown to people, Chinese first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Chinese.
    pub zh: String,
    /// English; the Chinese text where the file gives none.
    pub en: String,
    /// Other names under which the thing is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, the first language.
    #[default]
    Zh,
    /// English.
    En,
}

impl Label {
    /// A label with one text for both languages.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self { zh: text.to_owned(), en: text.to_owned(), also: Vec::new() }
    }

    /// A label with both texts.
    #[must_use]
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned(), also: Vec::new() }
    }

    /// `中文 | English`; one text stands for both.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text.split_once(" | ") {
            Some((zh, en)) => Self::new(zh.trim(), en.trim()),
            None => Self::plain(text.trim()),
        }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En if self.en.is_empty() => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.zh == self.en || self.en.is_empty() {
            f.write_str(&self.zh)
        } else {
            write!(f, "{} | {}", self.zh, self.en)
        }
    }
}

/// A place in a file, for findings. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// The file, as the reader of it named it.
    pub file: Arc<str>,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub column: u32,
    /// Byte offsets in the file, end exclusive.
    pub bytes: (u32, u32),
}

/// What stands behind something: the article, the organisation's reading, or both; inherited from what it stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// Path from the top of the file, such as `acts.decide.choose.own_level`.
    pub path: String,
    /// The article as cited, such as `第六条第1款`.
    pub article: Option<String>,
    /// How the article is understood, or why there is a rule without one.
    pub reading: Option<Label>,
    /// Where it stands.
    pub span: Span,
    /// The office may lengthen this list without a new version.
    pub editable: bool,
    /// An entry that the office has switched off: it keeps its name where it stands, and is offered no more.
    pub off: bool,
}

/// Text that a rule wants confirmed before what depends on it goes live.
#[derive(Debug, Clone)]
pub struct Blank {
    /// Path of the thing whose key is left open.
    pub path: String,
    /// The key.
    pub key: Id,
    /// Where it stands.
    pub span: Span,
}

/// A place where the source breaks off.
#[derive(Debug, Clone)]
pub struct Gap {
    /// Path of the thing.
    pub path: String,
    /// What is missing.
    pub text: Label,
    /// Where it stands.
    pub span: Span,
}

/// What the pack leaves out on purpose.
#[derive(Debug, Clone)]
pub struct Omitted {
    /// `limit:ID`, `class:ID`, `role:ID`, `document:ZH`, `measure:ZH`, or words.
    pub what: Label,
    /// The reason.
    pub why: Label,
}
