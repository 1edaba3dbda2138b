//! All of it in one table, for people and for programs.

use std::{fmt::Write as _, path::Path};

use serde::Serialize;

use crate::{card::Card, server::Server, told::Told};

/// What was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Table {
    database: &'static str,
    cases: u64,
    machine: String,
    ready_ms: u128,
    idle_mb: u64,
    /// The files of the database for each case; 0 where it lies elsewhere.
    bytes_a_case: u64,
    loads: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    #[serde(flatten)]
    told: Told,
    /// The memory of the server after the load.
    memory_mb: u64,
}

impl Table {
    /// Before the first load.
    pub(crate) fn begun(card: &Card, data: &Path, elsewhere: bool, server: &Server) -> Self {
        Self { ready_ms: server.ready.as_millis(), idle_mb: server.idle_mb, ..Self::of(card, data, elsewhere) }
    }

    /// Of a store that no server is on.
    pub(crate) fn of(card: &Card, data: &Path, elsewhere: bool) -> Self {
        let size =
            |end: &str| std::fs::metadata(data.join(format!("dengwen.sqlite{end}"))).map_or(0, |file| file.len());
        let bytes = if elsewhere { 0 } else { size("") + size("-wal") };
        Self {
            database: if elsewhere { "PostgreSQL" } else { "SQLite" },
            cases: card.cases,
            machine: machine(),
            ready_ms: 0,
            idle_mb: 0,
            bytes_a_case: bytes / card.cases.max(1),
            loads: Vec::new(),
        }
    }

    /// A load that is over.
    pub(crate) fn add(&mut self, told: Told, memory_mb: u64) {
        self.loads.push(Row { told, memory_mb });
    }

    /// As Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut text = format!(
            "{}, {} cases; {}\nready after {} ms, {} MB at rest, {} bytes on disk for each case\n\n",
            self.database, self.cases, self.machine, self.ready_ms, self.idle_mb, self.bytes_a_case
        );
        text.push_str("| load | at a time | a second | median | p99 | longest | bytes | memory | wrong |\n");
        text.push_str("|---|---|---|---|---|---|---|---|---|\n");
        for Row { told, memory_mb } in &self.loads {
            let Told { load, connections, per_second, median_ms, p99_ms, longest_ms, bytes, wrong, .. } = told;
            let wrong = wrong.first().map_or("", String::as_str);
            // Writing to a text does not fail.
            let _ = writeln!(
                text,
                "| {load} | {connections} | {per_second:.0} | {median_ms:.1} ms | {p99_ms:.1} ms | {longest_ms:.1} ms | {bytes} | {memory_mb} MB | {wrong} |"
            );
        }
        text
    }
}

/// Processor, cores and memory, as the system tells.
fn machine() -> String {
    let told = |file: &str, key: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).map(str::to_owned);
        line.and_then(|line| Some(line.split_once(':')?.1.trim().to_owned())).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{}, {cores} cores, {} of memory", told("/proc/cpuinfo", "model name"), told("/proc/meminfo", "MemTotal"))
}
