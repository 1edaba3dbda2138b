//! One change inside of a transaction. The order is the same everywhere, so that two changes never wait for each other
//! in a circle: command, streams by id, numbers by key, read models, and the ledger last, where all writers queue.

use crate::bundle::Bundle;
use crate::change::{AttachmentRow, Batch, Blob, Change, Draw, NewCommit, Part, Written};
use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::ledger;
use crate::objects;
use crate::open::Backend;
use crate::packed;
use crate::sql::Sql;
use dengwen_audit::{Chain, Committed, Entry, Hash, Head, Ledger};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Performs it; the caller commits or rolls back.
pub(crate) async fn perform(conn: &mut Conn, backend: Backend, change: Change) -> Result<Written> {
    let Change { command, at, parts, numbers, files, finish } = change;
    let first = parts.first().ok_or_else(|| StoreError::Misuse("a change without a stream".to_owned()))?;
    let fresh =
        Sql::new("INSERT INTO commands (id, stream, seq, at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING");
    if fresh.with(&command).with(&first.stream).with(&first.expected).with(&at).run(conn).await? == 0 {
        return repeated(conn, &command).await;
    }
    let mut heads = lock_streams(conn, backend, &parts).await?;
    let begun = heads.iter().filter(|(_, head)| head.seq == 0).map(|(stream, _)| stream.clone()).collect();
    let numbers = take_numbers(conn, &numbers).await?;
    let batch = catch_unwind(AssertUnwindSafe(|| finish(&numbers)))
        .map_err(|_| StoreError::Misuse("the finishing closure panicked".to_owned()))?
        .map_err(StoreError::Finish)?;
    let commits = write_around(conn, batch, (files, at), &begun).await?;
    append(conn, backend, (&command, &first.stream), &mut heads, commits).await?;
    Ok(Written { repeated: false, heads: heads.into_iter().collect(), numbers })
}

async fn repeated(conn: &mut Conn, command: &str) -> Result<Written> {
    let sql = Sql::new(
        "SELECT c.stream, c.seq, m.hash FROM commands c LEFT JOIN commits m ON m.stream = c.stream AND m.seq = c.seq WHERE c.id = $1",
    );
    let found: Option<(String, u64, Option<Hash>)> = sql.with(&command.to_owned()).first(conn).await?;
    let heads = found.map(|(stream, seq, hash)| (stream, Head { seq, hash: hash.unwrap_or(Hash::ZERO) }));
    Ok(Written { repeated: true, heads: heads.into_iter().collect(), numbers: Vec::new() })
}

async fn lock_streams(conn: &mut Conn, backend: Backend, parts: &[Part]) -> Result<BTreeMap<String, Head>> {
    let mut heads = BTreeMap::new();
    let by_id: BTreeMap<&String, &Part> = parts.iter().map(|part| (&part.stream, part)).collect();
    for (id, part) in by_id {
        if part.expected == 0 {
            let sql = "INSERT INTO streams (id, sort, head_seq, head_hash) VALUES ($1, $2, 0, $3) ON CONFLICT (id) DO NOTHING";
            if Sql::new(sql).with(id).with(&part.sort).with(&Hash::ZERO).run(conn).await? == 1 {
                heads.insert(id.clone(), Head { seq: 0, hash: Hash::ZERO });
                continue;
            }
        }
        let mut sql = Sql::new("SELECT head_seq, head_hash, redone FROM streams WHERE id = ");
        sql.arg(id).push(backend.for_update());
        let (seq, hash, redone) = sql.first(conn).await?.unwrap_or((0, Hash::ZERO, 0));
        if seq != part.expected {
            return Err(StoreError::Conflict { stream: id.clone(), expected: part.expected, found: seq });
        }
        if part.redone.is_some_and(|known| known != redone) {
            return Err(StoreError::Contended);
        }
        heads.insert(id.clone(), Head { seq, hash });
    }
    Ok(heads)
}

async fn take_numbers(conn: &mut Conn, draws: &[Draw]) -> Result<Vec<u64>> {
    let mut order: Vec<(&Draw, usize)> = draws.iter().zip(0..).collect();
    order.sort();
    let mut taken = Vec::with_capacity(order.len());
    for (draw, place) in order {
        let sql = "INSERT INTO numbers (key, last) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET last = numbers.last + excluded.last RETURNING last";
        let (number,): (u64,) = Sql::new(sql).with(&draw.series).with(&draw.step).first(conn).await?.unwrap_or((0,));
        taken.push((place, number));
    }
    taken.sort_unstable();
    Ok(taken.into_iter().map(|(_, number)| number).collect())
}

/// Writes all but the commits, which it gives back.
async fn write_around(
    conn: &mut Conn,
    batch: Batch,
    (files, at): (Vec<(AttachmentRow, Blob)>, Timestamp),
    begun: &BTreeSet<String>,
) -> Result<Vec<NewCommit>> {
    let mut delta = batch.delta;
    batch.outbox.iter().for_each(|row| delta.put(row));
    batch.sealed.iter().for_each(|row| delta.put(row));
    files.iter().for_each(|(row, _)| delta.put(row));
    batch.receipts.iter().for_each(|row| delta.put(row));
    batch.crossings.iter().for_each(|row| delta.put(row));
    if let Some(destroyed) = &batch.destroyed {
        crate::destroy::destroy(conn, destroyed, at).await?;
    }
    delta.write_besides(conn, begun).await?;
    for (row, blob) in files {
        write_blob(conn, &row.id, blob).await?;
    }
    for draft in &batch.drafts_done {
        Sql::new("DELETE FROM draft_files WHERE draft = $1").with(draft).run(conn).await?;
        Sql::new("DELETE FROM drafts WHERE id = $1").with(draft).run(conn).await?;
    }
    Ok(batch.commits)
}

/// Writes what opens it, and its pieces, each read when it is its turn; or where they lie already.
pub(crate) async fn write_blob(conn: &mut Conn, id: &str, blob: Blob) -> Result<()> {
    let id = id.to_owned();
    let Blob { head, pieces, laid } = blob;
    let sql = "INSERT INTO attachment_blobs (id, bytes) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes";
    Sql::new(sql).with(&id).with(&head).run(conn).await?;
    Sql::new("DELETE FROM attachment_pieces WHERE id = $1").with(&id).run(conn).await?;
    objects::leave(conn, &id, Timestamp::UNIX_EPOCH).await?;
    if let Some(Some(laid)) = laid.get() {
        return objects::keep(conn, &id, laid).await;
    }
    for n in 0_u64.. {
        let source = Arc::clone(&pieces);
        let read = tokio::task::spawn_blocking(move || source.piece(n)).await;
        let read = read.map_err(|error| StoreError::Finish(error.into()))?;
        let Some(bytes) = read.map_err(|error| StoreError::Finish(error.into()))? else { break };
        let sql = Sql::new("INSERT INTO attachment_pieces (id, n, bytes) VALUES ($1, $2, $3)");
        sql.with(&id).with(&n).with(&bytes).run(conn).await?;
    }
    Ok(())
}

/// A commit, linked to the one before it in its stream and packed, with no place in the ledger yet.
struct Linked {
    commit: Committed,
    previous: Hash,
    form: u16,
    entered_at: Timestamp,
    body: (String, Option<Vec<u8>>),
}

/// Appends the commits. Nothing is done under the lock of the ledger that can be done before.
async fn append(
    conn: &mut Conn,
    backend: Backend,
    (command, first): (&String, &String),
    heads: &mut BTreeMap<String, Head>,
    commits: Vec<NewCommit>,
) -> Result<()> {
    if commits.is_empty() {
        return Ok(());
    }
    let linked: Vec<Linked> = commits.into_iter().map(|commit| link(command, heads, commit)).collect::<Result<_>>()?;
    let mut bundle = Bundle::of(conn);
    for (stream, head) in &*heads {
        let sql = Sql::new("UPDATE streams SET head_seq = $1, head_hash = $2 WHERE id = $3");
        bundle.add(sql.with(&head.seq).with(&head.hash).with(stream));
    }
    if let Some(head) = heads.get(first) {
        bundle.add(Sql::new("UPDATE commands SET seq = $1 WHERE id = $2").with(&head.seq).with(command));
    }
    let mut ledger = ledger::lock(conn, backend.for_update()).await?;
    for linked in linked {
        append_one(&mut bundle, command, &mut ledger, linked);
    }
    bundle.add(ledger::keep(&ledger));
    bundle.run(conn).await
}

fn link(command: &str, heads: &mut BTreeMap<String, Head>, commit: NewCommit) -> Result<Linked> {
    let NewCommit { stream, form, body, entered_at } = commit;
    let head = heads.get_mut(&stream);
    let head = head.ok_or_else(|| StoreError::Misuse(format!("stream {stream} is no part of the change")))?;
    let previous = head.hash;
    let seq = head.seq.saturating_add(1);
    let at = entered_at.as_microsecond();
    let entry = Entry { seq, form, command, entered_at: at, body: body.as_bytes() };
    let hash = Chain::resume(&stream, *head).link(&entry);
    *head = Head { seq, hash };
    let commit = Committed { stream, seq, entered_at: at, hash };
    Ok(Linked { commit, previous, form, entered_at, body: packed::pack(body) })
}

fn append_one(bundle: &mut Bundle, command: &String, ledger: &mut Ledger, linked: Linked) {
    let Linked { commit, previous, form, entered_at, body: (plain, packed) } = linked;
    let leaf = ledger::append(bundle, ledger, &commit);
    let sql = Sql::new(
        "INSERT INTO commits (stream, seq, leaf, form, command, body, packed, previous, hash, entered_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    let sql = sql.with(&commit.stream).with(&commit.seq).with(&leaf.leaf).with(&form).with(command);
    bundle.add(sql.with(&plain).with(&packed).with(&previous).with(&commit.hash).with(&entered_at));
    let sql = Sql::new("INSERT INTO leaves (leaf, stream, seq, hash, root) VALUES ($1, $2, $3, $4, $5)");
    bundle.add(sql.with(&leaf.leaf).with(&leaf.stream).with(&leaf.seq).with(&leaf.hash).with(&leaf.root));
}
