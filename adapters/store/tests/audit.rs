//! Somebody who may write the tables: whatever they do to an event, the check names the case and the event.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod common;

use common::{Trial, at, both, commit, one, part};
use dengwen_store::{Batch, Break, Change, What};

both!(
    an_untouched_log_verifies,
    every_event_deleted_is_named,
    every_column_changed_is_named,
    events_exchanged_are_named,
    an_end_cut_off_is_named,
    a_case_gone_is_named,
    the_ledger_cannot_be_mended_in_part,
    an_event_put_in_is_named,
    a_packed_body_is_held_by_its_hash_like_any_other,
    a_check_while_others_write_finds_nothing,
);

/// Three cases, their events mixed, seven events in all.
async fn fill(trial: &Trial) {
    for (stream, expected) in [("c1", 0), ("c2", 0), ("c1", 1), ("c3", 0), ("c2", 1), ("c1", 2), ("c3", 1)] {
        trial.store.transact(one(&format!("{stream}-{expected}"), stream, expected)).await.unwrap();
    }
}

const EVENTS: [(&str, u64); 7] = [("c1", 1), ("c1", 2), ("c1", 3), ("c2", 1), ("c2", 2), ("c3", 1), ("c3", 2)];

async fn found(trial: &Trial) -> Break {
    match trial.store.verify(|_| {}).await.unwrap() {
        Err(found) => found,
        Ok(verified) => panic!("nothing found: {verified:?}"),
    }
}

/// Keeps the tables aside, does this, looks, and puts them back.
async fn after(trial: &Trial, sql: &str) -> Break {
    for table in ["streams", "commits", "leaves", "ledger"] {
        trial.tamper(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
    trial.tamper(sql).await;
    let found = found(trial).await;
    for table in ["streams", "commits", "leaves", "ledger"] {
        let back =
            format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}; DROP TABLE kept_{table}");
        trial.tamper(&back).await;
    }
    assert!(trial.store.verify(|_| {}).await.unwrap().is_ok());
    found
}

fn broken(stream: &str, seq: u64, what: What) -> Break {
    Break { stream: stream.to_owned(), seq, what }
}

async fn an_untouched_log_verifies(trial: &Trial) {
    let empty = trial.store.verify(|_| {}).await.unwrap().unwrap();
    assert_eq!((empty.streams, empty.commits), (0, 0));
    fill(trial).await;
    let mut read = 0;
    let verified = trial.store.verify(|rows| read = rows).await.unwrap().unwrap();
    assert_eq!((verified.streams, verified.commits, verified.ledger.leaves, read), (3, 7, 7, 14));
    assert_eq!(trial.store.ledger_head().await.unwrap(), verified.ledger);
    assert_eq!(trial.store.verify_stream("c1").await.unwrap().unwrap().seq, 3);
    // A page of the check is 500 rows: more than that is read in several.
    let batch = Batch { commits: (0..1_203).map(|n| commit("long", &format!("{n}"))).collect(), ..Batch::default() };
    trial.store.transact(Change::of("long", part("long", 0), at(0), batch)).await.unwrap();
    assert_eq!(trial.store.verify(|_| {}).await.unwrap().unwrap().commits, 1_210);
    trial.tamper("DELETE FROM commits WHERE stream = 'long' AND seq = 501").await;
    assert_eq!(found(trial).await, broken("long", 501, What::Missing));
}

async fn every_event_deleted_is_named(trial: &Trial) {
    fill(trial).await;
    for (stream, seq) in EVENTS {
        let sql = format!("DELETE FROM commits WHERE stream = '{stream}' AND seq = {seq}");
        assert_eq!(after(trial, &sql).await, broken(stream, seq, What::Missing));
    }
}

async fn every_column_changed_is_named(trial: &Trial) {
    fill(trial).await;
    for (stream, seq) in EVENTS {
        for (column, what) in [
            ("form = 2", What::Changed),
            ("command = 'other'", What::Changed),
            ("body = body || ' '", What::Changed),
            ("entered_at = entered_at + 1", What::Changed),
            ("hash = (SELECT root FROM leaves WHERE leaf = 1)", What::Changed),
            ("previous = (SELECT root FROM leaves WHERE leaf = 1)", What::Unlinked),
        ] {
            let sql = format!("UPDATE commits SET {column} WHERE stream = '{stream}' AND seq = {seq}");
            assert_eq!(after(trial, &sql).await, broken(stream, seq, what), "{column}");
        }
        let sql = format!("UPDATE commits SET leaf = 100 WHERE stream = '{stream}' AND seq = {seq}");
        let found = after(trial, &sql).await;
        assert_eq!((found.stream.as_str(), found.seq), (stream, seq));
        let sql = format!("UPDATE commits SET seq = seq + 100 WHERE stream = '{stream}' AND seq = {seq}");
        assert_eq!(after(trial, &sql).await, broken(stream, seq, What::Missing));
        let sql = format!("UPDATE commits SET stream = 'c9' WHERE stream = '{stream}' AND seq = {seq}");
        assert_eq!(after(trial, &sql).await, broken(stream, seq, What::Missing));
    }
}

async fn events_exchanged_are_named(trial: &Trial) {
    fill(trial).await;
    for (stream, a, b) in [("c1", 1, 2), ("c1", 2, 3), ("c1", 1, 3), ("c2", 1, 2)] {
        let set = |to: i64, of: u64| format!("UPDATE commits SET seq = {to} WHERE stream = '{stream}' AND seq = {of};");
        let sql = format!(
            "{}{}UPDATE commits SET seq = {b} WHERE stream = '{stream}' AND seq = -1",
            set(-1, a),
            set(i64::try_from(a).unwrap(), b)
        );
        let found = after(trial, &sql).await;
        assert_eq!((found.stream.as_str(), found.seq), (stream, a), "{found}");
        // The bodies alone.
        let body = |of: u64| format!("(SELECT body FROM kept_commits WHERE stream = '{stream}' AND seq = {of})");
        let sql = format!(
            "UPDATE commits SET body = {} WHERE stream = '{stream}' AND seq = {a}; UPDATE commits SET body = {} WHERE stream = '{stream}' AND seq = {b}",
            body(b),
            body(a),
        );
        assert_eq!(after(trial, &sql).await, broken(stream, a, What::Changed));
    }
}

async fn an_end_cut_off_is_named(trial: &Trial) {
    fill(trial).await;
    for (stream, seq) in EVENTS {
        let cut = format!("DELETE FROM commits WHERE stream = '{stream}' AND seq >= {seq};");
        assert_eq!(after(trial, &cut).await, broken(stream, seq, What::Missing));
        // The head of the case mended, so that the case by itself looks whole.
        let last = seq - 1;
        let mended = if last == 0 {
            format!("{cut} DELETE FROM streams WHERE id = '{stream}'")
        } else {
            let hash = format!("(SELECT hash FROM commits WHERE stream = '{stream}' AND seq = {last})");
            format!("{cut} UPDATE streams SET head_seq = {last}, head_hash = {hash} WHERE id = '{stream}'")
        };
        assert_eq!(after(trial, &mended).await, broken(stream, seq, What::Missing));
        let leaves = format!("{mended}; DELETE FROM leaves WHERE stream = '{stream}' AND seq >= {seq}");
        assert!(matches!(after(trial, &leaves).await.what, What::LeafMissing { .. }));
    }
}

async fn a_case_gone_is_named(trial: &Trial) {
    fill(trial).await;
    for stream in ["c1", "c2", "c3"] {
        let gone = format!("DELETE FROM commits WHERE stream = '{stream}'; DELETE FROM streams WHERE id = '{stream}';");
        assert_eq!(after(trial, &gone).await, broken(stream, 1, What::Missing));
        let leaves = format!("{gone} DELETE FROM leaves WHERE stream = '{stream}'");
        assert!(matches!(after(trial, &leaves).await.what, What::LeafMissing { .. }));
        let head = format!("DELETE FROM streams WHERE id = '{stream}'");
        assert_eq!(after(trial, &head).await, broken(stream, 1, What::Added));
    }
}

async fn the_ledger_cannot_be_mended_in_part(trial: &Trial) {
    fill(trial).await;
    for leaf in 1..=7 {
        let found = after(trial, &format!("DELETE FROM leaves WHERE leaf = {leaf}")).await;
        assert_eq!(found.what, What::LeafMissing { leaf });
    }
    let found = after(trial, "UPDATE leaves SET stream = 'c9' WHERE leaf = 2").await;
    assert_eq!(found.what, What::LeafChanged { leaf: 2 });
    let found = after(trial, "UPDATE ledger SET leaves = 6").await;
    assert_eq!(found, broken("c3", 2, What::LedgerHeadChanged));
    let found = after(trial, "DELETE FROM ledger").await;
    assert_eq!(found.what, What::LedgerHeadChanged);
    let found = after(trial, "UPDATE streams SET head_seq = 9 WHERE id = 'c2'").await;
    assert_eq!(found, broken("c2", 3, What::Missing));
}

async fn a_packed_body_is_held_by_its_hash_like_any_other(trial: &Trial) {
    let body = format!(r#"{{"events":[{}]}}"#, r#"{"event":"field_set","row":"main","field":"a"},"#.repeat(20));
    let batch = Batch { commits: vec![commit("c1", &body)], ..Batch::default() };
    trial.store.transact(Change::of("one", part("c1", 0), at(0), batch)).await.unwrap();
    assert_eq!(trial.store.load("c1", 0).await.unwrap().remove(0).body, body);
    for sql in [
        "UPDATE commits SET body = ' '",
        "UPDATE commits SET packed = NULL",
        "UPDATE commits SET packed = NULL, body = '{}'",
        "UPDATE commits SET packed = previous",
    ] {
        assert_eq!(after(trial, sql).await, broken("c1", 1, What::Changed), "{sql}");
    }
}

async fn an_event_put_in_is_named(trial: &Trial) {
    fill(trial).await;
    let sql = "INSERT INTO commits SELECT stream, 3, 99, form, 'x', body, hash, previous, entered_at, packed FROM commits WHERE stream = 'c2' AND seq = 2";
    assert_eq!(after(trial, sql).await, broken("c2", 3, What::Changed));
    let sql = "INSERT INTO commits SELECT 'c9', 1, 99, form, 'x', body, previous, hash, entered_at, packed FROM commits WHERE stream = 'c2' AND seq = 1";
    assert_eq!(after(trial, sql).await, broken("c9", 1, What::Added));
}

async fn a_check_while_others_write_finds_nothing(trial: &Trial) {
    let store = trial.store.clone();
    let writing = tokio::spawn(async move {
        for n in 0..60 {
            store.transact(one(&format!("k{n}"), &format!("c{}", n % 5), n / 5)).await.unwrap();
        }
    });
    while !writing.is_finished() {
        trial.store.verify(|_| {}).await.unwrap().unwrap();
    }
    writing.await.unwrap();
    assert_eq!(trial.store.verify(|_| {}).await.unwrap().unwrap().commits, 60);
}
