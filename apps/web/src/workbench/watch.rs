//! An open page of a case is told when it must ask again: server-sent events, one stream for each page that is in view. Without
//! scripts nothing listens, and the next request gets the answer.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use dengwen_desk::Standing;
use serde::Deserialize;
use tower::{ServiceExt as _, service_fn};

use crate::{cookies, site::Site, trouble::Trouble};

/// How soon a page that was told something listens again.
const AGAIN: Duration = Duration::from_millis(100);
/// How often a line without meaning keeps the way open.
const ALIVE: Duration = Duration::from_secs(20);

/// What the page shows.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Shown {
    /// Last change it shows.
    #[serde(default)]
    seq: u64,
}

/// `GET /desk/cases/{case}/watch`. The session is looked at and not prolonged: a page left open is nobody at work.
pub(crate) async fn listen(
    State(site): State<Site>,
    Path(case): Path<String>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let said = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let token = cookies::value(&headers, cookies::SESSION).unwrap_or_default().to_owned();
    // What has been told already comes back with the next request.
    let told = said(HeaderName::from_static("last-event-id"));
    let seq = told.and_then(|id| id.parse().ok()).unwrap_or(shown.seq);
    let desk = site.desk;
    let standing = desk.stands(&token, &case, seq).await.map_err(|fault| Trouble::Rejected(fault.into()))?;
    if standing == Standing::Out {
        return Err(Trouble::SignIn("/desk".to_owned()));
    }
    if !said(header::ACCEPT).is_some_and(|accept| accept.contains("text/event-stream")) {
        return if standing == Standing::Gone {
            Err(Trouble::not_found())
        } else {
            Ok(StatusCode::NO_CONTENT.into_response())
        };
    }
    // One question, one answer whenever it comes: then the stream ends, and the page listens again from there.
    let answer = service_fn(move |_| {
        let (desk, token, case) = (desk.clone(), token.clone(), case.clone());
        async move { Ok::<Event, Infallible>(event(desk.until_changed(&token, &case, seq).await)) }
    });
    let events = answer.call_all(Body::from("asked").into_data_stream());
    // Gates that gather answers up let this one through.
    let at_once = [(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))];
    Ok((at_once, Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE))).into_response())
}

/// What is told: a word, and how far the page has been told.
fn event(standing: Standing) -> Event {
    let (word, id) = match standing {
        Standing::Same => ("same", None),
        Standing::Changed(seq) => ("changed", Some(seq)),
        Standing::Gone => ("gone", None),
        Standing::Out => ("out", None),
    };
    let event = Event::default().event(word).data("ask again").retry(AGAIN);
    match id {
        Some(seq) => event.id(seq.to_string()),
        None => event,
    }
}
