//! Searching 100,000 sealed cases: `cargo bench -p dengwen-store --bench sealed`; with `DENGWEN_TEST_POSTGRES` on that server too.
//! Each case has thirty words out of five thousand, as uneven as words are: the commonest stands in most cases. Questions have
//! one to three words, drawn as the texts draw them.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "it stops by panicking and reports times"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{Trial, at};
use dengwen_store::{CaseFilter, Question, Viewer, whole_words};
use std::time::{Duration, Instant};

const CASES: u32 = 100_000;
const WORDS: u64 = 5_000;
const EACH: u32 = 30;
const ASKED: u64 = 300;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    cutting();
    let trial = common::sqlite().await;
    scale(&trial).await;
    trial.end().await;
    if let Some(trial) = common::postgres().await {
        scale(&trial).await;
        trial.end().await;
    }
}

fn cutting() {
    let text = "经查，被举报人在工程招投标中收受好处费，并虚报冒领专项资金。".repeat(10);
    let start = Instant::now();
    let count = whole_words(&text).len();
    println!(
        "the first text of {} characters, with the dictionary: {:?}, {count} words",
        text.chars().count(),
        start.elapsed()
    );
    let start = Instant::now();
    assert_eq!(whole_words(&text).len(), count);
    println!("the same again: {:?}", start.elapsed());
}

/// The word of a draw, as the texts have it: low numbers are common.
const fn drawn(draw: u64) -> u64 {
    draw * draw * draw * WORDS / 1_000_000_000
}

/// What stands for the hash of a word.
fn hash(word: &str) -> Vec<u8> {
    format!("hash-of-{word:>08}").into_bytes()
}

async fn fill(trial: &Trial) {
    let second = at(0).as_microsecond();
    let bytes = if trial.url.starts_with("postgres") {
        "CONVERT_TO('hash-of-' || LPAD('w' || (d * d * d / 200000), 8, ' '), 'UTF8')"
    } else {
        "CAST(PRINTF('hash-of-%8s', 'w' || (d * d * d / 200000)) AS BLOB)"
    };
    trial
        .tamper(&format!(
            "CREATE TABLE n (n BIGINT); INSERT INTO n WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < {CASES}) SELECT n FROM r;
             CREATE TABLE j (j BIGINT); INSERT INTO j SELECT n FROM n WHERE n <= {EACH};
             INSERT INTO cases SELECT 'organ.case' || n, 'X' || n, 'o1', 'g1', '1', 'k', 'open', '', 'portal', NULL, {second} + n * 1000000, NULL, NULL, {second}, 1, '{{}}' FROM n;
             INSERT INTO sight SELECT 'organ.case' || n, 0, 'figures', 'o1/all', {second} + n * 1000000 FROM n;
             INSERT INTO sight SELECT 'organ.case' || n, 0, 'all', 'u' || (n % 20), {second} + n * 1000000 FROM n;
             INSERT INTO sight SELECT 'organ.case' || n, 0, 'all', 'p1', {second} + n * 1000000 FROM n;
             INSERT INTO sealed_words SELECT stream, 'circle:organ/post:petitions', word, 2, 0 FROM (SELECT DISTINCT stream, {bytes} AS word FROM
               (SELECT 'organ.case' || n AS stream, (n * 7919 + j * 104729 + n * j * 31) % 1000 AS d FROM n CROSS JOIN j) AS drawn) AS said;
             ANALYZE;"
        ))
        .await;
}

async fn scale(trial: &Trial) {
    let start = Instant::now();
    fill(trial).await;
    println!("filled in {:?}", start.elapsed());
    let principals: Vec<String> = ["p1", "u1", "u2"].map(str::to_owned).to_vec();
    let viewer = Viewer { principals: &principals, person: "p1", stands_in: &[] };
    let mut took: Vec<(Duration, usize, usize)> = Vec::new();
    for n in 0..ASKED {
        let size = n % 3 + 1;
        let text = (0..size).map(|k| format!("w{}", drawn((n * 7_907 + k * 104_711 + n * k * 13) % 1_000)));
        let text = text.collect::<Vec<_>>().join(" ");
        let start = Instant::now();
        let asked = Question::new(&text).with_keys(&[hash]);
        let page = trial.store.search(&asked, viewer, &CaseFilter::default(), None, 50).await.unwrap();
        took.push((start.elapsed(), usize::try_from(size).unwrap(), page.rows.len()));
    }
    took.sort();
    let at = |share: usize| took[(took.len() - 1) * share / 100];
    println!(
        "{CASES} sealed cases, {ASKED} questions of one to three words: median {:?}, 95% {:?}, worst {:?}",
        at(50).0,
        at(95).0,
        at(100).0
    );
    println!("questions that found something: {}", took.iter().filter(|(.., found)| *found > 0).count());
    for size in 1..=3 {
        let mine: Vec<Duration> = took.iter().filter(|(_, of, _)| *of == size).map(|(time, ..)| *time).collect();
        println!("{size} words: median {:?}, worst {:?}", mine[mine.len() / 2], mine[mine.len() - 1]);
    }
}
