//! Tokens with which programs ask in somebody's name. Of the token itself there is only a keyed hash.

use crate::error::Result;
use crate::open::Store;
use crate::sql::Sql;
use crate::table::{rows, select};
use dengwen_audit::Hash;
use jiff::Timestamp;
use serde_json::Value;

rows! {
    /// A token of a person.
    ApiTokenRow in "api_tokens" key 1 {
        /// To name it by; opens nothing.
        id: String,
        /// The keyed hash of the token.
        hash: Hash,
        /// Whose.
        person: String,
        /// What its owner calls it.
        name: String,
        /// What it may be used for.
        scopes: Value,
        /// Since when.
        made_at: Timestamp,
        /// Until when.
        expires_at: Timestamp,
        /// When it was last asked with, to the hour.
        used_at: Option<Timestamp>,
    }
}

impl Store {
    /// Writes a new token.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn api_token_put(&self, row: &ApiTokenRow) -> Result<()> {
        self.put(row).await
    }

    /// A token that is not over, by its hash.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn api_token(&self, hash: &Hash, now: Timestamp) -> Result<Option<ApiTokenRow>> {
        let sql = select::<ApiTokenRow>("WHERE hash = $1 AND expires_at > $2").with(hash).with(&now);
        sql.first(&mut self.reader().await?).await
    }

    /// The tokens of a person, newest first, those that are over too.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn api_tokens(&self, person: &str) -> Result<Vec<ApiTokenRow>> {
        let sql = select::<ApiTokenRow>("WHERE person = $1 ORDER BY made_at DESC, id").with(&person.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// A token was asked with: written down once it was not since another instant.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn api_token_used(&self, id: &str, now: Timestamp, unless_since: Timestamp) -> Result<()> {
        let sql = Sql::new("UPDATE api_tokens SET used_at = $1 WHERE id = $2 AND COALESCE(used_at, 0) <= $3");
        self.run(sql.with(&now).with(&id.to_owned()).with(&unless_since)).await.map(drop)
    }

    /// Ends a token of a person, or all of them.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn api_tokens_end(&self, person: &str, id: Option<&str>) -> Result<u64> {
        let sql = match id {
            None => Sql::new("DELETE FROM api_tokens WHERE person = $1").with(&person.to_owned()),
            Some(id) => Sql::new("DELETE FROM api_tokens WHERE person = $1 AND id = $2")
                .with(&person.to_owned())
                .with(&id.to_owned()),
        };
        self.run(sql).await
    }
}
