//! How long cases are kept: terms, what is due for destruction, what is held back, certificates.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::Session;
use dengwen_desk::{CertificateView, KeptLine, RetentionView};

use crate::{
    files::{self, Done},
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
    fn lists(&self) -> [(&'static str, String, String, &'a [KeptLine]); 3] {
        let page = self.page;
        [
            ("due", page.t("retention-due"), page.t("retention-none-due"), &self.view.due),
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
    Worker { page, session }: Worker,
    Path(act): Path<String>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let view = site.desk.retention(&session, page.lang).await?;
    let Some(mut draft) = drafts(&view).find(|draft| draft.form.act == act) else {
        return Ok(show_as(StatusCode::CONFLICT, &RetentionPage::new(&page, &view, None)));
    };
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: &Draft| show_as(status, &RetentionPage::new(&page, &view, Some(draft)));
    if let Some(status) = stopped {
        return Ok(again(status, &draft));
    }
    match site.desk.act_on_retention(&session, &draft.sent(), page.lang).await {
        Ok(performed) => {
            let done = files::done(&site, performed);
            Ok(Redirect::to(&format!("/desk/retention?done={done}")).into_response())
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}

/// The page of a case that was destroyed: its certificate and nothing else.
pub(crate) async fn certificate(site: &Site, page: &Page, session: &Session, case: &str) -> Result<Response, Trouble> {
    let view = site.desk.certificate(session, case, page.lang).await?;
    Ok(shown(&CertificatePage { page, view: &view }))
}
