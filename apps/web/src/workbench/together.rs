//! Several cases at once: chosen in the inbox, previewed case by case, then acted on one by one.

use std::{convert::Infallible, sync::Arc, time::Instant};

use askama::Template;
use axum::{
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    BackView, TogetherAct, TogetherRow, TogetherView,
    view::{Cited, Rejection, Sent, Session},
};

use crate::{
    forms::{Draft, Posted, pairs_of},
    holding::Held,
    page::Page,
    site::Site,
    trouble::{Trouble, encoded, show, show_as},
    visit::Worker,
};

/// Which cases, which act, and what was just done.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    cases: Vec<String>,
    act: String,
    done: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let mut asked = Self::default();
        for (key, value) in pairs_of(parts.uri.query().unwrap_or_default().as_bytes()) {
            match key.as_str() {
                "case" => asked.cases.push(value),
                "act" => asked.act = value,
                "done" => asked.done = value,
                _ => {}
            }
        }
        Ok(asked)
    }
}

/// What comes, or came, of an act on one case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) row: TogetherRow,
    /// What happens, in sentences.
    pub(crate) told: Vec<String>,
    /// Why it does not, each with its article.
    pub(crate) wrong: Vec<Cited>,
    /// What can be done instead.
    pub(crate) instead: Vec<String>,
    /// By which act it can be taken back.
    pub(crate) back: Option<BackView>,
}

/// What comes of an act on several cases.
#[derive(Template)]
#[template(path = "outcomes/template.html")]
pub(crate) struct Outcomes<'a> {
    page: &'a Page,
    caption: String,
    outcomes: Vec<Outcome>,
    done: bool,
}

pub(crate) fn outcomes(page: &Page, caption: String, outcomes: Vec<Outcome>, done: bool) -> Outcomes<'_> {
    Outcomes { page, caption, outcomes, done }
}

/// What was done on several cases.
#[derive(Debug)]
pub(crate) struct DoneTogether {
    pub(crate) label: String,
    pub(crate) outcomes: Vec<Outcome>,
}

#[derive(Template)]
#[template(path = "desk/together.html")]
pub(crate) struct TogetherPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a TogetherView,
    /// The act that was chosen, with its form.
    pub(crate) act: Option<(&'a TogetherAct, &'a Draft)>,
    /// What would come of it, case by case; empty before the form was filled in.
    pub(crate) outcomes: &'a [Outcome],
}

/// What came of it.
#[derive(Template)]
#[template(path = "desk/together_done.html")]
pub(crate) struct TogetherDonePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) done: &'a DoneTogether,
}

impl TogetherPage<'_> {
    fn title(&self) -> String {
        match self.act {
            Some((act, _)) => self.page.with2("together-act", "what", &act.form.label, "n", self.view.rows.len()),
            None => self.page.count("together-title", self.view.rows.len()),
        }
    }

    /// This page without an act.
    fn whole(&self) -> String {
        address("", self.view.rows.iter().map(|row| row.case.as_str()))
    }

    fn of_act(&self, act: &TogetherAct) -> String {
        address(&act.form.act, self.view.rows.iter().map(|row| row.case.as_str()))
    }

    fn sheet(&self) -> String {
        let cases: Vec<String> = self.view.rows.iter().map(|row| format!("case={}", encoded(&row.case))).collect();
        format!("/desk/together.csv?{}", cases.join("&"))
    }

    /// Acts of the matter, or those of every regulation.
    fn acts(&self, standing: bool) -> Vec<&TogetherAct> {
        self.view.acts.iter().filter(|act| act.standing == standing).collect()
    }

    fn open(&self, act: &TogetherAct) -> String {
        self.page.with2("together-open", "n", act.open(), "of", self.view.rows.len())
    }

    /// Each case with why the act is not open on it, before the form is filled in.
    fn standing(&self) -> Vec<Outcome> {
        let Some((act, _)) = self.act else { return Vec::new() };
        let rows = self.view.rows.iter().zip(&act.closed);
        let one = |(row, closed): (&TogetherRow, &Option<Vec<Cited>>)| Outcome {
            row: row.clone(),
            wrong: closed.clone().unwrap_or_default(),
            ..Outcome::default()
        };
        rows.map(one).collect()
    }
}

impl TogetherDonePage<'_> {
    fn done(&self) -> usize {
        self.done.outcomes.iter().filter(|one| one.wrong.is_empty()).count()
    }

    fn refused(&self) -> usize {
        self.done.outcomes.len().saturating_sub(self.done())
    }

    /// The acts that take it back, each with the cases for which it does.
    fn backs(&self) -> Vec<(BackView, usize, String)> {
        let mut all: Vec<(BackView, Vec<&str>)> = Vec::new();
        for one in &self.done.outcomes {
            let Some(back) = &one.back else { continue };
            match all.iter_mut().find(|(known, _)| known == back) {
                Some((_, cases)) => cases.push(&one.row.case),
                None => all.push((back.clone(), vec![&one.row.case])),
            }
        }
        let line = |(back, cases): (BackView, Vec<&str>)| {
            let to = address(&back.act, cases.iter().copied());
            (back, cases.len(), to)
        };
        all.into_iter().map(line).collect()
    }

    /// On how many it stands for good.
    fn for_good(&self) -> usize {
        self.done.outcomes.iter().filter(|one| one.wrong.is_empty() && one.back.is_none()).count()
    }
}

fn address<'c>(act: &str, cases: impl Iterator<Item = &'c str>) -> String {
    let act = (!act.is_empty()).then(|| format!("act={}", encoded(act)));
    let cases = cases.map(|case| format!("case={}", encoded(case)));
    let query: Vec<String> = act.into_iter().chain(cases).collect();
    format!("/desk/together?{}", query.join("&"))
}

/// `GET /desk/together`
pub(crate) async fn form(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    asked: Asked,
) -> Result<Response, Trouble> {
    if !asked.done.is_empty() {
        return match site.holding.get(&asked.done, Instant::now()) {
            Some(Held::Together(done)) => Ok(show(&TogetherDonePage { page: &page, done: &done })),
            _ => Ok(Redirect::to("/desk").into_response()),
        };
    }
    let view = site.desk.together(&session, &asked.cases, page.lang).await?;
    let act = view.acts.iter().find(|act| act.form.act == asked.act);
    let draft = act.map(|act| draft(&page, &view, act));
    let act = act.zip(draft.as_ref());
    Ok(show(&TogetherPage { page: &page, view: &view, act, outcomes: &[] }))
}

/// `GET /desk/together.csv`
pub(crate) async fn sheet(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    asked: Asked,
) -> Result<Response, Trouble> {
    let text = site.desk.chosen_csv(&session, &asked.cases, page.lang).await?;
    Ok(super::inbox::as_sheet(text))
}

/// `POST /desk/together`: shows what would come of it; sent once more, does it.
pub(crate) async fn perform(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    asked: Asked,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let view = site.desk.together(&session, &asked.cases, page.lang).await?;
    let act = view.acts.iter().find(|act| act.form.act == asked.act).ok_or(Trouble::not_found())?;
    let mut draft = draft(&page, &view, act);
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: &Draft, outcomes: &[Outcome]| {
        show_as(status, &TogetherPage { page: &page, view: &view, act: Some((act, draft)), outcomes })
    };
    if let Some(status) = stopped {
        return Ok(again(status, &draft, &[]));
    }
    let told = foretold(&site, &page, &session, (&view, act), &draft).await?;
    if let Some(wrong) = told.wrong {
        let status = draft.refused(wrong, &page)?;
        return Ok(again(status, &draft, &[]));
    }
    draft.form.warnings = told.warnings;
    let sure = mark(&told.outcomes);
    let open = told.outcomes.iter().any(|one| one.wrong.is_empty());
    if !open || posted.meta(":sure") != Some(sure.as_str()) {
        if open {
            draft.form.label.clone_from(&act.form.label);
            draft.sure = Some(sure);
        }
        return Ok(again(StatusCode::OK, &draft, &told.outcomes));
    }
    let outcomes = performed(&site, &page, &session, told.outcomes, &draft).await?;
    let done = Held::Together(Arc::new(DoneTogether { label: act.form.label.clone(), outcomes }));
    let token = site.holding.put(done, Instant::now());
    Ok(Redirect::to(&format!("/desk/together?done={token}")).into_response())
}

/// The form; its button first leads to the preview.
fn draft(page: &Page, view: &TogetherView, act: &TogetherAct) -> Draft {
    let action = address(&act.form.act, view.rows.iter().map(|row| row.case.as_str()));
    let mut draft = Draft::new(act.form.clone(), 0, action);
    draft.form.label = page.with("together-see", "what", &act.form.label);
    draft
}

/// What would come of an act.
#[derive(Default)]
struct Foretold {
    outcomes: Vec<Outcome>,
    /// What it warns of, so that a reason for going on can be given.
    warnings: Vec<Cited>,
    /// What is wrong with the form itself, on every case.
    wrong: Option<Rejection>,
}

async fn foretold(
    site: &Site,
    page: &Page,
    session: &Session,
    (view, act): (&TogetherView, &TogetherAct),
    draft: &Draft,
) -> Result<Foretold, Trouble> {
    let mut foretold = Foretold::default();
    let (mut tried, mut invalid) = (0_usize, Vec::new());
    for (row, closed) in view.rows.iter().zip(&act.closed) {
        if let Some(why) = closed {
            foretold.outcomes.push(Outcome { row: row.clone(), wrong: why.clone(), ..Outcome::default() });
            continue;
        }
        tried = tried.saturating_add(1);
        match site.desk.rehearse(session, &row.case, &sent(draft, row), page.lang).await {
            Ok(told) => foretold.outcomes.push(Outcome { row: row.clone(), told, ..Outcome::default() }),
            Err(rejection) => {
                if let Rejection::Refused(refused) = &rejection {
                    let warned = refused.iter().filter(|one| one.code == "warned").map(|one| &one.cited);
                    let fresh: Vec<Cited> =
                        warned.filter(|cited| !foretold.warnings.contains(*cited)).cloned().collect();
                    foretold.warnings.extend(fresh);
                }
                if matches!(rejection, Rejection::Invalid(_)) {
                    invalid.push(rejection.clone());
                }
                foretold.outcomes.push(refusal(page, row, rejection)?);
            }
        }
    }
    if tried > 0 && invalid.len() == tried {
        foretold.wrong = invalid.pop();
    }
    Ok(foretold)
}

/// Performs it on every case on which it was foretold to go through; a refusal of one stops no other.
async fn performed(
    site: &Site,
    page: &Page,
    session: &Session,
    foretold: Vec<Outcome>,
    draft: &Draft,
) -> Result<Vec<Outcome>, Trouble> {
    let mut all = Vec::new();
    for one in foretold {
        if !one.wrong.is_empty() {
            all.push(one);
            continue;
        }
        let case = one.row.case.clone();
        match site.desk.perform(session, &case, sent(draft, &one.row), page.lang).await {
            Ok(done) => {
                // Whoever does not see it any more cannot take it back either.
                let back = site.desk.way_back(session, &case, one.row.seq, page.lang).await.unwrap_or_default();
                all.push(Outcome { told: done.told, back, ..one });
            }
            Err(rejection) => all.push(refusal(page, &one.row, rejection)?),
        }
    }
    Ok(all)
}

/// The form as it is sent for one case: sent twice, it counts once.
fn sent(draft: &Draft, row: &TogetherRow) -> Sent {
    Sent { seq: row.seq, once: format!("{} {}", draft.once, row.case), ..draft.sent() }
}

fn refusal(page: &Page, row: &TogetherRow, rejection: Rejection) -> Result<Outcome, Trouble> {
    let said = |text: String| Cited { text, ..Cited::default() };
    let (wrong, instead) = match rejection {
        Rejection::Refused(refused) => {
            let instead = refused.iter().flat_map(|one| one.instead.clone()).collect();
            (refused.into_iter().map(|one| one.cited).collect(), instead)
        }
        Rejection::Invalid(wrong) => (wrong.into_iter().map(|(_, text)| said(text)).collect(), Vec::new()),
        Rejection::Changed(changes) => (changes.into_iter().map(said).collect(), Vec::new()),
        Rejection::NotFound | Rejection::Forbidden => (vec![said(page.t("together-not-yours"))], Vec::new()),
        other => return Err(other.into()),
    };
    Ok(Outcome { row: row.clone(), wrong, instead, ..Outcome::default() })
}

/// Stands for outcomes as they were shown.
fn mark(outcomes: &[Outcome]) -> String {
    let mut hash = blake3::Hasher::new();
    for one in outcomes {
        let wrong = one.wrong.iter().map(|cited| &cited.text);
        for part in std::iter::once(&one.row.case).chain(&one.told).chain(wrong) {
            hash.update(part.as_bytes()).update(&[0]);
        }
    }
    hash.finalize().to_hex().to_string()
}
