//! What is taken away for good: everything of a stream but its log.

use crate::conn::{Conn, FileConn};
use crate::error::{Result, StoreError};
use crate::open::Store;
use crate::rows::CaseRow;
use crate::sql::Sql;
use crate::table::select;
use jiff::Timestamp;
use std::path::Path;
use tokio::task::spawn_blocking;

/// Streams whose contents are destroyed, and owners of key pairs that are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destroyed {
    /// The streams.
    pub streams: Vec<String>,
    /// The owners.
    pub owners: Vec<String>,
}

/// All that a stream has beside its log.
const OF_STREAM: [&str; 20] = [
    "attachments",
    "barred",
    "cases",
    "clocks",
    "links",
    "measured",
    "members",
    "notices",
    "outbox",
    "papers",
    "public_papers",
    "receipts",
    "register_rows",
    "sealed",
    "sealed_marks",
    "sealed_words",
    "sight",
    "todo",
    "unsettled",
    "words",
];

pub(crate) async fn destroy(conn: &mut Conn, destroyed: &Destroyed, at: Timestamp) -> Result<()> {
    for owner in &destroyed.owners {
        let locks = Sql::new("DELETE FROM key_locks WHERE pair IN (SELECT id FROM key_pairs WHERE owner = $1)");
        locks.with(owner).run(conn).await?;
        Sql::new("DELETE FROM key_pairs WHERE owner = $1").with(owner).run(conn).await?;
    }
    for stream in &destroyed.streams {
        crate::tallies::forget(conn, stream).await?;
        crate::objects::leave_all(conn, stream, at).await?;
        for table in ["attachment_pieces", "attachment_blobs"] {
            let mut files = Sql::new("DELETE FROM ");
            files.push(table).push(" WHERE id IN (SELECT id FROM attachments WHERE stream = ").arg(stream).push(")");
            files.run(conn).await?;
        }
        // A group whose last member goes passes no bound any more.
        let mut sides = Sql::new(
            "DELETE FROM crossings WHERE (counter, key) IN (SELECT counter, key FROM members WHERE stream = $1)",
        );
        sides.push(" AND NOT EXISTS (SELECT 1 FROM members AS other WHERE other.counter = crossings.counter");
        sides.push(" AND other.key = crossings.key AND other.stream <> $1)");
        sides.with(stream).run(conn).await?;
        for table in OF_STREAM {
            let mut sql = Sql::new("DELETE FROM ");
            sql.push(table).push(" WHERE stream = ").arg(stream);
            sql.run(conn).await?;
        }
        Sql::new("DELETE FROM wakes WHERE stream = $1 OR stream_read = $1").with(stream).run(conn).await?;
    }
    Ok(())
}

impl Store {
    /// Cases of a regulation that ended in this stage, the oldest end first, from after the end and stream named.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn cases_ended(
        &self,
        organisation: &str,
        regulation: &str,
        stage: &str,
        after: (Timestamp, &str),
        limit: u32,
    ) -> Result<Vec<CaseRow>> {
        let sql = select::<CaseRow>(
            "WHERE organisation = $1 AND regulation = $2 AND stage = $3 AND ended_at >= $4 AND (ended_at > $4 OR stream > $5) \
             ORDER BY ended_at, stream LIMIT $6",
        );
        let sql = sql.with(&organisation.to_owned()).with(&regulation.to_owned()).with(&stage.to_owned());
        let sql = sql.with(&after.0).with(&after.1.to_owned()).with(&limit);
        sql.all(&mut self.reader().await?).await
    }

    /// Is a case linked with one that has not ended, either way.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn is_linked_open(&self, stream: &str) -> Result<bool> {
        let sql = Sql::new(
            "SELECT COUNT(*) FROM cases WHERE ended_at IS NULL AND (stream IN (SELECT to_stream FROM links WHERE stream = $1) \
             OR stream IN (SELECT stream FROM links WHERE to_stream = $1))",
        );
        let found: Option<(i64,)> = sql.with(&stream.to_owned()).first(&mut self.reader().await?).await?;
        Ok(found.is_some_and(|(count,)| count > 0))
    }

    /// Overwrites what deleted rows left in the journal of a SQLite file; its pages are overwritten as rows are deleted.
    /// PostgreSQL does that in its own time.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn wipe(&self) -> Result<()> {
        let Some(path) = self.file().map(Path::to_owned) else { return Ok(()) };
        let pragmas = "PRAGMA busy_timeout = 10000; PRAGMA wal_checkpoint(TRUNCATE);";
        // It waits for whoever reads.
        let wiped = spawn_blocking(move || FileConn::open(&path, pragmas).map(drop)).await;
        wiped.map_err(|why| StoreError::Fault(why.into()))?
    }
}
