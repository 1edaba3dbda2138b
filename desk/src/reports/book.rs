//! A report of an office, from its log, and what the lists show of it.

use std::sync::Arc;

use dengwen_calendar::{Due, Span};
use dengwen_case::FigureLine;
use dengwen_regulation::model::{Id, Label, Regulation, Report};
use dengwen_store::{Batch, Change, ClockRow, Due as Owed, NewCommit, Part, Rows, StoreError, TodoRow};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    FORM, Of, PREFIX, SORT, alerts, approvers, office_of,
    period::{self, Period},
    whom,
};
use crate::{
    act::counting,
    actor::in_lists,
    desk::Desk,
    fault::Fault,
    notices::{Cause, Told},
    office::Office,
    project::just_after,
};

/// What happened to a report.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// It is there from this day on.
    Live { regulation: Id, report: Id, since: Date },
    /// An indicator has an alert, told of from now on.
    Watched { regulation: Id, indicator: Id },
    /// The figure passed its mark in this period; whoever is named is told.
    Warned { period: Period, figures: Vec<Figures> },
    /// A round opened; `within` is kept from then on.
    Opened { period: Period, within: Option<Span> },
    /// The round was not out in time.
    Overdue { n: u32 },
    /// It was prepared; the figures are those of that moment.
    Prepared { n: u32, written: Vec<String>, figures: Vec<Figures> },
    /// One of those named approved it.
    Approved { n: u32 },
    /// One of those named wants it done again.
    SentBack { n: u32, reason: String },
    /// A recipient has read it, as these.
    Read { n: u32, whose: Vec<String> },
}

/// One commit of its stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// A person of the office; none: the time.
    pub(crate) by: Option<String>,
    pub(crate) at: Timestamp,
    #[serde(flatten)]
    pub(crate) event: Event,
}

/// What one name of `contents` comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figures {
    /// The indicator, chart or register.
    pub(crate) of: Id,
    /// The whole, then the lines.
    pub(crate) lines: Vec<FigureLine>,
}

/// How a round stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    ToPrepare,
    /// It waits for the approval with this place.
    ToApprove(usize),
    Out,
}

/// A round.
#[derive(Debug, Clone)]
pub(crate) struct Round {
    pub(crate) n: u32,
    pub(crate) period: Period,
    pub(crate) within: Option<Span>,
    pub(crate) standing: Standing,
    pub(crate) written: Vec<String>,
    pub(crate) figures: Option<Vec<Figures>>,
    pub(crate) prepared_by: Option<String>,
    pub(crate) prepared: Option<Timestamp>,
    pub(crate) overdue: bool,
    pub(crate) out: Option<Timestamp>,
    pub(crate) read: Vec<String>,
}

/// A report of an office.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    pub(crate) stream: String,
    pub(crate) office: Arc<Office>,
    pub(crate) regulation: Arc<Regulation>,
    /// The report as the regulation has it; of an alert, its figure for whom it tells.
    report: Report,
    pub(crate) is_alert: bool,
    pub(crate) since: Date,
    pub(crate) rounds: Vec<Round>,
    pub(crate) log: Vec<Entry>,
}

impl Book {
    pub(crate) fn begun(stream: &str, office: Arc<Office>, regulation: Arc<Regulation>, first: Entry) -> Option<Self> {
        let (report, since) = match first.event.clone() {
            Event::Live { report: id, since, .. } => (regulation.reports.get(&id)?.clone(), since),
            Event::Watched { indicator: id, .. } => {
                let report = alerts::as_report(&id, regulation.indicators.get(&id)?)?;
                (report, counting(&regulation).date_of(first.at))
            }
            _ => return None,
        };
        let (stream, rounds, is_alert) = (stream.to_owned(), Vec::new(), matches!(first.event, Event::Watched { .. }));
        Some(Self { stream, office, regulation, report, is_alert, since, rounds, log: vec![first] })
    }

    /// The report as the regulation has it.
    pub(crate) const fn report(&self) -> &Report {
        &self.report
    }

    /// The name in addresses.
    pub(crate) fn name(&self) -> &str {
        self.stream.strip_prefix(PREFIX).unwrap_or(&self.stream)
    }

    pub(crate) fn round(&self, n: u32) -> Option<&Round> {
        self.rounds.iter().find(|round| round.n == n)
    }

    pub(crate) fn seq(&self) -> u64 {
        u64::try_from(self.log.len()).unwrap_or(u64::MAX)
    }

    /// The same with one more entry.
    pub(crate) fn and(mut self, entry: Entry) -> Self {
        let steps = approvers(&self.report).len();
        let next = |step: usize| if step < steps { Standing::ToApprove(step) } else { Standing::Out };
        let count = u32::try_from(self.rounds.len()).unwrap_or(u32::MAX);
        match &entry.event {
            Event::Live { .. } | Event::Watched { .. } => {}
            Event::Opened { period, within } => {
                self.rounds.push(Round::open(count.saturating_add(1), *period, *within));
            }
            Event::Warned { period, figures } => self.rounds.push(Round {
                standing: Standing::Out,
                figures: Some(figures.clone()),
                out: Some(entry.at),
                ..Round::open(count.saturating_add(1), *period, None)
            }),
            Event::Overdue { n }
            | Event::Prepared { n, .. }
            | Event::Approved { n }
            | Event::SentBack { n, .. }
            | Event::Read { n, .. } => {
                if let Some(round) = self.rounds.iter_mut().find(|round| round.n == *n) {
                    round.meet(&entry, next);
                }
            }
        }
        self.log.push(entry);
        self
    }

    /// When the next round opens, and what it covers.
    pub(crate) fn next(&self, at: Timestamp) -> Option<(Timestamp, Period)> {
        let every = period::rhythm(&self.office, &self.regulation, &self.report, at)?;
        let counting = counting(&self.regulation);
        let period = match self.rounds.last() {
            Some(round) => round.period.next(every, self.since),
            None => Period::around(every, self.since, self.since),
        };
        Some((period::opens(&self.report, period, &counting), period))
    }

    /// By when a round is wanted.
    pub(crate) fn due(&self, round: &Round) -> Option<Due> {
        let (calendar, counting) = (self.office.calendar(&self.regulation), counting(&self.regulation));
        period::due_of(&self.report, round.period, round.within, &calendar, &counting)
    }

    /// The days that the figures of a round cover: its period, or all since the round before was prepared.
    pub(crate) fn covered(&self, round: &Round) -> Period {
        if self.report.covers.as_deref() != Some("since_last") {
            return round.period;
        }
        let counting = counting(&self.regulation);
        let day = |at: Timestamp| counting.date_of(at).tomorrow().unwrap_or(Date::MAX);
        let before = self.rounds.iter().rev().filter(|one| one.n < round.n).find_map(|one| one.prepared);
        let until = round.prepared.map_or(round.period.until, day);
        Period { from: before.map_or(round.period.from, day), until }
    }

    /// What the lists and the clocks hold of it.
    pub(crate) fn rows(&self) -> Rows {
        let last = self.log.last().map_or(Timestamp::UNIX_EPOCH, |entry| entry.at);
        let mut rows = Rows::default();
        rows.clocks.extend(self.next(last).map(|(at, _)| self.clock(0, "opens", at)));
        for round in &self.rounds {
            let due = self.due(round);
            if let Some(due) = due.filter(|_| round.standing != Standing::Out && !round.overdue) {
                rows.clocks.push(self.clock(round.n, "due", just_after(due.at)));
            }
            rows.todo.extend(self.owed(round, due));
        }
        rows.sorted()
    }

    fn clock(&self, row_no: u32, limit: &str, fires_at: Timestamp) -> ClockRow {
        ClockRow {
            stream: self.stream.clone(),
            row_no,
            limit_id: limit.to_owned(),
            each_party: String::new(),
            run: 0,
            fires_at: Some(fires_at),
            due_at: (limit == "due").then_some(fires_at),
            provisional: false,
            principal: String::new(),
            calendar_revision: self.office.calendar(&self.regulation).revision(),
        }
    }

    fn owed(&self, round: &Round, due: Option<Due>) -> Vec<TodoRow> {
        let of = Of { office: &self.office, regulation: &self.regulation, report: &self.report };
        let (item, label) = match round.standing {
            Standing::ToPrepare => ("prepare", Label::new("编制报告", "prepare the report")),
            Standing::ToApprove(_) => ("approve", Label::new("审批报告", "approve the report")),
            Standing::Out if self.is_alert => ("read", Label::new("阅知预警", "read the warning")),
            Standing::Out => ("read", Label::new("阅知报告", "read the report")),
        };
        let at = self.log.last().map_or(Timestamp::UNIX_EPOCH, |entry| entry.at);
        let row = |who: &dengwen_case::Principal| TodoRow {
            stream: self.stream.clone(),
            row_no: round.n,
            principal: in_lists(&self.office.id, who),
            item: item.to_owned(),
            ahead: false,
            due_at: Owed::from(due.filter(|_| round.standing != Standing::Out).map(|due| crate::config::whole(due.at))),
            organisation: self.office.id.clone(),
            regulation: self.regulation.id.to_string(),
            why: json!({ "label": label, "sort": if item == "approve" { "approval" } else { SORT }, "of": self.report.label, "period": round.period,
                "overdue": round.overdue }),
        };
        let whom = of.whom(round.standing, at);
        whom.iter().map(row).filter(|row| !round.read.contains(&row.principal)).collect()
    }
}

impl Of<'_> {
    /// Whose turn it is.
    pub(super) fn whom(&self, standing: Standing, at: Timestamp) -> Vec<dengwen_case::Principal> {
        match standing {
            Standing::ToPrepare => whom(self.office, self.regulation, &self.report.by, at),
            Standing::ToApprove(step) => {
                whom(self.office, self.regulation, approvers(self.report).get(step).copied(), at)
            }
            Standing::Out => whom(self.office, self.regulation, &self.report.recipients, at),
        }
    }
}

impl Round {
    const fn open(n: u32, period: Period, within: Option<Span>) -> Self {
        Self {
            n,
            period,
            within,
            standing: Standing::ToPrepare,
            written: Vec::new(),
            figures: None,
            prepared_by: None,
            prepared: None,
            overdue: false,
            out: None,
            read: Vec::new(),
        }
    }

    fn meet(&mut self, entry: &Entry, next: impl Fn(usize) -> Standing) {
        match &entry.event {
            Event::Overdue { .. } => self.overdue = true,
            Event::Prepared { written, figures, .. } => {
                self.written.clone_from(written);
                self.figures = Some(figures.clone());
                self.prepared_by.clone_from(&entry.by);
                self.prepared = Some(entry.at);
                self.standing = next(0);
            }
            Event::Approved { .. } => {
                if let Standing::ToApprove(step) = self.standing {
                    self.standing = next(step + 1);
                }
            }
            Event::SentBack { .. } => {
                self.standing = Standing::ToPrepare;
                self.figures = None;
            }
            Event::Read { whose, .. } => self.read.extend(whose.iter().cloned()),
            Event::Live { .. } | Event::Watched { .. } | Event::Opened { .. } | Event::Warned { .. } => {}
        }
        if self.standing == Standing::Out && self.out.is_none() {
            self.out = Some(entry.at);
        }
    }
}

impl Desk {
    /// A report from its log; none where there is no such stream.
    pub(crate) async fn replay_report(&self, stream: &str) -> Result<Option<Book>, Fault> {
        let head = self.store().head(stream).await?.filter(|head| head.sort == SORT);
        if head.is_none() {
            return Ok(None);
        }
        let office = self.office_state(office_of(stream)).await?;
        let mut found: Option<Book> = None;
        for entry in self.entries::<Entry>(stream).await? {
            found = match (found, &entry.event) {
                (Some(book), _) => Some(book.and(entry)),
                (None, Event::Live { regulation, .. } | Event::Watched { regulation, .. }) => {
                    let regulation = self.regulation_of(&office, regulation)?;
                    Book::begun(stream, Arc::clone(&office), regulation, entry)
                }
                (None, _) => None,
            };
        }
        Ok(found)
    }

    /// Writes one more entry, in one transaction with all that lists and clocks hold of it.
    pub(super) async fn write_report(
        &self,
        before: Option<&Book>,
        after: &Book,
        command: &str,
    ) -> Result<(), StoreError> {
        let Some(entry) = after.log.last() else { return Ok(()) };
        let body = serde_json::to_string(entry).map_err(|error| StoreError::Misuse(error.to_string()))?;
        let stream = after.stream.clone();
        let old = if before.is_some() { self.store().rows(&stream).await? } else { Rows::default() };
        let rows = after.rows();
        let mut delta = old.diff(&rows);
        let told = Told::between(&old, &rows, Cause::by(entry.by.as_deref()), self.now());
        let batch = Batch {
            commits: vec![NewCommit { stream: stream.clone(), form: FORM, body, entered_at: self.now() }],
            outbox: told.into(&mut delta, after.seq()).into_iter().filter(|_| self.mail().is_some()).collect(),
            delta,
            ..Batch::default()
        };
        let part = Part::of(stream, SORT, before.map_or(0, Book::seq));
        self.store().transact(Change::of(command, part, self.now(), batch)).await?;
        self.stir();
        Ok(())
    }
}
