//! Offices from their streams, kept while nothing changes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use dengwen_store::{Batch, Change, NewCommit, Part, SealedRow, Store, StreamHead};
use jiff::Timestamp;

use super::{FORM, Office, OfficeCommit, OfficeEvent, rows::rows};
use crate::{desk::Desk, fault::Fault, log::entry, secrets};

/// How many offices are listed.
const OFFICES_MAX: u32 = 1_000;
/// How often an entry is tried again when somebody else was quicker.
const TRIES: usize = 8;

/// The stream of an office.
pub(crate) fn stream_of(office: &str) -> String {
    format!("office:{office}")
}

/// Offices as last seen.
#[derive(Debug, Default)]
pub(crate) struct Offices(Mutex<BTreeMap<String, Arc<Office>>>);

impl Offices {
    fn get(&self, id: &str) -> Option<Arc<Office>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn put(&self, office: &Arc<Office>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(office.id.clone(), Arc::clone(office));
    }
}

impl Desk {
    /// An office as it stands.
    ///
    /// # Errors
    /// [`Fault::OfficeUnknown`].
    pub async fn office_state(&self, id: &str) -> Result<Arc<Office>, Fault> {
        let head = self.store().head(&stream_of(id)).await?;
        self.office_at(id, head.as_ref()).await
    }

    /// An office, where its stream stands here.
    pub(crate) async fn office_at(&self, id: &str, head: Option<&StreamHead>) -> Result<Arc<Office>, Fault> {
        let head = head.ok_or_else(|| Fault::OfficeUnknown(id.to_owned()))?;
        if let Some(known) = self.offices_kept().get(id).filter(|known| known.seq == head.head.seq) {
            return Ok(known);
        }
        let office = Arc::new(self.with_texts(replay(self.store(), id).await?).await?);
        self.offices_kept().put(&office);
        Ok(office)
    }

    /// Ids of all offices.
    ///
    /// # Errors
    /// [`Fault::Store`].
    pub async fn office_ids(&self) -> Result<Vec<String>, Fault> {
        let found = self.store().streams("office", "", OFFICES_MAX).await?;
        Ok(found.into_iter().filter_map(|head| head.stream.strip_prefix("office:").map(str::to_owned)).collect())
    }

    /// Appends events to an office's stream.
    pub(crate) async fn office_append(
        &self,
        id: &str,
        by: &str,
        command: Option<String>,
        events: Vec<OfficeEvent>,
    ) -> Result<Arc<Office>, Fault> {
        self.office_append_sealed(id, by, command, events, Vec::new()).await
    }

    /// The same, with what is sealed in them.
    pub(crate) async fn office_append_sealed(
        &self,
        id: &str,
        by: &str,
        command: Option<String>,
        events: Vec<OfficeEvent>,
        sealed: Vec<SealedRow>,
    ) -> Result<Arc<Office>, Fault> {
        let command = match command {
            Some(command) => command,
            None => secrets::token()?,
        };
        for _ in 0..TRIES {
            let before = match self.office_state(id).await {
                Err(Fault::OfficeUnknown(_)) => Arc::new(Office::empty(id)),
                known => known?,
            };
            let mut after = Office::clone(&before);
            events.iter().for_each(|event| after.apply(event));
            after.seq += 1;
            let change = change(&before, &after, (by, &command), &events, sealed.clone(), self.now())?;
            match self.store().transact(change).await {
                Ok(written) if written.repeated => return self.office_state(id).await,
                Ok(_) => {
                    let after = Arc::new(self.with_texts(after).await?);
                    self.offices_kept().put(&after);
                    self.tell_pages(&stream_of(id));
                    if events.iter().any(OfficeEvent::may_begin_reports) {
                        self.tend_reports(&after).await?;
                        self.tend_registers(&after).await?;
                    }
                    return Ok(after);
                }
                Err(error) if error.is_conflict() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Fault::Restless(stream_of(id)))
    }
}

fn change(
    before: &Office,
    after: &Office,
    (by, command): (&str, &str),
    events: &[OfficeEvent],
    sealed: Vec<SealedRow>,
    at: Timestamp,
) -> Result<Change, Fault> {
    let stream = stream_of(&after.id);
    let commit = OfficeCommit { by: by.to_owned(), at, events: events.to_vec() };
    let body = serde_json::to_string(&commit).map_err(Fault::Json)?;
    let old = if before.seq == 0 { dengwen_store::Rows::default() } else { rows(before) };
    let commits = vec![NewCommit { stream: stream.clone(), form: FORM, body, entered_at: at }];
    let batch = Batch { commits, delta: old.diff(&rows(after)), sealed, ..Batch::default() };
    Ok(Change::of(command, Part::of(stream, "office", before.seq), at, batch))
}

/// An office from its log.
pub(crate) async fn replay(store: &Store, id: &str) -> Result<Office, Fault> {
    let stream = stream_of(id);
    let mut office = Office::empty(id);
    for stored in store.load(&stream, 0).await? {
        let commit: OfficeCommit = entry(&stream, &stored)?;
        commit.events.iter().for_each(|event| office.apply(event));
        office.seq = stored.seq;
    }
    Ok(office)
}

/// The read models of an office, from its log alone.
pub(crate) async fn projected(store: &Store, id: &str) -> Result<(u64, dengwen_store::Rows), Fault> {
    let office = replay(store, id).await?;
    Ok((office.seq, rows(&office)))
}
