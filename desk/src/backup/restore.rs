//! Putting a backup back: first where nobody looks, checked to the last row and event; only then where it is to lie.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use dengwen_store::{Backend, Durability, Lines, Store, StoreError};

use super::{DATABASE, Folder, Kept, Lies, Manifest, Piece, Progress, Stage, Told, file, wrong};
use crate::{fault::Fault, secrets};

/// How the name of a scratch folder begins, and the file in it that its owner holds.
const SCRATCH: &str = "restoring-";
const HELD: &str = "held";
/// How many lines of a piece are handed on at a time.
const TOGETHER: usize = 500;

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The name of the backup.
    pub id: String,
    /// How many rows.
    pub rows: u64,
    /// How many events.
    pub commits: u64,
    /// Rows of each table.
    pub tables: Vec<(String, u64)>,
}

impl Restored {
    fn of(id: String, manifest: &Manifest) -> Self {
        let tables = manifest.tables().map(|(table, rows)| (table.to_owned(), rows)).collect();
        Self { id, rows: manifest.rows(), commits: manifest.head.leaves, tables }
    }
}

/// Puts a backup back in a scratch place and checks every row and every event.
///
/// # Errors
/// [`Fault`] with whatever does not hold.
pub async fn verify(folder: &Folder, id: Option<&str>, scratch: &Path, told: &Told) -> Result<Restored, Fault> {
    let (id, manifest) = folder.manifest(id)?;
    let scratch = Scratch::within(scratch, &id)?;
    filled(&scratch.database(), folder, &manifest, told).await?.close().await;
    Ok(Restored::of(id, &manifest))
}

/// Puts a backup back where nothing lies yet but the keys that belong to it.
///
/// # Errors
/// [`Fault`] with whatever does not hold; nothing was changed then.
pub async fn restore(folder: &Folder, id: Option<&str>, to: &Lies, told: &Told) -> Result<Restored, Fault> {
    let (id, manifest) = folder.manifest(id)?;
    to.fits(&manifest.whose)?;
    let scratch = Scratch::within(&to.data, &id)?;
    match &to.database {
        None => {
            let there = to.data.join(DATABASE);
            if there.exists() {
                return Err(not_empty(&there.display().to_string()));
            }
            let store = filled(&scratch.database(), folder, &manifest, told).await?;
            store.close().await;
            moved(&scratch.database(), &there)?;
        }
        Some(_) => {
            let store = to.opened().await?;
            let done = into_server(&store, &scratch, folder, &manifest, told).await;
            store.close().await;
            done?;
        }
    }
    Ok(Restored::of(id, &manifest))
}

async fn into_server(
    store: &Store,
    scratch: &Scratch,
    folder: &Folder,
    manifest: &Manifest,
    told: &Told,
) -> Result<(), Fault> {
    if !store.is_empty().await? {
        return Err(not_empty("数据库 | the database"));
    }
    filled(&scratch.database(), folder, manifest, told).await?.close().await;
    fill(store, folder, manifest, told).await
}

/// A SQLite database with all of it, checked row for row and event for event. Where an earlier run was cut off this one goes on,
/// and begins anew if nothing comes of that.
pub(super) async fn filled(database: &Path, folder: &Folder, manifest: &Manifest, told: &Told) -> Result<Store, Fault> {
    if database.exists() {
        match filled_on(database, folder, manifest, told).await {
            Ok(store) => return Ok(store),
            Err(fault) => tracing::warn!(fault = %fault.chain(), "what an earlier run had left is of no use"),
        }
        for end in ["", "-wal", "-shm"] {
            // Some of them may not be there.
            let _ = fs::remove_file(format!("{}{end}", database.display()));
        }
    }
    filled_on(database, folder, manifest, told).await
}

async fn filled_on(database: &Path, folder: &Folder, manifest: &Manifest, told: &Told) -> Result<Store, Fault> {
    let store = Store::open_sqlite(database, Durability::Full).await?;
    let done = match fill(&store, folder, manifest, told).await {
        Ok(()) => checked(&store, manifest, told).await,
        wrong => wrong,
    };
    if done.is_err() {
        store.close().await;
    }
    done.map(|()| store)
}

async fn fill(store: &Store, folder: &Folder, manifest: &Manifest, told: &Told) -> Result<(), Fault> {
    store.migrate_to(manifest.version).await?;
    let tables = manifest.tables.iter().map(|kept| (kept.shape.clone(), kept.sum)).collect();
    let lines = Unpacked::of(folder.clone(), manifest, told.clone());
    let filled = match store.backend() {
        Backend::Sqlite => store.fill_on(tables, Box::new(lines)).await,
        // A server is looked at by others: all of it at once.
        Backend::Postgres => store.fill(tables, Box::new(lines)).await,
    };
    match filled {
        Ok(()) => Ok(store.migrate().await?),
        // What stood in the way of the lines says all there is to say.
        Err(StoreError::Finish(why)) => Err(wrong(why.to_string(), why.to_string())),
        Err(StoreError::Differs(what)) => Err(wrong(
            format!("恢复的内容与备份所记不符：{what}"),
            format!("what was put back is not what the backup says: {what}"),
        )),
        Err(other) => Err(other.into()),
    }
}

async fn checked(store: &Store, manifest: &Manifest, told: &Told) -> Result<(), Fault> {
    let of = manifest.head.leaves.saturating_mul(2);
    let telling = |rows| told(Progress { stage: Stage::Verifying, rows, of: Some(of) });
    let found = store.verify_against(&[manifest.head], telling).await?;
    match found {
        Ok(sound) if sound.ledger == manifest.head => Ok(()),
        Ok(_) => Err(wrong("日志与备份所记的不是同一处", "the log does not stand where the backup says")),
        Err(broken) => Err(wrong(
            format!("日志不完好：{} 第{}个事件：{}", broken.stream, broken.seq, broken.what.zh()),
            format!("the log is broken: {}, event {}: {}", broken.stream, broken.seq, broken.what),
        )),
    }
}

/// All of it lies in one file now: it gets its name.
fn moved(from: &Path, to: &Path) -> Result<(), Fault> {
    let wal = PathBuf::from(format!("{}-wal", from.display()));
    if fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0) {
        return Err(file(&wal)(io::Error::other("the database was not closed whole")));
    }
    fs::rename(from, to).map_err(file(to))?;
    let folder = to.parent().unwrap_or(to);
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(file(folder))
}

fn not_empty(what: &str) -> Fault {
    wrong(
        format!("{what} 中已有数据，只能恢复到空的地方。什么都没有写入"),
        format!("{what} holds data already, a backup is put back only where there is none. Nothing was written"),
    )
}

/// A folder that goes when this goes. Whoever was killed left one that nobody holds any more: if it was for the same backup the next
/// goes on in it, otherwise it is taken away.
pub(super) struct Scratch {
    path: PathBuf,
    _held: fs::File,
}

impl Scratch {
    pub(super) fn within(folder: &Path, id: &str) -> Result<Self, Fault> {
        fs::create_dir_all(folder).map_err(file(folder))?;
        let mine = format!("{SCRATCH}{id}.");
        let mut left = None;
        for entry in fs::read_dir(folder).map_err(file(folder))?.filter_map(Result::ok) {
            let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
            if !name.starts_with(SCRATCH) {
                continue;
            }
            match fs::File::open(path.join(HELD)) {
                Ok(held) if held.try_lock().is_err() => {}
                Ok(held) if left.is_none() && name.starts_with(&mine) => left = Some(Self { _held: held, path }),
                _ => fs::remove_dir_all(&path).map_err(file(&path))?,
            }
        }
        if let Some(left) = left {
            return Ok(left);
        }
        let path = folder.join(format!("{mine}{}", secrets::short_id()));
        let mut made = fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut made, 0o700);
        made.create(&path).map_err(file(&path))?;
        let held = fs::File::create(path.join(HELD)).and_then(|held| held.lock().map(|()| held));
        Ok(Self { _held: held.map_err(file(&path))?, path })
    }

    pub(super) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, path = %self.path.display(), "a scratch folder could not be taken away");
        }
    }
}

/// Lines of a backup, piece after piece.
struct Unpacked {
    folder: Folder,
    tables: std::vec::IntoIter<(usize, Piece)>,
    open: Option<(usize, std::vec::IntoIter<String>)>,
    rows: u64,
    of: u64,
    told: Told,
}

impl std::fmt::Debug for Unpacked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unpacked({:?})", self.folder)
    }
}

impl Unpacked {
    fn of(folder: Folder, manifest: &Manifest, told: Told) -> Self {
        let pieces = |(at, kept): (usize, &Kept)| kept.pieces.iter().map(move |piece| (at, *piece)).collect::<Vec<_>>();
        let all: Vec<(usize, Piece)> = manifest.tables.iter().enumerate().flat_map(pieces).collect();
        Self { folder, tables: all.into_iter(), open: None, rows: 0, of: manifest.rows(), told }
    }
}

impl Lines for Unpacked {
    fn next(&mut self) -> io::Result<Option<(usize, Vec<String>)>> {
        loop {
            if let Some((at, lines)) = &mut self.open {
                let some: Vec<String> = lines.by_ref().take(TOGETHER).collect();
                if !some.is_empty() {
                    self.rows = self.rows.saturating_add(u64::try_from(some.len()).unwrap_or_default());
                    (self.told)(Progress { stage: Stage::Filling, rows: self.rows, of: Some(self.of) });
                    return Ok(Some((*at, some)));
                }
            }
            let Some((at, piece)) = self.tables.next() else { return Ok(None) };
            let raw = self.folder.piece(&piece.name).map_err(|fault| io::Error::other(fault.chain()))?;
            let text = String::from_utf8(raw).map_err(io::Error::other)?;
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            self.open = Some((at, lines.into_iter()));
        }
    }
}
