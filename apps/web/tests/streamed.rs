//! A slow upload, looked at in its middle: the scanner hears it, the data folder holds none of it in the open, and nothing of it
//! stays when the line is cut or the form refused.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode, header},
};
use dengwen_desk::{
    Config, Desk, Scanner,
    view::{Control, Language},
};
use futures_util::stream;
use support::{Browser, desk_as, filled};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixListener,
    sync::mpsc,
    task::JoinHandle,
};
use tower::ServiceExt as _;

const LINE: &str = "这一行是附件的明文，任何人都不应在数据文件夹里读到它。\n";
const SIZE: usize = 15 * 1024 * 1024;

/// A body that comes as slowly as somebody sends it.
fn slow(parts: mpsc::Receiver<io::Result<Bytes>>) -> Body {
    Body::from_stream(stream::unfold(parts, async |mut parts| Some((parts.recv().await?, parts))))
}

/// A scanner that finds nothing and counts what it hears.
fn listening(socket: &Path) -> Arc<AtomicUsize> {
    let (listener, heard) = (UnixListener::bind(socket).unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let counted = Arc::clone(&counted);
            tokio::spawn(async move {
                let mut command = [0; 10];
                stream.read_exact(&mut command).await.unwrap();
                let mut length = [0; 4];
                while stream.read_exact(&mut length).await.is_ok() && length != [0; 4] {
                    let mut piece = vec![0; u32::from_be_bytes(length) as usize];
                    if stream.read_exact(&mut piece).await.is_err() {
                        return;
                    }
                    counted.fetch_add(piece.len(), Ordering::Relaxed);
                }
                _ = stream.write_all(b"stream: OK\0").await;
            });
        }
    });
    heard
}

/// The address of a matter that takes files, what its form asks, and the key of its files.
async fn matter(desk: &Desk) -> (String, Vec<(String, String)>, String) {
    for office in desk.offices(Language::Zh).await.unwrap() {
        for matter in office.matters.iter().filter(|matter| matter.closed.is_none()) {
            let form = desk.intake(&office.id, &matter.id, Language::Zh).await.unwrap();
            if let Some(files) = form.fields.iter().find(|field| field.control == Control::Files) {
                let path = format!("/o/{}/{}", office.id, matter.id);
                let mut pairs = filled(&form);
                pairs.retain(|(key, _)| !key.starts_with("party.main"));
                return (path, pairs, files.key.clone());
            }
        }
    }
    unreachable!("no matter takes files")
}

/// A form that begins to be sent, up to the first byte of its file.
async fn begun(desk: &Desk, name: &str) -> (mpsc::Sender<io::Result<Bytes>>, JoinHandle<(StatusCode, String)>) {
    let (path, mut pairs, key) = matter(desk).await;
    let page = Browser::new(desk).get(&path).await;
    pairs.push((":once".to_owned(), page.hidden(":once")));
    let (sender, receiver) = mpsc::channel(1);
    let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    let request = request.header("sec-fetch-site", "same-origin").header(header::ACCEPT, "text/html");
    let router = dengwen_web::router(desk.clone(), dengwen_web::WebConfig::default());
    let answer = tokio::spawn(async move {
        let response = router.oneshot(request.body(slow(receiver)).unwrap()).await.unwrap();
        let status = response.status();
        (status, String::from_utf8_lossy(&to_bytes(response.into_body(), usize::MAX).await.unwrap()).into_owned())
    });
    let mut head = String::new();
    for (key, value) in pairs {
        head += &format!("--b\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n");
    }
    head += &format!("--b\r\nContent-Disposition: form-data; name=\"{key}\"; filename=\"{name}\"\r\n\r\n");
    sender.send(Ok(head.into())).await.unwrap();
    (sender, answer)
}

/// What this process holds open of the folder's files on their way in.
fn held_open(folder: &Path) -> Vec<PathBuf> {
    let folder = folder.canonicalize().unwrap().join("incoming");
    let entries = fs::read_dir("/proc/self/fd").unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| fs::read_link(path).is_ok_and(|to| to.starts_with(&folder))).collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, into) } else { into.push(path) }
    }
}

/// Waits until something is so: what was sent is taken in by another task.
async fn soon(what: &str, so: impl Fn() -> bool) {
    for _ in 0..500 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(so(), "{what}");
}

/// No file of the folder, with a name or without, holds any of it in the open.
fn none_in_the_open(folder: &Path) {
    let mut all = held_open(folder);
    collect(folder, &mut all);
    for path in all {
        let bytes = fs::read(&path).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(LINE.trim()), "{} holds it", path.display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_fifteen_megabytes_come_in_none_of_them_lies_in_the_open() {
    let scratch = std::env::temp_dir().join(format!("dengwen-streamed-{}", std::process::id()));
    fs::create_dir_all(&scratch).unwrap();
    let socket = scratch.join("clamd.sock");
    _ = fs::remove_file(&socket);
    let heard = listening(&socket);
    let desk = desk_as(|config| Config { scanner: Some(Scanner::Path(socket)), ..config }).await;
    let folder = desk.data().to_owned();
    let (sender, answer) = begun(&desk, "说明.txt").await;
    let bytes = Bytes::from(LINE.repeat(SIZE / LINE.len()));
    let mut sent = 0;
    for (n, part) in bytes.chunks(200_000).enumerate() {
        sender.send(Ok(Bytes::copy_from_slice(part))).await.unwrap();
        sent += part.len();
        if n % 25 == 20 {
            let there = || {
                let open = held_open(&folder);
                assert!(open.len() <= 1, "it lies in one file without a name");
                open.first().map_or(0, |path| usize::try_from(fs::metadata(path).unwrap().len()).unwrap())
            };
            soon("it lies there as far as it came", || there() + 300_000 > sent).await;
            soon("the scanner hears it as it comes", || heard.load(Ordering::Relaxed) + 300_000 > sent).await;
            none_in_the_open(&folder);
        }
    }
    sender.send(Ok(Bytes::from_static(b"\r\n--b--\r\n"))).await.unwrap();
    drop(sender);
    let (status, text) = answer.await.unwrap();
    assert_eq!(status, StatusCode::OK, "{text}");
    assert!(text.contains("dw-code"), "it was handed in: {text}");
    assert_eq!(heard.load(Ordering::Relaxed), bytes.len());
    assert!(held_open(&folder).is_empty(), "it is stored, and nothing is left where it came in");
    none_in_the_open(&folder);
    fs::remove_dir_all(scratch).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_is_cut_and_a_form_that_is_refused_leave_nothing_behind() {
    let desk = support::desk().await;
    let folder = desk.data().to_owned();
    let part = Bytes::from(LINE.repeat(400_000 / LINE.len()));
    let (sender, answer) = begun(&desk, "说明.txt").await;
    for _ in 0..4 {
        sender.send(Ok(part.clone())).await.unwrap();
    }
    soon("it is coming in", || held_open(&folder).len() == 1).await;
    sender.send(Err(io::ErrorKind::ConnectionReset.into())).await.unwrap();
    let (status, _) = answer.await.unwrap();
    assert!(status.is_client_error(), "{status}");
    soon("cut by whoever sends", || held_open(&folder).is_empty()).await;

    let (sender, answer) = begun(&desk, "说明.txt").await;
    for _ in 0..4 {
        sender.send(Ok(part.clone())).await.unwrap();
    }
    soon("it is coming in", || held_open(&folder).len() == 1).await;
    answer.abort();
    assert!(answer.await.unwrap_err().is_cancelled());
    soon("nobody waits for the answer any more", || held_open(&folder).is_empty()).await;

    let (sender, answer) = begun(&desk, "照片.jpg").await;
    for _ in 0..4 {
        sender.send(Ok(part.clone())).await.unwrap();
    }
    assert!(held_open(&folder).is_empty(), "not what its name says: nothing of it is kept, and the form is read on");
    sender.send(Ok(Bytes::from_static(b"\r\n--b--\r\n"))).await.unwrap();
    drop(sender);
    let (status, text) = answer.await.unwrap();
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text.contains("“照片.jpg”"), "{text}");
    assert!(held_open(&folder).is_empty());
    assert_eq!(fs::read_dir(folder.join("incoming")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_not_signed_in_is_answered_before_the_files_have_come() {
    let desk = support::desk().await;
    let folder = desk.data().to_owned();
    let (sender, receiver) = mpsc::channel(1);
    let request = Request::post("/desk/cases/c1/acts/attach")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .header("sec-fetch-site", "same-origin")
        .header(header::ACCEPT, "text/html");
    let router = dengwen_web::router(desk.clone(), dengwen_web::WebConfig::default());
    let answer = tokio::spawn(async move {
        let response = router.oneshot(request.body(slow(receiver)).unwrap()).await.unwrap();
        String::from_utf8_lossy(&to_bytes(response.into_body(), usize::MAX).await.unwrap()).into_owned()
    });
    let value =
        |key: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n");
    let head = [value(":act", "attach"), value(":once", "o"), value("text", "现场照片")].concat();
    let file = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"说明.txt\"\r\n\r\n";
    sender.send(Ok((head + file).into())).await.unwrap();
    let part = Bytes::from(LINE.repeat(400_000 / LINE.len()));
    let mut sent = 0;
    while sender.send(Ok(part.clone())).await.is_ok() {
        assert!(held_open(&folder).is_empty(), "nothing of a file is taken in");
        sent += part.len();
        assert!(sent < SIZE, "it goes on being read");
    }
    let text = answer.await.unwrap();
    assert!(
        text.contains("现场照片") && text.contains("name=\"password\""),
        "what was typed goes through the door: {text}"
    );
}
