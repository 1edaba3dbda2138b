//! An opening on a page of its own: a second person agrees to it, or not; whoever is told of it reads it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::OpeningView;

use crate::{
    files::{self, Done},
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

fn drafts(view: &OpeningView) -> impl Iterator<Item = Draft> {
    let draft = |form: &dengwen_desk::view::FormView| {
        Draft::new(form.clone(), view.seq, format!("/desk/openings/{}/{}/acts/{}", view.id, view.n, form.act))
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
    Worker { page, session }: Worker,
    Path((id, n, act)): Path<(String, u32, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let view = site.desk.opening(&session, &id, n, page.lang).await?;
    let Some(mut draft) = drafts(&view).find(|draft| draft.form.act == act) else {
        return Ok(show_as(StatusCode::CONFLICT, &OpeningPage::new(&page, &view, None)));
    };
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: &Draft| show_as(status, &OpeningPage::new(&page, &view, Some(draft)));
    if let Some(status) = stopped {
        return Ok(again(status, &draft));
    }
    match site.desk.decide_opening(&session, &id, n, &draft.sent(), page.lang).await {
        Ok(performed) => {
            let done = files::done(&site, performed);
            Ok(Redirect::to(&format!("/desk/openings/{id}/{n}?done={done}")).into_response())
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}
