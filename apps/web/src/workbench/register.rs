//! A letter, a call or a visit is registered on behalf of a person.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::Session;
use serde::Deserialize;

use super::proposals::Beside;
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
    pub(crate) beside: Beside<'a>,
}

/// A way in that has a key of its own: name, key, how labels of the regulations call it.
const WAYS: [(&str, &str, &[&str]); 3] = [
    ("letter", "l", &["来信", "来函", "信函", "信件", "书信", "邮寄", "letter", "post"]),
    ("visit", "v", &["来访", "走访", "到访", "来人", "上门", "当面", "面述", "visit", "in person"]),
    ("call", "c", &["来电", "电话", "热线", "call", "telephone", "phone", "hotline"]),
];

/// The ways in that have a key: name, key, label.
pub(crate) fn ways(page: &Page) -> [(&'static str, &'static str, String); 3] {
    let labels = [page.t("frame-register-letter"), page.t("frame-register-visit"), page.t("frame-register-call")];
    let mut labels = labels.into_iter();
    WAYS.map(|(way, key, _)| (way, key, labels.next().unwrap_or_default()))
}

/// Does what can be registered come in this way, by its label.
fn comes_by(begin: &Begin, way: &str) -> bool {
    let label = begin.label.rsplit(" · ").next().unwrap_or_default().to_lowercase();
    let words = WAYS.iter().find(|(name, ..)| *name == way).map_or(&[][..], |(.., words)| words);
    // Calling on somebody afterwards is no way in of theirs.
    words.iter().any(|word| label.contains(word)) && !label.contains("回访") && !label.contains("return visit")
}

/// By which way.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    way: String,
}

/// `GET /desk/register`
pub(crate) async fn choose(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let all = begins(&site, &page, &session).await?;
    let (fits, others): (Vec<Begin>, Vec<Begin>) = all.into_iter().partition(|begin| comes_by(begin, &asked.way));
    let begins = match fits.as_slice() {
        [only] => return Ok(Redirect::to(&only.address).into_response()),
        [] => others,
        _ => fits,
    };
    Ok(show(&ChoosePage { page: &page, begins: &begins }))
}

/// `GET /desk/register/{matter}/{channel}`
pub(crate) async fn form(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((matter, channel)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let (title, draft) = fresh(&site, &page, &session, &matter, &channel).await?;
    again(&site, (&page, &session), (&matter, &channel), (StatusCode::OK, &title, &draft)).await
}

/// `POST /desk/register/{matter}/{channel}/proposals`: what stands beside the form, for what is typed so far.
pub(crate) async fn proposals(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((matter, channel)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    let (_, mut draft) = fresh(&site, &page, &session, &matter, &channel).await?;
    draft.take(&mut posted, &site.holding, &page);
    Ok(show(&Beside::asked(&site, &page, &session, (&matter, &channel), &draft).await?))
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
    let (who, place) = ((&page, &session), (matter.as_str(), channel.as_str()));
    if let Some(status) = stopped {
        return again(&site, who, place, (status, &title, &draft)).await;
    }
    let adopted = posted.meta(":adopt").and_then(|one| one.split_once('='));
    if let Some((key, value)) = adopted {
        draft.adopt(key, value);
    }
    if adopted.is_some() || posted.meta(":suggest").is_some() {
        return again(&site, who, place, (StatusCode::OK, &title, &draft)).await;
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
            again(&site, who, place, (status, &title, &draft)).await
        }
    }
}

/// The form with what was typed, and what stands beside it.
async fn again(
    site: &Site,
    (page, session): (&Page, &Session),
    place: (&str, &str),
    (status, title, draft): (StatusCode, &str, &Draft),
) -> Result<Response, Trouble> {
    let beside = Beside::asked(site, page, session, place, draft).await?;
    Ok(show_as(status, &RegisterPage { page, title, draft, beside }))
}

async fn begins(site: &Site, page: &Page, session: &Session) -> Result<Vec<Begin>, Trouble> {
    let begins = site.desk.begins(session, page.lang).await?;
    let begin = |(matter, channel, label): (String, String, String)| Begin {
        address: format!("/desk/register/{matter}/{channel}"),
        label,
    };
    Ok(begins.into_iter().map(begin).collect())
}

async fn fresh(
    site: &Site,
    page: &Page,
    session: &Session,
    matter: &str,
    channel: &str,
) -> Result<(String, Draft), Trouble> {
    let address = format!("/desk/register/{matter}/{channel}");
    let known = begins(site, page, session).await?.into_iter().find(|begin| begin.address == address);
    let title = known.ok_or(Trouble::not_found())?.label;
    let form = site.desk.begin_form(session, matter, channel, page.lang).await?;
    Ok((title, Draft::new(form, 0, address)))
}
