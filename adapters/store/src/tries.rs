//! What was tried at the door and not found right.

use crate::error::Result;
use crate::open::Store;
use crate::sql::Sql;
use crate::table::{rows, select};
use dengwen_audit::Hash;
use jiff::Timestamp;

rows! {
    /// How often something was tried in vain.
    TryRow in "tries" key 1 {
        /// A keyed hash of what it was tried on.
        key: Hash,
        /// How often.
        failures: u32,
        /// When last.
        last_at: Timestamp,
    }
}

impl Store {
    /// What was tried in vain on something.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn tries(&self, key: &Hash) -> Result<Option<TryRow>> {
        select::<TryRow>("WHERE key = $1").with(key).first(&mut self.reader().await?).await
    }

    /// Puts a row in place of the one that was read; `false` if somebody else was quicker.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn tries_change(&self, before: Option<&TryRow>, after: &TryRow) -> Result<bool> {
        let sql = match before {
            None => Sql::new("INSERT INTO tries (failures, last_at, key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"),
            Some(_) => Sql::new(
                "UPDATE tries SET failures = $1, last_at = $2 WHERE key = $3 AND failures = $4 AND last_at = $5",
            ),
        };
        let sql = sql.with(&after.failures).with(&after.last_at).with(&after.key);
        let sql = match before {
            None => sql,
            Some(before) => sql.with(&before.failures).with(&before.last_at),
        };
        Ok(self.run(sql).await? == 1)
    }

    /// Forgets what was tried on something.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn tries_forget(&self, key: &Hash) -> Result<()> {
        self.run(Sql::new("DELETE FROM tries WHERE key = $1").with(key)).await.map(|_| ())
    }

    /// Deletes what was last tried before this.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn tries_sweep(&self, before: Timestamp) -> Result<u64> {
        self.run(Sql::new("DELETE FROM tries WHERE last_at < $1").with(&before)).await
    }
}
