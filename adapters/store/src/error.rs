//! What can go wrong.

use std::error::Error;

/// The error a finishing closure may end with.
pub type FinishError = Box<dyn Error + Send + Sync>;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote to the stream since it was loaded. Load again and decide again.
    #[error("stream {stream} stands at {found}, not at {expected}")]
    Conflict {
        /// The stream.
        stream: String,
        /// The version that the change was decided on.
        expected: u64,
        /// The version found.
        found: u64,
    },
    /// Two changes waited for each other and this one was ended. Load again and decide again.
    #[error("the change met another one")]
    Contended,
    /// The finishing closure of a change ended with an error; nothing was written.
    #[error("the change could not be finished")]
    Finish(#[source] FinishError),
    /// The database failed.
    #[error("the database failed")]
    Fault(#[source] Box<dyn Error + Send + Sync>),
    /// The database does not answer, or cannot write just now.
    #[error("the database is away")]
    Away(#[source] Box<dyn Error + Send + Sync>),
    /// The object store does not answer, or does not do what it is asked.
    #[error("the object store is away, or refuses")]
    ObjectsAway(#[source] Box<dyn Error + Send + Sync>),
    /// An object that a row names is not in the object store, or shorter than it was.
    #[error("{0} is not whole in the object store")]
    ObjectGone(String),
    /// Files lie in an object store that was not named.
    #[error(
        "有附件存放在对象存储中：请用 --objects URL 指明它{built} | files lie in an object store: name it with --objects URL{built_en}",
        built = if cfg!(feature = "objects") { "" } else { "，并使用以 --features objects 编译的程序" },
        built_en = if cfg!(feature = "objects") { "" } else { ", with a program built with --features objects" }
    )]
    ObjectsUnknown,
    /// The object store cannot be used as it was named.
    #[error("the object store cannot be used: {0}")]
    Objects(String),
    /// The tables could not be brought to their present shape.
    #[error("the database could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A stored row cannot be read.
    #[error("a stored row cannot be read: {0}")]
    Corrupt(String),
    /// A table that was filled holds something else than it should; nothing was written.
    #[error("{0}")]
    Differs(String),
    /// The call makes no sense; a fault in the program that calls.
    #[error("the store was called wrongly: {0}")]
    Misuse(String),
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// The same for somebody else whose change was in the same transaction.
    pub(crate) fn alike(&self) -> Self {
        match self {
            Self::Conflict { .. } | Self::Contended => Self::Contended,
            Self::Away(why) => Self::Away(why.to_string().into()),
            other => Self::Fault(format!("{other}: {other:?}").into()),
        }
    }

    /// Whether the same call may succeed after loading again.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. } | Self::Contended)
    }

    /// Whether the database or the object store does not answer or cannot write just now: the same call may succeed later.
    #[must_use]
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Away(_) | Self::ObjectsAway(_) | Self::Closed)
    }
}

/// What PostgreSQL says of a change ended for the sake of another: a failed serialisation, a deadlock.
const CONTENDED: [&str; 2] = ["40001", "40P01"];

/// What PostgreSQL says when it is going down or coming up, has no room, or only reads: classes, and one code.
const AWAY: [&str; 5] = ["08", "53", "57P", "58", "25006"];
/// What SQLite says when it may not write, the disk fails, the disk is full, or the file cannot be opened: the low byte of its codes.
const DISK: [u16; 4] = [8, 10, 13, 14];

/// PostgreSQL's codes have five signs, SQLite's are numbers with at most four.
fn is_disk(code: &str) -> bool {
    code.len() < 5 && code.parse::<u16>().is_ok_and(|code| DISK.contains(&(code & 0xff)))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{Io, PoolClosed, PoolTimedOut, WorkerCrashed};
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code).unwrap_or_default();
        if CONTENDED.contains(&code.as_ref()) {
            return Self::Contended;
        }
        let says_so = AWAY.iter().any(|sort| code.starts_with(sort)) || is_disk(&code);
        let away = says_so || matches!(error, Io(_) | PoolClosed | PoolTimedOut | WorkerCrashed);
        if away { Self::Away(error.into()) } else { Self::Fault(error.into()) }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
        let unreadable = matches!(
            error,
            FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..)
        );
        let code = error.sqlite_error().map(|error| error.extended_code & 0xff);
        match code.and_then(|code| u16::try_from(code).ok()) {
            _ if unreadable => Self::Corrupt(error.to_string()),
            Some(code) if DISK.contains(&code) => Self::Away(error.into()),
            _ => Self::Fault(error.into()),
        }
    }
}

/// What the store's calls give back.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
