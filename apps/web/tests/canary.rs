//! Where words that were put into a case turn up, beyond the table of all addresses (`matrix.rs`): cases of the ordinary grade,
//! answers to programs, papers as pages and as PDF, what open pages hear, what a search finds, the database with its log of
//! writes and a copy of it. And that a broken guard is found.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod support;

#[path = "support/scene.rs"]
mod scene;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    http::{Request, header},
};
use dengwen_desk::{Config, Scope, library::Library, view::Language};
use dengwen_packs::Packs;
use scene::{Cast, Log, NAME, ORDINARY, PHONE, SAID, SEALED, SHEET, Scene, files_of, holds, words_in};
use support::{Answer, Browser, coded, desk_as, filled, owned};
use tower::ServiceExt as _;

/// Who met a word where: word, place, those who met it.
type Met = BTreeMap<&'static str, BTreeMap<String, BTreeSet<String>>>;

/// One log for all tests of this file.
fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        tracing::subscriber::set_global_default(log.clone()).unwrap();
        log
    })
}

/// What somebody was answered, with the words of a PDF and with the headers.
fn all_of(answer: &Answer) -> String {
    let headers: Vec<&str> = answer.headers.values().filter_map(|value| value.to_str().ok()).collect();
    let pdf = if answer.body.starts_with(b"%PDF") { words_of_pdf(&answer.body) } else { String::new() };
    [answer.text(), pdf, headers.join("\n")].join("\n")
}

fn words_of_pdf(bytes: &[u8]) -> String {
    let tool = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut tool = tool.expect("pdftotext is not there: install Debian's poppler-utils, or run cargo xtask install");
    let mut input = tool.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writes = std::thread::spawn(move || input.write_all(&bytes));
    let told = tool.wait_with_output().unwrap().stdout;
    // A text that the tool does not read to its end is told by what it reads.
    let _ = writes.join().unwrap();
    String::from_utf8_lossy(&told).split_whitespace().collect()
}

/// Notes who met which word.
fn note(met: &mut Met, scene: &Scene, who: &str, place: &str, text: &str) {
    for (what, word) in scene.words() {
        if text.contains(&word) {
            met.entry(what).or_default().entry(place.to_owned()).or_default().insert(who.to_owned());
        }
    }
}

fn table(met: &Met) -> String {
    let mut text = String::new();
    for (what, places) in met {
        writeln!(text, "{what}").unwrap();
        for (place, who) in places {
            writeln!(text, "    {place}: {}", who.iter().cloned().collect::<Vec<_>>().join(", ")).unwrap();
        }
    }
    text
}

/// Everybody asks for everything, as `matrix.rs` does for the other grade.
async fn pages(scene: &Scene) -> Met {
    let mut met = Met::new();
    for (visitor, address, answer) in scene.walked().await {
        note(&mut met, scene, &visitor, &address, &all_of(&answer));
    }
    met
}

/// What programs are answered, as everybody with a token for all there is.
async fn programs(scene: &Scene, met: &mut Met) {
    let router = dengwen_web::router(scene.desk.clone(), dengwen_web::WebConfig::default());
    let case = format!("/api/v1/cases/{}", scene.case);
    let (inbox, mine) = ("/api/v1/inbox?filter=all", "/api/v1/inbox");
    for (office, person, name) in scene.people().await {
        let session = scene.desk.session_for(office, &person).await.unwrap();
        let scopes = [Scope::Lists, Scope::Cases, Scope::File, Scope::Act];
        let token = scene.desk.make_token(&session, "接口", &scopes, 1).await.unwrap();
        for path in [inbox, mine, &case, "/api/v1/matters", "/api/v1/cases/nothing"] {
            let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
            let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            let place = path.replace(&scene.case, "{case}");
            note(met, scene, &name, &format!("token: GET {place}"), &String::from_utf8_lossy(&body));
        }
    }
}

/// Every copy of every paper of the case, as everybody, first as it is and then with a purpose stated.
async fn papers(scene: &Scene, met: &mut Met) {
    let case = scene.desk.inspect(&scene.case).await.unwrap().case;
    assert!(!case.papers.is_empty(), "the case has a paper");
    let (mut made, mut whole) = (0, 0);
    for (who, mut browser, _) in scene.visitors().await {
        let token = browser.get("/desk").await.hidden(":csrf");
        for (paper, copy) in case.papers.iter().flat_map(|paper| (0..=paper.copies.len()).map(|copy| (paper.n, copy))) {
            let base = format!("/desk/cases/{}/papers/{paper}/{copy}", scene.case);
            let print = format!("{base}/print");
            for place in ["PDF", "print", "PDF with a purpose", "print with a purpose"] {
                let path = if place.starts_with("PDF") { &base } else { &print };
                if place.ends_with("purpose") {
                    browser.post(path, &owned(&[(":csrf", &token), ("purpose", "核实署名")])).await;
                }
                let answer = browser.get(path).await;
                made += usize::from(answer.body.starts_with(b"%PDF"));
                note(met, scene, &who, &format!("paper {paper}, {place}"), &all_of(&answer));
            }
        }
        // The whole file, asked for while what was opened is open.
        let asked = owned(&[(":csrf", &token), ("case", &scene.case)]);
        let begun = browser.post("/desk/whole", &asked).await;
        let answer = browser.get(begun.location()).await;
        whole += usize::from(answer.body.starts_with(b"%PDF"));
        note(met, scene, &who, "the whole file", &all_of(&answer));
    }
    assert!(made > 0 && whole > 0, "a paper and a whole file were made as PDF");
}

/// Who finds the case by words that stand in it; what was asked for stands on the page of whoever asked, and does not count.
async fn searches(scene: &Scene, met: &mut Met) {
    for (who, mut browser, _) in scene.visitors().await {
        for (what, word) in [("by name", NAME), ("by telephone", PHONE), ("by what was said", SAID), ("by file", SHEET)]
        {
            let page = browser.get(&format!("/desk/search?q={}", coded(word))).await.text();
            if page.contains(&scene.case) {
                met.entry("the case is found").or_default().entry(what.to_owned()).or_default().insert(who.clone());
            }
        }
    }
}

/// What open pages of the case hear while the clerk acts.
async fn heard(scene: &Scene, met: &mut Met) {
    let path = format!("/desk/cases/{}/watch", scene.case);
    let mut listening = Vec::new();
    for (who, browser, _) in scene.visitors().await {
        listening.push((who, tokio::spawn(browser.asks_for_events(&path))));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut heard = 0;
    act(scene).await;
    for (who, stream) in listening {
        let answer =
            tokio::time::timeout(Duration::from_secs(10), stream).await.expect("a page hears within seconds").unwrap();
        heard += usize::from(answer.text().contains("event:"));
        note(met, scene, &who, "events", &all_of(&answer));
    }
    assert!(heard > 0, "somebody's page hears that the clerk acted");
}

/// The clerk does the first open act that the form of which can be filled in.
async fn act(scene: &Scene) {
    let Cast { office, clerk, .. } = scene.cast;
    let session = scene.desk.session_for(office, clerk).await.unwrap();
    let mut browser = Browser::new(&scene.desk);
    browser.sign_in(&scene.desk, office, clerk).await;
    let token = browser.get("/desk").await.hidden(":csrf");
    let view = scene.desk.case(&session, &scene.case, Language::Zh).await.unwrap();
    for form in view.open.iter().filter(|form| form.row.is_none()) {
        let mut pairs = filled(form);
        pairs.extend(owned(&[(":csrf", &token), (":once", &form.act), (":seq", &view.seq.to_string())]));
        let done = browser.post(&format!("/desk/cases/{}/acts/{}", scene.case, form.act), &pairs).await;
        if done.location().contains(&scene.case) {
            return;
        }
    }
    panic!("the clerk can do nothing");
}

/// The database, what it writes first, and a copy taken while the office works.
async fn files(scene: &Scene, nowhere: &[&str], somewhere: &[&str]) {
    let folder = scene.desk.data();
    let names: Vec<String> =
        files_of(folder).iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect();
    for name in ["dengwen.sqlite", "dengwen.sqlite-wal", "ring.json"] {
        assert!(names.iter().any(|known| known == name), "{name} is looked at: {names:?}");
    }
    let copy = folder.with_extension("copy");
    std::fs::create_dir_all(&copy).unwrap();
    for name in ["dengwen.sqlite", "dengwen.sqlite-wal"] {
        std::fs::copy(folder.join(name), copy.join(name)).unwrap();
    }
    for place in [folder, &copy] {
        for word in nowhere {
            assert!(words_in(place, word).is_empty(), "{word} is in {:?}", words_in(place, word));
        }
        for word in somewhere {
            assert!(!words_in(place, word).is_empty(), "the search would find what is there: {word}");
        }
    }
    std::fs::remove_dir_all(&copy).unwrap();
}

/// Everything beyond the pages.
async fn beyond(scene: &Scene) -> Met {
    let mut met = Met::new();
    programs(scene, &mut met).await;
    papers(scene, &mut met).await;
    searches(scene, &mut met).await;
    heard(scene, &mut met).await;
    met
}

/// Places at which a word stands that may not: who spoke, outside of what names them to whoever registers or states a purpose.
fn wrong(met: &Met) -> Vec<String> {
    let may =
        |place: &str| place.contains("/desk/incoming/") || place.starts_with("paper ") && place.ends_with("purpose");
    let told = ["name", "telephone", "code"].iter().filter_map(|what| met.get(what)).flatten();
    let told = told.filter(|(place, _)| !(may(place) || place.contains("/papers/") && place.starts_with("POST")));
    told.map(|(place, who)| format!("{place}: {who:?}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_of_a_sealed_case_turn_up_nowhere_beyond_the_pages_but_where_the_table_says() {
    let log = log();
    let scene = Scene::of(SEALED).await;
    let met = beyond(&scene).await;
    assert_eq!(wrong(&met), Vec::<String>::new());
    insta::assert_snapshot!("beyond_sealed", table(&met));
    files(&scene, &[NAME, PHONE, SAID, SHEET, &scene.code], &[]).await;
    assert_eq!(logged(log, &scene), Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_of_an_ordinary_case_turn_up_only_where_the_table_says() {
    let log = log();
    let scene = Scene::of(ORDINARY).await;
    let met = pages(&scene).await;
    assert_eq!(wrong(&met), Vec::<String>::new());
    insta::assert_snapshot!("pages_ordinary", table(&met));
    let met = beyond(&scene).await;
    assert_eq!(wrong(&met), Vec::<String>::new());
    insta::assert_snapshot!("beyond_ordinary", table(&met));
    files(&scene, &[NAME, PHONE, &scene.code], &[SAID]).await;
    assert_eq!(logged(log, &scene), Vec::<&str>::new());
}

/// What of the words stands in the log.
fn logged(log: &Log, scene: &Scene) -> Vec<&'static str> {
    let told = log.0.lock().unwrap().clone();
    assert!(!told.is_empty(), "something is logged");
    scene.words().into_iter().filter(|(_, word)| told.contains(word)).map(|(what, _)| what).collect()
}

/// All regulations in a folder of their own, one of them with another text in one place.
fn doctored(pack: &str, from: &str, to: &str) -> PathBuf {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let folder = std::env::temp_dir().join(format!("dengwen-web-doctored-{}", std::process::id()));
    for file in files_of(&packs) {
        let there = folder.join(file.strip_prefix(&packs).unwrap());
        std::fs::create_dir_all(there.parent().unwrap()).unwrap();
        std::fs::copy(file, there).unwrap();
    }
    let end = Path::new(pack).join("regulation.yaml");
    let file = files_of(&folder).into_iter().find(|file| file.ends_with(&end)).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{from} stands in {pack}");
    std::fs::write(&file, text.replace(from, to)).unwrap();
    folder
}

/// One who sees nothing is made to see all: the table that was looked at says no such thing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sight_that_is_too_wide_is_found() {
    let (from, to) =
        ("town_leader: {label: 镇领导 | town leader, ", "town_leader: {label: 镇领导 | town leader, sees: all, ");
    let folder = doctored(ORDINARY.office, from, to);
    let library = Library::of(Packs::Folder(folder.clone()));
    let scene = Scene::at(ORDINARY, desk_as(|config| Config { library, ..config }).await).await;
    let mut met = Met::new();
    programs(&scene, &mut met).await;
    searches(&scene, &mut met).await;
    let looked_at: BTreeSet<&str> = include_str!("snapshots/canary__beyond_ordinary.snap").lines().collect();
    let table = table(&met);
    let unknown: Vec<&str> = table.lines().filter(|line| !looked_at.contains(line)).collect();
    assert!(unknown.iter().any(|line| line.contains("{case}: office, town_leader")), "{table}");
    assert!(unknown.iter().any(|line| line.contains("by what was said: office, town_leader")), "{table}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// Each way of looking finds a word where it must not be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_word_in_the_wrong_place_is_found() {
    let scene = Scene::of(SEALED).await;
    let left = scene.desk.data().join("left-over.tmp");
    std::fs::write(&left, format!("before {NAME} after")).unwrap();
    assert_eq!(words_in(scene.desk.data(), NAME), [left]);
    let loud = Log::default();
    tracing::subscriber::with_default(loud.clone(), || tracing::debug!(who = NAME, "a fault"));
    assert_eq!(logged(&loud, &scene), ["name"]);
    let mut met = Met::new();
    note(&mut met, &scene, "idle", "GET /desk", &format!("<td>{PHONE}</td>"));
    assert_eq!(wrong(&met).len(), 1, "{met:?}");
    let pdf = scene.desk.session_for(SEALED.office, SEALED.clerk).await.unwrap();
    let opened = scene.desk.open_paper(&pdf, &scene.case, "1", "核实署名", Language::Zh).await;
    assert!(opened.is_ok(), "{opened:?}");
    let made = scene.desk.paper(&pdf, &scene.case, "1", 1, Language::Zh).await.unwrap();
    assert!(!holds(&made.bytes, NAME) && words_of_pdf(&made.bytes).contains(NAME), "words packed into a PDF");
}
