//! `dengwen audit verify`: no event was deleted, changed or moved; else the first break, naming case and event.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use dengwen_regulation::model::Lang;
use dengwen_store::{Break, Durability, Store, Verified};
use serde_json::json;

use super::regulation::Format;
use crate::out;

/// What can be asked of the log.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Checks every event of the store; exits 1 at the first break.
    Verify(Verify),
}

/// Which log.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The folder of the data.
    #[arg(long, value_name = "DIR", required_unless_present = "database")]
    data: Option<PathBuf>,
    /// A PostgreSQL URL, where the data does not lie in the folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// English instead of Chinese.
    #[arg(long)]
    en: bool,
}

/// Runs the command.
pub(crate) fn run(command: &Command) -> ExitCode {
    let Command::Verify(verify) = command;
    let lang = if verify.en { Lang::En } else { Lang::Zh };
    let found = super::runtime().and_then(|runtime| runtime.block_on(checked(verify)));
    match (found, verify.format) {
        (Err(why), _) => out::failed(&why),
        (Ok(Ok(sound)), Format::Text) => out::print(&sound_in_words(&sound, lang)),
        (Ok(Err(broken)), Format::Text) => out::print_failed(&broken_in_words(&broken, lang)),
        (Ok(Ok(sound)), Format::Json) => out::print(&format!(
            "{:#}",
            json!({"sound": true, "streams": sound.streams, "commits": sound.commits, "head": sound.ledger})
        )),
        (Ok(Err(broken)), Format::Json) => {
            out::print_failed(&format!("{:#}", json!({"sound": false, "break": broken})))
        }
    }
}

async fn checked(verify: &Verify) -> Result<Result<Verified, Break>, String> {
    let store = match (&verify.database, &verify.data) {
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
    let store = store.map_err(|why| why.to_string())?;
    let found = store.verify(|_| {}).await.map_err(|why| why.to_string());
    store.close().await;
    found
}

fn sound_in_words(sound: &Verified, lang: Lang) -> String {
    let (streams, commits, head) = (sound.streams, sound.commits, sound.ledger.chained);
    match lang {
        Lang::Zh => format!("完好：{streams}个记录流、{commits}个事件，未见删除、改动或调换。总账末端 {head}"),
        Lang::En => format!(
            "sound: {streams} streams, {commits} events, none deleted, changed or moved. Head of the ledger {head}"
        ),
    }
}

fn broken_in_words(broken: &Break, lang: Lang) -> String {
    let Break { stream, seq, what } = broken;
    match lang {
        Lang::Zh => format!("不完好：{stream} 第{seq}个事件：{}", what.zh()),
        Lang::En => format!("broken: {stream}, event {seq}: {what}"),
    }
}
