//! The holder of a code acts: supplements, says whether they are satisfied, objects, withdraws.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::FollowView;

use super::follow::{Code, drafts};
use crate::{
    files::{self, Row},
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show, show_as},
    visit::Visitor,
};

#[derive(Template)]
#[template(path = "portal/answer.html")]
pub(crate) struct AnswerPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a FollowView,
    pub(crate) draft: &'a Draft,
}

/// `GET /follow/acts/{act}`
pub(crate) async fn form(
    State(site): State<Site>,
    Visitor(page): Visitor,
    Code(code): Code,
    Path(act): Path<String>,
    row: Row,
) -> Result<Response, Trouble> {
    let (view, draft) = fresh(&site, &page, &code, &act, &row).await?;
    Ok(show(&AnswerPage { page: &page, view: &view, draft: &draft }))
}

/// `POST /follow/acts/{act}`
pub(crate) async fn perform(
    State(site): State<Site>,
    Visitor(page): Visitor,
    Code(code): Code,
    Path(act): Path<String>,
    row: Row,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let (view, mut draft) = fresh(&site, &page, &code, &act, &row).await?;
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: &Draft| show_as(status, &AnswerPage { page: &page, view: &view, draft });
    if let Some(status) = stopped {
        return Ok(again(status, &draft));
    }
    match site.desk.answer(&code, draft.sent(), page.lang).await {
        Ok(performed) => {
            draft.let_go(&site.holding);
            let done = files::done(&site, performed);
            Ok(Redirect::to(&format!("/follow/case?done={done}")).into_response())
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}

async fn fresh(site: &Site, page: &Page, code: &str, act: &str, row: &Row) -> Result<(FollowView, Draft), Trouble> {
    let view = site.desk.follow(code, page.lang).await.ok_or(Trouble::not_found())?;
    let draft = drafts(&view).into_iter().find(|draft| row.is_of(draft, act)).ok_or(Trouble::not_found())?;
    Ok((view, draft))
}
