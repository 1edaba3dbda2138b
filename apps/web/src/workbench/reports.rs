//! Periodic reports: the list, and one round with its figures and what may be done with it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::view::{DocumentView, FigureView, PaperFile, Performed, ReportLine, ReportView, Sent, Session};

use super::{figures, sent};
use crate::{
    files::Done,
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown, show_as},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/reports.html")]
pub(crate) struct ReportsPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) lines: &'a [ReportLine],
}

#[derive(Template)]
#[template(path = "desk/report.html")]
pub(crate) struct ReportPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a ReportView,
    /// The form that came back.
    pub(crate) failed: Option<&'a Draft>,
    /// What may be done now.
    pub(crate) acts: Vec<Draft>,
    pub(crate) told: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/report_document.html")]
pub(crate) struct DocumentPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a DocumentView,
}

impl DocumentPage<'_> {
    /// The report.
    fn report(&self) -> String {
        format!("/desk/reports/{}/{}", self.view.id, self.view.n)
    }

    /// How many figures are in it.
    const fn figures(&self) -> usize {
        self.view.parts.0
    }

    /// How many charts.
    const fn charts(&self) -> usize {
        self.view.parts.1
    }

    /// It is still being set: the page asks again.
    const fn is_setting(&self) -> bool {
        self.view.size.is_none() && self.view.failed.is_none()
    }

    /// Where the cases behind a number stand.
    fn behind(&self, (figure, line): &(String, String)) -> String {
        figures::address(&self.view.id, self.view.n, (figure, line), true)
    }
}

impl<'a> ReportPage<'a> {
    pub(crate) fn new(page: &'a Page, view: &'a ReportView, failed: Option<&'a Draft>) -> Self {
        Self { page, view, failed, acts: drafts(view).collect(), told: Vec::new() }
    }

    /// Where the cases behind a number stand.
    fn behind(&self, table: &FigureView, line: &str) -> String {
        figures::address(&self.view.id, self.view.n, (&table.of, line), false)
    }
}

fn drafts(view: &ReportView) -> impl Iterator<Item = Draft> {
    let draft = |form: &dengwen_desk::view::FormView| {
        Draft::new(form.clone(), view.seq, format!("/desk/reports/{}/{}/acts/{}", view.id, view.n, form.act))
    };
    view.forms.iter().map(draft)
}

/// `GET /desk/reports`
pub(crate) async fn list(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let lines = site.desk.reports(&session, page.lang).await?;
    Ok(shown(&ReportsPage { page: &page, lines: &lines }))
}

/// `GET /desk/reports/{id}/{n}`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, n)): Path<(String, u32)>,
    done: Done,
) -> Result<Response, Trouble> {
    let view = site.desk.report(&session, &id, n, page.lang).await?;
    Ok(shown(&ReportPage { told: done.told(&site), ..ReportPage::new(&page, &view, None) }))
}

/// `GET /desk/reports/{id}/{n}/tables.xlsx`
pub(crate) async fn tables(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, n)): Path<(String, u32)>,
) -> Result<Response, Trouble> {
    let bytes = site.desk.report_tables(&session, &id, n, page.lang).await?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    Ok(crate::files::tables(PaperFile { name: format!("{id}-{n}.xlsx"), media, bytes }))
}

/// `GET /desk/reports/{id}/{n}/document`
pub(crate) async fn document(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, n)): Path<(String, u32)>,
) -> Result<Response, Trouble> {
    let view = site.desk.report_document(&session, &id, n, page.lang).await?;
    Ok(shown(&DocumentPage { page: &page, view: &view }))
}

/// `GET /desk/reports/{id}/{n}/document.pdf`
pub(crate) async fn document_file(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, n)): Path<(String, u32)>,
) -> Result<Response, Trouble> {
    Ok(crate::files::paper(site.desk.report_document_file(&session, &id, n, page.lang).await?))
}

/// `POST /desk/reports/{id}/{n}/acts/{act}`
pub(crate) async fn perform(
    State(site): State<Site>,
    worker: Worker,
    Path((id, n, act)): Path<(String, u32, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let lang = worker.page.lang;
    let view = site.desk.report(&worker.session, &id, n, lang).await?;
    let draft = drafts(&view).find(|draft| draft.form.act == act);
    let perform = async |session: Session, sent: Sent| site.desk.act_on_report(&session, &id, n, &sent, lang).await;
    let to = |_: &Performed| format!("/desk/reports/{id}/{n}");
    let again =
        |page: &Page, status: StatusCode, draft: Option<&Draft>| show_as(status, &ReportPage::new(page, &view, draft));
    sent::done(&site, worker, posted, draft, perform, to, again).await
}
