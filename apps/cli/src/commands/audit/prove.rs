//! `dengwen audit prove` and `check-proof`: that an event is in the log, in the public form of a proof, and its check by
//! anybody who has the public key.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use dengwen_audit::{Checkpoint, Proof};
use dengwen_desk::audit::Proven;
use dengwen_store::Store;

use super::{Log, verifier};
use crate::out;

/// Which event of which case.
#[derive(Debug, Args)]
pub(crate) struct Prove {
    #[command(flatten)]
    log: Log,
    /// The case: its number, or its id.
    case: String,
    /// The event; without it the last, which rests on all before it.
    event: Option<u64>,
    /// A file for the proof; without it, it is printed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Which proof, by which key.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The proof, or a statement of receipt that holds one.
    file: PathBuf,
    /// The public key of the log, or a file that holds it. Take it from the office itself, not from the proof.
    #[arg(long, value_name = "KEY")]
    key: String,
    /// English instead of Chinese.
    #[arg(long)]
    en: bool,
}

/// Proves.
pub(super) fn run(prove: &Prove) -> ExitCode {
    let told = crate::commands::runtime().and_then(|runtime| runtime.block_on(proven(prove)));
    match (told, &prove.out) {
        (Err(why), _) => out::failed(&why),
        (Ok(text), None) => out::print(&text),
        (Ok(text), Some(file)) => match std::fs::write(file, text) {
            Ok(()) => out::print(&file.display().to_string()),
            Err(why) => out::failed(&format!("{}: {why}", file.display())),
        },
    }
}

async fn proven(prove: &Prove) -> Result<String, String> {
    let key = prove.log.key()?;
    let store = prove.log.open().await?;
    let found = in_tree(&store, prove).await;
    store.close().await;
    let found = found?;
    let checkpoint = Checkpoint { origin: key.name().to_owned(), size: found.head.leaves, root: found.head.root };
    let entry = found.commit.entry().into_bytes();
    Ok(Proof { entry, index: found.index, path: found.path, checkpoint: checkpoint.sign(&key) }.text())
}

async fn in_tree(store: &Store, prove: &Prove) -> Result<dengwen_store::InTree, String> {
    let why = |error: dengwen_store::StoreError| error.to_string();
    let numbered = store.cases_by_number(&prove.case).await.map_err(why)?;
    let stream = match numbered.as_slice() {
        [] => prove.case.clone(),
        [one] => one.stream.clone(),
        several => {
            let ids: Vec<&str> = several.iter().map(|case| case.stream.as_str()).collect();
            return Err(format!(
                "编号{}有几件，请用标识：{} | several cases bear it, name one by its id",
                prove.case,
                ids.join(" ")
            ));
        }
    };
    let unknown = || format!("没有这件案件：{} | there is no such case", prove.case);
    let last = store.head(&stream).await.map_err(why)?.ok_or_else(unknown)?.head.seq;
    let event = prove.event.unwrap_or(last);
    let missing = || format!("{}只有{last}个事件 | it has {last} events only", prove.case);
    store.prove(&stream, event).await.map_err(why)?.ok_or_else(missing)
}

/// Checks.
pub(super) fn check(check: &Check) -> ExitCode {
    match checked(check) {
        Ok(text) => out::print(&text),
        Err(why) => out::failed(&why),
    }
}

fn checked(check: &Check) -> Result<String, String> {
    let key = verifier(&check.key)?;
    let file = check.file.display();
    let text = std::fs::read(&check.file).map_err(|why| format!("{file}: {why}"))?;
    let wrong = |why: String| {
        if check.en { format!("not proven: {file}: {why}") } else { format!("不能证明：{file}：{why}") }
    };
    let proof = Proof::find(&String::from_utf8_lossy(&text)).map_err(|why| wrong(why.to_string()))?;
    let checkpoint = proof.check(&key).map_err(|why| wrong(why.to_string()))?;
    let proven = Proven::of(&proof, &checkpoint).ok_or_else(|| wrong("no event of dengwen".to_owned()))?;
    let Proven { at, digest, place, of, log } = proven;
    Ok(if check.en {
        format!("proven: entered at {at}, digest {digest}, number {place} of {of} in the log {log}")
    } else {
        format!("证明成立：{at} 录入，摘要 {digest}，日志 {log} 共{of}条中的第{place}条")
    })
}
