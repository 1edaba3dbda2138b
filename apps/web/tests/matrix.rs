//! Who gets what from which address: every address that is served, with every kind of visitor, as a table that is looked at when
//! it changes. An address that is not tried fails. And where words that were put into a case turn up: on the pages of the
//! table, in answers, in the log, in the files of the data folder.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::http::{StatusCode, header};
use dengwen_desk::{
    Desk,
    office::Person,
    view::{FormView, Language},
};
use support::{Answer, Browser, desk, filled, owned};

const OFFICE: &str = "r01-guangdong-realname-report";
const OTHER: &str = "r43-fitness-club";
const CLERK: &str = "petition_dept";
/// Words that stand nowhere else.
const NAME: &str = "欧阳不凡卡那利";
const PHONE: &str = "13912340987";
const SAID: &str = "收受好处费卡那利";
const SHEET: &str = "单据卡那利";

/// A case and a matter that came in, with all that stands for the pieces of an address.
struct Scene {
    desk: Desk,
    case: String,
    incoming: String,
    code: String,
    act: String,
    file: String,
    sender_act: String,
}

/// The form filled in with the words; `typed` by key.
fn with_words(form: &FormView) -> Vec<(String, String)> {
    let mut pairs = filled(form);
    pairs.retain(|(key, _)| !key.starts_with("party.main"));
    for (key, value) in &mut pairs {
        match value.as_str() {
            "示例内容" if key.starts_with("party.") => *value = "别的人".to_owned(),
            "示例内容" => *value = SAID.to_owned(),
            _ => {}
        }
    }
    for (key, value) in [("matter", SAID), ("party.reporter.0.name", NAME), ("party.reporter.0.contact", PHONE)] {
        pairs.retain(|(known, _)| known != key);
        pairs.push((key.to_owned(), value.to_owned()));
    }
    pairs
}

async fn scene() -> Scene {
    let desk = desk().await;
    for office in [OFFICE, OTHER] {
        desk.save_person(office, "", Person::new("idle", "无职务者")).await.unwrap();
    }
    let matter = desk.office(OFFICE, Language::Zh).await.unwrap().matters.remove(0).id;
    let path = format!("/o/{OFFICE}/{matter}");
    let mut outside = Browser::new(&desk);
    let mut pairs = with_words(&desk.intake(OFFICE, &matter, Language::Zh).await.unwrap());
    pairs.push((":once".to_owned(), outside.get(&path).await.hidden(":once")));
    let sent = outside.post(&path, &pairs).await;
    assert!(!sent.code().is_empty(), "{}", sent.text());
    let session = desk.session_for(OFFICE, CLERK).await.unwrap();
    let mut clerk = Browser::new(&desk);
    clerk.sign_in(&desk, OFFICE, CLERK).await;
    let inbox = clerk.get("/desk?filter=all").await.text();
    let incoming = inbox.split("/desk/incoming/").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned();
    let (matter, channel, _) = desk.begins(&session, Language::Zh).await.into_iter().next().unwrap();
    let path = format!("/desk/register/{matter}/{channel}");
    let form = clerk.get(&path).await;
    let mut pairs = with_words(&desk.begin_form(&session, &matter, &channel, Language::Zh).await.unwrap());
    pairs.extend(owned(&[(":csrf", &form.hidden(":csrf")), (":once", &form.hidden(":once"))]));
    let view = desk.begin_form(&session, &matter, &channel, Language::Zh).await.unwrap();
    let key = view.fields.iter().find(|field| field.control == dengwen_desk::view::Control::Files).unwrap().key.clone();
    let name = format!("{SHEET}.pdf");
    let begun = clerk.post_parts(&path, &pairs, &[(&key, &name, b"%PDF-1.7 x")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    let case = begun.location().split(['/', '?']).nth(3).unwrap().to_owned();
    let view = desk.case(&session, &case, Language::Zh).await.unwrap();
    let asks = |form: &&FormView| form.fields.iter().any(|field| field.must);
    let act = view.open.iter().find(asks).unwrap().act.clone();
    let file = view.files.first().unwrap().id.clone();
    let code = sent.code();
    let sender_act = desk.follow(&code, Language::Zh).await.unwrap().forms.first().unwrap().act.clone();
    Scene { desk, case, incoming, code, act, file, sender_act }
}

impl Scene {
    /// A real address for one as it is written down.
    fn filled_in(&self, path: &str) -> String {
        let (office, act) = (OFFICE, if path.starts_with("/follow") { &self.sender_act } else { &self.act });
        let id = match path {
            path if path.starts_with("/desk/incoming") => self.incoming.as_str(),
            _ => OFFICE,
        };
        let pieces = [
            ("{office}", office),
            ("{matter}", OFFICE),
            ("{case}", &self.case),
            ("{id}", id),
            ("{act}", act),
            ("{party}", "1"),
            ("{paper}", "1"),
            ("{copy}", "1"),
            ("{file}", &self.file),
            ("{channel}", "letter"),
            ("{n}", "1"),
        ];
        pieces.iter().fold(path.to_owned(), |path, (piece, value)| path.replace(piece, value))
    }

    /// Everybody: what they are called, and their browser.
    async fn visitors(&self) -> Vec<(String, Browser, bool)> {
        let mut all = vec![("nobody".to_owned(), Browser::new(&self.desk), false)];
        all.push(("holder of the code".to_owned(), Browser::new(&self.desk), true));
        for office in [OFFICE, OTHER] {
            let people = self.desk.office_state(office).await.unwrap().people.keys().cloned().collect::<Vec<_>>();
            let others = ["administrator", "idle", "front_desk"];
            for person in people.iter().filter(|one| office == OFFICE || others.contains(&one.as_str())) {
                let mut browser = Browser::new(&self.desk);
                browser.sign_in(&self.desk, office, person).await;
                let name = if office == OFFICE { person.clone() } else { format!("another office's {person}") };
                all.push((name, browser, false));
            }
        }
        all
    }

    /// Everybody asks for everything.
    async fn walked(&self) -> Vec<(String, String, Answer)> {
        let mut all = Vec::new();
        for (name, mut browser, holds) in self.visitors().await {
            let page = if name == "nobody" || holds { None } else { Some(browser.get("/desk").await) };
            let token = page.map_or_else(String::new, |page| page.hidden(":csrf"));
            let key = browser.post("/follow", &owned(&[("code", &self.code)])).await.hidden(":key");
            let mut addresses = dengwen_web::addresses();
            // Whoever has signed out sees nothing more.
            addresses.sort_by_key(|(_, path)| *path == "/desk/sign-out");
            for (method, path) in addresses {
                let real = self.filled_in(path);
                let (csrf, voucher) = ([(":csrf", token.as_str())], [(":key", key.as_str())]);
                let mut pairs = owned(if holds { &voucher } else { &csrf });
                // A name of one's own: tries on one name make the next wait.
                if path == "/desk/sign-in" {
                    pairs.push(("login".to_owned(), name.clone()));
                }
                let answer = match method {
                    "GET" => browser.get(&real).await,
                    _ => browser.post(&real, &pairs).await,
                };
                all.push((name.clone(), format!("{method} {path}"), answer));
            }
        }
        all
    }
}

/// What an answer comes to.
fn outcome(answer: &Answer) -> String {
    match (answer.status.as_u16(), answer.location()) {
        (303, to) if to.starts_with("/desk/sign-in") => "sign in".to_owned(),
        (303, _) => "303 done".to_owned(),
        (status, _) => status.to_string(),
    }
}

#[tokio::test]
async fn every_address_says_who_gets_what() {
    let scene = scene().await;
    let mut table: Vec<(String, BTreeMap<String, BTreeSet<String>>)> = Vec::new();
    for (visitor, address, answer) in scene.walked().await {
        assert!(answer.status.as_u16() < 500, "{visitor} at {address}: {}", answer.text());
        let signed_in = visitor != "nobody" && visitor != "holder of the code";
        let open = !address.contains("/desk") || address.contains("/desk/sign-in");
        if !signed_in && !open {
            assert_eq!(outcome(&answer), "sign in", "{visitor} gets into {address}");
        }
        assert!(open || answer.headers.get(header::SET_COOKIE).is_none() || signed_in, "{address} sets a cookie");
        let row = match table.iter_mut().find(|(known, _)| *known == address) {
            Some((_, row)) => row,
            None => {
                table.push((address.clone(), BTreeMap::new()));
                &mut table.last_mut().unwrap().1
            }
        };
        row.entry(outcome(&answer)).or_default().insert(visitor);
    }
    let mut text = String::new();
    for (address, row) in table {
        writeln!(text, "{address}").unwrap();
        for (outcome, visitors) in row {
            writeln!(text, "    {outcome}: {}", visitors.into_iter().collect::<Vec<_>>().join(", ")).unwrap();
        }
    }
    insta::assert_snapshot!("addresses", text);
}

/// All that is logged, as much as there is.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::field::Visit for Log {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        writeln!(self.0.lock().unwrap(), "{field} = {value:?}").unwrap();
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn words_put_into_a_case_turn_up_only_where_the_table_says() {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let scene = scene().await;
    let words = [
        ("name", NAME),
        ("telephone", PHONE),
        ("what was said", SAID),
        ("name of the file", SHEET),
        ("code", &scene.code),
    ];
    let mut seen: BTreeMap<&str, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (visitor, address, answer) in scene.walked().await {
        let headers: Vec<&str> = answer.headers.values().filter_map(|value| value.to_str().ok()).collect();
        let text = answer.text() + &headers.join("\n");
        for (what, _) in words.iter().filter(|(_, word)| text.contains(word)) {
            seen.entry(what).or_default().entry(address.clone()).or_default().insert(visitor.clone());
        }
    }
    let mut text = String::new();
    for (what, places) in &seen {
        writeln!(text, "{what}").unwrap();
        for (address, visitors) in places {
            writeln!(text, "    {address}: {}", visitors.iter().cloned().collect::<Vec<_>>().join(", ")).unwrap();
        }
    }
    let told = seen.get("name").into_iter().chain(seen.get("telephone")).flat_map(BTreeMap::keys);
    // Whoever registers reads who spoke; afterwards only a paper that is to name them does, to whoever may read that paper.
    let may = |address: &&String| address.contains("/desk/incoming/") || address.contains("/papers/");
    let told: Vec<_> = told.filter(|address| !may(address)).collect();
    assert!(told.is_empty(), "who spoke is on a page: {told:?}");
    assert!(!seen.contains_key("code"), "the code is on a page: {text}");
    assert!(seen.contains_key("what was said"), "the search would find what is there");
    insta::assert_snapshot!("words", text);
    let mut clerk = Browser::new(&scene.desk);
    clerk.sign_in(&scene.desk, OFFICE, CLERK).await;
    let token = clerk.get("/desk").await.hidden(":csrf");
    let path = format!("/desk/cases/{}/parties/1/identity", scene.case);
    let opened = clerk.post(&path, &owned(&[(":csrf", &token), ("purpose", "核实")])).await;
    assert!(opened.text().contains(NAME), "opened for a purpose it is there: {}", opened.text());
    let logged = log.0.lock().unwrap().clone();
    assert!(!logged.is_empty());
    for (what, word) in words {
        assert!(!logged.contains(word), "{what} is in the log");
        looked(scene.desk.data(), what, word.as_bytes());
    }
}

/// The word is in no file of the data folder.
fn looked(folder: &Path, what: &str, word: &[u8]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            looked(&path, what, word);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(word.len()).any(|window| window == word), "{what} is in {}", path.display());
    }
}
