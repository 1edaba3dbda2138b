//! The holder of a code acts: supplements, says whether they are satisfied, objects, withdraws.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::view::FollowView;

use super::follow::{self, drafts};
use crate::{
    files::Row,
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
    visit::Visitor,
};

#[derive(Template)]
#[template(path = "portal/answer.html")]
pub(crate) struct AnswerPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a FollowView,
    pub(crate) draft: &'a Draft,
}

/// `POST /follow/acts/{act}`
pub(crate) async fn perform(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path(act): Path<String>,
    row: Row,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let Some(code) = follow::code_of(&site, &posted) else { return Ok(follow::over(&page)) };
    follow::holds(&site, &mut page, &code)?;
    let view = site.desk.follow(&code, page.lang).await.ok_or(Trouble::not_found())?;
    let mut draft = drafts(&view).into_iter().find(|draft| row.is_of(draft, &act)).ok_or(Trouble::not_found())?;
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: &Draft| show_as(status, &AnswerPage { page: &page, view: &view, draft });
    if let Some(status) = stopped {
        return Ok(again(status, &draft));
    }
    match site.desk.answer(&code, draft.sent(), page.lang).await {
        Ok(performed) => {
            draft.let_go(&site.holding);
            // What belongs to a part of the case is not told again here; that it arrived is.
            let mut told = performed.told;
            if told.is_empty() {
                told.push(page.t("follow-arrived"));
            }
            follow::shown(&site, &page, &code, &told).await
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}
