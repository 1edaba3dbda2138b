//! `dengwen audit`: nothing in the log was deleted, changed or moved, and others can see that for themselves.

mod checkpoint;
mod prove;
mod rebuild;
mod receivers;
mod verify;

pub(crate) use receivers::Receivers;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use dengwen_audit::{LogKey, Verifier};
use dengwen_desk::audit;
use dengwen_store::{Durability, Store};

use crate::out;

/// What can be asked of the log.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Checks every event of the store, and the log against signed checkpoints; exits 1 at the first break.
    Verify(verify::Verify),
    /// Signs where the log stands now, for others to keep.
    Checkpoint(checkpoint::Write),
    /// Prints the public key with which others check.
    Key(Log),
    /// Proves that an event of a case is in the log.
    Prove(prove::Prove),
    /// Checks a proof or a statement of receipt, without a database.
    CheckProof(prove::Check),
    /// Derives lists, search and figures anew from the log: after an update that reads more out of it, or where they differ.
    Rebuild(rebuild::Rebuild),
}

/// Which log.
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// The folder of the data.
    #[arg(long, value_name = "DIR", required_unless_present = "database")]
    data: Option<PathBuf>,
    /// A PostgreSQL URL, where the data does not lie in the folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// Runs the command.
pub(crate) fn run(command: &Command) -> ExitCode {
    match command {
        Command::Verify(verify) => verify::run(verify),
        Command::Checkpoint(write) => checkpoint::run(write),
        Command::Key(log) => match log.key() {
            Ok(key) => out::print(&key.verifier().to_string()),
            Err(why) => out::failed(&why),
        },
        Command::Prove(prove) => prove::run(prove),
        Command::CheckProof(check) => prove::check(check),
        Command::Rebuild(rebuild) => crate::commands::told(rebuild::run(rebuild)),
    }
}

impl Log {
    async fn open(&self) -> Result<Store, String> {
        let store = match (&self.database, &self.data) {
            (Some(url), _) => Store::open(url).await,
            (None, Some(data)) => {
                let file = data.join("dengwen.sqlite");
                if !file.is_file() {
                    return Err(format!("{} 中没有数据 | no data in {0}", data.display()));
                }
                Store::open_sqlite(&file, Durability::Full).await
            }
            (None, None) => return Err("请给出 --data 或者 --database | give --data or --database".to_owned()),
        };
        store.map_err(|why| why.to_string())
    }

    /// The key that signs, if it lies in the folder.
    fn kept_key(&self) -> Result<Option<LogKey>, String> {
        let Some(data) = &self.data else { return Ok(None) };
        audit::log_key_kept(data).map_err(|fault| fault.chain())
    }

    /// The key that signs.
    fn key(&self) -> Result<LogKey, String> {
        self.kept_key()?.ok_or_else(|| {
            "没有日志私钥：请用 --data 指明数据目录 | there is no key of the log: name the folder of the data with --data"
                .to_owned()
        })
    }
}

/// A public key, as text or in a file.
fn verifier(given: &str) -> Result<Verifier, String> {
    let file = Path::new(given);
    let text = if file.is_file() {
        std::fs::read_to_string(file).map_err(|why| format!("{given}: {why}"))?
    } else {
        given.to_owned()
    };
    text.parse().map_err(|why| format!("{given}: {why}"))
}
