//! The folder: `ID.manifest` says what a backup holds, `pieces/` holds it. A manifest is written last: what was broken off is
//! no backup, and what it left is taken up by the next one.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use dengwen_store::Hash;
use miniz_oxide::{deflate::compress_to_vec, inflate::decompress_to_vec_with_limit};

use super::{BackupKey, FORM, Manifest, Piece, file, wrong};
use crate::fault::Fault;

const ENDING: &str = "manifest";
const PIECES: &str = "pieces";
/// How hard pieces are packed: most of them are read rarely and written daily.
const PACKED: u8 = 3;
/// What a piece unpacks to at most.
const UNPACKED_MAX: usize = 256 << 20;
/// The head of a gzip file without name and time, and how many bytes its end has.
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
const GZIP_END: usize = 8;

/// A folder of backups; without a key it holds one export.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    key: Option<BackupKey>,
}

/// Nobody else writes into the folder while this is held.
#[derive(Debug)]
pub(super) struct Locked {
    _file: File,
}

impl Folder {
    /// Of encrypted backups.
    #[must_use]
    pub fn encrypted(path: impl Into<PathBuf>, key: BackupKey) -> Self {
        Self { path: path.into(), key: Some(key) }
    }

    /// Of an export.
    #[must_use]
    pub fn open(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), key: None }
    }

    /// The names of the backups that are whole, the oldest first.
    ///
    /// # Errors
    /// [`Fault::File`].
    pub fn ids(&self) -> Result<Vec<String>, Fault> {
        let mut ids: Vec<String> = names(&self.path)?
            .into_iter()
            .filter_map(|path| match path.extension().is_some_and(|ending| ending == ENDING) {
                true => path.file_stem().map(|id| id.to_string_lossy().into_owned()),
                false => None,
            })
            .collect();
        ids.sort();
        Ok(ids)
    }

    /// A backup by its name; without one the last.
    ///
    /// # Errors
    /// [`Fault::Backup`] if there is none, or it does not open.
    pub fn manifest(&self, id: Option<&str>) -> Result<(String, Manifest), Fault> {
        let id = match id {
            Some(id) => id.to_owned(),
            None => self.ids()?.pop().ok_or_else(|| {
                wrong(
                    format!("{} 中没有完整的备份", self.path.display()),
                    format!("no whole backup in {}", self.path.display()),
                )
            })?,
        };
        let path = self.path.join(format!("{id}.{ENDING}"));
        let bytes = fs::read(&path).map_err(file(&path))?;
        let is_plain = bytes.first() == Some(&b'{');
        let bytes = match &self.key {
            Some(key) => key.open(&format!("{ENDING} {id}"), &bytes)?,
            None if is_plain => bytes,
            None => return Err(wrong(format!("{id} 已加密：请给出密钥"), format!("{id} is encrypted: give its key"))),
        };
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|_| damaged(&path))?;
        if manifest.form != FORM {
            return Err(wrong(
                format!("{id} 由另一版本的程序写成，本版本读不了"),
                format!("{id} was written by another version, which this one does not read"),
            ));
        }
        Ok((id, manifest))
    }

    /// Readies it for writing.
    pub(super) fn locked(&self) -> Result<Locked, Fault> {
        fs::create_dir_all(&self.path).map_err(file(&self.path))?;
        if self.key.is_none() && !names(&self.path)?.is_empty() {
            return Err(wrong(
                format!("{} 不是空目录", self.path.display()),
                format!("{} is not empty", self.path.display()),
            ));
        }
        let path = self.path.join("lock");
        let lock = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(file(&path))?;
        lock.try_lock()
            .map_err(|_| wrong("另一个备份正在写入这个目录", "another backup is being written into this folder"))?;
        if !self.ids()?.is_empty() {
            // Another key would make a folder that no key opens.
            self.manifest(None)?;
        }
        Ok(Locked { _file: lock })
    }

    /// Lays a piece down, unless it lies there already; whether it was written.
    pub(super) fn put(&self, raw: &[u8]) -> Result<(Piece, bool), Fault> {
        let name = self.name(raw);
        let path = self.piece_at(&name);
        if let Ok(there) = fs::metadata(&path) {
            return Ok((Piece { name, bytes: there.len() }, false));
        }
        let packed = gzip(raw);
        let bytes = match &self.key {
            Some(key) => key.seal(&said(&name), &packed)?,
            None => packed,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(file(folder))?;
        }
        put(&path, &bytes)?;
        Ok((Piece { name, bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX) }, true))
    }

    /// What is in a piece.
    pub(super) fn piece(&self, name: &Hash) -> Result<Vec<u8>, Fault> {
        let path = self.piece_at(name);
        let bytes = fs::read(&path).map_err(file(&path))?;
        let packed = match &self.key {
            Some(key) => key.open(&said(name), &bytes).map_err(|_| damaged(&path))?,
            None => bytes,
        };
        gunzip(&packed).filter(|raw| self.name(raw) == *name).ok_or_else(|| damaged(&path))
    }

    /// Says that a backup is whole.
    pub(super) fn keep(&self, id: &str, manifest: &Manifest) -> Result<(), Fault> {
        let text = serde_json::to_vec(manifest).map_err(Fault::Json)?;
        let bytes = match &self.key {
            Some(key) => key.seal(&format!("{ENDING} {id}"), &text)?,
            None => text,
        };
        put(&self.path.join(format!("{id}.{ENDING}")), &bytes)
    }

    /// Takes away all backups but the last so many, and pieces that belong to none: how many backups.
    pub(super) fn forget(&self, keep: usize) -> Result<usize, Fault> {
        let ids = self.ids()?;
        let (gone, stay) = ids.split_at(ids.len().saturating_sub(keep.max(1)));
        let mut wanted = BTreeSet::new();
        for id in stay {
            wanted.extend(self.manifest(Some(id))?.1.pieces().map(|piece| piece.name.to_string()));
        }
        for id in gone {
            let path = self.path.join(format!("{id}.{ENDING}"));
            fs::remove_file(&path).map_err(file(&path))?;
        }
        for folder in names(&self.path.join(PIECES))? {
            for path in names(&folder)? {
                let stays = path.file_stem().is_some_and(|stem| wanted.contains(&*stem.to_string_lossy()));
                if !stays || path.extension().is_some_and(|ending| ending == "new") {
                    fs::remove_file(&path).map_err(file(&path))?;
                }
            }
        }
        Ok(gone.len())
    }

    fn name(&self, raw: &[u8]) -> Hash {
        self.key.as_ref().map_or_else(|| Hash::of(raw), |key| key.name(raw))
    }

    fn piece_at(&self, name: &Hash) -> PathBuf {
        let name = name.to_string();
        let folder: String = name.chars().take(2).collect();
        let ending = if self.key.is_some() { "sealed" } else { "gz" };
        self.path.join(PIECES).join(folder).join(format!("{name}.{ending}"))
    }
}

fn said(name: &Hash) -> String {
    format!("piece {name}")
}

fn damaged(path: &Path) -> Fault {
    wrong(
        format!("{} 被改动、截断，或者不属于这份备份", path.display()),
        format!("{} was changed, cut off, or is none of this backup", path.display()),
    )
}

/// What lies in a folder; nothing where there is none.
fn names(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    match fs::read_dir(folder) {
        Ok(entries) => {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(file(folder))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(Fault::File { path: folder.to_owned(), source }),
    }
}

/// Writes a file that is there whole, on the disk, or not at all.
fn put(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(&beside).and_then(|mut out| out.write_all(bytes).and_then(|()| out.sync_all()));
    written.map_err(file(&beside))?;
    fs::rename(&beside, path).map_err(file(path))?;
    let folder = path.parent().unwrap_or(path);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(file(folder))
}

fn gzip(raw: &[u8]) -> Vec<u8> {
    // The end of a gzip file counts bytes in 32 bits; pieces are far smaller.
    let length = u32::try_from(raw.len()).unwrap_or(u32::MAX);
    let end = [crc32fast::hash(raw).to_le_bytes(), length.to_le_bytes()].concat();
    [&GZIP, compress_to_vec(raw, PACKED).as_slice(), &end].concat()
}

fn gunzip(packed: &[u8]) -> Option<Vec<u8>> {
    let body = packed.strip_prefix(&GZIP)?;
    let (body, _) = body.split_at_checked(body.len().checked_sub(GZIP_END)?)?;
    decompress_to_vec_with_limit(body, UNPACKED_MAX).ok()
}
