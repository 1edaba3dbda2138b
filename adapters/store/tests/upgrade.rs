//! A store of every earlier version, with rows in it, goes on to the present one and holds what it held.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod common;

use common::{Trial, at, bare_postgres, bare_sqlite, commit, part, sqlite};
use dengwen_store::{Batch, CaseRow, Change, Kind, Lines, Rows, Shape, Store, Sum};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// More than one complete subtree of the ledger.
const COMMITS: u64 = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_earlier_version_goes_on_on_sqlite() {
    let (last, rows) = present().await;
    for version in 1..=last {
        goes_on(bare_sqlite().await, version, &rows).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_earlier_version_goes_on_on_postgres() {
    let (last, rows) = present().await;
    for version in 1..=last {
        let Some(trial) = bare_postgres().await else {
            eprintln!("not run: DENGWEN_TEST_POSTGRES is not set");
            return;
        };
        goes_on(trial, version, &rows).await;
    }
}

/// Rows of each table by the names of their columns.
type Known = BTreeMap<String, Vec<BTreeMap<String, Value>>>;

/// What this version writes, and which version it is.
async fn present() -> (i64, Known) {
    let trial = sqlite().await;
    for n in 0..COMMITS / 100 {
        let stream = format!("case-{n}");
        let rows = Rows { cases: vec![case(&stream)], ..Rows::default() };
        let commits = (0..100).map(|at| commit(&stream, &format!(r#"{{"n":{at}}}"#))).collect();
        let batch = Batch { commits, delta: Rows::default().diff(&rows), ..Batch::default() };
        trial.store.transact(Change::of(&format!("c{n}"), part(&stream, 0), at(0), batch)).await.unwrap();
    }
    let mut whole = trial.store.whole().await.unwrap();
    let mut known = Known::new();
    while let Some((place, lines)) = whole.next().await.unwrap() {
        let shape = &whole.shapes()[place];
        let named = lines.iter().map(|line| {
            let values: Vec<Value> = serde_json::from_str(line).unwrap();
            shape.columns.iter().map(|(name, _)| name.clone()).zip(values).collect()
        });
        known.entry(shape.table.clone()).or_default().extend(named);
    }
    let version = whole.version();
    drop(whole);
    trial.end().await;
    (version, known)
}

fn case(stream: &str) -> CaseRow {
    CaseRow {
        stream: stream.to_owned(),
        number: Some(format!("2026-{stream}")),
        organisation: "club".to_owned(),
        regulation: "small".to_owned(),
        version: "1".to_owned(),
        kind: "said".to_owned(),
        stage: "open".to_owned(),
        title: "游泳馆".to_owned(),
        channel: "portal".to_owned(),
        unit: None,
        received_at: at(0),
        ended_at: None,
        due_at: None,
        updated_at: at(0),
        updated_seq: 1,
        outline: json!({}),
    }
}

/// The same rows as that version would have them: columns that it had and are gone have something in them.
fn rows_of(version: &[Shape], known: &Known) -> (Vec<(Shape, Sum)>, Earlier) {
    let (mut tables, mut pages) = (Vec::new(), Vec::new());
    for (place, shape) in version.iter().enumerate() {
        let lines: Vec<String> =
            known.get(&shape.table).map_or_else(Vec::new, |rows| rows.iter().map(|row| line(shape, row)).collect());
        let mut sum = Sum::default();
        lines.iter().for_each(|line| {
            sum.add(line);
        });
        tables.push((shape.clone(), sum));
        pages.push((place, lines));
    }
    (tables, Earlier(pages))
}

fn line(shape: &Shape, row: &BTreeMap<String, Value>) -> String {
    let value = |(name, kind): &(String, Kind)| {
        row.get(name).cloned().unwrap_or(match kind {
            Kind::Int => json!(0),
            Kind::Text => json!(""),
            Kind::Bytes => json!("AAAA"),
        })
    };
    Value::Array(shape.columns.iter().map(value).collect()).to_string()
}

#[derive(Debug)]
struct Earlier(Vec<(usize, Vec<String>)>);

impl Lines for Earlier {
    fn next(&mut self) -> std::io::Result<Option<(usize, Vec<String>)>> {
        Ok(self.0.pop())
    }
}

async fn goes_on(trial: Trial, version: i64, known: &Known) {
    let store = &trial.store;
    store.migrate_to(version).await.unwrap();
    let shapes = store.whole().await.unwrap().shapes().to_vec();
    let (tables, lines) = rows_of(&shapes, known);
    store.fill(tables, Box::new(lines)).await.unwrap();
    store.migrate().await.unwrap();
    let sound = store.verify(|_| ()).await.unwrap();
    assert!(matches!(&sound, Ok(sound) if sound.commits == COMMITS), "from version {version}: {sound:?}");
    holds_what_it_held(store, &shapes, known, version).await;
    store.migrate().await.unwrap();
    trial.end().await;
}

/// Every row of every table that was there then, and of the tree, which is filled in.
async fn holds_what_it_held(store: &Store, then: &[Shape], known: &Known, version: i64) {
    let mut whole = store.whole().await.unwrap();
    let mut now: BTreeMap<String, usize> = BTreeMap::new();
    while let Some((place, lines)) = whole.next().await.unwrap() {
        *now.entry(whole.shapes()[place].table.clone()).or_default() += lines.len();
    }
    let there = then.iter().map(|shape| shape.table.as_str()).chain(["tree"]);
    for table in there {
        let wanted = known.get(table).map_or(0, Vec::len);
        assert_eq!(now.get(table).copied().unwrap_or_default(), wanted, "{table}, from version {version}");
    }
}
