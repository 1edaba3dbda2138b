//! A case as one person may see it: where it stands, what may be done, by when and why, what happened.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use dengwen_desk::view::{CaseView, FormView, Performed, Rejection};

use crate::{
    files::{Done, Row},
    forms::Draft,
    page::Page,
    site::Site,
    trouble::{self, Trouble},
    visit::Worker,
};

/// So many acts with one reading come from a shared procedure.
const SHARED_MIN: usize = 3;

#[derive(Template)]
#[template(path = "desk/case.html")]
pub(crate) struct CasePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) case: &'a CaseView,
    pub(crate) drafts: &'a [Draft],
    pub(crate) done: Option<Arc<Performed>>,
    pub(crate) not_opened: Option<NotOpened>,
}

/// Why the identity of a party was not opened, with what was typed.
pub(crate) struct NotOpened {
    pub(crate) party: u32,
    /// What is wrong with the purpose.
    pub(crate) error: Option<String>,
    /// What is wrong with the password.
    pub(crate) unproven: Option<String>,
    /// The purpose.
    pub(crate) typed: String,
}

impl CasePage<'_> {
    /// Acts of the matter itself.
    fn own(&self) -> Vec<&Draft> {
        self.drafts.iter().filter(|draft| !self.is_common(draft)).collect()
    }

    /// Acts that several regulations share, kept apart so that they do not stand in the way.
    fn common(&self) -> Vec<&Draft> {
        self.drafts.iter().filter(|draft| self.is_common(draft)).collect()
    }

    /// An act without an article whose reading it shares with several others comes from a shared procedure.
    fn is_common(&self, draft: &Draft) -> bool {
        let cited = &draft.form.cited;
        let alike = |other: &&Draft| other.form.cited.reading == cited.reading;
        let shared = self.drafts.iter().filter(alike).count() >= SHARED_MIN;
        cited.article.is_none() && cited.reading.is_some() && shared
    }

    /// Why the identity of a party was not opened.
    fn not_opened_of(&self, party: &u32) -> Option<&NotOpened> {
        self.not_opened.as_ref().filter(|known| known.party == *party)
    }

    fn error_of(&self, party: &u32) -> Option<&str> {
        self.not_opened_of(party)?.error.as_deref()
    }

    fn unproven_of(&self, party: &u32) -> Option<&str> {
        self.not_opened_of(party)?.unproven.as_deref()
    }

    /// The purpose as it was typed.
    fn purpose_of(&self, party: &u32) -> &str {
        self.not_opened_of(party).map_or("", |known| &known.typed)
    }
}

/// `GET /desk/cases/{case}`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path(id): Path<String>,
    done: Done,
) -> Result<Response, Trouble> {
    let case = match site.desk.case(&session, &id, page.lang).await {
        // What was done has taken it out of sight: that is told where there is still something to see.
        Err(Rejection::NotFound) if done.performed(&site).is_some() => return Ok(done.at("/desk")),
        Err(Rejection::NotFound) => return super::retention::certificate(&site, &page, &session, &id).await,
        case => case?,
    };
    let drafts = drafts(&case);
    let done = done.performed(&site);
    Ok(trouble::show(&CasePage { page: &page, case: &case, drafts: &drafts, done, not_opened: None }))
}

/// A form for every act that is open.
pub(crate) fn drafts(case: &CaseView) -> Vec<Draft> {
    case.open.iter().map(|form| draft(case, form)).collect()
}

/// The form of one act.
pub(crate) fn draft(case: &CaseView, form: &FormView) -> Draft {
    let action = format!("/desk/cases/{}/acts/{}{}", case.id, form.act, Row::query(form.row.as_ref()));
    let mut draft = Draft::new(form.clone(), case.seq, action);
    draft.backdated = true;
    draft
}
