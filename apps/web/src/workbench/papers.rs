//! Papers of a case, to print and as PDF, and the files in it.

use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
};

use crate::{files, site::Site, trouble::Trouble, visit::Worker};

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
    Ok(Html(site.desk.paper_html(&session, &case, &paper, copy, page.lang).await?).into_response())
}

/// `GET /desk/cases/{case}/files/{file}`
pub(crate) async fn file(
    State(site): State<Site>,
    Worker { session, .. }: Worker,
    Path((case, file)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    Ok(files::file(site.desk.file(&session, &case, &file).await?))
}
