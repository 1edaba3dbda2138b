//! The tree over all events: proofs from it, and checkpoints that lay elsewhere.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod common;

use common::{Trial, at, both, commit, one, part};
use dengwen_audit::proof::{check_consistency, check_inclusion};
use dengwen_audit::tree::entry_hash;
use dengwen_store::{Batch, Break, Change, Hash, LedgerHead, What};

both!(
    every_event_is_proven,
    a_log_that_grew_is_consistent_with_what_it_was,
    a_rollback_to_an_old_copy_is_found,
    a_log_written_anew_is_found,
    a_tree_changed_is_named,
    what_was_written_before_there_was_a_tree_is_filled_in,
);

/// So many events on one stream, in one change.
async fn fill(trial: &Trial, stream: &str, events: u64) -> LedgerHead {
    let batch = Batch { commits: (0..events).map(|n| commit(stream, &format!("{n}"))).collect(), ..Batch::default() };
    trial.store.transact(Change::of(stream, part(stream, 0), at(0), batch)).await.unwrap();
    trial.store.ledger_head().await.unwrap()
}

async fn broken(trial: &Trial, signed: &[LedgerHead]) -> Break {
    match trial.store.verify_against(signed, |_| {}).await.unwrap() {
        Err(found) => found,
        Ok(verified) => panic!("nothing found: {verified:?}"),
    }
}

async fn every_event_is_proven(trial: &Trial) {
    fill(trial, "long", 1_300).await;
    let head = fill(trial, "short", 3).await;
    assert_eq!(head.leaves, 1_303);
    for (stream, seq) in [("long", 1), ("long", 2), ("long", 256), ("long", 257), ("long", 1_024), ("short", 3)] {
        let proven = trial.store.prove(stream, seq).await.unwrap().unwrap();
        assert_eq!(proven.head, head);
        let leaf = entry_hash(proven.commit.entry().as_bytes());
        assert_eq!(check_inclusion(&leaf, proven.index, head.leaves, &head.root, &proven.path), Ok(()));
        assert!(check_inclusion(&Hash::ZERO, proven.index, head.leaves, &head.root, &proven.path).is_err());
        let (committed, row) = trial.store.committed(proven.index).await.unwrap().unwrap();
        assert_eq!((committed, row.seq), (proven.commit, seq));
    }
    assert_eq!(trial.store.prove("long", 1_301).await.unwrap(), None);
    trial.tamper("UPDATE commits SET body = 'other' WHERE stream = 'short' AND seq = 2").await;
    let (committed, row) = trial.store.committed(1_301).await.unwrap().unwrap();
    assert_ne!(committed.hash, row.hash, "the hash is computed from what is stored");
}

async fn a_log_that_grew_is_consistent_with_what_it_was(trial: &Trial) {
    let mut heads = vec![trial.store.ledger_head().await.unwrap()];
    for (n, events) in [1, 254, 1, 1, 255, 600].into_iter().enumerate() {
        heads.push(fill(trial, &format!("s{n}"), events).await);
    }
    let now = *heads.last().unwrap();
    for old in &heads {
        let path = trial.store.consistency(old.leaves, now.leaves).await.unwrap();
        assert_eq!(check_consistency((old.leaves, &old.root), (now.leaves, &now.root), &path), Ok(()));
        assert_eq!(trial.store.root_at(old.leaves).await.unwrap(), Some(old.root));
    }
    trial.store.verify_against(&heads, |_| {}).await.unwrap().unwrap();
}

/// Somebody puts yesterday's database in place: it is whole in itself, and only the checkpoint tells.
async fn a_rollback_to_an_old_copy_is_found(trial: &Trial) {
    let old = fill(trial, "c1", 5).await;
    let tables = ["streams", "commits", "leaves", "ledger", "tree", "commands"];
    for table in tables {
        trial.tamper(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
    let new = fill(trial, "c2", 4).await;
    trial.store.verify_against(&[new, old], |_| {}).await.unwrap().unwrap();
    for table in tables {
        trial.tamper(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}")).await;
    }
    assert_eq!(trial.store.verify(|_| {}).await.unwrap().unwrap().ledger, old);
    let found = Break { stream: "c1".to_owned(), seq: 5, what: What::RolledBack { signed: 9 } };
    assert_eq!(broken(trial, &[new, old]).await, found);
    // Going on from the old copy does not hide it.
    fill(trial, "c3", 9).await;
    trial.store.verify(|_| {}).await.unwrap().unwrap();
    let found = Break { stream: "c3".to_owned(), seq: 1, what: What::Rewritten { after: 5, signed: 9 } };
    assert_eq!(broken(trial, &[new, old]).await, found);
}

/// Somebody who may write every table computes everything anew, with one event changed or one put in.
async fn a_log_written_anew_is_found(trial: &Trial) {
    let mut heads = Vec::new();
    for n in 0..9 {
        trial.store.transact(one(&format!("k{n}"), "c1", n)).await.unwrap();
        heads.push(trial.store.ledger_head().await.unwrap());
    }
    let signed: Vec<LedgerHead> = heads.iter().copied().filter(|head| head.leaves % 3 == 0).collect();
    trial.store.verify_against(&signed, |_| {}).await.unwrap().unwrap();
    for table in ["streams", "commits", "leaves", "ledger", "tree", "commands"] {
        trial.tamper(&format!("DELETE FROM {table}")).await;
    }
    for n in 0..9 {
        let command = if n == 4 { "forged".to_owned() } else { format!("k{n}") };
        trial.store.transact(one(&command, "c1", n)).await.unwrap();
    }
    trial.store.verify(|_| {}).await.unwrap().unwrap();
    let found = Break { stream: "c1".to_owned(), seq: 4, what: What::Rewritten { after: 3, signed: 6 } };
    assert_eq!(broken(trial, &signed).await, found);
}

async fn a_tree_changed_is_named(trial: &Trial) {
    fill(trial, "c1", 600).await;
    let named = |seq: u64, what| Break { stream: "c1".to_owned(), seq, what };
    for (sql, found) in [
        (
            "UPDATE tree SET hash = (SELECT root FROM leaves WHERE leaf = 1) WHERE place = 1",
            named(512, What::TreeChanged { leaf: 512 }),
        ),
        ("DELETE FROM tree WHERE place = 0", named(256, What::TreeChanged { leaf: 256 })),
        ("INSERT INTO tree SELECT 8, 2, hash FROM tree WHERE place = 0", named(600, What::LedgerHeadChanged)),
        ("UPDATE leaves SET root = NULL WHERE leaf = 9", named(9, What::LeafChanged { leaf: 9 })),
        ("UPDATE leaves SET hash = root WHERE leaf = 9", named(9, What::LeafChanged { leaf: 9 })),
        ("UPDATE ledger SET frontier = NULL", named(600, What::LedgerHeadChanged)),
    ] {
        for table in ["tree", "leaves", "ledger"] {
            trial.tamper(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
        }
        trial.tamper(sql).await;
        assert_eq!(broken(trial, &[]).await, found, "{sql}");
        for table in ["tree", "leaves", "ledger"] {
            trial
                .tamper(&format!(
                    "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}; DROP TABLE kept_{table}"
                ))
                .await;
        }
        trial.store.verify(|_| {}).await.unwrap().unwrap();
    }
}

async fn what_was_written_before_there_was_a_tree_is_filled_in(trial: &Trial) {
    let head = fill(trial, "c1", 700).await;
    trial
        .tamper(
            "DELETE FROM tree; UPDATE ledger SET frontier = NULL;
             UPDATE leaves SET root = NULL, hash = (SELECT hash FROM commits WHERE commits.leaf = leaves.leaf)",
        )
        .await;
    trial.store.migrate().await.unwrap();
    assert_eq!(trial.store.verify(|_| {}).await.unwrap().unwrap().ledger, head);
    trial.store.transact(one("more", "c2", 0)).await.unwrap();
    trial.store.verify_against(&[head], |_| {}).await.unwrap().unwrap();
}
