//! Checkpoints leave the house: by mail over a real relay into a real mailbox, by a webhook that fails at first; each once, and the
//! server goes on when they do not arrive.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "support/program.rs"]
mod program;
#[path = "support/relay.rs"]
#[expect(dead_code, reason = "every checkpoint comes as a file")]
mod relay;

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Stdio},
    sync::{Arc, Mutex},
    thread::sleep,
    time::{Duration, Instant},
};

use axum::{Router, extract::State, http::StatusCode, routing::post};
use dengwen_audit::{Checkpoint, Verifier};
use dengwen_desk::{
    Config, Desk,
    office::{Founding, Person},
};
use dengwen_regulation::model::Label;
use program::{dengwen, folder, told};
use relay::Relay;

/// Somebody's name, which stands in the log and must not leave.
const NAME: &str = "欧阳不凡卡那利";

/// Somebody enters the office, which is founded first.
fn person(data: &Path, id: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let desk = Desk::open(Config::at(data)).await.unwrap();
        if desk.office_ids().await.unwrap().is_empty() {
            let founding = Founding::new("club", Label::new("会所", "Club"), &["r43-fitness-club"]);
            desk.found_office(founding).await.unwrap();
        }
        desk.save_person("club", "", Person::new(id, NAME)).await.unwrap();
        desk.close().await;
    });
}

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A server that ends with the test.
struct Serving(Child);

impl Serving {
    fn start(data: &Path, words: &[&str]) -> Self {
        let log = File::options().create(true).append(true).open(data.join("log.txt")).unwrap();
        let mut command = dengwen(&["serve", "--listen", &free().to_string()], &[("--data", data)]);
        command.args(words);
        Self(command.stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until there is what is looked for.
fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(30) {
        if let Some(found) = look() {
            return found;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("{what} did not come");
}

fn audit(words: &[&str]) -> (bool, String) {
    told(&[&["audit"], words].concat(), &[])
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn key(data: &Path) -> Verifier {
    audit(&["key", "--data", text(data)]).1.trim().parse().unwrap()
}

fn logged(data: &Path, words: &str) -> bool {
    fs::read_to_string(data.join("log.txt")).unwrap().contains(words)
}

#[test]
fn a_mailbox_receives_each_checkpoint_once() {
    let data = folder("checkpoints-mail");
    person(&data, "lin");
    let relay = Relay::start(&data.join("relay"));
    let words = ["--checkpoint-mail", "keeper@supervisor.test", "--mail-from", "log@dengwen.test", "--mail-relay"];
    let words = [&words[..], &[relay.address()]].concat();
    let first = {
        let _serving = Serving::start(&data, &words);
        // Killed between the relay's answer and its own note of it, the server would send once more.
        until("the mail", || logged(&data, "a checkpoint of the log was sent").then_some(()));
        until("the letter", || relay.letters().pop())
    };
    let note = relay::attached(&first);
    let opened = Checkpoint::open(&note, &key(&data)).expect("the note in the mailbox is signed by the log");
    assert_eq!(opened.size, 2, "{note}");
    assert_eq!(note.lines().count(), 5, "origin, size, root, nothing, signature: {note}");
    assert!(first.contains("Subject: dengwen-log/") && !first.contains(NAME), "{first}");
    let kept = data.join("checkpoints").join("000000000002.checkpoint");
    assert_eq!(fs::read_to_string(kept).unwrap(), note, "what lies in the folder is what was sent");
    {
        let _serving = Serving::start(&data, &words);
        until("the server", || logged(&data, "serving").then_some(()));
        sleep(Duration::from_secs(2));
        assert_eq!(relay.letters().len(), 1, "nothing happened, nothing is sent");
    }
    person(&data, "guo");
    let _serving = Serving::start(&data, &words);
    let sent = || fs::read_to_string(data.join("log.txt")).unwrap().matches("a checkpoint of the log was sent").count();
    until("the second mail", || (sent() == 2).then_some(()));
    until("the second letter", || (relay.letters().len() == 2).then_some(()));
    let second = Checkpoint::open(&relay::attached(relay.letters().last().unwrap()), &key(&data)).unwrap();
    assert_eq!(second.size, 3);
    let (ok, said) = audit(&["checkpoint", "--data", text(&data)]);
    assert!(ok && said.contains("mailto:keeper@supervisor.test") && said.contains("3 events arrived"), "{said}");
    fs::remove_dir_all(&data).unwrap();
}

/// What a webhook was told, and how often it still fails.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<(Vec<String>, u32)>>);

async fn hears(State(told): State<Told>, note: String) -> StatusCode {
    let mut told = told.0.lock().unwrap();
    told.0.push(note);
    if told.1 > 0 {
        told.1 -= 1;
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    StatusCode::NO_CONTENT
}

#[test]
fn a_webhook_that_fails_is_tried_again_and_then_left_alone() {
    let data = folder("checkpoints-web");
    person(&data, "lin");
    let told = Told(Arc::new(Mutex::new((Vec::new(), 1))));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = format!("http://{}/hook/secret?token=hidden", listener.local_addr().unwrap());
    let router = Router::new().route("/hook/secret", post(hears)).with_state(told.clone());
    runtime.spawn(async move { axum::serve(listener, router).await });
    let heard = || told.0.lock().unwrap().0.clone();
    {
        let _serving = Serving::start(&data, &["--checkpoint-webhook", &address]);
        until("the first try", || logged(&data, "it is tried again").then_some(()));
        until("the second try", || logged(&data, "a checkpoint of the log was sent").then_some(()));
    }
    assert_eq!(heard().len(), 2, "{:?}", heard());
    assert_eq!(heard().first(), heard().last());
    let opened = Checkpoint::open(heard().last().unwrap(), &key(&data)).expect("signed by the log");
    assert_eq!(opened.size, 2);
    {
        let _serving = Serving::start(&data, &["--checkpoint-webhook", &address]);
        sleep(Duration::from_secs(3));
    }
    assert_eq!(heard().len(), 2, "what arrived is not sent again");
    assert!(!logged(&data, "hidden") && !logged(&data, "secret"), "what an address holds behind the host is not told");
    fs::remove_dir_all(&data).unwrap();
}

#[test]
fn who_does_not_answer_holds_nothing_up_and_is_told_of() {
    let data = folder("checkpoints-silent");
    person(&data, "lin");
    // One that listens and never answers, and one where nobody listens.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let (silent, nobody) = (format!("http://{}/", silent.local_addr().unwrap()), free());
    let nobody = nobody.to_string();
    let mail =
        ["--checkpoint-mail", "keeper@supervisor.test", "--mail-from", "log@dengwen.test", "--mail-relay", &nobody];
    {
        let _serving = Serving::start(&data, &[&mail[..], &["--checkpoint-webhook", &silent]].concat());
        until("the failure", || logged(&data, "a checkpoint of the log could not be sent").then_some(()));
        until("the server", || logged(&data, "serving").then_some(()));
        until("the account of it", || {
            let (ok, said) = audit(&["checkpoint", "--data", text(&data)]);
            (ok && said.contains("mailto:keeper@supervisor.test") && said.contains("failing since")).then_some(())
        });
    }
    let (ok, said) = audit(&[&["checkpoint", "--data", text(&data)], &mail[..]].concat());
    assert!(!ok && said.contains("failing since"), "by hand it fails openly: {said}");
    fs::remove_dir_all(&data).unwrap();
}

#[test]
fn what_cannot_be_sent_to_is_refused_at_the_start() {
    let data = folder("checkpoints-wrong");
    let refused = |words: &[&str]| {
        let output = dengwen(&["serve"], &[("--data", &data)]).args(words).output().unwrap();
        assert!(!output.status.success(), "{words:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let https = refused(&["--checkpoint-webhook", "https://supervisor.test/hook"]);
    assert!(https.contains("https is not built in") && !https.contains("/hook"), "{https}");
    assert!(refused(&["--checkpoint-webhook", "http://a:b@supervisor.test/"]).contains("no address of the web"));
    let from = ["--mail-from", "log@dengwen.test"];
    assert!(refused(&[&["--checkpoint-mail", "keeper"], &from[..]].concat()).contains("no address of a mailbox"));
    let relay = [&["--checkpoint-mail", "keeper@supervisor.test", "--mail-relay", "a b"], &from[..]].concat();
    assert!(refused(&relay).contains("no relay"));
    assert!(refused(&["--checkpoint-mail", "keeper@supervisor.test"]).contains("--mail-from"));
    fs::remove_dir_all(&data).unwrap();
}
