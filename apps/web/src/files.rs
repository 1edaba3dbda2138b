//! Papers and files as answers, and what a page is told by its address.

use std::{convert::Infallible, sync::Arc, time::Instant};

use axum::{
    body::{Body, Bytes},
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    Fault, Reading,
    view::{FileBytes, PaperFile, Performed, Rejection},
};
use futures_util::stream;

use crate::{
    forms::Draft,
    holding::Held,
    site::Site,
    trouble::{Trouble, encoded},
};

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

/// Tables as a workbook, as a download.
pub(crate) fn tables(file: PaperFile) -> Response {
    answer("attachment", &file.name, &file.media, file.bytes, "default-src 'none'; frame-ancestors 'none'")
}

/// A file, always as a download: nothing that was sent in runs here. It is opened and sent piece by piece.
pub(crate) async fn file(file: FileBytes) -> Result<Response, Trouble> {
    let nothing = "sandbox; default-src 'none'; frame-ancestors 'none'";
    let FileBytes { name, media, content } = file;
    let size = content.size();
    let body = flow(content).await.map_err(Rejection::from)?;
    let mut response = answer("attachment", &name, &media, body, nothing);
    response.headers_mut().insert(header::CONTENT_LENGTH, size.into());
    Ok(response)
}

/// A file on its way out, piece by piece. The first is there before anything is answered: a file that does not open is told as such.
async fn flow(mut content: Reading) -> Result<Body, Fault> {
    let first = content.next().await?;
    let rest = stream::try_unfold((first, content), async |(ready, mut content)| {
        let Some(bytes) = ready else { return Ok::<_, Fault>(None) };
        let next = content.next().await?;
        Ok(Some((Bytes::from(bytes), (next, content))))
    });
    Ok(Body::from_stream(rest))
}

fn answer(how: &str, name: &str, media: &str, body: impl Into<Body>, policy: &'static str) -> Response {
    let mut response = Response::new(body.into());
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
