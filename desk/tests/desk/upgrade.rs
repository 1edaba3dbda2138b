//! Stores that earlier versions wrote are kept among the fixtures: each opens, goes on to the present version and holds.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use dengwen_desk::{Clock, Config, Desk, library::Library, office::Founding};
use dengwen_packs::Packs;
use dengwen_regulation::model::Label;
use dengwen_store::Store;
use miniz_oxide::{deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib};

use crate::{
    at_rest::{NAME, SAID, handed_in, organ, registered, serving, signed_in},
    trial::{Trial, ZH, at, sent, sqlite},
};

const MAKER: &str = "r35-home-furnishing";
const BEGUN: &str = "2026-07-20 09:00";
const LATER: &str = "2026-08-20 09:00";
const KEYS: [&str; 2] = ["ring.json", "log.key"];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stores")
}

async fn version(store: &Store) -> i64 {
    store.whole().await.unwrap().version()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_store_of_an_earlier_version_opens_and_holds() {
    let mut stores: Vec<PathBuf> = fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).collect();
    stores.sort();
    assert!(!stores.is_empty());
    for store in stores {
        holds(&store).await;
    }
}

/// As after an update: the desk opens it, its log is checked, its lists are made anew, and people go on working.
async fn holds(fixture: &Path) {
    let folder = std::env::temp_dir().join(format!("dengwen-upgrade-{}", std::process::id()));
    fs::create_dir_all(folder.join("keys")).unwrap();
    let packed = fs::read(fixture.join("dengwen.sqlite.z")).unwrap();
    fs::write(folder.join("dengwen.sqlite"), decompress_to_vec_zlib(&packed).unwrap()).unwrap();
    for key in KEYS {
        fs::copy(fixture.join(key), folder.join("keys").join(key)).unwrap();
    }
    let base = Config::scratch(&folder, Clock::virtual_at(at(LATER)));
    // What it runs on is in the store: the texts of today are not looked at.
    let nothing = Packs::Folder(folder.join("none"));
    let config = Config { known_password: None, library: Library::of(nothing), ..base };
    let desk = Desk::open(config).await.unwrap();
    let sound = desk.verify(|_| ()).await.unwrap().unwrap();
    assert!(sound.commits > 10, "{}: {sound:?}", fixture.display());
    desk.rebuild().await.unwrap();
    assert_eq!(desk.compare().await.unwrap(), Vec::new(), "{}", fixture.display());
    let lin = signed_in(&desk, "lin").await;
    let lin = desk.session(&lin.token).await.unwrap();
    let case = desk.store().streams("case", "", 9).await.unwrap().remove(0).stream;
    let page = desk.case(&lin, &case, ZH).await.unwrap();
    assert!(format!("{page:?}").contains(SAID));
    let file = desk.file_itself(&lin, &case, &page.files[0].id).await.unwrap();
    assert!(file.content.whole().await.unwrap().starts_with(b"%PDF"));
    let values = desk.open_identity(&lin, &case, 1, "核实署名", ZH).await.unwrap();
    assert!(values.iter().any(|value| value.value == NAME));
    registered(&desk, &lin).await;
    desk.verify(|_| ()).await.unwrap().unwrap();
    desk.close().await;
    fs::remove_dir_all(&folder).unwrap();
}

/// `DENGWEN_WRITE_FIXTURE=1` writes one of the present version down; otherwise it has to be there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_of_this_version_is_among_the_fixtures() {
    let trial = sqlite(BEGUN).await;
    let kept = fixtures().join(format!("{:04}", version(trial.desk.store()).await));
    if std::env::var_os("DENGWEN_WRITE_FIXTURE").is_some() {
        written(&trial, &kept).await;
    }
    assert!(
        kept.is_dir(),
        "no store of this version among the fixtures: run DENGWEN_WRITE_FIXTURE=1 cargo test -p dengwen-desk --test desk upgrade"
    );
    trial.end().await;
}

/// Two offices with accounts; a report with its file, one handed in, a round of figures prepared, times that passed.
async fn written(trial: &Trial, kept: &Path) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    registered(&desk, &lin).await;
    handed_in(&desk).await;
    let regulation = desk.regulation_text(MAKER).unwrap();
    let founding = Founding::new("works", Label::new("安居家具", "Anju Furniture"), &[MAKER]);
    desk.found_office(founding.with_member_for_every_role(&regulation)).await.unwrap();
    desk.tick(at("2026-08-01 08:00")).await.unwrap();
    let maker = desk.session_for("works", "customer_service_branch").await.unwrap();
    let line = desk.reports(&maker, ZH).await.unwrap().remove(0);
    desk.act_on_report(&maker, &line.id, 1, &sent("prepare", &[("text1", "本月无投诉")]), ZH).await.unwrap();
    assert_eq!(desk.compare().await.unwrap(), Vec::new());
    desk.close().await;
    trial.desk.close().await;
    fs::create_dir_all(kept).unwrap();
    let whole = fs::read(trial.folder.join("dengwen.sqlite")).unwrap();
    fs::write(kept.join("dengwen.sqlite.z"), compress_to_vec_zlib(&whole, 9)).unwrap();
    for key in KEYS {
        fs::copy(trial.folder.join("keys").join(key), kept.join(key)).unwrap();
    }
}
