//! Opening a store, its connections and the one door for writing.

use crate::change::{Change, Written};
use crate::error::{Result, StoreError};
use crate::ledger;
use crate::perform::perform;
use crate::sql::plain;
use crate::writer::{Work, Writer};
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, SqlSafeStr as _, Transaction};
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

    const fn snapshot(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
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
    backend: Backend,
    readers: AnyPool,
    writer: Option<Writer>,
    reads: Arc<AtomicU64>,
}

const READERS: u32 = 4;
const SERVER_CONNECTIONS: u32 = 16;
const ACQUIRE: Duration = Duration::from_secs(30);
/// How long somebody waits for a database server that does not answer before they are told so.
const SERVER_PATIENCE: Duration = Duration::from_secs(5);

const SQLITE_READER: &str = "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;";
const SQLITE_WRITER: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;";
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
        sqlx::any::install_default_drivers();
        let url = sqlite_url(path)?;
        let pragmas = match durability {
            Durability::Full => SQLITE_WRITER,
            Durability::Scratch => SQLITE_SCRATCH,
        };
        let writer = Writer::start(&url, pragmas).await?;
        let readers = AnyPoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE)
            .test_before_acquire(false)
            .after_connect(|conn, _| {
                Box::pin(async move { sqlx::raw_sql(SQLITE_READER).execute(conn).await.map(|_| ()) })
            })
            .connect(&url)
            .await?;
        Ok(Self { backend: Backend::Sqlite, readers, writer: Some(writer), reads: Arc::default() })
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let readers = AnyPoolOptions::new()
            .max_connections(SERVER_CONNECTIONS)
            .acquire_timeout(SERVER_PATIENCE)
            .connect(url)
            .await?;
        Ok(Self { backend: Backend::Postgres, readers, writer: None, reads: Arc::default() })
    }

    /// Brings the tables to their present shape.
    ///
    /// # Errors
    /// [`StoreError::Migrate`] if a numbered file was changed after it ran, or one fails.
    pub async fn migrate(&self) -> Result<()> {
        match &self.writer {
            None => migrator().run(&self.readers).await?,
            Some(writer) => {
                let once = AnyPoolOptions::new().max_connections(1).connect(writer.url()).await?;
                migrator().run(&once).await?;
                once.close().await;
            }
        }
        self.write(|conn| Box::pin(ledger::fill(conn))).await
    }

    /// Which database lies below.
    #[must_use]
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// The file of a SQLite database, as a URL.
    pub(crate) fn file(&self) -> Option<&str> {
        self.writer.as_ref().map(Writer::url)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Fault`] if it does not.
    pub async fn ping(&self) -> Result<()> {
        let mut conn = self.reader().await?;
        plain(&mut conn, "SELECT 1").await
    }

    /// Writes a change, all or nothing. Once this returns `Ok`, it survives the end of the process.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if a stream moved on; [`StoreError::Finish`] with the closure's own error.
    pub async fn transact(&self, change: Change) -> Result<Written> {
        let backend = self.backend;
        self.write(move |conn| Box::pin(perform(conn, backend, change))).await
    }

    /// Ends all connections; what was acknowledged is on disk already.
    pub async fn close(&self) {
        self.readers.close().await;
        if let Some(writer) = &self.writer {
            writer.close().await;
        }
    }

    /// A transaction that sees one state of the database, whatever is written meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Any>> {
        Ok(self.readers.begin_with(self.backend.snapshot()).await?)
    }

    pub(crate) async fn reader(&self) -> Result<PoolConnection<Any>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        Ok(self.readers.acquire().await?)
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
        W: for<'c> FnOnce(&'c mut AnyConnection) -> Running<'c, T> + Send + 'static,
    {
        if let Some(writer) = &self.writer {
            let (work, answer) = Work::new(work);
            writer.send(work).await?;
            return answer.await.map_err(|_| StoreError::Closed)?;
        }
        let mut transaction = self.readers.begin().await?;
        let done = work(&mut transaction).await?;
        transaction.commit().await?;
        Ok(done)
    }
}

fn migrator() -> Migrator {
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
        (25, "redone", include_str!("../migrations/0025_redone.sql")),
    ];
    let simple = MigrationType::Simple;
    Migrator::with_migrations(
        files
            .into_iter()
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
