//! Opening a store, its connections and the one door for writing.

use crate::change::{Change, Written};
use crate::conn::{Conn, Readers};
use crate::door::Door;
use crate::error::{Result, StoreError};
use crate::ledger;
use crate::look;
use crate::objects::Objects;
use crate::sql::{Sql, plain};
use crate::{writer, writers};
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, SqlSafeStr as _};
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What a statement on a connection gives back while it runs.
pub(crate) type Running<'c, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'c>>;

/// Which database lies below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One file, one writing process.
    Sqlite,
    /// A server, several processes.
    Postgres,
}

impl Backend {
    pub(crate) const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    pub(crate) const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }
}

/// What an acknowledged change survives on SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The end of the process and of the machine's power.
    Full,
    /// Nothing: for scenarios and tests that throw the file away.
    Scratch,
}

/// The store. Clones share connections.
#[derive(Debug, Clone)]
pub struct Store {
    below: Below,
    reads: Arc<AtomicU64>,
    /// Where pieces of files are laid; nothing: in rows.
    pub(crate) objects: Option<Arc<Objects>>,
}

/// What lies below.
#[derive(Debug, Clone)]
enum Below {
    File { readers: Readers, writer: Door },
    Server { pool: AnyPool, writers: Door },
}

/// How long somebody waits for a database server that does not answer before they are told so.
const SERVER_PATIENCE: Duration = Duration::from_secs(5);

const READERS: usize = 8;
const SERVER_READERS: u32 = 9;

const SERVER_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const SQLITE_READER: &str =
    "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000;";
/// The cache, in KiB, holds what acts touch again and again.
const SQLITE_WRITER: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA cache_size = -32000;";
const SQLITE_SCRATCH: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;";

impl Store {
    /// Opens a PostgreSQL URL, or else the file of this name as SQLite, made if it is not there.
    /// Call [`Store::migrate`] next.
    ///
    /// # Errors
    /// [`StoreError::Fault`] if the database cannot be reached.
    pub async fn open(target: &str) -> Result<Self> {
        if target.starts_with("postgres:") || target.starts_with("postgresql:") {
            return Self::open_postgres(target).await;
        }
        let path = target.strip_prefix("sqlite://").or_else(|| target.strip_prefix("sqlite:")).unwrap_or(target);
        Self::open_sqlite(Path::new(path), Durability::Full).await
    }

    /// Opens a SQLite file, made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Fault`] if the file cannot be opened.
    pub async fn open_sqlite(path: &Path, durability: Durability) -> Result<Self> {
        let pragmas = match durability {
            Durability::Full => SQLITE_WRITER,
            Durability::Scratch => SQLITE_SCRATCH,
        };
        let writer = writer::start(path, pragmas)?;
        let readers = Readers::new(path, SQLITE_READER, READERS);
        Ok(Self::of(Below::File { readers, writer }))
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let pool = AnyPoolOptions::new().max_connections(SERVER_READERS).acquire_timeout(SERVER_PATIENCE);
        let pool = pool.connect(url).await?;
        let writers = writers::start(url, SERVER_PATIENCE).await?;
        Ok(Self::of(Below::Server { pool, writers }))
    }

    fn of(below: Below) -> Self {
        Self { below, reads: Arc::default(), objects: None }
    }

    /// Brings the tables to their present shape.
    ///
    /// # Errors
    /// [`StoreError::Migrate`] if a numbered file was changed after it ran, or one fails.
    pub async fn migrate(&self) -> Result<()> {
        self.migrate_to(i64::MAX).await?;
        self.write(|conn| Box::pin(ledger::fill(conn))).await
    }

    /// Brings empty tables to the shape that they had in this version: to fill them with what was read from such a store.
    /// [`Store::migrate`] goes on from there.
    ///
    /// # Errors
    /// As [`Store::migrate`].
    pub async fn migrate_to(&self, version: i64) -> Result<()> {
        match &self.below {
            Below::Server { pool, .. } => migrator(Backend::Postgres, version).run(pool).await?,
            Below::File { readers, .. } => {
                sqlx::any::install_default_drivers();
                let once = AnyPoolOptions::new().max_connections(1).connect(&sqlite_url(readers.path())?).await?;
                migrator(Backend::Sqlite, version).run(&once).await?;
                once.close().await;
            }
        }
        Ok(())
    }

    /// Which database lies below.
    #[must_use]
    pub const fn backend(&self) -> Backend {
        match self.below {
            Below::File { .. } => Backend::Sqlite,
            Below::Server { .. } => Backend::Postgres,
        }
    }

    /// The file of a SQLite database.
    pub(crate) fn file(&self) -> Option<&Path> {
        match &self.below {
            Below::File { readers, .. } => Some(readers.path()),
            Below::Server { .. } => None,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Fault`] if it does not.
    pub async fn ping(&self) -> Result<()> {
        let mut conn = self.reader().await?;
        plain(&mut conn, "SELECT 1").await
    }

    /// Writes a change, all or nothing. Once this returns `Ok`, it survives the end of the process and of the database's. Pieces
    /// of its files that belong in an object store are laid there first.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if a stream moved on; [`StoreError::Finish`] with the closure's own error;
    /// [`StoreError::ObjectsAway`] if files cannot be laid where they belong, and nothing is written.
    pub async fn transact(&self, change: Change) -> Result<Written> {
        self.lay(change.files.iter().map(|(_, blob)| blob)).await?;
        let done = self.door().hand_in(change).await;
        look::forget();
        done
    }

    const fn door(&self) -> &Door {
        match &self.below {
            Below::File { writer, .. } => writer,
            Below::Server { writers, .. } => writers,
        }
    }

    /// Ends all connections; what was acknowledged is on disk already.
    pub async fn close(&self) {
        match &self.below {
            Below::Server { pool, writers } => {
                writers.close().await;
                pool.close().await;
            }
            Below::File { readers, writer } => {
                readers.close();
                writer.close().await;
            }
        }
    }

    /// A transaction that sees one state of the database, whatever is written meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Conn> {
        match &self.below {
            Below::Server { pool, .. } => Ok(Conn::Within(pool.begin_with(SERVER_SNAPSHOT).await?)),
            Below::File { readers, .. } => {
                let mut conn = Conn::File(readers.acquire().await?);
                plain(&mut conn, "BEGIN").await?;
                Ok(conn)
            }
        }
    }

    pub(crate) async fn reader(&self) -> Result<Conn> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        match &self.below {
            Below::Server { pool, .. } => Ok(Conn::Pooled(pool.acquire().await?)),
            Below::File { readers, .. } => Ok(Conn::File(readers.acquire().await?)),
        }
    }

    /// How often it was read since it was opened: a page must not ask once for each of its lines.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    /// Runs this in a transaction of its own (on SQLite together with others that wait, each undone by itself).
    pub(crate) async fn write<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut Conn) -> Running<'c, T> + Send + 'static,
    {
        let done = self.door().send(work).await;
        look::forget();
        done
    }
}

/// Which version the tables have.
pub(crate) async fn version(conn: &mut Conn) -> Result<i64> {
    let found: Option<(i64,)> = Sql::new("SELECT MAX(version) FROM _sqlx_migrations").first(conn).await?;
    Ok(found.map_or(0, |(version,)| version))
}

/// The numbered files up to this one, each run once; some are for one database alone.
fn migrator(backend: Backend, last: i64) -> Migrator {
    let dense = (18, "dense", include_str!("../migrations/0018_dense_sqlite.sql"));
    let files = [
        (1, "log", include_str!("../migrations/0001_log.sql")),
        (2, "read models", include_str!("../migrations/0002_read_models.sql")),
        (3, "office", include_str!("../migrations/0003_office.sql")),
        (4, "texts", include_str!("../migrations/0004_texts.sql")),
        (5, "tree", include_str!("../migrations/0005_tree.sql")),
        (6, "keys", include_str!("../migrations/0006_keys.sql")),
        (7, "sealed words", include_str!("../migrations/0007_sealed_words.sql")),
        (8, "door", include_str!("../migrations/0008_door.sql")),
        (9, "passkeys", include_str!("../migrations/0009_passkeys.sql")),
        (10, "pieces", include_str!("../migrations/0010_pieces.sql")),
        (11, "measures", include_str!("../migrations/0011_measures.sql")),
        (12, "owed", include_str!("../migrations/0012_owed.sql")),
        (13, "notices", include_str!("../migrations/0013_notices.sql")),
        (14, "public", include_str!("../migrations/0014_public.sql")),
        (15, "draft files", include_str!("../migrations/0015_draft_files.sql")),
        (16, "token used", include_str!("../migrations/0016_token_used.sql")),
        (17, "packed", include_str!("../migrations/0017_packed.sql")),
        (25, "redone", include_str!("../migrations/0025_redone.sql")),
        (27, "objects", include_str!("../migrations/0027_objects.sql")),
    ];
    let simple = MigrationType::Simple;
    Migrator::with_migrations(
        files
            .into_iter()
            .chain((backend == Backend::Sqlite).then_some(dense))
            .filter(|(number, ..)| *number <= last)
            .map(|(number, name, sql)| Migration::new(number, name.into(), simple, sql.into_sql_str(), false))
            .collect(),
    )
}

/// The URL of a file, with every byte that could mean something else written as its code.
fn sqlite_url(path: &Path) -> Result<String> {
    let path = path.to_str().ok_or_else(|| StoreError::Misuse("the path of the database is not UTF-8".to_owned()))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_');
    let coded: String = path
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    Ok(format!("sqlite:{coded}?mode=rwc"))
}
