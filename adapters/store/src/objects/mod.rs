//! Sealed pieces of files in an S3-compatible object store, for a store that was given one. docs/adr/0028-objects.md.
//!
//! Pieces are laid there before the transaction that names them, under a name that nothing else ever has; so an object that no
//! row names is left over from a transaction that did not go through. What is no file's any more keeps its row, with the time
//! from which its objects are taken away.

mod address;
#[cfg(feature = "objects")]
mod bucket;
#[cfg(not(feature = "objects"))]
#[path = "without.rs"]
mod bucket;
mod sweep;
mod whole;
#[cfg(feature = "objects")]
mod wire;

pub(crate) use whole::{HOME, PIECES, PLACES, ToRead};

use crate::change::{Blob, Pieces};
use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::open::Store;
use crate::sql::Sql;
use address::Address;
use bucket::{Bucket, random};
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;

/// How many pieces lie in one object: as much is in memory while a file is laid there.
const TOGETHER: u64 = 64;
/// How many random bytes a name has.
const NAME: usize = 20;
/// How long an object stays that no file has any more: a backup that was begun before may still read it. So long, too, may a
/// transaction take that names objects.
pub(crate) const STAYS: SignedDuration = SignedDuration::from_hours(24);

/// The object store of a database.
#[derive(Debug)]
pub(crate) struct Objects {
    bucket: Bucket,
    /// The folder that is this database's own.
    home: OnceCell<String>,
}

/// Where the pieces of a file lie: in `OBJECT/0`, `OBJECT/1` and so on, one behind the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Laid {
    object: String,
    /// How many bytes a piece has; the last has as many or fewer.
    piece: u64,
    /// How many they have together.
    bytes: u64,
}

impl Store {
    /// The same store, with an object store for the pieces of files that come from now on:
    /// `s3://BUCKET/FOLDER?endpoint=http://HOST:PORT&region=REGION`. Its keys are read from the environment (`AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`). It is not asked for anything yet.
    ///
    /// # Errors
    /// [`StoreError::Objects`] if the address or the environment is incomplete, or this program was built without object stores.
    pub fn with_objects(mut self, url: &str) -> Result<Self> {
        let bucket = Bucket::open(&Address::read(url)?)?;
        self.objects = Some(Arc::new(Objects { bucket, home: OnceCell::new() }));
        Ok(self)
    }

    /// Whether it was given an object store.
    #[must_use]
    pub fn has_objects(&self) -> bool {
        self.objects.is_some()
    }

    /// Refuses a store some of whose files lie in an object store that it was not given.
    ///
    /// # Errors
    /// [`StoreError::ObjectsUnknown`], which says what to do.
    pub async fn reaches_files(&self) -> Result<()> {
        let some = Sql::new("SELECT bytes FROM attachment_objects WHERE remove_at IS NULL LIMIT 1");
        let found: Option<(u64,)> = some.first(&mut self.reader().await?).await?;
        match (found, &self.objects) {
            (Some(_), None) => Err(StoreError::ObjectsUnknown),
            _ => Ok(()),
        }
    }

    /// Lays the pieces of files in the object store, if there is one, each once however often its change is tried.
    pub(crate) async fn lay(&self, blobs: impl Iterator<Item = &Blob>) -> Result<()> {
        let Some(objects) = &self.objects else { return Ok(()) };
        for blob in blobs {
            blob.laid.get_or_try_init(|| objects.lay(self, &blob.pieces)).await?;
        }
        Ok(())
    }

    /// Pieces of a file that lie in the object store; none if it has none there.
    pub(crate) async fn laid_pieces(&self, id: &str, from: u64, limit: u32) -> Result<Vec<Vec<u8>>> {
        let sql = Sql::new("SELECT object, piece, bytes FROM attachment_objects WHERE id = $1 AND remove_at IS NULL");
        let found = sql.with(&id.to_owned()).first(&mut self.reader().await?).await?;
        match found.map(Laid::of) {
            Some(laid) => self.objects()?.read(&laid, from, limit.into()).await,
            None => Ok(Vec::new()),
        }
    }

    /// The object store, where something lies in one.
    pub(crate) fn objects(&self) -> Result<&Objects> {
        self.objects.as_deref().ok_or(StoreError::ObjectsUnknown)
    }
}

impl Laid {
    pub(crate) fn of((object, piece, bytes): (String, u64, u64)) -> Self {
        Self { object, piece: piece.max(1), bytes }
    }

    fn pieces(&self) -> u64 {
        self.bytes.div_ceil(self.piece)
    }

    /// The names of its objects.
    fn parts(&self) -> impl Iterator<Item = String> + '_ {
        (0..self.pieces().div_ceil(TOGETHER)).map(|part| self.part(part))
    }

    fn part(&self, part: u64) -> String {
        format!("{}/{part}", self.object)
    }

    /// Takes in the length of the next piece.
    fn grow(&mut self, length: usize) -> Result<()> {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        if self.bytes == 0 {
            self.piece = length;
        }
        if length == 0 || length > self.piece || self.bytes.checked_rem(self.piece) != Some(0) {
            return Err(StoreError::Misuse("pieces of a file must be of one length, but for the last".to_owned()));
        }
        self.bytes = self.bytes.saturating_add(length);
        Ok(())
    }
}

impl Objects {
    /// Nothing for a file without pieces.
    async fn lay(&self, store: &Store, pieces: &Arc<dyn Pieces>) -> Result<Option<Laid>> {
        let mut laid = Laid { object: format!("{}/{}", self.home(store).await?, name()?), piece: 0, bytes: 0 };
        for part in 0_u64.. {
            let source = Arc::clone(pieces);
            let gathered = spawn_blocking(move || gather(source.as_ref(), part.saturating_mul(TOGETHER))).await;
            let gathered = gathered.map_err(|error| StoreError::Finish(error.into()))?;
            let (bytes, lengths) = gathered.map_err(|error| StoreError::Finish(error.into()))?;
            if lengths.is_empty() {
                break;
            }
            lengths.iter().try_for_each(|length| laid.grow(*length))?;
            self.bucket.put(&laid.part(part), bytes).await?;
        }
        Ok((laid.bytes > 0).then_some(laid))
    }

    /// Pieces from `from` on, as many as asked for or as there are.
    async fn read(&self, laid: &Laid, from: u64, limit: u64) -> Result<Vec<Vec<u8>>> {
        let (mut next, end) = (from, from.saturating_add(limit).min(laid.pieces()));
        let length = usize::try_from(laid.piece).unwrap_or(usize::MAX);
        let mut all = Vec::new();
        while next < end {
            let part = next / TOGETHER;
            let begins = part.saturating_mul(TOGETHER);
            let until = end.min(begins.saturating_add(TOGETHER));
            let at = |n: u64| n.saturating_mul(laid.piece).min(laid.bytes);
            let before = at(begins);
            let range = at(next).saturating_sub(before)..at(until).saturating_sub(before);
            let wanted = range.end.saturating_sub(range.start);
            let bytes = self.bucket.get(&laid.part(part), range).await?;
            if u64::try_from(bytes.len()) != Ok(wanted) {
                return Err(StoreError::ObjectGone(laid.part(part)));
            }
            all.extend(bytes.chunks(length).map(<[u8]>::to_vec));
            next = until;
        }
        Ok(all)
    }

    /// The folder of this database. It is in no backup: what is put back from one lies in rows, and gets a folder of its own, so
    /// that it takes nothing away from the store that the backup was taken of.
    async fn home(&self, store: &Store) -> Result<&str> {
        let made = self.home.get_or_try_init(|| async {
            let fresh = Sql::new("INSERT INTO object_home (one, folder) VALUES (1, $1) ON CONFLICT (one) DO NOTHING");
            store.run(fresh.with(&name()?)).await?;
            let found: Option<(String,)> =
                Sql::new("SELECT folder FROM object_home").first(&mut store.reader().await?).await?;
            found.map(|(folder,)| folder).ok_or_else(|| StoreError::Corrupt("the folder of objects".to_owned()))
        });
        made.await.map(String::as_str)
    }
}

/// Pieces from this one on that belong in one object, and how long each is.
fn gather(source: &dyn Pieces, from: u64) -> io::Result<(Vec<u8>, Vec<usize>)> {
    let (mut bytes, mut lengths) = (Vec::new(), Vec::new());
    for n in from..from.saturating_add(TOGETHER) {
        let Some(piece) = source.piece(n)? else { break };
        lengths.push(piece.len());
        bytes.extend_from_slice(&piece);
    }
    Ok((bytes, lengths))
}

fn name() -> Result<String> {
    Ok(random()?.iter().fold(String::new(), |mut name, byte| {
        // Writing to a text does not fail.
        let _ = write!(name, "{byte:02x}");
        name
    }))
}

/// Says in the transaction where the pieces of a file lie.
pub(crate) async fn keep(conn: &mut Conn, id: &str, laid: &Laid) -> Result<()> {
    let sql = Sql::new("INSERT INTO attachment_objects (object, id, piece, bytes) VALUES ($1, $2, $3, $4)");
    sql.with(&laid.object).with(&id.to_owned()).with(&laid.piece).with(&laid.bytes).run(conn).await.map(|_| ())
}

/// What a file had there is no file's from this time on.
pub(crate) async fn leave(conn: &mut Conn, id: &str, remove_at: Timestamp) -> Result<()> {
    let sql = Sql::new("UPDATE attachment_objects SET remove_at = $1 WHERE id = $2 AND remove_at IS NULL");
    sql.with(&remove_at).with(&id.to_owned()).run(conn).await.map(|_| ())
}

/// The same of all files of a stream, which are destroyed.
pub(crate) async fn leave_all(conn: &mut Conn, stream: &str, remove_at: Timestamp) -> Result<()> {
    let mut sql = Sql::new("UPDATE attachment_objects SET remove_at = ");
    sql.arg(&remove_at)
        .push(" WHERE id IN (SELECT id FROM attachments WHERE stream = ")
        .arg(&stream.to_owned())
        .push(")");
    sql.run(conn).await.map(|_| ())
}
