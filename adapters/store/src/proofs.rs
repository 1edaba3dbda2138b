//! Proofs from the tree, each read on one state of the database.

use crate::change::StoredCommit;
use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::ledger::{self, PAGE};
use crate::open::Store;
use crate::sql::Sql;
use dengwen_audit::proof::{Stretch, consistency, inclusion};
use dengwen_audit::tree::{Frontier, Node, TILE_HEIGHT, empty_root, joined, subtrees};
use dengwen_audit::{Chain, Committed, Entry, Hash, Head, LedgerHead};

/// That a commit is in the tree of all that was written until now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTree {
    /// The commit.
    pub commit: Committed,
    /// Its place in the tree, from 0.
    pub index: u64,
    /// The path from its leaf to the root.
    pub path: Vec<Hash>,
    /// The tree.
    pub head: LedgerHead,
}

impl Store {
    /// Where the ledger stands.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if its own word of that cannot be read.
    pub async fn ledger_head(&self) -> Result<LedgerHead> {
        head(&mut self.reader().await?).await
    }

    /// The root that the tree had when it had so many leaves, by its own word.
    ///
    /// # Errors
    /// [`StoreError::Fault`].
    pub async fn root_at(&self, leaves: u64) -> Result<Option<Hash>> {
        root_at(&mut self.reader().await?, leaves).await
    }

    /// The proof that a commit is in the tree as it is now; nothing if there is no such commit.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if leaves are missing.
    pub async fn prove(&self, stream: &str, seq: u64) -> Result<Option<InTree>> {
        let mut conn = self.snapshot().await?;
        let sql = Sql::new("SELECT leaf, entered_at, hash FROM commits WHERE stream = $1 AND seq = $2");
        let found: Option<(u64, i64, Hash)> = sql.with(&stream.to_owned()).with(&seq).first(&mut conn).await?;
        let Some((leaf, entered_at, hash)) = found else { return Ok(None) };
        let (head, index) = (head(&mut conn).await?, leaf.saturating_sub(1));
        let path = path(&mut conn, inclusion(index, head.leaves)).await?;
        Ok(Some(InTree { commit: Committed { stream: stream.to_owned(), seq, entered_at, hash }, index, path, head }))
    }

    /// The path of the leaf at a place (from 0) in the tree of the first so many leaves.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if there are no such leaves.
    pub async fn inclusion(&self, index: u64, leaves: u64) -> Result<Vec<Hash>> {
        path(&mut self.snapshot().await?, inclusion(index, leaves)).await
    }

    /// The proof that the tree of `new` leaves begins with that of `old` leaves.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if there are no such leaves.
    pub async fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>> {
        path(&mut self.snapshot().await?, consistency(old, new)).await
    }

    /// Every commit in the order in which they were written, its body as it was written: for whoever searches or counts the log.
    ///
    /// # Errors
    /// [`StoreError::Fault`].
    pub async fn every_commit(&self, mut each: impl FnMut(StoredCommit) + Send) -> Result<()> {
        let (mut conn, mut after) = (self.snapshot().await?, 0_u64);
        loop {
            let sql = StoredCommit::select("WHERE leaf > $1 ORDER BY leaf LIMIT $2").with(&after).with(&PAGE);
            let page: Vec<StoredCommit> = sql.all(&mut conn).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.leaf;
            page.into_iter().for_each(&mut each);
        }
    }

    /// The commit at a place in the tree (from 0), its hash computed anew from what is stored.
    ///
    /// # Errors
    /// [`StoreError::Fault`].
    pub async fn committed(&self, index: u64) -> Result<Option<(Committed, StoredCommit)>> {
        let sql = StoredCommit::select("WHERE leaf = $1").with(&index.saturating_add(1));
        let found: Option<StoredCommit> = sql.first(&mut self.reader().await?).await?;
        Ok(found.map(|row| {
            let entered_at = row.entered_at.as_microsecond();
            let entry =
                Entry { seq: row.seq, form: row.form, command: &row.command, entered_at, body: row.body.as_bytes() };
            let before = Head { seq: row.seq.saturating_sub(1), hash: row.previous };
            let hash = Chain::resume(&row.stream, before).link(&entry);
            (Committed { stream: row.stream.clone(), seq: row.seq, entered_at, hash }, row)
        }))
    }
}

async fn head(conn: &mut Conn) -> Result<LedgerHead> {
    ledger::head(conn).await?.ok_or_else(|| StoreError::Corrupt("the end of the ledger".to_owned()))
}

pub(crate) async fn root_at(conn: &mut Conn, leaves: u64) -> Result<Option<Hash>> {
    if leaves == 0 {
        return Ok(Some(empty_root()));
    }
    let found: Option<(Hash,)> = Sql::new("SELECT root FROM leaves WHERE leaf = $1").with(&leaves).first(conn).await?;
    Ok(found.map(|(root,)| root))
}

async fn path(conn: &mut Conn, stretches: Option<Vec<Stretch>>) -> Result<Vec<Hash>> {
    let stretches = stretches.ok_or_else(|| StoreError::Corrupt("the ledger is too short".to_owned()))?;
    let mut path = Vec::with_capacity(stretches.len());
    for (from, until) in stretches {
        let mut nodes = Vec::new();
        for subtree in subtrees(from, until) {
            nodes.push(node(conn, subtree).await?);
        }
        path.push(joined(&nodes));
    }
    Ok(path)
}

/// The hash of a complete subtree, from the kept ones below it: at most 128 rows.
async fn node(conn: &mut Conn, node: Node) -> Result<Hash> {
    let above = node.level % TILE_HEIGHT;
    let (level, first, width) = (node.level - above, node.index << above, 1_u64 << above);
    let sql = if level == 0 {
        Sql::new("SELECT hash FROM leaves WHERE leaf > $1 AND leaf <= $2 ORDER BY leaf")
    } else {
        Sql::new("SELECT hash FROM tree WHERE place >= $1 AND place < $2 AND level = $3 ORDER BY place")
    };
    let sql = sql.with(&first).with(&first.saturating_add(width));
    let rows: Vec<(Hash,)> = if level == 0 { sql } else { sql.with(&level) }.all(conn).await?;
    if u64::try_from(rows.len()) != Ok(width) {
        return Err(StoreError::Corrupt("leaves of the ledger are missing".to_owned()));
    }
    let mut below = Frontier::new();
    rows.into_iter().for_each(|(hash,)| below.push(hash, |_, _| {}));
    Ok(below.root())
}
