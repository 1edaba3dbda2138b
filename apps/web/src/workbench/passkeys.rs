//! One's own passkeys: added by the browser, listed, ended; and what browsers are asked for.

use askama::Template;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    PasskeyAsked, PasskeysView,
    view::{Rejection, Session},
};

use super::proof;
use crate::{
    forms::{Draft, Posted, Problem},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
    visit::Newcomer,
};

#[derive(Template)]
#[template(path = "desk/passkeys.html")]
pub(crate) struct PasskeysPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a PasskeysView,
    /// The office asks for a second step, and there is none yet.
    pub(crate) required: bool,
    /// There are passkeys and nothing else, should they be lost.
    pub(crate) alone: bool,
    /// What is wrong, for the summary.
    pub(crate) draft: &'a Draft,
    /// What was typed.
    pub(crate) name: &'a str,
    pub(crate) done: Option<String>,
}

impl PasskeysPage<'_> {
    fn wrong(&self, field: &str) -> Option<&str> {
        let found = self.draft.problems.iter().find(|problem| problem.to.as_deref() == Some(field));
        found.map(|problem| problem.text.as_str())
    }
}

/// `GET /desk/sign-in/passkey`: what the browser is asked for at the door.
pub(crate) async fn at_door(State(site): State<Site>) -> Result<Json<PasskeyAsked>, Trouble> {
    Ok(Json(site.desk.passkey_at_door()?))
}

/// `GET /desk/passkeys/proof`: what it is asked for before grave acts.
pub(crate) async fn for_proof(State(site): State<Site>, worker: Newcomer) -> Result<Json<PasskeyAsked>, Trouble> {
    Ok(Json(site.desk.passkey_for_proof(&worker.session)?))
}

/// `GET /desk/passkeys/new`: what it is asked for to make one.
pub(crate) async fn fresh(State(site): State<Site>, worker: Newcomer) -> Result<Json<PasskeyAsked>, Trouble> {
    Ok(Json(site.desk.fresh_passkey(&worker.session).await?))
}

/// `GET /desk/passkeys`
pub(crate) async fn show(State(site): State<Site>, Newcomer { page, session }: Newcomer) -> Result<Response, Trouble> {
    let done = match () {
        () if page.asks("added=1") => Some(page.t("passkeys-added")),
        () if page.asks("ended=1") => Some(page.t("passkeys-ended")),
        () => None,
    };
    drawn(&site, &page, &session, "", &Draft::default(), done).await
}

/// `POST /desk/passkeys`: who it is, is proven; one is added, or ended.
pub(crate) async fn change(
    State(site): State<Site>,
    Newcomer { mut page, session }: Newcomer,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    let mut draft = Draft::default();
    let mut wrong = |to: &str, text: String| {
        draft.problems.push(Problem { to: Some(to.to_owned()), text, ..Problem::default() });
    };
    let (name, made, end) = (posted.value("name"), posted.value("made"), posted.value("end"));
    let proven = match proof::given(&site, &mut page, session.clone(), &posted).await? {
        Ok(proven) => proven,
        Err(text) => {
            wrong("proof", text);
            return drawn(&site, &page, &session, name, &draft, None).await;
        }
    };
    if !end.is_empty() {
        site.desk.end_passkey(&proven, end).await?;
        return Ok(Redirect::to("/desk/passkeys?ended=1").into_response());
    }
    // The form that proves sends nothing else.
    if session.proof_wanted && made.is_empty() {
        return drawn(&site, &page, &proven, name, &draft, None).await;
    }
    match site.desk.add_passkey(&proven, name, made).await {
        Ok(()) => return Ok(Redirect::to("/desk/passkeys?added=1").into_response()),
        Err(Rejection::Invalid(faults)) => {
            for (field, _) in faults {
                let text = if field == "name" { page.t("passkeys-name-missing") } else { page.t("passkeys-not-added") };
                wrong("name", text);
            }
        }
        Err(other) => return Err(other.into()),
    }
    drawn(&site, &page, &proven, name, &draft, None).await
}

async fn drawn(
    site: &Site,
    page: &Page,
    session: &Session,
    name: &str,
    draft: &Draft,
    done: Option<String>,
) -> Result<Response, Trouble> {
    let (view, telephone) = (site.desk.passkeys(session).await?, site.desk.second_step(session).await?);
    let required = telephone.required && telephone.since.is_none();
    let alone = !view.all.is_empty() && telephone.since.is_none();
    let status = if draft.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(show_as(status, &PasskeysPage { page, view: &view, required, alone, draft, name, done }))
}
