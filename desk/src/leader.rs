//! What a leader looks at first: what waits for their word, what is late and with whom, what falls due in the coming days. Only of
//! cases that they may see.

use std::collections::BTreeMap;

use dengwen_regulation::model::Lang;
use dengwen_store::{CaseRow, InboxFilter, InboxRow as Stored, TodoRow};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    actor::{self, Eyes},
    api::{at_once, waits_for_a_word},
    desk::Desk,
    incoming::pick,
    office::Office,
    openings::OpeningView,
    show::words,
    view::{CaseView, InboxGroup, InboxRow, Rejection, Session},
    warnings::{Owed, WarningView},
};

/// How many approvals stand on the page, each with its form.
const APPROVALS_MAX: usize = 5;
/// How far back and ahead is looked, and how many lines are shown of either.
const LATE_DAYS: i64 = 3660;
const AHEAD_DAYS: i64 = 7;
const LINES_MAX: u32 = 200;
/// How many openings stand on the page, each whole.
const OPENINGS_MAX: u32 = 10;
/// How much of what happened stands beside an approval.
const STORY_MAX: usize = 3;

/// Something that waits for a word, with enough to decide.
#[derive(Debug, Clone, Serialize)]
pub struct ApprovalView {
    /// Its line of the inbox.
    pub row: InboxRow,
    /// The case; of the acts open to them those by which the word is given.
    pub case: CaseView,
}

/// What is late and what falls due soon.
pub(crate) struct LateAndSoon {
    pub(crate) late: Vec<Owed>,
    pub(crate) soon: Vec<Owed>,
    /// There is more than was looked up.
    pub(crate) cut: bool,
}

/// Something late or close, as lists have it.
pub(crate) struct Line {
    /// With whom it lies.
    pub(crate) whose: String,
    pub(crate) due: Timestamp,
    pub(crate) row: InboxRow,
    pub(crate) todo: TodoRow,
    /// Where the case stands.
    pub(crate) stage: String,
}

/// What a leader looks at first.
#[derive(Debug, Clone, Serialize)]
pub struct LeaderView {
    /// What waits for their word.
    pub approvals: Vec<ApprovalView>,
    /// More wait than are shown.
    pub more_approvals: bool,
    /// Openings of sealed identities that wait for a second person: who asks, what for.
    pub openings: Vec<OpeningView>,
    /// What is late, by whom it is owed.
    pub late: Vec<InboxGroup>,
    /// What falls due in the coming days, by day; the line says who owes it.
    pub soon: Vec<InboxGroup>,
    /// There is more than is shown.
    pub more: bool,
    /// What is in danger, and what stands out.
    pub warnings: Vec<WarningView>,
}

impl Desk {
    /// What a leader looks at first.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn leader(&self, session: &Session, lang: Lang) -> Result<LeaderView, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let owed = self.late_and_soon(&office, &eyes, self.now()).await?;
        let warnings = self.warnings_among(session, &owed, lang).await?;
        let (approvals, more_approvals) = self.approvals(session, &office, lang).await?;
        let openings = self.openings_waiting(session, eyes.viewer(), OPENINGS_MAX, lang).await?;
        Ok(LeaderView {
            approvals,
            more_approvals,
            openings,
            late: self.by_whom(&office, &eyes, owed.late, lang).await?,
            soon: self.by_day(&office, &eyes, owed.soon, lang).await?,
            more: owed.cut,
            warnings,
        })
    }

    /// What waits for a word of this person: the first few whole.
    async fn approvals(
        &self,
        session: &Session,
        office: &Office,
        lang: Lang,
    ) -> Result<(Vec<ApprovalView>, bool), Rejection> {
        let filter = InboxFilter { organisation: Some(office.id.clone()), ..InboxFilter::default() };
        let eyes = Eyes::of(&office.id, &actor::person(office, &session.person, self.now()));
        let found = self.store().inbox(eyes.viewer(), &filter, None, LINES_MAX).await?;
        let waits = |line: &&Stored| waits_for_a_word(&line.todo) && line.case.is_some();
        let mut waiting = found.rows.iter().filter(waits);
        let mut all = Vec::new();
        for line in waiting.by_ref().take(APPROVALS_MAX) {
            let Ok(mut case) = self.case(session, &line.todo.stream, lang).await else { continue };
            let act = line.todo.why.get("act").and_then(Json::as_str).unwrap_or_default();
            let Some(row) = self.owed_row(office, line, true, lang) else { continue };
            case.open.retain(|form| form.act == act);
            case.story.truncate(STORY_MAX);
            all.push(ApprovalView { row, case });
        }
        Ok((all, waiting.next().is_some()))
    }

    /// What is late and what falls due in the coming days, each with its case.
    pub(crate) async fn late_and_soon(
        &self,
        office: &Office,
        eyes: &Eyes,
        now: Timestamp,
    ) -> Result<LateAndSoon, Rejection> {
        let (late, cut_late) = self.owed_by_all(office, eyes, (days_from(now, -LATE_DAYS), now)).await?;
        let (soon, cut_soon) = self.owed_by_all(office, eyes, (now, days_from(now, AHEAD_DAYS))).await?;
        Ok(LateAndSoon { late, soon, cut: cut_late || cut_soon })
    }

    /// What is owed in a stretch of time, each line once with all who owe it, and whether it was cut short. What is wanted at once
    /// is past its instant from the beginning, and never late.
    async fn owed_by_all(
        &self,
        office: &Office,
        eyes: &Eyes,
        between: (Timestamp, Timestamp),
    ) -> Result<(Vec<Owed>, bool), Rejection> {
        let rows = self.store().owed_between(eyes.viewer(), &office.id, between, LINES_MAX).await?;
        let cut = u32::try_from(rows.len()).is_ok_and(|n| n == LINES_MAX);
        let mut all: Vec<Owed> = Vec::new();
        for todo in rows {
            let named = todo.principal.strip_prefix(&format!("{}/", office.id)).and_then(|name| name.parse().ok());
            let Some(whose) = named.filter(|_| !at_once(&todo)) else { continue };
            let same = |one: &&mut Owed| {
                (&one.todo.stream, one.todo.row_no, &one.todo.item) == (&todo.stream, todo.row_no, &todo.item)
            };
            match all.iter_mut().find(same) {
                Some(known) => known.whose.push(whose),
                None => all.push(Owed { todo, whose: vec![whose], case: None }),
            }
        }
        let streams: Vec<String> = all.iter().map(|one| one.todo.stream.clone()).collect();
        let cases: BTreeMap<String, CaseRow> =
            self.store().cases(&streams).await?.into_iter().map(|case| (case.stream.clone(), case)).collect();
        for one in &mut all {
            one.case = cases.get(&one.todo.stream).cloned();
        }
        Ok((all, cut))
    }

    async fn by_whom(
        &self,
        office: &Office,
        eyes: &Eyes,
        owed: Vec<Owed>,
        lang: Lang,
    ) -> Result<Vec<InboxGroup>, Rejection> {
        let mut groups: Vec<InboxGroup> = Vec::new();
        for Line { whose: label, row, .. } in self.lines(office, eyes, owed, lang).await? {
            match groups.iter_mut().find(|group| group.label == label) {
                Some(group) => group.rows.push(row),
                None => groups.push(InboxGroup { label, rows: vec![row] }),
            }
        }
        // Whoever has most comes first.
        groups.sort_by_key(|group| std::cmp::Reverse(group.rows.len()));
        for group in &mut groups {
            let n = group.rows.len();
            group.label = format!("{}{}", group.label, pick_n(lang, n));
        }
        Ok(groups)
    }

    async fn by_day(
        &self,
        office: &Office,
        eyes: &Eyes,
        owed: Vec<Owed>,
        lang: Lang,
    ) -> Result<Vec<InboxGroup>, Rejection> {
        let counting = dengwen_calendar::Counting::default();
        let today = counting.date_of(self.now());
        let mut days: BTreeMap<Date, Vec<InboxRow>> = BTreeMap::new();
        for Line { whose, due, row, .. } in self.lines(office, eyes, owed, lang).await? {
            let to_do = format!("{whose}{}{}", pick(lang, "：", ": "), row.to_do);
            days.entry(counting.date_of(due)).or_default().push(InboxRow { to_do, ..row });
        }
        let group = |(day, rows): (Date, Vec<InboxRow>)| InboxGroup { label: words::date(day, today, lang), rows };
        Ok(days.into_iter().map(group).collect())
    }

    /// Each line with who owes it and when it is due; what a case is about only for those who may read it. All cases are asked for
    /// at once.
    pub(crate) async fn lines(
        &self,
        office: &Office,
        eyes: &Eyes,
        owed: Vec<Owed>,
        lang: Lang,
    ) -> Result<Vec<Line>, Rejection> {
        let streams: Vec<String> = owed.iter().map(|one| one.todo.stream.clone()).collect();
        let readable = self.readable(eyes, &streams).await?;
        let line = |Owed { todo, whose, case }: Owed| {
            let due = todo.due_at.instant()?;
            let regulation = self.regulation_of(office, &todo.regulation).ok()?;
            let whose = self.with_show(office, &regulation, lang, |show| show.principals(&whose));
            let (reads, stage) = (readable.contains(&todo.stream), case.as_ref()?.stage.clone());
            let row = self.owed_row(office, &Stored { todo: todo.clone(), case }, reads, lang)?;
            Some(Line { whose, due, row, todo, stage })
        };
        Ok(owed.into_iter().filter_map(line).collect())
    }

    /// A line owed; what the case is about only where it may be read.
    fn owed_row(&self, office: &Office, line: &Stored, reads: bool, lang: Lang) -> Option<InboxRow> {
        let hidden = |case: CaseRow| CaseRow { title: String::new(), outline: Json::Null, ..case };
        let case = line.case.clone().map(|case| if reads { case } else { hidden(case) });
        self.owed_line(office, &Stored { todo: line.todo.clone(), case }, lang)
    }
}

fn pick_n(lang: Lang, n: usize) -> String {
    match lang {
        Lang::Zh => format!("（{n} 件）"),
        Lang::En => format!(" ({n})"),
    }
}

fn days_from(at: Timestamp, days: i64) -> Timestamp {
    let by = SignedDuration::from_hours(days * 24);
    at.checked_add(by).unwrap_or(at)
}
