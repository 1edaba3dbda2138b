//! What programs ask in somebody's name, with a token: `Authorization: Bearer`. The same views that pages are drawn from, as JSON;
//! what is refused is a problem document. No cookie is read here.

use std::time::Instant;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use dengwen_desk::{
    Scope,
    view::{Rejection, Sent, Session, Typed},
};
use serde::Deserialize;
use serde_json::json;

use crate::{site::Site, trouble::Trouble, visit::Visitor};

/// What of a list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    filter: String,
    #[serde(default)]
    page: Option<String>,
}

/// A matter that a program files.
#[derive(Debug, Deserialize)]
pub(crate) struct Filed {
    /// Key and value of each field, as the form has them; a key may come more than once.
    typed: Typed,
    /// The option, where the form has several.
    #[serde(default)]
    option: Option<String>,
    /// When it was received, if earlier.
    #[serde(default)]
    happened: Option<String>,
    /// Makes what is sent twice count once.
    once: String,
}

/// An act that a program performs.
#[derive(Debug, Deserialize)]
pub(crate) struct Acting {
    /// Key and value of each field, as the form has them.
    #[serde(default)]
    typed: Typed,
    /// The option, where the form has several.
    #[serde(default)]
    option: Option<String>,
    /// `part.n`, for an act of a part.
    #[serde(default)]
    row: Option<String>,
    /// When it happened, if earlier.
    #[serde(default)]
    happened: Option<String>,
    /// The reason for going on in spite of a warning.
    #[serde(default)]
    in_spite: Option<String>,
    /// The last change of the case that the program knows of; 0: whatever the case is like.
    #[serde(default)]
    seq: u64,
    /// Makes what is sent twice count once.
    once: String,
}

/// In whose name a program asks.
async fn asking(site: &Site, headers: &HeaderMap, scope: Scope) -> Result<Session, Trouble> {
    let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = said.strip_prefix("Bearer ").map(str::trim).filter(|token| !token.is_empty());
    let nobody = || Trouble::SignIn(String::new());
    let token = token.ok_or_else(nobody)?;
    match site.desk.by_token(token, scope).await {
        Err(Rejection::NotFound) => {
            site.known.forget(token);
            Err(nobody())
        }
        session => {
            let session = session?;
            site.known.add(token, Instant::now());
            Ok(session)
        }
    }
}

/// What programs may ask, for programs that read it.
const DESCRIBED: &str = include_str!("../openapi.json");

/// `GET /api/v1/openapi.json`: for anybody; it says nothing that is not in the manual.
pub(crate) async fn described() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIBED).into_response()
}

/// `GET /api/v1/inbox`
pub(crate) async fn inbox(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let session = asking(&site, &headers, Scope::Lists).await?;
    let filter = if asked.filter.is_empty() { "mine" } else { &asked.filter };
    let view = site.desk.inbox(&session, filter, asked.page.as_deref(), page.lang).await?;
    Ok(Json(view).into_response())
}

/// `GET /api/v1/cases/{case}`
pub(crate) async fn case(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let session = asking(&site, &headers, Scope::Cases).await?;
    Ok(Json(site.desk.case(&session, &id, page.lang).await?).into_response())
}

/// `GET /api/v1/reports`
pub(crate) async fn reports(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let session = asking(&site, &headers, Scope::Lists).await?;
    Ok(Json(site.desk.reports(&session, page.lang).await?).into_response())
}

/// `GET /api/v1/reports/{id}/{n}`: the figures of a round, exact.
pub(crate) async fn report(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
    Path((id, n)): Path<(String, u32)>,
) -> Result<Response, Trouble> {
    let session = asking(&site, &headers, Scope::Lists).await?;
    Ok(Json(site.desk.report_numbers(&session, &id, n, page.lang).await?).into_response())
}

/// `GET /api/v1/matters`: what may be filed, and how.
pub(crate) async fn matters(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let session = asking(&site, &headers, Scope::File).await?;
    let mut all = Vec::new();
    for (matter, channel, label) in site.desk.begins(&session, page.lang).await? {
        let form = site.desk.begin_form(&session, &matter, &channel, page.lang).await?;
        all.push(json!({ "matter": matter, "channel": channel, "label": label, "form": form }));
    }
    Ok(Json(all).into_response())
}

/// `POST /api/v1/matters/{matter}/{channel}`
pub(crate) async fn file(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
    Path((matter, channel)): Path<(String, String)>,
    filed: Result<Json<Filed>, axum::extract::rejection::JsonRejection>,
) -> Result<Response, Trouble> {
    let session = asking(&site, &headers, Scope::File).await?;
    let Json(Filed { typed, option, happened, once }) = filed.map_err(|_| Trouble::Unreadable)?;
    let sent = Sent { option, typed, happened, once, ..Sent::default() };
    let performed = site.desk.begin(&session, &matter, &channel, sent, page.lang).await?;
    Ok((StatusCode::CREATED, Json(performed)).into_response())
}

/// `POST /api/v1/cases/{case}/acts/{act}`
pub(crate) async fn perform(
    State(site): State<Site>,
    Visitor(page): Visitor,
    headers: HeaderMap,
    Path((case, act)): Path<(String, String)>,
    acting: Result<Json<Acting>, axum::extract::rejection::JsonRejection>,
) -> Result<Response, Trouble> {
    let session = asking(&site, &headers, Scope::Act).await?;
    let Json(acting) = acting.map_err(|_| Trouble::Unreadable)?;
    let Acting { typed, option, row, happened, in_spite, seq, once } = acting;
    let sent = Sent { act, option, row, typed, happened, in_spite, seq, once, ..Sent::default() };
    Ok(Json(site.desk.perform(&session, &case, sent, page.lang).await?).into_response())
}
