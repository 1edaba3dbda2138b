//! What somebody must do next, in the order in which it will hurt.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use dengwen_desk::view::InboxView;
use serde::Deserialize;

use crate::{
    files::Done,
    page::Page,
    site::Site,
    trouble::{self, Trouble, encoded},
    visit::Worker,
};

/// Filters as the address and the desk call them, and the key of their name.
const FILTERS: &[(&str, &str)] = &[
    ("", "frame-desk-inbox"),
    ("approve", "frame-desk-approve"),
    ("all", "inbox-filter-all"),
    ("ended", "frame-desk-ended"),
];

/// What of the inbox is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    filter: String,
    #[serde(default)]
    page: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/inbox.html")]
pub(crate) struct InboxPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) title: String,
    pub(crate) filter: &'a str,
    pub(crate) view: &'a InboxView,
    pub(crate) told: Vec<String>,
}

impl InboxPage<'_> {
    fn rows(&self) -> usize {
        self.view.groups.iter().map(|group| group.rows.len()).sum()
    }

    fn next_page(&self, next: &str) -> String {
        format!("/desk?filter={}&page={}", encoded(self.filter), encoded(next))
    }

    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn filters(&self) -> &'static [(&'static str, &'static str)] {
        FILTERS
    }
}

/// `GET /desk`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Query(asked): Query<Asked>,
    done: Done,
) -> Result<Response, Trouble> {
    let filter = asked.filter.as_str();
    let title = FILTERS.iter().find(|(known, _)| *known == filter).map(|(_, key)| page.t(key));
    let title = title.ok_or(Trouble::not_found())?;
    let view = site.desk.inbox(&session, filter, asked.page.as_deref(), page.lang).await?;
    Ok(trouble::show(&InboxPage { page: &page, title, filter, view: &view, told: done.told(&site) }))
}
