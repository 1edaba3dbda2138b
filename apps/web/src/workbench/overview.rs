//! What a leader looks at first: what waits for their word, what is late and with whom, what falls due in the coming days.

use askama::Template;
use axum::{extract::State, response::Response};
use dengwen_desk::{ApprovalView, OverviewView};

use super::case::drafts;
use crate::{
    forms::Draft,
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/overview.html")]
pub(crate) struct OverviewPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a OverviewView,
    /// Each approval with its forms.
    pub(crate) approvals: Vec<(&'a ApprovalView, Vec<Draft>)>,
}

impl OverviewPage<'_> {
    fn late(&self) -> usize {
        self.view.late.iter().map(|group| group.rows.len()).sum()
    }

    fn soon(&self) -> usize {
        self.view.soon.iter().map(|group| group.rows.len()).sum()
    }
}

/// `GET /desk/overview`
pub(crate) async fn show(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let view = site.desk.overview(&session, page.lang).await?;
    let approvals = view.approvals.iter().map(|one| (one, drafts(&one.case))).collect();
    Ok(shown(&OverviewPage { page: &page, view: &view, approvals }))
}
