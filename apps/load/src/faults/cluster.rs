//! A PostgreSQL server of the suite's own, with every commit on the disk before it is acknowledged. It can be killed, started
//! again, copied to a standby, and moved away from this network.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::server::free_port;

const BIN: &str = "/usr/lib/postgresql/15/bin";
/// The line of the suite's own network may ask it too.
const ALLOWED: &str = "host all all 10.213.7.0/24 trust\n";

/// A server; stopped and removed when dropped.
#[derive(Debug)]
pub(crate) struct Cluster {
    folder: PathBuf,
    host: String,
    pub(crate) port: u16,
    /// A program with its words that everything of the server is started by.
    by: Vec<String>,
}

impl Cluster {
    /// A fresh one at the loopback address, to be filled: nothing in it survives the machine.
    pub(crate) fn fresh(folder: &Path) -> Result<Self, String> {
        let cluster = Self::placed(folder, "127.0.0.1", &[])?;
        cluster.run("initdb", &["-A", "trust", "-U", "dengwen", "-E", "UTF8", "--no-sync"])?;
        let file = cluster.folder.join("data/pg_hba.conf");
        let written = std::fs::read_to_string(&file).and_then(|had| std::fs::write(&file, had + ALLOWED));
        written.map_err(|why| format!("{}: {why}", file.display()))?;
        cluster.start_with("-c fsync=off")?;
        Ok(cluster)
    }

    /// One with what lies in the folder of another that was stopped, at an address, started by a program.
    pub(crate) fn copied(stopped: &Path, folder: &Path, host: &str, by: &[&str]) -> Result<Self, String> {
        let cluster = Self::placed(folder, host, by)?;
        ran(Command::new("cp").arg("-a").arg(stopped.join("data")).arg(folder))?;
        cluster.start()?;
        Ok(cluster)
    }

    /// Stops it and leaves its folder there.
    pub(crate) fn kept(mut self) -> Result<PathBuf, String> {
        self.run("pg_ctl", &["-m", "fast", "-w", "-s", "stop"])?;
        Ok(std::mem::take(&mut self.folder))
    }

    /// A standby that follows another one as it writes.
    pub(crate) fn standby_of(primary: &Self, folder: &Path) -> Result<Self, String> {
        let cluster = Self::placed(folder, "127.0.0.1", &[])?;
        let port = primary.port.to_string();
        cluster.run(
            "pg_basebackup",
            &["-h", "127.0.0.1", "-p", &port, "-U", "dengwen", "-R", "-X", "stream", "-c", "fast"],
        )?;
        cluster.start()?;
        Ok(cluster)
    }

    fn placed(folder: &Path, host: &str, by: &[&str]) -> Result<Self, String> {
        std::fs::create_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        ran(Command::new("chown").arg("postgres").arg(folder))?;
        let by = by.iter().map(|word| (*word).to_owned()).collect();
        Ok(Self { folder: folder.to_owned(), host: host.to_owned(), port: free_port()?, by })
    }

    /// The address of its database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://dengwen@{}:{}/postgres", self.host, self.port)
    }

    /// Starts it, after a kill as well.
    pub(crate) fn start(&self) -> Result<(), String> {
        self.start_with("")
    }

    fn start_with(&self, more: &str) -> Result<(), String> {
        let options = format!(
            "{more} -p {} -c listen_addresses={} -c unix_socket_directories= -c max_connections=100 -c max_wal_senders=4",
            self.port, self.host
        );
        let log = self.folder.join("log").display().to_string();
        let words = ["-w", "-s", "-l", &log, "-o", &options, "start"];
        // What it complains of stands in its log.
        let started =
            self.command("pg_ctl").arg("-D").arg(self.folder.join("data")).args(words).stderr(Stdio::null()).status();
        if started.map_err(|why| why.to_string())?.success() { Ok(()) } else { Err(format!("not started: see {log}")) }
    }

    /// Kills the postmaster with signal 9; what it had started ends as it notices.
    pub(crate) fn kill(&self) -> Result<(), String> {
        let file = self.folder.join("data/postmaster.pid");
        let text = std::fs::read_to_string(&file).map_err(|why| format!("{}: {why}", file.display()))?;
        let id = text.lines().next().unwrap_or_default().to_owned();
        ran(Command::new("kill").args(["-9", &id]))
    }

    /// Makes a standby the one that writes.
    pub(crate) fn promote(&self) -> Result<(), String> {
        self.run("pg_ctl", &["-w", "-s", "promote"])
    }

    /// What a question comes to, as text.
    pub(crate) fn ask(&self, sql: &str) -> Result<String, String> {
        let mut command = self.command("psql");
        let port = self.port.to_string();
        command.args(["-h", &self.host, "-p", &port, "-U", "dengwen", "-d", "postgres", "-Atqc", sql]);
        let output = command.output().map_err(|why| why.to_string())?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn run(&self, program: &str, words: &[&str]) -> Result<(), String> {
        ran(self.command(program).arg("-D").arg(self.folder.join("data")).args(words).stdout(Stdio::null()))
    }

    /// A program of PostgreSQL as its own user: the server refuses to run as root.
    fn command(&self, program: &str) -> Command {
        let mut words = self.by.iter().map(String::as_str).chain(["runuser", "-u", "postgres", "--"]);
        let mut command = Command::new(words.next().unwrap_or("runuser"));
        command.args(words).arg(format!("{BIN}/{program}")).current_dir("/tmp");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.folder.as_os_str().is_empty() {
            return;
        }
        // It may be down already.
        let _ = self.run("pg_ctl", &["-m", "immediate", "-s", "stop"]);
        if let Err(why) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{}: {why}", self.folder.display());
        }
    }
}

/// Runs a command; what it complains of is the error.
pub(crate) fn ran(command: &mut Command) -> Result<(), String> {
    let shown = format!("{command:?}");
    // What a server writes later must not keep us waiting for the end of it.
    let status = command.stdin(Stdio::null()).stderr(Stdio::inherit()).status();
    let status = status.map_err(|why| format!("{shown}: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown}: {status}")) }
}
