//! Cases found by number and words.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use dengwen_desk::view::{InboxGroup, ListView};
use serde::Deserialize;

use crate::{
    page::Page,
    site::Site,
    trouble::{self, Trouble, encoded},
    visit::Worker,
};

/// What is searched for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/search.html")]
pub(crate) struct SearchPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) query: &'a str,
    pub(crate) groups: Vec<InboxGroup>,
    pub(crate) next: Option<String>,
}

impl<'a> SearchPage<'a> {
    pub(crate) fn new(page: &'a Page, query: &'a str, found: ListView) -> Self {
        let next = found.next.map(|next| format!("/desk/search?q={}&page={}", encoded(query), encoded(&next)));
        Self { page, query, groups: vec![InboxGroup { label: String::new(), rows: found.rows }], next }
    }

    fn rows(&self) -> usize {
        self.groups.iter().map(|group| group.rows.len()).sum()
    }
}

/// `GET /desk/search`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let query = asked.q.trim();
    let found = match query {
        "" => ListView::default(),
        words => site.desk.search(&session, words, asked.page.as_deref(), page.lang).await?,
    };
    Ok(trouble::show(&SearchPage::new(&page, query, found)))
}
