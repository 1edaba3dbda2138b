//! Where somebody is signed in, for them alone.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::SessionView;

use crate::{
    forms::Posted,
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/sessions.html")]
pub(crate) struct SessionsPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) sessions: &'a [SessionView],
    pub(crate) ended: bool,
}

/// `GET /desk/sessions`
pub(crate) async fn show(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let sessions = site.desk.sessions(&session, page.lang).await?;
    let ended = page.asks("ended=1");
    Ok(shown(&SessionsPage { page: &page, sessions: &sessions, ended }))
}

/// `POST /desk/sessions`: one ends, or all others.
pub(crate) async fn end(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    match posted.value("end") {
        "others" => site.desk.end_other_sessions(&session).await?,
        one => site.desk.end_session(&session, one).await?,
    }
    Ok(Redirect::to("/desk/sessions?ended=1").into_response())
}
