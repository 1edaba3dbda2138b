//! Everybody changes their own password.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{PASSWORD_CHARACTERS_MIN, view::Rejection};

use crate::{
    forms::{Draft, Posted, Problem},
    page::Page,
    site::Site,
    trouble::{Trouble, show, show_as},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/password.html")]
pub(crate) struct PasswordPage<'a> {
    pub(crate) page: &'a Page,
    /// What is wrong, for the summary.
    pub(crate) draft: &'a Draft,
    pub(crate) saved: bool,
}

impl PasswordPage<'_> {
    fn wrong(&self, field: &str) -> Option<&Problem> {
        self.draft.problems.iter().find(|problem| problem.to.as_deref() == Some(field))
    }
}

/// `GET /desk/password`
pub(crate) async fn form(Worker { page, .. }: Worker) -> Response {
    let saved = page.query.split('&').any(|pair| pair == "saved=1");
    show(&PasswordPage { page: &page, draft: &Draft::default(), saved })
}

/// `POST /desk/password`. What was typed is not sent back: passwords are typed again.
pub(crate) async fn change(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    posted: Posted,
) -> Result<Response, Trouble> {
    let (old, new, again) = (posted.value("old"), posted.value("new"), posted.value("again"));
    let mut draft = Draft::default();
    let mut wrong = |field: &str, text: String| {
        draft.problems.push(Problem { to: Some(field.to_owned()), text, ..Problem::default() });
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if !page.gave(&posted) {
        wrong("old", page.t("form-forged"));
        status = StatusCode::FORBIDDEN;
    }
    if old.is_empty() {
        wrong("old", page.t("password-old-missing"));
    }
    if new.chars().count() < PASSWORD_CHARACTERS_MIN {
        wrong("new", page.t("people-password-short"));
    } else if new != again {
        wrong("again", page.t("password-not-the-same"));
    }
    if draft.problems.is_empty() {
        let text = match site.desk.change_password(&session, old, new).await {
            Ok(()) => return Ok(Redirect::to("/desk/password?saved=1").into_response()),
            Err(Rejection::Forbidden) => page.t("password-old-wrong"),
            Err(Rejection::Refused(_)) => page.t("sign-in-too-often"),
            Err(other) => return Err(other.into()),
        };
        draft.problems.push(Problem { to: Some("old".to_owned()), text, ..Problem::default() });
    }
    Ok(show_as(status, &PasswordPage { page: &page, draft: &draft, saved: false }))
}
