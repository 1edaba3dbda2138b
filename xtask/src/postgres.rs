//! A PostgreSQL cluster of our own for the tests, thrown away afterwards.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};

use crate::shell::run;

const BIN: &str = "/usr/lib/postgresql/15/bin";

/// A running cluster; stopped and removed when dropped.
pub(crate) struct Cluster {
    folder: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts a cluster in a fresh folder on a free port of the loopback address.
    pub(crate) fn start() -> Result<Self, String> {
        Self::started("-c fsync=off")
    }

    /// The same with every commit on the disk before it is acknowledged, as an office runs it.
    pub(crate) fn start_durable() -> Result<Self, String> {
        Self::started("-c shared_buffers=512MB")
    }

    fn started(more: &str) -> Result<Self, String> {
        let port = free_port()?;
        let folder = std::env::temp_dir().join(format!("dengwen-postgres-{port}"));
        std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        run(Command::new("chown").arg("-R").arg("postgres").arg(&folder))?;
        let cluster = Self { folder, port };
        let data = cluster.data();
        run(as_postgres()
            .args([&format!("{BIN}/initdb"), "-D", &data, "-A", "trust", "-U", "dengwen", "-E", "UTF8", "--no-sync"])
            .stdout(std::process::Stdio::null()))?;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 {more}"
        );
        run(as_postgres().args([
            &format!("{BIN}/pg_ctl"),
            "-D",
            &data,
            "-w",
            "-s",
            "-l",
            &cluster.log(),
            "-o",
            &options,
            "start",
        ]))?;
        Ok(cluster)
    }

    /// The address of its default database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://dengwen@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn log(&self) -> String {
        self.folder.join("log").display().to_string()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stopped =
            run(as_postgres().args([&format!("{BIN}/pg_ctl"), "-D", &self.data(), "-m", "immediate", "-s", "stop"]));
        if let Err(why) = stopped.and_then(|()| std::fs::remove_dir_all(&self.folder).map_err(|e| e.to_string())) {
            eprintln!("postgres: {why}");
        }
    }
}

/// The server refuses to run as root.
fn as_postgres() -> Command {
    if Path::new("/root").read_dir().is_ok() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]);
        command
    } else {
        Command::new("env")
    }
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    Ok(listener.local_addr().map_err(|e| e.to_string())?.port())
}
