//! An explanation in words, Chinese and English.

use serde::{Deserialize, Serialize};

use crate::explain::Explanation;

/// The language of a sentence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

pub(crate) fn write(explanation: &Explanation, _lang: Lang) -> String {
    explanation.due_text.clone().unwrap_or_default()
}
