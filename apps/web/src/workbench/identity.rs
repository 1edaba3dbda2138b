//! The identity of a party is opened for a purpose, and that is recorded; where a second person has to agree, they are asked.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::Rejection;

use super::{
    case::{CasePage, NotOpened, drafts},
    proof,
};
use crate::{
    files,
    forms::Posted,
    site::Site,
    trouble::{Trouble, show_as, status_of},
    visit::Worker,
};

/// `POST /desk/cases/{case}/parties/{party}/identity`
pub(crate) async fn open(
    State(site): State<Site>,
    Worker { mut page, session }: Worker,
    Path((id, party)): Path<(String, u32)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    // Whoever may not know of the case is not asked for a password first.
    let case = site.desk.case(&session, &id, page.lang).await?;
    let asks = case.parties.iter().any(|known| known.n == party && known.second);
    let purpose = posted.value("purpose").trim();
    let mut unproven = None;
    let answer = match purpose {
        "" => Err(Rejection::Invalid(vec![("purpose".to_owned(), page.t("case-identity-purpose-missing"))])),
        purpose => match proof::given(&site, &mut page, session.clone(), &posted).await? {
            Ok(session) if asks => site.desk.ask_for_identity(&session, &id, party, purpose, page.lang).await.map(Some),
            Ok(session) => site.desk.open_identity(&session, &id, party, purpose, page.lang).await.map(|_| None),
            Err(text) => {
                unproven = Some(text);
                Err(Rejection::ProofWanted)
            }
        },
    };
    let (status, not_opened) = match answer {
        Ok(Some(performed)) => {
            let done = files::done(&site, performed);
            return Ok(Redirect::to(&format!("/desk/cases/{id}?done={done}")).into_response());
        }
        Ok(None) => (StatusCode::OK, None),
        Err(rejection) => {
            let (status, typed) = (status_of(&rejection), purpose.to_owned());
            let error = if unproven.is_some() { None } else { Some(why_not(rejection)?) };
            (status, Some(NotOpened { party, error, unproven, typed }))
        }
    };
    let case = site.desk.case(&session, &id, page.lang).await?;
    let drafts = drafts(&case);
    Ok(show_as(status, &CasePage { not_opened, ..CasePage::new(&page, &case, &drafts) }))
}

/// Why it was not opened, and what can be done.
fn why_not(rejection: Rejection) -> Result<String, Trouble> {
    match rejection {
        Rejection::Invalid(wrong) => Ok(wrong.into_iter().map(|(_, text)| text).collect()),
        Rejection::Refused(refused) => {
            let said = refused.into_iter().flat_map(|one| std::iter::once(one.cited.text).chain(one.instead));
            Ok(said.collect::<Vec<_>>().join(" · "))
        }
        other => Err(other.into()),
    }
}
