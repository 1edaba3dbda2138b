//! PostgreSQL goes back to a minute by its own tools, as docs/backup.md says, on a real cluster.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use dengwen_desk::{
    Config, Desk,
    audit::{Checkpoints, Kept},
    office::{Founding, Person},
};
use dengwen_regulation::model::Label;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

const BIN: &str = "/usr/lib/postgresql/15/bin";

/// A cluster in a folder; stopped when dropped.
struct Cluster {
    data: PathBuf,
    port: u16,
}

impl Cluster {
    fn at(data: PathBuf) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { data, port }
    }

    fn start(&self) {
        let options = format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories=", self.port);
        let log = self.data.with_extension("log");
        let mut command = as_postgres("pg_ctl");
        command.arg("-D").arg(&self.data).args(["-w", "-s", "-o", &options, "-l"]).arg(log).arg("start");
        assert!(command.status().unwrap().success());
    }

    fn stop(&self) -> bool {
        let mut command = as_postgres("pg_ctl");
        command.arg("-D").arg(&self.data).args(["-m", "immediate", "-s", "stop"]).status().unwrap().success()
    }

    fn url(&self) -> String {
        format!("postgres://dengwen@127.0.0.1:{}/postgres", self.port)
    }

    async fn says(&self, sql: &str) -> String {
        let mut conn = AnyConnection::connect(&self.url()).await.unwrap();
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut conn).await.unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.data.join("postmaster.pid").exists() {
            self.stop();
        }
    }
}

/// The server refuses to run as root.
fn as_postgres(program: &str) -> Command {
    let program = format!("{BIN}/{program}");
    if Path::new("/root").read_dir().is_err() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--", &program]);
    command
}

fn append(path: &Path, text: &str) {
    let before = fs::read_to_string(path).unwrap_or_default();
    fs::write(path, before + text).unwrap();
}

/// A fresh cluster that keeps its log of writing in a folder, as docs/backup.md has it.
fn archiving(data: PathBuf, wal: &Path) -> Cluster {
    let cluster = Cluster::at(data);
    let mut initdb = as_postgres("initdb");
    initdb.arg("-D").arg(&cluster.data).args(["-A", "trust", "-U", "dengwen", "-E", "UTF8", "--no-sync"]);
    assert!(initdb.output().unwrap().status.success());
    let keep = format!("test ! -f {0}/%f && cp %p {0}/%f", wal.display());
    append(
        &cluster.data.join("postgresql.conf"),
        &format!("wal_level = replica\narchive_mode = on\narchive_command = '{keep}'\n"),
    );
    cluster.start();
    cluster
}

/// A base backup, taken while the cluster works.
fn copied(from: &Cluster, data: PathBuf) -> Cluster {
    let cluster = Cluster::at(data);
    let mut base = as_postgres("pg_basebackup");
    base.args(["-h", "127.0.0.1", "-U", "dengwen", "--checkpoint=fast", "-p", &from.port.to_string(), "-D"]);
    assert!(base.arg(&cluster.data).status().unwrap().success());
    cluster
}

/// Waits until all that was written so far lies in the archive.
async fn archived(cluster: &Cluster, wal: &Path) {
    let last = cluster.says("SELECT pg_walfile_name(pg_switch_wal())").await;
    let begun = Instant::now();
    while !wal.join(&last).exists() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{last} was not archived");
        sleep(Duration::from_millis(50));
    }
}

/// Starts a base backup, which plays the archive up to a moment and opens there.
async fn goes_back(cluster: &Cluster, wal: &Path, target: &str) {
    let back = format!(
        "restore_command = 'cp {}/%f %p'\nrecovery_target_time = '{target}'\nrecovery_target_action = 'promote'\n",
        wal.display()
    );
    append(&cluster.data.join("postgresql.auto.conf"), &back);
    fs::write(cluster.data.join("recovery.signal"), "").unwrap();
    cluster.start();
    let begun = Instant::now();
    while cluster.says("SELECT pg_is_in_recovery()::text").await != "false" {
        assert!(begun.elapsed() < Duration::from_secs(60));
        sleep(Duration::from_millis(50));
    }
}

fn verified(url: &str, data: &Path) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dengwen"));
    let output = command.args(["audit", "verify", "--en", "--database", url, "--data"]).arg(data).output().unwrap();
    (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_goes_back_to_before_the_mistake_and_the_log_holds() {
    if std::env::var_os("DENGWEN_TEST_POSTGRES").is_none() {
        eprintln!("not run: DENGWEN_TEST_POSTGRES is not set");
        return;
    }
    sqlx::any::install_default_drivers();
    let folder = std::env::temp_dir().join(format!("dengwen-point-in-time-{}", std::process::id()));
    let (wal, data) = (folder.join("wal"), folder.join("office"));
    fs::create_dir_all(&wal).unwrap();
    if Path::new("/root").read_dir().is_ok() {
        assert!(Command::new("chown").args(["-R", "postgres"]).arg(&folder).status().unwrap().success());
    }
    let first = archiving(folder.join("first"), &wal);
    let config = |url: String| Config { database: Some(url), ..Config::at(&data) };
    let desk = Desk::open(config(first.url())).await.unwrap();
    let club = Founding::new("club", Label::new("会所", "Club"), &["r43-fitness-club"]);
    desk.found_office(club).await.unwrap();
    let second = copied(&first, folder.join("second"));
    desk.save_person("club", "", Person::new("lin", "林一")).await.unwrap();
    let before = desk.verify(|_| ()).await.unwrap().unwrap();
    let target = first.says("SELECT clock_timestamp()::text").await;
    sleep(Duration::from_millis(50));
    desk.save_person("club", "", Person::new("mistake", "误操作")).await.unwrap();
    let after = desk.verify(|_| ()).await.unwrap().unwrap();
    assert!(after.commits > before.commits);
    // A checkpoint from after the moment that the office goes back to.
    let checkpoints = Checkpoints::in_folder(data.join("checkpoints"));
    let signed = checkpoints.write(desk.store(), &dengwen_desk::audit::log_key(&data).unwrap()).await.unwrap();
    assert!(matches!(signed, Kept::Written(_)));
    archived(&first, &wal).await;
    desk.close().await;
    assert!(first.stop());

    goes_back(&second, &wal, &target).await;
    let desk = Desk::open(config(second.url())).await.unwrap();
    assert_eq!(desk.verify(|_| ()).await.unwrap().unwrap(), before, "as it stood at that moment, to the last event");
    assert_eq!(desk.compare().await.unwrap(), Vec::new());
    // What was signed later says that it is an older copy, and nothing is signed beside it; a new folder is.
    let (ok, said) = verified(&second.url(), &data);
    assert!(!ok && said.contains("old copy"), "{said}");
    let key = dengwen_desk::audit::log_key(&data).unwrap();
    let disagrees = checkpoints.write(desk.store(), &key).await.unwrap();
    assert_eq!(disagrees, Kept::Disagrees(after.commits));
    fs::rename(data.join("checkpoints"), data.join("checkpoints-before")).unwrap();
    let (ok, said) = verified(&second.url(), &data);
    assert!(ok && said.contains(&format!("{} events", before.commits)), "{said}");
    desk.save_person("club", "", Person::new("guo", "郭二")).await.unwrap();
    desk.verify(|_| ()).await.unwrap().unwrap();
    desk.close().await;
    assert!(second.stop());
    fs::remove_dir_all(&folder).unwrap();
}
