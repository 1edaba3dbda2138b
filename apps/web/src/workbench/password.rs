//! Everybody changes their own password.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    Advice, Strength,
    view::{Language, Rejection},
};

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

/// What would help a password that is not enough, in words.
pub(crate) fn advised(page: &Page, strength: &Strength) -> String {
    let word = |advice: &Advice| match advice {
        Advice::Longer => page.t("advice-longer"),
        Advice::Shorter => page.t("advice-shorter"),
        Advice::CommonWord => page.t("advice-common-word"),
        Advice::AboutYou => page.t("advice-about-you"),
        Advice::Run => page.t("advice-run"),
        Advice::Repeat => page.t("advice-repeat"),
        Advice::Date => page.t("advice-date"),
        Advice::MoreWords => page.t("advice-more-words"),
    };
    strength.advice.iter().map(word).collect::<Vec<_>>().join(if page.lang == Language::En { " " } else { "" })
}

/// `GET /desk/password`
pub(crate) async fn form(Worker { page, .. }: Worker) -> Response {
    let saved = page.asks("saved=1");
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
    let strength = site.desk.password_strength(&session, &session.person, "", new).await?;
    if !strength.is_enough() {
        wrong("new", advised(&page, &strength));
    } else if new != again {
        wrong("again", page.t("password-not-the-same"));
    }
    if draft.problems.is_empty() {
        let text = match site.desk.change_password(&session, old, new).await {
            Ok(()) => return Ok(Redirect::to("/desk/password?saved=1").into_response()),
            Err(Rejection::Forbidden) => page.t("password-old-wrong"),
            Err(Rejection::TooSoon(seconds)) => page.count("too-soon", seconds),
            Err(other) => return Err(other.into()),
        };
        draft.problems.push(Problem { to: Some("old".to_owned()), text, ..Problem::default() });
    }
    Ok(show_as(status, &PasswordPage { page: &page, draft: &draft, saved: false }))
}
