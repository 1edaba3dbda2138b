//! `dengwen-load`: a program of its own that starts a server on a store that was filled, asks it as many people would, one load
//! after the other, and tells how many answers came, how long they took, and what memory and disk it cost.

mod card;
mod client;
mod faults;
mod load;
mod raw;
mod server;
mod table;
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
    /// No loads: the server is killed so many times while programs file and note, and nothing may be lost or done twice.
    #[arg(long, value_name = "N")]
    kills: Option<u32>,
    /// The same number kills after the same times.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let asked = Asked::parse();
    let told = match asked.kills {
        Some(kills) => borne(&asked, kills).await,
        None => run(asked).await.map(|table| table.markdown()),
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
    if asked.database.is_none() && asked.only.is_empty() {
        eprintln!("the bare driver …");
        table.add(raw::bare(&asked.data.join("dengwen.sqlite"), seconds).await?, 0);
    }
    let file = asked.data.join("bench.json");
    let json = serde_json::to_string_pretty(&table).map_err(|why| why.to_string())?;
    std::fs::write(&file, json).map_err(|why| format!("{}: {why}", file.display()))?;
    Ok(table)
}

async fn borne(asked: &Asked, kills: u32) -> Result<String, String> {
    let borne = faults::bear(&asked.binary, &asked.data, asked.database.as_deref(), kills, asked.seed).await?;
    let text = serde_json::to_string_pretty(&borne).map_err(|why| why.to_string())?;
    if borne.is_well() { Ok(text) } else { Err(text) }
}
