//! Around every request: language and size, token for forms, headers that keep the page to itself, trouble drawn as a page.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header, request::Parts},
    middleware::Next,
    response::Response,
};
use dengwen_desk::view::{Language, Session};

use crate::{
    cookies::{self, Life},
    forms::Posted,
    page::Page,
    secret,
    site::Site,
    trouble::Trouble,
};

/// What browsers are told about every page.
const HEADERS: &[(HeaderName, &str)] = &[
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Anybody who asks for a page.
pub(crate) struct Visitor(pub(crate) Page);

/// Somebody signed in who asks for a page.
pub(crate) struct Worker {
    /// The page, with the session's token for its forms.
    pub(crate) page: Page,
    /// Who it is.
    pub(crate) session: Session,
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
        let mut page = parts.extensions.get::<Page>().cloned().unwrap_or_default();
        let token = cookies::value(&parts.headers, cookies::SESSION).unwrap_or_default();
        let session = if token.is_empty() { None } else { site.desk.session(token).await };
        let next = if parts.method == axum::http::Method::GET { parts.uri.to_string() } else { "/desk".to_owned() };
        let session = session.ok_or(Trouble::SignIn(next))?;
        page.csrf.clone_from(&session.csrf);
        page.worker = Some(session.clone());
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
    /// Does a form come from a page of ours?
    pub(crate) fn gave(&self, posted: &Posted) -> bool {
        secret::same(&self.csrf, posted.meta(":csrf").unwrap_or_default())
    }
}

/// Dresses every answer.
pub(crate) async fn dress(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let fresh = cookies::value(request.headers(), cookies::FORM).is_none();
    let page = page_of(request.uri(), request.headers());
    let secure = site.config.secure_cookies || is_https(request.headers());
    let settings = settings_of(request.uri());
    request.extensions_mut().insert(page.clone());
    let mut response = next.run(request).await;
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        response = if page.program { trouble.problem(&page) } else { trouble.page(&page) };
    }
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    let form = fresh.then_some((cookies::FORM, page.csrf.as_str(), Life::Browser));
    for (name, value, life) in settings.into_iter().chain(form) {
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
    let asked = |name: &str| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
    let lang = asked("lang").map(|(_, value)| value).or_else(|| cookies::value(headers, cookies::LANGUAGE));
    let ease = asked("ease").map(|(_, value)| value).or_else(|| cookies::value(headers, cookies::EASE));
    let lang = if lang == Some("en") { Language::En } else { Language::Zh };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_setting(pair) && !pair.is_empty()).collect();
    Page {
        lang,
        program: wants_json(headers),
        large: ease == Some("large"),
        path: uri.path().to_owned(),
        query: kept.join("&"),
        csrf: cookies::value(headers, cookies::FORM).map_or_else(secret::token, ToOwned::to_owned),
        worker: None,
        office: None,
    }
}

fn is_setting(pair: &str) -> bool {
    pair.starts_with("lang=") || pair.starts_with("ease=")
}

/// Settings in the address are remembered.
fn settings_of(uri: &Uri) -> Vec<(&'static str, &'static str, Life)> {
    let pairs = uri.query().unwrap_or_default().split('&');
    pairs
        .filter_map(|pair| match pair {
            "lang=zh" => Some((cookies::LANGUAGE, "zh", Life::Year)),
            "lang=en" => Some((cookies::LANGUAGE, "en", Life::Year)),
            "ease=large" => Some((cookies::EASE, "large", Life::Year)),
            "ease=normal" => Some((cookies::EASE, "normal", Life::Over)),
            _ => None,
        })
        .collect()
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("json") && !accept.contains("text/html")
}
