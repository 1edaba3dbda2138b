//! Appending to the log: versions, repeated commands, numbers, all or nothing.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests fail by panicking")]

mod common;

use common::{Trial, at, both, commit, one, part};
use dengwen_store::{Batch, Change, Draw, Hash, OutboxRow, StoreError};
use std::collections::BTreeSet;

both!(
    commits_come_back_as_written,
    a_second_writer_is_told_what_it_missed,
    the_same_command_is_performed_once,
    a_refused_finish_leaves_nothing,
    numbers_have_no_gaps_and_no_doubles,
    of_those_that_go_together_each_fails_by_itself,
    several_streams_are_written_together,
    a_change_may_not_touch_a_stream_it_did_not_name,
    many_at_once_lose_nothing,
    a_panic_while_finishing_harms_nobody_else,
    migrating_again_changes_nothing,
    the_streams_of_one_office_are_found_among_all,
);

async fn commits_come_back_as_written(trial: &Trial) {
    let store = &trial.store;
    let body = "{\"话\":\"登闻\\u0000\", \"n\" : 1}";
    let batch = Batch { commits: vec![commit("c1", body), commit("c1", "{}")], ..Batch::default() };
    let written = store.transact(Change::of("k1", part("c1", 0), at(0), batch)).await.unwrap();
    assert!(!written.repeated);
    assert_eq!(written.heads[0].1.seq, 2);
    let commits = store.load("c1", 0).await.unwrap();
    assert_eq!(commits.len(), 2);
    assert_eq!((commits[0].body.as_str(), commits[0].seq, commits[0].previous), (body, 1, Hash::ZERO));
    assert_eq!((commits[1].previous, commits[1].leaf), (commits[0].hash, 2));
    assert_eq!(store.load("c1", 2).await.unwrap(), commits[1..]);
    let head = store.head("c1").await.unwrap().unwrap();
    assert_eq!((head.head.hash, head.sort.as_str()), (commits[1].hash, "case"));
    assert_eq!(store.streams("case", "", 9).await.unwrap(), [head]);
    assert_eq!(store.head("c2").await.unwrap(), None);
}

async fn a_second_writer_is_told_what_it_missed(trial: &Trial) {
    let store = &trial.store;
    store.transact(one("k1", "c1", 0)).await.unwrap();
    store.transact(one("k2", "c1", 1)).await.unwrap();
    for expected in [0, 1, 3] {
        let refused = store.transact(one("k3", "c1", expected)).await.unwrap_err();
        match refused {
            StoreError::Conflict { stream, expected: wanted, found } => {
                assert_eq!((stream.as_str(), wanted, found), ("c1", expected, 2));
            }
            other => panic!("{other:?}"),
        }
    }
    let unknown = store.transact(one("k4", "c9", 4)).await.unwrap_err();
    assert!(matches!(unknown, StoreError::Conflict { found: 0, .. }));
    assert_eq!(store.load("c1", 0).await.unwrap().len(), 2);
    store.transact(one("k3", "c1", 2)).await.unwrap();
}

async fn the_same_command_is_performed_once(trial: &Trial) {
    let store = &trial.store;
    let first = store.transact(one("k1", "c1", 0)).await.unwrap();
    store.transact(one("k2", "c1", 1)).await.unwrap();
    let again = store.transact(one("k1", "c1", 2)).await.unwrap();
    assert!(again.repeated);
    assert_eq!(again.heads, first.heads);
    let (a, b) = tokio::join!(store.transact(one("k3", "c1", 2)), store.transact(one("k3", "c1", 2)));
    assert_ne!(a.unwrap().repeated, b.unwrap().repeated);
    assert_eq!(store.load("c1", 0).await.unwrap().len(), 3);
}

async fn a_refused_finish_leaves_nothing(trial: &Trial) {
    let store = &trial.store;
    let change = Change {
        command: "k1".to_owned(),
        at: at(0),
        parts: vec![part("c1", 0)],
        numbers: vec![draw("R1-2026", 1)],
        files: Vec::new(),
        finish: Box::new(|numbers| Err(format!("number {} is not wanted", numbers[0]).into())),
    };
    let refused = store.transact(change).await.unwrap_err();
    assert!(matches!(&refused, StoreError::Finish(why) if why.to_string() == "number 1 is not wanted"), "{refused:?}");
    assert_eq!(store.head("c1").await.unwrap(), None);
    let number = numbered(store, "k1", "c1").await;
    assert_eq!(number, 1);
}

fn draw(series: &str, step: u64) -> Draw {
    Draw { series: series.to_owned(), step }
}

async fn numbered(store: &dengwen_store::Store, command: &str, stream: &str) -> u64 {
    store.transact(drawing(command, stream)).await.unwrap().numbers[0]
}

/// A stream begins and takes a number.
fn drawing(command: &str, stream: &str) -> Change {
    let name = stream.to_owned();
    Change {
        command: command.to_owned(),
        at: at(0),
        parts: vec![part(stream, 0)],
        numbers: vec![draw("R1-2026", 1)],
        files: Vec::new(),
        finish: Box::new(move |numbers| {
            let body = format!(r#"{{"number":{}}}"#, numbers[0]);
            Ok(Batch { commits: vec![commit(&name, &body)], ..Batch::default() })
        }),
    }
}

async fn numbers_have_no_gaps_and_no_doubles(trial: &Trial) {
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..40 {
        let store = trial.store.clone();
        tasks.spawn(async move { numbered(&store, &format!("k{n}"), &format!("c{n}")).await });
    }
    let numbers: BTreeSet<u64> = tasks.join_all().await.into_iter().collect();
    assert_eq!(numbers, (1..=40).collect());
    let change = Change {
        command: "several".to_owned(),
        at: at(0),
        parts: vec![part("z", 0)],
        numbers: vec![draw("b", 1), draw("a", 1), draw("b", 7)],
        files: Vec::new(),
        finish: Box::new(|_| Ok(Batch { commits: vec![commit("z", "{}")], ..Batch::default() })),
    };
    assert_eq!(trial.store.transact(change).await.unwrap().numbers, [1, 1, 8]);
}

async fn of_those_that_go_together_each_fails_by_itself(trial: &Trial) {
    let store = &trial.store;
    store.transact(one("k0", "old", 0)).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..60 {
        let store = store.clone();
        tasks.spawn(async move {
            let (command, stream) = (format!("k{n}"), format!("c{n}"));
            match n % 4 {
                // Was performed before, moved on meanwhile, is refused at the end.
                0 if n == 0 => assert!(store.transact(one("k0", "other", 0)).await.unwrap().repeated),
                0 => {
                    let stale = Change { parts: vec![part(&stream, 0), part("old", 0)], ..drawing(&command, &stream) };
                    assert!(store.transact(stale).await.unwrap_err().is_conflict());
                }
                1 => {
                    let refused = Change { finish: Box::new(|_| Err("no".into())), ..drawing(&command, &stream) };
                    assert!(matches!(store.transact(refused).await.unwrap_err(), StoreError::Finish(_)));
                }
                _ => drop(numbered(&store, &command, &stream).await),
            }
        });
    }
    while let Some(task) = tasks.join_next().await {
        task.unwrap();
    }
    for n in 1..60 {
        let written = matches!(n % 4, 2 | 3);
        assert_eq!(store.head(&format!("c{n}")).await.unwrap().is_some(), written, "c{n}");
        assert_eq!(store.performed(&format!("k{n}")).await.unwrap().is_some(), written, "k{n}");
    }
    assert_eq!(numbered(store, "last", "last").await, 31);
    assert_eq!(store.verify(|_| {}).await.unwrap().unwrap().streams, 32);
}

async fn several_streams_are_written_together(trial: &Trial) {
    let store = &trial.store;
    store.transact(one("k0", "b", 0)).await.unwrap();
    let both = |command: &str, expected: u64| Change {
        command: command.to_owned(),
        at: at(0),
        parts: vec![part("b", expected), part("a", 0)],
        numbers: Vec::new(),
        files: Vec::new(),
        finish: Box::new(|_| {
            Ok(Batch { commits: vec![commit("b", "1"), commit("a", "2"), commit("b", "3")], ..Batch::default() })
        }),
    };
    assert!(store.transact(both("k1", 0)).await.unwrap_err().is_conflict());
    assert_eq!(store.head("a").await.unwrap(), None);
    let written = store.transact(both("k2", 1)).await.unwrap();
    assert_eq!(
        written.heads.iter().map(|(stream, head)| (stream.as_str(), head.seq)).collect::<Vec<_>>(),
        [("a", 1), ("b", 3)]
    );
    let again = store.transact(both("k2", 3)).await.unwrap();
    assert_eq!((again.repeated, again.heads[0].1.seq), (true, 3));
}

async fn a_change_may_not_touch_a_stream_it_did_not_name(trial: &Trial) {
    let batch = Batch { commits: vec![commit("c1", "{}"), commit("c2", "{}")], ..Batch::default() };
    let refused = trial.store.transact(Change::of("k1", part("c1", 0), at(0), batch)).await.unwrap_err();
    assert!(matches!(refused, StoreError::Misuse(_)));
    assert_eq!(trial.store.load("c1", 0).await.unwrap(), []);
}

async fn many_at_once_lose_nothing(trial: &Trial) {
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..8_u64 {
        let store = trial.store.clone();
        tasks.spawn(async move {
            for n in 0..12_u64 {
                let stream = format!("c{}", (writer + n) % 3);
                loop {
                    let expected = store.head(&stream).await.unwrap().map_or(0, |head| head.head.seq);
                    match store.transact(one(&format!("w{writer}n{n}"), &stream, expected)).await {
                        Ok(written) => break assert!(!written.repeated),
                        Err(error) => assert!(error.is_conflict(), "{error:?}"),
                    }
                }
            }
        });
    }
    tasks.join_all().await;
    let verified = trial.store.verify(|_| {}).await.unwrap().unwrap();
    assert_eq!((verified.streams, verified.commits, verified.ledger.leaves), (3, 96, 96));
}

async fn a_panic_while_finishing_harms_nobody_else(trial: &Trial) {
    let bad = Change {
        command: "bad".to_owned(),
        at: at(0),
        parts: vec![part("c1", 0)],
        numbers: Vec::new(),
        files: Vec::new(),
        finish: Box::new(|_| panic!("on purpose")),
    };
    let row = OutboxRow {
        id: "o1".to_owned(),
        kind: "mail".to_owned(),
        stream: "c2".to_owned(),
        body: serde_json::json!({}),
        due_at: at(0),
        attempts: 0,
    };
    let good = Batch { commits: vec![commit("c2", "{}")], outbox: vec![row], ..Batch::default() };
    let good = Change::of("good", part("c2", 0), at(0), good);
    let (bad, good) = tokio::join!(trial.store.transact(bad), trial.store.transact(good));
    assert!(matches!(bad.unwrap_err(), StoreError::Misuse(_)));
    good.unwrap();
    assert_eq!(trial.store.outbox_waiting().await.unwrap(), (1, 0));
    assert_eq!(trial.store.head("c1").await.unwrap(), None);
}

async fn migrating_again_changes_nothing(trial: &Trial) {
    trial.store.transact(one("k1", "c1", 0)).await.unwrap();
    trial.store.migrate().await.unwrap();
    trial.store.ping().await.unwrap();
    assert_eq!(trial.store.load("c1", 0).await.unwrap().len(), 1);
}

async fn the_streams_of_one_office_are_found_among_all(trial: &Trial) {
    let store = &trial.store;
    let all = ["f1.a", "f1.b", "f1.c", "f10.a", "f1-x.a", "f1_.a", "F1.a", "f.a", "g.a"];
    for stream in all {
        store.transact(one(stream, stream, 0)).await.unwrap();
    }
    let names = |heads: Vec<dengwen_store::StreamHead>| heads.into_iter().map(|head| head.stream).collect::<Vec<_>>();
    assert_eq!(names(store.streams_under("case", "f1.", "", 9).await.unwrap()), ["f1.a", "f1.b", "f1.c"]);
    assert_eq!(names(store.streams_under("case", "f1.", "", 2).await.unwrap()), ["f1.a", "f1.b"]);
    assert_eq!(names(store.streams_under("case", "f1.", "f1.b", 2).await.unwrap()), ["f1.c"]);
    assert_eq!(names(store.streams_under("report", "f1.", "", 9).await.unwrap()), Vec::<String>::new());
    assert_eq!(store.streams("case", "", 99).await.unwrap().len(), all.len());
}
