//! Clocks and the outbox: taken once, free again after the lease.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod common;

use common::{Trial, at, both, commit, part, with_delta, with_rows};
use dengwen_store::{Batch, Change, ClockRow, Delta, Lane, OutboxRow, Rows};
use jiff::SignedDuration;
use serde_json::json;

both!(
    a_due_clock_is_taken_once_and_comes_again_after_the_lease,
    a_clock_that_is_written_is_free,
    two_tickers_share_the_work,
    a_new_calendar_finds_its_clocks,
    the_outbox_gives_each_thing_until_it_is_done,
    letters_wait_in_a_lane_of_their_own,
);

const LEASE: SignedDuration = SignedDuration::from_secs(60);

fn clock(stream: &str, fires: Option<i64>, due: i64) -> ClockRow {
    ClockRow {
        stream: stream.to_owned(),
        row_no: 0,
        limit_id: "answer".to_owned(),
        each_party: String::new(),
        run: 1,
        fires_at: fires.map(at),
        due_at: Some(at(due)),
        provisional: stream == "c3",
        principal: "r:x@u".to_owned(),
        calendar_revision: 1,
    }
}

fn names(clocks: &[ClockRow]) -> Vec<&str> {
    clocks.iter().map(|clock| clock.stream.as_str()).collect()
}

async fn fill(trial: &Trial) {
    for (stream, fires) in [("c1", Some(30)), ("c2", Some(10)), ("c3", None), ("c4", Some(500))] {
        let rows = Rows { clocks: vec![clock(stream, fires, 40)], ..Rows::default() };
        trial.store.transact(with_rows(stream, &rows)).await.unwrap();
    }
}

async fn a_due_clock_is_taken_once_and_comes_again_after_the_lease(trial: &Trial) {
    let store = &trial.store;
    assert_eq!(store.next_clock_at().await.unwrap(), None);
    assert_eq!(store.due_clocks(at(99), LEASE, 9).await.unwrap(), []);
    fill(trial).await;
    assert_eq!(store.next_clock_at().await.unwrap(), Some(at(10)));
    assert_eq!(store.due_clocks(at(9), LEASE, 9).await.unwrap(), []);
    let taken = store.due_clocks(at(30), LEASE, 9).await.unwrap();
    assert_eq!(names(&taken), ["c2", "c1"]);
    assert_eq!(taken[1], clock("c1", Some(30), 40));
    assert_eq!(store.due_clocks(at(31), LEASE, 9).await.unwrap(), []);
    assert_eq!(names(&store.due_clocks(at(90), LEASE, 9).await.unwrap()), ["c2", "c1"]);
}

async fn a_clock_that_is_written_is_free(trial: &Trial) {
    let store = &trial.store;
    fill(trial).await;
    assert_eq!(names(&store.due_clocks(at(30), LEASE, 1).await.unwrap()), ["c2"]);
    let mut delta = Delta::default();
    delta.put(&clock("c2", Some(32), 40));
    delta.delete(&clock("c1", None, 0));
    store.transact(with_delta("c2", 1, delta)).await.unwrap();
    assert_eq!(names(&store.due_clocks(at(32), LEASE, 9).await.unwrap()), ["c2"]);
    assert_eq!(store.clocks("c1").await.unwrap(), []);
    assert_eq!(store.clocks("c2").await.unwrap(), [clock("c2", Some(32), 40)]);
}

async fn two_tickers_share_the_work(trial: &Trial) {
    let mut rows = Rows::default();
    for n in 0..40 {
        rows.clocks.push(ClockRow { run: n, ..clock("c1", Some(1), 2) });
    }
    trial.store.transact(with_rows("c1", &rows)).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = trial.store.clone();
        tasks.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let taken = store.due_clocks(at(5), LEASE, 3).await.unwrap();
                if taken.is_empty() {
                    return mine;
                }
                mine.extend(taken.into_iter().map(|clock| clock.run));
            }
        });
    }
    let mut runs = tasks.join_all().await.concat();
    runs.sort_unstable();
    assert_eq!(runs, (0..40).collect::<Vec<_>>());
}

async fn a_new_calendar_finds_its_clocks(trial: &Trial) {
    fill(trial).await;
    assert_eq!(names(&trial.store.clocks_of_older_calendar(2, at(41), 9).await.unwrap()), ["c3"]);
    assert_eq!(names(&trial.store.clocks_of_older_calendar(2, at(40), 9).await.unwrap()), ["c1", "c2", "c3", "c4"]);
    assert_eq!(trial.store.clocks_of_older_calendar(1, at(0), 9).await.unwrap(), []);
}

async fn the_outbox_gives_each_thing_until_it_is_done(trial: &Trial) {
    let store = &trial.store;
    let row = |id: &str, due: i64| OutboxRow {
        id: id.to_owned(),
        kind: "mail".to_owned(),
        stream: "c1".to_owned(),
        body: json!({"to": "某人", "id": id}),
        due_at: at(due),
        attempts: 0,
    };
    let batch = Batch {
        commits: vec![commit("c1", "{}")],
        outbox: vec![row("c1/1/0", 1), row("c1/1/1", 1), row("c1/1/2", 300)],
        ..Batch::default()
    };
    store.transact(Change::of("k1", part("c1", 0), at(0), batch)).await.unwrap();
    assert_eq!(store.next_outbox_at(Lane::Desk).await.unwrap(), Some(at(1)));
    assert_eq!(store.outbox_take(Lane::Desk, at(0), LEASE, 9).await.unwrap(), []);
    let taken = store.outbox_take(Lane::Desk, at(1), LEASE, 9).await.unwrap();
    assert_eq!(
        taken.iter().map(|row| (row.id.as_str(), row.attempts)).collect::<Vec<_>>(),
        [("c1/1/0", 1), ("c1/1/1", 1)]
    );
    assert_eq!(taken[0].body, json!({"to": "某人", "id": "c1/1/0"}));
    store.outbox_done("c1/1/0", at(2)).await.unwrap();
    store.outbox_failed("c1/1/1", at(20), "no answer").await.unwrap();
    assert_eq!(store.outbox_waiting().await.unwrap(), (2, 1));
    assert_eq!(store.outbox_take(Lane::Desk, at(19), LEASE, 9).await.unwrap(), []);
    let again = store.outbox_take(Lane::Desk, at(20), LEASE, 9).await.unwrap();
    assert_eq!(again.iter().map(|row| (row.id.as_str(), row.attempts)).collect::<Vec<_>>(), [("c1/1/1", 2)]);
    // The worker died: after the lease it is there once more, and what is done stays done.
    let later = store.outbox_take(Lane::Desk, at(400), LEASE, 9).await.unwrap();
    assert_eq!(later.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["c1/1/1", "c1/1/2"]);
    store.outbox_done("c1/1/1", at(401)).await.unwrap();
    store.outbox_done("c1/1/2", at(401)).await.unwrap();
    assert_eq!(
        (store.outbox_waiting().await.unwrap(), store.next_outbox_at(Lane::Desk).await.unwrap()),
        ((0, 0), None)
    );
}

async fn letters_wait_in_a_lane_of_their_own(trial: &Trial) {
    let store = &trial.store;
    let letter = |id: &str, due: i64| OutboxRow {
        id: id.to_owned(),
        kind: "letter".to_owned(),
        stream: "office:o".to_owned(),
        body: json!({}),
        due_at: at(due),
        attempts: 0,
    };
    store.outbox_add(&letter("letter o/p 1", 1)).await.unwrap();
    store.outbox_add(&letter("letter o/p 1", 50)).await.unwrap();
    assert_eq!(store.outbox_take(Lane::Desk, at(9), LEASE, 9).await.unwrap(), [], "a relay is not waited for here");
    assert_eq!(store.next_outbox_at(Lane::Letters).await.unwrap(), Some(at(1)), "one for its moment");
    let (one, other) = tokio::join!(
        store.outbox_take(Lane::Letters, at(9), LEASE, 1),
        store.outbox_take(Lane::Letters, at(9), LEASE, 1)
    );
    assert_eq!(one.unwrap().len() + other.unwrap().len(), 1, "one of two nodes has it");
    store.outbox_failed("letter o/p 1", at(100), "no answer").await.unwrap();
    let failed = store.letters_failed("office:o", at(0), 9).await.unwrap();
    assert_eq!((failed.len(), failed[0].given_up, failed[0].attempts), (1, None, 1));
    store.outbox_given_up("letter o/p 1", at(101), "no answer").await.unwrap();
    assert_eq!(store.next_outbox_at(Lane::Letters).await.unwrap(), None, "it is not tried again");
    assert_eq!(store.letters_failed("office:o", at(0), 9).await.unwrap()[0].given_up, Some(at(101)));
    // What was done for its moment is not ordered for it again.
    store.outbox_add(&letter("letter o/p 1", 200)).await.unwrap();
    assert_eq!(store.next_outbox_at(Lane::Letters).await.unwrap(), None);
}
