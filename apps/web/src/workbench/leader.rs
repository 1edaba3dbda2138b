//! What a leader looks at first: what waits for their word, what is late and with whom, what falls due in the coming days.

use askama::Template;
use axum::{extract::State, response::Response};
use dengwen_desk::{ApprovalView, LeaderView, WarningView, view::OpeningView};

use super::{case::drafts, openings};
use crate::{
    forms::Draft,
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/leader.html")]
pub(crate) struct LeaderPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a LeaderView,
    /// Each approval with its forms.
    pub(crate) approvals: Vec<(&'a ApprovalView, Vec<Draft>)>,
    /// Openings that wait for a second person, each with its forms.
    pub(crate) openings: Vec<(&'a OpeningView, Vec<Draft>)>,
}

impl<'a> LeaderPage<'a> {
    pub(crate) fn new(page: &'a Page, view: &'a LeaderView) -> Self {
        let of = |n: usize, draft: Draft| Draft { of: format!("o{n}-"), ..draft };
        let openings = view.openings.iter().enumerate();
        let openings = openings.map(|(n, one)| (one, openings::drafts(one).map(|draft| of(n, draft)).collect()));
        Self { page, view, approvals: with_forms(view), openings: openings.collect() }
    }
}

impl LeaderPage<'_> {
    fn late(&self) -> usize {
        self.view.late.iter().map(|group| group.rows.len()).sum()
    }

    fn of(&self, kind: &str) -> Vec<&WarningView> {
        self.view.warnings.iter().filter(|one| one.kind == kind).collect()
    }

    fn soon(&self) -> usize {
        self.view.soon.iter().map(|group| group.rows.len()).sum()
    }
}

/// `GET /desk/leader`
pub(crate) async fn show(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let view = site.desk.leader(&session, page.lang).await?;
    Ok(shown(&LeaderPage::new(&page, &view)))
}

/// Each approval with its forms, which may be the same of several matters.
fn with_forms<'v>(view: &'v LeaderView) -> Vec<(&'v ApprovalView, Vec<Draft>)> {
    let forms = |(n, one): (usize, &'v ApprovalView)| {
        let forms = drafts(&one.case).into_iter().map(|draft| Draft { of: format!("m{n}-"), ..draft });
        (one, forms.collect())
    };
    view.approvals.iter().enumerate().map(forms).collect()
}
