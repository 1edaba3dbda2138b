//! What a story of the suite is told on: a filled store of its own, servers on it, programs that send, and what came of it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use serde::Serialize;
use tokio::task::JoinHandle;

use super::{
    book::Sending,
    cluster::{Cluster, ran},
};
use crate::{
    card::Card,
    server::{Server, Start},
};

/// How many cases are there before.
const CASES: &str = "80";

/// What came of a story.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Told {
    pub(crate) name: String,
    /// What was done.
    pub(crate) what: String,
    /// Acts that were answered.
    pub(crate) acknowledged: usize,
    /// How often something was sent again because no answer came.
    pub(crate) again: usize,
    /// What else was answered, and how often.
    pub(crate) no: BTreeMap<String, usize>,
    /// Refused by a rule.
    pub(crate) refused: usize,
    /// The longest that somebody waited for a no.
    pub(crate) longest_no_ms: u128,
    /// From when nothing was in the way any more to the first act acknowledged, for each time.
    pub(crate) back_ms: Vec<u128>,
    /// What else was seen.
    pub(crate) seen: Vec<String>,
    /// What was wrong.
    pub(crate) wrong: Vec<String>,
    pub(crate) seconds: u64,
}

impl Told {
    pub(crate) fn sees(&mut self, what: impl Into<String>) {
        self.seen.push(what.into());
    }

    /// Something must be so.
    pub(crate) fn must(&mut self, holds: bool, otherwise: impl Into<String>) {
        if !holds {
            self.wrong.push(otherwise.into());
        }
    }
}

/// The ground.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) binary: PathBuf,
    /// An earlier version of it.
    pub(crate) older: Option<PathBuf>,
    /// The folder of the suite; a story makes folders in it.
    pub(crate) folder: PathBuf,
    pub(crate) kills: u32,
    pub(crate) seed: u64,
}

/// Programs at work.
pub(crate) struct Work {
    pub(crate) sending: Arc<Sending>,
    senders: Vec<JoinHandle<()>>,
    begun: Instant,
}

impl Ground {
    /// A folder of this name in which SQLite was filled.
    pub(crate) fn on_sqlite(&self, name: &str) -> Result<PathBuf, String> {
        let data = self.emptied(name)?;
        self.fill(&data)?;
        Ok(data)
    }

    /// A server of PostgreSQL that was filled, and the folder that belongs to it.
    pub(crate) fn on_postgres(&self, name: &str) -> Result<(Cluster, PathBuf), String> {
        self.on_postgres_at(name, "127.0.0.1", &[])
    }

    /// The same at an address, started by a program.
    pub(crate) fn on_postgres_at(&self, name: &str, host: &str, by: &[&str]) -> Result<(Cluster, PathBuf), String> {
        let (stopped, first) = (self.folder.join("filled-server"), self.folder.join("filled-postgres"));
        if !first.join("fill.json").exists() {
            let cluster = Cluster::fresh(&self.emptied("filled-server")?)?;
            self.emptied("filled-postgres")?;
            self.filled(&first, Some(&cluster.url()))?;
            cluster.kept()?;
        }
        let cluster = Cluster::copied(&stopped, &self.emptied(&format!("{name}-server"))?, host, by)?;
        let data = self.emptied(name)?;
        copied(&first, &data)?;
        Ok((cluster, data))
    }

    /// A folder of this name with nothing in it.
    pub(crate) fn emptied(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.folder.join(name);
        // It may not be there yet.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        Ok(folder)
    }

    /// Fills SQLite into a folder: what was filled first is copied.
    pub(crate) fn fill(&self, data: &Path) -> Result<(), String> {
        let first = self.folder.join("filled");
        if !first.join("fill.json").exists() {
            self.emptied("filled")?;
            self.filled(&first, None)?;
        }
        copied(&first, data)
    }

    fn filled(&self, data: &Path, database: Option<&str>) -> Result<(), String> {
        let mut fill = Command::new(&self.binary);
        fill.args(["scenario", "fill", "packs", "--cases", CASES, "--data"]).arg(data);
        if let Some(url) = database {
            fill.args(["--database", url]);
        }
        ran(fill.stdout(Stdio::null()).env("DENGWEN_LOG", "error"))
    }

    /// A node on a folder, at an address that stays.
    pub(crate) fn node(&self, name: &str, data: &Path, database: Option<&str>) -> Result<Start, String> {
        let start = Start::of(&self.binary, data, database)?;
        Ok(Start { log: Some(self.folder.join(format!("{name}.log"))), ..start })
    }

    /// What `audit verify` says; wrong where it finds a break.
    pub(crate) fn audited(&self, data: &Path, database: Option<&str>, told: &mut Told) -> Result<(), String> {
        let mut command = Command::new(&self.binary);
        command.args(["audit", "verify", "--en", "--data"]).arg(data);
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        let output = command.env("DENGWEN_LOG", "error").output().map_err(|why| why.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned();
        told.must(output.status.success(), format!("audit verify: {text}"));
        told.sees(format!("audit verify: {line}"));
        Ok(())
    }
}

impl Work {
    /// Programs send to these nodes from now on.
    pub(crate) async fn begin(data: &Path, nodes: &[&Start]) -> Result<Self, String> {
        let card = Card::read(&data.join("fill.json"))?;
        let addresses: Vec<String> = nodes.iter().map(|node| node.address.clone()).collect();
        let (sending, senders) = Sending::begin(&card, &addresses)?;
        let work = Self { sending, senders, begun: Instant::now() };
        work.sending.goes_on().await?;
        Ok(work)
    }

    /// Nothing is in the way any more: how long until something is acknowledged.
    pub(crate) async fn back(&self, told: &mut Told) {
        match self.sending.goes_on().await {
            Ok(took) => told.back_ms.push(took.as_millis()),
            Err(why) => told.wrong.push(why),
        }
    }

    /// Ends it, and looks whether all that was acknowledged is there once.
    pub(crate) async fn end(self, told: &mut Told) -> Result<(), String> {
        let sum = self.sending.end(self.senders, &mut told.wrong).await?;
        told.acknowledged += sum.acknowledged;
        told.again += sum.again;
        told.longest_no_ms = told.longest_no_ms.max(sum.longest_no.as_millis());
        for (no, times) in sum.no {
            *told.no.entry(no).or_default() += times;
        }
        told.must(sum.acknowledged > 0, "nothing was acknowledged");
        told.refused += sum.refused;
        told.seconds += self.begun.elapsed().as_secs();
        Ok(())
    }
}

/// Copies what is in a folder into another one that is there.
pub(crate) fn copied(from: &Path, to: &Path) -> Result<(), String> {
    ran(Command::new("cp").arg("-r").arg(format!("{}/.", from.display())).arg(to))
}

/// Lets some time pass.
pub(crate) async fn passes(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// Is a node ready within so many seconds.
pub(crate) async fn ready_within(server: &Server, seconds: u64) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        if server.is_ready().await {
            return true;
        }
        passes(50).await;
    }
    false
}
