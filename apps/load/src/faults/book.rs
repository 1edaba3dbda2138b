//! Programs that file complaints and note on them without ever giving up, and the book of what they were told. Whatever was
//! acknowledged must be there, once; whatever was not is sent again under the same mark.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, header};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    card::{Card, Clerk},
    client::Client,
    load::run_id,
};

/// How many programs send.
const SENDERS: u64 = 8;
/// How long a program waits before it asks the next node.
const PAUSE: Duration = Duration::from_millis(100);
/// How many cases are looked at in between.
const LOOKED_AT: usize = 200;
/// How often a case is asked for while nobody answers: a node that was killed may be starting.
const READS_MAX: u64 = 600;
/// How long a server may take until something is acknowledged again once nothing is in its way any more.
pub(crate) const BACK: Duration = Duration::from_secs(90);

/// Something that is sent.
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
    /// The same cases, to choose one.
    cases: Vec<String>,
    /// Noted and answered: the case, by the words of the note.
    noted: BTreeMap<String, String>,
    /// Sent and not answered.
    open: Vec<Sent>,
    /// Cases that were not looked at since something was acknowledged on them.
    touched: BTreeSet<String>,
    /// What else came back, and how often.
    no: BTreeMap<String, usize>,
    /// Refused by a rule, which is an answer too.
    refused: usize,
    /// The longest that somebody waited for a no.
    longest_no: Duration,
    last_yes: Option<Instant>,
    /// Sent more than once.
    again: usize,
}

/// Programs at work.
#[derive(Debug)]
pub(crate) struct Sending {
    clerk: Clerk,
    nodes: Vec<String>,
    next: AtomicU64,
    run: u64,
    stop: AtomicBool,
    book: Mutex<Book>,
}

/// What it came to.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sum {
    pub(crate) acknowledged: usize,
    pub(crate) again: usize,
    pub(crate) no: BTreeMap<String, usize>,
    pub(crate) refused: usize,
    pub(crate) longest_no: Duration,
}

impl Sending {
    /// Programs that send to these nodes until they are told to stop.
    pub(crate) fn begin(card: &Card, nodes: &[String]) -> Result<(Arc<Self>, Vec<JoinHandle<()>>), String> {
        let sending = Arc::new(Self {
            clerk: card.clerk()?.clone(),
            nodes: nodes.to_vec(),
            next: AtomicU64::new(0),
            run: run_id(),
            stop: AtomicBool::new(false),
            book: Mutex::default(),
        });
        let send = |n| {
            let sending = Arc::clone(&sending);
            tokio::spawn(async move { sending.send(n).await })
        };
        let senders = (0..SENDERS).map(send).collect();
        Ok((sending, senders))
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has each program finish what it is at, sends once more what was never answered, and adds up.
    pub(crate) async fn end(&self, senders: Vec<JoinHandle<()>>, wrong: &mut Vec<String>) -> Result<Sum, String> {
        self.stop.store(true, Ordering::Relaxed);
        for sender in senders {
            sender.await.map_err(|why| why.to_string())?;
        }
        let open = self.book().open.clone();
        for sent in open {
            match self.one(&mut Client::open(self.node(0)?).await?, &sent).await {
                Ok(()) => {}
                Err(why) if is_refusal(&why) => self.note_refused(&sent, why),
                Err(why) => wrong.push(format!("not taken again: {sent:?}: {why}")),
            }
        }
        self.check(true, wrong).await?;
        let book = self.book();
        Ok(Sum {
            acknowledged: book.filed.len() + book.noted.len(),
            again: book.again,
            no: book.no.clone(),
            refused: book.refused,
            longest_no: book.longest_no,
        })
    }

    /// Waits until something is acknowledged that was not before, and tells how long it took.
    pub(crate) async fn goes_on(&self) -> Result<Duration, String> {
        let begun = Instant::now();
        loop {
            if self.book().last_yes.is_some_and(|at| at > begun) {
                return Ok(begun.elapsed());
            }
            if begun.elapsed() > BACK {
                return Err(format!("nothing was acknowledged for {} seconds: {:?}", BACK.as_secs(), self.book().no));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// How many were acknowledged so far.
    pub(crate) fn acknowledged(&self) -> usize {
        let book = self.book();
        book.filed.len() + book.noted.len()
    }

    fn node(&self, n: u64) -> Result<&str, String> {
        let many = u64::try_from(self.nodes.len()).unwrap_or(1).max(1);
        let place = usize::try_from(n % many).unwrap_or_default();
        self.nodes.get(place).map(String::as_str).ok_or_else(|| "no node".to_owned())
    }

    async fn send(&self, me: u64) {
        let mut node = me;
        let mut client: Option<Client> = None;
        while !self.stop.load(Ordering::Relaxed) {
            let sent = self.fresh();
            self.book().open.push(sent.clone());
            let mut first = true;
            loop {
                if !std::mem::take(&mut first) {
                    self.book().again += 1;
                }
                let begun = Instant::now();
                match self.through(&mut client, node, &sent).await {
                    Ok(()) => break,
                    Err(why) if is_refusal(&why) => {
                        self.note_refused(&sent, why);
                        break;
                    }
                    Err(why) => self.note_no(why, begun.elapsed()),
                }
                (client, node) = (None, node.wrapping_add(1));
                if self.stop.load(Ordering::Relaxed) {
                    return;
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    fn note_no(&self, why: String, waited: Duration) {
        let mut book = self.book();
        // A port that nobody listens at answers nobody.
        let short: String = why.chars().take(80).collect();
        *book.no.entry(short).or_default() += 1;
        book.longest_no = book.longest_no.max(waited);
    }

    fn note_refused(&self, sent: &Sent, why: String) {
        let mut book = self.book();
        book.open.retain(|open| open.once() != sent.once());
        book.refused += 1;
        *book.no.entry(why).or_default() += 1;
    }

    async fn through(&self, client: &mut Option<Client>, node: u64, sent: &Sent) -> Result<(), String> {
        let mut known = match client.take() {
            Some(known) => known,
            None => Client::open(self.node(node)?).await.map_err(|_| "no connection".to_owned())?,
        };
        self.one(&mut known, sent).await?;
        *client = Some(known);
        Ok(())
    }

    /// Two notes for each complaint, once there are some.
    fn fresh(&self) -> Sent {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let once = format!("fault {} {n}", self.run);
        let book = self.book();
        let place = usize::try_from(n.wrapping_mul(31)).unwrap_or(0) % book.cases.len().max(1);
        match book.cases.get(place).filter(|_| !n.is_multiple_of(3)) {
            Some(case) => Sent::Noted { once, case: case.clone() },
            None => Sent::Filed { once },
        }
    }

    /// Sends one; an answer moves it from the open ones to those acknowledged.
    async fn one(&self, client: &mut Client, sent: &Sent) -> Result<(), String> {
        let answer = client.ask(self.request(sent)?).await?;
        if !answer.status.is_success() {
            return Err(answer.status.to_string());
        }
        let told: Value = serde_json::from_slice(&answer.body).map_err(|why| why.to_string())?;
        let case = told.get("case").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut book = self.book();
        book.open.retain(|open| open.once() != sent.once());
        book.touched.insert(case.clone());
        book.last_yes = Some(Instant::now());
        match sent {
            Sent::Filed { once } => {
                book.cases.push(case.clone());
                book.filed.insert(once.clone(), case);
            }
            Sent::Noted { once, .. } => drop(book.noted.insert(words(once), case)),
        }
        Ok(())
    }

    /// Some of what was acknowledged since the last look is there, once; at the end all of it.
    pub(crate) async fn check(&self, all: bool, wrong: &mut Vec<String>) -> Result<(), String> {
        let (cases, noted) = {
            let mut book = self.book();
            let touched = std::mem::take(&mut book.touched);
            let cases: BTreeSet<String> = if all { book.filed.values().cloned().collect() } else { sample(touched) };
            (cases, book.noted.clone())
        };
        let mut notes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        noted.iter().for_each(|(words, case)| notes.entry(case).or_default().push(words));
        let mut client: Option<Client> = None;
        for case in cases {
            let text = match self.read(&mut client, &case).await {
                Ok(text) => text,
                Err(why) => {
                    wrong.push(format!("{case} was acknowledged and is not there: {why}"));
                    continue;
                }
            };
            for words in notes.get(case.as_str()).into_iter().flatten() {
                let found = text.matches(*words).count();
                if found != 1 {
                    wrong.push(format!("{case}: a note is there {found} times"));
                }
            }
        }
        Ok(())
    }

    /// A case, from whichever node answers.
    async fn read(&self, client: &mut Option<Client>, case: &str) -> Result<String, String> {
        let mut said = String::new();
        for n in 0..READS_MAX {
            let mut known = match client.take() {
                Some(known) => known,
                None => match Client::open(self.node(n)?).await {
                    Ok(known) => known,
                    Err(why) => {
                        said = why;
                        tokio::time::sleep(PAUSE).await;
                        continue;
                    }
                },
            };
            let request = Request::get(format!("/api/v1/cases/{case}"))
                .header(header::AUTHORIZATION, format!("Bearer {}", self.clerk.token))
                .body(Full::<Bytes>::default());
            match known.ask(request.map_err(|why| why.to_string())?).await {
                Ok(answer) if answer.status.is_success() => {
                    *client = Some(known);
                    return Ok(String::from_utf8_lossy(&answer.body).into_owned());
                }
                Ok(answer) if answer.status.is_client_error() => return Err(answer.status.to_string()),
                Ok(answer) => said = answer.status.to_string(),
                Err(why) => said = why,
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(said)
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

/// Every so many of them: a fast server acknowledges thousands between two looks, and the end looks at all.
fn sample(touched: BTreeSet<String>) -> BTreeSet<String> {
    let step = touched.len().div_ceil(LOOKED_AT).max(1);
    touched.into_iter().step_by(step).collect()
}

/// A rule said no, and says so whenever it is asked.
fn is_refusal(why: &str) -> bool {
    why.starts_with('4')
}

/// The words of a note, found nowhere else.
fn words(once: &str) -> String {
    format!("[{once}]")
}
