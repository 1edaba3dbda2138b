//! The worker of the outbox: what left a case is carried to where it goes, at least once, each time under the same id.

use dengwen_case::{Actor, Command, Do, Event, OfficeRow, Spawned};
use dengwen_regulation::model::{Begins, Id, Regulation};
use dengwen_store::{CaseFilter, Lane, OutboxRow, Viewer};
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};

use super::{
    decide::{Along, Order, Stop},
    outbox::Task,
    recount::Group,
};
use crate::{
    actor::in_lists,
    cases::Loaded,
    desk::Desk,
    fault::Fault,
    incoming::is_incoming,
    office::{OfficeEvent, RowEntry, office_of_case},
    secrets,
};

/// How long a row of the outbox is left to whoever took it.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How many rows are taken at once.
const TAKEN: u32 = 50;
/// How long to wait after a failure, for each attempt.
const RETRY: SignedDuration = SignedDuration::from_mins(1);
/// How often the outbox is emptied before others get their turn.
const ROUNDS_MAX: usize = 200;

impl Desk {
    /// Empties the outbox of what is due.
    ///
    /// # Errors
    /// [`Fault::Store`].
    pub async fn empty_outbox(&self) -> Result<(), Fault> {
        for _ in 0..ROUNDS_MAX {
            let now = self.now();
            let taken = self.store().outbox_take(Lane::Desk, now, LEASE, TAKEN).await?;
            if taken.is_empty() {
                return Ok(());
            }
            for row in taken {
                self.deliver(&row, now).await?;
            }
        }
        Ok(())
    }

    async fn deliver(&self, row: &OutboxRow, now: Timestamp) -> Result<(), Fault> {
        match self.carry(row, now).await {
            Ok(()) => self.store().outbox_done(&row.id, now).await?,
            Err(Stop::Refused(refusals)) => {
                let codes: Vec<&str> = refusals.iter().map(dengwen_case::Refusal::code).collect();
                tracing::warn!(id = %row.id, kind = %row.kind, ?codes, "refused; it stays with the case that ordered it");
                self.store().outbox_done(&row.id, now).await?;
            }
            Err(Stop::Changed { .. }) => self.retry(row, now, "the case has moved on").await?,
            Err(Stop::Fault(fault)) => {
                tracing::warn!(id = %row.id, kind = %row.kind, fault = %fault.chain(), "to be tried again");
                self.retry(row, now, &fault.to_string()).await?;
            }
        }
        Ok(())
    }

    async fn retry(&self, row: &OutboxRow, now: Timestamp, why: &str) -> Result<(), Fault> {
        let wait = RETRY.checked_mul(i32::try_from(row.attempts.clamp(1, 60)).unwrap_or(60)).unwrap_or(RETRY);
        Ok(self.store().outbox_failed(&row.id, now.saturating_add(wait).unwrap_or(now), why).await?)
    }

    async fn carry(&self, row: &OutboxRow, now: Timestamp) -> Result<(), Stop> {
        let task: Task = serde_json::from_value(row.body.clone()).map_err(Fault::Json)?;
        match task {
            Task::Spawn { event, seq } => self.spawn(row, seq, event, now).await,
            Task::Row { event, seq } => self.enter_row(row, seq, event).await,
            Task::Enter { event, seq } => self.enter_in_register(row, seq, event, now).await,
            Task::Recount { counter, name, key, link } => {
                let group = Group { counter: &counter, name: &name, key: &key };
                self.recount(row, group, link.as_ref(), now).await
            }
            Task::HandOn { event, seq } => self.hand_on(row, seq, event, now).await,
            Task::Wake { ended } => self.wake(row, ended, now).await,
            Task::Figures => Ok(self.watch_figures(&row.stream, now).await?),
            Task::Tell { principals } => Ok(self.order_letters(&row.stream, &principals, now).await?),
            Task::Forward { event, seq } => self.forward(row, seq, event, now).await,
            // Letters leave by the post, which is a lane of its own.
            Task::Message | Task::Letter { .. } => Ok(()),
        }
    }

    pub(crate) async fn ordered(
        &self,
        case: &str,
        seq: u64,
        event: usize,
    ) -> Result<(std::sync::Arc<Loaded>, Option<Event>), Fault> {
        let loaded = self.load(case).await?;
        let commit = loaded.commits.iter().find(|commit| commit.seq == seq);
        let event = commit.and_then(|commit| commit.events.get(event)).cloned();
        Ok((loaded, event))
    }

    async fn spawn(&self, row: &OutboxRow, seq: u64, event: usize, now: Timestamp) -> Result<(), Stop> {
        let (from, event) = self.ordered(&row.stream, seq, event).await?;
        let Some(Event::SpawnOrdered { n, start, regulation, link, input, received }) = event else { return Ok(()) };
        let (office, regulation) = match regulation {
            None => (from.office.clone(), from.regulation.clone()),
            Some(id) => {
                let here = from.office.regulations.iter().any(|one| **one == *id);
                let office = if here {
                    from.office.clone()
                } else {
                    self.office_running(&id).await?.unwrap_or_else(|| from.office.clone())
                };
                let regulation = self.regulation_of(&office, &id)?;
                (office, regulation)
            }
        };
        let Some(act) = start.or_else(|| first_begin(&regulation)) else { return Ok(()) };
        let source = format!("{}#{n}", row.stream);
        let letters =
            secrets::letters(self.keys().blind_hash("spawned case", source.as_bytes()).0.get(..16).unwrap_or_default());
        let channel = from.case.channel.clone().filter(|id| regulation.channels.contains_key(id));
        let command = Command::Do(Do {
            act,
            option: None,
            row: None,
            input,
            actor: Actor::system(),
            happened: None,
            channel,
            warned: None,
            spawned: Some(Spawned { from: row.stream.clone(), link, received }),
            // Whoever is kept from the one learns of it by the other.
            keep_out: if office.id == from.office.id { from.case.barred.clone() } else { Vec::new() },
        });
        let case = self.made_id(&office.id, &letters)?;
        let order = Order {
            case,
            begins: Some((office, regulation)),
            command,
            once: format!("out {}", row.id),
            shown: None,
            now,
            along: Along::default(),
        };
        Box::pin(self.carry_out(order)).await.map(drop)
    }

    /// All that somebody has in the other open cases of the office goes to whoever takes it over, but where these must stay out.
    async fn hand_on(&self, row: &OutboxRow, seq: u64, event: usize, now: Timestamp) -> Result<(), Stop> {
        let (from, event) = self.ordered(&row.stream, seq, event).await?;
        let Some(Event::Substituted { of, by, .. }) = event else { return Ok(()) };
        let office = &from.office.id;
        let principals: Vec<String> = of.iter().map(|one| in_lists(office, one)).collect();
        let viewer = Viewer { principals: &principals, person: "", stands_in: &[] };
        let filter = CaseFilter { organisation: Some(office.clone()), ended: Some(false), ..CaseFilter::default() };
        let (mut cases, mut after) = (Vec::new(), None);
        loop {
            let page = self.store().cases_visible(viewer, &filter, after.as_ref(), TAKEN).await?;
            cases.extend(page.rows.into_iter().map(|case| case.stream));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        for case in cases.into_iter().filter(|case| *case != row.stream && is_case(case)) {
            let command = Command::HandedOn { of: of.clone(), by: by.clone(), at: now };
            self.look_again(row, case, command, now).await?;
        }
        Ok(())
    }

    /// An office that runs a regulation.
    async fn office_running(&self, regulation: &Id) -> Result<Option<std::sync::Arc<crate::office::Office>>, Fault> {
        for id in self.office_ids().await? {
            let office = self.office_state(&id).await?;
            if office.regulations.iter().any(|one| **one == **regulation) {
                return Ok(Some(office));
            }
        }
        Ok(None)
    }

    async fn enter_row(&self, row: &OutboxRow, seq: u64, event: usize) -> Result<(), Stop> {
        let (from, event) = self.ordered(&row.stream, seq, event).await?;
        let Some(Event::RowOrdered { table, columns, from: valid }) = event else { return Ok(()) };
        let Some(known) = from.regulation.tables.get(&table) else { return Ok(()) };
        let (mut when, mut is) = (IndexMap::new(), IndexMap::new());
        for (column, value) in columns {
            let into = if known.by.iter().any(|by| **by == *column) { &mut when } else { &mut is };
            into.insert(column, value);
        }
        let entry = RowEntry {
            regulation: from.regulation.id.to_string(),
            table: table.to_string(),
            row: OfficeRow { when, is, from: valid, until: None },
        };
        let command = Some(format!("out {}", row.id));
        self.office_append(&from.office.id, "", command, vec![OfficeEvent::RowSaved { entry }]).await?;
        Ok(())
    }

    async fn wake(&self, row: &OutboxRow, ended: bool, now: Timestamp) -> Result<(), Stop> {
        for reader in self.store().readers_of(&row.stream).await? {
            if is_incoming(&reader) {
                self.bring_back(row, &reader, ended, now).await?;
                continue;
            }
            if office_of_case(&reader).is_empty() {
                continue;
            }
            let loaded = self.load(&reader).await?;
            let names: Vec<Id> = loaded
                .case
                .links
                .iter()
                .filter(|(_, to, _)| *to == row.stream)
                .map(|(name, ..)| name.clone())
                .collect();
            for link in names {
                let command = Command::Wake { link, ended, at: now };
                self.look_again(row, reader.clone(), command, now).await?;
            }
        }
        Ok(())
    }

    /// Looks at a case again; if nothing follows from it, nothing is written.
    pub(super) async fn look_again(
        &self,
        row: &OutboxRow,
        case: String,
        command: Command,
        now: Timestamp,
    ) -> Result<(), Stop> {
        let once = format!("out {} {case} {}", row.id, name_of(&command));
        let order = Order { case, begins: None, command, once, shown: None, now, along: Along::default() };
        Box::pin(self.carry_out_if_it_matters(order)).await
    }
}

/// A case begun here, not a matter that came in or a register.
fn is_case(stream: &str) -> bool {
    !stream.contains(':')
}

fn name_of(command: &Command) -> String {
    match command {
        Command::Wake { link, .. } => link.to_string(),
        Command::Recount { counter, .. } => counter.to_string(),
        _ => String::new(),
    }
}

/// The first act that begins a case.
pub(crate) fn first_begin(regulation: &Regulation) -> Option<Id> {
    regulation.main.acts.iter().find(|(_, act)| act.begins != Begins::No).map(|(id, _)| id.clone())
}
