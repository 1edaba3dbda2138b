//! A matter is followed with its code. The code never stands in an address.

use std::{sync::Arc, time::Instant};

use askama::Template;
use axum::{
    extract::{FromRequestParts, Path, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::FollowView;

use crate::{
    cookies::{self, Life},
    files,
    forms::{Draft, Posted},
    holding::Held,
    page::Page,
    site::Site,
    trouble::{self, Trouble, show_as},
    visit::{Visitor, is_https},
};

/// The code of the case that this browser follows.
pub(crate) struct Code(pub(crate) Arc<str>);

impl FromRequestParts<Site> for Code {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Redirect> {
        let token = cookies::value(&parts.headers, cookies::FOLLOW).unwrap_or_default();
        match site.holding.get(token, Instant::now()) {
            Some(Held::Code(code)) => Ok(Self(code)),
            _ => Err(Redirect::to("/follow")),
        }
    }
}

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

/// `POST /follow`
pub(crate) async fn open(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let typed = posted.value("code");
    let again = |status, text| show_as(status, &EnterPage { page: &page, typed, error: Some(text) });
    if !page.gave(&posted) {
        return again(StatusCode::FORBIDDEN, page.t("form-forged"));
    }
    let code = typed.trim();
    if code.is_empty() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, page.t("follow-code-missing"));
    }
    if site.desk.follow(code, page.lang).await.is_none() {
        return again(StatusCode::NOT_FOUND, page.t("follow-code-unknown"));
    }
    let token = site.holding.put(Held::Code(code.into()), Instant::now());
    let mut response = Redirect::to("/follow/case").into_response();
    let secure = site.config.secure_cookies || is_https(&headers);
    if let Some(value) = cookies::cookie(cookies::FOLLOW, &token, Life::Browser, secure) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// `GET /follow/case`
pub(crate) async fn case(
    State(site): State<Site>,
    Visitor(page): Visitor,
    Code(code): Code,
    done: files::Done,
) -> Result<Response, Trouble> {
    let view = site.desk.follow(&code, page.lang).await.ok_or(Trouble::not_found())?;
    let drafts = drafts(&view);
    let told = done.told(&site);
    Ok(trouble::show(&FollowPage { page: &page, view: &view, drafts: &drafts, told: &told }))
}

/// `POST /follow/close`
pub(crate) async fn close(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    site.holding.forget(cookies::value(&headers, cookies::FOLLOW).unwrap_or_default());
    Ok(Redirect::to("/follow").into_response())
}

/// `GET /follow/papers/{paper}/{copy}`
pub(crate) async fn paper(
    State(site): State<Site>,
    Visitor(page): Visitor,
    Code(code): Code,
    Path((paper, copy)): Path<(String, u32)>,
) -> Result<Response, Trouble> {
    Ok(files::paper(site.desk.follow_paper(&code, &paper, copy, page.lang).await?))
}

/// A form for everything the holder of the code may do now.
pub(crate) fn drafts(view: &FollowView) -> Vec<Draft> {
    let draft = |form: &dengwen_desk::view::FormView| {
        let row = files::Row::query(form.row.as_ref());
        Draft::new(form.clone(), view.seq, format!("/follow/acts/{}{row}", form.act))
    };
    view.forms.iter().map(draft).collect()
}
