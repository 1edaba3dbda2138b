//! Before grave acts the form asks again for the password, when the last proof of who it is lies too far back.

use axum::http::StatusCode;
use dengwen_desk::view::{Rejection, Session};

use crate::{
    forms::{Draft, Posted, Problem},
    page::Page,
    site::Site,
    trouble::{Trouble, status_of},
};

/// The field, and the one for what a passkey answers.
pub(crate) const FIELD: &str = "proof";
const PASSKEY: &str = "passkey";

/// The session with the proof that was typed; else what is wrong, in words.
pub(crate) async fn given(
    site: &Site,
    page: &mut Page,
    session: Session,
    posted: &Posted,
) -> Result<Result<Session, String>, Trouble> {
    if !session.proof_wanted {
        return Ok(Ok(session));
    }
    let proven = match (posted.value(FIELD), posted.value(PASSKEY)) {
        ("", "") => return Ok(Err(page.t("proof-missing"))),
        (typed, "") => site.desk.prove(&session, typed).await,
        (_, answer) => site.desk.prove_by_passkey(&session, answer).await,
    };
    match proven {
        Ok(session) => {
            page.worker = Some(session.clone());
            Ok(Ok(session))
        }
        Err(Rejection::Forbidden) => Ok(Err(page.t("proof-wrong"))),
        Err(Rejection::TooSoon(seconds)) => Ok(Err(page.count("too-soon", seconds))),
        Err(other) => Err(other.into()),
    }
}

/// The same for a form that [`Draft::proves`]: what is wrong is said at its field, and with which status it is shown again.
pub(crate) async fn of_draft(
    site: &Site,
    page: &mut Page,
    session: Session,
    posted: &Posted,
    draft: &mut Draft,
) -> Result<Result<Session, StatusCode>, Trouble> {
    let text = match given(site, page, session, posted).await? {
        Ok(session) => return Ok(Ok(session)),
        Err(text) => text,
    };
    draft.problems.push(Problem { to: Some(draft.id(FIELD)), text: text.clone(), ..Problem::default() });
    draft.unproven = Some(text);
    Ok(Err(status_of(&Rejection::ProofWanted)))
}
