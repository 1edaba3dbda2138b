//! A statement of receipt is checked: anybody may, without a code and without signing in.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use dengwen_desk::audit::{Checked, Verdict};

use crate::{
    forms::Posted,
    page::Page,
    site::Site,
    trouble::{Trouble, encoded, show, show_as},
    visit::Visitor,
};

/// The field of the text, and that of the file.
const TEXT: &str = "statement";
const FILE: &str = "file";

#[derive(Template)]
#[template(path = "portal/verify.html")]
pub(crate) struct VerifyPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) typed: &'a str,
    /// Where the error is, and what it says.
    pub(crate) error: Option<(&'static str, String)>,
    pub(crate) checked: Option<Checked>,
    /// The public key of the log.
    pub(crate) key: String,
}

impl VerifyPage<'_> {
    fn is_wrong(&self, field: &str) -> bool {
        self.error.as_ref().is_some_and(|(at, _)| *at == field)
    }

    /// The colour, the heading and the text of what came of it.
    fn told(&self, checked: &Checked) -> (&'static str, String, String) {
        let page = self.page;
        let (tint, heading, text) = match checked.verdict {
            Verdict::Intact => ("done", page.t("verify-intact"), page.t("verify-intact-text")),
            Verdict::Altered => ("wrong", page.t("verify-altered"), page.t("verify-altered-text")),
            Verdict::Foreign => ("warn", page.t("verify-foreign"), page.t("verify-foreign-text")),
            Verdict::Wrong => ("wrong", page.t("verify-wrong"), page.t("verify-wrong-text")),
            Verdict::Unreadable => ("warn", page.t("verify-unreadable"), page.t("verify-unreadable-text")),
        };
        (tint, heading, text)
    }
}

/// `GET /verify`
pub(crate) async fn form(State(site): State<Site>, Visitor(page): Visitor) -> Response {
    let key = site.desk.log_verifier().to_string();
    show(&VerifyPage { page: &page, typed: "", error: None, checked: None, key })
}

/// `POST /verify`: what was pasted, or the file.
pub(crate) async fn check(
    State(site): State<Site>,
    Visitor(page): Visitor,
    posted: Posted,
) -> Result<Response, Trouble> {
    let key = site.desk.log_verifier().to_string();
    let typed = posted.value(TEXT);
    let again = |status, at, text| {
        let error = Some((at, text));
        Ok(show_as(status, &VerifyPage { page: &page, typed, error, checked: None, key: key.clone() }))
    };
    if let Some((_, name, why)) = posted.refused.first() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, FILE, why.message(&page, name));
    }
    let file = posted.files.iter().find(|file| file.key == FILE);
    let text = match file {
        Some(file) => {
            let bytes = file.content.whole().await.map_err(|fault| Trouble::fault(&fault))?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
        None => typed.to_owned(),
    };
    if text.trim().is_empty() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, TEXT, page.t("verify-missing"));
    }
    let checked = site.desk.check_statement(&text).await.map_err(|fault| Trouble::fault(&fault))?;
    Ok(show(&VerifyPage { page: &page, typed, error: None, checked: Some(checked), key }))
}

/// A statement as a download that is in the page itself: nothing is asked of the server again, and no address tells of it.
pub(crate) fn link(statement: &str) -> String {
    format!("data:text/plain;charset=utf-8,{}", encoded(statement).replace('/', "%2F"))
}
