//! Taking a backup while the office works.

use std::mem;

use dengwen_sealing::Hashed;
use dengwen_store::{Shape, Sum, Whole};
use jiff::Timestamp;

use super::{
    FORM, Folder, Kept, Lies, Manifest, Piece, Progress, Stage, Told,
    restore::{Scratch, filled},
};
use crate::fault::Fault;

/// How long a piece is on average, and at most, before it is packed.
const PIECE: u64 = 1 << 20;
const PIECE_MAX: usize = 8 << 20;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The name of the backup.
    pub id: String,
    /// How many rows it holds.
    pub rows: u64,
    /// How many events.
    pub commits: u64,
    /// How many bytes all its pieces have.
    pub bytes: u64,
    /// How many of them were written now; the others lay there.
    pub written: u64,
    /// How many backups were taken away.
    pub forgotten: usize,
}

/// Writes everything that lies there into the folder, as of this moment. Unless `scratch` is nothing it is put back there and
/// checked, row for row and event for event, before it counts. All but the last `keep` backups are taken away then.
///
/// # Errors
/// [`Fault`]; what was broken off is no backup.
pub async fn take(
    lies: &Lies,
    folder: &Folder,
    now: Timestamp,
    scratch: Option<&std::path::Path>,
    keep: usize,
    told: &Told,
) -> Result<Taken, Fault> {
    let whose = lies.whose()?;
    let _locked = folder.locked()?;
    let store = lies.opened().await?;
    let read = read(store.whole().await?, folder, told).await;
    store.close().await;
    let Read { version, head, tables, written } = read?;
    let manifest = Manifest { form: FORM, taken_at: now, version, head, whose, tables };
    let id = now.strftime("%Y%m%dT%H%M%S.%6fZ").to_string();
    if let Some(scratch) = scratch {
        let scratch = Scratch::within(scratch, &id)?;
        filled(&scratch.database(), folder, &manifest, told).await?.close().await;
    }
    folder.keep(&id, &manifest)?;
    let forgotten = folder.forget(keep)?;
    let (rows, bytes) = (manifest.rows(), manifest.bytes());
    Ok(Taken { id, rows, commits: head.leaves, bytes, written, forgotten })
}

struct Read {
    version: i64,
    head: dengwen_store::LedgerHead,
    tables: Vec<Kept>,
    written: u64,
}

/// Reads every row and lays its piece down.
async fn read(mut whole: Whole, folder: &Folder, told: &Told) -> Result<Read, Fault> {
    let (version, head, of) = (whole.version(), whole.head().await?, whole.rows().await?);
    let shapes: Vec<Shape> = whole.shapes().to_vec();
    let mut tables: Vec<Kept> =
        shapes.into_iter().map(|shape| Kept { shape, sum: Sum::default(), pieces: Vec::new() }).collect();
    let (mut rows, mut written, mut open) = (0_u64, 0_u64, Cut::default());
    loop {
        let next = whole.next().await?;
        let at = next.as_ref().map(|(at, _)| *at);
        if at != Some(open.table) {
            written = written.saturating_add(open.laid(folder, &mut tables).await?);
        }
        let Some((at, lines)) = next else { break };
        open.table = at;
        for line in lines {
            let Some(kept) = tables.get_mut(at) else { break };
            let hash = kept.sum.add(&line);
            open.raw.extend_from_slice(line.as_bytes());
            open.raw.push(b'\n');
            rows = rows.saturating_add(1);
            if open.raw.len() >= PIECE_MAX || ends_piece(Hashed(*hash.as_bytes()), line.len()) {
                written = written.saturating_add(open.laid(folder, &mut tables).await?);
            }
        }
        told(Progress { stage: Stage::Taking, rows, of: Some(of) });
    }
    Ok(Read { version, head, tables, written })
}

/// The piece that is being gathered.
#[derive(Default)]
struct Cut {
    table: usize,
    raw: Vec<u8>,
}

impl Cut {
    /// Lays down what was gathered; how many bytes were written.
    async fn laid(&mut self, folder: &Folder, tables: &mut [Kept]) -> Result<u64, Fault> {
        if self.raw.is_empty() {
            return Ok(0);
        }
        let (raw, folder) = (mem::take(&mut self.raw), folder.clone());
        let put = tokio::task::spawn_blocking(move || folder.put(&raw)).await.map_err(|_| Fault::Thread)?;
        let (piece, is_new): (Piece, bool) = put?;
        if let Some(kept) = tables.get_mut(self.table) {
            kept.pieces.push(piece);
        }
        Ok(if is_new { piece.bytes } else { 0 })
    }
}

/// Whether a piece ends behind a row: by the row alone, so that rows that come or go elsewhere leave other pieces as they are.
/// Long rows end one more often.
fn ends_piece(hash: Hashed, length: usize) -> bool {
    let [a, b, c, d, e, f, g, h, ..] = hash.0;
    u64::from_le_bytes([a, b, c, d, e, f, g, h]) % PIECE < u64::try_from(length).unwrap_or(u64::MAX)
}
