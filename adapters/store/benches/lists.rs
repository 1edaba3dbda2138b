//! Times of lists over many cases and of a log that grows: `cargo bench -p dengwen-store`; with `DENGWEN_TEST_POSTGRES` on that
//! server too.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "it stops by panicking and reports times")]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{Trial, at, one};
use dengwen_store::{CaseFilter, InboxFilter, Question, Viewer};
use std::time::Instant;

const CASES: u32 = 200_000;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let trial = common::sqlite().await;
    scale(&trial).await;
    trial.end().await;
    if let Some(trial) = common::postgres().await {
        scale(&trial).await;
        trial.end().await;
    }
    appends().await;
}

async fn fill(trial: &Trial) {
    let second = at(0).as_microsecond();
    trial
        .tamper(&format!(
            "CREATE TABLE n (n BIGINT); INSERT INTO n WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < {CASES}) SELECT n FROM r;
             INSERT INTO cases SELECT 'c' || n, 'X' || n, 'o1', 'g1', '1', 'k', CASE WHEN n % 9 = 0 THEN 'closed' ELSE 'open' END, 't', 'portal', NULL, {second} + n * 1000000, NULL, NULL, {second}, 1, '{{}}' FROM n;
             INSERT INTO sight SELECT 'c' || n, 0, 'full', 'all@o1', {second} + n * 1000000 FROM n;
             INSERT INTO sight SELECT 'c' || n, 0, 'full', 'p' || (n % 50), {second} + n * 1000000 FROM n;
             INSERT INTO todo SELECT 'c' || n, 0, 'u' || (n % 20), 'decide', 0, {second} + ((n * 7919) % {CASES}) * 1000000, 'o1', 'g1', '{{}}' FROM n;
             INSERT INTO words SELECT 'c' || n, 'w' || (n % 7) FROM n;
             INSERT INTO words SELECT 'c' || n, 'v' || (n % 1000) FROM n;
             INSERT INTO clocks SELECT 'c' || n, 0, 'l', '', 1, {second} + n * 1000000, {second} + n * 1000000, 0, 'p', 1, 0 FROM n;
             ANALYZE;"
        ))
        .await;
}

async fn scale(trial: &Trial) {
    fill(trial).await;
    let store = &trial.store;
    let principals: Vec<String> = ["all@o1", "p1", "p2", "u1", "u2", "u3"].map(str::to_owned).to_vec();
    let viewer = Viewer { principals: &principals, person: "p1", stands_in: &[] };
    for round in 0..2 {
        let start = Instant::now();
        let page = store.inbox(viewer, &InboxFilter::default(), None, 50).await.unwrap();
        println!("round {round} inbox {:?} {}", start.elapsed(), page.rows.len());
        let start = Instant::now();
        let page = store.inbox(viewer, &InboxFilter::default(), page.next.as_ref(), 50).await.unwrap();
        println!("round {round} inbox, second page {:?} {}", start.elapsed(), page.rows.len());
        let start = Instant::now();
        let count = store.inbox_count(viewer, &InboxFilter::default(), 500).await.unwrap();
        println!("round {round} count {:?} {count}", start.elapsed());
        let start = Instant::now();
        let page = store.cases_visible(viewer, &CaseFilter::default(), None, 50).await.unwrap();
        println!("round {round} cases {:?} {}", start.elapsed(), page.rows.len());
        let filter = CaseFilter { stage: Some("closed".to_owned()), ..CaseFilter::default() };
        let start = Instant::now();
        let page = store.cases_visible(viewer, &filter, page.next.as_ref(), 50).await.unwrap();
        println!("round {round} closed cases {:?} {}", start.elapsed(), page.rows.len());
        let start = Instant::now();
        let page = store.search(&Question::new("w3 v17"), viewer, &CaseFilter::default(), None, 50).await.unwrap();
        println!("round {round} search, rare {:?} {}", start.elapsed(), page.rows.len());
        let start = Instant::now();
        let page = store.search(&Question::new("w3"), viewer, &CaseFilter::default(), None, 50).await.unwrap();
        println!("round {round} search, common {:?} {}", start.elapsed(), page.rows.len());
        let start = Instant::now();
        let due = store.due_clocks(at(1_000 + round * 1_000), jiff::SignedDuration::from_secs(9), 100).await.unwrap();
        println!("round {round} clocks {:?} {}", start.elapsed(), due.len());
    }
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..16 {
        let store = store.clone();
        tasks.spawn(async move {
            for n in 0..50 {
                store.transact(one(&format!("k{writer}-{n}"), &format!("s{writer}"), n)).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    println!("800 changes by 16 writers {:?}", start.elapsed());
    let start = Instant::now();
    for n in 0..100 {
        store.transact(one(&format!("a{n}"), "alone", n)).await.unwrap();
    }
    println!("100 changes by one writer {:?}", start.elapsed());
    let start = Instant::now();
    println!("verify {:?} {:?}", store.verify(|_| {}).await.unwrap().unwrap().commits, start.elapsed());
}

/// What one more event costs as the log grows.
async fn appends() {
    let trial = common::sqlite().await;
    let store = &trial.store;
    for round in 0..4 {
        let start = Instant::now();
        for n in 0..1_000 {
            store.transact(one(&format!("a{round}-{n}"), &format!("alone{round}"), n)).await.unwrap();
        }
        let leaves = store.ledger_head().await.unwrap().leaves;
        println!("{leaves} events: 1000 changes one after the other {:?}", start.elapsed());
        let many = (0..30_000).map(|n| common::commit(&format!("many{round}"), &format!("{n}"))).collect();
        let batch = dengwen_store::Batch { commits: many, ..dengwen_store::Batch::default() };
        let start = Instant::now();
        let part = common::part(&format!("many{round}"), 0);
        store.transact(dengwen_store::Change::of(&format!("many{round}"), part, at(0), batch)).await.unwrap();
        println!("30000 events in one change {:?}", start.elapsed());
    }
    let start = Instant::now();
    let proven = store.prove("alone1", 500).await.unwrap().unwrap();
    println!("a proof of {} hashes {:?}", proven.path.len(), start.elapsed());
    let start = Instant::now();
    let found = store.verify(|_| {}).await.unwrap().unwrap();
    println!("verify {} events {:?}", found.commits, start.elapsed());
    trial.end().await;
}
