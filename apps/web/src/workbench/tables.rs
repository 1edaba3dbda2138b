//! What the office fills in beside the text of a regulation: rows of its tables, entries of its lists. One sort of page for
//! both: what there is, what is missing, the form for one more.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::{
    office::{Difference, EntryView, ListView, RowView, TableView},
    view::{Control, FieldView, Rejection, Session},
};
use dengwen_regulation::model::Label;
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    admin::{Administrator, ask, beginning, day, form},
    settings::{span, spanned},
};
use crate::{
    forms::{Draft, Posted, pressed, saved},
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown, show_as},
    visit::Worker,
};

/// Which row is changed, and whether one was just saved.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    edit: Option<usize>,
    #[serde(default)]
    saved: Option<String>,
}

/// A row of the page.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pub(crate) cells: Vec<String>,
    /// Where it stands, and the tint of that.
    pub(crate) state: String,
    pub(crate) tint: &'static str,
    /// Where it is changed.
    pub(crate) edit: Option<String>,
    /// What is sent to end it.
    pub(crate) end: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/filled.html")]
pub(crate) struct FilledPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) back: String,
    pub(crate) title: String,
    pub(crate) article: Option<String>,
    /// Paragraphs above the rows.
    pub(crate) lead: Vec<String>,
    pub(crate) findings: Vec<String>,
    pub(crate) columns: Vec<String>,
    pub(crate) lines: Vec<Line>,
    /// What an end is called, and whether it has a day.
    pub(crate) end: String,
    pub(crate) end_has_day: bool,
    pub(crate) draft: &'a Draft,
    pub(crate) saved: bool,
}

impl FilledPage<'_> {
    fn named<'l>(&'l self, line: &'l Line) -> impl Iterator<Item = (&'l String, &'l String)> {
        self.columns.iter().zip(&line.cells)
    }
}

#[derive(Template)]
#[template(path = "desk/filled_list.html")]
pub(crate) struct FilledList<'a> {
    pub(crate) page: &'a Page,
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) tables: &'a [TableView],
    pub(crate) lists: &'a [ListView],
}

/// `GET /desk/regulations/{id}/tables`
pub(crate) async fn all(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let tables = site.desk.tables(&session, &id, page.lang).await?;
    let lists = if session.administrator { site.desk.lists(&session, &id, page.lang).await? } else { Vec::new() };
    if !session.administrator && tables.is_empty() {
        return Err(Rejection::Forbidden.into());
    }
    let office = site.desk.office_state(&session.office).await?;
    let regulation = office.regulation(&id, site.desk.now()).ok_or(Rejection::NotFound)?;
    let title = regulation.title.in_lang(page.lang);
    Ok(shown(&FilledList { page: &page, id: &id, title, tables: &tables, lists: &lists }))
}

/// `GET /desk/regulations/{id}/tables/{table}`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, table)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let view = table_of(&site, &page, &session, &id, &table).await?;
    let known = asked.edit.and_then(|place| view.rows.iter().find(|row| row.place == place && row.open));
    let draft = row_draft(&page, &view, known);
    Ok(drawn_table(StatusCode::OK, &page, &id, &view, &draft, asked.saved.is_some()))
}

/// `POST /desk/regulations/{id}/tables/{table}`: a row is entered, or ended.
pub(crate) async fn save(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, table)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let view = table_of(&site, &page, &session, &id, &table).await?;
    let mut draft = row_draft(&page, &view, None);
    let ends = posted.meta(":end").and_then(|place| place.parse::<usize>().ok());
    if let Some(place) = ends {
        page.given(&posted)?;
        let at = beginning(posted.value("at")).unwrap_or(site.desk.now());
        let row = view.rows.iter().find(|row| row.place == place).ok_or_else(Trouble::not_found)?;
        if let Some(asked) = pressed(&page, &posted, (&page.t("filled-end"), &page.path), &[ends_on(&page, row, at)]) {
            return Ok(asked);
        }
        site.desk.end_table_row(&session, &id, &table, place, at).await?;
        return Ok(saved(&page.path));
    }
    let stopped = draft.stopped(&mut posted, &site, &page);
    let stopped = stopped.or_else(|| {
        let known = same(&draft, &view)?;
        draft.compared(&row_draft(&page, &view, Some(known)), &posted, &page)
    });
    let status = match stopped {
        None => {
            let fields = view.fields.iter();
            let typed: Vec<(String, String)> = fields.map(|field| (field.key.clone(), given(&draft, field))).collect();
            let from = beginning(draft.value("from"));
            let done = site.desk.enter_table_row(&session, &id, &table, &typed, from, page.lang).await;
            draft.settled(done, &page)?
        }
        stopped => stopped,
    };
    Ok(match status {
        Some(status) => drawn_table(status, &page, &id, &view, &draft, false),
        None => saved(&page.path),
    })
}

/// `GET /desk/regulations/{id}/lists/{list}`
pub(crate) async fn list(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path((id, list)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let view = list_of(&site, &page, &session, &id, &list).await?;
    let draft = entry_draft(&page, &view);
    Ok(drawn_list(StatusCode::OK, &page, &id, &view, &draft, asked.saved.is_some()))
}

/// `POST /desk/regulations/{id}/lists/{list}`: an entry is added, or switched off.
pub(crate) async fn lengthen(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path((id, list)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let view = list_of(&site, &page, &session, &id, &list).await?;
    let mut draft = entry_draft(&page, &view);
    if let Some(entry) = posted.meta(":end").map(str::to_owned) {
        page.given(&posted)?;
        let known = view.entries.iter().find(|known| known.id == entry).ok_or_else(Trouble::not_found)?;
        let off =
            Difference { label: known.label.clone(), before: page.t("filled-holds"), after: page.t("filled-off") };
        if let Some(asked) = pressed(&page, &posted, (&page.t("filled-switch-off"), &page.path), &[off]) {
            return Ok(asked);
        }
        site.desk.end_list_entry(&session, &id, &list, &entry).await?;
        return Ok(saved(&page.path));
    }
    let status = match draft.stopped(&mut posted, &site, &page) {
        None => {
            let of = Some(draft.value("of").to_owned()).filter(|of| !of.is_empty());
            let entry = (Label::new(draft.value("zh"), draft.value("en")), of);
            draft.settled(site.desk.enter_list_entry(&session, &id, &list, entry, page.lang).await, &page)?
        }
        stopped => stopped,
    };
    Ok(match status {
        Some(status) => drawn_list(status, &page, &id, &view, &draft, false),
        None => saved(&page.path),
    })
}

async fn table_of(site: &Site, page: &Page, session: &Session, id: &str, table: &str) -> Result<TableView, Trouble> {
    let tables = site.desk.tables(session, id, page.lang).await?;
    tables.into_iter().find(|known| known.id == table).ok_or_else(Trouble::not_found)
}

/// What becomes of a row that is ended.
fn ends_on(page: &Page, row: &RowView, at: Timestamp) -> Difference {
    Difference {
        label: row.cells.join(" · "),
        before: if row.holds { page.t("filled-holds") } else { page.t("filled-waits") },
        after: page.with("filled-ends-on", "day", day(at)),
    }
}

/// The row that what was typed takes the place of: the office's own, else that of the text.
fn same<'v>(draft: &Draft, view: &'v TableView) -> Option<&'v RowView> {
    let known = |row: &&RowView, field: &FieldView| {
        let said = row.typed.iter().find(|(key, _)| *key == field.key).and_then(|(_, value)| value.first());
        said.map_or("", String::as_str) == given(draft, field)
    };
    let found_by = || view.fields.iter().filter(|field| field.key.starts_with("by."));
    let open = view.rows.iter().chain(&view.text_rows).filter(|row| row.open);
    open.into_iter().find(|row| found_by().all(|field| known(row, field)))
}

async fn list_of(site: &Site, page: &Page, session: &Session, id: &str, list: &str) -> Result<ListView, Trouble> {
    let lists = site.desk.lists(session, id, page.lang).await?;
    lists.into_iter().find(|known| known.path == list).ok_or_else(Trouble::not_found)
}

fn row_draft(page: &Page, view: &TableView, known: Option<&RowView>) -> Draft {
    let mut fields: Vec<FieldView> = Vec::new();
    for field in &view.fields {
        let typed = known.and_then(|row| row.typed.iter().find(|(key, _)| *key == field.key));
        let value = typed.map(|(_, value)| value.clone()).unwrap_or_default();
        let field = FieldView { value, article: None, ..field.clone() };
        match field.control {
            Control::Interval => fields.extend(span(page, FieldView { must: false, ..field })),
            _ => fields.push(field),
        }
    }
    fields.push(ask::hinted(ask::day("from", page.t("filled-from"), ""), page.t("filled-from-hint")));
    form(page, "row", page.t("filled-save"), fields)
}

fn given(draft: &Draft, field: &FieldView) -> String {
    if field.control == Control::Interval { spanned(draft, &field.key) } else { draft.value(&field.key).to_owned() }
}

fn entry_draft(page: &Page, view: &ListView) -> Draft {
    let mut fields =
        vec![ask::must(ask::text("zh", page.t("filled-name"), "")), ask::text("en", page.t("filled-name-english"), "")];
    if view.is_tree {
        let offered = view.entries.iter().filter(|entry| entry.until.is_none());
        let above = offered.map(|entry| (entry.id.clone(), entry.label.clone())).collect();
        fields.push(ask::hinted(ask::one("of", page.t("filled-of"), above, ""), page.t("filled-of-hint")));
    }
    form(page, "entry", page.t("filled-add"), fields)
}

fn drawn_table(status: StatusCode, page: &Page, id: &str, view: &TableView, draft: &Draft, saved: bool) -> Response {
    let own = view.rows.iter().map(|row| {
        let mut cells = row.cells.clone();
        cells.push(row.from.map(day).unwrap_or_default());
        cells.push(row.until.map(day).unwrap_or_default());
        let (state, tint) = match (row.holds, row.open) {
            (true, _) => (page.t("filled-holds"), "jade"),
            (false, true) => (page.t("filled-waits"), "amber"),
            (false, false) => (page.t("filled-ended"), "plain"),
        };
        let edit = row.open.then(|| format!("{}?edit={}", page.path, row.place));
        Line { cells, state, tint, edit, end: row.open.then(|| row.place.to_string()) }
    });
    let text = view.text_rows.iter().map(|row| {
        let cells = row.cells.iter().cloned().chain([String::new(), String::new()]).collect();
        Line { cells, state: page.t("filled-of-text"), tint: "plain", ..Line::default() }
    });
    let fallback = view.fallback.iter().map(|given| page.with("filled-fallback", "what", given));
    let lead = view.reading.iter().cloned().chain([page.t("filled-table-lead")]).chain(fallback);
    let dates = [page.t("filled-from"), page.t("filled-until")];
    let template = FilledPage {
        page,
        back: format!("/desk/regulations/{id}/tables"),
        title: view.label.clone(),
        article: view.article.clone(),
        lead: lead.collect(),
        findings: view.findings.clone(),
        columns: view.columns.iter().cloned().chain(dates).collect(),
        lines: own.chain(text).collect(),
        end: page.t("filled-end"),
        end_has_day: true,
        draft,
        saved,
    };
    show_as(status, &template)
}

fn drawn_list(status: StatusCode, page: &Page, id: &str, view: &ListView, draft: &Draft, saved: bool) -> Response {
    let line = |entry: &EntryView| {
        let (state, tint) = match (entry.from, entry.until) {
            (None, _) => (page.t("filled-of-text"), "plain"),
            (Some(_), None) => (page.t("filled-holds"), "jade"),
            (Some(_), Some(_)) => (page.t("filled-off"), "plain"),
        };
        let of = entry.of.as_ref().map(|(_, label)| label.clone()).unwrap_or_default();
        let on = |at: Option<Timestamp>| at.map(day).unwrap_or_default();
        let mut cells = vec![entry.label.clone(), on(entry.from), on(entry.until)];
        if view.is_tree {
            cells.insert(1, of);
        }
        let end = (entry.from.is_some() && entry.until.is_none()).then(|| entry.id.clone());
        Line { cells, state, tint, edit: None, end }
    };
    let mut columns = vec![page.t("filled-name"), page.t("filled-since"), page.t("filled-off-since")];
    if view.is_tree {
        columns.insert(1, page.t("filled-of"));
    }
    let template = FilledPage {
        page,
        back: format!("/desk/regulations/{id}/tables"),
        title: view.label.clone(),
        article: view.article.clone(),
        lead: vec![page.t("filled-list-lead")],
        findings: if view.entries.is_empty() { vec![page.t("filled-list-empty")] } else { Vec::new() },
        columns,
        lines: view.entries.iter().map(line).collect(),
        end: page.t("filled-switch-off"),
        end_has_day: false,
        draft,
        saved,
    };
    show_as(status, &template)
}
