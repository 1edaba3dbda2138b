//! Texts of regulations that went live. A text is written once and stays.

use crate::error::Result;
use crate::open::Store;
use crate::table::{rows, select};
use jiff::Timestamp;
use serde_json::Value;

rows! {
    /// A text of a regulation that went live.
    TextRow in "texts" key 1 {
        /// The hash of its merged content, to which cases are pinned.
        content: String,
        /// The regulation's id.
        regulation: String,
        /// The version it calls itself.
        version: String,
        /// Since when it is kept.
        kept_at: Timestamp,
        /// Every file that it is made of, by path.
        files: Value,
    }
}

impl Store {
    /// Keeps a text; one that is kept already stays as it is.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn text_keep(&self, text: &TextRow) -> Result<()> {
        if self.text(&text.content).await?.is_some() {
            return Ok(());
        }
        self.put(text).await
    }

    /// A text by the hash of its content.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn text(&self, content: &str) -> Result<Option<TextRow>> {
        let sql = select::<TextRow>("WHERE content = $1").with(&content.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// All texts of a regulation, the oldest first.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn texts(&self, regulation: &str) -> Result<Vec<TextRow>> {
        let sql = select::<TextRow>("WHERE regulation = $1 ORDER BY kept_at, content").with(&regulation.to_owned());
        sql.all(&mut self.reader().await?).await
    }
}
