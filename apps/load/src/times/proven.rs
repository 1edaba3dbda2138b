//! The proof of copies: each commit of a copy is chained to the one before it and laid into the ledger, as if it had been written by the
//! office. So a store of copies is whole: `audit verify` finds nothing, and it can be exported, imported and backed up.

use std::path::Path;

use dengwen_audit::{Committed, Entry, Hash, Ledger, commit_hash, tree::Frontier};
use dengwen_store::{Durability, Store, StoreError, StoredCommit};
use rusqlite::{CachedStatement, Connection, params};

use super::{MARK, renamed, wrong};

/// How many cases are looked up at a time.
const PAGE: u32 = 500;

/// Writes the commits of all copies, and where their streams and the ledger stand then. `once` is what was copied, attached as such.
pub(super) async fn prove(conn: &Connection, once: &Path, times: u64) -> Result<(), String> {
    let store = Store::open_sqlite(once, Durability::Scratch).await.map_err(failed)?;
    let mut ledger = stands(conn).map_err(wrong)?;
    let mut written = Statements::of(conn).map_err(wrong)?;
    let (mut after, mut cases) = (String::new(), 0_usize);
    loop {
        let page = store.streams("case", &after, PAGE).await.map_err(failed)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.stream);
        for case in &page {
            let commits = store.load(&case.stream, 0).await.map_err(failed)?;
            for copy in 1..times {
                written.chain(&mut ledger, &commits, copy).map_err(wrong)?;
            }
        }
        cases = cases.saturating_add(page.len());
        eprintln!("{cases} cases proven");
    }
    store.close().await;
    let (frontier, leaves) = (ledger.frontier().to_bytes(), number(ledger.frontier().size()));
    let kept = conn.execute("UPDATE main.ledger SET leaves = ?, frontier = ?", params![leaves, frontier]);
    kept.map(|_| ()).map_err(wrong)
}

fn failed(why: StoreError) -> String {
    why.to_string()
}

/// Where the ledger stands before the first copy.
fn stands(conn: &Connection) -> rusqlite::Result<Ledger> {
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (leaves, bytes): (i64, Vec<u8>) = conn.query_row("SELECT leaves, frontier FROM main.ledger", [], read)?;
    let broken = |_| rusqlite::Error::InvalidColumnName("frontier".to_owned());
    let leaves = u64::try_from(leaves).unwrap_or_default();
    Frontier::from_bytes(leaves, &bytes).map(Ledger::resume).map_err(broken)
}

/// As the database has it.
fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What is written of each commit.
struct Statements<'a> {
    commit: CachedStatement<'a>,
    leaf: CachedStatement<'a>,
    tree: CachedStatement<'a>,
    head: CachedStatement<'a>,
}

impl<'a> Statements<'a> {
    fn of(conn: &'a Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            commit: conn.prepare_cached(
                "INSERT INTO main.commits (stream, seq, leaf, form, command, body, packed, previous, hash, entered_at) \
                 SELECT ?1, seq, ?2, form, ?3, body, packed, ?4, ?5, entered_at FROM once.commits WHERE stream = ?6 AND seq = ?7",
            )?,
            leaf: conn.prepare_cached("INSERT INTO main.leaves (leaf, stream, seq, hash, root) VALUES (?, ?, ?, ?, ?)")?,
            tree: conn.prepare_cached("INSERT INTO main.tree (level, place, hash) VALUES (?, ?, ?)")?,
            head: conn.prepare_cached("UPDATE main.streams SET head_hash = ? WHERE id = ?")?,
        })
    }

    /// The commits of one copy of a case, in order.
    fn chain(&mut self, ledger: &mut Ledger, commits: &[StoredCommit], copy: u64) -> rusqlite::Result<()> {
        let (mut previous, mut stream) = (Hash::ZERO, String::new());
        for one in commits {
            stream = renamed(&one.stream, copy);
            let command = format!("{}{MARK}{copy}", one.command);
            let entered_at = one.entered_at.as_microsecond();
            let body = one.body.as_bytes();
            let entry = Entry { seq: one.seq, form: one.form, command: &command, entered_at, body };
            let hash = commit_hash(&previous, &stream, &entry);
            let committed = Committed { stream: stream.clone(), seq: one.seq, entered_at, hash };
            let mut kept = Vec::new();
            let leaf = ledger.append(&committed, |node, hash| {
                if node.is_kept() {
                    kept.push((node, hash));
                }
            });
            for (node, hash) in kept {
                self.tree.execute(params![node.level, number(node.index), hash.as_bytes()])?;
            }
            let (place, seq) = (number(leaf.leaf), number(one.seq));
            self.leaf.execute(params![place, stream, seq, leaf.hash.as_bytes(), leaf.root.as_bytes()])?;
            let (before, now) = (previous.as_bytes(), hash.as_bytes());
            self.commit.execute(params![stream, place, command, before, now, one.stream, seq])?;
            previous = hash;
        }
        self.head.execute(params![previous.as_bytes(), stream]).map(|_| ())
    }
}
