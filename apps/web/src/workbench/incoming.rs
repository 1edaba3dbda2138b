//! A matter that came in over the portal: read, registered, or set aside.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::view::{IncomingView, Performed, Sent, Session};

use super::sent;
use crate::{
    files::{self, Done},
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown, show_as},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/incoming.html")]
pub(crate) struct IncomingPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a IncomingView,
    /// The form that came back.
    pub(crate) failed: Option<&'a Draft>,
    /// By which it is registered.
    pub(crate) registers: Vec<Draft>,
    /// What else can be done.
    pub(crate) others: Vec<Draft>,
    pub(crate) told: Vec<String>,
}

impl<'a> IncomingPage<'a> {
    pub(crate) fn new(page: &'a Page, view: &'a IncomingView, failed: Option<&'a Draft>) -> Self {
        let mut registers: Vec<Draft> = registers(view).collect();
        registers.iter_mut().for_each(|draft| draft.prefill(&view.typed));
        Self { page, view, failed, registers, others: others(view).collect(), told: Vec::new() }
    }
}

fn registers(view: &IncomingView) -> impl Iterator<Item = Draft> {
    let draft = |form: &dengwen_desk::view::FormView| {
        Draft::new(form.clone(), view.seq, format!("/desk/incoming/{}/register/{}", view.id, form.act))
    };
    view.registers.iter().map(draft)
}

fn others(view: &IncomingView) -> impl Iterator<Item = Draft> {
    let draft = |form: &dengwen_desk::view::FormView| {
        Draft::new(form.clone(), view.seq, format!("/desk/incoming/{}/settle/{}", view.id, form.act))
    };
    view.forms.iter().map(draft)
}

/// `GET /desk/incoming/{id}`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path(id): Path<String>,
    done: Done,
) -> Result<Response, Trouble> {
    let view = site.desk.incoming(&session, &id, page.lang).await?;
    let told = done.told(&site);
    Ok(shown(&IncomingPage { told, ..IncomingPage::new(&page, &view, None) }))
}

/// `POST /desk/incoming/{id}/register/{act}`
pub(crate) async fn register(
    State(site): State<Site>,
    worker: Worker,
    Path((id, act)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let lang = worker.page.lang;
    let view = site.desk.incoming(&worker.session, &id, lang).await?;
    let draft = registers(&view).find(|draft| draft.form.act == act);
    let perform = async |session: Session, sent: Sent| site.desk.register_incoming(&session, &id, sent, lang).await;
    let to = |performed: &Performed| format!("/desk/cases/{}", performed.case);
    let again = |page: &Page, status: StatusCode, draft: Option<&Draft>| {
        show_as(status, &IncomingPage::new(page, &view, draft))
    };
    sent::done(&site, worker, posted, draft, perform, to, again).await
}

/// `POST /desk/incoming/{id}/settle/{act}`
pub(crate) async fn settle(
    State(site): State<Site>,
    worker: Worker,
    Path((id, act)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let lang = worker.page.lang;
    let view = site.desk.incoming(&worker.session, &id, lang).await?;
    let draft = others(&view).find(|draft| draft.form.act == act);
    let perform = async |session: Session, sent: Sent| site.desk.settle_incoming(&session, &id, sent, lang).await;
    let to = |_: &Performed| format!("/desk/incoming/{id}");
    let again = |page: &Page, status: StatusCode, draft: Option<&Draft>| {
        show_as(status, &IncomingPage::new(page, &view, draft))
    };
    sent::done(&site, worker, posted, draft, perform, to, again).await
}

/// `GET /desk/incoming/{id}/files/{file}`
pub(crate) async fn file(
    State(site): State<Site>,
    Worker { session, .. }: Worker,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    files::file(site.desk.incoming_file(&session, &id, &file).await?).await
}

/// `POST /desk/incoming/{id}/files/{file}/itself`: the file as it came in, on record.
pub(crate) async fn file_itself(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((id, file)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    files::file(site.desk.incoming_file_itself(&session, &id, &file).await?).await
}
