//! Papers of a case, to print and as PDF, and the files in it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

use dengwen_desk::view::EnvelopeView;

use crate::{
    files,
    forms::Posted,
    page::Page,
    site::Site,
    trouble::{Trouble, show},
    visit::Worker,
};

/// A paper as it is printed. The desk has escaped it.
#[derive(Template)]
#[template(path = "desk/paper.html")]
pub(crate) struct PaperPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) paper: &'a str,
    pub(crate) back: String,
    pub(crate) pdf: String,
}

/// `GET /desk/cases/{case}/papers/{paper}/{copy}`
pub(crate) async fn pdf(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, paper, copy)): Path<(String, String, u32)>,
) -> Result<Response, Trouble> {
    Ok(files::paper(site.desk.paper(&session, &case, &paper, copy, page.lang).await?))
}

/// `GET /desk/cases/{case}/papers/{paper}/{copy}/print`
pub(crate) async fn print(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, paper, copy)): Path<(String, String, u32)>,
) -> Result<Response, Trouble> {
    let text = site.desk.paper_html(&session, &case, &paper, copy, page.lang).await?;
    let back = format!("/desk/cases/{case}");
    let pdf = format!("{back}/papers/{paper}/{copy}");
    Ok(show(&PaperPage { page: &page, paper: &text, back, pdf }))
}

/// What is printed on the envelope.
#[derive(Template)]
#[template(path = "desk/envelope.html")]
pub(crate) struct EnvelopePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a EnvelopeView,
    pub(crate) back: String,
}

/// `GET /desk/cases/{case}/papers/{paper}/{copy}/envelope`
pub(crate) async fn envelope(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, paper, copy)): Path<(String, String, u32)>,
) -> Result<Response, Trouble> {
    let view = site.desk.envelope(&session, &case, (&paper, copy), page.lang).await?;
    Ok(show(&EnvelopePage { page: &page, view: &view, back: format!("/desk/cases/{case}") }))
}

/// `GET /desk/cases/{case}/files/{file}`
pub(crate) async fn file(
    State(site): State<Site>,
    Worker { session, .. }: Worker,
    Path((case, file)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    Ok(files::file(site.desk.file(&session, &case, &file).await?))
}

/// `POST /desk/cases/{case}/files/{file}/itself`: the file as it was sent, on record.
pub(crate) async fn file_itself(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, file)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    Ok(files::file(site.desk.file_itself(&session, &case, &file).await?))
}
