//! What lies outside of a case: counters, links, papers, registers, the office's people and entries.

use crate::change::CrossingRow;
use crate::delta::Delta;
use crate::error::Result;
use crate::inbox::Page;
use crate::open::Store;
use crate::rows::{EntryRow, LinkRow, MemberRow, PaperRow, PersonRow, PostRow, RegisterRow, UnitRow, WakeRow};
use crate::sql::Sql;
use crate::table::select;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A place in a register, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterKey {
    /// When entered.
    pub at: Timestamp,
    /// The stream that it came from.
    pub stream: String,
    /// The row.
    pub row_id: String,
}

/// What is counted of a group.
#[derive(Debug, Clone, Copy)]
pub struct CountedOf<'a> {
    /// The counter.
    pub counter: &'a str,
    /// The key.
    pub key: &'a str,
    /// From when on.
    pub since: Timestamp,
    /// Up to when.
    pub until: Timestamp,
    /// Not what this stream has.
    pub but_of: &'a str,
    /// Nor these tokens.
    pub but: &'a [String],
    /// Only what these streams have.
    pub among: Option<&'a [String]>,
}

impl Store {
    /// The members of a counter for a key, since `from` (included) and before `until`, in the order of their time.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn counter_members(
        &self,
        counter: &str,
        key: &str,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<MemberRow>> {
        let sql =
            select::<MemberRow>("WHERE counter = $1 AND key = $2 AND at >= $3 AND at < $4 ORDER BY at, stream, token");
        let sql = sql.with(&counter.to_owned()).with(&key.to_owned()).with(&from).with(&until);
        sql.all(&mut self.reader().await?).await
    }

    /// How many different tokens a group has within a window, both ends included, in streams other than one and apart from some;
    /// `among`: in these streams alone.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn counted(&self, of: &CountedOf<'_>) -> Result<u64> {
        let mut sql = Sql::new("SELECT COUNT(DISTINCT token) FROM members WHERE counter = ");
        sql.arg(&of.counter.to_owned()).push(" AND key = ").arg(&of.key.to_owned());
        sql.push(" AND at >= ").arg(&of.since).push(" AND at <= ").arg(&of.until);
        sql.push(" AND stream <> ").arg(&of.but_of.to_owned());
        if !of.but.is_empty() {
            sql.push(" AND token NOT IN (").args(of.but).push(")");
        }
        if let Some(among) = of.among {
            sql.push(" AND stream IN (").args(among).push(")");
        }
        Ok(sql.first(&mut self.reader().await?).await?.map_or(0, |(count,): (u64,)| count))
    }

    /// One of the streams that have members in a group, the newest.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn counter_newest(&self, counter: &str, key: &str) -> Result<Option<String>> {
        let sql = Sql::new(
            "SELECT stream FROM members WHERE counter = $1 AND key = $2 ORDER BY at DESC, stream DESC LIMIT 1",
        );
        let found = sql.with(&counter.to_owned()).with(&key.to_owned()).first(&mut self.reader().await?).await?;
        Ok(found.map(|(stream,): (String,)| stream))
    }

    /// Which of these streams have members in a group.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn counter_streams(&self, counter: &str, key: &str, among: &[String]) -> Result<Vec<String>> {
        let mut sql = Sql::new("SELECT DISTINCT stream FROM members WHERE stream IN (");
        sql.args(among).push(") AND counter = ").arg(&counter.to_owned()).push(" AND key = ").arg(&key.to_owned());
        let found: Vec<(String,)> = sql.all(&mut self.reader().await?).await?;
        Ok(found.into_iter().map(|(stream,)| stream).collect())
    }

    /// Notes on which side of its bounds a group is now: these crossings hold, those do not any more.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn crossings_put(&self, hold: &[CrossingRow], gone: &[CrossingRow]) -> Result<()> {
        let mut delta = Delta::default();
        hold.iter().for_each(|row| delta.put(row));
        gone.iter().for_each(|row| delta.delete(row));
        self.write(move |conn| Box::pin(delta.write(conn))).await
    }

    /// The crossings of a counter that hold for a key.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn crossings(&self, counter: &str, key: &str) -> Result<Vec<CrossingRow>> {
        let sql = select::<CrossingRow>("WHERE counter = $1 AND key = $2 ORDER BY at, crossing");
        sql.with(&counter.to_owned()).with(&key.to_owned()).all(&mut self.reader().await?).await
    }

    /// Who reads this stream and is to be woken when it changes.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn readers_of(&self, stream: &str) -> Result<Vec<String>> {
        let sql = select::<WakeRow>("WHERE stream_read = $1 ORDER BY stream").with(&stream.to_owned());
        let rows: Vec<WakeRow> = sql.all(&mut self.reader().await?).await?;
        Ok(rows.into_iter().map(|row| row.stream).collect())
    }

    /// The links that a stream has.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn links_from(&self, stream: &str) -> Result<Vec<LinkRow>> {
        let sql =
            select::<LinkRow>("WHERE stream = $1 ORDER BY since_seq, as_name, to_stream").with(&stream.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// The links that lead to a stream.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn links_to(&self, stream: &str) -> Result<Vec<LinkRow>> {
        let sql = select::<LinkRow>("WHERE to_stream = $1 ORDER BY as_name, stream").with(&stream.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// The papers of a case.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn papers(&self, stream: &str) -> Result<Vec<PaperRow>> {
        let sql = select::<PaperRow>("WHERE stream = $1 ORDER BY issued_at, paper").with(&stream.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// A paper of a case.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn paper(&self, stream: &str, paper: &str) -> Result<Option<PaperRow>> {
        let sql =
            select::<PaperRow>("WHERE stream = $1 AND paper = $2").with(&stream.to_owned()).with(&paper.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// The rows of a register, newest first.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn register_rows(
        &self,
        register: &str,
        after: Option<&RegisterKey>,
        limit: u32,
    ) -> Result<Page<RegisterRow, RegisterKey>> {
        let mut sql = select::<RegisterRow>("WHERE register = ");
        sql.arg(&register.to_owned());
        if let Some(key) = after {
            sql.push(" AND (at, stream, row_id) < (").arg(&key.at).push(", ").arg(&key.stream);
            sql.push(", ").arg(&key.row_id).push(")");
        }
        sql.push(" ORDER BY at DESC, stream DESC, row_id DESC LIMIT ").arg(&limit.saturating_add(1));
        let rows = sql.all(&mut self.reader().await?).await?;
        Ok(Page::cut(rows, limit, |row: &RegisterRow| RegisterKey {
            at: row.at,
            stream: row.stream.clone(),
            row_id: row.row_id.clone(),
        }))
    }

    /// How many rows a register has, counted up to `most`.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn register_count(&self, register: &str, most: u32) -> Result<u64> {
        let sql = Sql::new("SELECT 1 FROM register_rows WHERE register = $1 LIMIT $2");
        let sql = sql.with(&register.to_owned()).with(&most).within("SELECT COUNT(*) FROM (", ") AS counted");
        Ok(sql.first(&mut self.reader().await?).await?.map_or(0, |(count,): (u64,)| count))
    }

    /// The rows that a stream entered into a register.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn register_rows_of(&self, stream: &str) -> Result<Vec<RegisterRow>> {
        let sql = select::<RegisterRow>("WHERE stream = $1 ORDER BY register, at, row_id").with(&stream.to_owned());
        sql.all(&mut self.reader().await?).await
    }

    /// All people.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn people(&self) -> Result<Vec<PersonRow>> {
        select::<PersonRow>("ORDER BY id").all(&mut self.reader().await?).await
    }

    /// A person.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn person(&self, id: &str) -> Result<Option<PersonRow>> {
        let sql = select::<PersonRow>("WHERE id = $1").with(&id.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// All units of all organisations, in the order of lists.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn units(&self) -> Result<Vec<UnitRow>> {
        select::<UnitRow>("ORDER BY organisation, position, id").all(&mut self.reader().await?).await
    }

    /// All posts, past ones too.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn posts(&self) -> Result<Vec<PostRow>> {
        select::<PostRow>("ORDER BY unit, role, from_at, id").all(&mut self.reader().await?).await
    }

    /// The posts that a person holds at this instant.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn posts_of(&self, person: &str, at: Timestamp) -> Result<Vec<PostRow>> {
        let sql = select::<PostRow>(
            "WHERE person = $1 AND from_at <= $2 AND (until_at IS NULL OR until_at > $3) ORDER BY unit, role, id",
        );
        sql.with(&person.to_owned()).with(&at).with(&at).all(&mut self.reader().await?).await
    }

    /// The posts that give a role in a unit at this instant: its holders.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn holders(&self, role: &str, unit: &str, at: Timestamp) -> Result<Vec<PostRow>> {
        let sql = "WHERE role = $1 AND unit = $2 AND from_at <= $3 AND (until_at IS NULL OR until_at > $4) ORDER BY from_at, id";
        let sql = select::<PostRow>(sql).with(&role.to_owned()).with(&unit.to_owned()).with(&at).with(&at);
        sql.all(&mut self.reader().await?).await
    }

    /// The entries of a sort (settings, a table, the calendar), by key and date.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn entries(&self, sort: &str) -> Result<Vec<EntryRow>> {
        let sql = select::<EntryRow>("WHERE sort = $1 ORDER BY key, from_at, stream").with(&sort.to_owned());
        sql.all(&mut self.reader().await?).await
    }
}
