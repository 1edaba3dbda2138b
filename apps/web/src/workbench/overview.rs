//! The office's own figures, drawn, with the table behind each chart.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use dengwen_desk::{OverviewAsked, OverviewNumber, OverviewView, TableCell, view::FigureView};

use super::figures;
use crate::{
    page::Page,
    site::Site,
    trouble::{self, Trouble, encoded},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/overview.html")]
pub(crate) struct OverviewPage<'a> {
    pub(crate) page: &'a Page,
    /// None where no regulation lets the reader see its figures.
    pub(crate) view: Option<&'a OverviewView>,
}

impl OverviewPage<'_> {
    /// Where the cases behind a number stand; nothing where it has none.
    fn behind(&self, cell: &TableCell) -> Option<String> {
        (!cell.behind.is_empty()).then(|| format!("/desk/figures/cases?{}", cell.behind))
    }

    /// The same for a chart of the regulation's own.
    fn behind_own(&self, view: &OverviewView, table: &FigureView, line: &str) -> String {
        let (regulation, figure, line) = (encoded(&view.regulation_id), encoded(&table.of), encoded(line));
        let line = if line.is_empty() { line } else { format!("&line={line}") };
        let (from, to) = &view.days;
        format!("/desk/figures/cases?regulation={regulation}&from={from}&to={to}&figure=own~{figure}{line}")
    }
}

/// `GET /desk/figures/cases`
pub(crate) async fn cases(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Query(asked): Query<OverviewNumber>,
) -> Result<Response, Trouble> {
    let view = site.desk.overview_cases(&session, &asked, page.lang).await?;
    let OverviewNumber { regulation, from, to, figure, line, all, .. } = &asked;
    let [regulation, from, to, figure, line] = [regulation, from, to, figure, line].map(|one| encoded(one));
    let line = if line.is_empty() { line } else { format!("&line={line}") };
    let number = format!("/desk/figures/cases?regulation={regulation}&from={from}&to={to}&figure={figure}{line}");
    Ok(figures::list(&page, &view, *all, format!("/desk/figures?regulation={regulation}"), number))
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
