//! The loads: who asks what.

use std::{
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher, RandomState},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, header};
use serde_json::json;

use crate::{
    card::{Card, Clerk},
    client::Client,
    told::{Times, Told},
};

/// A sort of load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// Complaints filed by a program.
    File,
    /// Notes on random cases.
    Note,
    /// Pages of random cases.
    Case,
    /// The first page of an inbox.
    Inbox,
    /// A search for two words.
    Search,
    /// The page of a report, with all its figures.
    Report,
    /// A paper as PDF.
    Paper,
}

impl Kind {
    /// All, those that only read first.
    pub(crate) const ALL: [Self; 7] =
        [Self::Inbox, Self::Case, Self::Search, Self::Report, Self::Paper, Self::Note, Self::File];
}

/// Two words of the stories, as a clerk would look for them.
const WORDS: [&str; 6] = ["投诉 处理", "客户 质量", "服务 态度", "问题 反映", "产品 维修", "举报 材料"];

/// Who asks, with what.
struct Asking {
    kind: Kind,
    clerk: Clerk,
    cookies: String,
    /// Of what is looked at again and again.
    path: String,
    /// Makes each request another one.
    next: AtomicU64,
    /// Makes those of this run others than those of the last.
    run: u64,
}

/// Drives a load for some time.
pub(crate) async fn drive(
    server: &str,
    card: &Card,
    kind: Kind,
    connections: usize,
    seconds: Duration,
) -> Result<Told, String> {
    let clerk = card.clerk()?;
    let looking = match kind {
        Kind::Report => Some(card.report()?),
        Kind::Paper => Some(card.paper()?),
        _ => None,
    };
    let login = looking.map_or(&clerk.login, |looking| &looking.login);
    let cookies = Client::open(server).await?.sign_in(login, &card.password).await?;
    let path = looking.map(|looking| looking.path.clone()).unwrap_or_default();
    let run = run_id();
    let asking = Arc::new(Asking { kind, clerk: clerk.clone(), cookies, path, next: AtomicU64::new(0), run });
    let begun = Instant::now();
    let mut all = Vec::new();
    for _ in 0..connections {
        let (asking, server) = (Arc::clone(&asking), server.to_owned());
        all.push(tokio::spawn(async move { asking.ask(&server, begun + seconds).await }));
    }
    let mut times = Times::new()?;
    for one in all {
        times.add(one.await.map_err(|why| why.to_string())??)?;
    }
    let name = format!("{kind:?}").to_lowercase();
    Ok(times.told(&name, connections, begun.elapsed()))
}

impl Asking {
    async fn ask(&self, server: &str, until: Instant) -> Result<Times, String> {
        let (mut client, mut times) = (Client::open(server).await?, Times::new()?);
        while Instant::now() < until {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            let answer = client.ask(self.request(n)?).await?;
            if answer.status.is_success() {
                times.good(answer.took, u64::try_from(answer.body.len()).unwrap_or(0));
            } else {
                let body: String = String::from_utf8_lossy(&answer.body).chars().take(300).collect();
                times.wrong(format!("{} {body}", answer.status));
            }
        }
        Ok(times)
    }

    fn request(&self, n: u64) -> Result<Request<Full<Bytes>>, String> {
        let Clerk { token, matter, channel, option, typed, sees, .. } = &self.clerk;
        let once = format!("load {} {n}", self.run);
        let random = usize::try_from(any_of(n, self.run)).unwrap_or(0) % sees.len().max(1);
        let case = sees.get(random).map_or("", String::as_str);
        let bearer = format!("Bearer {token}");
        let program = |path: String, body: serde_json::Value| {
            Request::post(path)
                .header(header::AUTHORIZATION, &bearer)
                .header(header::CONTENT_TYPE, "application/json")
                .body(Full::new(Bytes::from(body.to_string())))
        };
        let page = |path: String| Request::get(path).header(header::COOKIE, &self.cookies).body(Full::default());
        let request = match self.kind {
            Kind::File => program(
                format!("/api/v1/matters/{matter}/{channel}"),
                json!({ "typed": typed, "option": option, "once": once }),
            ),
            Kind::Note => program(
                format!("/api/v1/cases/{case}/acts/note"),
                json!({ "typed": [["text", format!("已与来电人联系，第{n}次回访。")]], "once": once }),
            ),
            Kind::Case => page(format!("/desk/cases/{case}")),
            Kind::Inbox => page("/desk".to_owned()),
            Kind::Report | Kind::Paper => page(self.path.clone()),
            Kind::Search => {
                let words = WORDS.get(usize::try_from(n).unwrap_or(0) % WORDS.len()).copied().unwrap_or_default();
                page(format!("/desk/search?q={}", encoded(words)))
            }
        };
        request.map_err(|why| why.to_string())
    }
}

/// A number that no other run has: what is sent in this one is new.
pub(crate) fn run_id() -> u64 {
    RandomState::new().hash_one("run")
}

/// As it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A number of chance for each request.
fn any_of(n: u64, run: u64) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one((n, run))
}
