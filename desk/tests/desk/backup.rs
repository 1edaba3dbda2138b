//! Backups: taken while the office works, put back whole or not at all, useless to whoever finds them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use dengwen_desk::{
    Config, Desk, Fault,
    backup::{self, BackupKey, Folder, Lies, Taken, Told},
    library::Library,
};

use crate::{
    at_rest::{CANARIES, SAID, handed_in, organ, registered, serving, signed_in},
    trial::{Trial, ZH, at, both, packs},
};

both! {
    what_was_taken_is_put_back_and_works at "2026-03-02 10:00",
    an_export_moves_between_databases_and_back at "2026-03-02 10:00",
    the_second_backup_writes_what_changed at "2026-03-02 10:00",
    what_was_changed_or_cut_is_not_put_back at "2026-03-02 10:00",
    it_goes_only_where_its_keys_are_and_nothing_else at "2026-03-02 10:00",
}

fn quiet() -> Told {
    Arc::new(|_| ())
}

fn lies(trial: &Trial) -> Lies {
    Lies { data: trial.folder.clone(), database: trial.url.clone(), objects: None }
}

/// A folder beside the data of the trial, empty.
fn beside(trial: &Trial, name: &str) -> PathBuf {
    let path = trial.folder.join(name);
    fs::create_dir_all(&path).unwrap();
    path
}

/// A place in which the server's keys lie and nothing else.
fn fresh(trial: &Trial, name: &str) -> PathBuf {
    let path = beside(trial, name);
    fs::create_dir_all(path.join("keys")).unwrap();
    for key in ["ring.json", "log.key"] {
        fs::copy(trial.folder.join("keys").join(key), path.join("keys").join(key)).unwrap();
    }
    path
}

fn key(trial: &Trial, name: &str) -> BackupKey {
    let path = trial.folder.join(name);
    backup::make_key(&path).unwrap();
    BackupKey::read(&path).unwrap()
}

async fn taken(trial: &Trial, folder: &Folder, now: &str) -> Taken {
    backup::take(&lies(trial), folder, at(now), Some(&trial.folder), usize::MAX, &quiet()).await.unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

fn finds_somebody(bytes: &[u8]) -> bool {
    CANARIES.iter().any(|canary| bytes.windows(canary.len()).any(|window| window == *canary))
}

/// An office that takes reports in: one registered, one handed in, both with a file. The id of the case.
async fn reports(trial: &Trial) -> (Desk, String) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    handed_in(&desk).await;
    (desk, case)
}

/// A desk where a backup was put back: the log holds, lists are what it says, and Lin reads the case.
async fn works(trial: &Trial, data: &Path, database: Option<String>, case: &str) {
    let base = Config::scratch(data, trial.desk.clock().clone());
    let config = Config { known_password: None, library: Library::of(packs()), database, ..base };
    let desk = Desk::open(config).await.unwrap();
    desk.verify(|_| ()).await.unwrap().unwrap();
    assert_eq!(desk.compare().await.unwrap(), Vec::new());
    let lin = signed_in(&desk, "lin").await;
    let lin = desk.session(&lin.token).await.unwrap();
    let page = desk.case(&lin, case, ZH).await.unwrap();
    assert!(format!("{page:?}").contains(SAID));
    let file = desk.file_itself(&lin, case, &page.files[0].id).await.unwrap();
    assert!(file.content.whole().await.unwrap().starts_with(b"%PDF"));
    desk.close().await;
}

async fn what_was_taken_is_put_back_and_works(trial: &Trial) {
    let (desk, case) = reports(trial).await;
    let folder = Folder::encrypted(beside(trial, "backups"), key(trial, "key"));
    let done = taken(trial, &folder, "2026-03-02 11:00").await;
    assert_eq!(done.commits, desk.verify(|_| ()).await.unwrap().unwrap().commits);
    assert!(!files(&trial.folder.join("backups")).iter().any(|file| finds_somebody(&fs::read(file).unwrap())));
    let to = fresh(trial, "restored");
    let there = Lies { data: to.clone(), database: None, objects: None };
    let restored = backup::restore(&folder, None, &there, &quiet()).await.unwrap();
    assert_eq!((restored.id.as_str(), restored.rows), (done.id.as_str(), done.rows));
    let attachments = restored.tables.iter().find(|(table, _)| table == "attachments").unwrap().1;
    assert_eq!(attachments, 2, "one registered, one handed in");
    works(trial, &to, None, &case).await;
    let left: Vec<_> = fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("restoring")), "{left:?}");
    desk.close().await;
}

async fn an_export_moves_between_databases_and_back(trial: &Trial) {
    let (desk, case) = reports(trial).await;
    desk.close().await;
    // And an ordinary case, in which who asks is sealed.
    trial.club().await;
    trial.enquiry("once").await;
    let out = trial.folder.join("export");
    let done = taken(trial, &Folder::open(&out), "2026-03-02 11:00").await;
    for piece in files(&out.join("pieces")) {
        let open = Command::new("gzip").arg("-dc").arg(&piece).output().unwrap();
        assert!(open.status.success() && open.stdout.starts_with(b"[") && !finds_somebody(&open.stdout));
    }
    // There: SQLite, where this runs on PostgreSQL, and the other way round where there is a server.
    let other = match trial.url {
        Some(_) => None,
        None => crate::trial::postgres("2026-03-02 10:00").await,
    };
    let to = fresh(trial, "there");
    let database = match &other {
        Some(other) => Some(emptied(other).await),
        None => None,
    };
    let there = Lies { data: to.clone(), database, objects: None };
    backup::restore(&Folder::open(&out), None, &there, &quiet()).await.unwrap();
    let again = Folder::open(trial.folder.join("again"));
    backup::take(&there, &again, at("2026-03-02 11:30"), Some(&trial.folder), 1, &quiet()).await.unwrap();
    let back = Lies { data: fresh(trial, "back"), database: None, objects: None };
    let restored = backup::restore(&again, None, &back, &quiet()).await.unwrap();
    assert_eq!(restored.rows, done.rows);
    // Each import held every row against its sum. What comes out of SQLite lies in the order of its keys, and in PostgreSQL as it was put
    // in, so that even the pieces are the same.
    let pieces = |folder: &str| -> Vec<String> {
        let names = files(&trial.folder.join(folder).join("pieces"));
        names.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    };
    let other_way = match trial.url {
        None => "export",
        Some(_) => {
            let third = Folder::open(trial.folder.join("third"));
            backup::take(&back, &third, at("2026-03-02 12:00"), Some(&trial.folder), 1, &quiet()).await.unwrap();
            "third"
        }
    };
    assert_eq!(pieces("again"), pieces(other_way));
    works(trial, &to, there.database.clone(), &case).await;
    works(trial, &back.data, None, &case).await;
    if let Some(other) = other {
        other.end().await;
    }
}

/// The database of a trial, as nobody has used it yet.
async fn emptied(other: &Trial) -> String {
    let url = other.url.clone().unwrap();
    other.desk.close().await;
    let mut conn = <sqlx::AnyConnection as sqlx::Connection>::connect(&url).await.unwrap();
    sqlx::raw_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public").execute(&mut conn).await.unwrap();
    url
}

async fn the_second_backup_writes_what_changed(trial: &Trial) {
    let (desk, _) = reports(trial).await;
    let folder = Folder::encrypted(beside(trial, "backups"), key(trial, "key"));
    let first = taken(trial, &folder, "2026-03-02 11:00").await;
    let second = taken(trial, &folder, "2026-03-02 12:00").await;
    assert_eq!((first.bytes, second.bytes, second.written), (first.written, first.bytes, 0));
    handed_in(&desk).await;
    let third = taken(trial, &folder, "2026-03-02 13:00").await;
    assert!(0 < third.written && third.written < third.bytes && third.rows > second.rows, "{third:?}");
    // What one that was broken off left lies there until the next one is whole.
    fs::create_dir_all(trial.folder.join("backups/pieces/00")).unwrap();
    let left = trial.folder.join("backups/pieces/00/half.new");
    fs::write(&left, "half").unwrap();
    let keep = backup::take(&lies(trial), &folder, at("2026-03-02 14:00"), None, 2, &quiet()).await.unwrap();
    assert_eq!((keep.forgotten, left.exists(), folder.ids().unwrap().len()), (2, false, 2));
    for id in folder.ids().unwrap() {
        backup::verify(&folder, Some(&id), &trial.folder, &quiet()).await.unwrap();
    }
    let other = Folder::encrypted(trial.folder.join("backups"), key(trial, "other"));
    let refused = backup::take(&lies(trial), &other, at("2026-03-02 15:00"), None, 9, &quiet()).await;
    assert!(matches!(refused, Err(Fault::Backup(_))), "{refused:?}");
    desk.close().await;
}

async fn what_was_changed_or_cut_is_not_put_back(trial: &Trial) {
    let (desk, _) = reports(trial).await;
    desk.close().await;
    let (kept, key) = (beside(trial, "backups"), key(trial, "key"));
    let folder = Folder::encrypted(&kept, key);
    taken(trial, &folder, "2026-03-02 11:00").await;
    let to = Lies { data: fresh(trial, "restored"), database: None, objects: None };
    let before = files(&to.data);
    let all: Vec<PathBuf> = files(&kept).into_iter().filter(|file| !file.ends_with("lock")).collect();
    assert!(all.len() > 20);
    for (n, path) in all.iter().enumerate().filter(|(n, path)| n % 9 == 0 || path.parent() == Some(&kept)) {
        let whole = fs::read(path).unwrap();
        let mut changed = whole.clone();
        let middle = changed.len() / 2 + n % 7;
        changed[middle] ^= 1;
        let cut = &whole[..whole.len() - 1];
        for wrong in [changed.as_slice(), cut, &[]] {
            fs::write(path, wrong).unwrap();
            let refused = backup::restore(&folder, None, &to, &quiet()).await.unwrap_err().chain();
            assert!(refused.contains("打不开") || refused.contains("被改动"), "{refused}");
        }
        fs::remove_file(path).unwrap();
        assert!(backup::restore(&folder, None, &to, &quiet()).await.is_err(), "a piece is gone");
        fs::write(path, whole).unwrap();
    }
    assert_eq!(files(&to.data), before, "nothing was left behind");
    backup::restore(&folder, None, &to, &quiet()).await.unwrap();
}

async fn it_goes_only_where_its_keys_are_and_nothing_else(trial: &Trial) {
    let (desk, _) = reports(trial).await;
    desk.close().await;
    let kept = beside(trial, "backups");
    let folder = Folder::encrypted(&kept, key(trial, "key"));
    taken(trial, &folder, "2026-03-02 11:00").await;
    let refused = async |folder: &Folder, to: &Lies| {
        let before = files(&to.data);
        let refused = backup::restore(folder, None, to, &quiet()).await.unwrap_err();
        assert!(matches!(refused, Fault::Backup(_)), "{}", refused.chain());
        assert_eq!(files(&to.data), before);
        refused.chain()
    };
    let bare = Lies { data: beside(trial, "bare"), database: None, objects: None };
    assert!(refused(&folder, &bare).await.contains("holds no keys"));
    let another = beside(trial, "another");
    let office = Desk::open(Config::scratch(&another, trial.desk.clock().clone())).await.unwrap();
    office.close().await;
    for file in ["dengwen.sqlite", "dengwen.sqlite-wal", "dengwen.sqlite-shm"] {
        let _ = fs::remove_file(another.join(file));
    }
    let another = Lies { data: another, database: None, objects: None };
    assert!(refused(&folder, &another).await.contains("are not those of this data"));
    assert!(refused(&folder, &lies(trial)).await.contains("holds data already"));
    let empty = Lies { data: fresh(trial, "empty"), database: None, objects: None };
    let wrong = Folder::encrypted(&kept, key(trial, "other"));
    assert!(refused(&wrong, &empty).await.contains("another key"));
    assert!(refused(&Folder::open(&kept), &empty).await.contains("give its key"));
    let nothing = Folder::encrypted(beside(trial, "nothing"), key(trial, "third"));
    assert!(refused(&nothing, &empty).await.contains("no whole backup"));
}
