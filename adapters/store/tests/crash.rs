//! Signal 9 in the middle of writing: nothing that was acknowledged is lost, nothing is half written.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{Trial, at, both, commit, part};
use dengwen_store::{Batch, Change, OutboxRow, Store};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

both!(what_was_acknowledged_survives_signal_9);

const WHERE: &str = "DENGWEN_CRASH_TARGET";
const WRITERS: u64 = 8;

/// Not a test by itself: what the child does until it is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(target) = std::env::var(WHERE) else { return };
    let store = Store::open(&target).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let store = store.clone();
        tasks.spawn(async move {
            for n in 0..100_000_u64 {
                let stream = format!("w{writer}-{n}");
                let row = OutboxRow {
                    id: format!("{stream}/1/0"),
                    kind: "mail".to_owned(),
                    stream: stream.clone(),
                    body: serde_json::Value::Null,
                    due_at: at(0),
                    attempts: 0,
                };
                let batch = Batch { commits: vec![commit(&stream, "{}")], outbox: vec![row], ..Batch::default() };
                store.transact(Change::of(&stream, part(&stream, 0), at(0), batch)).await.unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "acknowledged {stream}").unwrap();
                out.flush().unwrap();
            }
        });
    }
    tasks.join_all().await;
}

async fn what_was_acknowledged_survives_signal_9(trial: &Trial) {
    let target = trial.url.trim_start_matches("sqlite:").to_owned();
    for round in 0..3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture", "--test-threads=1"])
            .env(WHERE, &target)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = Vec::new();
        for line in lines {
            // The last line may be cut off by the kill; one that is whole counts.
            let Ok(line) = line else { break };
            if let Some((_, stream)) = line.split_once("acknowledged ") {
                acknowledged.push(stream.to_owned());
            }
            if acknowledged.len() == 100 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        acknowledged.pop();
        assert!(acknowledged.len() >= 99, "round {round}: {}", acknowledged.len());
        for stream in &acknowledged {
            assert_eq!(trial.store.load(stream, 0).await.unwrap().len(), 1, "round {round}: {stream}");
        }
        let verified = trial.store.verify(|_| {}).await.unwrap().unwrap();
        let (waiting, _) = trial.store.outbox_waiting().await.unwrap();
        assert_eq!((verified.streams, verified.commits), (waiting, waiting), "commits and outbox go together");
        // The next round's child begins anew.
        for table in ["streams", "commits", "leaves", "ledger", "commands", "outbox"] {
            trial.tamper(&format!("DELETE FROM {table}")).await;
        }
    }
}
