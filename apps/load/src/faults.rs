//! What a server must bear: it is killed at random moments while programs file and note, again and again. After each new start
//! every act that was acknowledged is there, once, and every act that was sent and not answered can be sent again and is done
//! once.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, header};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    card::{Card, Clerk},
    client::Client,
    load::run_id,
    server::Server,
};

/// How long a server lives at least and at most before it is killed.
const LIVES: (u64, u64) = (150, 1_200);
/// How many programs send.
const SENDERS: usize = 8;

/// What came of it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Borne {
    kills: u32,
    /// Acts that were answered before a kill.
    acknowledged: usize,
    /// Acts that were under way at a kill, and sent again.
    again: usize,
    /// What was wrong.
    wrong: Vec<String>,
    seconds: u64,
}

impl Borne {
    /// Nothing was lost, and nothing done twice.
    pub(crate) fn is_well(&self) -> bool {
        self.wrong.is_empty() && self.acknowledged > 0
    }
}

/// Something that was sent.
#[derive(Debug, Clone)]
enum Sent {
    Filed { once: String },
    Noted { once: String, case: String },
}

/// What became of all that was sent.
#[derive(Debug, Default)]
struct Book {
    /// Filed and answered: the case.
    filed: BTreeMap<String, String>,
    /// Noted and answered: the case, by the words of the note.
    noted: BTreeMap<String, String>,
    /// Sent and not answered.
    open: Vec<Sent>,
    /// Cases that were not looked at since something was acknowledged on them.
    touched: BTreeSet<String>,
}

struct Sending {
    clerk: Clerk,
    next: AtomicU64,
    run: u64,
    book: Mutex<Book>,
}

/// Kills a server so many times.
pub(crate) async fn bear(
    binary: &Path,
    data: &Path,
    database: Option<&str>,
    kills: u32,
    seed: u64,
) -> Result<Borne, String> {
    let card = Card::read(&data.join("fill.json"))?;
    let clerk = card.clerk()?.clone();
    let begun = Instant::now();
    let run = run_id();
    let sending = Arc::new(Sending { clerk, next: AtomicU64::new(0), run, book: Mutex::default() });
    let (mut borne, mut random) = (Borne::default(), seed);
    for kill in 0..=kills {
        let mut server = Server::start_now(binary, data, database).await?;
        sending.again(&server.address, &mut borne).await?;
        sending.check(&server.address, kill == kills, &mut borne).await?;
        if kill == kills {
            server.stop();
            break;
        }
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                let (sending, address) = (Arc::clone(&sending), server.address.clone());
                tokio::spawn(async move { sending.send(&address).await })
            })
            .collect();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        tokio::time::sleep(Duration::from_millis(LIVES.0 + (random >> 33) % (LIVES.1 - LIVES.0))).await;
        server.stop();
        borne.kills += 1;
        for sender in senders {
            sender.await.map_err(|why| why.to_string())?;
        }
    }
    let book = sending.book();
    borne.acknowledged = book.filed.len() + book.noted.len();
    drop(book);
    borne.seconds = begun.elapsed().as_secs();
    Ok(borne)
}

impl Sending {
    fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends until the server is gone.
    async fn send(&self, server: &str) {
        let Ok(mut client) = Client::open(server).await else { return };
        loop {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            let once = format!("fault {} {n}", self.run);
            let case = {
                let book = self.book();
                let many = book.filed.len();
                // Two notes for each complaint, once there are some.
                let skip = usize::try_from(n.wrapping_mul(31)).unwrap_or(0) % many.max(1);
                if n.is_multiple_of(3) { None } else { book.filed.values().nth(skip).cloned() }
            };
            let sent = match case {
                Some(case) => Sent::Noted { once, case },
                None => Sent::Filed { once },
            };
            self.book().open.push(sent.clone());
            if self.one(&mut client, &sent).await.is_err() {
                return;
            }
        }
    }

    /// Sends one; an answer moves it from the open ones to those acknowledged.
    async fn one(&self, client: &mut Client, sent: &Sent) -> Result<(), String> {
        let answer = client.ask(self.request(sent)?).await?;
        if !answer.status.is_success() {
            return Err(format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body)));
        }
        let told: Value = serde_json::from_slice(&answer.body).map_err(|why| why.to_string())?;
        let case = told.get("case").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut book = self.book();
        let mine = |open: &Sent| open.once() != sent.once();
        book.open.retain(mine);
        book.touched.insert(case.clone());
        match sent {
            Sent::Filed { once } => book.filed.insert(once.clone(), case),
            Sent::Noted { once, .. } => book.noted.insert(words(once), case),
        };
        Ok(())
    }

    /// What was under way when the server was killed is sent again.
    async fn again(&self, server: &str, borne: &mut Borne) -> Result<(), String> {
        let open = self.book().open.clone();
        let mut client = Client::open(server).await?;
        for sent in open {
            borne.again += 1;
            if let Err(why) = self.one(&mut client, &sent).await {
                borne.wrong.push(format!("not taken again: {sent:?}: {why}"));
            }
        }
        Ok(())
    }

    /// What was acknowledged since the last look is there, once; in the end all of it.
    async fn check(&self, server: &str, all: bool, borne: &mut Borne) -> Result<(), String> {
        let (cases, noted) = {
            let mut book = self.book();
            let touched = std::mem::take(&mut book.touched);
            let cases = if all { book.filed.values().cloned().collect() } else { touched };
            (cases, book.noted.clone())
        };
        let mut notes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        noted.iter().for_each(|(words, case)| notes.entry(case).or_default().push(words));
        let mut client = Client::open(server).await?;
        for case in cases {
            let request = Request::get(format!("/api/v1/cases/{case}"))
                .header(header::AUTHORIZATION, format!("Bearer {}", self.clerk.token))
                .body(Full::<Bytes>::default());
            let answer = client.ask(request.map_err(|why| why.to_string())?).await?;
            if !answer.status.is_success() {
                borne.wrong.push(format!("{case} was acknowledged and is not there: {}", answer.status));
                continue;
            }
            let text = String::from_utf8_lossy(&answer.body);
            for words in notes.get(case.as_str()).into_iter().flatten() {
                let found = text.matches(*words).count();
                if found != 1 {
                    borne.wrong.push(format!("{case}: a note is there {found} times"));
                }
            }
        }
        Ok(())
    }

    fn request(&self, sent: &Sent) -> Result<Request<Full<Bytes>>, String> {
        let Clerk { token, matter, channel, option, typed, .. } = &self.clerk;
        let (path, body) = match sent {
            Sent::Filed { once } => (
                format!("/api/v1/matters/{matter}/{channel}"),
                json!({ "typed": typed, "option": option, "once": once }),
            ),
            Sent::Noted { once, case } => {
                (format!("/api/v1/cases/{case}/acts/note"), json!({ "typed": [["text", words(once)]], "once": once }))
            }
        };
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        request.body(Full::new(Bytes::from(body.to_string()))).map_err(|why| why.to_string())
    }
}

impl Sent {
    fn once(&self) -> &str {
        match self {
            Self::Filed { once } | Self::Noted { once, .. } => once,
        }
    }
}

/// The words of a note, found nowhere else.
fn words(once: &str) -> String {
    format!("[{once}]")
}
