//! The openings of a case, from their log, and what the inboxes hold of them.

use dengwen_case::Principal;
use dengwen_regulation::model::Label;
use dengwen_store::{Batch, Change, Due, NewCommit, NoticeRow, Part, Rows, StoreError, TodoRow};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{AGREE, DECIDED, FORM, PREFIX, SORT, office_of};
use crate::{
    actor::in_lists,
    desk::Desk,
    fault::Fault,
    ids,
    notices::{Cause, TOLD, Told},
};

/// What is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Of {
    /// Who a party is.
    Party(u32),
    /// A paper that names somebody.
    Paper(u32),
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// Somebody wants to open something; one of `whom` is to agree.
    Asked { case: String, regulation: String, of: Of, purpose: String, whom: Vec<String> },
    /// Somebody opened something, where nobody else has to agree.
    Opened { case: String, regulation: String, of: Of, purpose: String, until: Timestamp, told: Vec<String> },
    /// A second person agreed.
    Granted { n: u32, until: Timestamp, told: Vec<String> },
    /// A second person did not agree.
    Refused { n: u32, reason: String },
    /// Somebody who was told has read it.
    Noted { n: u32 },
}

/// One commit of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) by: String,
    pub(crate) at: Timestamp,
    #[serde(flatten)]
    pub(crate) event: Event,
}

/// How an opening stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A second person has to agree.
    Waiting,
    /// Open to whoever asked until then; closed after it.
    Open(Timestamp),
    /// A second person did not agree, for this reason.
    Refused(String),
}

/// An opening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) n: u32,
    pub(crate) of: Of,
    pub(crate) by: String,
    pub(crate) at: Timestamp,
    pub(crate) purpose: String,
    /// Who was asked to agree; nobody where nobody has to.
    pub(crate) whom: Vec<String>,
    pub(crate) standing: Standing,
    /// The second person, and when they decided.
    pub(crate) second: Option<(String, Timestamp)>,
    /// Who was told of it, and who of them has read it.
    pub(crate) told: Vec<String>,
    pub(crate) noted: Vec<(String, Timestamp)>,
}

impl Opening {
    /// Is it open to somebody then.
    pub(crate) fn is_open_to(&self, person: &str, at: Timestamp) -> bool {
        self.by == person && matches!(self.standing, Standing::Open(until) if at < until)
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.standing == Standing::Waiting
    }
}

/// All openings of a case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub(crate) stream: String,
    pub(crate) case: String,
    pub(crate) regulation: String,
    pub(crate) all: Vec<Opening>,
    seq: u64,
    last: Option<Entry>,
}

impl Book {
    /// The name in addresses.
    pub(crate) fn name(&self) -> &str {
        self.stream.strip_prefix(PREFIX).unwrap_or(&self.stream)
    }

    pub(crate) fn opening(&self, n: u32) -> Option<&Opening> {
        self.all.iter().find(|one| one.n == n)
    }

    pub(crate) const fn seq(&self) -> u64 {
        self.seq
    }

    /// The newest opening of something by somebody.
    pub(crate) fn newest(&self, of: Of, person: &str) -> Option<&Opening> {
        self.all.iter().rev().find(|one| one.of == of && one.by == person)
    }

    /// The opening by which something is open to somebody then.
    pub(crate) fn running(&self, of: Of, person: &str, at: Timestamp) -> Option<&Opening> {
        self.all.iter().rev().find(|one| one.of == of && one.is_open_to(person, at))
    }

    /// The same with one more entry.
    pub(crate) fn and(mut self, entry: Entry) -> Self {
        let n = u32::try_from(self.all.len()).unwrap_or(u32::MAX).saturating_add(1);
        let fresh = |of: Of, purpose: &str| Opening {
            n,
            of,
            by: entry.by.clone(),
            at: entry.at,
            purpose: purpose.to_owned(),
            whom: Vec::new(),
            standing: Standing::Waiting,
            second: None,
            told: Vec::new(),
            noted: Vec::new(),
        };
        match &entry.event {
            Event::Asked { case, regulation, of, purpose, whom } => {
                (self.case, self.regulation) = (case.clone(), regulation.clone());
                self.all.push(Opening { whom: whom.clone(), ..fresh(*of, purpose) });
            }
            Event::Opened { case, regulation, of, purpose, until, told } => {
                (self.case, self.regulation) = (case.clone(), regulation.clone());
                let (standing, told) = (Standing::Open(*until), told.clone());
                self.all.push(Opening { standing, told, ..fresh(*of, purpose) });
            }
            Event::Granted { n, .. } | Event::Refused { n, .. } | Event::Noted { n } => {
                if let Some(known) = self.all.iter_mut().find(|one| one.n == *n) {
                    known.meet(&entry);
                }
            }
        }
        self.seq += 1;
        self.last = Some(entry);
        self
    }

    /// What the inboxes hold: requests with those who are asked, notes with those who are told.
    pub(crate) fn rows(&self) -> Rows {
        let office = office_of(&self.stream);
        let row = |one: &Opening, person: &str, item: &str, label: Label, sort: &str| TodoRow {
            stream: self.stream.clone(),
            row_no: one.n,
            principal: in_lists(office, &Principal::Person(person.to_owned())),
            item: item.to_owned(),
            ahead: false,
            due_at: Due::NEVER,
            organisation: office.to_owned(),
            regulation: self.regulation.clone(),
            why: json!({ "label": label, "sort": sort }),
        };
        let mut todo = Vec::new();
        for one in &self.all {
            let agree = Label::new("同意或不同意启封", "agree to an opening, or not");
            let whom = one.whom.iter().filter(|_| one.is_waiting());
            todo.extend(whom.map(|person| row(one, person, AGREE, agree.clone(), "approval")));
            let know = Label::new("知悉：启封身份", "told: an identity was opened");
            let unread = one.told.iter().filter(|person| !one.noted.iter().any(|(known, _)| known == *person));
            todo.extend(unread.map(|person| row(one, person, "told", know.clone(), "told")));
        }
        Rows { todo, ..Rows::default() }.sorted()
    }
}

impl Book {
    /// Whoever asked is told once a second person has said yes or no: what is open closes again by itself.
    fn decided(&self) -> Option<NoticeRow> {
        let entry = self.last.as_ref()?;
        let (Event::Granted { n, .. } | Event::Refused { n, .. }) = &entry.event else { return None };
        let one = self.opening(*n)?;
        let office = office_of(&self.stream);
        let label = match one.standing {
            Standing::Open(_) => Label::new("启封请求已获同意", "your request was agreed to"),
            _ => Label::new("启封请求未获同意", "your request was not agreed to"),
        };
        Some(NoticeRow {
            id: ids::of_notice(entry.at),
            principal: in_lists(office, &Principal::Person(one.by.clone())),
            at: entry.at,
            sort: TOLD.to_owned(),
            stream: self.stream.clone(),
            row_no: *n,
            item: DECIDED.to_owned(),
            by_person: entry.by.clone(),
            organisation: office.to_owned(),
            regulation: self.regulation.clone(),
            due_at: Due::NEVER,
            why: json!({ "label": label, "sort": "told" }),
        })
    }
}

impl Opening {
    fn meet(&mut self, entry: &Entry) {
        match &entry.event {
            Event::Granted { until, told, .. } => {
                self.standing = Standing::Open(*until);
                self.second = Some((entry.by.clone(), entry.at));
                self.told.clone_from(told);
            }
            Event::Refused { reason, .. } => {
                self.standing = Standing::Refused(reason.clone());
                self.second = Some((entry.by.clone(), entry.at));
            }
            Event::Noted { .. } => self.noted.push((entry.by.clone(), entry.at)),
            Event::Asked { .. } | Event::Opened { .. } => {}
        }
    }
}

impl Desk {
    /// The stream of the openings of a case.
    fn stream_of_openings(&self, case: &str) -> String {
        format!("{PREFIX}{}.{}", crate::office::office_of_case(case), self.derived("openings", case, 16))
    }

    /// The openings of a case.
    pub(crate) async fn openings_of(&self, case: &str) -> Result<Book, Fault> {
        let stream = self.stream_of_openings(case);
        Ok(self.openings(&stream).await?.unwrap_or(Book { stream, ..Book::default() }))
    }

    /// Openings from their log; none where there is no such stream.
    pub(crate) async fn openings(&self, stream: &str) -> Result<Option<Book>, Fault> {
        let entries = self.entries::<Entry>(stream).await?;
        if entries.is_empty() || !super::is_opening(stream) {
            return Ok(None);
        }
        let begun = Book { stream: stream.to_owned(), ..Book::default() };
        Ok(Some(entries.into_iter().fold(begun, Book::and)))
    }

    /// Writes one more entry, in one transaction with all that the inboxes hold of it.
    pub(super) async fn write_opening(&self, before: &Book, entry: Entry, command: &str) -> Result<Book, StoreError> {
        let body = serde_json::to_string(&entry).map_err(|error| StoreError::Misuse(error.to_string()))?;
        let (stream, at, after) = (before.stream.clone(), entry.at, before.clone().and(entry));
        let commits = vec![NewCommit { stream: stream.clone(), form: FORM, body, entered_at: at }];
        let (old, rows) = (before.rows(), after.rows());
        let mut delta = old.diff(&rows);
        let by = after.last.as_ref().map(|entry| entry.by.as_str());
        let told = Told::between(&old, &rows, Cause::by(by), at).and(after.decided());
        let tell = told.into(&mut delta, after.seq).filter(|_| self.mail().is_some());
        let batch = Batch { commits, delta, outbox: tell.into_iter().collect(), ..Batch::default() };
        let part = Part::of(stream, SORT, before.seq);
        self.store().transact(Change::of(command, part, at, batch)).await?;
        self.stir();
        Ok(after)
    }
}
