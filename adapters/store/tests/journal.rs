//! The journal of a SQLite file goes over into the file while it is written, and nothing of it is left behind.

mod common;

use common::{at, commit, part};
use dengwen_store::{Batch, Change, Durability, Store};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes of one body that do not pack well, and how many bodies: 140 MB, twice what the journal may come to.
const BODY: usize = 280_000;
const BODIES: u64 = 500;
/// The journal begins anew at 16,000 pages of 4 KiB; what one group of changes adds comes on top.
const MOST: u64 = 90_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn much_that_is_written_does_not_pile_up_beside_the_file() {
    let folder = std::env::temp_dir().join(format!("dengwen_journal_{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (file, journal) = (folder.join("dengwen.sqlite"), folder.join("dengwen.sqlite-wal"));
    let store = Store::open_sqlite(&file, Durability::Scratch).await.unwrap();
    store.migrate().await.unwrap();
    for n in 0..BODIES {
        let stream = format!("c{n}");
        let batch = Batch { commits: vec![commit(&stream, &noise(n))], ..Batch::default() };
        store.transact(Change::of(&stream, part(&stream, 0), at(0), batch)).await.unwrap();
        assert!(size(&journal) <= MOST, "after {n} bodies the journal has {} bytes", size(&journal));
    }
    assert!(size(&file) > MOST, "most of it lies in the file: {}", size(&file));
    store.close().await;
    assert!(!journal.exists(), "nothing is left of the journal");
    let store = Store::open_sqlite(&file, Durability::Full).await.unwrap();
    for n in [0, BODIES - 1] {
        let commits = store.load(&format!("c{n}"), 0).await.unwrap();
        assert_eq!(commits.into_iter().map(|commit| commit.body).collect::<Vec<_>>(), [noise(n)]);
    }
    store.close().await;
    std::fs::remove_dir_all(folder).unwrap();
}

/// Somebody reads what is older, so that the journal cannot begin anew, and somebody else sees to it just then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_journal_that_is_busy_fails_no_commit() {
    let folder = std::env::temp_dir().join(format!("dengwen_busy_journal_{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("dengwen.sqlite");
    let store = Store::open_sqlite(&file, Durability::Scratch).await.unwrap();
    store.migrate().await.unwrap();
    let reading = Connection::open(&file).unwrap();
    reading.execute_batch("BEGIN; SELECT COUNT(*) FROM streams;").unwrap();
    let done = Arc::new(AtomicBool::new(false));
    let seeing_to_it = std::thread::spawn({
        let (file, done) = (file.clone(), Arc::clone(&done));
        move || {
            let conn = Connection::open(file).unwrap();
            while !done.load(Ordering::Relaxed) {
                conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
            }
        }
    });
    for n in 0..BODIES {
        let stream = format!("c{n}");
        let batch = Batch { commits: vec![commit(&stream, &noise(n))], ..Batch::default() };
        store.transact(Change::of(&stream, part(&stream, 0), at(0), batch)).await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    seeing_to_it.join().unwrap();
    assert!(size(&folder.join("dengwen.sqlite-wal")) > MOST, "it could not begin anew");
    drop(reading);
    store.close().await;
    std::fs::remove_dir_all(folder).unwrap();
}

fn size(path: &PathBuf) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}

/// Signs in which nothing comes again, the same for the same number.
fn noise(of: u64) -> String {
    let mut text = String::with_capacity(BODY);
    let mut state = of.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    while text.len() < BODY {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.extend(state.to_le_bytes().map(|byte| char::from(b'!' + byte % 94)));
    }
    text
}
