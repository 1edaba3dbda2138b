//! Files in an object store, against a real S3 server: laid before they are named, read piece by piece, left behind by nobody.
//! `cargo xtask objects` runs it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod common;
#[path = "common/s3.rs"]
mod s3;

use common::{Trial, at, both, commit, part};
use dengwen_store::{AttachmentRow, Batch, Blob, Change, Destroyed, Lines, Store, StoreError, Sum};
use s3::{Server, told};
use std::fs;
use std::process::{Command, Stdio};
use std::sync::Arc;

both!(
    pieces_lie_there_and_come_back,
    a_change_that_is_tried_again_lays_its_files_once,
    what_no_transaction_named_is_swept_a_day_later,
    a_server_killed_before_its_commit_leaves_what_is_swept,
    nothing_is_written_while_the_object_store_is_away,
    what_is_destroyed_goes_at_once_and_what_is_moved_a_day_later,
    what_an_earlier_node_left_behind_is_taken_away,
    a_store_without_its_object_store_says_what_to_do,
    a_backup_holds_what_lies_there,
    a_file_destroyed_while_it_is_backed_up_is_left_out_and_a_lost_one_is_told,
    wrong_keys_are_told_without_the_keys,
);

/// Lengths of pieces as they come from the desk, but shorter; more than lie in two objects.
const PIECE: usize = 1000;
const PIECES: usize = 150;

fn pieces(seed: u8) -> Vec<Vec<u8>> {
    let piece = |n: usize| {
        let length = if n + 1 == PIECES { 10 } else { PIECE };
        (0..length).map(|at| u8::try_from((at * 7 + n) % 251).unwrap() ^ seed).collect()
    };
    (0..PIECES).map(piece).collect()
}

fn row(id: &str, stream: &str) -> AttachmentRow {
    AttachmentRow {
        id: id.to_owned(),
        stream: stream.to_owned(),
        name: "sealed".to_owned(),
        media: "application/pdf".to_owned(),
        size: 1,
        digest: "d".to_owned(),
        added_at: at(1),
        added_by: "party:1".to_owned(),
    }
}

/// A change that begins the stream, with one file of the same name.
fn handed_in(stream: &str, seed: u8) -> Change {
    let batch = Batch { commits: vec![commit(stream, "{}")], ..Batch::default() };
    let file = (row(stream, stream), Blob::of(vec![seed], Arc::new(pieces(seed))));
    Change::of(stream, part(stream, 0), at(0), batch).with_files(vec![file])
}

fn with(trial: &Trial, server: &Server) -> Store {
    trial.store.clone().with_objects(&server.url()).unwrap()
}

/// The same with a transaction that does not go through.
fn refused(stream: &str) -> Change {
    Change { finish: Box::new(|_| Err("no".into())), ..handed_in(stream, 9) }
}

async fn pieces_lie_there_and_come_back(trial: &Trial) {
    let server = Server::start();
    let store = with(trial, &server);
    store.transact(handed_in("a", 1)).await.unwrap();
    trial.store.transact(handed_in("rows", 2)).await.unwrap();
    let wanted = pieces(1);
    for (from, limit) in [(0, 1000), (0, 8), (60, 8), (63, 1), (64, 1), (63, 70), (148, 8), (149, 1)] {
        let end = (from + limit).min(PIECES);
        let found = store.attachment_pieces("a", u64::try_from(from).unwrap(), u32::try_from(limit).unwrap()).await;
        assert_eq!(found.unwrap(), wanted[from..end], "{limit} from {from}");
    }
    assert!(store.attachment_pieces("a", 150, 8).await.unwrap().is_empty());
    assert_eq!(store.attachment("a").await.unwrap().unwrap().1, [1], "its head is in the database");
    assert_eq!(store.attachment_pieces("rows", 0, 1000).await.unwrap(), pieces(2), "rows are read as before");
    let objects = server.objects();
    assert_eq!(objects.len(), 3, "64 pieces an object: {objects:?}");
    let lies: Vec<u8> = objects.iter().flat_map(|path| fs::read(path).unwrap()).collect();
    assert_eq!(lies, wanted.concat(), "what lies there is what was sealed, and nothing else");
    // Names tell nothing: OFFICE'S FOLDER / DATABASE / FILE / NUMBER, both in 40 letters that were thrown.
    let name = objects[0].to_string_lossy().into_owned();
    let parts: Vec<&str> = name.rsplit('/').collect();
    assert!(parts[1].len() == 40 && parts[2].len() == 40 && parts[3] == "office", "{name}");
    let empty = Blob::of(vec![3], Arc::new(Vec::<Vec<u8>>::new()));
    store.attachment_put(&row("empty", "a"), empty).await.unwrap();
    assert!(store.attachment_pieces("empty", 0, 8).await.unwrap().is_empty());
    let uneven = Blob::of(vec![4], Arc::new(vec![vec![1; 5], vec![1; 4], vec![1; 5]]));
    let wrong = store.attachment_put(&row("uneven", "a"), uneven).await.unwrap_err();
    assert!(matches!(wrong, StoreError::Misuse(_)), "{wrong:?}");
}

async fn a_change_that_is_tried_again_lays_its_files_once(trial: &Trial) {
    let server = Server::start();
    let store = with(trial, &server);
    let blob = Blob::of(vec![1], Arc::new(pieces(1)));
    let change = |command: &str, expected: u64| {
        let batch = Batch { commits: vec![commit("a", "{}")], ..Batch::default() };
        Change::of(command, part("a", expected), at(0), batch).with_files(vec![(row("a", "a"), blob.clone())])
    };
    assert!(store.transact(change("k1", 7)).await.unwrap_err().is_conflict());
    store.transact(change("k2", 0)).await.unwrap();
    assert_eq!(server.objects().len(), 3);
    assert_eq!(store.attachment_pieces("a", 0, 1000).await.unwrap(), pieces(1));
}

async fn what_no_transaction_named_is_swept_a_day_later(trial: &Trial) {
    let server = Server::start();
    let store = with(trial, &server);
    store.transact(handed_in("kept", 1)).await.unwrap();
    assert!(matches!(store.transact(refused("lost")).await, Err(StoreError::Finish(_))));
    assert_eq!(server.objects().len(), 6);
    server.age(23);
    assert_eq!(store.sweep_objects(at(0)).await.unwrap(), 0, "its transaction may still be on its way");
    // Another database in the same bucket takes nothing of this one's.
    let other = common::sqlite().await;
    server.age(25);
    assert_eq!(with(&other, &server).sweep_objects(at(0)).await.unwrap(), 0);
    other.end().await;
    assert_eq!(store.sweep_objects(at(0)).await.unwrap(), 3);
    assert_eq!(server.objects().len(), 3);
    assert_eq!(store.attachment_pieces("kept", 0, 1000).await.unwrap(), pieces(1));
}

const WHERE: &str = "DENGWEN_OBJECTS_TARGET";
const OBJECTS: &str = "DENGWEN_OBJECTS_URL";

/// Not a test by itself: what the child does until it falls, between laying the pieces and the commit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(target) = std::env::var(WHERE) else { return };
    let store = Store::open(&target).await.unwrap().with_objects(&told(OBJECTS)).unwrap();
    let falls = Change { finish: Box::new(|_| std::process::abort()), ..handed_in("fallen", 3) };
    store.transact(falls).await.unwrap();
}

async fn a_server_killed_before_its_commit_leaves_what_is_swept(trial: &Trial) {
    let server = Server::start();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "child", "--nocapture", "--test-threads=1"]).stdout(Stdio::null()).stderr(Stdio::null());
    child.env(WHERE, trial.url.trim_start_matches("sqlite:")).env(OBJECTS, server.url());
    assert!(!child.status().unwrap().success());
    assert_eq!(server.objects().len(), 3, "the pieces were there before");
    let store = with(trial, &server);
    assert_eq!(store.attachment("fallen").await.unwrap(), None);
    assert_eq!(store.head("fallen").await.unwrap(), None);
    server.age(25);
    assert_eq!(store.sweep_objects(at(0)).await.unwrap(), 3);
    assert!(server.objects().is_empty());
    store.transact(handed_in("fallen", 3)).await.unwrap();
    assert_eq!(
        store.attachment_pieces("fallen", 0, 1000).await.unwrap(),
        pieces(3),
        "whoever comes again gets through"
    );
}

async fn nothing_is_written_while_the_object_store_is_away(trial: &Trial) {
    let mut server = Server::start();
    let store = with(trial, &server);
    store.transact(handed_in("before", 1)).await.unwrap();
    server.stop();
    let change = || {
        let file = (row("a", "a"), Blob::of(vec![2], Arc::new(pieces(2))));
        let batch = Batch { commits: vec![commit("a", "{}")], ..Batch::default() };
        Change::of("once", part("a", 0), at(0), batch).with_files(vec![file])
    };
    let away = store.transact(change()).await.unwrap_err();
    assert!(matches!(away, StoreError::ObjectsAway(_)) && away.is_away(), "{away:?}");
    assert_eq!(store.head("a").await.unwrap(), None, "nothing is half done");
    assert_eq!(store.attachment("a").await.unwrap(), None);
    assert!(store.attachment_pieces("before", 0, 8).await.unwrap_err().is_away());
    assert!(store.sweep_objects(at(0)).await.unwrap_err().is_away());
    let batch = Batch { commits: vec![commit("c", "{}")], ..Batch::default() };
    store.transact(Change::of("c", part("c", 0), at(0), batch)).await.unwrap();
    server.again();
    assert!(!store.transact(change()).await.unwrap().repeated, "the same form goes through when it is back");
    assert_eq!(store.attachment_pieces("a", 0, 1000).await.unwrap(), pieces(2));
    assert_eq!(store.attachment_pieces("before", 0, 8).await.unwrap(), pieces(1)[..8]);
}

async fn what_is_destroyed_goes_at_once_and_what_is_moved_a_day_later(trial: &Trial) {
    let mut server = Server::start();
    let store = with(trial, &server);
    for stream in ["gone", "moved", "stays"] {
        store.transact(handed_in(stream, 1)).await.unwrap();
    }
    let destroyed = Some(Destroyed { streams: vec!["gone".to_owned()], owners: Vec::new() });
    let batch = Batch { commits: vec![commit("certificate", "{}")], destroyed, ..Batch::default() };
    store.transact(Change::of("destroy", part("certificate", 0), at(10), batch)).await.unwrap();
    store.attachment_delete("moved", at(10)).await.unwrap();
    for id in ["gone", "moved"] {
        assert!(store.attachment_pieces(id, 0, 8).await.unwrap().is_empty(), "{id}");
    }
    server.stop();
    assert!(store.remove_objects(at(10)).await.unwrap_err().is_away());
    server.again();
    assert_eq!(store.remove_objects(at(10)).await.unwrap(), 1, "what failed is made up for");
    assert_eq!(server.objects().len(), 6);
    assert_eq!(store.remove_objects(at(10 + 86_399)).await.unwrap(), 0);
    assert_eq!(store.remove_objects(at(10 + 86_400)).await.unwrap(), 1);
    assert_eq!(server.objects().len(), 3);
    assert_eq!(store.attachment_pieces("stays", 0, 1000).await.unwrap(), pieces(1));
}

async fn what_an_earlier_node_left_behind_is_taken_away(trial: &Trial) {
    let server = Server::start();
    let store = with(trial, &server);
    store.transact(handed_in("a", 1)).await.unwrap();
    // A node of an earlier version knows nothing of the table.
    trial.tamper("DELETE FROM attachments; DELETE FROM attachment_blobs").await;
    assert_eq!(store.sweep_objects(at(0)).await.unwrap(), 0);
    assert_eq!(store.remove_objects(at(0)).await.unwrap(), 0, "a backup may be reading it");
    assert_eq!(store.remove_objects(at(86_400)).await.unwrap(), 1);
    assert!(server.objects().is_empty());
}

async fn a_store_without_its_object_store_says_what_to_do(trial: &Trial) {
    let server = Server::start();
    trial.store.reaches_files().await.unwrap();
    with(trial, &server).transact(handed_in("a", 1)).await.unwrap();
    with(trial, &server).reaches_files().await.unwrap();
    let backup = async { trial.store.whole().await?.all().await };
    for wrong in [
        trial.store.reaches_files().await.unwrap_err(),
        trial.store.attachment_pieces("a", 0, 8).await.unwrap_err(),
        backup.await.unwrap_err(),
    ] {
        assert!(wrong.to_string().contains("--objects URL"), "{wrong}");
    }
    for url in ["s3://files?endpoint=https://127.0.0.1:1", "s3://files", "files"] {
        let wrong = trial.store.clone().with_objects(url).unwrap_err();
        assert!(wrong.to_string().contains("s3://BUCKET?endpoint=http://HOST:PORT"), "{wrong}");
    }
}

/// Lines by the name of their table, all at once.
type Tables = Vec<(String, Vec<String>)>;

trait All {
    async fn all(self) -> Result<Tables, StoreError>;
}

impl All for dengwen_store::Whole {
    async fn all(mut self) -> Result<Tables, StoreError> {
        let mut tables: Tables = self.shapes().iter().map(|shape| (shape.table.clone(), Vec::new())).collect();
        while let Some((place, lines)) = self.next().await? {
            tables[place].1.extend(lines);
        }
        Ok(tables)
    }
}

#[derive(Debug)]
struct Pages(Vec<(usize, Vec<String>)>);

impl Lines for Pages {
    fn next(&mut self) -> std::io::Result<Option<(usize, Vec<String>)>> {
        Ok(self.0.pop())
    }
}

async fn a_backup_holds_what_lies_there(trial: &Trial) {
    let server = Server::start();
    let store = with(trial, &server);
    store.transact(handed_in("a", 1)).await.unwrap();
    trial.store.transact(handed_in("rows", 2)).await.unwrap();
    store.transact(handed_in("moved", 3)).await.unwrap();
    store.attachment_delete("moved", at(0)).await.unwrap();
    store.sweep_objects(at(0)).await.unwrap();
    let mut whole = store.whole().await.unwrap();
    let (version, shapes, rows) = (whole.version(), whole.shapes().to_vec(), whole.rows().await.unwrap());
    let tables = whole.all().await.unwrap();
    let lines = |table: &str| tables.iter().find(|(name, _)| name == table).unwrap().1.len();
    assert_eq!((lines("attachment_pieces"), lines("attachment_objects"), lines("object_home")), (300, 0, 0));
    assert_eq!(tables.iter().map(|(_, lines)| lines.len()).sum::<usize>(), usize::try_from(rows).unwrap());
    drop(server);
    let sums = tables.iter().zip(shapes).map(|((_, lines), shape)| {
        let mut sum = Sum::default();
        lines.iter().for_each(|line| {
            sum.add(line);
        });
        (shape, sum)
    });
    let back = common::bare_sqlite().await;
    back.store.migrate_to(version).await.unwrap();
    let pages = tables.iter().enumerate().map(|(place, (_, lines))| (place, lines.clone())).collect();
    back.store.fill(sums.collect(), Box::new(Pages(pages))).await.unwrap();
    back.store.reaches_files().await.unwrap();
    assert_eq!(back.store.attachment_pieces("a", 0, 1000).await.unwrap(), pieces(1));
    assert_eq!(back.store.attachment_pieces("rows", 0, 1000).await.unwrap(), pieces(2));
    back.end().await;
}

async fn a_file_destroyed_while_it_is_backed_up_is_left_out_and_a_lost_one_is_told(trial: &Trial) {
    let server = Server::start();
    let store = with(trial, &server);
    store.transact(handed_in("a", 1)).await.unwrap();
    let lost = server.objects();
    store.transact(handed_in("gone", 2)).await.unwrap();
    let whole = store.whole().await.unwrap();
    let destroyed = Some(Destroyed { streams: vec!["gone".to_owned()], owners: Vec::new() });
    let batch = Batch { commits: vec![commit("certificate", "{}")], destroyed, ..Batch::default() };
    store.transact(Change::of("destroy", part("certificate", 0), at(10), batch)).await.unwrap();
    assert_eq!(store.remove_objects(at(10)).await.unwrap(), 1);
    let tables = whole.all().await.unwrap();
    let found = tables.iter().find(|(name, _)| name == "attachment_pieces").unwrap().1.len();
    assert_eq!(found, PIECES, "what was destroyed meanwhile does not come back");
    fs::remove_file(&lost[1]).unwrap();
    let gone = store.whole().await.unwrap().all().await.unwrap_err();
    assert!(matches!(&gone, StoreError::ObjectGone(name) if name.ends_with("/1")), "{gone:?}");
    fs::write(&lost[0], b"cut").unwrap();
    let cut = store.attachment_pieces("a", 0, 8).await.unwrap_err();
    assert!(matches!(cut, StoreError::ObjectGone(_)), "{cut:?}");
}

async fn wrong_keys_are_told_without_the_keys(trial: &Trial) {
    let server = Server::knowing("another secret");
    let store = with(trial, &server);
    let wrong = store.transact(handed_in("a", 1)).await.unwrap_err();
    let all = format!("{wrong}: {:?} {store:?}", std::error::Error::source(&wrong).map(ToString::to_string));
    assert!(wrong.is_away() && all.contains("SignatureDoesNotMatch"), "{all}");
    for key in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        assert!(!all.contains(&told(key)), "{all}");
    }
    assert!(server.objects().is_empty());
}
