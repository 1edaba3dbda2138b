//! Whoever has the database, the disk and the settings, the key ring among them, but no sign-in, reads no sealed case.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::path::Path;

use dengwen_desk::{
    Config, Desk,
    library::Library,
    office::{Founding, Person, Unit},
    view::{Sent, Session, Upload},
};
use dengwen_regulation::model::Label;
use dengwen_sealing::{FileKey, Place, Sealed, SecretKey, Sort};

use crate::trial::{Trial, ZH, both, lay_log_open, packs, sent, sqlite};

pub(crate) const REPORT: &str = "r01-guangdong-realname-report";
pub(crate) const NAME: &str = "欧阳不凡";
pub(crate) const PHONE: &str = "13912345678";
pub(crate) const SAID: &str = "工程招投标中收受好处费";
const ACCUSED: &str = "令狐某某";
const SHEET: &[u8] = b"%PDF-1.7 the sheet that proves it";
const SHEET_NAME: &str = "往来单据.pdf";
const HANDED_IN: &str = "虚报冒领专项资金";
pub(crate) const PASSWORD: &str = "a good password";

/// Everything that must not be found.
pub(crate) const CANARIES: [&[u8]; 7] = [
    NAME.as_bytes(),
    PHONE.as_bytes(),
    SAID.as_bytes(),
    ACCUSED.as_bytes(),
    SHEET,
    SHEET_NAME.as_bytes(),
    HANDED_IN.as_bytes(),
];

both! {
    those_admitted_read_it_and_nobody_else at "2026-03-02 10:00",
}

/// A desk as it serves: everybody has a password of their own, and it is known to nobody else.
pub(crate) async fn serving(trial: &Trial) -> Desk {
    let clock = trial.desk.clock().clone();
    let base = Config::scratch(&trial.folder, clock);
    let config = Config { known_password: None, library: Library::of(packs()), database: trial.url.clone(), ..base };
    Desk::open(config).await.unwrap()
}

/// An office in which Lin and Guo take reports in, Bo works elsewhere, and Mu leads.
pub(crate) async fn organ(desk: &Desk) {
    let member = |id: &str, name: &str, unit: &str| Person { unit: Some(unit.to_owned()), ..Person::new(id, name) };
    let regulation = desk.regulation_text(REPORT).unwrap();
    let founding = Founding {
        units: vec![
            Unit::new("petitions", Label::new("信访室", "petitions")),
            Unit::new("bureau", Label::new("一室", "bureau")),
        ],
        people: vec![
            member("lin", "林一", "petitions"),
            member("guo", "郭二", "petitions"),
            member("bo", "薄三", "bureau"),
            Person { administrator: true, ..member("mu", "穆四", "bureau") },
        ],
        posts: vec![
            dengwen_desk::office::Post::always("petition_dept", "petitions", "lin"),
            dengwen_desk::office::Post::always("petition_dept", "petitions", "guo"),
        ],
        ..Founding::new("organ", Label::new("某市纪委", "city organ"), &[REPORT])
    };
    desk.found_office(founding.with_member_for_every_role(&regulation)).await.unwrap();
    for person in ["lin", "guo", "bo", "mu", "recusal_decider"] {
        desk.save_account("organ", person, person, PASSWORD).await.unwrap();
    }
}

pub(crate) async fn signed_in(desk: &Desk, person: &str) -> Session {
    desk.sign_in(person, PASSWORD).await.unwrap()
}

fn file(key: &str) -> Upload {
    Upload { key: key.to_owned(), name: SHEET_NAME.to_owned(), media: String::new(), content: SHEET.to_vec().into() }
}

/// A report that Lin registers.
pub(crate) async fn registered(desk: &Desk, by: &Session) -> (String, String) {
    let pairs = [
        ("party.reporter.0.name", NAME),
        ("party.reporter.0.contact", PHONE),
        ("party.reported.0.name", ACCUSED),
        ("party.reported.0.standing", "member"),
        ("matter", SAID),
    ];
    let form = Sent { files: vec![file("original")], ..sent("register", &pairs) };
    let done = desk.begin(by, REPORT, "letter", form, ZH).await.unwrap();
    (done.case, done.code.unwrap())
}

pub(crate) async fn handed_in(desk: &Desk) -> String {
    let pairs = [
        ("party.reporter.0.name", NAME),
        ("party.reporter.0.contact", PHONE),
        ("party.reported.0.name", ACCUSED),
        ("party.reported.0.standing", "member"),
        ("matter", HANDED_IN),
    ];
    let form = Sent { files: vec![file("original")], ..sent("register", &pairs) };
    desk.submit("organ", REPORT, form, ZH).await.unwrap().code
}

fn has(text: &str, canary: &str) -> bool {
    text.contains(canary)
}

async fn those_admitted_read_it_and_nobody_else(trial: &Trial) {
    let desk = serving(trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let code = handed_in(&desk).await;
    for person in ["lin", "guo"] {
        let session = signed_in(&desk, person).await;
        let session = desk.session(&session.token).await.unwrap();
        let page = desk.case(&session, &case, ZH).await.unwrap();
        assert!(has(&format!("{page:?}"), SAID), "{person} reads what is reported");
        let shown = page.files.first().unwrap();
        let (id, name) = (&shown.id, &shown.name);
        let itself = desk.file_itself(&session, &case, id).await.unwrap();
        assert_eq!((name.as_str(), itself.content.whole().await.unwrap().as_slice()), (SHEET_NAME, SHEET));
        let values = desk.open_identity(&session, &case, 1, "核实署名", ZH).await.unwrap();
        assert!(values.iter().any(|value| value.value == NAME) && values.iter().any(|value| value.value == PHONE));
        let waiting = incoming_of(&desk, &session).await;
        let page = format!(
            "{:?}",
            desk.incoming(&session, &waiting, ZH)
                .await
                .unwrap()
                .given
                .iter()
                .map(|one| one.value.clone())
                .collect::<Vec<_>>()
        );
        assert!(has(&page, HANDED_IN) && has(&page, NAME));
    }
    assert!(desk.follow(&code, ZH).await.is_some());
    let mut unlocked = signed_in(&desk, "lin").await;
    unlocked.keys = dengwen_desk::Held::default();
    let page = format!("{:?}", desk.case(&unlocked, &case, ZH).await.unwrap());
    assert!(!has(&page, SAID) && !has(&page, SHEET_NAME), "a session without its keys reads nothing");
    desk.close().await;
}

async fn incoming_of(desk: &Desk, session: &Session) -> String {
    let view = desk.inbox(session, "", None, ZH).await.unwrap();
    let rows = view.groups.into_iter().flat_map(|group| group.rows);
    rows.into_iter().find_map(|row| row.case.strip_prefix("incoming:").map(str::to_owned)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn database_disk_and_settings_without_a_sign_in_read_no_sealed_case() {
    let trial = sqlite("2026-03-02 10:00").await;
    trial.desk.close().await;
    let desk = serving(&trial).await;
    organ(&desk).await;
    let lin = signed_in(&desk, "lin").await;
    let (case, _) = registered(&desk, &lin).await;
    let known = desk.case(&lin, &case, ZH).await.unwrap();
    let waiting = {
        handed_in(&desk).await;
        incoming_of(&desk, &lin).await
    };
    desk.close().await;
    drop(lin);

    // From here on: the folder, and the program. A session of Lin is open somewhere; its row is in the database.
    let desk = serving(&trial).await;
    let mut read: Vec<Vec<u8>> = Vec::new();
    everything_the_server_could(&desk, &case, &waiting, &known.files, &mut read).await;
    every_key_in_the_folder(&desk, &trial.folder, &case, &waiting, &mut read).await;
    let indexed = indexed(&trial.folder).await;
    assert!(indexed.len() > 5, "words of the case are indexed: {}", indexed.len());
    let secrets = every_secret(&desk, &trial.folder).await;
    let words = words_that_were_said();
    for secret in &secrets {
        let key = secret.word_key();
        assert!(!words.iter().any(|word| indexed.contains(&key.hash(word))), "a word of the case can be tried out");
    }
    let ring: dengwen_sealing::KeyRing = serde_json::from_str(&ring_of(&trial.folder)).unwrap();
    for word in &words {
        let tried = [word.as_bytes().to_vec(), ring.blind_hash("indexed words", word.as_bytes()).0.to_vec()];
        assert!(!tried.iter().any(|hash| indexed.iter().any(|known| hash.starts_with(known) || known == hash)));
    }
    // With a sign-in they can: what was tried above is what is there.
    let lin = signed_in(&desk, "lin").await;
    assert_eq!(desk.search(&lin, "好处费", None, ZH).await.unwrap().rows.len(), 1);
    drop(lin);
    lay_log_open(&desk, &trial.folder).await;
    desk.close().await;
    let mut files = Vec::new();
    collect(&trial.folder, &mut files);
    read.extend(files.iter().map(|file| std::fs::read(file).unwrap()));
    assert!(read.len() > 60, "so much was tried: {}", read.len());
    for bytes in &read {
        for canary in CANARIES {
            let found = bytes.windows(canary.len()).any(|window| window == canary);
            assert!(!found, "{} was read: {}", String::from_utf8_lossy(canary), shortly(bytes, canary));
        }
    }
    trial.end().await;
}

/// Pages, papers, lists, search, rebuilding, export, as everybody, with sessions that nobody signed in for.
async fn everything_the_server_could(
    desk: &Desk,
    case: &str,
    waiting: &str,
    files: &[dengwen_desk::view::FileView],
    read: &mut Vec<Vec<u8>>,
) {
    let mut add = |text: String| read.push(text.into_bytes());
    desk.rebuild().await.unwrap();
    desk.compare().await.unwrap();
    let inspection = desk.inspect(case).await.unwrap();
    for value in inspection.case.parties.iter().flat_map(|party| party.fields.values()) {
        add(format!("{:?}", desk.plain_text(value).await));
    }
    for value in inspection.case.rows.iter().flat_map(|row| row.values.values()) {
        add(format!("{:?}", desk.plain_text(value).await));
    }
    add(serde_json::to_string(&inspection.commits.iter().map(|commit| format!("{commit:?}")).collect::<Vec<_>>())
        .unwrap());
    for person in inspection.office.people.keys() {
        let session = desk.session_for("organ", person).await.unwrap();
        add(format!("{:?}", desk.case(&session, case, ZH).await));
        add(format!("{:?}", desk.open_identity(&session, case, 1, "好奇", ZH).await));
        add(format!("{:?}", desk.open_identity(&session, case, 2, "好奇", ZH).await));
        for dengwen_desk::view::FileView { id, .. } in files {
            let opened = [desk.file(&session, case, id).await, desk.file_itself(&session, case, id).await];
            for file in opened.into_iter().flatten() {
                add(format!("{:?}", file.content.whole().await));
            }
        }
        for paper in &inspection.case.papers {
            for copy in 0..4 {
                add(format!("{:?}", desk.paper_html(&session, case, &paper.n.to_string(), copy, ZH).await));
            }
        }
        add(match desk.incoming(&session, waiting, ZH).await {
            Ok(view) => serde_json::to_string(&view).unwrap(),
            Err(why) => format!("{why:?}"),
        });
        add(format!("{:?}", desk.inbox(&session, "", None, ZH).await));
        for words in [SAID, NAME, PHONE, HANDED_IN] {
            let found = desk.search(&session, words, None, ZH).await;
            assert!(!format!("{found:?}").contains(case), "the index finds nothing by sealed words");
        }
    }
}

fn ring_of(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("keys").join("ring.json")).unwrap()
}

/// The words somebody would try who guesses what it is about.
fn words_that_were_said() -> Vec<String> {
    let said = [SAID, ACCUSED, NAME, HANDED_IN, "2026"].join(" ");
    dengwen_store::whole_words(&said).into_iter().chain(dengwen_store::words(&said)).collect()
}

/// All hashes of the index.
async fn indexed(folder: &Path) -> Vec<Vec<u8>> {
    use sqlx::{Connection as _, Row as _};
    let url = format!("sqlite:{}", folder.join("dengwen.sqlite").display());
    let mut conn = sqlx::AnyConnection::connect(&url).await.unwrap();
    let rows = sqlx::query("SELECT word FROM sealed_words").fetch_all(&mut conn).await.unwrap();
    rows.iter().map(|row| row.get::<Vec<u8>, _>(0)).collect()
}

/// Every secret that can be had from what lies in the folder.
async fn every_secret(desk: &Desk, folder: &Path) -> Vec<SecretKey> {
    let written: serde_json::Value = serde_json::from_str(&ring_of(folder)).unwrap();
    let mut guesses: Vec<String> = vec![String::new(), "everybody".to_owned()];
    gather(&written, &mut guesses);
    for account in desk.store().accounts().await.unwrap() {
        guesses.extend([account.login, account.person, account.password_hash]);
    }
    let mut secrets = Vec::new();
    for guess in &guesses {
        let seed = dengwen_sealing::KeyRing::new("x", [0; 32], [0; 32]).blind_hash("guess", guess.as_bytes()).0;
        secrets.push(SecretKey::from_seed(seed));
        use base64::Engine as _;
        let bytes = base64::engine::general_purpose::STANDARD.decode(guess).unwrap_or_default();
        secrets.extend(<[u8; 32]>::try_from(bytes.as_slice()).ok().map(SecretKey::from_seed));
    }
    let mut locks = 0;
    for start in ["person:", "circle:", "content:", "identity:", "tokens:", "words:", "mailbox:"] {
        for pair in desk.store().key_pairs_of(start).await.unwrap() {
            for lock in desk.store().key_locks(&pair.id).await.unwrap() {
                locks += 1;
                let place = Place::new(lock.pair.as_str(), format!("lock {}", lock.holder));
                for guess in guesses.iter().filter(|_| lock.holder.starts_with("password:")) {
                    secrets.extend(SecretKey::unlock_by_password(guess, &place, &lock.bytes).ok());
                }
                let opened: Vec<SecretKey> =
                    secrets.iter().filter_map(|one| one.unlock(&place, &lock.bytes).ok()).collect();
                secrets.extend(opened);
            }
        }
    }
    assert!(locks > 10, "there are locks to try: {locks}");
    secrets
}

/// Every stored value and lock, against every key that lies in the folder and whatever could be taken for one.
async fn every_key_in_the_folder(desk: &Desk, folder: &Path, case: &str, waiting: &str, read: &mut Vec<Vec<u8>>) {
    let ring: dengwen_sealing::KeyRing = serde_json::from_str(&ring_of(folder)).unwrap();
    let secrets = every_secret(desk, folder).await;
    let mut values = desk.store().sealed_of(case).await.unwrap();
    values.extend(desk.store().sealed_of(&format!("incoming:{waiting}")).await.unwrap());
    assert!(values.len() >= 4, "there is something to open: {}", values.len());
    for row in values {
        let place = Place::new(row.stream.as_str(), row.path.as_str());
        read.extend(secrets.iter().filter_map(|one| one.open(&place, &row.ciphertext).ok()).map(|open| open.to_vec()));
        for name in ["k1", row.key_id.as_str()] {
            let sealed = Sealed::from_parts(name.to_owned(), &row.nonce, row.ciphertext.clone()).unwrap();
            read.extend(ring.open_bytes(&place, &sealed).ok().map(|open| open.to_vec()));
        }
    }
    let mut files = desk.store().attachments(case).await.unwrap();
    files.extend(desk.store().attachments(&format!("incoming:{waiting}")).await.unwrap());
    assert!(files.len() >= 2, "there are files to open: {}", files.len());
    for row in files {
        let (_, head) = desk.store().attachment(&row.id).await.unwrap().unwrap();
        let (name, rest) = head.split_at(1 + usize::from(head[0]));
        let (nonce, sealed) = rest.split_at(24);
        let mut keys: Vec<Vec<u8>> = (0..head.len().saturating_sub(31)).map(|at| head[at..at + 32].to_vec()).collect();
        for path in [format!("key of file {}", row.id), format!("file {}", row.id)] {
            let place = Place::new(row.stream.as_str(), path);
            keys.extend(secrets.iter().filter_map(|one| one.open(&place, sealed).ok()).map(|open| open.to_vec()));
            for name in ["k1", std::str::from_utf8(&name[1..]).unwrap()] {
                let sealed = Sealed::from_parts(name.to_owned(), nonce, sealed.to_vec()).unwrap();
                keys.extend(ring.open_bytes(&place, &sealed).ok().map(|open| open.to_vec()));
            }
        }
        let pieces = desk.store().attachment_pieces(&row.id, 0, 100).await.unwrap();
        assert!(!pieces.is_empty(), "it lies in pieces");
        for key in keys.iter().filter_map(|bytes| FileKey::from_slice(bytes)) {
            read.extend(key.open_piece(0, pieces.len() == 1, &pieces[0]).ok().map(|open| open.to_vec()));
        }
        read.extend(keys);
    }
    // Trying out what might be there: the ring's tokens of the right answers are nowhere.
    let mut files = Vec::new();
    collect(folder, &mut files);
    for (sort, text) in
        [(Sort::Name, NAME), (Sort::Phone, PHONE), (Sort::Text, PHONE), (Sort::Name, PHONE), (Sort::Text, SAID)]
    {
        let token = ring.token(sort, text).to_string().into_bytes();
        let digest = ring.blind_hash("attachment", SHEET).to_string().into_bytes();
        for file in &files {
            let bytes = std::fs::read(file).unwrap();
            let tried = [&token, &digest]
                .into_iter()
                .any(|one| bytes.windows(one.len()).any(|window| window == one.as_slice()));
            assert!(!tried, "{} can be tried out in {}", text, file.display());
        }
    }
}

fn gather(value: &serde_json::Value, into: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => into.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|one| gather(one, into)),
        serde_json::Value::Object(all) => all.values().for_each(|one| gather(one, into)),
        _ => {}
    }
}

fn collect(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, into) } else { into.push(path) }
    }
}

fn shortly(bytes: &[u8], canary: &[u8]) -> String {
    let at = bytes.windows(canary.len()).position(|window| window == canary).unwrap_or_default();
    String::from_utf8_lossy(bytes.get(at.saturating_sub(200)..(at + 200).min(bytes.len())).unwrap_or_default())
        .into_owned()
}
