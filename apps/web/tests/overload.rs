//! More comes in than one machine can do: a real server, and clients that do not wait for each other. Lines stay short, whoever
//! finds one full is told when to come back and loses nothing, what was acknowledged is there once, and the staff are served first.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use dengwen_desk::{Desk, view::Language};
use dengwen_web::{GateConfig, WebConfig};
use support::{Browser, coded, desk, filled};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

/// Longest line of each lane.
const WAITING: usize = 6;
/// Clients that hand in at the same time, each as fast as it can.
const CLIENTS: usize = 80;
/// Whoever gets no answer by then was let down.
const LET_DOWN: Duration = Duration::from_secs(20);

/// An answer as it came over the wire.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    fn receipt(&self) -> Option<String> {
        let code = self.body.split("dw-code\"").nth(1)?.split(['>', '<']).nth(1)?;
        Some(code.to_owned())
    }

    /// Name and value of each hidden field, as a browser would send them.
    fn hidden(&self) -> Vec<(String, String)> {
        let fields = self.body.split("<input type=\"hidden\" name=\"").skip(1);
        fields
            .map(|rest| {
                let (name, rest) = rest.split_once("\" value=\"").unwrap();
                (name.to_owned(), rest.split_once('"').unwrap().0.replace("&#38;", "&").replace("&#10;", "\n"))
            })
            .collect()
    }
}

async fn asks(at: SocketAddr, head: &str, body: &str) -> Answer {
    let mut wire = TcpStream::connect(at).await.unwrap();
    let length = body.len();
    let text = format!("{head}\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
    let mut said = Vec::new();
    let whole = async {
        wire.write_all(text.as_bytes()).await.unwrap();
        wire.read_to_end(&mut said).await.unwrap();
    };
    timeout(LET_DOWN, whole).await.unwrap();
    let said = String::from_utf8_lossy(&said).into_owned();
    let (head, body) = said.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: unchunked(body) }
}

/// What came in pieces, as one.
fn unchunked(body: &str) -> String {
    let is_piece = |line: &str| !line.is_empty() && line.len() <= 6 && line.chars().all(|c| c.is_ascii_hexdigit());
    body.split("\r\n").filter(|line| !is_piece(line)).collect()
}

fn form(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", coded(name), coded(value))).collect();
    pairs.join("&")
}

/// A server of its own with short lines: where it listens, and where operators ask.
async fn served(desk: &Desk, gate: GateConfig) -> (SocketAddr, SocketAddr) {
    let free = async || TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (listener, watch) = (free().await, free().await.local_addr().unwrap());
    let at = listener.local_addr().unwrap();
    let config = WebConfig { gate, metrics_at: Some(watch), ..WebConfig::default() };
    tokio::spawn(dengwen_web::serve(desk.clone(), config, listener));
    (at, watch)
}

/// Where a matter is handed in, and what is filled in.
async fn matter(desk: &Desk) -> (String, Vec<(String, String)>) {
    let office = desk.offices(Language::Zh).await.unwrap().remove(0);
    let matter = office.matters.into_iter().find(|matter| matter.closed.is_none()).unwrap();
    let pairs = filled(&desk.intake(&office.id, &matter.id, Language::Zh).await.unwrap());
    (format!("/o/{}/{}", office.id, matter.id), pairs)
}

fn head(method: &str, path: &str) -> String {
    let form = if method == "POST" { "\r\ncontent-type: application/x-www-form-urlencoded" } else { "" };
    format!("{method} {path} HTTP/1.1{form}\r\naccept: text/html")
}

/// Hands in until it is over; what was acknowledged, and how often it was told to come back.
async fn hands_in(
    at: SocketAddr,
    (path, pairs): (String, Vec<(String, String)>),
    client: usize,
    over: Arc<AtomicBool>,
) -> (Vec<(String, String)>, Vec<Answer>) {
    let (mut taken, mut busy) = (Vec::new(), Vec::new());
    for n in 0.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let mut pairs = pairs.clone();
        pairs.push((":once".to_owned(), format!("{client}-{n}")));
        let body = form(&pairs);
        let answer = asks(at, &head("POST", &path), &body).await;
        match answer.status {
            200 => taken.push((body, answer.receipt().unwrap())),
            503 => {
                sleep(Duration::from_millis(5)).await;
                busy.push(answer);
            }
            other => unreachable!("{other}: {}", answer.body),
        }
    }
    (taken, busy)
}

/// How many wait in a lane, and how many were turned away.
async fn lane(watch: SocketAddr, name: &str) -> (usize, usize) {
    let told = asks(watch, "GET /metrics HTTP/1.1", "").await.body;
    let of = |what: &str| {
        let start = format!("{what}{{lane=\"{name}\"}} ");
        let found = told.split(&start).nth(1).unwrap_or_else(|| unreachable!("{start} in {told}"));
        found.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
    };
    (of("dengwen_lane_waiting"), of("dengwen_lane_refused_total"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_portal_is_overrun_the_staff_are_served_and_nothing_acknowledged_is_lost() {
    let desk = desk().await;
    let gate = GateConfig { public_at_once: 2, waiting: WAITING, matters_a_minute: 1_000_000, ..GateConfig::default() };
    let (at, watch) = served(&desk, gate).await;
    let matter = matter(&desk).await;
    let mut browser = Browser::new(&desk);
    let office = matter.0.split('/').nth(2).unwrap().to_owned();
    browser.sign_in(&desk, &office, "administrator").await;
    let cookie = format!("\r\ncookie: dw_session={}", browser.token());
    // The first request of a session stands at the door.
    assert_eq!(asks(at, &(head("GET", "/desk") + &cookie), "").await.status, 200);
    let over = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> =
        (0..CLIENTS).map(|n| tokio::spawn(hands_in(at, matter.clone(), n, Arc::clone(&over)))).collect();
    sleep(Duration::from_millis(300)).await;
    let (mut staff, mut longest) = (Vec::new(), 0);
    for _ in 0..30 {
        let begun = Instant::now();
        let answer = asks(at, &(head("GET", "/desk") + &cookie), "").await;
        assert_eq!(answer.status, 200, "{}", answer.head);
        staff.push(begun.elapsed());
        longest = longest.max(lane(watch, "hand_in").await.0);
        sleep(Duration::from_millis(30)).await;
    }
    over.store(true, Ordering::Relaxed);
    let (mut taken, mut busy) = (Vec::new(), Vec::new());
    for client in clients {
        let (some, others) = client.await.unwrap();
        taken.extend(some);
        busy.extend(others);
    }
    staff.sort();
    println!("{} taken, {} told to come back, staff {:?} to {:?}", taken.len(), busy.len(), staff[0], staff[29]);
    assert!(busy.len() > taken.len() && taken.len() > 10, "it was overrun: {} and {}", busy.len(), taken.len());
    assert!(longest <= WAITING + 32, "{longest} waited");
    assert_eq!(lane(watch, "hand_in").await, (0, busy.len()));
    assert_eq!(lane(watch, "staff").await, (0, 0));
    let codes: BTreeSet<&String> = taken.iter().map(|(_, code)| code).collect();
    assert_eq!(codes.len(), taken.len(), "each has a receipt of its own");
    for (body, code) in &taken {
        assert!(desk.follow(code, Language::Zh).await.is_some(), "{code}");
        let again = asks(at, &head("POST", &matter.0), body).await;
        assert_eq!(again.receipt().as_ref(), Some(code), "what is sent twice is there once");
    }
    assert!(staff[14] < Duration::from_secs(1) && staff[29] < Duration::from_secs(5), "{staff:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_finds_the_line_full_is_told_when_to_come_back_and_sends_the_same_again() {
    let desk = desk().await;
    let gate = GateConfig { forms_at_once: 1, waiting: 0, ..GateConfig::default() };
    let (at, _) = served(&desk, gate).await;
    let (path, pairs) = matter(&desk).await;
    // Somebody whose form comes slowly has the only place.
    let mut slow = TcpStream::connect(at).await.unwrap();
    let begun = format!("{}\r\nhost: x\r\ncontent-length: 1000\r\n\r\na=", head("POST", &path));
    slow.write_all(begun.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(200)).await;
    let mut typed = pairs.clone();
    typed.push((":once".to_owned(), "one".to_owned()));
    let busy = asks(at, &head("POST", &path), &form(&typed)).await;
    assert_eq!(busy.status, 503);
    let seconds: u64 = busy.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=120).contains(&seconds));
    assert!(busy.body.contains("还没有提交") && busy.body.contains(&format!("请在 {seconds} 秒后")), "{}", busy.body);
    let english = asks(at, &head("POST", &format!("{path}?lang=en")), &form(&typed)).await;
    assert!(english.body.contains("It has not been sent.") && english.body.contains("lang=\"en\""), "{}", english.body);
    let problem = asks(at, &head("POST", &path).replace("text/html", "application/json"), &form(&typed)).await;
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
    let problem: serde_json::Value = serde_json::from_str(&problem.body).unwrap();
    assert!(problem["type"] == "urn:dengwen:busy" && problem["retry_after"].is_u64(), "{problem}");
    let password = "login=wang&password=secret-word";
    let page = asks(at, &head("GET", &path), "").await;
    assert_eq!(page.status, 200, "a form that is sent slowly keeps no page waiting");
    drop(slow);
    sleep(Duration::from_millis(200)).await;
    let again = asks(at, &head("POST", &path), &form(&busy.hidden())).await;
    assert!(again.receipt().is_some(), "{}", again.body);
    let mut door = TcpStream::connect(at).await.unwrap();
    let begun = format!("{}\r\nhost: x\r\ncontent-length: 1000\r\n\r\na=", head("POST", "/desk/sign-in"));
    door.write_all(begun.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(200)).await;
    let refused = asks(at, &head("POST", "/desk/sign-in"), password).await;
    assert!(refused.status == 503 && !refused.body.contains("secret-word"), "{}", refused.body);
}
