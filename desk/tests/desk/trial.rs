//! A desk of its own for each test, on SQLite, and on PostgreSQL where a server is named.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use dengwen_desk::{
    Clock, Config, Desk,
    inspect::By,
    library::Library,
    office::{Founding, Person, Unit},
    view::{Sent, Session},
};
use dengwen_packs::Packs;
use dengwen_regulation::model::{Label, Lang};
use jiff::{Timestamp, civil::DateTime};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

static NEXT: AtomicU32 = AtomicU32::new(0);

pub(crate) const ZH: Lang = Lang::Zh;
pub(crate) const CLUB: &str = "r43-fitness-club";

/// A desk that is thrown away.
pub(crate) struct Trial {
    pub(crate) desk: Desk,
    pub(crate) folder: PathBuf,
    pub(crate) url: Option<String>,
    server: Option<(String, String)>,
}

/// Lays the log beside the database as it reads unpacked, for those who search all files for a word.
pub(crate) async fn lay_log_open(desk: &Desk, folder: &Path) {
    let mut all = String::new();
    desk.store().every_commit(|commit| all.push_str(&commit.body)).await.unwrap();
    std::fs::write(folder.join("log-unpacked.txt"), all).unwrap();
}

/// A local time in Shanghai.
pub(crate) fn at(text: &str) -> Timestamp {
    let local: DateTime = text.replace(' ', "T").parse().unwrap();
    local.in_tz("Asia/Shanghai").unwrap().timestamp()
}

fn name() -> String {
    format!("dengwen_desk_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn packs() -> Packs {
    Packs::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs"))
}

pub(crate) async fn sqlite(now: &str) -> Trial {
    let folder = std::env::temp_dir().join(name());
    let config = Config { library: Library::of(packs()), ..Config::scratch(&folder, Clock::virtual_at(at(now))) };
    Trial { desk: Desk::open(config).await.unwrap(), folder, url: None, server: None }
}

/// None where no server is named.
pub(crate) async fn postgres(now: &str) -> Option<Trial> {
    let server = std::env::var("DENGWEN_TEST_POSTGRES").ok()?;
    let database = name();
    sqlx::any::install_default_drivers();
    let mut conn = AnyConnection::connect(&server).await.expect("DENGWEN_TEST_POSTGRES names no server that answers");
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {database}"))).execute(&mut conn).await.unwrap();
    let (base, query) =
        server.split_once('?').map_or((server.as_str(), String::new()), |(base, query)| (base, format!("?{query}")));
    let (host, _) = base.rsplit_once('/').unwrap();
    let folder = std::env::temp_dir().join(&database);
    let database_url = Some(format!("{host}/{database}{query}"));
    let url = database_url.clone();
    let config = Config {
        library: Library::of(packs()),
        database: database_url,
        ..Config::scratch(&folder, Clock::virtual_at(at(now)))
    };
    Some(Trial { desk: Desk::open(config).await.unwrap(), folder, url, server: Some((server, database)) })
}

impl Trial {
    /// A fitness club with a front desk of two and a pool.
    pub(crate) async fn club(&self) {
        let founding = Founding {
            units: vec![
                Unit::new("front_desk", Label::new("前台", "front desk")),
                Unit::new("pool", Label::new("泳池", "pool")),
            ],
            people: vec![
                member("lin", "林一", "front_desk"),
                member("guo", "郭二", "front_desk"),
                member("bo", "薄三", "pool"),
            ],
            ..Founding::new("club", Label::new("云山健身会所", "Yunshan Fitness Club"), &[CLUB])
        };
        self.desk.found_office(founding).await.unwrap();
    }

    /// Another desk over the same data, as after a restart: it remembers nothing but what is stored.
    pub(crate) async fn again(&self, packs: Packs) -> Desk {
        let clock = Clock::virtual_at(self.desk.now());
        let config =
            Config { library: Library::of(packs), database: self.url.clone(), ..Config::scratch(&self.folder, clock) };
        Desk::open(config).await.unwrap()
    }

    pub(crate) async fn session(&self, person: &str) -> Session {
        self.desk.session_for("club", person).await.unwrap()
    }

    /// An enquiry that the front desk received: the id of the case, and the code.
    pub(crate) async fn enquiry(&self, once: &str) -> (String, String) {
        let session = self.session("lin").await;
        let performed = self.desk.begin(&session, CLUB, "said", enquiry(once), ZH).await.unwrap();
        (performed.case, performed.code.unwrap())
    }

    pub(crate) async fn to(&self, until: &str) {
        self.desk.tick(at(until)).await.unwrap();
    }

    pub(crate) async fn end(self) {
        self.desk.close().await;
        std::fs::remove_dir_all(&self.folder).unwrap();
        if let Some((server, database)) = self.server {
            let mut conn = AnyConnection::connect(&server).await.unwrap();
            let sql = format!("DROP DATABASE {database} WITH (FORCE)");
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
        }
    }
}

fn member(id: &str, name: &str, unit: &str) -> Person {
    Person { unit: Some(unit.to_owned()), ..Person::new(id, name) }
}

pub(crate) fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

pub(crate) fn sent(act: &str, pairs: &[(&str, &str)]) -> Sent {
    Sent { act: act.to_owned(), typed: typed(pairs), ..Sent::default() }
}

pub(crate) fn enquiry(once: &str) -> Sent {
    let pairs = [
        ("party.complainant.0.name", "欧阳不凡"),
        ("party.complainant.0.phone", "13912345678"),
        ("said_text", "游泳馆几点开门"),
        ("class.route", "enquiry"),
        ("class.nature", "need_b"),
    ];
    Sent { once: once.to_owned(), ..sent("receive", &pairs) }
}

pub(crate) fn person(id: &str) -> By {
    By::Person(id.to_owned())
}

/// One body, a test for each database.
macro_rules! both {
    ($($name:ident at $now:literal),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let trial = crate::trial::sqlite($now).await;
                super::$name(&trial).await;
                trial.end().await;
            })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(trial) = crate::trial::postgres($now).await {
                    super::$name(&trial).await;
                    trial.end().await;
                }
            })+
        }
    };
}
pub(crate) use both;
