//! Changes inside of a transaction, as many as wait at one time and have nothing in common: what each of them writes goes together. The
//! order is the same everywhere, so that no two transactions wait for each other in a circle: commands by id, streams by id, numbers by
//! key, read models, and the ledger last, where all writers queue.

use crate::bundle::{self, Bundle};
use crate::change::{AttachmentRow, Batch, Blob, Change, Draw, Finish, NewCommit, Part, Written};
use crate::conn::Conn;
use crate::delta::Delta;
use crate::error::{Result, StoreError};
use crate::ledger;
use crate::objects;
use crate::open::Backend;
use crate::packed;
use crate::sql::{Cell, Column as _, Sql};
use dengwen_audit::{Chain, Committed, Entry, Hash, Head};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Performs changes that have no command and no stream in common, each by itself or not at all; the caller commits or rolls back. What
/// one of them fails of is its own result and leaves nothing; where the database fails nothing of any is to be kept.
pub(crate) async fn perform(conn: &mut Conn, backend: Backend, changes: Vec<Change>) -> Result<Vec<Result<Written>>> {
    let mut all: Vec<Doing> = changes.into_iter().map(Doing::of).collect();
    claim(conn, &mut all).await?;
    lock_streams(conn, backend, &mut all).await?;
    let going = all.iter().filter(|one| one.goes_on());
    let wanted = going.flat_map(|one| one.draws.iter().map(|draw| draw.series.clone())).collect();
    let mut series = lock_series(conn, wanted).await?;
    for one in &mut all {
        one.finish(&mut series);
    }
    undo(conn, &mut all).await?;
    write_around(conn, &mut all).await?;
    append(conn, backend, &mut all, series).await?;
    Ok(all.into_iter().map(Doing::written).collect())
}

/// A change on its way.
struct Doing {
    command: String,
    at: Timestamp,
    parts: Vec<Part>,
    draws: Vec<Draw>,
    files: Vec<(AttachmentRow, Blob)>,
    finish: Option<Finish>,
    heads: BTreeMap<String, Head>,
    numbers: Vec<u64>,
    batch: Batch,
    linked: Vec<Linked>,
    /// What came of it, if it is not to be written.
    ended: Option<Result<Written>>,
}

impl Doing {
    fn of(change: Change) -> Self {
        let Change { command, at, parts, numbers: draws, files, finish } = change;
        let nowhere = parts.is_empty().then(|| Err(StoreError::Misuse("a change without a stream".to_owned())));
        Self {
            command,
            at,
            parts,
            draws,
            files,
            finish: Some(finish),
            heads: BTreeMap::new(),
            numbers: Vec::new(),
            batch: Batch::default(),
            linked: Vec::new(),
            ended: nowhere,
        }
    }

    const fn goes_on(&self) -> bool {
        self.ended.is_none()
    }

    /// Its own stream, and the version at which it was decided.
    fn first(&self) -> (String, u64) {
        self.parts.first().map_or_else(Default::default, |part| (part.stream.clone(), part.expected))
    }

    /// Gives it its numbers and has it say what is written. A series goes on only if that is well.
    fn finish(&mut self, series: &mut BTreeMap<String, u64>) {
        if let (true, Some(finish)) = (self.goes_on(), self.finish.take()) {
            let mut after = series.clone();
            let numbers = self.draws.iter().map(|draw| {
                let last = after.entry(draw.series.clone()).or_default();
                *last = last.saturating_add(draw.step);
                *last
            });
            let numbers: Vec<u64> = numbers.collect();
            match self.finished(finish, &numbers) {
                Ok(()) => (self.numbers, *series) = (numbers, after),
                Err(error) => self.ended = Some(Err(error)),
            }
        }
    }

    fn finished(&mut self, finish: Finish, numbers: &[u64]) -> Result<()> {
        self.batch = catch_unwind(AssertUnwindSafe(|| finish(numbers)))
            .map_err(|_| StoreError::Misuse("the finishing closure panicked".to_owned()))?
            .map_err(StoreError::Finish)?;
        let mut heads = self.heads.clone();
        let commits = std::mem::take(&mut self.batch.commits);
        self.linked =
            commits.into_iter().map(|commit| link(&self.command, &mut heads, commit)).collect::<Result<_>>()?;
        Ok(())
    }

    fn written(self) -> Result<Written> {
        let heads = self.heads.into_iter().collect();
        self.ended.unwrap_or(Ok(Written { repeated: false, heads, numbers: self.numbers }))
    }
}

/// Takes their commands; one that was handed in before is not performed again.
async fn claim(conn: &mut Conn, all: &mut [Doing]) -> Result<()> {
    let going = all.iter().filter(|one| one.goes_on());
    let rows = going.map(|one| {
        let (stream, expected) = one.first();
        vec![one.command.cell(), stream.cell(), expected.cell(), one.at.cell()]
    });
    let mut rows: Vec<Vec<Cell>> = rows.collect();
    rows.sort();
    let claimed = bundle::insert_new(conn, "commands", &COMMAND, &rows).await?;
    for one in all.iter_mut().filter(|one| one.goes_on() && !claimed.contains(&one.command)) {
        one.ended = Some(Ok(repeated(conn, &one.command).await?));
    }
    Ok(())
}

async fn repeated(conn: &mut Conn, command: &str) -> Result<Written> {
    let sql = Sql::new(
        "SELECT c.stream, c.seq, m.hash FROM commands c LEFT JOIN commits m ON m.stream = c.stream AND m.seq = c.seq WHERE c.id = $1",
    );
    let found: Option<(String, u64, Option<Hash>)> = sql.with(&command.to_owned()).first(conn).await?;
    let heads = found.map(|(stream, seq, hash)| (stream, Head { seq, hash: hash.unwrap_or(Hash::ZERO) }));
    Ok(Written { repeated: true, heads: heads.into_iter().collect(), numbers: Vec::new() })
}

/// Holds all streams, each of which is that of one change alone.
async fn lock_streams(conn: &mut Conn, backend: Backend, all: &mut [Doing]) -> Result<()> {
    let going = all.iter().filter(|one| one.goes_on());
    let parts: BTreeMap<String, Part> =
        going.flat_map(|one| one.parts.iter().map(|part| (part.stream.clone(), part.clone()))).collect();
    let fresh = parts.values().filter(|part| part.expected == 0);
    let fresh = fresh.map(|part| vec![part.stream.cell(), part.sort.cell(), 0_u64.cell(), Hash::ZERO.cell()]);
    let begun = bundle::insert_new(conn, "streams", &STREAM, &fresh.collect::<Vec<_>>()).await?;
    let standing: Vec<&String> = parts.keys().filter(|stream| !begun.contains(*stream)).collect();
    let mut found: BTreeMap<String, (u64, Hash, u64)> = BTreeMap::new();
    if !standing.is_empty() {
        let mut sql = Sql::new("SELECT id, head_seq, head_hash, redone FROM streams WHERE id IN (");
        sql.args(standing).push(") ORDER BY id").push(backend.for_update());
        let rows: Vec<(String, u64, Hash, u64)> = sql.all(conn).await?;
        found.extend(rows.into_iter().map(|(stream, seq, hash, redone)| (stream, (seq, hash, redone))));
    }
    for one in all.iter_mut().filter(|one| one.goes_on()) {
        for part in &one.parts {
            match stands(part, found.get(&part.stream).copied(), begun.contains(&part.stream)) {
                Ok(head) => drop(one.heads.insert(part.stream.clone(), head)),
                Err(error) => one.ended = Some(Err(error)),
            }
        }
    }
    Ok(())
}

/// Where a stream stands, if it is where it was when the change was decided.
fn stands(part: &Part, found: Option<(u64, Hash, u64)>, begins: bool) -> Result<Head> {
    if begins {
        return Ok(Head::START);
    }
    let (seq, hash, redone) = found.unwrap_or((0, Hash::ZERO, 0));
    if seq != part.expected {
        return Err(StoreError::Conflict { stream: part.stream.clone(), expected: part.expected, found: seq });
    }
    if part.redone.is_some_and(|known| known != redone) {
        return Err(StoreError::Contended);
    }
    Ok(Head { seq, hash })
}

/// Holds all series and says where each stands.
async fn lock_series(conn: &mut Conn, wanted: BTreeSet<String>) -> Result<BTreeMap<String, u64>> {
    let mut series = BTreeMap::new();
    for key in wanted {
        let sql = "INSERT INTO numbers (key, last) VALUES ($1, 0) ON CONFLICT (key) DO UPDATE SET last = numbers.last RETURNING last";
        let (last,): (u64,) = Sql::new(sql).with(&key).first(conn).await?.unwrap_or((0,));
        series.insert(key, last);
    }
    Ok(series)
}

/// Takes away what was claimed and held for those that are not written after all.
async fn undo(conn: &mut Conn, all: &mut [Doing]) -> Result<()> {
    for one in all.iter_mut().filter(|one| matches!(one.ended, Some(Err(_)))) {
        Sql::new("DELETE FROM commands WHERE id = $1").with(&one.command).run(conn).await?;
        for (stream, _) in one.heads.iter().filter(|(_, head)| head.seq == 0) {
            Sql::new("DELETE FROM streams WHERE id = $1 AND head_seq = 0").with(stream).run(conn).await?;
        }
    }
    Ok(())
}

/// Writes all but the commits.
async fn write_around(conn: &mut Conn, all: &mut [Doing]) -> Result<()> {
    let (mut together, mut begun) = (Delta::default(), BTreeSet::new());
    for one in all.iter_mut().filter(|one| one.goes_on()) {
        let batch = std::mem::take(&mut one.batch);
        let Batch { mut delta, outbox, sealed, receipts, crossings, destroyed, drafts_done, .. } = batch;
        outbox.iter().for_each(|row| delta.put(row));
        sealed.iter().for_each(|row| delta.put(row));
        one.files.iter().for_each(|(row, _)| delta.put(row));
        receipts.iter().for_each(|row| delta.put(row));
        crossings.iter().for_each(|row| delta.put(row));
        if let Some(destroyed) = &destroyed {
            crate::destroy::destroy(conn, destroyed, one.at).await?;
        }
        one.batch.drafts_done = drafts_done;
        together.then(delta);
        begun.extend(one.heads.iter().filter(|(_, head)| head.seq == 0).map(|(stream, _)| stream.clone()));
    }
    together.write_besides(conn, &begun).await?;
    for one in all.iter_mut().filter(|one| one.goes_on()) {
        for (row, blob) in std::mem::take(&mut one.files) {
            write_blob(conn, &row.id, blob).await?;
        }
        for draft in &one.batch.drafts_done {
            Sql::new("DELETE FROM draft_files WHERE draft = $1").with(draft).run(conn).await?;
            Sql::new("DELETE FROM drafts WHERE id = $1").with(draft).run(conn).await?;
        }
    }
    Ok(())
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

const STREAM: [&str; 4] = ["id", "sort", "head_seq", "head_hash"];
const COMMAND: [&str; 4] = ["id", "stream", "seq", "at"];
const COMMIT: [&str; 10] =
    ["stream", "seq", "leaf", "form", "command", "body", "packed", "previous", "hash", "entered_at"];
const LEAF: [&str; 5] = ["leaf", "stream", "seq", "hash", "root"];

/// Appends the commits. Nothing is done under the lock of the ledger that can be done before.
async fn append(conn: &mut Conn, backend: Backend, all: &mut [Doing], series: BTreeMap<String, u64>) -> Result<()> {
    let mut bundle = Bundle::of(conn);
    let (mut streams, mut commands, mut linked) = (Vec::new(), Vec::new(), Vec::new());
    for one in all.iter_mut().filter(|one| one.goes_on()) {
        for commit in std::mem::take(&mut one.linked) {
            let Committed { stream, seq, hash, .. } = &commit.commit;
            one.heads.insert(stream.clone(), Head { seq: *seq, hash: *hash });
            linked.push((one.command.clone(), commit));
        }
        for part in &one.parts {
            let head = one.heads.get(&part.stream).copied().unwrap_or(Head::START);
            streams.push(vec![part.stream.cell(), part.sort.cell(), head.seq.cell(), head.hash.cell()]);
        }
        let (stream, _) = one.first();
        let seq = one.heads.get(&stream).map_or(0, |head| head.seq);
        commands.push(vec![one.command.cell(), stream.cell(), seq.cell(), one.at.cell()]);
    }
    let numbers = series.iter().map(|(key, last)| vec![key.cell(), last.cell()]).collect();
    bundle.insert("numbers", (&["key", "last"], &["key"]), numbers, "UPDATE SET last = excluded.last");
    let head = "UPDATE SET head_seq = excluded.head_seq, head_hash = excluded.head_hash";
    bundle.insert("streams", (&STREAM, &["id"]), streams, head);
    bundle.insert("commands", (&COMMAND, &["id"]), commands, "UPDATE SET seq = excluded.seq");
    if linked.is_empty() {
        return bundle.run(conn).await;
    }
    let mut ledger = ledger::lock(conn, backend.for_update()).await?;
    let (mut commits, mut leaves) = (Vec::new(), Vec::new());
    for (command, linked) in linked {
        let Linked { commit, previous, form, entered_at, body: (plain, packed) } = linked;
        let leaf = ledger::append(&mut bundle, &mut ledger, &commit);
        let Committed { stream, seq, hash, .. } = commit;
        let place = [stream.cell(), seq.cell(), leaf.leaf.cell(), form.cell(), command.cell()];
        let said = [plain.cell(), packed.cell(), previous.cell(), hash.cell(), entered_at.cell()];
        commits.push(place.into_iter().chain(said).collect());
        leaves.push(vec![leaf.leaf.cell(), stream.cell(), seq.cell(), leaf.hash.cell(), leaf.root.cell()]);
    }
    bundle.append("commits", &COMMIT, commits);
    bundle.append("leaves", &LEAF, leaves);
    bundle.add(ledger::keep(&ledger));
    bundle.run(conn).await
}
