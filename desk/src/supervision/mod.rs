//! Supervision: what is late or close and with whom, pressing for it, and looking again at what has ended. For those to whom the
//! figures of every case are open; each sees of it the cases that they may see.

mod samples;

use std::{collections::BTreeMap, sync::Arc};

use dengwen_case::Principal;
use dengwen_regulation::model::{Act, Lang, OpenIn, Regulation, What};
use dengwen_store::{CaseRow, Due, NoticeRow, TodoRow};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

pub use samples::{Found, SampleAsked, SampleLine, SampleView};

pub(crate) use samples::Sample;

use crate::{
    actor::{Eyes, in_lists},
    desk::Desk,
    ids,
    incoming::{self, pick},
    leader::Line,
    notices::URGED,
    office::{Office, OfficeEvent},
    orders::{OrderLine, is_order},
    overview::may_see,
    registers::AppraisalView,
    view::{InboxRow, Rejection, Session},
    warnings::Owed,
};

/// The same thing is not pressed for again before.
const AGAIN: SignedDuration = SignedDuration::from_hours(12);
/// How many urgings are shown.
const URGED_MAX: usize = 30;

/// Something that is late or close, and with whom.
#[derive(Debug, Clone, Serialize)]
pub struct SupervisedLine {
    /// What it is.
    pub row: InboxRow,
    /// What is owed, for urging.
    pub item: String,
    /// The act by which the regulation has it pressed for; its id and what it is called.
    pub act: Option<(String, String)>,
    /// When it was last pressed for.
    pub urged: Option<String>,
    /// That is long enough ago to do it again.
    pub again: bool,
}

/// What lies with somebody.
#[derive(Debug, Clone, Serialize)]
pub struct SupervisedGroup {
    /// With whom.
    pub whose: String,
    /// How many are late.
    pub late: usize,
    /// What it is.
    pub lines: Vec<SupervisedLine>,
}

/// Something that was pressed for.
#[derive(Debug, Clone, Serialize)]
pub struct UrgedLine {
    /// The case, as lists have it.
    pub row: InboxRow,
    /// When.
    pub when: String,
    /// It is still owed.
    pub open: bool,
}

/// What somebody who supervises looks at.
#[derive(Debug, Clone, Serialize)]
pub struct SupervisionView {
    /// They supervise something at all.
    pub supervises: bool,
    /// What is late or close, by whom it lies with; whoever has most late comes first.
    pub groups: Vec<SupervisedGroup>,
    /// What was pressed for, the newest first.
    pub urged: Vec<UrgedLine>,
    /// Orders and urgings under the regulations, those without an answer first.
    pub orders: Vec<OrderLine>,
    /// Registers in which units or people are appraised, with their scores.
    pub appraisals: Vec<AppraisalView>,
    /// Regulations that they supervise: id and title.
    pub regulations: Vec<(String, String)>,
    /// What was drawn to be looked at again, the newest first.
    pub samples: Vec<SampleView>,
}

impl Desk {
    /// What somebody who supervises looks at.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn supervision(&self, session: &Session, lang: Lang) -> Result<SupervisionView, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let now = self.now();
        let texts = self.supervised(session).await?;
        let owed = self.late_and_soon(&office, &eyes, now).await?;
        let mine = |one: &Owed| texts.iter().any(|text| *text.id == *one.todo.regulation);
        let owed = owed.late.into_iter().chain(owed.soon).filter(mine).collect();
        let mut groups: Vec<SupervisedGroup> = Vec::new();
        for Line { whose, due, row, todo, stage } in self.lines(&office, &eyes, owed, lang).await? {
            let item = key(&todo);
            let text = texts.iter().find(|text| *text.id == *todo.regulation);
            let act = text.and_then(|text| urging(&office, text, &stage, &actor, now));
            let last = office.urged.iter().rev().find(|(case, what, _)| *case == row.case && *what == item);
            let line = SupervisedLine {
                item,
                act: act.map(|(id, act)| (id, act.label.in_lang(lang).to_owned())),
                urged: last.map(|(_, _, at)| self.said_when(*at, lang)),
                again: last.is_none_or(|(_, _, at)| now.duration_since(*at) >= AGAIN),
                row,
            };
            let place = groups.iter().position(|group| group.whose == whose).unwrap_or_else(|| {
                groups.push(SupervisedGroup { whose, late: 0, lines: Vec::new() });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(place) {
                group.late += usize::from(due < now);
                group.lines.push(line);
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse((group.late, group.lines.len())));
        Ok(SupervisionView {
            supervises: !texts.is_empty(),
            groups,
            urged: self.urged(&office, &eyes, lang).await?,
            orders: self.orders_given(&office, &eyes, &texts, lang).await?,
            appraisals: self.appraisals(&office, &texts, &actor, lang).await?,
            regulations: texts.iter().map(|text| (text.id.to_string(), text.title.in_lang(lang).to_owned())).collect(),
            samples: self.samples_of(session, &texts, lang).await?,
        })
    }

    /// The regulations that somebody supervises: whose figures of every case are open to them.
    async fn supervised(&self, session: &Session) -> Result<Vec<Arc<Regulation>>, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let (actor, now) = (actor.unless(&[]), self.now());
        let texts = self.regulations_of(&office).into_iter();
        Ok(texts.filter(|text| may_see(&office, text, &actor, now)).collect())
    }

    /// Presses for something that is late or close: whoever owes it is told, and it is on record.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for what they do not supervise, [`Rejection::Invalid`] if it was pressed for just now.
    pub async fn urge(&self, session: &Session, case: &str, item: &str, lang: Lang) -> Result<(), Rejection> {
        let view = self.supervision(session, lang).await?;
        let mut lines = view.groups.iter().flat_map(|group| &group.lines);
        let line = lines.find(|line| line.row.case == case && line.item == item).ok_or(Rejection::NotFound)?;
        if !line.again {
            let text = pick(lang, "刚催办过，半天后才能再催", "it was pressed for just now; again in half a day");
            return Err(Rejection::Invalid(vec![("urge".to_owned(), text.to_owned())]));
        }
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let now = self.now();
        let owed = self.late_and_soon(&office, &eyes, now).await?;
        let mut owed = owed.late.into_iter().chain(owed.soon);
        let owed = owed.find(|one| one.todo.stream == case && key(&one.todo) == item).ok_or(Rejection::NotFound)?;
        let event = OfficeEvent::Urged { case: case.to_owned(), item: item.to_owned(), at: now };
        self.office_append(&office.id, &session.person, None, vec![event]).await?;
        let told: Vec<NoticeRow> = told_of(&office.id, &owed, &session.person, now);
        self.store().notices_put(&told).await?;
        let principals: Vec<String> = told.into_iter().map(|row| row.principal).collect();
        Ok(self.order_letters(case, &principals, now).await?)
    }

    async fn urged(&self, office: &Office, eyes: &Eyes, lang: Lang) -> Result<Vec<UrgedLine>, Rejection> {
        let newest: Vec<_> = office.urged.iter().rev().take(URGED_MAX).collect();
        let streams: Vec<String> = newest.iter().map(|(case, _, _)| case.clone()).collect();
        let owed: Vec<(String, String)> =
            self.store().owed_in(&streams).await?.into_iter().map(|todo| (todo.stream.clone(), key(&todo))).collect();
        let rows = self.seen_rows(office, eyes, &streams, lang).await?;
        let line = |(case, item, at): &(String, String, Timestamp)| {
            let row = rows.get(case)?.clone();
            let open = owed.iter().any(|(stream, what)| stream == case && what == item);
            Some(UrgedLine { row, when: self.said_when(*at, lang), open })
        };
        Ok(newest.into_iter().filter_map(line).collect())
    }

    /// These cases as lists have them; nothing of a case that whoever looks may not see.
    pub(crate) async fn seen_rows(
        &self,
        office: &Office,
        eyes: &Eyes,
        streams: &[String],
        lang: Lang,
    ) -> Result<BTreeMap<String, InboxRow>, Rejection> {
        let cases = self.seen_cases(eyes, streams).await?;
        Ok(self.rows_by_case(office, eyes, &cases, lang).await?.into_iter().collect())
    }

    /// Those of these cases that whoever looks may see.
    pub(crate) async fn seen_cases(&self, eyes: &Eyes, streams: &[String]) -> Result<Vec<CaseRow>, Rejection> {
        let sights = self.store().sights(streams, eyes.viewer()).await?;
        let mut cases = self.store().cases(streams).await?;
        cases.retain(|case| sights.iter().any(|row| row.stream == case.stream));
        Ok(cases)
    }
}

/// What is owed on which row of the case: two parts may owe the same.
fn key(todo: &TodoRow) -> String {
    format!("{} {}", todo.row_no, todo.item)
}

/// A notice for each of those who owe it.
fn told_of(office: &str, owed: &Owed, by: &str, now: Timestamp) -> Vec<NoticeRow> {
    let id = ids::of_notice(now);
    let todo = &owed.todo;
    let row = |who: &Principal| NoticeRow {
        id: id.clone(),
        principal: in_lists(office, who),
        at: now,
        sort: URGED.to_owned(),
        stream: todo.stream.clone(),
        row_no: todo.row_no,
        item: todo.item.clone(),
        by_person: by.to_owned(),
        organisation: todo.organisation.clone(),
        regulation: todo.regulation.clone(),
        due_at: todo.due_at.instant().map_or(Due::NEVER, |at| Due::from(Some(at))),
        why: todo.why.clone(),
    };
    owed.whose.iter().map(row).collect()
}

/// The act by which a regulation has somebody press, in the stage in which a case stands.
fn urging<'r>(
    office: &Office,
    regulation: &'r Regulation,
    stage: &str,
    actor: &dengwen_case::Actor,
    at: Timestamp,
) -> Option<(String, &'r Act)> {
    let presses = |act: &&Act| {
        let chosen = act.choose.values().flat_map(|option| &option.does);
        let urges = |what: &What| matches!(what, What::Tell { manner: Some(manner), .. } if is_order(manner));
        act.does.iter().chain(chosen).any(|effect| urges(&effect.what))
    };
    let here = |act: &&Act| match &act.open_in {
        OpenIn::Stages(stages) => stages.iter().any(|one| one.as_str() == stage),
        _ => true,
    };
    let mine = |act: &&Act| actor.is_any(&incoming::of_office(office, regulation, &act.by, at));
    let acts = regulation.main.acts.iter();
    acts.filter(|(_, act)| presses(act) && here(act) && mine(act)).map(|(id, act)| (id.to_string(), act)).next()
}
