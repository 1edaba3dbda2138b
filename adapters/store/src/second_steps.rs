//! Second steps of sign-ins. The secret is sealed by the desk, codes are there only as keyed hashes.

use crate::error::Result;
use crate::open::Store;
use crate::sql::Sql;
use crate::table::{rows, select};
use jiff::Timestamp;
use serde_json::Value;

rows! {
    /// The second step of a person's sign-in.
    SecondStepRow in "second_steps" key 1 {
        /// Whose.
        person: String,
        /// Its secret, sealed.
        sealed: Vec<u8>,
        /// The last step of time whose code was used.
        used: i64,
        /// Keyed hashes of the codes for when the telephone is lost, each good once.
        codes: Value,
        /// Since when.
        made_at: Timestamp,
    }
}

impl Store {
    /// Writes a second step, new or in place of one.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn second_step_put(&self, row: &SecondStepRow) -> Result<()> {
        self.put(row).await
    }

    /// The second step of a person.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn second_step(&self, person: &str) -> Result<Option<SecondStepRow>> {
        let sql = select::<SecondStepRow>("WHERE person = $1").with(&person.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// Notes that a code was used; `false` if it, or another one, was used meanwhile.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn second_step_used(&self, before: &SecondStepRow, used: i64, codes: &Value) -> Result<bool> {
        let sql = "UPDATE second_steps SET used = $1, codes = $2 WHERE person = $3 AND used = $4 AND codes = $5";
        let sql = Sql::new(sql).with(&used).with(codes).with(&before.person).with(&before.used).with(&before.codes);
        Ok(self.run(sql).await? == 1)
    }

    /// Takes a second step away.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn second_step_delete(&self, person: &str) -> Result<bool> {
        let sql = Sql::new("DELETE FROM second_steps WHERE person = $1").with(&person.to_owned());
        Ok(self.run(sql).await? == 1)
    }
}
