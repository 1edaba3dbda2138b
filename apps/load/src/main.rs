//! `dengwen-load`: a program of its own that starts a server on a store that was filled, asks it as many people would, one load
//! after the other, and tells how many answers came, how long they took, and what memory and disk it cost. With `--faults` it takes
//! away what a server stands on instead, and tells what came of it.

mod card;
mod client;
mod due;
mod faults;
mod load;
mod raw;
mod raw_postgres;
mod server;
mod table;
mod times;
mod told;

use std::{io::Write as _, path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;

use card::Card;
use load::{Kind, drive};
use server::Server;
use table::Table;

/// What is asked of whom, and for how long.
#[derive(Debug, Parser)]
struct Asked {
    /// The binary of the server.
    #[arg(long, value_name = "FILE")]
    binary: PathBuf,
    /// The folder that `dengwen scenario fill` filled.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The PostgreSQL database that it filled, if it is one.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// How many ask at a time.
    #[arg(long, value_name = "N", default_value_t = 16)]
    connections: usize,
    /// For how long each load lasts.
    #[arg(long, value_name = "S", default_value_t = 10)]
    seconds: u64,
    /// Only these loads.
    #[arg(long, value_enum)]
    only: Vec<Kind>,
    /// No loads: a server that finds what ran in the store all due at once.
    #[arg(long)]
    due: bool,
    /// No loads: a store that was filled becomes so many times as large, by copies of its cases (SQLite alone).
    #[arg(long, value_name = "N")]
    times: Option<u64>,
    /// No loads: these stories of the fault suite are told, or all where none is named, in the folder of the data, which is made
    /// for them.
    #[arg(long, value_name = "STORY", num_args = 0..)]
    faults: Option<Vec<String>>,
    /// An earlier version of the binary, for the story in which it is replaced.
    #[arg(long, value_name = "FILE")]
    older: Option<PathBuf>,
    /// How often a server is killed in the stories in which it is.
    #[arg(long, value_name = "N", default_value_t = 200)]
    kills: u32,
    /// The same number kills after the same times.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let asked = Asked::parse();
    let told = match (&asked.faults, asked.times) {
        (Some(names), _) => borne(&asked, names).await,
        (None, Some(times)) => times::multiply(&asked.data, times).await.map(|()| format!("{times} ×")),
        (None, None) => run(asked).await.map(|table| table.markdown()),
    };
    match told {
        Ok(text) => {
            // A broken pipe at the other end is nobody's fault here.
            let _ = writeln!(std::io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("dengwen-load: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(asked: Asked) -> Result<Table, String> {
    let card = Card::read(&asked.data.join("fill.json"))?;
    if asked.due {
        let mut table = Table::of(&card, &asked.data, false);
        table.add(due::all_at_once(&asked.binary, &asked.data).await?, 0);
        return Ok(table);
    }
    let seconds = Duration::from_secs(asked.seconds);
    let mut server = Server::start(&asked.binary, &asked.data, asked.database.as_deref()).await?;
    let mut table = Table::begun(&card, &asked.data, asked.database.is_some(), &server);
    for kind in Kind::ALL {
        if !asked.only.is_empty() && !asked.only.contains(&kind) {
            continue;
        }
        eprintln!("{kind:?} …");
        let told = drive(&server.address, &card, kind, asked.connections, seconds).await?;
        table.add(told, server.memory_mb());
    }
    server.stop();
    if asked.only.is_empty() {
        eprintln!("the bare driver …");
        let told = match &asked.database {
            Some(url) => raw_postgres::bare(url, asked.connections, seconds).await?,
            None => raw::bare(&asked.data.join("dengwen.sqlite"), seconds).await?,
        };
        table.add(told, 0);
    }
    let file = asked.data.join("bench.json");
    let json = serde_json::to_string_pretty(&table).map_err(|why| why.to_string())?;
    std::fs::write(&file, json).map_err(|why| format!("{}: {why}", file.display()))?;
    Ok(table)
}

/// Tells stories of the fault suite; their report lies in the folder as well, for people and for programs.
async fn borne(asked: &Asked, names: &[String]) -> Result<String, String> {
    let (binaries, folder) = ((asked.binary.clone(), asked.older.clone()), asked.data.clone());
    let report = faults::suite(binaries, folder, names, asked.kills, asked.seed).await?;
    let json = serde_json::to_string_pretty(&report).map_err(|why| why.to_string())?;
    let text = report.markdown();
    for (name, content) in [("faults.json", &json), ("faults.md", &text)] {
        let file = asked.data.join(name);
        std::fs::write(&file, content).map_err(|why| format!("{}: {why}", file.display()))?;
    }
    if report.is_well() { Ok(text) } else { Err(text) }
}
