//! One's own second step: set up with a picture for the telephone, seen, taken away.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    SecondStepSetup, SecondStepView,
    view::{Rejection, Session},
};

use crate::{
    forms::{Draft, Posted, Problem},
    page::Page,
    qr,
    site::Site,
    trouble::{Trouble, show as shown, show_as},
    visit::Newcomer,
};

#[derive(Clone, Copy, Template)]
#[template(path = "desk/second_step.html")]
pub(crate) struct SecondStepPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a SecondStepView,
    /// What is set up, where there is none yet.
    pub(crate) setup: Option<&'a SecondStepSetup>,
    /// Codes for a lost telephone, shown once.
    pub(crate) codes: &'a [String],
    /// What is wrong, for the summary.
    pub(crate) draft: &'a Draft,
    pub(crate) removed: bool,
}

impl SecondStepPage<'_> {
    fn wrong(&self, field: &str) -> Option<&Problem> {
        self.draft.problems.iter().find(|problem| problem.to.as_deref() == Some(field))
    }

    /// The picture: its size, and its dark squares as a path.
    fn picture(&self) -> Option<(i32, String)> {
        qr::picture(&self.setup?.address)
    }
}

/// `GET /desk/second-step`
pub(crate) async fn show(State(site): State<Site>, Newcomer { page, session }: Newcomer) -> Result<Response, Trouble> {
    let removed = page.asks("removed=1");
    let view = site.desk.second_step(&session).await?;
    let setup = set_up(&site, &session, &view, "").await?;
    let draft = Draft::default();
    Ok(shown(&SecondStepPage { page: &page, view: &view, setup: setup.as_ref(), codes: &[], draft: &draft, removed }))
}

/// `POST /desk/second-step`: it is set up, or taken away.
pub(crate) async fn change(
    State(site): State<Site>,
    Newcomer { page, session }: Newcomer,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    let (password, code, voucher) = (posted.value("password"), posted.value("code"), posted.value("voucher"));
    let removes = posted.value("do") == "remove";
    let done = if removes {
        site.desk.remove_second_step(&session, password, code).await.map(|()| Vec::new())
    } else {
        site.desk.confirm_second_step(&session, voucher, password, code).await
    };
    let mut draft = Draft::default();
    let codes = match done {
        Ok(_) if removes => return Ok(Redirect::to("/desk/second-step?removed=1").into_response()),
        Ok(codes) => codes,
        Err(rejection) => {
            draft.problems.push(told(rejection, &page)?);
            Vec::new()
        }
    };
    let status = if draft.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = site.desk.second_step(&session).await?;
    // What was put into the telephone already stays good when the form comes back.
    let setup = set_up(&site, &session, &view, voucher).await?;
    let template = SecondStepPage {
        page: &page,
        view: &view,
        setup: setup.as_ref(),
        codes: &codes,
        draft: &draft,
        removed: false,
    };
    Ok(show_as(status, &template))
}

async fn set_up(
    site: &Site,
    session: &Session,
    view: &SecondStepView,
    voucher: &str,
) -> Result<Option<SecondStepSetup>, Rejection> {
    if view.since.is_some() {
        return Ok(None);
    }
    site.desk.set_up_second_step(session, voucher).await.map(Some)
}

/// What is wrong with a password or code.
pub(crate) fn told(rejection: Rejection, page: &Page) -> Result<Problem, Trouble> {
    let (to, text) = match rejection {
        Rejection::Forbidden => ("password", page.t("proof-password-wrong")),
        Rejection::Invalid(_) => ("code", page.t("second-step-code-wrong")),
        Rejection::TooSoon(seconds) => ("password", page.count("too-soon", seconds)),
        other => return Err(other.into()),
    };
    Ok(Problem { to: Some(to.to_owned()), text, ..Problem::default() })
}
