//! A letter, a call or a visit is registered on behalf of a person.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::Session;

use crate::{
    files,
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show, show_as},
    visit::Worker,
};

/// What can be registered here.
pub(crate) struct Begin {
    /// Where its form is.
    pub(crate) address: String,
    /// What it is.
    pub(crate) label: String,
}

#[derive(Template)]
#[template(path = "desk/register.html")]
pub(crate) struct ChoosePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) begins: &'a [Begin],
}

#[derive(Template)]
#[template(path = "desk/register_form.html")]
pub(crate) struct RegisterPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) title: &'a str,
    pub(crate) draft: &'a Draft,
}

/// `GET /desk/register`
pub(crate) async fn choose(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let begins = begins(&site, &page, &session).await;
    Ok(show(&ChoosePage { page: &page, begins: &begins }))
}

/// `GET /desk/register/{matter}/{channel}`
pub(crate) async fn form(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((matter, channel)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let (title, draft) = fresh(&site, &page, &session, &matter, &channel).await?;
    Ok(show(&RegisterPage { page: &page, title: &title, draft: &draft }))
}

/// `POST /desk/register/{matter}/{channel}`
pub(crate) async fn begin(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((matter, channel)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let (title, mut draft) = fresh(&site, &page, &session, &matter, &channel).await?;
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again =
        |status: StatusCode, draft: &Draft| show_as(status, &RegisterPage { page: &page, title: &title, draft });
    if let Some(status) = stopped {
        return Ok(again(status, &draft));
    }
    match site.desk.begin(&session, &matter, &channel, draft.sent(), page.lang).await {
        Ok(performed) => {
            draft.let_go(&site.holding);
            let case = performed.case.clone();
            let done = files::done(&site, performed);
            Ok(Redirect::to(&format!("/desk/cases/{case}?done={done}")).into_response())
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}

async fn begins(site: &Site, page: &Page, session: &Session) -> Vec<Begin> {
    let begins = site.desk.begins(session, page.lang).await;
    let begin = |(matter, channel, label): (String, String, String)| Begin {
        address: format!("/desk/register/{matter}/{channel}"),
        label,
    };
    begins.into_iter().map(begin).collect()
}

async fn fresh(
    site: &Site,
    page: &Page,
    session: &Session,
    matter: &str,
    channel: &str,
) -> Result<(String, Draft), Trouble> {
    let address = format!("/desk/register/{matter}/{channel}");
    let known = begins(site, page, session).await.into_iter().find(|begin| begin.address == address);
    let title = known.ok_or(Trouble::not_found())?.label;
    let form = site.desk.begin_form(session, matter, channel, page.lang).await?;
    Ok((title, Draft::new(form, 0, address)))
}
