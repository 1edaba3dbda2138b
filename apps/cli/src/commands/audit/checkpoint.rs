//! `dengwen audit checkpoint`: where the log stands now, signed.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use dengwen_audit::{Checkpoint, LogKey};
use dengwen_desk::audit::{Checkpoints, Kept};
use dengwen_store::Store;

use super::Log;
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
    store.close().await;
    match (told?, &write.out) {
        (note, Some(file)) => {
            std::fs::write(file, note).map_err(|why| format!("{}: {why}", file.display()))?;
            Ok(file.display().to_string())
        }
        (told, None) => Ok(told),
    }
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
