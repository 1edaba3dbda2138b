//! The desk with its files in an object store, against a real S3 server: `cargo xtask objects` runs it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::{fs, sync::Arc};

use dengwen_desk::{
    Config, Desk, Fault,
    backup::{self, BackupKey, Folder, Lies},
    library::Library,
    view::{Rejection, Sent, Session, Upload},
};

use crate::{
    at_rest::{CANARIES, SAID, handed_in, organ, registered, signed_in},
    s3::Server,
    trial::{Trial, ZH, at, both, packs, sent},
};

both! {
    a_report_goes_its_way_with_its_file_in_the_object_store at "2026-03-02 10:00",
    a_report_is_not_taken_while_the_object_store_is_away_and_is_taken_when_it_is_back at "2026-03-02 10:00",
    what_is_destroyed_is_gone_from_the_object_store_too at "2026-03-02 10:00",
    a_backup_needs_the_object_store_and_what_is_put_back_does_not at "2026-03-02 10:00",
}

/// A desk as it serves, with its files there; without a server, in rows.
async fn serving(trial: &Trial, server: Option<&Server>) -> Desk {
    let base = Config::scratch(&trial.folder, trial.desk.clock().clone());
    let (database, objects) = (trial.url.clone(), server.map(Server::url));
    let config = Config { known_password: None, library: Library::of(packs()), database, objects, ..base };
    Desk::open(config).await.unwrap()
}

async fn office(trial: &Trial, server: &Server) -> (Desk, Session) {
    let desk = serving(trial, Some(server)).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    (desk, lin)
}

/// What Lin reads of the first file of a case.
async fn read(desk: &Desk, lin: &Session, case: &str) -> Result<Vec<u8>, Rejection> {
    let lin = desk.session(&lin.token).await.unwrap_or_else(|| lin.clone());
    let id = desk.case(&lin, case, ZH).await.unwrap().files[0].id.clone();
    desk.file_itself(&lin, case, &id).await?.content.whole().await.map_err(Rejection::from)
}

async fn a_report_goes_its_way_with_its_file_in_the_object_store(trial: &Trial) {
    let server = Server::start();
    let (desk, lin) = office(trial, &server).await;
    let (case, _) = registered(&desk, &lin).await;
    handed_in(&desk).await;
    assert_eq!(server.objects().len(), 2, "one object for each small file");
    for object in server.objects() {
        let (bytes, name) = (fs::read(&object).unwrap(), object.to_string_lossy().into_owned());
        let found = |canary: &&[u8]| bytes.windows(canary.len()).any(|window| window == *canary);
        assert!(!CANARIES.iter().any(found), "what lies there is sealed");
        assert!(!name.contains(&case) && !name.contains("organ") && !name.contains("pdf"), "{name}");
    }
    assert!(read(&desk, &lin, &case).await.unwrap().starts_with(b"%PDF"));
    // A matter becomes a case: its files are sealed anew, and the old ones go a day later.
    let view = desk.inbox(&lin, "", None, ZH).await.unwrap();
    let rows = view.groups.into_iter().flat_map(|group| group.rows);
    let id = rows.map(|row| row.case).find(|case| case.starts_with("incoming:")).unwrap();
    let id = id.trim_start_matches("incoming:").to_owned();
    let seen = desk.incoming(&lin, &id, ZH).await.unwrap();
    let mut typed = seen.typed;
    typed.push(("incoming.way".to_owned(), "other".to_owned()));
    let act = seen.registers[0].act.clone();
    let form = Sent { act, typed, once: "r".to_owned(), seq: seen.seq, ..Sent::default() };
    let done = desk.register_incoming(&lin, &id, form, ZH).await.unwrap();
    assert!(read(&desk, &lin, &done.case).await.unwrap().starts_with(b"%PDF"));
    assert_eq!((server.objects().len(), desk.store().remove_objects(desk.now()).await.unwrap()), (3, 0));
    assert_eq!(desk.store().remove_objects(at("2026-03-03 10:00")).await.unwrap(), 1);
    assert_eq!(server.objects().len(), 2);
    // Whoever starts without it is told what to do; what lies in rows is read all the same.
    let rows = serving(trial, None).await;
    let (other, _) = registered(&rows, &lin).await;
    assert!(read(&rows, &lin, &other).await.unwrap().starts_with(b"%PDF"));
    assert!(matches!(read(&rows, &lin, &case).await, Err(Rejection::Fault(_))));
    assert!(rows.store().reaches_files().await.unwrap_err().to_string().contains("--objects URL"));
    rows.close().await;
    assert!(read(&desk, &lin, &other).await.unwrap().starts_with(b"%PDF"));
    desk.close().await;
}

async fn a_report_is_not_taken_while_the_object_store_is_away_and_is_taken_when_it_is_back(trial: &Trial) {
    let mut server = Server::start();
    trial.club().await;
    let (case, _) = trial.enquiry("a").await;
    let base = Config::scratch(&trial.folder, trial.desk.clock().clone());
    let (database, objects) = (trial.url.clone(), Some(server.url()));
    let desk = Desk::open(Config { library: Library::of(packs()), database, objects, ..base }).await.unwrap();
    let lin = desk.session_for("club", "lin").await.unwrap();
    let form = |once: &str| {
        let content = b"RIFF\0\0\0\0WAVE and what was said".to_vec().into();
        let (key, name) = ("file".to_owned(), "said.wav".to_owned());
        let file = Upload { key, name, media: String::new(), content };
        Sent { files: vec![file], once: once.to_owned(), ..sent("attach", &[]) }
    };
    desk.perform(&lin, &case, form("before"), ZH).await.unwrap();
    server.stop();
    let seq = desk.store().head(&case).await.unwrap().unwrap().head.seq;
    let refused = desk.perform(&lin, &case, form("one"), ZH).await.unwrap_err();
    assert!(matches!(refused, Rejection::Away(_)), "{refused:?}");
    assert!(matches!(read(&desk, &lin, &case).await, Err(Rejection::Away(_))));
    assert_eq!(desk.store().head(&case).await.unwrap().unwrap().head.seq, seq, "nothing is half done");
    assert_eq!(desk.store().attachments(&case).await.unwrap().len(), 1);
    server.again();
    desk.perform(&lin, &case, form("one"), ZH).await.unwrap();
    assert_eq!(desk.store().attachments(&case).await.unwrap().len(), 2, "the same form goes through");
    assert!(read(&desk, &lin, &case).await.unwrap().starts_with(b"RIFF"));
    desk.close().await;
}

async fn what_is_destroyed_is_gone_from_the_object_store_too(trial: &Trial) {
    let server = Server::start();
    let (desk, lin) = office(trial, &server).await;
    let (case, _) = registered(&desk, &lin).await;
    let stays = registered(&desk, &lin).await.0;
    let form = Sent { option: Some("not_genuine".to_owned()), ..sent("verify_name", &[]) };
    desk.perform(&lin, &case, form, ZH).await.unwrap();
    let mu = signed_in(&desk, "mu").await;
    let term = [("outcome", "r01-guangdong-realname-report not_real_name"), ("months", "6"), ("article", "规定第三条")];
    desk.act_on_retention(&mu, &sent("term", &term), ZH).await.unwrap();
    desk.clock().set(at("2026-09-02 10:01"));
    let lin = signed_in(&desk, "lin").await;
    assert_eq!(server.objects().len(), 2);
    desk.act_on_retention(&lin, &sent("destroy", &[("cases", &case)]), ZH).await.unwrap();
    assert_eq!(server.objects().len(), 1);
    assert!(read(&desk, &lin, &stays).await.unwrap().starts_with(b"%PDF"));
    desk.close().await;
}

async fn a_backup_needs_the_object_store_and_what_is_put_back_does_not(trial: &Trial) {
    let server = Server::start();
    let (desk, lin) = office(trial, &server).await;
    let (case, _) = registered(&desk, &lin).await;
    backup::make_key(&trial.folder.join("key")).unwrap();
    let key = BackupKey::read(&trial.folder.join("key")).unwrap();
    let folder = Folder::encrypted(trial.folder.join("backups"), key);
    let lies = |objects: Option<String>| Lies { data: trial.folder.clone(), database: trial.url.clone(), objects };
    let (now, quiet): (_, backup::Told) = (at("2026-03-02 11:00"), Arc::new(|_| ()));
    let scratch = Some(trial.folder.as_path());
    let refused = backup::take(&lies(None), &folder, now, scratch, 9, &quiet).await.unwrap_err();
    assert!(matches!(&refused, Fault::Store(_)) && refused.chain().contains("--objects URL"), "{}", refused.chain());
    assert!(folder.ids().unwrap().is_empty(), "half a backup is none");
    backup::take(&lies(Some(server.url())), &folder, now, scratch, 9, &quiet).await.unwrap();
    desk.close().await;
    drop(server);
    let back = trial.folder.join("back");
    fs::create_dir_all(back.join("keys")).unwrap();
    for key in ["ring.json", "log.key"] {
        fs::copy(trial.folder.join("keys").join(key), back.join("keys").join(key)).unwrap();
    }
    let there = Lies { data: back.clone(), database: None, objects: None };
    backup::restore(&folder, None, &there, &quiet).await.unwrap();
    let base = Config::scratch(&back, trial.desk.clock().clone());
    let desk = Desk::open(Config { known_password: None, library: Library::of(packs()), ..base }).await.unwrap();
    desk.store().reaches_files().await.unwrap();
    let lin = signed_in(&desk, "lin").await;
    let lin = desk.session(&lin.token).await.unwrap();
    let page = desk.case(&lin, &case, ZH).await.unwrap();
    assert!(format!("{page:?}").contains(SAID));
    assert!(read(&desk, &lin, &case).await.unwrap().starts_with(b"%PDF"));
    desk.close().await;
}
