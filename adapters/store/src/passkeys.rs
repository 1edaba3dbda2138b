//! Passkeys, of which there is only the public half, and the challenges that were answered.

use crate::error::Result;
use crate::open::Store;
use crate::sql::Sql;
use crate::table::{rows, select};
use dengwen_audit::Hash;
use jiff::Timestamp;

rows! {
    /// A passkey of a person.
    PasskeyRow in "passkeys" key 1 {
        /// To name it by; opens nothing.
        id: String,
        /// How the authenticator names it.
        credential: Vec<u8>,
        /// Whose.
        person: String,
        /// What its owner calls it.
        name: String,
        /// The public half.
        public_key: Vec<u8>,
        /// How often it had signed when it was last used, as it says itself; nought where it does not count.
        counter: i64,
        /// Since when.
        made_at: Timestamp,
        /// When it was last used.
        used_at: Option<Timestamp>,
    }
}

impl Store {
    /// Writes a new passkey.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn passkey_put(&self, row: &PasskeyRow) -> Result<()> {
        self.put(row).await
    }

    /// A passkey, by the name that its authenticator gave it.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn passkey(&self, credential: &[u8]) -> Result<Option<PasskeyRow>> {
        let sql = select::<PasskeyRow>("WHERE credential = $1").with(&credential.to_vec());
        sql.first(&mut self.reader().await?).await
    }

    /// The passkeys of a person, oldest first.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn passkeys(&self, person: &str) -> Result<Vec<PasskeyRow>> {
        let sql = select::<PasskeyRow>("WHERE person = $1 ORDER BY made_at, id").with(&person.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// Notes that a passkey was used, and how often it says it has signed; `false` if it was used or taken away meanwhile.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn passkey_used(&self, before: &PasskeyRow, counter: i64, now: Timestamp) -> Result<bool> {
        let sql = "UPDATE passkeys SET counter = $1, used_at = $2 WHERE id = $3 AND counter = $4";
        let sql = Sql::new(sql).with(&counter).with(&now).with(&before.id).with(&before.counter);
        Ok(self.run(sql).await? == 1)
    }

    /// Takes a passkey of a person away.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn passkey_delete(&self, person: &str, id: &str) -> Result<bool> {
        let sql = Sql::new("DELETE FROM passkeys WHERE person = $1 AND id = $2");
        Ok(self.run(sql.with(&person.to_owned()).with(&id.to_owned())).await? == 1)
    }

    /// Notes that a challenge was answered; `false` if it was already.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn challenge_spent(&self, hash: &Hash, expires_at: Timestamp) -> Result<bool> {
        let sql = "INSERT INTO spent_challenges (hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        Ok(self.run(Sql::new(sql).with(hash).with(&expires_at)).await? == 1)
    }

    /// Forgets answered challenges that are over: what is over is refused anyway.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn challenges_sweep(&self, now: Timestamp) -> Result<u64> {
        self.run(Sql::new("DELETE FROM spent_challenges WHERE expires_at <= $1").with(&now)).await
    }
}
