//! A connection of either sort. A file of SQLite is read and written on the very thread that asks, since most statements
//! there take less time than the way to another thread and back; a server is asked through its driver.

use crate::error::{Result, StoreError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, Transaction};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// How many statements a connection to a file keeps ready.
const STATEMENTS: usize = 256;
/// How long somebody waits for a connection.
pub(crate) const ACQUIRE: Duration = Duration::from_secs(30);

/// A connection. A transaction that is begun on it and not committed is undone when it is let go.
#[derive(Debug)]
pub(crate) enum Conn {
    File(FileConn),
    Pooled(PoolConnection<Any>),
    Within(Transaction<'static, Any>),
}

impl Conn {
    /// The driver of a server.
    pub(crate) fn server(&mut self) -> Result<&mut AnyConnection> {
        match self {
            Self::Pooled(conn) => Ok(conn),
            Self::Within(transaction) => Ok(transaction),
            Self::File(_) => Err(StoreError::Misuse("a file is no server".to_owned())),
        }
    }
}

/// A connection to a file, which goes back to where it came from.
#[derive(Debug)]
pub(crate) struct FileConn {
    conn: Option<Connection>,
    home: Option<(Idle, OwnedSemaphorePermit)>,
}

type Idle = Arc<Mutex<Vec<Connection>>>;

impl FileConn {
    /// Opens a file, made if it is not there.
    pub(crate) fn open(path: &Path, pragmas: &str) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        // Otherwise a statement is planned anew whenever a value of it is another one than last time.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        conn.execute_batch(pragmas)?;
        Ok(Self { conn: Some(conn), home: None })
    }

    pub(crate) fn get(&self) -> Result<&Connection> {
        self.conn.as_ref().ok_or(StoreError::Closed)
    }
}

impl Drop for FileConn {
    fn drop(&mut self) {
        let (Some(conn), Some((idle, permit))) = (self.conn.take(), self.home.take()) else { return };
        if !conn.is_autocommit()
            && let Err(error) = conn.execute_batch("ROLLBACK")
        {
            tracing::warn!(%error, "a snapshot did not end");
            return;
        }
        if !permit.semaphore().is_closed() {
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        }
    }
}

/// Connections that read a file, opened when they are first needed.
#[derive(Debug, Clone)]
pub(crate) struct Readers {
    path: PathBuf,
    pragmas: &'static str,
    idle: Idle,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(crate) fn new(path: &Path, pragmas: &'static str, most: usize) -> Self {
        Self { path: path.to_owned(), pragmas, idle: Idle::default(), permits: Arc::new(Semaphore::new(most)) }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) async fn acquire(&self) -> Result<FileConn> {
        let permit = timeout(ACQUIRE, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.map_err(|late| StoreError::Away(late.into()))?.map_err(|_| StoreError::Closed)?;
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut file = match waiting {
            Some(conn) => FileConn { conn: Some(conn), home: None },
            None => FileConn::open(&self.path, self.pragmas)?,
        };
        file.home = Some((Arc::clone(&self.idle), permit));
        Ok(file)
    }

    /// Ends all connections; those in use end when they are let go.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
