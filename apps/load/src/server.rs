//! The server that is asked: a process of its own.

use std::{
    net::TcpListener,
    path::Path,
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

impl Server {
    /// Starts it on a free port, waits until it is ready, and lets it come to rest.
    pub(crate) async fn start(binary: &Path, data: &Path, database: Option<&str>) -> Result<Self, String> {
        let mut server = Self::start_now(binary, data, database).await?;
        tokio::time::sleep(REST).await;
        server.idle_mb = server.memory_mb();
        Ok(server)
    }

    /// Starts it on a free port and waits until it is ready.
    pub(crate) async fn start_now(binary: &Path, data: &Path, database: Option<&str>) -> Result<Self, String> {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).map_err(|why| why.to_string())?;
        let address = format!("127.0.0.1:{}", port.port());
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", &address, "--matters-a-minute", "100000000", "--data"]).arg(data);
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        let begun = Instant::now();
        let child = command.env("DENGWEN_LOG", "error").stdout(Stdio::null()).spawn();
        let child = child.map_err(|why| format!("{}: {why}", binary.display()))?;
        let mut server = Self { child, address, ready: Duration::ZERO, idle_mb: 0 };
        while !server.is_ready().await {
            if begun.elapsed() > READY {
                return Err("the server was not ready in time".to_owned());
            }
            tokio::time::sleep(LOOK).await;
        }
        server.ready = begun.elapsed();
        Ok(server)
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut client) = Client::open(&self.address).await else { return false };
        let Ok(request) = Request::get("/readyz").body(Full::<Bytes>::default()) else { return false };
        client.ask(request).await.is_ok_and(|answer| answer.status.is_success())
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
