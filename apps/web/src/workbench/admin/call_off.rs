//! A version that waits for its day is called off: what would not change then, and why.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::{
    library::Proposal,
    view::{Control, FieldView, Session},
};

use super::{Administrator, ask, day, form, text};
use crate::{
    forms::{Draft, Posted, saved},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
    workbench::proof,
};

#[derive(Template)]
#[template(path = "desk/call_off.html")]
pub(crate) struct CallOffPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) id: &'a str,
    pub(crate) lead: String,
    /// How, the place, what it is called.
    pub(crate) changes: Vec<(String, String, String)>,
    pub(crate) draft: &'a Draft,
}

/// `GET /desk/regulations/{id}/versions/{content}`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path((id, content)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let waiting = site.desk.waiting_text(&session, &id, &content, page.lang).await?;
    Ok(drawn(StatusCode::OK, &page, &id, &waiting, &draft(&page, &session)))
}

/// `POST /desk/regulations/{id}/versions/{content}`: it is called off.
pub(crate) async fn call_off(
    State(site): State<Site>,
    Administrator { mut page, session }: Administrator,
    Path((id, content)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let waiting = site.desk.waiting_text(&session, &id, &content, page.lang).await?;
    let mut draft = draft(&page, &session);
    let mut stopped = draft.stopped(&mut posted, &site, &page);
    if stopped.is_none() {
        stopped = match proof::of_draft(&site, &mut page, session, &posted, &mut draft).await? {
            Ok(proven) => {
                let done = site.desk.call_off_text(&proven, &id, &content, draft.value("reason"), page.lang).await;
                draft.settled(done, &page)?
            }
            Err(status) => Some(status),
        };
    }
    Ok(match stopped {
        Some(status) => drawn(status, &page, &id, &waiting, &draft),
        None => saved(&format!("/desk/regulations/{id}/versions")),
    })
}

fn draft(page: &Page, session: &Session) -> Draft {
    let reason = ask::must(FieldView::new("reason", page.t("call-off-reason"), Control::Long));
    let fields = vec![ask::hinted(reason, page.t("call-off-reason-hint"))];
    form(page, "call_off", page.t("call-off"), fields).proving(session.proof_wanted)
}

fn drawn(status: StatusCode, page: &Page, id: &str, waiting: &Proposal, draft: &Draft) -> Response {
    let lead = page.with2("call-off-lead", "what", &waiting.version, "day", day(waiting.from));
    let changes = text::changed(page, &waiting.changes);
    show_as(status, &CallOffPage { page, id, lead, changes, draft })
}
