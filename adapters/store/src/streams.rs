//! Reading the log, and building its read models anew.

use crate::change::StoredCommit;
use crate::conn::Conn;
use crate::delta::Rows;
use crate::error::{Result, StoreError};
use crate::look;
use crate::open::{Backend, Store};
use crate::sql::Sql;
use dengwen_audit::{Hash, Head};
use std::collections::BTreeMap;

/// A stream and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamHead {
    /// Its id.
    pub stream: String,
    /// Its sort.
    pub sort: String,
    /// Its last commit.
    pub head: Head,
    /// How often its read models were derived again without a commit: whoever keeps them compares both.
    pub redone: u64,
}

type Found = (String, String, u64, Hash, u64);

fn stream_head((stream, sort, seq, hash, redone): Found) -> StreamHead {
    StreamHead { stream, sort, head: Head { seq, hash }, redone }
}

/// Holds a stream that is still at this version, so that its read models are written again in place of what stands.
pub(crate) async fn held_at(conn: &mut Conn, stream: &str, seq: u64, for_update: &str) -> Result<()> {
    let stream = stream.to_owned();
    let mut sql = Sql::new("SELECT head_seq FROM streams WHERE id = ");
    sql.arg(&stream).push(for_update);
    let (found,): (u64,) = sql.first(conn).await?.unwrap_or((0,));
    if found != seq {
        return Err(StoreError::Conflict { stream, expected: seq, found });
    }
    Sql::new("UPDATE streams SET redone = redone + 1 WHERE id = $1").with(&stream).run(conn).await.map(|_| ())
}

impl Store {
    /// The commits of a stream from this place on (0 or 1 for all), in order.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn load(&self, stream: &str, from_seq: u64) -> Result<Vec<StoredCommit>> {
        let sql = StoredCommit::select("WHERE stream = $1 AND seq >= $2 ORDER BY seq");
        sql.with(&stream.to_owned()).with(&from_seq).all(&mut self.reader().await?).await
    }

    /// Where a stream stands, if it exists; asked once in [`crate::one_look`].
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn head(&self, stream: &str) -> Result<Option<StreamHead>> {
        let [head] = self.heads([stream]).await?;
        Ok(head)
    }

    /// Where several stand, in the order asked for, at one instant.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn heads<const N: usize>(&self, streams: [&str; N]) -> Result<[Option<StreamHead>; N]> {
        let known = streams.map(look::known);
        if known.iter().all(Option::is_some) {
            return Ok(known.map(Option::flatten));
        }
        let asked = streams.map(str::to_owned);
        let mut sql = Sql::new("SELECT id, sort, head_seq, head_hash, redone FROM streams WHERE id IN (");
        sql.args(&asked).push(")");
        let rows: Vec<Found> = sql.all(&mut self.reader().await?).await?;
        let mut found: BTreeMap<String, StreamHead> =
            rows.into_iter().map(stream_head).map(|head| (head.stream.clone(), head)).collect();
        Ok(asked.map(|stream| {
            let head = found.remove(&stream);
            look::keep(&stream, head.as_ref());
            head
        }))
    }

    /// Where a command was performed that has been handed in before: its first stream, and the commit.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn performed(&self, command: &str) -> Result<Option<(String, u64)>> {
        let sql = Sql::new("SELECT stream, seq FROM commands WHERE id = $1").with(&command.to_owned());
        sql.first(&mut self.reader().await?).await
    }

    /// The streams of a sort by id, after this one, at most so many.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn streams(&self, sort: &str, after: &str, limit: u32) -> Result<Vec<StreamHead>> {
        self.streams_under(sort, "", after, limit).await
    }

    /// Those of them whose id begins like this: the streams of one office, whatever order the database has for letters.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn streams_under(&self, sort: &str, begins: &str, after: &str, limit: u32) -> Result<Vec<StreamHead>> {
        let long = u64::try_from(begins.chars().count()).unwrap_or(u64::MAX);
        let sql = Sql::new(
            "SELECT id, sort, head_seq, head_hash, redone FROM streams WHERE sort = $1 AND id > $2 \
             AND substr(id, 1, CAST($3 AS INTEGER)) = $4 ORDER BY id LIMIT $5",
        );
        let after = if after.is_empty() { begins } else { after };
        let sql = sql.with(&sort.to_owned()).with(&after.to_owned()).with(&long).with(&begins.to_owned()).with(&limit);
        let found: Vec<Found> = sql.all(&mut self.reader().await?).await?;
        Ok(found.into_iter().map(stream_head).collect())
    }

    /// The read models of a stream as they stand, for comparing with a projection built anew.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn rows(&self, stream: &str) -> Result<Rows> {
        // A server is asked once, a file once for each table.
        let mut conn = match self.backend() {
            Backend::Sqlite => self.snapshot().await?,
            Backend::Postgres => self.reader().await?,
        };
        Rows::load(&mut conn, stream).await
    }

    /// Puts the read models of a stream in place of what stands, provided that it is still at this version.
    ///
    /// # Errors
    /// [`crate::StoreError::Conflict`] if the stream moved on; project again.
    pub async fn rebuild(&self, stream: &str, seq: u64, rows: &Rows) -> Result<()> {
        let (stream, rows, for_update) = (stream.to_owned(), rows.clone(), self.backend().for_update());
        self.write(move |conn| {
            Box::pin(async move {
                held_at(conn, &stream, seq, for_update).await?;
                let before = Rows::load(conn, &stream).await?;
                before.diff(&rows).write(conn).await
            })
        })
        .await
    }

    /// Deletes all rows of all read models; every stream has to be rebuilt then.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn forget_rows(&self) -> Result<()> {
        self.write(|conn| {
            Box::pin(async move {
                Rows::clear(conn, None).await?;
                Sql::new("DELETE FROM tallies").run(conn).await.map(|_| ())
            })
        })
        .await
    }
}
