//! An act on a case.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{CaseView, ClosedView, FormView, Rejection, Sent, Session};
use serde::Deserialize;

use super::{
    beside::{self, Beside},
    case,
};
use crate::{
    files::{self, Row},
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show, show_as, status_of},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/act.html")]
pub(crate) struct ActPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) case: &'a CaseView,
    pub(crate) draft: &'a Draft,
    /// What stands beside the form.
    pub(crate) beside: Option<Beside>,
}

impl ActPage<'_> {
    /// The other acts that are open, where this one was refused.
    fn others(&self) -> Vec<&FormView> {
        let refused = self.draft.problems.iter().any(|problem| problem.to.is_none());
        self.case.open.iter().filter(|form| refused && form.act != self.draft.form.act).collect()
    }

    fn alone(&self) -> String {
        format!("/desk/cases/{}/acts/{}{}", self.case.id, self.draft.form.act, Row::query(self.draft.form.row.as_ref()))
    }
}

/// The act is not open: why, and what can be done instead.
#[derive(Template)]
#[template(path = "desk/closed.html")]
pub(crate) struct ClosedPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) case: &'a CaseView,
    pub(crate) closed: Option<&'a ClosedView>,
    /// What can be done now.
    pub(crate) open: &'a [Draft],
    pub(crate) typed: &'a [(String, String)],
}

/// The case has moved on to where this person does not see it.
#[derive(Template)]
#[template(path = "desk/moved_on.html")]
pub(crate) struct MovedOnPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) changes: &'a [String],
    pub(crate) typed: &'a [(String, String)],
}

/// `GET /desk/cases/{case}/acts/{act}`
pub(crate) async fn form(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, act)): Path<(String, String)>,
    row: Row,
    Query(asked): Query<ActAsked>,
) -> Result<Response, Trouble> {
    let (case, draft) = fresh(&site, &page, &session, &id, (&act, &row)).await?;
    let beside = beside::of(&site, &page, &case, &asked.beside).await;
    Ok(match draft {
        Some(mut draft) => {
            beside.iter().for_each(|beside| case::keep_beside(&mut draft, beside));
            show(&ActPage { page: &page, case: &case, draft: &draft, beside })
        }
        None => not_open(StatusCode::OK, &page, &case, &act, &[]),
    })
}

/// `POST /desk/cases/{case}/acts/{act}`
pub(crate) async fn perform(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, act)): Path<(String, String)>,
    row: Row,
    Query(asked): Query<ActAsked>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let (case, draft) = match fresh(&site, &page, &session, &id, (&act, &row)).await {
        Err(Trouble::Rejected(Rejection::NotFound)) => return gone(&site, &page, &session, (id, act), posted).await,
        fresh => fresh?,
    };
    let Some(mut draft) = draft else {
        return Ok(not_open(StatusCode::CONFLICT, &page, &case, &act, &posted.typed));
    };
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = async |status: StatusCode, draft: &mut Draft| {
        let beside = beside::of(&site, &page, &case, &asked.beside).await;
        beside.iter().for_each(|beside| case::keep_beside(draft, beside));
        show_as(status, &ActPage { page: &page, case: &case, draft, beside })
    };
    if let Some(status) = stopped {
        return Ok(again(status, &mut draft).await);
    }
    match site.desk.perform(&session, &id, draft.sent(), page.lang).await {
        Ok(performed) => {
            draft.let_go(&site.holding);
            let done = files::done(&site, performed);
            Ok(Redirect::to(&format!("/desk/cases/{id}?done={done}")).into_response())
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &mut draft).await)
        }
    }
}

/// What stands beside the form.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ActAsked {
    #[serde(default)]
    beside: String,
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

/// The case is out of sight. Whoever saw it when the form was drawn is told what happened, and keeps what was typed.
async fn gone(
    site: &Site,
    page: &Page,
    session: &Session,
    (id, act): (String, String),
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    let seq = posted.meta(":seq").and_then(|seq| seq.parse().ok()).unwrap_or_default();
    let once = posted.meta(":once").unwrap_or_default().to_owned();
    let sent = Sent { act, seq, once, typed: posted.typed.clone(), ..Sent::default() };
    match site.desk.perform(session, &id, sent, page.lang).await {
        Ok(_) => Ok(Redirect::to("/desk").into_response()),
        Err(rejection) => {
            let status = status_of(&rejection);
            let changes = why_gone(rejection, page)?;
            Ok(show_as(status, &MovedOnPage { page, changes: &changes, typed: &posted.typed }))
        }
    }
}

/// What to tell somebody who no longer sees the case. Who never saw it, and programs, get the plain answer.
fn why_gone(rejection: Rejection, page: &Page) -> Result<Vec<String>, Trouble> {
    match rejection {
        rejection if page.program => Err(rejection.into()),
        Rejection::Changed(changes) => Ok(changes),
        Rejection::Refused(refused) => Ok(refused.into_iter().map(|refused| refused.cited.text).collect()),
        Rejection::Forbidden => Ok(vec![page.t("trouble-forbidden-text")]),
        rejection => Err(rejection.into()),
    }
}

fn not_open(status: StatusCode, page: &Page, case: &CaseView, act: &str, typed: &[(String, String)]) -> Response {
    let closed = case.closed.iter().find(|closed| closed.act == act);
    show_as(status, &ClosedPage { page, case, closed, open: &case::drafts(case), typed })
}
