//! Checking that nothing in the log was deleted, changed or moved.

use crate::change::StoredCommit;
use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::ledger::{self, LeafRow, PAGE, leaves_after};
use crate::open::Store;
use crate::proofs::root_at;
use crate::sql::Sql;
use dengwen_audit::{Break, Chain, Entry, Hash, Head, Ledger, LedgerHead, What};

/// What was checked and found as it was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// How many streams.
    pub streams: u64,
    /// How many commits.
    pub commits: u64,
    /// Where the ledger stands: signed as a checkpoint and kept elsewhere, a later check is held against it.
    pub ledger: LedgerHead,
}

type StreamRow = (String, u64, Hash);

impl Store {
    /// Checks every commit, every leaf and every head on one state of the database, whatever is written meanwhile.
    /// `progress` is told how many rows were read. Memory does not grow with the log.
    ///
    /// # Errors
    /// [`StoreError::Fault`] if the database fails. A break is no error: it is the inner result, with the first one.
    pub async fn verify(&self, progress: impl FnMut(u64) + Send) -> Result<Result<Verified, Break>> {
        self.verify_against(&[], progress).await
    }

    /// The same, and that the ledger is the one of these heads and only grew since: they are of checkpoints that lay
    /// outside of the database.
    ///
    /// # Errors
    /// As [`Store::verify`].
    pub async fn verify_against(
        &self,
        signed: &[LedgerHead],
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<Result<Verified, Break>> {
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
        if let Some(found) = against(&mut conn, ledger, signed).await? {
            return Ok(Err(found));
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
}

async fn chains(
    conn: &mut Conn,
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
    conn: &mut Conn,
    stream: &str,
    head: Head,
    read: &mut u64,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<Result<Head, Break>> {
    let mut chain = Chain::new(stream);
    let mut from = 0_u64;
    loop {
        let sql = StoredCommit::select("WHERE stream = $1 AND seq >= $2 ORDER BY seq LIMIT $3");
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
    conn: &mut Conn,
    read: &mut u64,
    progress: &mut (impl FnMut(u64) + Send),
) -> Result<Result<LedgerHead, Break>> {
    let (mut ledger, mut after, mut subtrees) = (Ledger::new(), 0_u64, 0_u64);
    loop {
        let page = leaves_after(conn, after).await?;
        let Some(last) = page.last() else { break };
        after = last.leaf.leaf;
        for LeafRow { leaf, commit } in &page {
            let mut made = Vec::new();
            let checked = ledger.check(leaf, commit.as_ref(), |node, hash| {
                if node.is_kept() {
                    made.push((node, hash));
                }
            });
            if let Err(found) = checked {
                return Ok(Err(found));
            }
            for (node, hash) in made {
                let sql = Sql::new("SELECT hash FROM tree WHERE level = $1 AND place = $2");
                let kept: Option<(Vec<u8>,)> = sql.with(&node.level).with(&node.index).first(conn).await?;
                if kept.is_none_or(|(kept,)| kept != hash.as_bytes()) {
                    let what = What::TreeChanged { leaf: leaf.leaf };
                    return Ok(Err(Break { stream: leaf.stream.clone(), seq: leaf.seq, what }));
                }
                subtrees = subtrees.saturating_add(1);
            }
        }
        *read = read.saturating_add(u64::try_from(page.len()).unwrap_or(u64::MAX));
        progress(*read);
    }
    let counted: Option<(u64,)> = Sql::new("SELECT COUNT(*) FROM tree").first(conn).await?;
    let strange = counted.is_some_and(|(rows,)| rows != subtrees);
    // What cannot be read is not what was written.
    let stored = ledger::head(conn).await?.filter(|_| !strange);
    Ok(ledger.finish(stored.unwrap_or(LedgerHead { leaves: 0, root: Hash::ZERO })))
}

/// Holds the ledger against heads that are known from elsewhere.
async fn against(conn: &mut Conn, now: LedgerHead, signed: &[LedgerHead]) -> Result<Option<Break>> {
    let mut signed = signed.to_vec();
    signed.sort_by_key(|head| head.leaves);
    let mut agreed = 0_u64;
    for LedgerHead { leaves, root } in signed {
        let (at, what) = if leaves > now.leaves {
            (now.leaves, What::RolledBack { signed: leaves })
        } else if root_at(conn, leaves).await? == Some(root) {
            agreed = leaves;
            continue;
        } else {
            (agreed.saturating_add(1), What::Rewritten { after: agreed, signed: leaves })
        };
        let sql = Sql::new("SELECT stream, seq FROM leaves WHERE leaf = $1").with(&at);
        let (stream, seq) = sql.first(conn).await?.unwrap_or_default();
        return Ok(Some(Break { stream, seq, what }));
    }
    Ok(None)
}

/// A commit that no stream or no leaf knows.
async fn stray(conn: &mut Conn) -> Result<Option<Break>> {
    let sql = Sql::new(
        "SELECT c.stream, c.seq FROM commits c LEFT JOIN streams s ON s.id = c.stream LEFT JOIN leaves l ON l.leaf = c.leaf \
         WHERE s.id IS NULL OR l.leaf IS NULL OR l.stream <> c.stream OR l.seq <> c.seq ORDER BY c.stream, c.seq LIMIT 1",
    );
    let found: Option<(String, u64)> = sql.first(conn).await?;
    Ok(found.map(|(stream, seq)| Break { stream, seq, what: What::Added }))
}
