//! A matter is followed with its code. Neither code nor voucher ever stands in an address or a cookie: the page carries the voucher in
//! a hidden field of its forms, and every further page is the answer to one of them.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Redirect, Response},
};
use dengwen_desk::{SavedDraft, view::FollowView};
use jiff::SignedDuration;

use crate::{
    files,
    forms::{Draft, Posted},
    page::{Page, Switch},
    portal::intake,
    site::Site,
    trouble::{self, Trouble, show_as},
    visit::Visitor,
};

/// What vouchers of this page are for.
const PURPOSE: &str = "follow";
/// How long a page can be used; every page brings a new voucher.
const LASTS: SignedDuration = SignedDuration::from_mins(30);

#[derive(Template)]
#[template(path = "portal/enter.html")]
pub(crate) struct EnterPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) typed: &'a str,
    pub(crate) error: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/follow.html")]
pub(crate) struct FollowPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a FollowView,
    pub(crate) drafts: &'a [Draft],
    pub(crate) told: &'a [String],
}

/// `GET /follow`
pub(crate) async fn enter(Visitor(page): Visitor) -> Response {
    trouble::show(&EnterPage { page: &page, typed: "", error: None })
}

/// `GET` of an address that only answers forms: the code is asked for again.
pub(crate) async fn again(Visitor(page): Visitor) -> Redirect {
    Redirect::to(&page.to("/follow"))
}

/// `POST /follow`: with the code that was typed, or from a page that was open already.
pub(crate) async fn open(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    posted: Posted,
) -> Result<Response, Trouble> {
    if posted.meta(":key").is_some() {
        let Some(code) = code_of(&site, &posted) else { return Ok(over(&page)) };
        holds(&site, &mut page, &code)?;
        return shown(&site, &page, &code, &[]).await;
    }
    let typed = posted.value("code");
    let wrong = |status, text| show_as(status, &EnterPage { page: &page, typed, error: Some(text) });
    let code = typed.trim();
    if code.is_empty() {
        return Ok(wrong(StatusCode::UNPROCESSABLE_ENTITY, page.t("follow-code-missing")));
    }
    posted.end_turn();
    match site.codes.tried(site.desk.now(), found(&site, code, &page)).await {
        Some(Some(Found::Matter)) => {}
        Some(Some(Found::Draft(saved))) => return intake::resumed(&site, page, &saved, code).await,
        Some(None) => return Ok(wrong(StatusCode::NOT_FOUND, page.t("follow-code-unknown"))),
        None => return Ok(wrong(StatusCode::SERVICE_UNAVAILABLE, page.t("follow-busy"))),
    }
    holds(&site, &mut page, code)?;
    shown(&site, &page, code, &[]).await
}

/// What a code stands for.
enum Found {
    /// A matter that was handed in.
    Matter,
    /// A form that was put aside.
    Draft(SavedDraft),
}

async fn found(site: &Site, code: &str, page: &Page) -> Option<Found> {
    if site.desk.follow(code, page.lang).await.is_some() {
        return Some(Found::Matter);
    }
    site.desk.open_draft(code).await.map(Found::Draft)
}

/// `POST /follow/papers/{paper}/{copy}`
pub(crate) async fn paper(
    State(site): State<Site>,
    Visitor(page): Visitor,
    Path((paper, copy)): Path<(String, u32)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let Some(code) = code_of(&site, &posted) else { return Ok(over(&page)) };
    Ok(files::paper(site.desk.follow_paper(&code, &paper, copy, page.lang).await?))
}

/// The code that the voucher of a form stands for.
pub(crate) fn code_of(site: &Site, posted: &Posted) -> Option<String> {
    String::from_utf8(site.desk.vouched(PURPOSE, posted.meta(":key")?)?).ok()
}

/// The page goes on with a fresh voucher.
pub(crate) fn holds(site: &Site, page: &mut Page, code: &str) -> Result<(), Trouble> {
    page.key = site.desk.voucher(PURPOSE, code.as_bytes(), LASTS)?;
    page.switch = Switch::Key;
    Ok(())
}

/// The page stood open for too long.
pub(crate) fn over(page: &Page) -> Response {
    show_as(StatusCode::GONE, &EnterPage { page, typed: "", error: Some(page.t("follow-over")) })
}

/// Where the matter stands, and what was just done.
pub(crate) async fn shown(site: &Site, page: &Page, code: &str, told: &[String]) -> Result<Response, Trouble> {
    let view = site.desk.follow(code, page.lang).await.ok_or(Trouble::not_found())?;
    let drafts = drafts(&view);
    Ok(trouble::show(&FollowPage { page, view: &view, drafts: &drafts, told }))
}

/// A form for everything the holder of the code may do now.
pub(crate) fn drafts(view: &FollowView) -> Vec<Draft> {
    let draft = |form: &dengwen_desk::view::FormView| {
        let row = files::Row::query(form.row.as_ref());
        Draft::new(form.clone(), view.seq, format!("/follow/acts/{}{row}", form.act))
    };
    view.forms.iter().map(draft).collect()
}
