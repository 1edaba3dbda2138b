//! The desk itself: what it holds, and how it is opened.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use dengwen_audit::LogKey;
use dengwen_documents::{Fonts, Press};
use dengwen_packs::Packs;
use dengwen_regulation::model::Regulation;
use dengwen_sealing::KeyRing;
use dengwen_store::Store;
use jiff::Timestamp;
use tokio::sync::{Notify, broadcast};

use crate::{
    address::Address,
    audit,
    cases::Cases,
    config::{Clock, Config},
    fault::Fault,
    files::{self, Scanner},
    ids::Ids,
    keys::Held,
    library::Library,
    mail::Mail,
    office::Offices,
    overview::PublicKept,
    proposals::Learned,
    reports::{Documents, FormulasKept},
    secrets::{self, Passwords},
    view::Session,
    warnings::WeeksKept,
    watch,
};

/// How many streams may be written to before a page that is slow to hear looks at all.
const NEWS: usize = 256;

/// Something was written to a stream.
#[derive(Debug, Clone)]
pub(crate) struct News {
    /// The stream, or what else concerns open pages.
    pub(crate) what: Arc<str>,
    /// It was written by this process, and the other nodes are to hear of it.
    pub(crate) here: bool,
}

/// The office of one installation: everything that apps do goes through it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Desk {
    inner: Arc<Inner>,
    /// The keys of whoever sits at it.
    held: Held,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    keys: KeyRing,
    log: LogKey,
    clock: Clock,
    library: Library,
    offices: Offices,
    ids: Ids,
    cases: Cases,
    learned: Learned,
    weeks: WeeksKept,
    formulas: FormulasKept,
    public: PublicKept,
    documents: Documents,
    passwords: Passwords,
    known_password: Option<String>,
    press: OnceLock<Arc<Press>>,
    stirred: Notify,
    news: broadcast::Sender<News>,
    data: PathBuf,
    server: Option<String>,
    scanner: Option<Scanner>,
    address: Option<Address>,
    mail: Option<Mail>,
    posted: Notify,
}

impl Desk {
    /// Opens store, keys and regulations; makes what is not there yet.
    ///
    /// # Errors
    /// [`Fault`] if the folder or the database cannot be used.
    pub async fn open(config: Config) -> Result<Self, Fault> {
        let Config { data, database, library, clock, passwords, known_password, durability, .. } = config;
        let Config { objects, scanner, address, mail, .. } = config;
        fs::create_dir_all(&data).map_err(|source| Fault::File { path: data.clone(), source })?;
        files::clear(&data).map_err(|source| Fault::File { path: data.clone(), source })?;
        let store = match &database {
            Some(url) => Store::open(url).await?,
            None => Store::open_sqlite(&data.join("dengwen.sqlite"), durability).await?,
        };
        let store = match &objects {
            Some(url) => store.with_objects(url)?,
            None => store,
        };
        store.migrate().await?;
        // A node with keys of its own would seal what no other can open.
        if !secrets::has_key_ring(&data) && !store.streams("office", "", 1).await?.is_empty() {
            return Err(Fault::KeysElsewhere(data.join("keys")));
        }
        let keys = secrets::key_ring(&data)?;
        let log = audit::log_key(&data)?;
        let (offices, cases, press, stirred) = (Offices::default(), Cases::default(), OnceLock::new(), Notify::new());
        let inner = Inner {
            store,
            keys,
            log,
            clock,
            library,
            offices,
            ids: Ids::default(),
            cases,
            learned: Learned::default(),
            weeks: WeeksKept::default(),
            formulas: FormulasKept::default(),
            public: PublicKept::default(),
            documents: Documents::default(),
            passwords,
            known_password,
            press,
            stirred,
            news: broadcast::channel(NEWS).0,
            data,
            server: database,
            scanner,
            address,
            mail,
            posted: Notify::new(),
        };
        let desk = Self { inner: Arc::new(inner), held: Held::default() };
        desk.take_up_packs().await?;
        Ok(desk)
    }

    /// Ends all connections; what was acknowledged is on disk already.
    pub async fn close(&self) {
        self.store().close().await;
    }

    /// The instant of the desk's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The desk's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The store below, for the command line and tests.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// A regulation as it comes with the installation.
    ///
    /// # Errors
    /// [`Fault::RegulationUnknown`].
    pub fn regulation_text(&self, id: &str) -> Result<Arc<Regulation>, Fault> {
        self.library().get(id)
    }

    /// The id of what begins now in an office; the letters follow from what was sent.
    pub(crate) fn made_id(&self, office: &str, letters: &str) -> Result<String, Fault> {
        self.inner.ids.made(office, letters, self.now())
    }

    /// What was counted for everybody.
    pub(crate) fn public_kept(&self) -> &PublicKept {
        &self.inner.public
    }

    /// The folder of the data.
    #[must_use]
    pub fn data(&self) -> &std::path::Path {
        &self.inner.data
    }

    /// The address under which people reach the site, if somebody has said.
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        self.inner.address.as_ref()
    }

    /// Who looks files through for harm, if somebody does.
    #[must_use]
    pub fn scanner(&self) -> Option<&Scanner> {
        self.inner.scanner.as_ref()
    }

    pub(crate) fn keys(&self) -> &KeyRing {
        &self.inner.keys
    }

    /// The key with which the log is signed.
    pub(crate) fn log_key(&self) -> &LogKey {
        &self.inner.log
    }

    /// The same desk with somebody's keys in the hand.
    pub(crate) fn holding(&self, held: Held) -> Self {
        Self { inner: Arc::clone(&self.inner), held }
    }

    /// The same desk as somebody signed in sits at it.
    pub(crate) fn seated_by(&self, session: &Session) -> Self {
        self.holding(session.keys.clone())
    }

    pub(crate) fn held(&self) -> &Held {
        &self.held
    }

    /// The password of everybody, where there is one: never on a desk that serves.
    pub(crate) fn known_password(&self) -> Option<&str> {
        self.inner.known_password.as_deref()
    }

    pub(crate) fn packs(&self) -> &Packs {
        self.inner.library.files()
    }

    pub(crate) fn library(&self) -> &Library {
        &self.inner.library
    }

    pub(crate) fn offices_kept(&self) -> &Offices {
        &self.inner.offices
    }

    pub(crate) fn cases_kept(&self) -> &Cases {
        &self.inner.cases
    }

    pub(crate) fn passwords(&self) -> Passwords {
        self.inner.passwords
    }

    /// Wakes whoever waits for clocks or the outbox.
    pub(crate) fn stir(&self) {
        self.inner.stirred.notify_waiters();
    }

    /// Reports set as documents.
    pub(crate) fn documents(&self) -> &Documents {
        &self.inner.documents
    }

    /// The formulas by which cases are measured.
    pub(crate) fn formulas_kept(&self) -> &FormulasKept {
        &self.inner.formulas
    }

    /// What came in week by week, as last counted.
    pub(crate) fn weeks_kept(&self) -> &WeeksKept {
        &self.inner.weeks
    }

    /// What past cases say.
    pub(crate) fn learned(&self) -> &Learned {
        &self.inner.learned
    }

    /// Tells open pages, and what is learned from cases, that something was written to a stream.
    pub(crate) fn tell_pages(&self, stream: &str) {
        self.inner.learned.changed(stream);
        // Nobody may be listening.
        let _heard = self.inner.news.send(News { what: Arc::from(stream), here: true });
    }

    /// The same for what another node wrote; what it did not name is [`watch::ANYTHING`].
    pub(crate) fn heard_of(&self, stream: &str) {
        if *stream == *watch::ANYTHING {
            self.inner.learned.forget_all();
        } else {
            self.inner.learned.changed(stream);
        }
        // Nobody may be listening.
        let _heard = self.inner.news.send(News { what: Arc::from(stream), here: false });
    }

    /// The database that several processes may share, as it was named.
    pub(crate) fn server(&self) -> Option<&str> {
        self.inner.server.as_deref()
    }

    pub(crate) fn news(&self) -> broadcast::Receiver<News> {
        self.inner.news.subscribe()
    }

    /// Where mail is handed in.
    pub(crate) fn mail(&self) -> Option<&Mail> {
        self.inner.mail.as_ref()
    }

    /// Wakes whoever waits for letters.
    pub(crate) fn stir_post(&self) {
        self.inner.posted.notify_waiters();
    }

    pub(crate) async fn post_stirred(&self) {
        self.inner.posted.notified().await;
    }

    pub(crate) async fn stirred(&self) {
        self.inner.stirred.notified().await;
    }

    /// The press; fonts are looked for at the first paper.
    pub(crate) fn press(&self) -> Result<Arc<Press>, Fault> {
        if let Some(press) = self.inner.press.get() {
            return Ok(Arc::clone(press));
        }
        let press = Arc::new(Press::new(Fonts::find()?));
        Ok(Arc::clone(self.inner.press.get_or_init(|| press)))
    }
}
