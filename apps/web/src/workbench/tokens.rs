//! One's own tokens for programs.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    Scope, TokenView,
    office::Difference,
    view::{Rejection, Session},
};

use super::{admin::moment, proof};
use crate::{
    forms::{Draft, Posted, Problem, pressed},
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
    visit::Worker,
};

/// How many days are proposed.
const DAYS: &str = "90";
/// What a token may be used for: as it is sent, and the key of its name.
const SCOPES: &[(&str, &str)] = &[
    ("lists", "tokens-lists"),
    ("cases", "tokens-cases"),
    ("file", "tokens-file"),
    ("act", "tokens-act"),
    ("dates", "tokens-dates"),
];

#[derive(Template)]
#[template(path = "desk/tokens.html")]
pub(crate) struct TokensPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) tokens: &'a [TokenView],
    /// A fresh one, shown once.
    pub(crate) fresh: Option<&'a str>,
    /// Where a calendar finds its feed with it.
    pub(crate) feed: Option<String>,
    /// What is wrong, for the summary.
    pub(crate) draft: &'a Draft,
    /// What was typed.
    pub(crate) name: &'a str,
    pub(crate) days: &'a str,
    pub(crate) chosen: &'a [&'a str],
    pub(crate) ended: bool,
}

impl<'a> TokensPage<'a> {
    pub(crate) const fn new(page: &'a Page, tokens: &'a [TokenView], draft: &'a Draft) -> Self {
        Self { page, tokens, fresh: None, feed: None, draft, name: "", days: DAYS, chosen: &[], ended: false }
    }
}

impl TokensPage<'_> {
    fn wrong(&self, field: &str) -> Option<&str> {
        let found = self.draft.problems.iter().find(|problem| problem.to.as_deref() == Some(field));
        found.map(|problem| problem.text.as_str())
    }

    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn scopes(&self) -> &'static [(&'static str, &'static str)] {
        SCOPES
    }

    fn chose(&self, scope: &str) -> bool {
        self.chosen.contains(&scope)
    }

    fn words(&self, token: &TokenView) -> String {
        let word = |scope: &Scope| match scope {
            Scope::Lists => self.page.t("tokens-lists"),
            Scope::Cases => self.page.t("tokens-cases"),
            Scope::File => self.page.t("tokens-file"),
            Scope::Act => self.page.t("tokens-act"),
            Scope::Dates => self.page.t("tokens-dates"),
        };
        token.scopes.iter().map(word).collect::<Vec<_>>().join(" · ")
    }
}

/// `GET /desk/tokens`
pub(crate) async fn show(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let (tokens, draft) = (site.desk.tokens(&session).await?, Draft::default());
    let template = TokensPage { ended: page.asks("ended=1"), ..TokensPage::new(&page, &tokens, &draft) };
    Ok(show_as(StatusCode::OK, &template))
}

/// `POST /desk/tokens`: one is made, or ended.
pub(crate) async fn change(
    State(site): State<Site>,
    Worker { mut page, session }: Worker,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    if !posted.value("end").is_empty() {
        return end(&site, &page, &session, &posted).await;
    }
    let (name, days) = (posted.value("name"), posted.value("days"));
    let chosen: Vec<&str> =
        posted.typed.iter().filter(|(key, _)| key == "scopes").map(|(_, one)| one.as_str()).collect();
    let mut draft = Draft::default();
    let mut wrong = |to: &str, text: String| {
        draft.problems.push(Problem { to: Some(to.to_owned()), text, ..Problem::default() });
    };
    let fresh = match proof::given(&site, &mut page, session.clone(), &posted).await? {
        Ok(proven) => match made(&site, &proven, name, &chosen, days).await {
            Ok(token) => Some(token),
            Err(Rejection::Invalid(faults)) => {
                for (field, _) in faults {
                    let text = match field.as_str() {
                        "scopes" => page.t("tokens-scopes-missing"),
                        "days" => page.t("tokens-days-wrong"),
                        _ => page.t("tokens-name-missing"),
                    };
                    wrong(&field, text);
                }
                None
            }
            Err(other) => return Err(other.into()),
        },
        Err(text) => {
            wrong("token-proof", text);
            None
        }
    };
    let status = if fresh.is_some() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let tokens = site.desk.tokens(&session).await?;
    let feed = fresh.as_ref().filter(|_| chosen == ["dates"]).map(|token| format!("/feeds/{token}/dates.ics"));
    let (name, days, chosen) = if fresh.is_some() { ("", DAYS, Vec::new()) } else { (name, days, chosen) };
    let fresh = fresh.as_deref();
    let template = TokensPage {
        page: &page,
        tokens: &tokens,
        fresh,
        feed,
        draft: &draft,
        name,
        days,
        chosen: &chosen,
        ended: false,
    };
    Ok(show_as(status, &template))
}

/// Ends one, once it was shown what becomes of it.
async fn end(site: &Site, page: &Page, session: &Session, posted: &Posted) -> Result<Response, Trouble> {
    let tokens = site.desk.tokens(session).await?;
    let token = tokens.iter().find(|token| token.id == posted.value("end")).ok_or_else(Trouble::not_found)?;
    let until = page.with("tokens-good-until", "when", moment(&token.expires));
    let ends = Difference { label: token.name.clone(), before: until, after: page.t("tokens-over") };
    if let Some(asked) = pressed(page, posted, (&page.t("sessions-end"), "/desk/tokens"), &[ends]) {
        return Ok(asked);
    }
    site.desk.end_token(session, &token.id).await?;
    Ok(Redirect::to("/desk/tokens?ended=1").into_response())
}

async fn made(site: &Site, session: &Session, name: &str, chosen: &[&str], days: &str) -> Result<String, Rejection> {
    let scope = |one: &&str| match *one {
        "lists" => Some(Scope::Lists),
        "cases" => Some(Scope::Cases),
        "file" => Some(Scope::File),
        "act" => Some(Scope::Act),
        "dates" => Some(Scope::Dates),
        _ => None,
    };
    let scopes: Vec<Scope> = chosen.iter().filter_map(scope).collect();
    site.desk.make_token(session, name, &scopes, days.trim().parse().unwrap_or(0)).await
}
