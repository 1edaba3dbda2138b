//! Early warnings: what each rests on, dismissing one for a reason, switching a sort of them off.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use dengwen_desk::{WARNINGS, WarningView, view::Rejection};

use crate::{
    forms::{Posted, saved},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
    visit::Worker,
};

/// What the sorts are called.
const KINDS: &[(&str, &str)] = &[
    // What is sent, and how it is said.
    ("rise", "warnings-rise"),
    ("cluster", "warnings-cluster"),
    ("late", "warnings-late"),
];

#[derive(Template)]
#[template(path = "desk/warnings.html")]
pub(crate) struct WarningsPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) warnings: &'a [WarningView],
    /// Each sort, and whether it is given.
    pub(crate) given: &'a [(&'static str, bool)],
    pub(crate) saved: bool,
    /// The warning that could not be dismissed, with why.
    pub(crate) wrong: Option<(String, String)>,
}

impl WarningsPage<'_> {
    fn kind(&self, kind: &str) -> String {
        let key = KINDS.iter().find(|(known, _)| *known == kind).map(|(_, key)| *key);
        key.map(|key| self.page.t(key)).unwrap_or_default()
    }

    /// What is wrong with the reason given for a warning.
    fn error(&self, warning: &WarningView) -> Option<&str> {
        self.wrong.as_ref().filter(|(key, _)| *key == warning.key).map(|(_, why)| why.as_str())
    }
}

/// An early warning with its evidence and the cases behind it.
#[derive(Template)]
#[template(path = "warning/template.html")]
pub(crate) struct Warned<'a> {
    page: &'a Page,
    warning: &'a WarningView,
}

impl Warned<'_> {
    fn others(&self) -> String {
        self.page.count("warnings-others", self.warning.others)
    }
}

pub(crate) const fn warning<'a>(page: &'a Page, warning: &'a WarningView) -> Warned<'a> {
    Warned { page, warning }
}

/// `GET /desk/warnings`
pub(crate) async fn show(State(site): State<Site>, worker: Worker) -> Result<Response, Trouble> {
    drawn(&site, &worker, None).await
}

/// `POST /desk/warnings`: one is dismissed, or sorts are switched.
pub(crate) async fn change(State(site): State<Site>, worker: Worker, posted: Posted) -> Result<Response, Trouble> {
    worker.page.given(&posted)?;
    if posted.value("switch") == "1" {
        let given: Vec<String> =
            WARNINGS.iter().filter(|kind| posted.value(kind) == "yes").map(|kind| (*kind).to_owned()).collect();
        site.desk.choose_warnings(&worker.session, &given).await?;
        return Ok(saved("/desk/warnings"));
    }
    let (key, reason) = (posted.value("key").to_owned(), posted.value("reason").to_owned());
    match site.desk.dismiss_warning(&worker.session, &key, &reason, worker.page.lang).await {
        Ok(()) => Ok(saved("/desk/warnings")),
        Err(Rejection::Invalid(wrong)) => {
            let why = wrong.into_iter().map(|(_, why)| why).next().unwrap_or_default();
            drawn(&site, &worker, Some((key, why))).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn drawn(site: &Site, worker: &Worker, wrong: Option<(String, String)>) -> Result<Response, Trouble> {
    let page = &worker.page;
    let warnings = site.desk.warnings(&worker.session, page.lang).await?;
    let given = site.desk.warnings_given(&worker.session).await?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let template = WarningsPage { page, warnings: &warnings, given: &given, saved: page.asks("saved=1"), wrong };
    Ok(show_as(status, &template))
}
