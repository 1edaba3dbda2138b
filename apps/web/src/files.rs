//! Papers and files as answers, and what a page is told by its address.

use std::{convert::Infallible, sync::Arc, time::Instant};

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{FileBytes, PaperFile, Performed};

use crate::{forms::Draft, holding::Held, site::Site, trouble::encoded};

/// The row of a part, `?row=part.n`.
pub(crate) struct Row(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Row {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(in_query(parts, "row")))
    }
}

impl Row {
    /// Is this the form of the act, for this row?
    pub(crate) fn is_of(&self, draft: &Draft, act: &str) -> bool {
        draft.form.act == act && draft.form.row == self.0
    }

    /// The row as part of an address.
    pub(crate) fn query(row: Option<&String>) -> String {
        row.map_or_else(String::new, |row| format!("?row={}", encoded(row)))
    }
}

/// What was just done, `?done=token`.
pub(crate) struct Done(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Done {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(in_query(parts, "done")))
    }
}

impl Done {
    /// What went through, as long as it is remembered.
    pub(crate) fn performed(&self, site: &Site) -> Option<Arc<Performed>> {
        match site.holding.get(self.0.as_deref()?, Instant::now())? {
            Held::Performed(performed) => Some(performed),
            _ => None,
        }
    }

    /// Told on another page instead.
    pub(crate) fn at(&self, address: &str) -> Response {
        Redirect::to(&format!("{address}?done={}", self.0.as_deref().unwrap_or_default())).into_response()
    }

    /// The same in sentences.
    pub(crate) fn told(&self, site: &Site) -> Vec<String> {
        self.performed(site).map_or_else(Vec::new, |performed| performed.told.clone())
    }
}

/// Remembers what went through, for the page that comes next.
pub(crate) fn done(site: &Site, performed: Performed) -> String {
    site.holding.put(Held::Performed(Arc::new(performed)), Instant::now())
}

/// A paper, shown in the browser.
pub(crate) fn paper(paper: PaperFile) -> Response {
    answer("inline", &paper.name, &paper.media, paper.bytes, "default-src 'none'; frame-ancestors 'none'")
}

/// A file, always as a download: nothing that was sent in runs here.
pub(crate) fn file(file: FileBytes) -> Response {
    let nothing = "sandbox; default-src 'none'; frame-ancestors 'none'";
    answer("attachment", &file.name, &file.media, file.bytes, nothing)
}

fn answer(how: &str, name: &str, media: &str, bytes: Vec<u8>, policy: &'static str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let value = format!("{how}; filename*=UTF-8''{}", encoded(name).replace('/', "%2F"));
    if let Ok(value) = HeaderValue::from_str(&value) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(media).unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// A value of the query, without its escapes: only what needs none is looked for this way.
fn in_query(parts: &Parts, name: &str) -> Option<String> {
    let pairs = parts.uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next()
}
