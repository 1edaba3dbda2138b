//! Key pairs and their locks. Of a secret the store holds nothing but locks.

use crate::delta::Delta;
use crate::error::Result;
use crate::open::Store;
use crate::sql::Sql;
use crate::table::{rows, select};
use jiff::Timestamp;
use serde_json::Value;

use crate::change::ReceiptRow;

rows! {
    /// A key pair: whose, its public half, since when, until when new values were sealed to it.
    KeyPairRow in "key_pairs" key 1 {
        /// Its id: the owner and a number.
        id: String,
        /// Whose: `person:OFFICE/ID`, `circle:OFFICE/WHO`, `content:STREAM`, `identity:STREAM`, …
        owner: String,
        /// The public half.
        public: Vec<u8>,
        /// Whatever else is kept in the open.
        body: Value,
        /// Since when.
        made_at: Timestamp,
        /// Since when nothing is sealed to it any more.
        retired_at: Option<Timestamp>,
    }

    /// The secret half of a pair, sealed to a holder.
    KeyLockRow in "key_locks" key 2 {
        /// The pair.
        pair: String,
        /// The id of another pair, or `password:LOGIN`.
        holder: String,
        /// The sealed secret; empty while it is owed.
        bytes: Vec<u8>,
        /// Nobody who has the secret was there when it was granted.
        owed: bool,
        /// Since when.
        made_at: Timestamp,
    }
}

impl Store {
    /// A pair by its id.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_pair(&self, id: &str) -> Result<Option<KeyPairRow>> {
        let sql = select::<KeyPairRow>("WHERE id = $1").with(&id.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// All pairs of an owner, oldest first.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_pairs(&self, owner: &str) -> Result<Vec<KeyPairRow>> {
        let sql = select::<KeyPairRow>("WHERE owner = $1 ORDER BY made_at, id").with(&owner.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// All pairs in use whose owner begins so.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_pairs_in_use(&self, owners: &str) -> Result<Vec<KeyPairRow>> {
        let sql =
            select::<KeyPairRow>("WHERE owner >= $1 AND owner < $2 AND retired_at IS NULL ORDER BY owner, made_at, id");
        let end = format!("{owners}\u{10ffff}");
        sql.with(&owners.to_owned()).with(&end).all(&mut self.reader().await?).await
    }

    /// All pairs whose owner begins so, retired ones too.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_pairs_of(&self, owners: &str) -> Result<Vec<KeyPairRow>> {
        let sql = select::<KeyPairRow>("WHERE owner >= $1 AND owner < $2 ORDER BY owner, made_at, id");
        let end = format!("{owners}\u{10ffff}");
        sql.with(&owners.to_owned()).with(&end).all(&mut self.reader().await?).await
    }

    /// The locks of a pair.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_locks(&self, pair: &str) -> Result<Vec<KeyLockRow>> {
        let sql = select::<KeyLockRow>("WHERE pair = $1 ORDER BY holder").with(&pair.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// Locks that are owed on what this holder holds.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_locks_owed(&self, holder: &str) -> Result<Vec<KeyLockRow>> {
        let sql = select::<KeyLockRow>(
            "WHERE owed = 1 AND pair IN (SELECT pair FROM key_locks WHERE holder = $1 AND owed = 0) ORDER BY pair, holder",
        );
        sql.with(&holder.to_owned()).all(&mut self.reader().await?).await
    }

    /// The pairs that a holder opens.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_locks_held(&self, holder: &str) -> Result<Vec<KeyLockRow>> {
        let sql = select::<KeyLockRow>("WHERE holder = $1 ORDER BY pair").with(&holder.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// The pairs whose id begins so and that a holder opens today.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_locks_held_of(&self, holder: &str, pairs: &str) -> Result<Vec<KeyLockRow>> {
        let sql = select::<KeyLockRow>("WHERE holder = $1 AND pair >= $2 AND pair < $3 AND owed = 0 ORDER BY pair");
        let end = format!("{pairs}\u{10ffff}");
        sql.with(&holder.to_owned()).with(&pairs.to_owned()).with(&end).all(&mut self.reader().await?).await
    }

    /// Writes a new pair with its locks, in place of the one before; `false` if its id is taken, and nothing is written.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_pair_new(&self, pair: &KeyPairRow, locks: &[KeyLockRow], before: Option<&str>) -> Result<bool> {
        let mut delta = Delta::default();
        locks.iter().for_each(|lock| delta.put(lock));
        let (pair, before) = (pair.clone(), before.map(str::to_owned));
        self.write(move |conn| {
            Box::pin(async move {
                let sql = Sql::new(
                    "INSERT INTO key_pairs (id, owner, public, body, made_at, retired_at) \
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
                );
                let sql = sql.with(&pair.id).with(&pair.owner).with(&pair.public).with(&pair.body);
                if sql.with(&pair.made_at).with(&pair.retired_at).run(conn).await? == 0 {
                    return Ok(false);
                }
                if let Some(before) = before {
                    let sql = Sql::new("UPDATE key_pairs SET retired_at = $1 WHERE id = $2 AND retired_at IS NULL");
                    sql.with(&pair.made_at).with(&before).run(conn).await?;
                }
                delta.write(conn).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Writes and deletes locks.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn key_locks_change(&self, put: &[KeyLockRow], gone: &[KeyLockRow]) -> Result<()> {
        if put.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let mut delta = Delta::default();
        gone.iter().for_each(|lock| delta.delete(lock));
        put.iter().for_each(|lock| delta.put(lock));
        self.write(move |conn| Box::pin(delta.write(conn))).await
    }

    /// The receipts of a stream.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn receipts_of(&self, stream: &str) -> Result<Vec<ReceiptRow>> {
        let sql = select::<ReceiptRow>("WHERE stream = $1 ORDER BY code_hash").with(&stream.to_owned());
        sql.all(&mut self.reader().await?).await
    }
}
