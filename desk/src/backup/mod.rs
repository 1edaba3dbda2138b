//! Backups and exports: everything the store holds, in one state, as pieces in a folder. A piece is named by what is in it, so
//! that a second backup into the same folder writes only what changed, and each backup is whole by itself. With a key the
//! pieces are encrypted; an export is the same without one. Keys of the server are in neither.
//! docs/adr/0021-backups-in-pieces.md.

mod folder;
mod key;
mod restore;
mod take;

pub use folder::Folder;
pub use key::{BackupKey, make_key};
pub use restore::{Restored, restore, verify};
pub use take::{Taken, take};

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use dengwen_regulation::model::Label;
use dengwen_sealing::{KeyRing, Place};
use dengwen_store::{Durability, Hash, LedgerHead, Shape, Store, Sum};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    audit,
    fault::Fault,
    secrets,
    typed::{pack, unpack},
};

/// The form of a manifest that this version writes and reads.
const FORM: u32 = 1;
/// The database in a folder of data.
const DATABASE: &str = "dengwen.sqlite";

/// Where data lies: the folder of the keys, and a PostgreSQL URL where the database is not in the folder; the object store, too.
#[derive(Debug, Clone)]
pub struct Lies {
    /// The folder.
    pub data: PathBuf,
    /// A PostgreSQL URL.
    pub database: Option<String>,
    /// The object store in which files lie, if they do: they are read from there. What is put back lies in rows.
    pub objects: Option<String>,
}

/// What one backup holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    form: u32,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Which version the tables have.
    pub version: i64,
    /// Where the ledger stood.
    pub head: LedgerHead,
    whose: Whose,
    tables: Vec<Kept>,
}

/// By what it is known whose keys belong to the data.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Whose {
    /// Opens with the key ring alone.
    probe: String,
    /// The public key of the log.
    log: String,
}

/// One table.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    shape: Shape,
    #[serde(flatten)]
    sum: Sum,
    pieces: Vec<Piece>,
}

/// One piece: its name, and how many bytes lie under it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Piece {
    name: Hash,
    bytes: u64,
}

/// How far long work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is done.
    pub stage: Stage,
    /// How many rows are done.
    pub rows: u64,
    /// Of how many; nothing where that is not known.
    pub of: Option<u64>,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Rows are read and their pieces written.
    Taking,
    /// Pieces are read and their rows written.
    Filling,
    /// Every event is checked.
    Verifying,
}

/// Who is told how far it has come.
pub type Told = Arc<dyn Fn(Progress) + Send + Sync>;

impl Manifest {
    /// How many rows, in all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|kept| kept.sum.rows).sum()
    }

    /// How many bytes its pieces have.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.pieces().map(|piece| piece.bytes).sum()
    }

    /// Rows of each table.
    pub fn tables(&self) -> impl Iterator<Item = (&str, u64)> {
        self.tables.iter().map(|kept| (kept.shape.table.as_str(), kept.sum.rows))
    }

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.tables.iter().flat_map(|kept| &kept.pieces)
    }
}

impl Lies {
    async fn opened(&self) -> Result<Store, Fault> {
        let store = match &self.database {
            Some(url) => Store::open(url).await?,
            None => Store::open_sqlite(&self.data.join(DATABASE), Durability::Full).await?,
        };
        match &self.objects {
            Some(url) => Ok(store.with_objects(url)?),
            None => Ok(store),
        }
    }

    /// By what the keys of this folder are known.
    fn whose(&self) -> Result<Whose, Fault> {
        let (ring, log) = self.keys()?;
        let sealed = ring.seal_bytes(&probe(), b"dengwen", secrets::random()?);
        Ok(Whose { probe: STANDARD.encode(pack(&sealed)), log })
    }

    /// Refuses a folder whose keys do not open what is put there: nothing sealed could ever be read again.
    fn fits(&self, whose: &Whose) -> Result<(), Fault> {
        let (ring, log) = self.keys()?;
        let sealed = STANDARD.decode(&whose.probe).ok().and_then(|bytes| unpack(&bytes));
        let opens = sealed.is_some_and(|sealed| ring.open_bytes(&probe(), &sealed).is_ok());
        if opens && log == whose.log {
            return Ok(());
        }
        let keys = self.data.join("keys");
        Err(wrong(
            format!("{} 中的密钥不是这份数据的密钥：密存内容将无法打开。什么都没有写入", keys.display()),
            format!(
                "the keys in {} are not those of this data: nothing sealed would open. Nothing was written",
                keys.display()
            ),
        ))
    }

    fn keys(&self) -> Result<(KeyRing, String), Fault> {
        let log = audit::log_key_kept(&self.data)?;
        match (secrets::key_ring_kept(&self.data)?, log) {
            (Some(ring), Some(log)) => Ok((ring, log.verifier().to_string())),
            _ => Err(wrong(
                format!("{0} 中没有密钥：请先把服务器的 keys 目录放到 {0}", self.data.display()),
                format!("{0} holds no keys: put the server's folder `keys` into {0} first", self.data.display()),
            )),
        }
    }
}

fn probe() -> Place {
    Place::new("backup", "whose keys")
}

fn wrong(zh: impl AsRef<str>, en: impl AsRef<str>) -> Fault {
    Fault::Backup(Label::new(zh.as_ref(), en.as_ref()))
}

fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Fault {
    let path = path.to_owned();
    move |source| Fault::File { path, source }
}
