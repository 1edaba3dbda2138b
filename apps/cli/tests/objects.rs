//! An object store as an administrator meets it, against a real S3 server: `cargo xtask objects` runs it.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "../../../adapters/store/tests/common/s3.rs"]
mod s3;

#[path = "support/program.rs"]
mod program;

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::Stdio,
    sync::Arc,
};

use dengwen_desk::{Config, Desk, office::Founding};
use dengwen_regulation::model::Label;
use dengwen_store::{AttachmentRow, Blob, Store};
use jiff::Timestamp;
use program::{dengwen, folder, told};
use s3::Server;

/// An office with one file in the object store.
async fn office(data: &Path, url: &str) {
    let desk = Desk::open(Config::at(data)).await.unwrap();
    desk.found_office(Founding::new("club", Label::new("会所", "Club"), &["r43-fitness-club"])).await.unwrap();
    desk.close().await;
    let store = opened(data).await.with_objects(url).unwrap();
    let row = AttachmentRow {
        id: "file".to_owned(),
        stream: "case".to_owned(),
        name: "sealed".to_owned(),
        media: "text/plain".to_owned(),
        size: 1,
        digest: "d".to_owned(),
        added_at: Timestamp::UNIX_EPOCH,
        added_by: "party:1".to_owned(),
    };
    store.attachment_put(&row, Blob::of(vec![1], Arc::new(pieces()))).await.unwrap();
    store.close().await;
}

fn pieces() -> Vec<Vec<u8>> {
    vec![vec![7; 1000]; 100]
}

async fn opened(data: &Path) -> Store {
    Store::open(data.join("dengwen.sqlite").to_str().unwrap()).await.unwrap()
}

/// What a server says until it serves and has said this, or ends.
fn served(data: &Path, more: &[&str], wanted: &str) -> String {
    let mut command = dengwen(&["serve", "--listen", "127.0.0.1:0"], &[("--data", data)]);
    let mut child = command.args(more).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    for line in BufReader::new(child.stderr.take().unwrap()).lines() {
        said += &(line.unwrap() + "\n");
        if said.contains("serving") && said.contains(wanted) {
            child.kill().unwrap();
            break;
        }
    }
    child.wait().unwrap();
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_starts_or_saves_it_without_its_object_store_is_told() {
    let (data, kept, mut server) = (folder("objects-data"), folder("objects-kept"), Server::start());
    let key = kept.join("key");
    office(&data, &server.url()).await;
    let said = served(&data, &[], "");
    assert!(!said.contains("serving") && said.contains("--objects URL"), "{said}");
    let said = served(&data, &["--objects", "s3://files?endpoint=https://127.0.0.1:1"], "");
    assert!(!said.contains("serving") && said.contains("plain HTTP alone"), "{said}");
    let url = server.url();
    let said = served(&data, &["--objects", &url], "");
    assert!(said.contains("serving"), "{said}");
    server.stop();
    let said = served(&data, &["--objects", &url], "could not be swept");
    assert!(said.contains("serving"), "it serves all the same, and says so in its log: {said}");
    let output = dengwen(&["backup", "key"], &[]).arg(&key).output().unwrap();
    assert!(output.status.success());
    let places = [("--data", data.as_path()), ("--to", &kept), ("--key", &key)];
    let (ok, said) = told(&["backup"], &places);
    assert!(!ok && said.contains("--objects URL"), "{said}");
    let (ok, said) = told(&["backup", "--objects", &url], &places);
    assert!(!ok && said.contains("the object store is away"), "{said}");
    server.again();
    let (ok, said) = told(&["backup", "--objects", &url], &places);
    assert!(ok, "{said}");
    let (ok, said) = told(&["export", "--objects", &url], &[("--data", &data), ("--to", &folder("objects-out"))]);
    assert!(ok, "{said}");
    drop(server);
    let (ok, said) = told(&["backup", "verify"], &[("--in", &kept), ("--key", &key)]);
    assert!(ok && said.contains("attachment_pieces 100") && !said.contains("attachment_objects"), "{said}");
    let back = folder("objects-back");
    fs::create_dir_all(back.join("keys")).unwrap();
    for name in ["ring.json", "log.key"] {
        fs::copy(data.join("keys").join(name), back.join("keys").join(name)).unwrap();
    }
    let (ok, said) = told(&["restore"], &[("--from", &kept), ("--key", &key), ("--data", &back)]);
    assert!(ok, "{said}");
    let store = opened(&back).await;
    assert_eq!(store.attachment_pieces("file", 0, 1000).await.unwrap(), pieces());
    store.close().await;
    for name in ["data", "kept", "out", "back"] {
        fs::remove_dir_all(folder(&format!("objects-{name}"))).unwrap();
    }
}
