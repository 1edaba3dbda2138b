//! What can go wrong with a request, and the page or the problem document that says so.

use askama::Template;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{Refused, Rejection};
use serde_json::json;

use crate::{
    forms::Resent,
    page::{Page, Switch},
    secret,
};

/// What can go wrong with a request. The page for it is drawn where language and place are known.
#[derive(Debug, Clone)]
pub(crate) enum Trouble {
    /// Nobody is signed in; where to go afterwards.
    SignIn(String),
    /// The office asks for a second step that is not set up yet.
    SecondStep,
    /// The form was not sent by a page of ours, or the page was too old.
    Forged,
    /// Too much comes in at once: come back in so many seconds, with what was typed.
    Busy(u64, Again),
    /// The request cannot be read.
    Unreadable,
    /// The page is not made for this way of asking.
    Method,
    /// The desk said no.
    Rejected(Rejection),
}

impl From<Rejection> for Trouble {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// How to come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Again {
    /// The page is asked for again, at this address.
    Page(String),
    /// What was typed stands in the page and is sent again.
    Form(Box<Resent>),
    /// It is asked again from where it came.
    Back,
}

impl Again {
    fn words(&self, seconds: u64, page: &Page) -> String {
        match self {
            Self::Page(_) => page.count("trouble-busy-page", seconds),
            Self::Form(resent) if resent.without_files => page.count("trouble-busy-files", seconds),
            Self::Form(_) => page.count("trouble-busy-form", seconds),
            Self::Back => page.count("trouble-busy-text", seconds),
        }
    }
}

/// The page that says what went wrong.
#[derive(Template)]
#[template(path = "trouble.html")]
pub(crate) struct TroublePage<'a> {
    page: &'a Page,
    title: String,
    text: String,
    refusals: Vec<Refused>,
    instance: Option<String>,
    again: Again,
}

impl TroublePage<'_> {
    /// Does what was typed stand in it?
    fn keeps(&self) -> bool {
        matches!(self.again, Again::Form(_))
    }
}

/// The problem document of RFC 9457 for the same.
pub(crate) const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

impl Trouble {
    /// There is no such page for this person.
    pub(crate) fn not_found() -> Self {
        Self::Rejected(Rejection::NotFound)
    }

    /// A fault of ours: the cause goes to the log, the id to the person.
    pub(crate) fn fault(error: &dyn std::error::Error) -> Self {
        let instance = secret::token();
        tracing::error!(%instance, %error, "fault");
        Self::Rejected(Rejection::Fault(instance))
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::SignIn(_) => StatusCode::UNAUTHORIZED,
            Self::SecondStep | Self::Forged => StatusCode::FORBIDDEN,
            Self::Busy(..) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Rejected(rejection) => status_of(rejection),
        }
    }

    /// In how many seconds to ask again, where that is known.
    pub(crate) fn retry_after(&self) -> Option<HeaderValue> {
        match self {
            Self::Busy(seconds, _) => Some(HeaderValue::from(*seconds)),
            Self::Rejected(Rejection::TooSoon(seconds)) => Some(HeaderValue::from(*seconds)),
            _ => None,
        }
    }

    /// The answer to a person.
    pub(crate) fn page(self, page: &Page) -> Response {
        if let Self::SignIn(next) = &self {
            return Redirect::to(&page.to(format!("/desk/sign-in?next={}", encoded(next)))).into_response();
        }
        if matches!(self, Self::SecondStep) {
            return Redirect::to("/desk/second-step").into_response();
        }
        // Nothing on the page leads away from what was typed.
        let switch = if matches!(self, Self::Busy(_, Again::Form(_))) { Switch::None } else { page.switch };
        let page = Page { switch, ..page.clone() };
        show_as(self.status(), &self.template(&page))
    }

    fn template(self, page: &Page) -> TroublePage<'_> {
        let (title, text) = self.words(page);
        let (refusals, instance, again) = match self {
            Self::Rejected(Rejection::Refused(refusals)) => (refusals, None, Again::Back),
            Self::Rejected(Rejection::Fault(instance) | Rejection::Away(instance)) => {
                (Vec::new(), Some(instance), Again::Back)
            }
            Self::Busy(_, again) => (Vec::new(), None, again),
            _ => (Vec::new(), None, Again::Back),
        };
        TroublePage { page, title, text, refusals, instance, again }
    }

    /// The page as it is drawn.
    #[cfg(test)]
    pub(crate) fn drawn(self, page: &Page) -> String {
        self.template(page).render().unwrap_or_default()
    }

    /// The answer to a program.
    pub(crate) fn problem(self, page: &Page) -> Response {
        let (title, detail) = self.words(page);
        let status = self.status();
        let mut problem = serde_json::Map::new();
        let mut say = |key: &str, value: serde_json::Value| {
            problem.insert(key.to_owned(), value);
        };
        say("type", json!(format!("urn:dengwen:{}", self.code())));
        say("title", json!(title));
        say("status", json!(status.as_u16()));
        match self {
            Self::Rejected(Rejection::Fault(instance)) => say("instance", json!(instance)),
            Self::Rejected(Rejection::Away(instance)) => {
                say("detail", json!(detail));
                say("instance", json!(instance));
            }
            Self::Rejected(Rejection::Refused(refusals)) => {
                let first = refusals.first();
                say("detail", json!(first.map(|refused| &refused.cited.text)));
                say("code", json!(first.map(|refused| &refused.code)));
                say("article", json!(first.and_then(|refused| refused.cited.article.as_ref())));
                say("remedy", json!(first.map(|refused| &refused.instead)));
                say("refusals", json!(refusals));
            }
            Self::Busy(seconds, _) => {
                say("detail", json!(detail));
                say("retry_after", json!(seconds));
            }
            Self::Rejected(Rejection::Invalid(fields)) => say("fields", json!(fields)),
            Self::Rejected(Rejection::Changed(changes)) => say("changes", json!(changes)),
            _ => say("detail", json!(detail)),
        }
        let mut response = (status, Json(problem)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM_JSON);
        response
    }

    fn code(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "sign_in",
            Self::SecondStep => "second_step",
            Self::Forged => "forged",
            Self::Busy(..) => "busy",
            Self::Unreadable => "unreadable",
            Self::Method => "method",
            Self::Rejected(rejection) => match rejection {
                Rejection::NotFound => "not_found",
                Rejection::Forbidden => "forbidden",
                Rejection::Invalid(_) => "invalid",
                Rejection::Refused(_) => "refused",
                Rejection::Changed(_) => "changed",
                Rejection::Upload(..) => "upload",
                Rejection::TooSoon(_) => "too_soon",
                Rejection::ProofWanted => "proof_wanted",
                Rejection::Away(_) => "away",
                Rejection::Fault(_) => "fault",
            },
        }
    }

    fn words(&self, page: &Page) -> (String, String) {
        match self {
            Self::SignIn(_) => (page.t("trouble-sign-in-title"), page.t("trouble-sign-in-text")),
            Self::SecondStep => (page.t("second-step-title"), page.t("second-step-required")),
            Self::Forged => (page.t("trouble-forged-title"), page.t("trouble-forged-text")),
            Self::Busy(seconds, again) => (page.t("trouble-busy-title"), again.words(*seconds, page)),
            Self::Unreadable => (page.t("trouble-unreadable-title"), page.t("trouble-unreadable-text")),
            Self::Method => (page.t("trouble-method-title"), page.t("trouble-method-text")),
            Self::Rejected(rejection) => match rejection {
                Rejection::NotFound => (page.t("trouble-not-found-title"), page.t("trouble-not-found-text")),
                Rejection::Forbidden => (page.t("trouble-forbidden-title"), page.t("trouble-forbidden-text")),
                Rejection::Invalid(wrong) => {
                    let text: Vec<&str> = wrong.iter().map(|(_, text)| text.as_str()).collect();
                    (page.t("trouble-invalid-title"), text.join(" "))
                }
                Rejection::Refused(_) => (page.t("trouble-refused-title"), page.t("trouble-refused-text")),
                Rejection::Changed(_) => (page.t("trouble-changed-title"), page.t("trouble-changed-text")),
                Rejection::Upload(_, text) => (page.t("trouble-upload-title"), text.clone()),
                Rejection::ProofWanted => (page.t("proof-title"), page.t("proof-missing")),
                Rejection::TooSoon(seconds) => (page.t("too-soon-title"), page.count("too-soon", *seconds)),
                Rejection::Away(_) => (page.t("trouble-away-title"), page.t("trouble-away-text")),
                Rejection::Fault(_) => (page.t("trouble-fault-title"), page.t("trouble-fault-text")),
            },
        }
    }
}

/// The status that goes with what the desk said.
pub(crate) fn status_of(rejection: &Rejection) -> StatusCode {
    match rejection {
        Rejection::NotFound => StatusCode::NOT_FOUND,
        Rejection::Forbidden | Rejection::ProofWanted => StatusCode::FORBIDDEN,
        Rejection::Changed(_) => StatusCode::CONFLICT,
        Rejection::Invalid(_) | Rejection::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Rejection::Upload(..) => StatusCode::PAYLOAD_TOO_LARGE,
        Rejection::TooSoon(_) => StatusCode::TOO_MANY_REQUESTS,
        Rejection::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
        Rejection::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A page as an answer.
pub(crate) fn show(template: &impl Template) -> Response {
    show_as(StatusCode::OK, template)
}

/// A page as an answer with a status.
pub(crate) fn show_as(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(error) => Trouble::fault(&error).into_response(),
    }
}

/// A path as a value of a query.
pub(crate) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

impl From<dengwen_desk::Fault> for Trouble {
    fn from(fault: dengwen_desk::Fault) -> Self {
        Self::Rejected(fault.into())
    }
}
