//! Signing in and out.

use std::time::Instant;

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{Device, Entered, Knock};
use serde::Deserialize;

use crate::{
    cookies::{self, Life},
    forms::{Kept, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show, show_as},
    visit::{Newcomer, Visitor, is_https},
};

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
pub(crate) struct SignInPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) login: &'a str,
    pub(crate) next: &'a str,
    pub(crate) error: Option<String>,
    /// Passkeys are asked for here.
    pub(crate) passkeys: bool,
    /// A form that was sent when nobody was signed in any more.
    pub(crate) kept: Option<Kept>,
}

/// The form that was sent too late, with all that was typed: one press brings it back.
#[derive(Template)]
#[template(path = "desk/again.html")]
pub(crate) struct AgainPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) kept: &'a Kept,
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// `GET /desk/sign-in`
pub(crate) async fn form(State(site): State<Site>, Visitor(page): Visitor, Query(next): Query<Next>) -> Response {
    let passkeys = site.desk.address().is_some();
    show(&SignInPage { page: &page, login: "", next: local(&next.next), error: None, passkeys, kept: None })
}

/// `POST /desk/sign-in`
pub(crate) async fn enter(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (login, next) = (posted.value("login").trim(), local(posted.value("next")));
    let again = |status, text| {
        let passkeys = site.desk.address().is_some();
        let kept = Kept::carried(&posted);
        show_as(status, &SignInPage { page: &page, login, next, error: Some(text), passkeys, kept })
    };
    let said = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = cookies::value(&headers, cookies::DEVICE).unwrap_or_default();
    let (password, code) = (posted.value("password"), posted.value("code"));
    let passkey = posted.value("passkey");
    let knock = Knock { login, password, code, passkey, device: Device::of(said), known };
    match site.desk.enter(knock).await {
        Ok(Entered { session, known }) => {
            site.known.add(&session.token, Instant::now());
            let mut response = match Kept::carried(&posted) {
                None => Redirect::to(&page.to(next)).into_response(),
                Some(kept) => show(&AgainPage { page: &page.clone().of(&session), kept: &kept }),
            };
            let secure = site.config.secure_cookies || is_https(&headers);
            if let Some(value) = cookies::cookie(cookies::SESSION, &session.token, Life::Browser, secure) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
            if let Some(value) = cookies::at_the_door(&known, secure) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
            Ok(response)
        }
        Err(rejection) => wrong(rejection.into(), &page).map(|(status, text)| again(status, text)),
    }
}

/// Asks whoever sent a form too late to sign in; what was typed goes along.
pub(crate) fn too_late(site: &Site, page: &Page, kept: Kept) -> Response {
    let (passkeys, next) = (site.desk.address().is_some(), "/desk");
    let kept = Some(kept);
    let error = None;
    show_as(StatusCode::UNAUTHORIZED, &SignInPage { page, login: "", next, error, passkeys, kept })
}

/// `POST /desk/sign-out`
pub(crate) async fn leave(State(site): State<Site>, worker: Newcomer, posted: Posted) -> Result<Response, Trouble> {
    if !worker.page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    site.desk.sign_out(&worker.session.token).await?;
    let mut response = Redirect::to("/desk/sign-in").into_response();
    if let Some(value) = cookies::cookie(cookies::SESSION, "", Life::Over, site.config.secure_cookies) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// What to say when nobody was let in; a fault stays a fault.
fn wrong(trouble: Trouble, page: &Page) -> Result<(StatusCode, String), Trouble> {
    use dengwen_desk::view::Rejection::{Forbidden, Invalid, NotFound, TooSoon};
    match trouble {
        Trouble::Rejected(Forbidden | NotFound) => Ok((StatusCode::FORBIDDEN, page.t("sign-in-wrong"))),
        Trouble::Rejected(Invalid(wrong)) => {
            let text = wrong.into_iter().next().map_or_else(|| page.t("sign-in-wrong"), |(_, text)| text);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, text))
        }
        Trouble::Rejected(TooSoon(seconds)) => Ok((StatusCode::TOO_MANY_REQUESTS, page.count("too-soon", seconds))),
        other => Err(other),
    }
}

/// Only a path of the workbench; anything else leads to the inbox.
fn local(next: &str) -> &str {
    if next == "/desk" || next.starts_with("/desk/") || next.starts_with("/desk?") { next } else { "/desk" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn signing_in_never_leads_elsewhere() {
        assert_eq!(local("/desk/cases/7"), "/desk/cases/7");
        assert_eq!(local("https://example.org/desk/"), "/desk");
        assert_eq!(local("//example.org"), "/desk");
        assert_eq!(local("/deskevil"), "/desk");
    }
}
