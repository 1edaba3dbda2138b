//! The inbox, and cases found by words.

use std::{collections::BTreeSet, sync::Arc};

use dengwen_regulation::model::{Label, Lang, Regulation};
use dengwen_store::{CaseFilter, CaseKey, CaseRow, FoundKey, InboxFilter, InboxKey, InboxRow as Stored, TodoRow};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{
    actor::{self, Eyes},
    csv,
    desk::Desk,
    incoming,
    office::Office,
    openings, registers, reports,
    show::{Show, inbox},
    view::{Choice, Control, FieldView, InboxRow, InboxView, Light, ListView, Rejection, Session},
};

/// How many rows a page has.
const PAGE: u32 = 50;
/// How many lines go out to a spreadsheet at most.
const EXPORTED_MAX: usize = 5_000;
/// How far the counts of the chips go.
const COUNT_MAX: u32 = 999;
/// What is due within this is near.
const NEAR: SignedDuration = SignedDuration::from_hours(72);

/// What of the inbox is asked for; what is empty narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InboxAsked {
    /// `mine`, `approve`, `all`, `ended`.
    pub filter: String,
    /// Only of this regulation.
    pub regulation: String,
    /// Only of cases in this stage of it.
    pub stage: String,
    /// Only of cases that this unit has.
    pub unit: String,
    /// Only of cases that came in this way.
    pub channel: String,
    /// Only of cases of this class: `AXIS.VALUE`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// `late`, `soon` (within three days), `week`.
    pub due: String,
    /// Where the page begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

impl InboxAsked {
    /// Is it less than the whole list.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        [&self.regulation, &self.class, &self.stage, &self.unit, &self.channel, &self.due]
            .into_iter()
            .any(|one| !one.is_empty())
    }

    /// The class that is asked for: axis and value.
    fn class(&self) -> Option<(String, String)> {
        self.class.split_once('.').map(|(axis, value)| (axis.to_owned(), value.to_owned()))
    }

    fn due_between(&self, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        let until = |by: SignedDuration| Some(now.saturating_add(by).unwrap_or(now));
        match self.due.as_str() {
            "late" => (None, Some(now)),
            "soon" => (Some(now), until(NEAR)),
            "week" => (Some(now), until(SignedDuration::from_hours(7 * 24))),
            _ => (None, None),
        }
    }
}

fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

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
        let page = page.map(ToOwned::to_owned);
        self.inbox_of(session, &InboxAsked { filter: filter.to_owned(), page, ..InboxAsked::default() }, lang).await
    }

    /// What somebody must do next, narrowed as they ask.
    ///
    /// # Errors
    /// [`Rejection::Fault`] if the store fails.
    pub async fn inbox_of(&self, session: &Session, asked: &InboxAsked, lang: Lang) -> Result<InboxView, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let gaps = self.roster_rows(session, &office, lang);
        let counts = self.chips(&office, &eyes, &gaps, lang).await?;
        let (rows, next) = match asked.filter.as_str() {
            "all" => self.cases_of(&office, &eyes, (Some(false), asked), lang).await?,
            "ended" => self.cases_of(&office, &eyes, (Some(true), asked), lang).await?,
            filter => {
                let (mut rows, next) = self.owed(session, &office, asked, lang).await?;
                // Hours of a roster are no case's: they stand on the first page, in their place by date.
                let whole = asked.page.is_none() && filter != "approve" && !asked.is_narrowed();
                rows.extend(gaps.into_iter().filter(|_| whole));
                (rows, next)
            }
        };
        let narrow = self.narrowing(&office, asked, lang);
        Ok(InboxView { counts, narrow, ..inbox::inbox(rows, next, lang) })
    }

    /// The inbox, narrowed as asked, for a spreadsheet: every page of it, up to [`EXPORTED_MAX`] lines.
    ///
    /// # Errors
    /// As [`Desk::inbox_of`].
    pub async fn inbox_csv(&self, session: &Session, asked: &InboxAsked, lang: Lang) -> Result<String, Rejection> {
        let mut text = String::from(csv::BEGINS);
        csv::line(&mut text, &sheet_head(lang));
        let (mut asked, mut count) = (asked.clone(), 0);
        loop {
            let view = self.inbox_of(session, &asked, lang).await?;
            for row in view.groups.iter().flat_map(|group| &group.rows) {
                csv::line(&mut text, &sheet_line(row, lang));
                count += 1;
            }
            asked.page = view.next;
            if asked.page.is_none() || count >= EXPORTED_MAX {
                return Ok(text);
            }
        }
    }

    async fn owed(
        &self,
        session: &Session,
        office: &Office,
        asked: &InboxAsked,
        lang: Lang,
    ) -> Result<Listed, Rejection> {
        let approvals = asked.filter == "approve";
        let (due_from, due_before) = asked.due_between(self.now());
        let wanted = InboxFilter {
            organisation: Some(office.id.clone()),
            regulation: given(&asked.regulation),
            stage: given(&asked.stage),
            unit: given(&asked.unit),
            channel: given(&asked.channel),
            class: asked.class(),
            due_from,
            due_before,
            ..InboxFilter::default()
        };
        let eyes = Eyes::of(&office.id, &actor::person(office, &session.person, self.now()));
        let after: Option<InboxKey> = asked.page.as_deref().and_then(|page| serde_json::from_str(page).ok());
        let found = self.store().inbox(eyes.viewer(), &wanted, after.as_ref(), PAGE).await?;
        let mut rows = Vec::new();
        for line in found.rows {
            if approvals && !waits_for_a_word(&line.todo) {
                continue;
            }
            if openings::is_opening(&line.todo.stream) {
                rows.extend(self.opening_row(session, &line.todo, lang).await?);
                continue;
            }
            rows.extend(self.owed_line(office, &line, lang));
        }
        Ok((rows, found.next.and_then(|key| serde_json::to_string(&key).ok())))
    }

    /// Something owed, as lists show it.
    pub(crate) fn owed_line(&self, office: &Office, line: &Stored, lang: Lang) -> Option<InboxRow> {
        self.row(office, &line.todo.regulation, lang, |show| {
            let row = incoming::dressed(show.inbox_row(line), line.case.as_ref(), lang);
            let row = registers::dressed(row, line.case.as_ref(), show.regulation, lang == Lang::Zh);
            reports::dressed(row, &line.todo, lang)
        })
    }

    async fn cases_of(
        &self,
        office: &Office,
        eyes: &Eyes,
        (ended, asked): (Option<bool>, &InboxAsked),
        lang: Lang,
    ) -> Result<Listed, Rejection> {
        let (due_from, due_before) = asked.due_between(self.now());
        let filter = CaseFilter {
            organisation: Some(office.id.clone()),
            regulation: given(&asked.regulation),
            stage: given(&asked.stage),
            unit: given(&asked.unit),
            channel: given(&asked.channel),
            class: asked.class(),
            ended,
            due_from,
            due_before,
            ..CaseFilter::default()
        };
        let after: Option<CaseKey> = asked.page.as_deref().and_then(|page| serde_json::from_str(page).ok());
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
            {
                let asked = InboxAsked { page: page.map(ToOwned::to_owned), ..InboxAsked::default() };
                self.cases_of(&office, &eyes, (None, &asked), lang).await?
            }
        } else {
            let filter = CaseFilter { organisation: Some(office.id.clone()), ..CaseFilter::default() };
            let after: Option<FoundKey> = page.and_then(|page| serde_json::from_str(page).ok());
            let asked = self.seated_by(session).question(words).await?;
            let found = self.store().search(&asked, eyes.viewer(), &filter, after.as_ref(), PAGE).await?;
            let streams: Vec<String> = found.rows.iter().map(|case| case.stream.clone()).collect();
            let readable = self.readable(&eyes, &streams).await?;
            // Words of a case are found by those alone who may read them.
            let shown =
                |case: &CaseRow| case.number.as_deref() == Some(words.trim()) || readable.contains(&case.stream);
            let known: Vec<CaseRow> = found.rows.into_iter().filter(shown).collect();
            (
                self.case_rows(&office, &eyes, &known, lang).await?,
                found.next.and_then(|key| serde_json::to_string(&key).ok()),
            )
        };
        Ok(ListView { query: words.to_owned(), rows, next })
    }

    /// By what the inbox can be narrowed, with what it is narrowed to.
    fn narrowing(&self, office: &Office, asked: &InboxAsked, lang: Lang) -> Vec<FieldView> {
        let regulations = self.regulations_of(office);
        let one = |key: &str, (zh, en): (&str, &str), value: &str, options: Vec<(String, String)>| FieldView {
            options: options.into_iter().map(|(value, label)| Choice { value, label, meaning: None }).collect(),
            value: given(value).into_iter().collect(),
            ..FieldView::new(key, incoming::pick(lang, zh, en), Control::One)
        };
        let text = |label: &Label| label.in_lang(lang).to_owned();
        let chosen: Vec<_> =
            regulations.iter().filter(|one| regulations.len() == 1 || *one.id == *asked.regulation).collect();
        let stages =
            chosen.iter().flat_map(|one| &one.main.stages).map(|(id, stage)| (id.to_string(), text(&stage.label)));
        let channels = chosen.iter().flat_map(|one| &one.channels).map(|(id, way)| (id.to_string(), text(&way.label)));
        let due = [
            ("late", "已超期", "overdue"),
            ("soon", "三日内", "within three days"),
            ("week", "七日内", "within a week"),
        ];
        let due = due.map(|(id, zh, en)| (id.to_owned(), incoming::pick(lang, zh, en).to_owned())).to_vec();
        let titles = regulations.iter().map(|one| (one.id.to_string(), text(&one.title))).collect();
        let units = office.units.values().map(|unit| (unit.id.clone(), text(&unit.name))).collect();
        let all = [
            one("due", ("期限", "Due"), &asked.due, due),
            one("regulation", ("制度", "Regulation"), &asked.regulation, titles),
            one("class", ("类别", "Class"), &asked.class, chosen.iter().flat_map(|one| classes(one, lang)).collect()),
            one("stage", ("环节", "Stage"), &asked.stage, stages.collect()),
            one("unit", ("部门", "Unit"), &asked.unit, units),
            one("channel", ("来源", "Way in"), &asked.channel, channels.collect()),
        ];
        // What leaves no choice is not asked, unless it was chosen in an address.
        all.into_iter().filter(|field| field.options.len() > 1 || !field.value.is_empty()).collect()
    }

    /// Rows of a list; what a case is about stands there only for those who may read it.
    pub(crate) async fn case_rows(
        &self,
        office: &Office,
        eyes: &Eyes,
        rows: &[CaseRow],
        lang: Lang,
    ) -> Result<Vec<InboxRow>, Rejection> {
        Ok(self.rows_by_case(office, eyes, rows, lang).await?.into_iter().map(|(_, row)| row).collect())
    }

    /// The same, each with the case that it is of.
    pub(crate) async fn rows_by_case(
        &self,
        office: &Office,
        eyes: &Eyes,
        rows: &[CaseRow],
        lang: Lang,
    ) -> Result<Vec<(String, InboxRow)>, Rejection> {
        let streams: Vec<String> = rows.iter().map(|case| case.stream.clone()).collect();
        let readable = self.readable(eyes, &streams).await?;
        let mut all = Vec::new();
        for case in rows {
            let shown = if readable.contains(&case.stream) {
                case.clone()
            } else {
                CaseRow { title: String::new(), outline: Json::Null, ..case.clone() }
            };
            let dressed = |show: Show<'_>| {
                let row = incoming::dressed(show.case_row(&shown), Some(&shown), lang);
                registers::dressed(row, Some(&shown), show.regulation, lang == Lang::Zh)
            };
            all.extend(self.row(office, &case.regulation, lang, dressed).map(|row| (case.stream.clone(), row)));
        }
        Ok(all)
    }

    /// May whoever looks read what a case is about, or only how far it has come.
    pub(crate) async fn reads_facts(&self, eyes: &Eyes, case: &CaseRow) -> Result<bool, Rejection> {
        Ok(self.readable(eyes, std::slice::from_ref(&case.stream)).await?.contains(&case.stream))
    }

    /// Those of several cases of which whoever looks may read what they are about: one question for all.
    pub(crate) async fn readable(&self, eyes: &Eyes, streams: &[String]) -> Result<BTreeSet<String>, Rejection> {
        // What a matter that came in says for itself in lists was chosen to be read there.
        let (came_in, cases): (Vec<String>, Vec<String>) =
            streams.iter().cloned().partition(|stream| incoming::is_incoming(stream));
        let sights = self.store().sights(&cases, eyes.viewer()).await?;
        let reads = sights.into_iter().filter(|row| matches!(row.level.as_str(), "facts" | "all"));
        Ok(came_in.into_iter().chain(reads.map(|row| row.stream)).collect())
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

/// The classes of a regulation, each with its axis.
fn classes(regulation: &Regulation, lang: Lang) -> Vec<(String, String)> {
    let shapes = std::iter::once(&regulation.main).chain(regulation.kinds.values());
    let mut all: Vec<(String, String)> = Vec::new();
    for (id, axis) in shapes.flat_map(|shape| &shape.classes) {
        let of = axis.label.in_lang(lang);
        for (value, class) in &axis.values {
            let name = format!("{id}.{value}");
            if !all.iter().any(|(known, _)| *known == name) {
                let colon = incoming::pick(lang, "：", ": ");
                all.push((name, format!("{of}{colon}{}", class.label.in_lang(lang))));
            }
        }
    }
    all
}

/// The columns of lists that go out to a spreadsheet.
pub(crate) const fn sheet_head(lang: Lang) -> [&'static str; 8] {
    match lang {
        Lang::Zh => ["编号", "事项", "我要做的", "期限", "到期", "类别", "现处", "来源"],
        Lang::En => ["number", "matter", "to do", "due", "on", "classes", "stage", "way in"],
    }
}

/// A line of them.
pub(crate) fn sheet_line(row: &InboxRow, lang: Lang) -> [String; 8] {
    let tags = row.tags.join(incoming::pick(lang, "、", ", "));
    let due = &row.due;
    [&row.number, &row.title, &row.to_do, &due.head, &due.detail, &tags, &row.stage, &row.channel]
        .map(|cell| csv::harmless(cell))
}

/// Does it wait for somebody's agreement.
pub(crate) fn waits_for_a_word(todo: &TodoRow) -> bool {
    let sort = todo.why.get("sort").and_then(Json::as_str).unwrap_or_default();
    matches!(sort, "request" | "sign" | "hand" | "approval")
}

/// Is it wanted at once: past its instant from the beginning, and never overdue.
pub(crate) fn at_once(todo: &TodoRow) -> bool {
    todo.why.get("at_once").and_then(Json::as_bool).unwrap_or_default()
}

/// Rows of a page, and the key of the next.
type Listed = (Vec<InboxRow>, Option<String>);
