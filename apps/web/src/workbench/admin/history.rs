//! What was changed in the office, by whom and when.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use dengwen_desk::office::ChangeView;
use serde::Deserialize;

use super::Administrator;
use crate::{
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown},
};

/// From where on changes are shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "desk/history.html")]
pub(crate) struct HistoryPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) changes: &'a [ChangeView],
    pub(crate) older: Option<u64>,
}

/// `GET /desk/history`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let (changes, older) = site.desk.office_history(&session, asked.before, page.lang).await?;
    Ok(shown(&HistoryPage { page: &page, changes: &changes, older }))
}
