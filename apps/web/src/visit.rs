//! Around every request: language and look, token for forms, headers that keep the page to itself, trouble drawn as a page.

use std::time::Instant;

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use dengwen_desk::{
    one_look,
    view::{Language, Session},
};

use crate::{
    admission,
    cookies::{self, Life},
    forms::{Kept, Posted},
    page::Page,
    secret,
    site::Site,
    trouble::Trouble,
    workbench::door,
};

/// What pages may do in a browser: nothing is loaded but our own style, script and pictures.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What browsers are told about every page.
fn headers() -> [(HeaderName, &'static str); 9] {
    let name = HeaderName::from_static;
    [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
        (name("cross-origin-opener-policy"), "same-origin"),
        (name("cross-origin-resource-policy"), "same-origin"),
        (name("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        (name("x-robots-tag"), "noindex, nofollow"),
    ]
}

/// Anybody who asks for a page.
pub(crate) struct Visitor(pub(crate) Page);

/// Somebody signed in who asks for a page.
pub(crate) struct Worker {
    /// The page, with the session's token for its forms.
    pub(crate) page: Page,
    /// Who it is.
    pub(crate) session: Session,
}

/// Somebody signed in who may still have to set up a second step: for the pages on which that is done.
pub(crate) struct Newcomer {
    /// The page, with the session's token for its forms.
    pub(crate) page: Page,
    /// Who it is.
    pub(crate) session: Session,
}

impl FromRequestParts<Site> for Newcomer {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Trouble> {
        let token = cookies::value(&parts.headers, cookies::SESSION).unwrap_or_default();
        let session = site.desk.newcomer(token).await?.ok_or_else(|| Trouble::SignIn(next(parts)))?;
        site.known.add(token, Instant::now());
        let page = page_for(parts, &session);
        Ok(Self { page, session })
    }
}

/// Where to go after signing in.
fn next(parts: &Parts) -> String {
    if parts.method == Method::GET { parts.uri.to_string() } else { "/desk".to_owned() }
}

fn page_for(parts: &Parts, session: &Session) -> Page {
    parts.extensions.get::<Page>().cloned().unwrap_or_default().of(session)
}

/// A form of the workbench sent when nobody is signed in any more, with what was typed; any other request goes on.
async fn too_late(site: &Site, page: &Page, request: Request) -> Result<Request, Response> {
    let door = ["/desk/sign-in", "/desk/sign-out"].contains(&page.path.as_str());
    if request.method() != Method::POST || !is_desk(request.uri()) || door || page.program {
        return Ok(request);
    }
    let token = cookies::value(request.headers(), cookies::SESSION).unwrap_or_default();
    if !token.is_empty() {
        match site.desk.newcomer(token).await {
            Ok(None) => {}
            Ok(Some(_)) => return Ok(request),
            Err(away) => return Err(Trouble::from(away).into_response()),
        }
    }
    let action = request.uri().to_string();
    let posted = Posted::without_files(request, site).await.map_err(IntoResponse::into_response)?;
    Err(Kept::of(&action, &posted)
        .map_or_else(|| Trouble::SignIn("/desk".to_owned()).into_response(), |kept| door::too_late(site, page, kept)))
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        Ok(Self(parts.extensions.get::<Page>().cloned().unwrap_or_default()))
    }
}

impl FromRequestParts<Site> for Worker {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Trouble> {
        let token = cookies::value(&parts.headers, cookies::SESSION).unwrap_or_default();
        let session = if token.is_empty() { None } else { site.desk.signed_in(token).await? };
        let Some(session) = session else {
            let lacks = !token.is_empty() && site.desk.newcomer(token).await?.is_some();
            site.known.forget(token);
            return Err(if lacks { Trouble::SecondStep } else { Trouble::SignIn(next(parts)) });
        };
        site.known.add(token, Instant::now());
        let mut page = page_for(parts, &session);
        if parts.method == Method::GET && !page.program {
            page.notices = site.desk.notices_unread(&session).await?;
        }
        Ok(Self { page, session })
    }
}

impl OptionalFromRequestParts<Site> for Worker {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Option<Self>, Trouble> {
        Ok(<Self as FromRequestParts<Site>>::from_request_parts(parts, site).await.ok())
    }
}

impl Page {
    /// Does a form come from a page of ours? Whoever is signed in sends the token of the session. Whoever is not has
    /// nothing that a forged form could use: see `docs/security.md`.
    pub(crate) fn gave(&self, posted: &Posted) -> bool {
        self.worker.is_none() || secret::same(&self.csrf, posted.meta(":csrf").unwrap_or_default())
    }
}

/// After how many seconds it may be asked again, where we cannot answer now.
const LATER: &str = "10";

/// Dresses every answer.
pub(crate) async fn dress(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let page = page_of(request.uri(), request.headers());
    let secure = site.config.secure_cookies || is_https(request.headers());
    let settings = settings_of(request.uri(), request.headers());
    request.extensions_mut().insert(page.clone());
    let forged = request.method() != Method::GET && is_foreign(request.headers());
    let (mut response, _turn) = match admission::let_in(&site, &page, request).await {
        Err(trouble) => (trouble.into_response(), None),
        Ok((_, turn)) if forged => (Trouble::Forged.into_response(), turn),
        Ok((request, turn)) => match too_late(&site, &page, request).await {
            Ok(request) => (one_look(next.run(request)).await, turn),
            Err(response) => (response, turn),
        },
    };
    // What could not be looked for is not said to be missing, nor a code that could not be looked up to be wrong.
    if [StatusCode::NOT_FOUND, StatusCode::GONE, StatusCode::UNPROCESSABLE_ENTITY].contains(&response.status())
        && let Err(away) = site.desk.answers().await
    {
        response = Trouble::from(away).into_response();
    }
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        let after = trouble.retry_after();
        response = if page.program { trouble.problem(&page) } else { trouble.page(&page) };
        after.map(|seconds| response.headers_mut().insert(header::RETRY_AFTER, seconds));
    }
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static(LATER));
    }
    for (name, value) in headers() {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if secure {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    for (name, value, life) in settings {
        if let Some(value) = cookies::cookie(name, value, life, secure) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

/// Is the site reached over https, as the gate before us says?
pub(crate) fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|value| value == "https")
}

fn page_of(uri: &Uri, headers: &HeaderMap) -> Page {
    let query = uri.query().unwrap_or_default();
    let remembered = |name| if is_desk(uri) { cookies::value(headers, name) } else { None };
    let asked = |name: &str| query.split('&').filter_map(|pair| pair.split_once('=')).rfind(|(key, _)| *key == name);
    let lang = asked("lang").map(|(_, value)| value).or_else(|| remembered(cookies::LANGUAGE));
    let ease = asked("ease").map(|(_, value)| value).or_else(|| remembered(cookies::EASE));
    let contrast = asked("contrast").map(|(_, value)| value).or_else(|| remembered(cookies::CONTRAST));
    let lang = if lang == Some("en") { Language::En } else { Language::Zh };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_setting(pair) && !pair.is_empty()).collect();
    Page {
        lang,
        program: wants_json(headers) || uri.path().starts_with("/api/"),
        large: ease == Some("large"),
        contrast: contrast == Some("high"),
        path: uri.path().to_owned(),
        query: kept.join("&"),
        ..Page::default()
    }
}

/// Did another site make the browser send this? Browsers say so themselves; what is no browser holds no cookie of ours.
fn is_foreign(headers: &HeaderMap) -> bool {
    let said = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    said.is_some_and(|site| !matches!(site, "same-origin" | "none"))
}

fn is_desk(uri: &Uri) -> bool {
    uri.path() == "/desk" || uri.path().starts_with("/desk/")
}

fn is_setting(pair: &str) -> bool {
    ["lang=", "ease=", "contrast="].iter().any(|setting| pair.starts_with(setting))
}

/// Settings in the address are remembered, for those who are signed in alone: the portal sets no cookie.
fn settings_of(uri: &Uri, headers: &HeaderMap) -> Vec<(&'static str, &'static str, Life)> {
    if !is_desk(uri) || cookies::value(headers, cookies::SESSION).is_none() {
        return Vec::new();
    }
    let pairs = uri.query().unwrap_or_default().split('&');
    pairs
        .filter_map(|pair| match pair {
            "lang=zh" => Some((cookies::LANGUAGE, "zh", Life::Year)),
            "lang=en" => Some((cookies::LANGUAGE, "en", Life::Year)),
            "ease=large" => Some((cookies::EASE, "large", Life::Year)),
            "contrast=high" => Some((cookies::CONTRAST, "high", Life::Year)),
            "contrast=normal" => Some((cookies::CONTRAST, "normal", Life::Over)),
            "ease=normal" => Some((cookies::EASE, "normal", Life::Over)),
            _ => None,
        })
        .collect()
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("json") && !accept.contains("text/html")
}
