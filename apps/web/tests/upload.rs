//! Files on their way from a visitor to the clerk: looked through for harm, held against their name, first seen as a copy.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use axum::http::{StatusCode, header};
use dengwen_desk::{
    Desk, Scan, Scanner,
    view::{Control, Language, Session},
};
use support::{Answer, Browser, desk, desk_as, filled};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixListener,
};

const PDF: &[u8] = b"%PDF-1.4\n7 0 obj << /Author (Wang Gaomi) >> endobj\ntrailer << /Info 7 0 R >>\n%%EOF\n";

/// The test file that every scanner knows; put together here so that no scanner finds it in this source.
fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}

fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("dengwen-{name}-{}", std::process::id()));
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A scanner that speaks as clamd does, and finds harm where it reads the word.
fn stand_in(socket: &Path) {
    let listener = UnixListener::bind(socket).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut command = [0; 10];
            stream.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut all = Vec::new();
            loop {
                let mut length = [0; 4];
                stream.read_exact(&mut length).await.unwrap();
                let mut piece = vec![0; u32::from_be_bytes(length) as usize];
                if piece.is_empty() {
                    break;
                }
                stream.read_exact(&mut piece).await.unwrap();
                all.extend(piece);
            }
            let found = String::from_utf8_lossy(&all).contains("EICAR");
            let told: &[u8] = if found { b"stream: Test.EICAR FOUND\0" } else { b"stream: OK\0" };
            stream.write_all(told).await.unwrap();
        }
    });
}

/// The first matter that takes files: office, matter, key of the files.
async fn matter(desk: &Desk) -> (String, String, String) {
    for office in desk.offices(Language::Zh).await.unwrap() {
        for matter in office.matters.iter().filter(|matter| matter.closed.is_none()) {
            let form = desk.intake(&office.id, &matter.id, Language::Zh).await.unwrap();
            if let Some(files) = form.fields.iter().find(|field| field.control == Control::Files) {
                return (office.id, matter.id.clone(), files.key.clone());
            }
        }
    }
    panic!("no matter takes files")
}

/// Hands in a matter with these files.
async fn handed_in(desk: &Desk, office: &str, matter: &str, files: &[(&str, &str, &[u8])]) -> Answer {
    let path = format!("/o/{office}/{matter}");
    let mut browser = Browser::new(desk);
    let page = browser.get(&path).await;
    let mut pairs = filled(&desk.intake(office, matter, Language::Zh).await.unwrap());
    pairs.retain(|(key, _)| !key.starts_with("party.main"));
    pairs.push((":once".to_owned(), page.hidden(":once")));
    browser.post_parts(&path, &pairs, files).await
}

/// Whoever finds a matter in the inbox, and its page.
async fn clerk(desk: &Desk, office: &str) -> (Session, String) {
    let state = desk.office_state(office).await.unwrap();
    for person in state.people.keys() {
        let session = desk.session_for(office, person).await.unwrap();
        let inbox = desk.inbox(&session, "all", None, Language::Zh).await.unwrap();
        let rows = inbox.groups.into_iter().flat_map(|group| group.rows);
        let known = rows.map(|row| match row.case.strip_prefix("incoming:") {
            Some(id) => format!("/desk/incoming/{id}"),
            None => format!("/desk/cases/{}", row.case),
        });
        for path in known.collect::<Vec<_>>() {
            let mut browser = Browser::new(desk);
            browser.sign_in(desk, office, person).await;
            if browser.get(&path).await.text().contains("/files/") {
                return (session, path);
            }
        }
    }
    panic!("nobody finds it")
}

#[tokio::test]
async fn a_harmful_file_is_refused_and_the_others_say_that_they_were_looked_through() {
    let folder = scratch("scanner");
    let socket = folder.join("clamd.sock");
    stand_in(&socket);
    let desk = desk_as(|config| dengwen_desk::Config { scanner: Some(Scanner::Path(socket)), ..config }).await;
    let (office, matter, key) = matter(&desk).await;
    let harm = eicar();
    let told = handed_in(&desk, &office, &matter, &[(&key, "单据.pdf", PDF), (&key, "有毒.txt", &harm)]).await;
    assert_eq!(told.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(told.text().contains("“有毒.txt”含有病毒或有害程序"), "{}", told.text());
    assert!(told.text().contains("已收到：单据.pdf"), "the other file stays");
    let done = handed_in(&desk, &office, &matter, &[(&key, "单据.pdf", PDF)]).await;
    assert!(!done.code().is_empty(), "{}", done.text());
    let (session, path) = clerk(&desk, &office).await;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, &office, &session.person).await;
    assert!(!browser.get(&path).await.text().contains("未经查毒"));
}

#[tokio::test]
async fn staff_see_the_copy_first_and_the_file_itself_on_record() {
    let nobody = Scanner::Path("/nowhere/clamd.sock".into());
    let desk = desk_as(|config| dengwen_desk::Config { scanner: Some(nobody), ..config }).await;
    let (office, matter, key) = matter(&desk).await;
    let done = handed_in(&desk, &office, &matter, &[(&key, "单据.pdf", PDF)]).await;
    assert!(!done.code().is_empty(), "a scanner that is not there holds nothing up: {}", done.text());
    let (session, path) = clerk(&desk, &office).await;
    let mut browser = Browser::new(&desk);
    browser.sign_in(&desk, &office, &session.person).await;
    let page = browser.get(&path).await.text();
    assert!(page.contains("副本，已去除作者、设备和修订记录，未经查毒"), "{page}");
    let file = page.split("href=\"").find(|rest| rest.contains("/files/") && rest.starts_with("/desk/")).unwrap();
    let file = file.split('"').next().unwrap().to_owned();
    let copy = browser.get(&file).await;
    assert_eq!(copy.status, StatusCode::OK);
    assert_eq!(copy.body.len(), PDF.len());
    assert!(!copy.text().contains("Gaomi"), "{}", copy.text());
    assert!(copy.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
    assert!(copy.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("sandbox"));
    assert_eq!(copy.headers[header::CONTENT_TYPE], "application/pdf");
    let stream = format!("looks:{}", path.trim_start_matches("/desk/cases/").replace("/desk/incoming/", "incoming:"));
    let before = desk.store().load(&stream, 0).await.unwrap().len();
    let forged = browser.post(&format!("{file}/itself"), &[]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN, "without the token of the session nothing happens");
    let token = browser.get(&path).await.hidden(":csrf");
    let itself = browser.post(&format!("{file}/itself"), &support::owned(&[(":csrf", &token)])).await;
    assert_eq!(itself.body, PDF);
    assert!(desk.store().load(&stream, 0).await.unwrap().len() > before, "that it was read is on record");
}

#[tokio::test]
async fn a_file_that_is_not_what_it_claims_is_refused_and_the_form_stays() {
    let desk = desk().await;
    let (office, matter, key) = matter(&desk).await;
    let answer = handed_in(&desk, &office, &matter, &[(&key, "照片.jpg", PDF), (&key, "说明.txt", b"MZ\x90\0")]).await;
    let text = answer.text();
    assert!(text.contains("“照片.jpg”：内容其实是PDF，与文件名不符"), "{text}");
    assert!(text.contains("“说明.txt”："), "{text}");
    assert!(text.contains("示例内容") || text.contains("13800000000"), "what was typed stays");
    assert!(answer.code().is_empty());
}

/// The scanner itself, where it is installed, with one signature of our own: none can be fetched here.
struct Clamd(Child);

impl Drop for Clamd {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

#[tokio::test]
async fn clamd_itself_is_understood() {
    if !Path::new("/usr/sbin/clamd").is_file() {
        eprintln!("clamd is not installed; left out");
        return;
    }
    let folder = scratch("clamd");
    let (socket, settings, known) = (folder.join("clamd.sock"), folder.join("clamd.conf"), folder.join("known"));
    fs::create_dir_all(&known).unwrap();
    fs::write(known.join("test.hdb"), "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n").unwrap();
    let text = format!("LocalSocket {}\nDatabaseDirectory {}\nForeground yes\n", socket.display(), known.display());
    fs::write(&settings, text).unwrap();
    let mut command = Command::new("/usr/sbin/clamd");
    command.arg("-c").arg(&settings).stdout(Stdio::null()).stderr(Stdio::null());
    let clamd = Clamd(command.spawn().unwrap());
    for _ in 0..300 {
        if socket.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let scanner = Scanner::written(socket.to_str().unwrap());
    assert_eq!(scanner.scan(&eicar()).await, Scan::Harmful);
    assert_eq!(scanner.scan(PDF).await, Scan::Clean);
    drop(clamd);
    assert_eq!(scanner.scan(PDF).await, Scan::Not, "who does not answer is not taken for a yes");
}
