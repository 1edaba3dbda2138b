//! Papers and files as answers, and what a page is told by its address.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Instant,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    Fault, Reading,
    view::{FileBytes, PaperFile, Performed, Rejection},
};
use http_body::{Frame, SizeHint};

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
    let body = Body::new(Flow::begun(content).await.map_err(Rejection::from)?);
    Ok(answer("attachment", &name, &media, body, nothing))
}

/// A file on its way out: the piece that is ready, and the one that is being opened.
struct Flow {
    left: u64,
    ready: Option<Vec<u8>>,
    coming: Option<Coming>,
}

type Coming = Pin<Box<dyn Future<Output = (Reading, Result<Option<Vec<u8>>, Fault>)> + Send>>;

impl Flow {
    /// The first piece is there before anything is answered: a file that does not open is told as such.
    async fn begun(mut content: Reading) -> Result<Self, Fault> {
        let (left, ready) = (content.size(), content.next().await?);
        Ok(Self { left, ready, coming: Some(next(content)) })
    }
}

fn next(mut content: Reading) -> Coming {
    Box::pin(async move {
        let opened = content.next().await;
        (content, opened)
    })
}

impl HttpBody for Flow {
    type Data = Bytes;
    type Error = Fault;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Fault>>> {
        let flow = self.get_mut();
        if flow.ready.is_none()
            && let Some(coming) = &mut flow.coming
        {
            let (content, opened) = ready!(coming.as_mut().poll(context));
            flow.coming = None;
            match opened {
                Ok(Some(bytes)) => (flow.ready, flow.coming) = (Some(bytes), Some(next(content))),
                Ok(None) => {}
                Err(fault) => return Poll::Ready(Some(Err(fault))),
            }
        }
        let bytes = flow.ready.take().inspect(|bytes| {
            flow.left = flow.left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        });
        Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes.into()))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
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
