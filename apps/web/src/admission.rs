//! A request is let in when its turn comes, or told when to come back. Nobody waits for an answer that would never come.

use std::time::{Duration, Instant};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, header},
};
use tokio::time::timeout;
use tracing::{Instrument as _, Span};

use crate::{
    cookies,
    forms::{Posted, Resent},
    gate::{ComeBack, Lane, Turn, sends},
    metrics::TRACED,
    page::Page,
    site::Site,
    trouble::{Again, Trouble},
};

/// What a program may send at most, in bytes.
const PROGRAM_BYTES_MAX: usize = 1024 * 1024;
/// How long it may take to send it.
const PROGRAM_SENDS: Duration = Duration::from_secs(30);

/// Waits for the turn of a request. The turn lasts until it is dropped; none is needed for what costs next to nothing.
pub(crate) async fn let_in(site: &Site, page: &Page, mut request: Request) -> Result<(Request, Option<Turn>), Trouble> {
    let known = held(request.headers()).is_some_and(|secret| site.known.has(secret, Instant::now()));
    let Some(lane) = Lane::of(request.method(), &page.path, known) else { return Ok((request, None)) };
    let line = match lane {
        Lane::Staff | Lane::Programs => tracing::info_span!(target: TRACED, "line"),
        _ => Span::none(),
    };
    let turn = match site.lanes.turn(lane, request.method()).instrument(line).await {
        Ok(turn) => turn,
        Err(back) => return Err(turned_away(site, page, request, back).await),
    };
    if sends(request.method()) {
        match page.path.starts_with("/api/") {
            true => {
                request = read(request).await?;
                turn.begin().await.map_err(|ComeBack(seconds)| Trouble::Busy(seconds, Again::Back))?;
            }
            // A form is read by whoever answers it, and begins then.
            false => _ = request.extensions_mut().insert(turn.clone()),
        }
    }
    Ok((request, Some(turn)))
}

/// What somebody holds who says that they were let in before.
fn held(headers: &HeaderMap) -> Option<&str> {
    let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = said.and_then(|said| said.strip_prefix("Bearer ")).map(str::trim);
    token.or_else(|| cookies::value(headers, cookies::SESSION))
}

/// All that a program sends, before it is worked on.
async fn read(request: Request) -> Result<Request, Trouble> {
    let (head, body) = request.into_parts();
    let whole = timeout(PROGRAM_SENDS, to_bytes(body, PROGRAM_BYTES_MAX)).await;
    let bytes = whole.map_err(|_| Trouble::Unreadable)?.map_err(|_| Trouble::Unreadable)?;
    Ok(Request::from_parts(head, Body::from(bytes)))
}

/// What whoever finds the line full is told. Of a form the values are read, a few forms at a time, and none of its files.
async fn turned_away(site: &Site, page: &Page, request: Request, ComeBack(seconds): ComeBack) -> Trouble {
    let action = request.uri().to_string();
    if *request.method() == Method::GET {
        return Trouble::Busy(seconds, Again::Page(action));
    }
    let Some(_place) = site.lanes.told().filter(|_| !page.program) else {
        return Trouble::Busy(seconds, Again::Back);
    };
    let posted = Posted::without_files(request, site).await;
    let resent = posted.ok().and_then(|posted| Resent::of(action, posted, &site.holding, Instant::now()));
    Trouble::Busy(seconds, resent.map_or(Again::Back, |resent| Again::Form(Box::new(resent))))
}
