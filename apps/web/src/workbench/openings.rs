//! An opening on a page of its own: a second person agrees to it, or not; whoever is told of it reads it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::{
    OPENING_GRANTED,
    view::{OpeningView, Performed, Sent, Session},
};

use super::sent;
use crate::{
    files::Done,
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown, show_as},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/opening.html")]
pub(crate) struct OpeningPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a OpeningView,
    /// The form that came back.
    pub(crate) failed: Option<&'a Draft>,
    /// What may be done now.
    pub(crate) acts: Vec<Draft>,
    pub(crate) told: Vec<String>,
}

impl<'a> OpeningPage<'a> {
    pub(crate) fn new(page: &'a Page, view: &'a OpeningView, failed: Option<&'a Draft>) -> Self {
        Self { page, view, failed, acts: drafts(view).collect(), told: Vec::new() }
    }
}

pub(super) fn drafts(view: &OpeningView) -> impl Iterator<Item = Draft> {
    let draft = |form: &dengwen_desk::view::FormView| {
        let action = format!("/desk/openings/{}/{}/acts/{}", view.id, view.n, form.act);
        Draft::new(form.clone(), view.seq, action).proving(form.act == OPENING_GRANTED)
    };
    view.forms.iter().map(draft)
}

/// `GET /desk/openings/{id}/{n}`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, n)): Path<(String, u32)>,
    done: Done,
) -> Result<Response, Trouble> {
    let view = site.desk.opening(&session, &id, n, page.lang).await?;
    Ok(shown(&OpeningPage { told: done.told(&site), ..OpeningPage::new(&page, &view, None) }))
}

/// `POST /desk/openings/{id}/{n}/acts/{act}`
pub(crate) async fn perform(
    State(site): State<Site>,
    worker: Worker,
    Path((id, n, act)): Path<(String, u32, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let lang = worker.page.lang;
    let view = site.desk.opening(&worker.session, &id, n, lang).await?;
    let draft = drafts(&view).find(|draft| draft.form.act == act);
    let perform = async |session: Session, sent: Sent| site.desk.decide_opening(&session, &id, n, &sent, lang).await;
    let to = |_: &Performed| format!("/desk/openings/{id}/{n}");
    let again =
        |page: &Page, status: StatusCode, draft: Option<&Draft>| show_as(status, &OpeningPage::new(page, &view, draft));
    sent::done(&site, worker, posted, draft, perform, to, again).await
}
