//! Periodic reports: the list, and one round with its figures and what may be done with it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{ReportLine, ReportView};

use crate::{
    files::{self, Done},
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

impl<'a> ReportPage<'a> {
    pub(crate) fn new(page: &'a Page, view: &'a ReportView, failed: Option<&'a Draft>) -> Self {
        Self { page, view, failed, acts: drafts(view).collect(), told: Vec::new() }
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

/// `POST /desk/reports/{id}/{n}/acts/{act}`
pub(crate) async fn perform(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, n, act)): Path<(String, u32, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let view = site.desk.report(&session, &id, n, page.lang).await?;
    let Some(mut draft) = drafts(&view).find(|draft| draft.form.act == act) else {
        return Ok(show_as(StatusCode::CONFLICT, &ReportPage::new(&page, &view, None)));
    };
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: &Draft| show_as(status, &ReportPage::new(&page, &view, Some(draft)));
    if let Some(status) = stopped {
        return Ok(again(status, &draft));
    }
    match site.desk.act_on_report(&session, &id, n, &draft.sent(), page.lang).await {
        Ok(performed) => {
            let done = files::done(&site, performed);
            Ok(Redirect::to(&format!("/desk/reports/{id}/{n}?done={done}")).into_response())
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}
