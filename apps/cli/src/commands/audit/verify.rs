//! `dengwen audit verify`: no event was deleted, changed or moved, and the database is no older copy; else the first break,
//! naming case and event.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::Args;
use dengwen_desk::audit::{Checkpoints, checkpoint_in};
use dengwen_regulation::model::Lang;
use dengwen_store::{Break, LedgerHead, Verified};
use indicatif::ProgressBar;
use serde_json::json;

use super::{Log, verifier};
use crate::{commands::regulation::Format, out};

/// Which log, against what.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    log: Log,
    /// Checkpoints kept elsewhere: files, or folders of them. Those in the folder of the data are looked at in any case.
    #[arg(long, value_name = "PATH")]
    checkpoint: Vec<PathBuf>,
    /// The public key of the log, or a file that holds it; without it the key in the folder of the data.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// English instead of Chinese.
    #[arg(long)]
    en: bool,
}

/// Runs the command.
pub(super) fn run(verify: &Verify) -> ExitCode {
    let lang = if verify.en { Lang::En } else { Lang::Zh };
    let found = crate::commands::runtime().and_then(|runtime| runtime.block_on(checked(verify)));
    match (found, verify.format) {
        (Err(why), _) => out::failed(&why),
        (Ok((Ok(sound), signed)), Format::Text) => out::print(&sound_in_words(&sound, signed, lang)),
        (Ok((Err(broken), _)), Format::Text) => out::print_failed(&broken_in_words(&broken, lang)),
        (Ok((Ok(sound), signed)), Format::Json) => out::print(&format!(
            "{:#}",
            json!({"sound": true, "streams": sound.streams, "commits": sound.commits, "head": sound.ledger, "checkpoints": signed})
        )),
        (Ok((Err(broken), _)), Format::Json) => {
            out::print_failed(&format!("{:#}", json!({"sound": false, "break": broken})))
        }
    }
}

/// What was found, and against how many checkpoints.
async fn checked(verify: &Verify) -> Result<(Result<Verified, Break>, usize), String> {
    let signed = signed(verify)?;
    let store = verify.log.open().await?;
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    let found = store.verify_against(&signed, |read| bar.set_position(read)).await.map_err(|why| why.to_string());
    bar.finish_and_clear();
    store.close().await;
    Ok((found?, signed.len()))
}

/// All checkpoints there are.
fn signed(verify: &Verify) -> Result<Vec<LedgerHead>, String> {
    let key = match &verify.key {
        Some(given) => Some(verifier(given)?),
        None => verify.log.kept_key()?.map(|key| key.verifier()),
    };
    let Some(key) = key else {
        return if verify.checkpoint.is_empty() {
            Ok(Vec::new())
        } else {
            Err("核对检查点需要日志公钥：--key | checkpoints are checked with the public key of the log: --key"
                .to_owned())
        };
    };
    let mut all = Vec::new();
    let kept = verify.log.data.as_ref().map(|data| data.join("checkpoints"));
    for path in kept.iter().chain(&verify.checkpoint) {
        if path.is_file() {
            all.push(checkpoint_in(path, &key).map_err(|fault| fault.chain())?);
            continue;
        }
        let found = Checkpoints::in_folder(path).read(&key).map_err(|fault| fault.chain())?;
        if found.is_empty() && Some(path) != kept.as_ref() {
            return Err(format!("{} 中没有本日志的检查点 | no checkpoint of this log in {0}", path.display()));
        }
        all.extend(found);
    }
    Ok(all)
}

fn sound_in_words(sound: &Verified, signed: usize, lang: Lang) -> String {
    let (streams, commits, root) = (sound.streams, sound.commits, sound.ledger.root);
    match (lang, signed) {
        (Lang::Zh, 0) => {
            format!("完好：{streams}个记录流、{commits}个事件，未见删除、改动或调换。没有可对照的检查点。日志根 {root}")
        }
        (Lang::Zh, _) => format!(
            "完好：{streams}个记录流、{commits}个事件，未见删除、改动或调换；与{signed}个签名检查点相符。日志根 {root}"
        ),
        (Lang::En, 0) => format!(
            "sound: {streams} streams, {commits} events, none deleted, changed or moved. No checkpoint to hold it against. Root of the log {root}"
        ),
        (Lang::En, _) => format!(
            "sound: {streams} streams, {commits} events, none deleted, changed or moved; agrees with {signed} signed checkpoints. Root of the log {root}"
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
