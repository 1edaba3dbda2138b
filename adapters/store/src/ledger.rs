//! The ledger below: appending to the tree, reading its leaves, filling in what was written before there was a tree.

use crate::bundle::Bundle;
use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::sql::{Column as _, Fetched, Read, Sql};
use dengwen_audit::tree::Frontier;
use dengwen_audit::{Committed, Hash, Leaf, Ledger, LedgerHead};

/// How many rows are read at a time.
pub(crate) const PAGE: u32 = 500;

/// A leaf, and the commit that bears its number.
pub(crate) struct LeafRow {
    pub(crate) leaf: Leaf,
    pub(crate) commit: Option<Committed>,
}

impl Read for LeafRow {
    /// A hash that is gone or too short is no reason not to read on: it will not fit.
    fn read(row: &Fetched<'_>) -> Result<Self> {
        let hash = |at| <Option<Hash>>::read(row, at).ok().flatten().unwrap_or(Hash::ZERO);
        let (leaf, seq) = (u64::read(row, 0)?, u64::read(row, 2)?);
        let leaf = Leaf { leaf, stream: String::read(row, 1)?, seq, hash: hash(3), root: hash(4) };
        let Some(stream) = <Option<String>>::read(row, 5)? else { return Ok(Self { leaf, commit: None }) };
        let seq = u64::try_from(i64::read(row, 6)?).unwrap_or_default();
        let commit = Committed { stream, seq, entered_at: i64::read(row, 7)?, hash: hash(8) };
        Ok(Self { leaf, commit: Some(commit) })
    }
}

/// The leaves after this one, in order, at most a page of them.
pub(crate) async fn leaves_after(conn: &mut Conn, after: u64) -> Result<Vec<LeafRow>> {
    let sql = Sql::new(
        "SELECT l.leaf, l.stream, l.seq, l.hash, l.root, c.stream, c.seq, c.entered_at, c.hash FROM leaves l \
         LEFT JOIN commits c ON c.leaf = l.leaf WHERE l.leaf > $1 ORDER BY l.leaf LIMIT $2",
    );
    sql.with(&after).with(&PAGE).all(conn).await
}

/// The right edge of the tree as kept; `lock` is what a writer adds to the statement.
async fn frontier(conn: &mut Conn, lock: &str) -> Result<Option<Frontier>> {
    let mut sql = Sql::new("SELECT leaves, COALESCE(frontier, $1) FROM ledger WHERE id = 1").with(&Vec::<u8>::new());
    sql.push(lock);
    let found: Option<(u64, Vec<u8>)> = sql.first(conn).await?;
    let read = |(leaves, bytes): (u64, Vec<u8>)| Frontier::from_bytes(leaves, &bytes);
    found.map(read).transpose().map_err(|_| StoreError::Corrupt("the end of the ledger".to_owned()))
}

/// Where the ledger stands by its own word; nothing if that cannot be read.
pub(crate) async fn head(conn: &mut Conn) -> Result<Option<LedgerHead>> {
    match frontier(conn, "").await {
        Ok(found) => Ok(Some(Ledger::resume(found.unwrap_or_default()).head())),
        Err(StoreError::Corrupt(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The ledger, for appending; other writers wait until this transaction ends.
pub(crate) async fn lock(conn: &mut Conn, for_update: &str) -> Result<Ledger> {
    if let Some(found) = frontier(conn, for_update).await? {
        return Ok(Ledger::resume(found));
    }
    let sql = Sql::new("INSERT INTO ledger (id, leaves) VALUES (1, 0) ON CONFLICT (id) DO NOTHING");
    sql.run(conn).await?;
    Ok(Ledger::resume(frontier(conn, for_update).await?.unwrap_or_default()))
}

/// Writes where the ledger stands now.
pub(crate) fn keep(ledger: &Ledger) -> Sql {
    let frontier = ledger.frontier();
    let sql = Sql::new("UPDATE ledger SET leaves = $1, frontier = $2 WHERE id = 1");
    sql.with(&frontier.size()).with(&frontier.to_bytes())
}

/// Adds a commit to the tree and gives its leaf, not yet written; the subtrees that it completes go into the bundle.
pub(crate) fn append(bundle: &mut Bundle, ledger: &mut Ledger, commit: &Committed) -> Leaf {
    ledger.append(commit, |node, hash| {
        if node.is_kept() {
            let sql = Sql::new("INSERT INTO tree (level, place, hash) VALUES ($1, $2, $3)");
            bundle.add(sql.with(&node.level).with(&node.index).with(&hash));
        }
    })
}

/// Makes the tree of leaves that were written before there was one.
pub(crate) async fn fill(conn: &mut Conn) -> Result<()> {
    let missing = Sql::new("SELECT leaves FROM ledger WHERE id = 1 AND leaves > 0 AND frontier IS NULL");
    let missing: Option<(u64,)> = missing.first(conn).await?;
    if missing.is_none() {
        return Ok(());
    }
    let (mut ledger, mut after) = (Ledger::new(), 0);
    loop {
        let page = leaves_after(conn, after).await?;
        let Some(last) = page.last() else { return keep(&ledger).run(conn).await.map(|_| ()) };
        after = last.leaf.leaf;
        let mut bundle = Bundle::of(conn);
        for LeafRow { leaf, commit } in page {
            let commit = commit.ok_or_else(|| StoreError::Corrupt(format!("leaf {} has no commit", leaf.leaf)))?;
            let made = append(&mut bundle, &mut ledger, &commit);
            let sql = Sql::new("UPDATE leaves SET hash = $1, root = $2 WHERE leaf = $3");
            sql.with(&made.hash).with(&made.root).with(&leaf.leaf).run(conn).await?;
        }
        bundle.run(conn).await?;
    }
}
