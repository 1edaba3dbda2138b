//! What is no event: accounts, sessions, drafts.

use crate::delta::Delta;
use crate::error::Result;
use crate::open::Store;
use crate::sql::Sql;
use crate::table::{Row, rows, select};
use dengwen_audit::Hash;
use jiff::Timestamp;
use serde_json::Value;

rows! {
    /// A sign-in. The password is there only as its hash.
    AccountRow in "accounts" key 1 {
        /// The name to sign in with.
        login: String,
        /// Whose.
        person: String,
        /// The hash in PHC form.
        password_hash: String,
        /// The language of the pages.
        locale: String,
        /// Since when.
        created_at: Timestamp,
        /// Closed since.
        disabled_at: Option<Timestamp>,
    }

    /// A session, found by the hash of its token.
    SessionRow in "sessions" key 1 {
        /// The hash of the token in the cookie.
        token_hash: Hash,
        /// Whose; empty for a visitor of the portal.
        person: String,
        /// The token that forms carry.
        csrf: String,
        /// Since when.
        created_at: Timestamp,
        /// Last seen.
        seen_at: Timestamp,
        /// Until when.
        expires_at: Timestamp,
        /// Whatever else the desk keeps.
        body: Value,
    }

    /// A form not yet handed in.
    DraftRow in "drafts" key 1 {
        /// Its id.
        id: String,
        /// Whose: the organisation for which it is meant.
        owner: String,
        /// Its content, sealed by the desk.
        body: Vec<u8>,
        /// Last changed.
        updated_at: Timestamp,
    }

    /// A file of a form not yet handed in.
    DraftFileRow in "draft_files" key 2 {
        /// The form.
        draft: String,
        /// Its place among the files.
        n: u32,
        /// Key, name and content, sealed by the desk.
        body: Vec<u8>,
    }
}

impl Store {
    /// Writes an account, new or changed.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn account_put(&self, account: &AccountRow) -> Result<()> {
        self.put(account).await
    }

    /// The account of a sign-in name.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn account(&self, login: &str) -> Result<Option<AccountRow>> {
        let sql = select::<AccountRow>("WHERE login = $1").with(&login.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn accounts(&self) -> Result<Vec<AccountRow>> {
        select::<AccountRow>("ORDER BY login").all(&mut self.reader().await?).await
    }

    /// Writes a session, new or changed.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn session_put(&self, session: &SessionRow) -> Result<()> {
        self.put(session).await
    }

    /// The session of a token, unless it is over.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn session(&self, token_hash: &Hash, now: Timestamp) -> Result<Option<SessionRow>> {
        let sql = select::<SessionRow>("WHERE token_hash = $1 AND expires_at > $2").with(token_hash).with(&now);
        sql.first(&mut self.reader().await?).await
    }

    /// The sessions of a person that are not over, those last used first.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sessions_of(&self, person: &str, now: Timestamp) -> Result<Vec<SessionRow>> {
        let sql = select::<SessionRow>("WHERE person = $1 AND expires_at > $2 ORDER BY seen_at DESC, token_hash");
        sql.with(&person.to_owned()).with(&now).all(&mut self.reader().await?).await
    }

    /// Notes that a session was used, and until when it holds from now on.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn session_seen(&self, token_hash: &Hash, seen_at: Timestamp, expires_at: Timestamp) -> Result<()> {
        let sql = Sql::new("UPDATE sessions SET seen_at = $1, expires_at = $2 WHERE token_hash = $3");
        self.run(sql.with(&seen_at).with(&expires_at).with(token_hash)).await.map(|_| ())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn session_end(&self, token_hash: &Hash) -> Result<()> {
        self.run(Sql::new("DELETE FROM sessions WHERE token_hash = $1").with(token_hash)).await.map(|_| ())
    }

    /// Ends all sessions of a person but one.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sessions_end_but(&self, person: &str, kept: &Hash) -> Result<u64> {
        let sql = Sql::new("DELETE FROM sessions WHERE person = $1 AND token_hash <> $2");
        self.run(sql.with(&person.to_owned()).with(kept)).await
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sessions_end(&self, person: &str) -> Result<u64> {
        self.run(Sql::new("DELETE FROM sessions WHERE person = $1").with(&person.to_owned())).await
    }

    /// Deletes sessions that are over.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn sessions_sweep(&self, now: Timestamp) -> Result<u64> {
        self.run(Sql::new("DELETE FROM sessions WHERE expires_at <= $1").with(&now)).await
    }

    /// Deletes the drafts of an owner that were last changed before this, with their files.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn drafts_sweep(&self, owner: &str, before: Timestamp) -> Result<u64> {
        let drafts = Sql::new("DELETE FROM drafts WHERE owner = $1 AND updated_at < $2");
        let drafts = drafts.with(&owner.to_owned()).with(&before);
        self.write(move |conn| {
            Box::pin(async move {
                let count = drafts.run(conn).await?;
                if count > 0 {
                    let orphans = Sql::new("DELETE FROM draft_files WHERE draft NOT IN (SELECT id FROM drafts)");
                    orphans.run(conn).await?;
                }
                Ok(count)
            })
        })
        .await
    }

    /// Writes a draft with its files, in place of those it had.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn draft_put(&self, draft: &DraftRow, files: &[DraftFileRow]) -> Result<()> {
        let mut delta = Delta::default();
        delta.put(draft);
        files.iter().for_each(|file| delta.put(file));
        let before = Sql::new("DELETE FROM draft_files WHERE draft = $1").with(&draft.id);
        self.write(move |conn| {
            Box::pin(async move {
                before.run(conn).await?;
                delta.write(conn).await
            })
        })
        .await
    }

    /// The files of a draft, in their order.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn draft_files(&self, draft: &str) -> Result<Vec<DraftFileRow>> {
        let sql = select::<DraftFileRow>("WHERE draft = $1 ORDER BY n").with(&draft.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// A draft.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn draft(&self, id: &str) -> Result<Option<DraftRow>> {
        let sql = select::<DraftRow>("WHERE id = $1").with(&id.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// The drafts of somebody, newest first.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn drafts(&self, owner: &str) -> Result<Vec<DraftRow>> {
        let sql = select::<DraftRow>("WHERE owner = $1 ORDER BY updated_at DESC, id").with(&owner.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// Deletes a draft with its files.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn draft_delete(&self, id: &str) -> Result<()> {
        let files = Sql::new("DELETE FROM draft_files WHERE draft = $1").with(&id.to_owned());
        let draft = Sql::new("DELETE FROM drafts WHERE id = $1").with(&id.to_owned());
        self.write(move |conn| {
            Box::pin(async move {
                files.run(conn).await?;
                draft.run(conn).await.map(|_| ())
            })
        })
        .await
    }

    /// Writes one row by itself.
    pub(crate) async fn put<R: Row>(&self, row: &R) -> Result<()> {
        let mut delta = Delta::default();
        delta.put(row);
        self.write(move |conn| Box::pin(delta.write(conn))).await
    }

    /// Runs one statement by itself.
    pub(crate) async fn run(&self, sql: Sql) -> Result<u64> {
        self.write(move |conn| Box::pin(sql.run(conn))).await
    }
}
