//! A case and a matter that came in, with words that stand nowhere else; everybody who might come by; and all places to look for
//! the words afterwards.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(dead_code, reason = "each test file uses its part")]

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use axum::http::StatusCode;
use dengwen_desk::{
    Desk,
    office::Person,
    view::{FormView, Language},
};

use crate::support::{Answer, Browser, desk, filled, owned};

/// Words that stand nowhere else.
pub(crate) const NAME: &str = "欧阳不凡卡那利";
pub(crate) const PHONE: &str = "13912340987";
pub(crate) const SAID: &str = "收受好处费卡那利";
pub(crate) const SHEET: &str = "单据卡那利";

/// An office, another one whose people have no business here, who takes matters in, and what its form calls things.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cast {
    pub(crate) office: &'static str,
    pub(crate) other: &'static str,
    pub(crate) clerk: &'static str,
    name: &'static str,
    phone: &'static str,
    said: &'static str,
    /// What the clerk does next for a paper, where registering issues none.
    issues: Option<&'static str>,
}

/// A regulation that seals who somebody is and what was said.
pub(crate) const SEALED: Cast = Cast {
    office: "r01-guangdong-realname-report",
    other: "r43-fitness-club",
    clerk: "petition_dept",
    name: "party.reporter.0.name",
    phone: "party.reporter.0.contact",
    said: "matter",
    issues: None,
};

/// A regulation that seals who somebody is.
pub(crate) const ORDINARY: Cast = Cast {
    office: "r17-open-government",
    other: "r43-fitness-club",
    clerk: "office",
    name: "party.complainant.0.name",
    phone: "party.complainant.0.contact",
    said: "facts",
    issues: Some("accept"),
};

/// A case and a matter that came in, with all that stands for the pieces of an address.
pub(crate) struct Scene {
    pub(crate) cast: Cast,
    pub(crate) desk: Desk,
    pub(crate) case: String,
    pub(crate) code: String,
    incoming: String,
    act: String,
    file: String,
    sender_act: String,
}

impl Cast {
    /// The form filled in with the words; `typed` by key.
    fn with_words(self, form: &FormView) -> Vec<(String, String)> {
        let mut pairs = filled(form);
        pairs.retain(|(key, _)| !key.starts_with("party.main"));
        for (key, value) in &mut pairs {
            match value.as_str() {
                "示例内容" if key.starts_with("party.") => *value = "别的人".to_owned(),
                "示例内容" => *value = SAID.to_owned(),
                _ => {}
            }
        }
        for (key, value) in [(self.said, SAID), (self.name, NAME), (self.phone, PHONE)] {
            pairs.retain(|(known, _)| known != key);
            pairs.push((key.to_owned(), value.to_owned()));
        }
        pairs
    }
}

impl Scene {
    /// On a desk of its own.
    pub(crate) async fn of(cast: Cast) -> Self {
        Self::at(cast, desk().await).await
    }

    /// On this desk: one matter comes in over the portal, another is registered by the clerk, with a file where there may be one.
    pub(crate) async fn at(cast: Cast, desk: Desk) -> Self {
        for office in [cast.office, cast.other] {
            desk.save_person(office, "", Person::new("idle", "无职务者")).await.unwrap();
        }
        let mut clerk = Browser::new(&desk);
        clerk.sign_in(&desk, cast.office, cast.clerk).await;
        let code = handed_in(&desk, cast).await;
        let session = desk.session_for(cast.office, cast.clerk).await.unwrap();
        let inbox = clerk.get("/desk?filter=all").await.text();
        let incoming = inbox.split("/desk/incoming/").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned();
        let case = registered(&desk, cast, &mut clerk).await;
        if let Some(act) = cast.issues {
            let token = clerk.get("/desk").await.hidden(":csrf");
            let view = desk.case(&session, &case, Language::Zh).await.unwrap();
            let mut pairs = filled(view.open.iter().find(|form| form.act == act).unwrap());
            pairs.extend(owned(&[(":csrf", &token), (":once", act)]));
            let done = clerk.post(&format!("/desk/cases/{case}/acts/{act}"), &pairs).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        }
        let view = desk.case(&session, &case, Language::Zh).await.unwrap();
        let asks = |form: &&FormView| form.fields.iter().any(|field| field.must);
        let act = view.open.iter().find(asks).unwrap().act.clone();
        let file = view.files.first().map_or_else(|| "none".to_owned(), |file| file.id.clone());
        let forms = desk.follow(&code, Language::Zh).await.unwrap().forms;
        let sender_act = forms.first().map_or_else(|| act.clone(), |form| form.act.clone());
        Self { cast, desk, case, incoming, code, act, file, sender_act }
    }

    /// What to look for, and the words.
    pub(crate) fn words(&self) -> [(&'static str, String); 5] {
        [
            ("name", NAME.to_owned()),
            ("telephone", PHONE.to_owned()),
            ("what was said", SAID.to_owned()),
            ("name of the file", SHEET.to_owned()),
            ("code", self.code.clone()),
        ]
    }

    /// A real address for one as it is written down.
    pub(crate) fn filled_in(&self, path: &str) -> String {
        let (office, act) = (self.cast.office, if path.starts_with("/follow") { &self.sender_act } else { &self.act });
        let id = match path {
            path if path.starts_with("/desk/incoming") => self.incoming.as_str(),
            _ => office,
        };
        let pieces = [
            ("{office}", office),
            ("{matter}", office),
            ("{case}", &self.case),
            ("{id}", id),
            ("{act}", act),
            ("{party}", "1"),
            ("{paper}", "1"),
            ("{copy}", "1"),
            ("{file}", &self.file),
            ("{channel}", "letter"),
            ("{n}", "1"),
            ("{table}", "none"),
            ("{list}", "channels"),
            ("{what}", "field"),
            ("{content}", "none"),
        ];
        pieces.iter().fold(path.to_owned(), |path, (piece, value)| path.replace(piece, value))
    }

    /// Everybody of the two offices: office, person, and what they are called.
    pub(crate) async fn people(&self) -> Vec<(&'static str, String, String)> {
        let mut all = Vec::new();
        for office in [self.cast.office, self.cast.other] {
            let people = self.desk.office_state(office).await.unwrap().people.keys().cloned().collect::<Vec<_>>();
            for person in people {
                if office == self.cast.office {
                    all.push((office, person.clone(), person));
                } else if ["administrator", "idle"].contains(&person.as_str()) {
                    let name = format!("another office's {person}");
                    all.push((office, person, name));
                }
            }
        }
        all
    }

    /// Everybody: what they are called, their browser, and whether they hold the code.
    pub(crate) async fn visitors(&self) -> Vec<(String, Browser, bool)> {
        let mut all = vec![("nobody".to_owned(), Browser::new(&self.desk), false)];
        all.push(("holder of the code".to_owned(), Browser::new(&self.desk), true));
        for (office, person, name) in self.people().await {
            let mut browser = Browser::new(&self.desk);
            browser.sign_in(&self.desk, office, &person).await;
            all.push((name, browser, false));
        }
        all
    }

    /// Everybody asks for everything.
    pub(crate) async fn walked(&self) -> Vec<(String, String, Answer)> {
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

/// Somebody outside hands a matter in: the code.
async fn handed_in(desk: &Desk, cast: Cast) -> String {
    let matter = desk.office(cast.office, Language::Zh).await.unwrap().matters.remove(0).id;
    let path = format!("/o/{}/{matter}", cast.office);
    let mut outside = Browser::new(desk);
    let mut pairs = cast.with_words(&desk.intake(cast.office, &matter, Language::Zh).await.unwrap());
    pairs.push((":once".to_owned(), outside.get(&path).await.hidden(":once")));
    let sent = outside.post(&path, &pairs).await;
    assert!(!sent.code().is_empty(), "{}", sent.text());
    sent.code()
}

/// The clerk registers one: the case.
async fn registered(desk: &Desk, cast: Cast, clerk: &mut Browser) -> String {
    let session = desk.session_for(cast.office, cast.clerk).await.unwrap();
    let (matter, channel, _) = desk.begins(&session, Language::Zh).await.unwrap().into_iter().next().unwrap();
    let path = format!("/desk/register/{matter}/{channel}");
    let page = clerk.get(&path).await;
    let view = desk.begin_form(&session, &matter, &channel, Language::Zh).await.unwrap();
    let mut pairs = cast.with_words(&view);
    pairs.extend(owned(&[(":csrf", &page.hidden(":csrf")), (":once", &page.hidden(":once"))]));
    let takes_files = view.fields.iter().find(|field| field.control == dengwen_desk::view::Control::Files);
    let name = format!("{SHEET}.pdf");
    let begun = match takes_files {
        Some(field) => clerk.post_parts(&path, &pairs, &[(&field.key, &name, b"%PDF-1.7 x")]).await,
        None => clerk.post(&path, &pairs).await,
    };
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    begun.location().split(['/', '?']).nth(3).unwrap().to_owned()
}

/// All that is logged, as much as there is.
#[derive(Clone, Default)]
pub(crate) struct Log(pub(crate) Arc<Mutex<String>>);

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

/// The files below a folder that hold a word.
pub(crate) fn words_in(folder: &Path, word: &str) -> Vec<PathBuf> {
    files_of(folder).into_iter().filter(|file| holds(&std::fs::read(file).unwrap(), word)).collect()
}

/// All files below a folder.
pub(crate) fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files_of(&path)) } else { all.push(path) }
    }
    all
}

/// Whether bytes hold a word.
pub(crate) fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}
