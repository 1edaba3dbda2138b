//! `dengwen audit checkpoint`: where the log stands now, signed.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use dengwen_audit::{Checkpoint, LogKey};
use dengwen_desk::audit::{Checkpoints, Kept, deliveries};
use dengwen_store::Store;
use jiff::Timestamp;

use super::{Log, Receivers, receivers::line};
use crate::out;

/// Which log, and where to.
#[derive(Debug, Args)]
pub(crate) struct Write {
    #[command(flatten)]
    log: Log,
    /// A file for the checkpoint; without it, it is printed.
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    out: Option<PathBuf>,
    /// A folder of checkpoints to add one to, unless the last one there does not agree with the log.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    #[command(flatten)]
    receivers: Receivers,
}

/// Runs the command.
pub(super) fn run(write: &Write) -> ExitCode {
    match crate::commands::runtime().and_then(|runtime| runtime.block_on(written(write))) {
        Ok(text) => out::print(&text),
        Err(why) => out::failed(&why),
    }
}

async fn written(write: &Write) -> Result<String, String> {
    let key = write.log.key()?;
    let store = write.log.open().await?;
    let told = match &write.to {
        Some(folder) => added(folder, &store, &key).await,
        None => signed(&store, &key).await,
    };
    let sent = match told {
        Ok(_) => sent(write, &store, &key).await,
        Err(_) => Ok(()),
    };
    store.close().await;
    let told = match (told?, &write.out) {
        (note, Some(file)) => {
            std::fs::write(file, note).map_err(|why| format!("{}: {why}", file.display()))?;
            file.display().to_string()
        }
        (told, None) => told,
    };
    sent.map(|()| told)
}

/// Sends it to whoever is named, and tells how far each receiver has got.
async fn sent(write: &Write, store: &Store, key: &LogKey) -> Result<(), String> {
    let Some(data) = &write.log.data else { return Ok(()) };
    if !write.receivers.is_empty() {
        let head = store.ledger_head().await.map_err(|why| why.to_string())?;
        let round = write.receivers.sending(data)?.round(head, key, Timestamp::now()).await;
        if round.map_err(|fault| fault.chain())?.is_some() {
            return Err(all_lines(data)?.join("\n"));
        }
    }
    all_lines(data)?.iter().for_each(|line| out::aside(line));
    Ok(())
}

fn all_lines(data: &Path) -> Result<Vec<String>, String> {
    Ok(deliveries(data).map_err(|fault| fault.chain())?.iter().map(line).collect())
}

async fn signed(store: &Store, key: &LogKey) -> Result<String, String> {
    let head = store.ledger_head().await.map_err(|why| why.to_string())?;
    Ok(Checkpoint { origin: key.name().to_owned(), size: head.leaves, root: head.root }.sign(key))
}

async fn added(folder: &Path, store: &Store, key: &LogKey) -> Result<String, String> {
    match Checkpoints::in_folder(folder).write(store, key).await.map_err(|fault| fault.chain())? {
        Kept::Written(path) => Ok(path.display().to_string()),
        Kept::AsBefore => {
            Ok("日志自上一个检查点以来没有变化 | nothing was written since the last checkpoint".to_owned())
        }
        Kept::Disagrees(events) => Err(format!(
            "日志与上一个检查点（{events}个事件）不符，没有签名：请运行 audit verify | the log does not agree with the last checkpoint ({events} events); nothing was signed: run audit verify"
        )),
    }
}
