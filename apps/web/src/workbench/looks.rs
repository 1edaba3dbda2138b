//! Who looked: at a case, at a matter that came in; and who came in and went in the office.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use dengwen_desk::{
    audit::{Delivery, Failing},
    view::LooksView,
};
use serde::Deserialize;

use super::admin::{Administrator, moment};
use crate::{
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown},
    visit::Worker,
};

/// From where on records are shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "desk/looks.html")]
pub(crate) struct LooksPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a LooksView,
    /// What it is about; none: it is the door.
    pub(crate) back: Option<String>,
    /// Who receives checkpoints of the log, and how far they have got; for the door.
    pub(crate) sent: Vec<Delivery>,
}

impl LooksPage<'_> {
    fn title(&self) -> String {
        if self.back.is_some() { self.page.t("looks-title") } else { self.page.t("looks-door") }
    }

    /// How far a receiver has got.
    fn got(&self, one: &Delivery) -> String {
        one.arrived.as_ref().map_or_else(
            || self.page.t("checkpoints-nothing"),
            |last| self.page.with2("checkpoints-arrived", "n", last.events, "when", moment(&last.at)),
        )
    }

    /// That tries have failed since, and why.
    fn failed(&self, failing: &Failing) -> String {
        self.page.with2("checkpoints-failing", "n", failing.tries, "when", moment(&failing.since))
    }

    fn lead(&self) -> String {
        if self.back.is_some() { self.page.t("looks-lead") } else { self.page.t("looks-door-lead") }
    }
}

/// `GET /desk/cases/{case}/looks`
pub(crate) async fn case(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let view = site.desk.who_looked(&session, &id, asked.before, page.lang).await?;
    Ok(shown(&LooksPage { page: &page, view: &view, back: Some(format!("/desk/cases/{id}")), sent: Vec::new() }))
}

/// `GET /desk/incoming/{id}/looks`
pub(crate) async fn incoming(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let view = site.desk.who_looked_at_incoming(&session, &id, asked.before, page.lang).await?;
    Ok(shown(&LooksPage { page: &page, view: &view, back: Some(format!("/desk/incoming/{id}")), sent: Vec::new() }))
}

/// `GET /desk/door/record`
pub(crate) async fn door(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let view = site.desk.who_came(&session, asked.before, page.lang).await?;
    let sent = site.desk.checkpoints_sent(&session).await?;
    Ok(shown(&LooksPage { page: &page, view: &view, back: None, sent }))
}
