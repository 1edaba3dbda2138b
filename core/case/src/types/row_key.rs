//! The name of a row inside a case: `main`, or a part with a number, `slip[2]`; `slip` alone is the only one of its kind.

use std::{fmt, str::FromStr};

use dengwen_regulation::model::Id;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The word that stands for the case itself.
pub const MAIN: &str = "main";

/// A row of a case: the case itself, or the `n`th row of a part, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowKey {
    /// The part, or [`MAIN`].
    pub part: Id,
    /// Its number; 0 for the case itself, and of a part "the only one".
    pub n: u32,
}

impl RowKey {
    /// The case itself.
    #[must_use]
    pub fn main() -> Self {
        Self { part: Id::from(MAIN), n: 0 }
    }

    /// A row of a part.
    #[must_use]
    pub const fn new(part: Id, n: u32) -> Self {
        Self { part, n }
    }

    /// Is it the case itself.
    #[must_use]
    pub fn is_main(&self) -> bool {
        &*self.part == MAIN
    }
}

impl fmt::Display for RowKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.n == 0 { f.write_str(&self.part) } else { write!(f, "{}[{}]", self.part, self.n) }
    }
}

/// A text that names no row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no row; write `main`, `part` or `part[1]`")]
pub struct RowKeyError(String);

impl FromStr for RowKey {
    type Err = RowKeyError;

    fn from_str(text: &str) -> Result<Self, RowKeyError> {
        let fault = || RowKeyError(text.to_owned());
        let Some((part, rest)) = text.split_once('[') else {
            return if text.is_empty() { Err(fault()) } else { Ok(Self { part: Id::from(text), n: 0 }) };
        };
        let n = rest.strip_suffix(']').and_then(|n| n.parse::<u32>().ok()).filter(|n| *n > 0).ok_or_else(fault)?;
        Ok(Self { part: Id::from(part), n })
    }
}

impl Serialize for RowKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RowKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Principal;

    #[test]
    fn rows_and_principals_read_back_as_they_were_written() {
        for text in ["main", "slip[2]", "slip"] {
            assert_eq!(text.parse::<RowKey>().unwrap().to_string(), text);
        }
        for text in ["", "slip[0]", "slip[x]", "slip[1"] {
            assert!(text.parse::<RowKey>().is_err(), "{text}");
        }
        for text in ["person:陈", "unit:hall", "post:clerk", "post:clerk@hall", "party:2", "staff", "public", "system"]
        {
            assert_eq!(text.parse::<Principal>().unwrap().to_string(), text);
        }
    }
}
