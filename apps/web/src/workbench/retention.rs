//! How long cases are kept: terms, what is due for destruction, what is held back, certificates.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::view::{Performed, Sent, Session};
use dengwen_desk::{CertificateView, KeptLine, RetentionView};

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
#[template(path = "desk/retention.html")]
pub(crate) struct RetentionPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a RetentionView,
    /// The form that came back.
    pub(crate) failed: Option<&'a Draft>,
    pub(crate) acts: Vec<Draft>,
    pub(crate) told: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/certificate.html")]
pub(crate) struct CertificatePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a CertificateView,
}

impl<'a> RetentionPage<'a> {
    fn new(page: &'a Page, view: &'a RetentionView, failed: Option<&'a Draft>) -> Self {
        Self { page, view, failed, acts: drafts(view).collect(), told: Vec::new() }
    }

    /// The lists of cases: name, title, what stands when there is none, and the lines.
    fn lists(&self) -> [(&'static str, String, String, &'a [KeptLine]); 4] {
        let page = self.page;
        [
            ("due", page.t("retention-due"), page.t("retention-none-due"), &self.view.due),
            ("coming", page.t("retention-coming"), page.t("retention-none-coming"), &self.view.coming),
            ("held", page.t("retention-held"), page.t("retention-none-held"), &self.view.held),
            ("destroyed", page.t("retention-destroyed"), page.t("retention-none-destroyed"), &self.view.destroyed),
        ]
    }
}

fn drafts(view: &RetentionView) -> impl Iterator<Item = Draft> {
    view.forms.iter().map(|form| Draft::new(form.clone(), 0, format!("/desk/retention/{}", form.act)))
}

/// `GET /desk/retention`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    done: Done,
) -> Result<Response, Trouble> {
    let view = site.desk.retention(&session, page.lang).await?;
    Ok(shown(&RetentionPage { told: done.told(&site), ..RetentionPage::new(&page, &view, None) }))
}

/// `POST /desk/retention/{act}`
pub(crate) async fn perform(
    State(site): State<Site>,
    worker: Worker,
    Path(act): Path<String>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let lang = worker.page.lang;
    let view = site.desk.retention(&worker.session, lang).await?;
    let draft = drafts(&view).find(|draft| draft.form.act == act);
    let perform = async |session: Session, sent: Sent| site.desk.act_on_retention(&session, &sent, lang).await;
    let to = |_: &Performed| "/desk/retention".to_owned();
    let again = |page: &Page, status: StatusCode, draft: Option<&Draft>| {
        show_as(status, &RetentionPage::new(page, &view, draft))
    };
    sent::done(&site, worker, posted, draft, perform, to, again).await
}

/// The page of a case that was destroyed: its certificate and nothing else.
pub(crate) async fn certificate(site: &Site, page: &Page, session: &Session, case: &str) -> Result<Response, Trouble> {
    let view = site.desk.certificate(session, case, page.lang).await?;
    Ok(shown(&CertificatePage { page, view: &view }))
}
