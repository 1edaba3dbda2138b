//! An act on a case.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{CaseView, ClosedView, Session};

use super::case;
use crate::{
    files::{self, Row},
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show, show_as},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/act.html")]
pub(crate) struct ActPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) case: &'a CaseView,
    pub(crate) draft: &'a Draft,
}

/// The act is not open: why, and what can be done instead.
#[derive(Template)]
#[template(path = "desk/closed.html")]
pub(crate) struct ClosedPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) case: &'a CaseView,
    pub(crate) closed: Option<&'a ClosedView>,
    pub(crate) typed: &'a [(String, String)],
}

/// `GET /desk/cases/{case}/acts/{act}`
pub(crate) async fn form(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, act)): Path<(String, String)>,
    row: Row,
) -> Result<Response, Trouble> {
    let (case, draft) = fresh(&site, &page, &session, &id, (&act, &row)).await?;
    Ok(match draft {
        Some(draft) => show(&ActPage { page: &page, case: &case, draft: &draft }),
        None => not_open(StatusCode::OK, &page, &case, &act, &[]),
    })
}

/// `POST /desk/cases/{case}/acts/{act}`
pub(crate) async fn perform(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, act)): Path<(String, String)>,
    row: Row,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let (case, draft) = fresh(&site, &page, &session, &id, (&act, &row)).await?;
    let Some(mut draft) = draft else {
        return Ok(not_open(StatusCode::CONFLICT, &page, &case, &act, &posted.typed));
    };
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: &Draft| show_as(status, &ActPage { page: &page, case: &case, draft });
    if let Some(status) = stopped {
        return Ok(again(status, &draft));
    }
    match site.desk.perform(&session, &id, draft.sent(), page.lang).await {
        Ok(performed) => {
            draft.let_go(&site.holding);
            let done = files::done(&site, performed);
            Ok(Redirect::to(&format!("/desk/cases/{id}?done={done}")).into_response())
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}

async fn fresh(
    site: &Site,
    page: &Page,
    session: &Session,
    id: &str,
    (act, row): (&str, &Row),
) -> Result<(CaseView, Option<Draft>), Trouble> {
    let case = site.desk.case(session, id, page.lang).await?;
    let draft = case::drafts(&case).into_iter().find(|draft| row.is_of(draft, act));
    Ok((case, draft))
}

fn not_open(status: StatusCode, page: &Page, case: &CaseView, act: &str, typed: &[(String, String)]) -> Response {
    let closed = case.closed.iter().find(|closed| closed.act == act);
    show_as(status, &ClosedPage { page, case, closed, typed })
}
