//! `dengwen-load`: a program of its own that asks a running server as many people would, for some seconds, and tells how many
//! answers came and how long they took. It knows the store by the card that `dengwen scenario fill` leaves beside it.

mod card;
mod client;
mod load;
mod raw;
mod told;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};

use card::Card;
use load::{Kind, drive};
use told::Told;

/// What is asked of whom, and for how long.
#[derive(Debug, Parser)]
struct Asked {
    /// The server.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080")]
    server: String,
    /// The card of the store.
    #[arg(long, value_name = "FILE")]
    card: PathBuf,
    /// What is asked, one after the other.
    #[arg(required = true, value_enum)]
    loads: Vec<Load>,
    /// How many ask at a time.
    #[arg(long, value_name = "N", default_value_t = 16)]
    connections: usize,
    /// For how long.
    #[arg(long, value_name = "S", default_value_t = 10)]
    seconds: u64,
    /// The SQLite file of the store, for the bare driver.
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
}

/// A sort of load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Load {
    /// Complaints filed by a program.
    File,
    /// Notes on random cases.
    Note,
    /// Pages of random cases.
    Case,
    /// The first page of an inbox.
    Inbox,
    /// A search for two words.
    Search,
    /// What the bare driver reaches that writes the rows of as many complaints and nothing else.
    Bare,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Asked::parse()).await {
        Ok(told) => match serde_json::to_string_pretty(&told) {
            Ok(text) => {
                println!("{text}");
                ExitCode::SUCCESS
            }
            Err(why) => failed(&why.to_string()),
        },
        Err(why) => failed(&why),
    }
}

fn failed(why: &str) -> ExitCode {
    eprintln!("dengwen-load: {why}");
    ExitCode::FAILURE
}

async fn run(asked: Asked) -> Result<Vec<Told>, String> {
    let card = Card::read(&asked.card)?;
    let (seconds, mut told) = (Duration::from_secs(asked.seconds), Vec::new());
    for load in &asked.loads {
        let kind = match load {
            Load::File => Kind::File,
            Load::Note => Kind::Note,
            Load::Case => Kind::Case,
            Load::Inbox => Kind::Inbox,
            Load::Search => Kind::Search,
            Load::Bare => {
                let store = asked.store.as_ref().ok_or("--store is needed for the bare driver")?;
                told.push(raw::bare(store, seconds).await?);
                continue;
            }
        };
        told.push(drive(&asked.server, &card, kind, asked.connections, seconds).await?);
    }
    Ok(told)
}
