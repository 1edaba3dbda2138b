//! A store of its own for each test, on both databases.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]
#![allow(
    dead_code,
    unused_macros,
    unused_imports,
    clippy::allow_attributes,
    reason = "each test file uses some of these"
)]

use dengwen_store::{Batch, Change, Delta, Durability, NewCommit, Part, Rows, Store};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A store that is thrown away.
pub(crate) struct Trial {
    pub(crate) store: Store,
    pub(crate) url: String,
    folder: Option<PathBuf>,
    server: Option<(String, String)>,
}

fn name() -> String {
    format!("dengwen_trial_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

pub(crate) async fn sqlite() -> Trial {
    let trial = bare_sqlite().await;
    trial.store.migrate().await.unwrap();
    trial
}

/// Without a table.
pub(crate) async fn bare_sqlite() -> Trial {
    let folder = std::env::temp_dir().join(name());
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("dengwen.sqlite");
    let store = Store::open_sqlite(&path, Durability::Full).await.unwrap();
    Trial { store, url: format!("sqlite:{}", path.display()), folder: Some(folder), server: None }
}

/// None where no server is named.
pub(crate) async fn postgres() -> Option<Trial> {
    let trial = bare_postgres().await?;
    trial.store.migrate().await.unwrap();
    Some(trial)
}

/// Without a table; none where no server is named.
pub(crate) async fn bare_postgres() -> Option<Trial> {
    let server = std::env::var("DENGWEN_TEST_POSTGRES").ok()?;
    let database = name();
    sqlx::any::install_default_drivers();
    let mut conn = AnyConnection::connect(&server).await.expect("DENGWEN_TEST_POSTGRES names no server that answers");
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {database}"))).execute(&mut conn).await.unwrap();
    let (base, query) =
        server.split_once('?').map_or((server.as_str(), String::new()), |(base, query)| (base, format!("?{query}")));
    let (host, _) = base.rsplit_once('/').unwrap();
    let url = format!("{host}/{database}{query}");
    let store = Store::open(&url).await.unwrap();
    Some(Trial { store, url, folder: None, server: Some((server, database)) })
}

impl Trial {
    /// A connection past the store, as somebody has who tampers.
    pub(crate) async fn raw(&self) -> AnyConnection {
        AnyConnection::connect(&self.url).await.unwrap()
    }

    pub(crate) async fn tamper(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut self.raw().await).await.unwrap();
    }

    pub(crate) async fn end(self) {
        self.store.close().await;
        if let Some(folder) = self.folder {
            std::fs::remove_dir_all(folder).unwrap();
        }
        if let Some((server, database)) = self.server {
            let mut conn = AnyConnection::connect(&server).await.unwrap();
            let sql = format!("DROP DATABASE {database} WITH (FORCE)");
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
        }
    }
}

/// One body, a test for each database.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let trial = crate::common::sqlite().await;
                crate::$name(&trial).await;
                trial.end().await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let Some(trial) = crate::common::postgres().await else {
                    eprintln!("not run: DENGWEN_TEST_POSTGRES is not set");
                    return;
                };
                crate::$name(&trial).await;
                trial.end().await;
            })+
        }
    };
}
pub(crate) use both;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + second).unwrap()
}

pub(crate) fn part(stream: &str, expected: u64) -> Part {
    Part::of(stream, "case", expected)
}

pub(crate) fn commit(stream: &str, body: &str) -> NewCommit {
    NewCommit { stream: stream.to_owned(), form: 1, body: body.to_owned(), entered_at: at(0) }
}

/// One commit on a stream.
pub(crate) fn one(command: &str, stream: &str, expected: u64) -> Change {
    let batch = Batch { commits: vec![commit(stream, &format!(r#"{{"act":"{command}"}}"#))], ..Batch::default() };
    Change::of(command, part(stream, expected), at(0), batch)
}

/// One commit on a new stream with these rows.
pub(crate) fn with_rows(stream: &str, rows: &Rows) -> Change {
    with_delta(stream, 0, Rows::default().diff(rows))
}

pub(crate) fn with_delta(stream: &str, expected: u64, delta: Delta) -> Change {
    let batch = Batch { commits: vec![commit(stream, "{}")], delta, ..Batch::default() };
    Change::of(&format!("{stream}-{expected}"), part(stream, expected), at(0), batch)
}
