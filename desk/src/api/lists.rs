//! The inbox, and cases found by words.

use std::sync::Arc;

use dengwen_regulation::model::{Lang, Regulation};
use dengwen_store::{CaseFilter, CaseKey, CaseRow, FoundKey, InboxFilter, InboxKey, TodoRow};
use jiff::SignedDuration;
use serde_json::Value as Json;

use crate::{
    actor::{self, Eyes},
    desk::Desk,
    incoming,
    office::Office,
    openings, registers, reports,
    show::{Show, inbox},
    view::{InboxRow, InboxView, Light, ListView, Rejection, Session},
};

/// How many rows a page has.
const PAGE: u32 = 50;
/// How far the counts of the chips go.
const COUNT_MAX: u32 = 999;
/// What is due within this is near.
const NEAR: SignedDuration = SignedDuration::from_hours(72);

impl Desk {
    /// What somebody must do next. `filter`: `mine`, `approve`, `all`, `ended`.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn inbox(
        &self,
        session: &Session,
        filter: &str,
        page: Option<&str>,
        lang: Lang,
    ) -> Result<InboxView, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let gaps = self.roster_rows(session, &office, lang);
        let counts = self.chips(&office, &eyes, &gaps, lang).await?;
        let (rows, next) = match filter {
            "all" => self.cases_of(&office, &eyes, Some(false), page, lang).await?,
            "ended" => self.cases_of(&office, &eyes, Some(true), page, lang).await?,
            _ => {
                let (mut rows, next) = self.owed(session, &office, filter == "approve", page, lang).await?;
                // Hours of a roster are no case's: they stand on the first page, in their place by date.
                rows.extend(gaps.into_iter().filter(|_| page.is_none() && filter != "approve"));
                (rows, next)
            }
        };
        Ok(InboxView { counts, ..inbox::inbox(rows, next, lang) })
    }

    async fn owed(
        &self,
        session: &Session,
        office: &Office,
        approvals: bool,
        page: Option<&str>,
        lang: Lang,
    ) -> Result<Listed, Rejection> {
        let wanted = InboxFilter { organisation: Some(office.id.clone()), ..InboxFilter::default() };
        let eyes = Eyes::of(&office.id, &actor::person(office, &session.person, self.now()));
        let after: Option<InboxKey> = page.and_then(|page| serde_json::from_str(page).ok());
        let found = self.store().inbox(eyes.viewer(), &wanted, after.as_ref(), PAGE).await?;
        let mut rows = Vec::new();
        for line in found.rows {
            let sort = line.todo.why.get("sort").and_then(Json::as_str).unwrap_or_default();
            if approvals && !matches!(sort, "request" | "sign" | "hand" | "approval") {
                continue;
            }
            if openings::is_opening(&line.todo.stream) {
                rows.extend(self.opening_row(session, &line.todo, lang).await?);
                continue;
            }
            rows.extend(self.row(office, &line.todo.regulation, lang, |show| {
                let row = incoming::dressed(show.inbox_row(&line), line.case.as_ref(), lang);
                let row = registers::dressed(row, line.case.as_ref(), show.regulation, lang == Lang::Zh);
                reports::dressed(row, &line.todo, lang)
            }));
        }
        Ok((rows, found.next.and_then(|key| serde_json::to_string(&key).ok())))
    }

    async fn cases_of(
        &self,
        office: &Office,
        eyes: &Eyes,
        ended: Option<bool>,
        page: Option<&str>,
        lang: Lang,
    ) -> Result<Listed, Rejection> {
        let filter = CaseFilter { organisation: Some(office.id.clone()), ended, ..CaseFilter::default() };
        let after: Option<CaseKey> = page.and_then(|page| serde_json::from_str(page).ok());
        let found = self.store().cases_visible(eyes.viewer(), &filter, after.as_ref(), PAGE).await?;
        Ok((
            self.case_rows(office, eyes, &found.rows, lang).await?,
            found.next.and_then(|key| serde_json::to_string(&key).ok()),
        ))
    }

    async fn chips(
        &self,
        office: &Office,
        eyes: &Eyes,
        gaps: &[InboxRow],
        lang: Lang,
    ) -> Result<Vec<(String, u64, Light)>, Rejection> {
        let now = self.now();
        let near = now.saturating_add(NEAR).unwrap_or(now);
        let due =
            InboxFilter { organisation: Some(office.id.clone()), due_before: Some(near), ..InboxFilter::default() };
        let found = self.store().inbox(eyes.viewer(), &due, None, COUNT_MAX).await?.rows;
        // What is wanted at once is past its instant from the beginning, and never overdue.
        let at_once = |todo: &TodoRow| todo.why.get("at_once").and_then(Json::as_bool).unwrap_or_default();
        let is_late = |todo: &TodoRow| !at_once(todo) && todo.due_at.instant().is_some_and(|due| due < now);
        let late = found.iter().filter(|line| is_late(&line.todo)).count();
        let of = |light: Light, count: usize| {
            let gaps = gaps.iter().filter(|row| row.due.light == light).count();
            u64::try_from(count.saturating_add(gaps)).unwrap_or(u64::MAX)
        };
        let soon = found.len().saturating_sub(late);
        Ok(inbox::count_words(of(Light::Late, late), of(Light::Soon, soon), lang))
    }

    /// Cases found by number and words, among those that somebody may see: best place first, then newest.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn search(
        &self,
        session: &Session,
        words: &str,
        page: Option<&str>,
        lang: Lang,
    ) -> Result<ListView, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let (rows, next) = if words.trim().is_empty() {
            self.cases_of(&office, &eyes, None, page, lang).await?
        } else {
            let filter = CaseFilter { organisation: Some(office.id.clone()), ..CaseFilter::default() };
            let after: Option<FoundKey> = page.and_then(|page| serde_json::from_str(page).ok());
            let asked = self.seated_by(session).question(words).await?;
            let found = self.store().search(&asked, eyes.viewer(), &filter, after.as_ref(), PAGE).await?;
            let mut known = Vec::new();
            for case in found.rows {
                // Words of a case are found by those alone who may read them.
                let by_number = case.number.as_deref() == Some(words.trim());
                if by_number || self.reads_facts(&eyes, &case).await? {
                    known.push(case);
                }
            }
            (
                self.case_rows(&office, &eyes, &known, lang).await?,
                found.next.and_then(|key| serde_json::to_string(&key).ok()),
            )
        };
        Ok(ListView { query: words.to_owned(), rows, next })
    }

    /// Rows of a list; what a case is about stands there only for those who may read it.
    pub(crate) async fn case_rows(
        &self,
        office: &Office,
        eyes: &Eyes,
        rows: &[CaseRow],
        lang: Lang,
    ) -> Result<Vec<InboxRow>, Rejection> {
        let mut all = Vec::new();
        for case in rows {
            let reads = self.reads_facts(eyes, case).await?;
            let shown = if reads {
                case.clone()
            } else {
                CaseRow { title: String::new(), outline: Json::Null, ..case.clone() }
            };
            let dressed = |show: Show<'_>| {
                let row = incoming::dressed(show.case_row(&shown), Some(&shown), lang);
                registers::dressed(row, Some(&shown), show.regulation, lang == Lang::Zh)
            };
            all.extend(self.row(office, &case.regulation, lang, dressed));
        }
        Ok(all)
    }

    /// May whoever looks read what a case is about, or only how far it has come.
    pub(crate) async fn reads_facts(&self, eyes: &Eyes, case: &CaseRow) -> Result<bool, Rejection> {
        // What a matter that came in says for itself in lists was chosen to be read there.
        if incoming::is_incoming(&case.stream) {
            return Ok(true);
        }
        let levels = self.store().sight(&case.stream, eyes.viewer()).await?;
        Ok(levels.iter().any(|row| matches!(row.level.as_str(), "facts" | "all")))
    }

    fn row(
        &self,
        office: &Office,
        regulation: &str,
        lang: Lang,
        words: impl FnOnce(Show<'_>) -> InboxRow,
    ) -> Option<InboxRow> {
        let regulation: Arc<Regulation> = self.regulation_of(office, regulation).ok()?;
        Some(self.with_show(office, &regulation, lang, words))
    }
}

/// Rows of a page, and the key of the next.
type Listed = (Vec<InboxRow>, Option<String>);
