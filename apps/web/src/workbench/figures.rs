//! The cases behind a number, and the figures of a report for spreadsheets and programs.

use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use dengwen_desk::view::{BehindView, InboxGroup, NumberAsked};

use crate::{
    page::Page,
    site::Site,
    trouble::{Trouble, encoded, show as shown},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/behind.html")]
pub(crate) struct BehindPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a BehindView,
    /// All that was looked at is listed, not the numerator alone.
    pub(crate) all: bool,
    /// The page from which one came.
    pub(crate) back: String,
    /// The number's address: its numerator.
    pub(crate) number: String,
    pub(crate) groups: Vec<InboxGroup>,
}

impl BehindPage<'_> {
    /// How many cases are behind the number.
    const fn cases(&self) -> u64 {
        self.view.cases
    }

    /// How many of them are kept from whoever looks.
    const fn hidden(&self) -> u64 {
        self.view.hidden
    }

    /// The same number: its numerator, or all that was looked at.
    fn part(&self, all: bool) -> String {
        format!("{}{}", self.number, if all { "&all=true" } else { "" })
    }

    fn next(&self) -> Option<String> {
        self.view.next.as_ref().map(|next| format!("{}&page={}", self.part(self.all), encoded(next)))
    }
}

/// Where the cases behind a number stand.
pub(crate) fn address(report: &str, n: u32, (figure, line): (&str, &str), all: bool) -> String {
    let line = if line.is_empty() { String::new() } else { format!("&line={}", encoded(line)) };
    let all = if all { "&all=true" } else { "" };
    format!("/desk/reports/{report}/{n}/cases?figure={}{line}{all}", encoded(figure))
}

/// `GET /desk/reports/{id}/{n}/cases`
pub(crate) async fn behind(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, n)): Path<(String, u32)>,
    Query(asked): Query<NumberAsked>,
) -> Result<Response, Trouble> {
    let view = site.desk.behind_number(&session, &id, n, &asked, page.lang).await?;
    let back = format!("/desk/reports/{id}/{n}");
    let number = address(&id, n, (&asked.figure, &asked.line), false);
    Ok(list(&page, &view, asked.all, back, number))
}

/// The page of a number.
pub(super) fn list(page: &Page, view: &BehindView, all: bool, back: String, number: String) -> Response {
    let groups = vec![InboxGroup { label: String::new(), rows: view.rows.clone() }];
    shown(&BehindPage { page, view, all, back, number, groups })
}

/// `GET /desk/reports/{id}/{n}/figures.json`
pub(crate) async fn json(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, n)): Path<(String, u32)>,
) -> Result<Response, Trouble> {
    Ok(Json(site.desk.report_numbers(&session, &id, n, page.lang).await?).into_response())
}

/// `GET /desk/reports/{id}/{n}/figures.csv`
pub(crate) async fn csv(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, n)): Path<(String, u32)>,
) -> Result<Response, Trouble> {
    let numbers = site.desk.report_numbers(&session, &id, n, page.lang).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"figures.csv\""),
    ];
    Ok((headers, numbers.csv(page.lang)).into_response())
}
