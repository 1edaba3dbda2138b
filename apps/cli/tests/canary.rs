//! A server as it runs, with words handed in that stand nowhere else: where they lie afterwards, and what the server holds open while
//! a file comes in slowly. The core is never written out.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, sleep},
    time::Duration,
};

use dengwen_desk::{
    Config, Desk,
    office::{Founding, Person},
    view::{Control, Language},
};
use dengwen_regulation::model::Label;

#[path = "support/unpacked.rs"]
mod unpacked;

use unpacked::lay_log_open;

const NAME: &str = "欧阳不凡卡那利";
const PHONE: &str = "13912340987";
const SAID: &str = "收受好处费卡那利";
const SHEET: &str = "单据卡那利";
const INSIDE: &str = "picture-of-the-deed-canary";

/// The two grades: regulation, who takes matters in, what its form calls name, telephone, and what was said.
const GRADES: [[&str; 5]; 2] = [
    ["r01-guangdong-realname-report", "petition_dept", "party.reporter.0.name", "party.reporter.0.contact", "matter"],
    ["r43-fitness-club", "complained_dept", "party.complainant.0.name", "party.complainant.0.phone", "said_text"],
];

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("dengwen-cli-canary-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A form filled in, and the key under which files go.
type Filled = (Vec<(String, String)>, Option<String>);

/// The offices are founded, and whoever takes matters in has a key; gives each form filled in, and where files go.
fn founded(data: &Path) -> Vec<Filled> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let desk = Desk::open(Config::at(data)).await.unwrap();
        let mut forms = Vec::new();
        for [pack, clerk, name, phone, said] in GRADES {
            let founding = Founding::new(pack, Label::new("示例单位", "Example office"), &[pack]);
            let mut founding = founding.with_member_for_every_role(&desk.regulation_text(pack).unwrap());
            founding.people.push(Person { administrator: true, ..Person::new("administrator", "管理员") });
            desk.found_office(founding).await.unwrap();
            desk.save_account(pack, clerk, clerk, "right horse battery").await.unwrap();
            let form = desk.intake(pack, pack, Language::Zh).await.unwrap();
            let takes = |field: &&dengwen_desk::view::FieldView| field.control == Control::Files;
            let files = form.fields.iter().find(takes).map(|field| field.key.clone());
            let words = [(name, NAME), (phone, PHONE), (said, SAID)];
            let mut pairs: Vec<(String, String)> =
                words.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            for field in form.fields.iter().filter(|field| field.must) {
                if let Some(choice) = field.options.first() {
                    pairs.push((field.key.clone(), choice.value.clone()));
                }
            }
            pairs.push(("party.reported.0.name".to_owned(), "令狐某".to_owned()));
            pairs.push(("party.reported.0.standing".to_owned(), "member".to_owned()));
            forms.push((pairs, files));
        }
        desk.close().await;
        forms
    })
}

struct Serving {
    process: Child,
    listen: SocketAddr,
}

impl Serving {
    /// Everything is logged that can be logged; the folder for temporary files is not there.
    fn start(data: &Path, log: &Path, format: &str) -> Self {
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let missing = data.join("no such folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_dengwen"));
        command.args(["serve", "--log-format", format, "--listen", &listen.to_string(), "--data"]).arg(data);
        command.env("DENGWEN_LOG", "trace").env("TMPDIR", &missing).env("SQLITE_TMPDIR", &missing).current_dir(data);
        let process = command.stdout(Stdio::null()).stderr(File::create(log).unwrap()).spawn().unwrap();
        for _ in 0..300 {
            if TcpStream::connect(listen).is_ok() {
                break;
            }
            sleep(Duration::from_millis(100));
        }
        Self { process, listen }
    }

    fn asked(&self, head: &str, body: &[u8], slowly: bool) -> String {
        let mut stream = TcpStream::connect(self.listen).unwrap();
        let length = body.len();
        write!(stream, "{head}Host: x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n").unwrap();
        for piece in body.chunks(if slowly { 64 * 1024 } else { usize::MAX }) {
            stream.write_all(piece).unwrap();
            if slowly {
                sleep(Duration::from_millis(20));
            }
        }
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.asked(&format!("GET {path} HTTP/1.1\r\n"), b"", false)
    }

    fn post(&self, path: &str, body: &[u8]) -> String {
        let head = format!(
            "POST {path} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nSec-Fetch-Site: same-origin\r\n"
        );
        self.asked(&head, body, body.len() > 1 << 20)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Files that a process holds open, whatever they are called, until it is told to stop.
fn held_open(id: u32, stop: Arc<AtomicBool>) -> thread::JoinHandle<BTreeSet<PathBuf>> {
    thread::spawn(move || {
        let mut seen = BTreeSet::new();
        while !stop.load(Ordering::Relaxed) {
            let open = fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().filter_map(Result::ok);
            seen.extend(open.filter_map(|one| fs::read_link(one.path()).ok()).filter(|path| path.is_absolute()));
            sleep(Duration::from_millis(1));
        }
        seen
    })
}

fn parts(pairs: &[(String, String)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in pairs {
        write!(body, "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").unwrap();
    }
    if let Some((key, bytes)) = file {
        write!(body, "--b\r\nContent-Disposition: form-data; name=\"{key}\"; filename=\"{SHEET}.txt\"\r\n\r\n")
            .unwrap();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    body
}

fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    page.split(&start).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// Files below a folder that hold a word.
fn holding(folder: &Path, word: &str, looked: &mut BTreeSet<String>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, word, looked));
            continue;
        }
        looked.insert(path.file_name().unwrap().to_string_lossy().into_owned());
        if fs::read(&path).unwrap().windows(word.len()).any(|window| window == word.as_bytes()) {
            found.push(path);
        }
    }
    found
}

#[test]
fn nothing_that_was_typed_lies_in_a_temporary_file_or_a_line_of_the_log() {
    typed_and_looked_for("text");
}

#[test]
fn nor_in_a_line_for_programs_which_names_its_request() {
    let log = typed_and_looked_for("json");
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let requests: Vec<&serde_json::Value> = lines
        .iter()
        .flat_map(|line| line["spans"].as_array())
        .flatten()
        .filter(|one| one["name"] == "request")
        .collect();
    let handed_in = |one: &&&serde_json::Value| one["otel.name"] == "POST /o/{office}/{matter}";
    let ids: BTreeSet<&str> = requests.iter().filter(handed_in).filter_map(|one| one["id"].as_str()).collect();
    assert!(ids.len() >= 2, "each request has an id of its own: {ids:?}");
    let known = ["name", "id", "otel.name", "status"];
    let fields = requests.iter().filter_map(|one| one.as_object()).flat_map(serde_json::Map::keys);
    assert!(fields.clone().all(|field| known.contains(&field.as_str())), "{:?}", fields.collect::<BTreeSet<_>>());
}

/// Hands in, lets much be logged, looks everywhere; gives the log.
fn typed_and_looked_for(format: &str) -> String {
    let data = folder(&format!("typed-{format}"));
    let forms = founded(&data);
    let log = data.join("log.txt");
    let serving = Serving::start(&data, &log, format);
    let stop = Arc::new(AtomicBool::new(false));
    let open = held_open(serving.process.id(), Arc::clone(&stop));
    let file = [INSIDE, &" and nothing else".repeat(200_000)].concat();
    let mut files = 0;
    for ([pack, ..], (pairs, key)) in GRADES.iter().zip(&forms) {
        let path = format!("/o/{pack}/{pack}");
        let mut pairs = pairs.clone();
        pairs.push((":once".to_owned(), hidden(&serving.get(&path), ":once")));
        let upload = key.as_deref().map(|key| (key, file.as_bytes()));
        files += usize::from(upload.is_some());
        // What is not taken comes back to whoever typed it, and is nowhere either.
        let refused = serving.post(
            &path,
            &parts(&pairs.iter().filter(|(key, _)| !key.contains("name")).cloned().collect::<Vec<_>>(), upload),
        );
        assert!(refused.contains(SAID) || refused.contains("dw-code"), "{refused}");
        let sent = serving.post(&path, &parts(&pairs, upload));
        assert!(sent.contains("dw-code"), "{pack}: {sent}");
    }
    assert!(files > 0, "a file was handed in");
    // Pages of what is not there, and questions nobody answers, with the words in them.
    let coded: String = NAME.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for path in
        [format!("/o/{coded}"), format!("/desk/search?q={coded}"), format!("/{PHONE}"), format!("/verify?{PHONE}")]
    {
        serving.get(&path);
    }
    serving.post("/follow", &parts(&[("code".to_owned(), NAME.to_owned())], None));
    serving.post(
        "/desk/sign-in",
        &parts(&[("login".to_owned(), NAME.to_owned()), ("password".to_owned(), SAID.to_owned())], None),
    );
    stop.store(true, Ordering::Relaxed);
    let open = open.join().unwrap();
    let place = data.canonicalize().unwrap();
    let strange: Vec<&PathBuf> = open
        .iter()
        .filter(|path| {
            !path.starts_with(&place) && !["/dev", "/proc", "/sys"].iter().any(|known| path.starts_with(known))
        })
        .collect();
    assert!(open.iter().any(|path| path.ends_with("dengwen.sqlite")), "what is open is seen: {open:?}");
    assert!(strange.is_empty(), "opened outside of the data folder: {strange:?}");
    lay_log_open(&data);
    let mut looked = BTreeSet::new();
    for word in [NAME, PHONE, SAID, SHEET, INSIDE, &coded] {
        let found = holding(&data, word, &mut looked);
        assert!(found.is_empty(), "{word} is in {found:?}");
    }
    // What is not secret is found: the search can fail.
    assert!(!holding(&data, "示例单位", &mut looked).is_empty());
    for name in ["dengwen.sqlite", "dengwen.sqlite-wal", "log.txt", "ring.json", "log.vkey"] {
        assert!(looked.contains(name), "{name} is looked at: {looked:?}");
    }
    drop(serving);
    let logged = fs::read_to_string(&log).unwrap();
    assert!(logged.len() > 1_000, "much is logged");
    fs::remove_dir_all(&data).unwrap();
    logged
}

/// What a temporary file without a name looks like, so that the test above can fail.
#[test]
fn a_temporary_file_that_is_held_open_is_seen() {
    let folder = folder("held");
    let path = folder.join("temporary");
    let file = File::create(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let open = held_open(std::process::id(), Arc::clone(&stop));
    sleep(Duration::from_millis(50));
    stop.store(true, Ordering::Relaxed);
    let seen = open.join().unwrap();
    assert!(seen.iter().any(|one| one.to_string_lossy().contains("temporary")), "{seen:?}");
    drop(file);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_memory_of_a_server_that_falls_is_not_written_out() {
    let data = folder("core");
    let mut serving = Serving::start(&data, &data.join("log.txt"), "text");
    let limits = fs::read_to_string(format!("/proc/{}/limits", serving.process.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    let killed = Command::new("kill").args(["-ABRT", &serving.process.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ended = serving.process.wait().expect("it falls");
    assert_eq!(ended.signal(), Some(6));
    assert!(!ended.core_dumped(), "nothing was written out");
    drop(serving);
    fs::remove_dir_all(&data).unwrap();
}
