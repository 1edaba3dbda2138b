//! Checking that nothing in the log was deleted, changed or moved.

use crate::change::StoredCommit;
use crate::error::{Result, StoreError};
use crate::open::Store;
use crate::sql::Sql;
use crate::table::select;
use dengwen_audit::{Break, Chain, Entry, Hash, Head, Leaf, Ledger, LedgerHead, What};
use sqlx::AnyConnection;

/// How many rows are read at a time.
const PAGE: u32 = 500;

/// What was checked and found as it was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// How many streams.
    pub streams: u64,
    /// How many commits.
    pub commits: u64,
    /// Where the ledger stands: note it outside of the database, and a later check can be held against it.
    pub ledger: LedgerHead,
}

type LeafRow = (u64, String, u64, Hash, Hash);
type StreamRow = (String, u64, Hash);

impl Store {
    /// Checks every commit, every leaf and every head on one state of the database, whatever is written meanwhile. `progress` is told how many rows were read.
    ///
    /// # Errors
    /// [`StoreError::Fault`] if the database fails. A break is no error: it is the inner result, with the first one.
    pub async fn verify(&self, mut progress: impl FnMut(u64) + Send) -> Result<Result<Verified, Break>> {
        let mut conn = self.snapshot().await?;
        let mut read = 0;
        let commits = match chains(&mut conn, &mut read, &mut progress).await? {
            Ok(counted) => counted,
            Err(found) => return Ok(Err(found)),
        };
        let ledger = match leaves(&mut conn, &mut read, &mut progress).await? {
            Ok(head) => head,
            Err(found) => return Ok(Err(found)),
        };
        if let Some(stray) = stray(&mut conn).await? {
            return Ok(Err(stray));
        }
        Ok(Ok(Verified { streams: commits.0, commits: commits.1, ledger }))
    }

    /// Checks one stream alone.
    ///
    /// # Errors
    /// As [`Store::verify`].
    pub async fn verify_stream(&self, stream: &str) -> Result<Result<Head, Break>> {
        let mut conn = self.snapshot().await?;
        let sql = Sql::new("SELECT id, head_seq, head_hash FROM streams WHERE id = $1").with(&stream.to_owned());
        let row: Option<StreamRow> = sql.first(&mut conn).await?;
        let (stream, seq, hash) = row.unwrap_or((stream.to_owned(), 0, Hash::ZERO));
        chain(&mut conn, &stream, Head { seq, hash }, &mut 0, &mut |_| {}).await
    }

    /// Where the ledger stands.
    ///
    /// # Errors
    /// [`StoreError::Fault`].
    pub async fn ledger_head(&self) -> Result<LedgerHead> {
        ledger_head(&mut *self.reader().await?).await
    }
}

async fn ledger_head(conn: &mut AnyConnection) -> Result<LedgerHead> {
    let sql = Sql::new("SELECT leaves, chained FROM ledger WHERE id = 1");
    let (leaves, chained) = sql.first(conn).await?.unwrap_or((0, Hash::ZERO));
    Ok(LedgerHead { leaves, chained })
}

async fn chains(
    conn: &mut AnyConnection,
    read: &mut u64,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<Result<(u64, u64), Break>> {
    let (mut streams, mut commits, mut after) = (0_u64, 0_u64, String::new());
    loop {
        let sql = Sql::new("SELECT id, head_seq, head_hash FROM streams WHERE id > $1 ORDER BY id LIMIT $2");
        let page: Vec<StreamRow> = sql.with(&after).with(&PAGE).all(conn).await?;
        let Some((last, ..)) = page.last() else { return Ok(Ok((streams, commits))) };
        after.clone_from(last);
        for (stream, seq, hash) in page {
            match chain(conn, &stream, Head { seq, hash }, read, progress).await? {
                Ok(head) => commits = commits.saturating_add(head.seq),
                Err(found) => return Ok(Err(found)),
            }
            streams = streams.saturating_add(1);
        }
    }
}

async fn chain(
    conn: &mut AnyConnection,
    stream: &str,
    head: Head,
    read: &mut u64,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<Result<Head, Break>> {
    let mut chain = Chain::new(stream);
    let mut from = 0_u64;
    loop {
        let sql = select::<StoredCommit>("WHERE stream = $1 AND seq >= $2 ORDER BY seq LIMIT $3");
        let page: Result<Vec<StoredCommit>> = sql.with(&stream.to_owned()).with(&from).with(&PAGE).all(conn).await;
        let page = match page {
            Err(StoreError::Corrupt(_)) => {
                return Ok(Err(Break { stream: stream.to_owned(), seq: chain.head().seq + 1, what: What::Changed }));
            }
            page => page?,
        };
        let Some(last) = page.last() else { return Ok(chain.finish(head)) };
        from = last.seq.saturating_add(1);
        for commit in &page {
            let entry = Entry {
                seq: commit.seq,
                form: commit.form,
                command: &commit.command,
                entered_at: commit.entered_at.as_microsecond(),
                body: commit.body.as_bytes(),
            };
            if let Err(found) = chain.check(&entry, &commit.previous, &commit.hash) {
                return Ok(Err(found));
            }
        }
        *read = read.saturating_add(u64::try_from(page.len()).unwrap_or(u64::MAX));
        progress(*read);
    }
}

async fn leaves(
    conn: &mut AnyConnection,
    read: &mut u64,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<Result<LedgerHead, Break>> {
    let mut ledger = Ledger::new();
    let mut after = 0_u64;
    loop {
        let sql = Sql::new(
            "SELECT l.leaf, l.stream, l.seq, l.hash, l.chained, c.hash, c.leaf FROM leaves l \
             LEFT JOIN commits c ON c.stream = l.stream AND c.seq = l.seq WHERE l.leaf > $1 ORDER BY l.leaf LIMIT $2",
        );
        let page: Vec<(LeafRow, Option<Hash>, Option<i64>)> = sql.with(&after).with(&PAGE).all(conn).await?;
        let Some(((last, ..), ..)) = page.last() else { return Ok(ledger.finish(ledger_head(conn).await?)) };
        after = *last;
        let rows = u64::try_from(page.len()).unwrap_or(u64::MAX);
        for ((leaf, stream, seq, hash, chained), commit, at) in page {
            let leaf = Leaf { leaf, stream, seq, hash, chained };
            if let Err(found) = ledger.check(&leaf, commit.as_ref()) {
                return Ok(Err(found));
            }
            if at != i64::try_from(leaf.leaf).ok() {
                return Ok(Err(Break {
                    stream: leaf.stream,
                    seq: leaf.seq,
                    what: What::LeafChanged { leaf: leaf.leaf },
                }));
            }
        }
        *read = read.saturating_add(rows);
        progress(*read);
    }
}

/// A commit that no stream or no leaf knows.
async fn stray(conn: &mut AnyConnection) -> Result<Option<Break>> {
    let sql = Sql::new(
        "SELECT c.stream, c.seq FROM commits c LEFT JOIN streams s ON s.id = c.stream LEFT JOIN leaves l ON l.leaf = c.leaf \
         WHERE s.id IS NULL OR l.leaf IS NULL OR l.stream <> c.stream OR l.seq <> c.seq ORDER BY c.stream, c.seq LIMIT 1",
    );
    let found: Option<(String, u64)> = sql.first(conn).await?;
    Ok(found.map(|(stream, seq)| Break { stream, seq, what: What::Added }))
}
