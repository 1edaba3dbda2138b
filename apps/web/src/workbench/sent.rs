//! A form of a page that was sent: what it asks is done, or the same page comes back with what is wrong.

use std::future::Future;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{Performed, Rejection, Sent, Session};

use super::proof;
use crate::{
    files,
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::Trouble,
    visit::Worker,
};

/// Takes in what was sent with `draft`, the form of the page that is open still, if one is; `act` does it, and `to` says where
/// the browser goes then. Until it is done the page is shown `again`: without a form where none is open any more, and else with
/// the form as it was sent.
pub(crate) async fn done<Doing>(
    site: &Site,
    Worker { mut page, mut session }: Worker,
    mut posted: Posted,
    draft: Option<Draft>,
    act: impl FnOnce(Session, Sent) -> Doing,
    to: impl FnOnce(&Performed) -> String,
    again: impl Fn(&Page, StatusCode, Option<&Draft>) -> Response,
) -> Result<Response, Trouble>
where
    Doing: Future<Output = Result<Performed, Rejection>>,
{
    let Some(mut draft) = draft else { return Ok(again(&page, StatusCode::CONFLICT, None)) };
    let mut stopped = draft.take(&mut posted, &site.holding, &page);
    if stopped.is_none() && draft.proves {
        match proof::of_draft(site, &mut page, session.clone(), &posted, &mut draft).await? {
            Ok(proven) => session = proven,
            Err(status) => stopped = Some(status),
        }
    }
    if let Some(status) = stopped {
        return Ok(again(&page, status, Some(&draft)));
    }
    match act(session, draft.sent()).await {
        Ok(performed) => {
            draft.let_go(&site.holding);
            let address = to(&performed);
            let done = files::done(site, performed);
            Ok(Redirect::to(&format!("{address}?done={done}")).into_response())
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(&page, status, Some(&draft)))
        }
    }
}
