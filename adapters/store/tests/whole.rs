//! Everything of a store, carried into another one: to the last row and byte, between both databases.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod common;

use common::{Trial, both, commit, one, part, postgres, sqlite};
use dengwen_store::{Batch, Change, Lines, OutboxRow, SealedRow, Shape, Store, StoreError, Sum};

both! {
    all_of_it_comes_out_and_goes_in_again,
    who_is_cut_off_goes_on_from_there,
    it_is_one_state_while_others_write,
    what_does_not_hold_leaves_nothing_behind,
}

/// Lines that were read, kept in memory.
#[derive(Debug, Clone, Default)]
struct Kept(Vec<(usize, Vec<String>)>);

impl Lines for Kept {
    fn next(&mut self) -> std::io::Result<Option<(usize, Vec<String>)>> {
        Ok((!self.0.is_empty()).then(|| self.0.remove(0)))
    }
}

async fn read(store: &Store) -> (i64, Vec<(Shape, Sum)>, Kept) {
    let mut whole = store.whole().await.unwrap();
    let mut sums = vec![Sum::default(); whole.shapes().len()];
    let mut kept = Kept::default();
    while let Some((at, lines)) = whole.next().await.unwrap() {
        lines.iter().for_each(|line| {
            sums[at].add(line);
        });
        kept.0.push((at, lines));
    }
    let counted: u64 = sums.iter().map(|sum| sum.rows).sum();
    assert_eq!(whole.rows().await.unwrap(), counted);
    (whole.version(), whole.shapes().iter().cloned().zip(sums).collect(), kept)
}

/// How many streams there are: more than are read, and more rows than are kept, at once.
const STREAMS: u64 = 1_000;

/// These streams; nothing, bytes that are no text, and quotation marks in them.
async fn written(store: &Store) {
    for n in 0..i64::try_from(STREAMS).unwrap() {
        let stream = format!("case-{n}");
        let sealed = SealedRow {
            blob: format!("blob-{n}"),
            stream: stream.clone(),
            path: "main.名".to_owned(),
            key_id: "k1".to_owned(),
            nonce: vec![0; 24],
            ciphertext: (0..=255).collect(),
        };
        let outbox = OutboxRow {
            id: format!("out-{n}"),
            kind: "letter".to_owned(),
            stream: stream.clone(),
            body: serde_json::json!({"said": "“喂”\n\"\\"}),
            due_at: common::at(n),
            attempts: 0,
        };
        let batch = Batch {
            commits: vec![commit(&stream, r#"{"said":"游泳馆'几点'开门"}"#)],
            sealed: vec![sealed],
            outbox: vec![outbox],
            ..Batch::default()
        };
        store.transact(Change::of(&format!("c{n}"), part(&stream, 0), common::at(n), batch)).await.unwrap();
    }
}

/// An empty store of the other database where there is one, else of the same.
async fn other(trial: &Trial) -> Trial {
    match trial.url.starts_with("sqlite") {
        true => match postgres().await {
            Some(other) => other,
            None => sqlite().await,
        },
        false => sqlite().await,
    }
}

async fn all_of_it_comes_out_and_goes_in_again(trial: &Trial) {
    written(&trial.store).await;
    let (version, tables, kept) = read(&trial.store).await;
    let there = other(trial).await;
    assert!(there.store.is_empty().await.unwrap());
    there.store.fill(tables.clone(), Box::new(kept)).await.unwrap();
    let (same_version, mut same, _) = read(&there.store).await;
    let mut wanted = tables;
    wanted.sort_by(|a, b| a.0.table.cmp(&b.0.table));
    same.sort_by(|a, b| a.0.table.cmp(&b.0.table));
    assert_eq!((same_version, &same), (version, &wanted));
    assert_eq!(wanted.iter().find(|(shape, _)| shape.table == "commits").unwrap().1.rows, STREAMS);
    assert_eq!(there.store.verify(|_| ()).await.unwrap().unwrap(), trial.store.verify(|_| ()).await.unwrap().unwrap());
    let again = there.store.fill(wanted, Box::new(Kept::default())).await.unwrap_err();
    assert!(matches!(&again, StoreError::Differs(what) if what.contains("is not empty")), "{again}");
    there.end().await;
}

/// Somebody who is cut off after so many pages.
#[derive(Debug)]
struct CutOff(Kept, usize);

impl Lines for CutOff {
    fn next(&mut self) -> std::io::Result<Option<(usize, Vec<String>)>> {
        self.1 = self.1.checked_sub(1).ok_or_else(|| std::io::Error::other("cut off"))?;
        self.0.next()
    }
}

async fn who_is_cut_off_goes_on_from_there(trial: &Trial) {
    written(&trial.store).await;
    let (_, tables, kept) = read(&trial.store).await;
    let there = other(trial).await;
    let cut = CutOff(kept.clone(), kept.0.len() - 1);
    assert!(there.store.fill_on(tables.clone(), Box::new(cut)).await.is_err());
    assert!(!there.store.is_empty().await.unwrap(), "what came so far is kept");
    let wrong = there.store.fill(tables.clone(), Box::new(kept.clone())).await.unwrap_err();
    assert!(matches!(&wrong, StoreError::Differs(what) if what.contains("is not empty")), "{wrong}");
    there.store.fill_on(tables.clone(), Box::new(kept)).await.unwrap();
    let (_, mut same, _) = read(&there.store).await;
    let mut wanted = tables;
    wanted.sort_by(|a, b| a.0.table.cmp(&b.0.table));
    same.sort_by(|a, b| a.0.table.cmp(&b.0.table));
    assert_eq!(same, wanted);
    there.end().await;
}

#[tokio::test]
async fn indices_of_a_file_are_put_up_again_when_all_is_there() {
    let (from, there) = (sqlite().await, sqlite().await);
    written(&from.store).await;
    let (_, tables, kept) = read(&from.store).await;
    let made = async || {
        let asked = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name";
        let rows: Vec<(String, String)> = sqlx::query_as(asked).fetch_all(&mut there.raw().await).await.unwrap();
        rows
    };
    let before = made().await;
    for pages in [0, kept.0.len() - 1] {
        let cut = CutOff(kept.clone(), pages);
        assert!(there.store.fill_on(tables.clone(), Box::new(cut)).await.is_err());
        assert!(!made().await.iter().any(|(_, sql)| sql.starts_with("CREATE INDEX")));
    }
    there.store.fill_on(tables, Box::new(kept)).await.unwrap();
    assert_eq!(made().await, before);
    assert!(before.iter().any(|(_, sql)| sql.starts_with("CREATE INDEX")));
    from.end().await;
    there.end().await;
}

async fn it_is_one_state_while_others_write(trial: &Trial) {
    written(&trial.store).await;
    let mut whole = trial.store.whole().await.unwrap();
    let head = whole.head().await.unwrap();
    let (mut commits, mut leaves, mut n) = (0, 0, 0);
    while let Some((at, lines)) = whole.next().await.unwrap() {
        trial.store.transact(one(&format!("later-{n}"), &format!("later-{n}"), 0)).await.unwrap();
        n += 1;
        match whole.shapes()[at].table.as_str() {
            "commits" => commits += u64::try_from(lines.len()).unwrap(),
            "leaves" => leaves += u64::try_from(lines.len()).unwrap(),
            _ => {}
        }
    }
    assert!(n > 3);
    assert_eq!((commits, leaves, head.leaves), (STREAMS, STREAMS, STREAMS));
    drop(whole);
    assert_eq!(trial.store.ledger_head().await.unwrap().leaves, STREAMS + n);
}

async fn what_does_not_hold_leaves_nothing_behind(trial: &Trial) {
    written(&trial.store).await;
    let (_, tables, kept) = read(&trial.store).await;
    let there = other(trial).await;
    let mut cut = kept.clone();
    cut.0.pop();
    let mut changed = kept.clone();
    let bodies = changed.0.iter_mut().find(|(at, _)| tables[*at].0.table == "outbox").unwrap();
    bodies.1[0] = bodies.1[0].replace("喂", "卫");
    let mut twice = kept.clone();
    twice.0.push(kept.0[0].clone());
    for wrong in [cut, changed, twice] {
        assert!(there.store.fill(tables.clone(), Box::new(wrong)).await.is_err());
        assert!(there.store.is_empty().await.unwrap());
    }
    let fewer = tables[1..].to_vec();
    let wrong = there.store.fill(fewer, Box::new(kept.clone())).await.unwrap_err();
    assert!(matches!(wrong, StoreError::Differs(_)), "{wrong}");
    there.store.fill(tables, Box::new(kept)).await.unwrap();
    there.end().await;
}
