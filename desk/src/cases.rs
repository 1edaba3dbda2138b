//! Cases from their log, kept while nothing changes.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use dengwen_case::{Case, Commit, Projection, apply};
use dengwen_regulation::model::Regulation;
use dengwen_store::{Rows, StoredCommit};
use hashlink::LruCache;

use crate::{
    desk::Desk,
    fault::Fault,
    log::entry,
    office::{Office, office_of_case, stream_of},
    retention::certificate_of,
};

/// How many events the cases have together that are kept in memory.
const EVENTS_MAX: usize = 32_768;
/// What a case weighs beside its events: it counts as so many more.
const OWN_WEIGHT: usize = 8;

/// A case with all that is needed to act on it.
#[derive(Debug)]
pub struct Loaded {
    /// The case as it stands.
    pub case: Case,
    /// Its log.
    pub commits: Vec<Arc<Commit>>,
    /// The regulation it is pinned to.
    pub regulation: Arc<Regulation>,
    /// Its office, as of loading.
    pub office: Arc<Office>,
    /// Its read models as stored, once somebody has asked for them ([`Desk::rows_of`]): who only looks needs none.
    rows: OnceLock<Arc<Rows>>,
    /// How often they were derived again without a commit.
    pub(crate) redone: u64,
    /// Its projection as it was last found out.
    seen: Mutex<Option<Arc<Projection>>>,
}

/// A case from its log alone: the state, the commits, the regulation.
pub(crate) type Replayed = (Case, Vec<Arc<Commit>>, Arc<Regulation>);

/// The cases last asked for: many small ones, or a few large ones.
#[derive(Debug)]
pub(crate) struct Cases(Mutex<Kept>);

#[derive(Debug)]
struct Kept {
    cases: LruCache<String, Arc<Loaded>>,
    weight: usize,
}

impl Default for Cases {
    fn default() -> Self {
        Self(Mutex::new(Kept { cases: LruCache::new_unbounded(), weight: 0 }))
    }
}

impl Cases {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, id: &str) -> Option<Arc<Loaded>> {
        self.kept().cases.get(id).cloned()
    }

    pub(crate) fn put(&self, loaded: &Arc<Loaded>) {
        self.kept().put(loaded);
    }

    pub(crate) fn forget(&self, id: &str) {
        self.kept().forget(id);
    }
}

impl Kept {
    fn put(&mut self, loaded: &Arc<Loaded>) {
        self.forget(&loaded.case.id);
        self.weight = self.weight.saturating_add(loaded.weight());
        self.cases.insert(loaded.case.id.clone(), Arc::clone(loaded));
        while self.weight > EVENTS_MAX
            && let Some((_, oldest)) = self.cases.remove_lru()
        {
            self.weight = self.weight.saturating_sub(oldest.weight());
        }
    }

    fn forget(&mut self, id: &str) {
        if let Some(gone) = self.cases.remove(id) {
            self.weight = self.weight.saturating_sub(gone.weight());
        }
    }
}

impl Desk {
    /// A case as it stands, from its log.
    ///
    /// # Errors
    /// [`Fault::CaseUnknown`].
    pub(crate) async fn load(&self, id: &str) -> Result<Arc<Loaded>, Fault> {
        let office = office_of_case(id);
        let (certificate, stream) = (certificate_of(id), stream_of(office));
        let [head, destroyed, office_head] = self.store().heads([id, &certificate, &stream]).await?;
        let head = head.filter(|head| head.sort == "case" && destroyed.is_none());
        let head = head.ok_or_else(|| Fault::CaseUnknown(id.to_owned()))?;
        let office = self.office_at(office, office_head.as_ref()).await?;
        let is_fresh = |known: &Arc<Loaded>| (known.case.seq, known.redone) == (head.head.seq, head.redone);
        if let Some(known) = self.cases_kept().get(id).filter(is_fresh) {
            if known.office.seq == office.seq {
                return Ok(known);
            }
            let regulation = self.pinned(&office, &known.regulation.id, &known.case.content).await?;
            let fresh = Arc::new(known.at_office(office, regulation));
            self.cases_kept().put(&fresh);
            return Ok(fresh);
        }
        let stored = self.store().load(id, 0).await?;
        let (case, commits, regulation) = self.replay(id, &office, &stored).await?;
        let redone = head.redone;
        let loaded = Arc::new(Loaded { redone, ..Loaded::of(case, commits, regulation, office) });
        self.cases_kept().put(&loaded);
        Ok(loaded)
    }

    /// The read models of a case as they are stored. If somebody else writes in between, they are of a later change, and what
    /// is made of them conflicts as it would have anyway.
    pub(crate) async fn rows_of(&self, loaded: &Loaded) -> Result<Arc<Rows>, Fault> {
        if let Some(rows) = loaded.rows.get() {
            return Ok(Arc::clone(rows));
        }
        let rows = Arc::new(self.store().rows(&loaded.case.id).await?);
        Ok(Arc::clone(loaded.rows.get_or_init(|| rows)))
    }

    /// A case from stored commits.
    pub(crate) async fn replay(&self, id: &str, office: &Office, stored: &[StoredCommit]) -> Result<Replayed, Fault> {
        let read = stored.iter().map(|one| entry::<Commit>(id, one).map(Arc::new));
        let commits = read.collect::<Result<Vec<_>, _>>()?;
        let begun = commits.iter().flat_map(|commit| &commit.events).find_map(|event| match event {
            dengwen_case::Event::Begun { regulation, content, .. } => Some((regulation.clone(), content.clone())),
            _ => None,
        });
        let (regulation, content) = begun.ok_or_else(|| Fault::CaseUnknown(id.to_owned()))?;
        let regulation = self.pinned(office, &regulation, &content).await?;
        let mut case = Case::empty(id);
        for event in commits.iter().flat_map(|commit| &commit.events) {
            apply(&mut case, &regulation, event);
        }
        Ok((case, commits, regulation))
    }
}

impl Loaded {
    fn weight(&self) -> usize {
        self.commits.iter().map(|commit| commit.events.len()).fold(OWN_WEIGHT, usize::saturating_add)
    }

    /// Nothing is known yet of what lies in the store.
    pub(crate) fn of(case: Case, commits: Vec<Arc<Commit>>, regulation: Arc<Regulation>, office: Arc<Office>) -> Self {
        let (rows, seen) = (OnceLock::new(), Mutex::default());
        Self { case, commits, regulation, office, rows, redone: 0, seen }
    }

    /// The same, with its read models as they are stored.
    pub(crate) fn with(self, rows: Arc<Rows>, redone: u64) -> Self {
        Self { rows: rows.into(), redone, ..self }
    }

    /// The same case in its office as it stands now. What was seen of it is seen anew.
    fn at_office(&self, office: Arc<Office>, regulation: Arc<Regulation>) -> Self {
        let (rows, redone) = (self.rows.clone(), self.redone);
        Self { rows, redone, ..Self::of(self.case.clone(), self.commits.clone(), regulation, office) }
    }

    /// Its projection as it was last found out; good as long as what it rests on is answered alike.
    pub(crate) fn known_seen(&self) -> Option<Arc<Projection>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps what was found out.
    pub(crate) fn keep_seen(&self, seen: &Arc<Projection>) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(seen));
    }

    /// The case as it stood at an earlier commit.
    pub(crate) fn at(&self, seq: u64) -> Case {
        let mut case = Case::empty(self.case.id.clone());
        for event in self.commits.iter().filter(|commit| commit.seq <= seq).flat_map(|commit| &commit.events) {
            apply(&mut case, &self.regulation, event);
        }
        case
    }
}
