//! A matter that came in, from its log, and what the lists show of it.

use std::sync::Arc;

use dengwen_case::{Answer, Principal, Surroundings, first_due};
use dengwen_regulation::{
    model::{Act, Id, Label, Regulation, Shape, ShapeRef},
    value::Handle,
};
use dengwen_store::{
    AttachmentRow, Batch, Blob, CaseRow, Change, Due, LinkRow, NewCommit, Part, ReceiptRow, Rows, SealedRow, SightRow,
    StoreError, TodoRow, WakeRow,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{FORM, PREFIX, SORT, first_of, office_of, who};
use crate::{
    act::{begin_act, surroundings::Standpoint},
    actor::in_lists,
    audit::CAME_IN,
    desk::Desk,
    fault::Fault,
    keep_out,
    keys::KeyWork,
    notices::{Cause, Told},
    office::Office,
    view::Rejection,
};

/// A way in that no regulation names.
const PORTAL: &str = "-";
/// How often the engine may ask for more.
const ROUNDS_MAX: usize = 12;

/// Why a matter was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Why {
    Duplicate,
    Test,
    Advertisement,
    Other,
}

/// What happened to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// It was handed in; `code` is the keyed hash of the sender's code.
    /// `kept` are those to whom what was written points as not to learn of it.
    HandedIn {
        regulation: String,
        version: String,
        act: Id,
        channel: Option<Id>,
        code: String,
        given: Handle,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        kept: Vec<Principal>,
        /// The case of another office that waits for what becomes of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        awaited: Option<Awaited>,
    },
    /// The sender handed in something further.
    Added {
        given: Handle,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        kept: Vec<Principal>,
    },
    /// The sender took it back.
    Withdrawn,
    /// A clerk set it aside.
    SetAside { why: Why, reason: Handle },
    /// Setting aside was undone.
    TakenUp,
    /// It became a case.
    Registered { case: String, once: String },
}

/// A case of another office that has sent this, and which of those that it sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Awaited {
    pub(crate) case: String,
    pub(crate) n: u32,
}

/// One commit of its stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// A person of the office; none: the sender.
    pub(crate) by: Option<String>,
    pub(crate) at: Timestamp,
    #[serde(flatten)]
    pub(crate) event: Event,
}

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    Waiting,
    Withdrawn,
    SetAside,
    Registered { case: String },
}

/// A matter that came in.
#[derive(Debug, Clone)]
pub(crate) struct Incoming {
    pub(crate) stream: String,
    pub(crate) office: Arc<Office>,
    pub(crate) regulation: Arc<Regulation>,
    pub(crate) act: Id,
    pub(crate) channel: Option<Id>,
    pub(crate) code: String,
    pub(crate) received: Timestamp,
    pub(crate) state: State,
    pub(crate) log: Vec<Entry>,
}

/// What is written along with an entry.
#[derive(Debug, Default)]
pub(crate) struct With {
    pub(crate) sealed: Vec<SealedRow>,
    pub(crate) attachments: Vec<(AttachmentRow, Blob)>,
    pub(crate) receipts: Vec<ReceiptRow>,
    pub(crate) keys: KeyWork,
}

impl Incoming {
    /// From the entry by which it was handed in.
    pub(crate) fn begun(stream: &str, office: Arc<Office>, regulation: Arc<Regulation>, first: Entry) -> Option<Self> {
        let Event::HandedIn { act, channel, code, .. } = first.event.clone() else { return None };
        let (stream, received) = (stream.to_owned(), first.at);
        Some(Self { stream, office, regulation, act, channel, code, received, state: State::Waiting, log: vec![first] })
    }

    /// The same with one more entry.
    pub(crate) fn and(mut self, entry: Entry) -> Self {
        self.state = match &entry.event {
            Event::HandedIn { .. } | Event::Added { .. } => self.state,
            Event::Withdrawn => State::Withdrawn,
            Event::SetAside { .. } => State::SetAside,
            Event::TakenUp => State::Waiting,
            Event::Registered { case, .. } => State::Registered { case: case.clone() },
        };
        self.log.push(entry);
        self
    }

    /// How many commits it has.
    pub(crate) fn seq(&self) -> u64 {
        u64::try_from(self.log.len()).unwrap_or(u64::MAX)
    }

    /// The name in addresses.
    pub(crate) fn id(&self) -> &str {
        self.stream.strip_prefix(PREFIX).unwrap_or(&self.stream)
    }

    /// Where the act stands by which it would become a case.
    pub(crate) fn begin(&self) -> Option<(&Shape, &Act)> {
        begin_act(&self.regulation, &self.act)
    }

    /// Who may register it, by what the regulation says.
    pub(crate) fn who_registers(&self, at: Timestamp) -> Vec<Principal> {
        let Some((_, act)) = self.begin() else { return Vec::new() };
        let channel = self.channel.as_ref().and_then(|id| self.regulation.channels.get(id));
        who::principals(&self.office, &self.regulation, act, channel, at)
    }

    /// Those to whom what was written points as not to learn of it.
    pub(crate) fn kept(&self) -> Vec<Principal> {
        let kept = |entry: &Entry| match &entry.event {
            Event::HandedIn { kept, .. } | Event::Added { kept, .. } => kept.clone(),
            _ => Vec::new(),
        };
        self.log.iter().flat_map(kept).collect()
    }

    /// Who finds it: whoever may register it; if all of those are kept out, whoever has to name somebody else.
    pub(crate) fn who_finds(&self, at: Timestamp) -> Vec<Principal> {
        let mut all = self.who_registers(at);
        all.extend(self.instead(at));
        all
    }

    /// Those who find it because everybody who could register it is kept out.
    pub(crate) fn instead(&self, at: Timestamp) -> Vec<Principal> {
        keep_out::instead(&self.office, &self.who_registers(at), &self.kept(), at)
    }

    /// What was handed in, sealed.
    pub(crate) fn given(&self) -> impl Iterator<Item = (Timestamp, &Handle)> {
        self.log.iter().filter_map(|entry| match &entry.event {
            Event::HandedIn { given, .. } | Event::Added { given, .. } => Some((entry.at, given)),
            _ => None,
        })
    }

    /// What the lists hold of it. Nothing that was typed is among it.
    pub(crate) fn rows(&self) -> Rows {
        if self.begin().is_none() {
            return Rows::default();
        }
        if let State::Registered { case } = &self.state {
            return self.became(case);
        }
        let due = self.due();
        let whom = self.who_finds(self.received);
        let whom: Vec<String> = whom.iter().map(|one| in_lists(&self.office.id, one)).collect();
        let sight = whom.iter().map(|principal| SightRow {
            stream: self.stream.clone(),
            principal: principal.clone(),
            row_no: 0,
            level: "progress".to_owned(),
            at: self.received,
        });
        let owed = whom.iter().filter(|_| self.state == State::Waiting).map(|principal| TodoRow {
            stream: self.stream.clone(),
            row_no: 0,
            principal: principal.clone(),
            item: SORT.to_owned(),
            ahead: false,
            due_at: Due::from(due.as_ref().map(|(_, due)| crate::config::whole(due.at))),
            organisation: self.office.id.clone(),
            regulation: self.regulation.id.to_string(),
            why: json!({ "label": Label::new("登记来件", "register what came in"), "sort": SORT, "row": null, "overdue": false,
                "limit": due.as_ref().map(|(limit, _)| limit), "at_once": due.as_ref().is_some_and(|(_, due)| due.measured) }),
        });
        let barred = crate::project::barred(&self.stream, &self.office.id, &self.kept());
        let cases = vec![self.outline()];
        Rows { cases, sight: sight.collect(), todo: owed.collect(), barred, ..Rows::default() }.sorted()
    }

    /// What is left once it is a case: where it went.
    pub(crate) fn became(&self, case: &str) -> Rows {
        let link = LinkRow {
            stream: self.stream.clone(),
            as_name: CAME_IN.to_owned(),
            to_stream: case.to_owned(),
            since_seq: 0,
        };
        let wake = self.awaited().map(|_| WakeRow { stream: self.stream.clone(), stream_read: case.to_owned() });
        Rows { links: vec![link], wakes: wake.into_iter().collect(), ..Rows::default() }
    }

    /// The case of another office that waits for what becomes of it.
    pub(crate) fn awaited(&self) -> Option<&Awaited> {
        self.log.iter().find_map(|entry| match &entry.event {
            Event::HandedIn { awaited, .. } => awaited.as_ref(),
            _ => None,
        })
    }

    /// The first date that the regulation wants kept from the moment at which it was received.
    fn due(&self) -> Option<(Id, dengwen_calendar::Due)> {
        let calendar = self.office.calendar(&self.regulation);
        let from = Standpoint { office: &self.office, regulation: &self.regulation, at: self.received };
        let shape = self.act.split_once('.').map_or(ShapeRef::Main, |(kind, _)| ShapeRef::Kind(Id::from(kind)));
        // It came in over the portal: by none of the other ways that a regulation may name.
        let channel = self.channel.clone().unwrap_or_else(|| Id::from(PORTAL));
        let mut around = Surroundings::new();
        for _ in 0..ROUNDS_MAX {
            let asked = first_due(&self.regulation, &calendar, &around, &shape, Some(&channel), self.received);
            match asked {
                Ok(due) => return due,
                // Nothing else is known of it yet: there are no other cases that it belongs to.
                Err(questions) => questions.into_iter().for_each(|question| {
                    let answer = from.at_once(&question).unwrap_or(Answer::Nothing);
                    around.answer(question, answer);
                }),
            }
        }
        None
    }

    fn outline(&self) -> CaseRow {
        let last = self.log.last().map_or(self.received, |entry| entry.at);
        let kind = self.act.split_once('.').map_or("", |(kind, _)| kind);
        let state = match self.state {
            State::Waiting => "waiting",
            State::Withdrawn => "withdrawn",
            State::SetAside => "set_aside",
            State::Registered { .. } => "registered",
        };
        CaseRow {
            stream: self.stream.clone(),
            number: None,
            organisation: self.office.id.clone(),
            regulation: self.regulation.id.to_string(),
            version: self.regulation.version.id.clone(),
            kind: kind.to_owned(),
            stage: String::new(),
            title: String::new(),
            channel: self.channel.as_ref().map(ToString::to_string).unwrap_or_default(),
            unit: None,
            received_at: self.received,
            ended_at: (self.state != State::Waiting).then_some(last),
            due_at: self.due().filter(|_| self.state == State::Waiting).map(|(_, due)| crate::config::whole(due.at)),
            updated_at: last,
            updated_seq: self.seq(),
            outline: json!({ "incoming": state }),
        }
    }
}

impl Desk {
    /// A matter that came in, from its log.
    pub(crate) async fn load_incoming(&self, stream: &str) -> Result<Incoming, Rejection> {
        match self.replay_incoming(stream).await? {
            Some(incoming) => Ok(incoming),
            None => Err(Rejection::NotFound),
        }
    }

    pub(crate) async fn replay_incoming(&self, stream: &str) -> Result<Option<Incoming>, Fault> {
        let head = self.store().head(stream).await?.filter(|head| head.sort == SORT);
        if head.is_none() {
            return Ok(None);
        }
        let office = self.office_state(office_of(stream)).await?;
        let mut found: Option<Incoming> = None;
        for entry in self.entries::<Entry>(stream).await? {
            found = match (found, &entry.event) {
                (Some(incoming), _) => Some(incoming.and(entry)),
                (None, Event::HandedIn { regulation, .. }) => {
                    let regulation = self.regulation_of(&office, regulation)?;
                    Incoming::begun(stream, Arc::clone(&office), regulation, entry)
                }
                (None, _) => None,
            };
        }
        Ok(found)
    }

    /// Writes one more entry with all that belongs to it, in one transaction.
    pub(crate) async fn write_incoming(
        &self,
        before: Option<&Incoming>,
        after: &Incoming,
        command: &str,
        with: With,
    ) -> Result<bool, StoreError> {
        let Some(entry) = after.log.last() else { return Ok(false) };
        let body = serde_json::to_string(entry).map_err(|error| StoreError::Misuse(error.to_string()))?;
        let stream = after.stream.clone();
        let expected = before.map_or(0, Incoming::seq);
        let old = if before.is_some() { self.store().rows(&stream).await? } else { Rows::default() };
        let rows = after.rows();
        let mut delta = old.diff(&rows);
        with.keys.into(&mut delta);
        let told = Told::between(&old, &rows, Cause::by(entry.by.as_deref()), entry.at);
        let tell = told.into(&mut delta, after.seq());
        let outbox = tell.into_iter().filter(|_| self.mail().is_some()).collect();
        let batch = Batch {
            commits: vec![NewCommit { stream: stream.clone(), form: FORM, body, entered_at: entry.at }],
            delta,
            sealed: with.sealed,
            receipts: with.receipts,
            outbox,
            ..Batch::default()
        };
        let part = Part::of(stream, SORT, expected);
        let change = Change::of(command, part, entry.at, batch).with_files(with.attachments);
        let written = self.store().transact(change).await?;
        self.stir();
        Ok(!written.repeated)
    }

    /// What came in to an office, derived again: its first date may have moved.
    pub(crate) async fn derive_incoming_again(&self, office: &str) -> Result<(), Fault> {
        for stream in self.streams_under(SORT, &first_of(office)).await? {
            let Some(known) = self.replay_incoming(&stream).await? else { continue };
            match self.store().rebuild(&stream, known.seq(), &known.rows()).await {
                Err(error) if !error.is_conflict() => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }
}
