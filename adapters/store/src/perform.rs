//! One change inside of a transaction. The order is the same everywhere, so that two changes never wait for each other
//! in a circle: command, streams by id, numbers by key, read models, and the ledger last, where all writers queue.

use crate::change::{Batch, Blob, Change, Draw, NewCommit, Part, Written};
use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::ledger;
use crate::open::Backend;
use crate::packed;
use crate::sql::Sql;
use dengwen_audit::{Chain, Committed, Entry, Hash, Head, Ledger};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Performs it; the caller commits or rolls back.
pub(crate) async fn perform(conn: &mut Conn, backend: Backend, change: Change) -> Result<Written> {
    let Change { command, at, parts, numbers, finish } = change;
    let first = parts.first().ok_or_else(|| StoreError::Misuse("a change without a stream".to_owned()))?;
    let fresh =
        Sql::new("INSERT INTO commands (id, stream, seq, at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING");
    if fresh.with(&command).with(&first.stream).with(&first.expected).with(&at).run(conn).await? == 0 {
        return repeated(conn, &command).await;
    }
    let mut heads = lock_streams(conn, backend, &parts).await?;
    let numbers = take_numbers(conn, &numbers).await?;
    let batch = catch_unwind(AssertUnwindSafe(|| finish(&numbers)))
        .map_err(|_| StoreError::Misuse("the finishing closure panicked".to_owned()))?
        .map_err(StoreError::Finish)?;
    let commits = write_around(conn, batch).await?;
    append(conn, backend, &command, &mut heads, commits).await?;
    let seq = heads.get(&first.stream).map_or(first.expected, |head| head.seq);
    Sql::new("UPDATE commands SET seq = $1 WHERE id = $2").with(&seq).with(&command).run(conn).await?;
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
            Sql::new(sql).with(id).with(&part.sort).with(&Hash::ZERO).run(conn).await?;
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
async fn write_around(conn: &mut Conn, batch: Batch) -> Result<Vec<NewCommit>> {
    let mut delta = batch.delta;
    batch.outbox.iter().for_each(|row| delta.put(row));
    batch.sealed.iter().for_each(|row| delta.put(row));
    batch.attachments.iter().for_each(|(row, _)| delta.put(row));
    batch.receipts.iter().for_each(|row| delta.put(row));
    batch.crossings.iter().for_each(|row| delta.put(row));
    if let Some(destroyed) = &batch.destroyed {
        crate::destroy::destroy(conn, destroyed).await?;
    }
    delta.write(conn).await?;
    for (row, blob) in batch.attachments {
        write_blob(conn, &row.id, blob).await?;
    }
    for draft in &batch.drafts_done {
        Sql::new("DELETE FROM draft_files WHERE draft = $1").with(draft).run(conn).await?;
        Sql::new("DELETE FROM drafts WHERE id = $1").with(draft).run(conn).await?;
    }
    Ok(batch.commits)
}

/// Writes what opens it, and its pieces, each read when it is its turn.
pub(crate) async fn write_blob(conn: &mut Conn, id: &str, blob: Blob) -> Result<()> {
    let id = id.to_owned();
    let Blob { head, pieces } = blob;
    let sql = "INSERT INTO attachment_blobs (id, bytes) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes";
    Sql::new(sql).with(&id).with(&head).run(conn).await?;
    Sql::new("DELETE FROM attachment_pieces WHERE id = $1").with(&id).run(conn).await?;
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

async fn append(
    conn: &mut Conn,
    backend: Backend,
    command: &str,
    heads: &mut BTreeMap<String, Head>,
    commits: Vec<NewCommit>,
) -> Result<()> {
    if commits.is_empty() {
        return Ok(());
    }
    let mut ledger = ledger::lock(conn, backend.for_update()).await?;
    for commit in commits {
        let Some(head) = heads.get_mut(&commit.stream) else {
            return Err(StoreError::Misuse(format!("stream {} is no part of the change", commit.stream)));
        };
        append_one(conn, command, head, &mut ledger, commit).await?;
    }
    for (stream, head) in heads {
        let sql = Sql::new("UPDATE streams SET head_seq = $1, head_hash = $2 WHERE id = $3");
        sql.with(&head.seq).with(&head.hash).with(stream).run(conn).await?;
    }
    ledger::keep(conn, &ledger).await
}

async fn append_one(
    conn: &mut Conn,
    command: &str,
    head: &mut Head,
    ledger: &mut Ledger,
    commit: NewCommit,
) -> Result<()> {
    let NewCommit { stream, form, body, entered_at } = commit;
    let previous = head.hash;
    let seq = head.seq.saturating_add(1);
    let entry = Entry { seq, form, command, entered_at: entered_at.as_microsecond(), body: body.as_bytes() };
    let hash = Chain::resume(&stream, *head).link(&entry);
    *head = Head { seq, hash };
    let committed = Committed { stream: stream.clone(), seq, entered_at: entered_at.as_microsecond(), hash };
    let leaf = ledger::append(conn, ledger, &committed).await?;
    let (plain, packed) = packed::pack(body);
    let sql = Sql::new(
        "INSERT INTO commits (stream, seq, leaf, form, command, body, packed, previous, hash, entered_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    let sql = sql.with(&stream).with(&seq).with(&leaf.leaf).with(&form).with(&command.to_owned());
    sql.with(&plain).with(&packed).with(&previous).with(&hash).with(&entered_at).run(conn).await?;
    let sql = Sql::new("INSERT INTO leaves (leaf, stream, seq, hash, root) VALUES ($1, $2, $3, $4, $5)");
    sql.with(&leaf.leaf).with(&leaf.stream).with(&leaf.seq).with(&leaf.hash).with(&leaf.root).run(conn).await?;
    Ok(())
}
