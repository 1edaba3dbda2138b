//! The identity of a party is opened for a purpose, and that is recorded.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::view::Rejection;

use super::case::{CasePage, drafts};
use crate::{
    forms::Posted,
    site::Site,
    trouble::{Trouble, show_as, status_of},
    visit::Worker,
};

/// `POST /desk/cases/{case}/parties/{party}/identity`
pub(crate) async fn open(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, party)): Path<(String, u32)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    let purpose = posted.value("purpose").trim();
    let answer = match purpose {
        "" => Err(Rejection::Invalid(vec![("purpose".to_owned(), page.t("case-identity-purpose-missing"))])),
        purpose => site.desk.open_identity(&session, &id, party, purpose, page.lang).await,
    };
    let (status, opened, open_error) = match answer {
        Ok(values) => (StatusCode::OK, Some((party, values)), None),
        Err(rejection) => (status_of(&rejection), None, Some((party, why_not(rejection)?))),
    };
    let case = site.desk.case(&session, &id, page.lang).await?;
    let drafts = drafts(&case);
    Ok(show_as(status, &CasePage { page: &page, case: &case, drafts: &drafts, done: None, opened, open_error }))
}

fn why_not(rejection: Rejection) -> Result<String, Trouble> {
    match rejection {
        Rejection::Invalid(wrong) => Ok(wrong.into_iter().map(|(_, text)| text).collect()),
        Rejection::Refused(refused) => Ok(refused.into_iter().map(|refused| refused.cited.text).collect()),
        other => Err(other.into()),
    }
}
