//! The server that is asked: a process of its own.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;

use crate::client::Client;

/// How long it may take to be ready.
const READY: Duration = Duration::from_secs(120);
/// How often it is looked whether it is.
const LOOK: Duration = Duration::from_millis(5);
/// How long it is left alone before its memory at rest is read.
const REST: Duration = Duration::from_secs(3);

/// How a server is started. The same start again is the same node at the same address.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) binary: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) database: Option<String>,
    /// Host and port.
    pub(crate) address: String,
    /// A program with its words that the server is started by.
    pub(crate) by: Vec<String>,
    /// What else is said to it.
    pub(crate) more: Vec<String>,
    /// Where its log goes; without one it is seen.
    pub(crate) log: Option<PathBuf>,
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
    /// From the start of the process to the first good answer.
    pub(crate) ready: Duration,
    /// Its memory at rest.
    pub(crate) idle_mb: u64,
}

impl Start {
    /// On a port that is free now.
    pub(crate) fn of(binary: &Path, data: &Path, database: Option<&str>) -> Result<Self, String> {
        let (binary, data, database) = (binary.to_owned(), data.to_owned(), database.map(str::to_owned));
        let address = format!("127.0.0.1:{}", free_port()?);
        Ok(Self { binary, data, database, address, by: Vec::new(), more: Vec::new(), log: None })
    }

    fn command(&self) -> Command {
        let mut words = self.by.iter();
        let mut command = match words.next() {
            Some(first) => {
                let mut command = Command::new(first);
                command.args(words).arg(&self.binary);
                command
            }
            None => Command::new(&self.binary),
        };
        command.args(["serve", "--listen", &self.address, "--matters-a-minute", "100000000", "--data"]).arg(&self.data);
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        command.args(&self.more).env("DENGWEN_LOG", "error").stdout(Stdio::null());
        command
    }

    /// Starts the process and waits for nothing.
    pub(crate) fn begun(&self) -> Result<Server, String> {
        let mut command = self.command();
        if let Some(log) = &self.log {
            let log = File::options().create(true).append(true).open(log).map_err(|why| why.to_string())?;
            command.stderr(log);
        }
        let child = command.spawn().map_err(|why| format!("{}: {why}", self.binary.display()))?;
        Ok(Server { child, address: self.address.clone(), ready: Duration::ZERO, idle_mb: 0 })
    }

    /// Starts it and waits until it is ready.
    pub(crate) async fn ready(&self) -> Result<Server, String> {
        let begun = Instant::now();
        let mut server = self.begun()?;
        while !server.is_ready().await {
            if begun.elapsed() > READY || server.has_ended() {
                return Err(format!("the server at {} was not ready", self.address));
            }
            tokio::time::sleep(LOOK).await;
        }
        server.ready = begun.elapsed();
        Ok(server)
    }
}

impl Server {
    /// Starts it on a free port, waits until it is ready, and lets it come to rest.
    pub(crate) async fn start(binary: &Path, data: &Path, database: Option<&str>) -> Result<Self, String> {
        let mut server = Start::of(binary, data, database)?.ready().await?;
        tokio::time::sleep(REST).await;
        server.idle_mb = server.memory_mb();
        Ok(server)
    }

    /// Is everything there that it needs, as balancers ask.
    pub(crate) async fn is_ready(&self) -> bool {
        let Ok(mut client) = Client::open(&self.address).await else { return false };
        let Ok(request) = Request::get("/readyz").body(Full::<Bytes>::default()) else { return false };
        client.ask(request).await.is_ok_and(|answer| answer.status.is_success())
    }

    /// Has the process ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|ended| ended.is_some())
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn ask_to_end(&mut self) -> Result<(), String> {
        let asked = Command::new("kill").arg(self.id().to_string()).status();
        asked.and_then(|_| self.child.wait()).map(|_| ()).map_err(|why| why.to_string())
    }

    /// The memory it has, in megabytes; 0 where the system does not say.
    pub(crate) fn memory_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).map_or(0, |kb| kb / 1024)
    }

    /// Ends it.
    pub(crate) fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A port of the loopback address that nobody listens at just now.
pub(crate) fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|why| why.to_string())?;
    Ok(listener.local_addr().map_err(|why| why.to_string())?.port())
}
