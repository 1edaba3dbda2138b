//! The office's own figures, drawn, with the table behind each chart.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use dengwen_desk::{OverviewAsked, OverviewView};

use crate::{
    page::Page,
    site::Site,
    trouble::{self, Trouble},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/overview.html")]
pub(crate) struct OverviewPage<'a> {
    pub(crate) page: &'a Page,
    /// None where no regulation lets the reader see its figures.
    pub(crate) view: Option<&'a OverviewView>,
}

/// `GET /desk/figures`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Query(asked): Query<OverviewAsked>,
) -> Result<Response, Trouble> {
    let view = site.desk.overview(&session, &asked, page.lang).await?;
    Ok(trouble::show(&OverviewPage { page: &page, view: view.as_ref() }))
}
