//! A changed text of a regulation: pasted or uploaded, checked as a whole, compared with what runs, then taken into use.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    library::Proposal,
    view::{Rejection, Session},
};
use dengwen_regulation::{
    compare::What,
    finding::{Finding, Severity},
};

use super::{Administrator, day};
use crate::{
    forms::{Draft, Posted, Problem},
    limits::VALUE_BYTES_MAX,
    page::Page,
    site::Site,
    trouble::{Trouble, show_as},
    workbench::proof,
};

/// The id of the password on the page.
const PROOF: &str = "regulation-proof";
/// The id of the text on the page.
const FIELD: &str = "regulation-text";

/// What the page shows of a text that was looked at.
pub(crate) struct Looked {
    pub(crate) content: String,
    pub(crate) refused: bool,
    pub(crate) lead: String,
    /// Change in words, place, label.
    pub(crate) changes: Vec<(String, String, String)>,
    /// What would then be open: words and article.
    pub(crate) open: Vec<(String, Option<String>)>,
    /// What the checker remarks beside.
    pub(crate) remarks: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/regulation_text.html")]
pub(crate) struct TextPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) text: &'a str,
    /// What is wrong, for the summary.
    pub(crate) draft: &'a Draft,
    pub(crate) looked: Option<&'a Looked>,
    /// What is wrong with the password.
    pub(crate) unproven: Option<&'a str>,
}

/// `GET /desk/regulations/{id}/text`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let text = site.desk.running_text(&session, &id).await?;
    drawn(&site, &page, &session, &Shown { id, text, ..Shown::default() }).await
}

/// `POST /desk/regulations/{id}/text`: the text is looked at, or taken into use once it was.
pub(crate) async fn enter(
    State(site): State<Site>,
    Administrator { mut page, session }: Administrator,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Trouble> {
    let uploaded = posted.meta(":upload").filter(|text| !text.trim().is_empty());
    let text = uploaded.unwrap_or_else(|| posted.value("text")).to_owned();
    let adopts = posted.meta(":do") == Some("adopt");
    let mut shown = Shown { id, text, status: StatusCode::UNPROCESSABLE_ENTITY, ..Shown::default() };
    if !page.gave(&posted) {
        shown.problems.push(problem(page.t("form-forged")));
    } else if shown.text.trim().is_empty() {
        shown.problems.push(problem(page.t("text-missing")));
    } else if shown.text.len() >= VALUE_BYTES_MAX {
        shown.problems.push(problem(page.t("text-too-large")));
    } else if page.program && adopts {
        site.desk.adopt_text(&session, &shown.id, &shown.text, page.lang).await?;
        return Ok(Redirect::to(&format!("/desk/regulations/{}", shown.id)).into_response());
    } else {
        let proposal = site.desk.propose_text(&session, &shown.id, &shown.text, page.lang).await?;
        let as_looked_at = posted.meta(":content") == Some(proposal.content.as_str());
        let goes_live = adopts && !proposal.refused && as_looked_at && uploaded.is_none();
        let proven = if goes_live {
            proof::given(&site, &mut page, session.clone(), &posted).await?
        } else {
            Ok(session.clone())
        };
        if let (Ok(proven), true) = (&proven, goes_live) {
            site.desk.adopt_text(proven, &shown.id, &shown.text, page.lang).await?;
            return Ok(Redirect::to(&format!("/desk/regulations/{}?saved=1", shown.id)).into_response());
        }
        if let Err(text) = proven {
            shown.problems.push(Problem { to: Some(PROOF.to_owned()), text: text.clone(), ..Problem::default() });
            shown.unproven = Some(text);
            shown.status = StatusCode::FORBIDDEN;
        } else if adopts && !proposal.refused {
            shown.problems.push(problem(page.t("text-look-again")));
            shown.status = StatusCode::CONFLICT;
        } else if !proposal.refused {
            shown.status = StatusCode::OK;
        }
        shown.proposal = Some(proposal);
    }
    drawn(&site, &page, &session, &shown).await
}

#[derive(Default)]
struct Shown {
    id: String,
    text: String,
    status: StatusCode,
    problems: Vec<Problem>,
    proposal: Option<Proposal>,
    unproven: Option<String>,
}

fn problem(text: String) -> Problem {
    Problem { to: Some(FIELD.to_owned()), text, ..Problem::default() }
}

async fn drawn(site: &Site, page: &Page, session: &Session, shown: &Shown) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let regulation = office.regulation(&shown.id, site.desk.now()).ok_or(Rejection::NotFound)?;
    let mut draft = Draft::default();
    draft.problems.clone_from(&shown.problems);
    let findings = shown.proposal.iter().flat_map(|proposal| &proposal.findings);
    let errors = findings.filter(|finding| finding.severity == Severity::Error);
    draft.problems.extend(errors.map(|finding| told(page, finding)));
    let looked = shown.proposal.as_ref().map(|proposal| looked(page, proposal));
    let title = regulation.title.in_lang(page.lang);
    let unproven = shown.unproven.as_deref();
    let template =
        TextPage { page, id: &shown.id, title, text: &shown.text, draft: &draft, looked: looked.as_ref(), unproven };
    Ok(show_as(shown.status, &template))
}

/// A finding in the summary: place and text concerned, what is wrong, the mend.
fn told(page: &Page, finding: &Finding) -> Problem {
    let mend = finding.mend.as_ref().map(|mend| mend.in_lang(page.lang).to_owned());
    let text = Finding { mend: None, ..finding.clone() }.render(page.lang);
    Problem { to: Some(FIELD.to_owned()), text, instead: mend.into_iter().collect(), article: None }
}

fn looked(page: &Page, proposal: &Proposal) -> Looked {
    let what = |what: What| match what {
        What::Added => page.t("text-added"),
        What::Changed => page.t("text-changed"),
        What::Removed => page.t("text-removed"),
    };
    let changes = proposal.changes.iter();
    let remarks = proposal.findings.iter().filter(|finding| finding.severity != Severity::Error);
    let lead = match (proposal.refused, proposal.changes.is_empty()) {
        (true, _) => page.with("text-refused", "what", &proposal.running),
        (false, true) => page.t("text-same"),
        (false, false) => page.with2("text-fits", "what", &proposal.version, "day", day(proposal.from)),
    };
    Looked {
        content: proposal.content.clone(),
        refused: proposal.refused,
        lead,
        changes: changes.map(|one| (what(one.what), one.path.clone(), one.label.clone())).collect(),
        open: proposal.open.iter().map(|open| (open.label.clone(), open.article.clone())).collect(),
        remarks: remarks.map(|finding| finding.render(page.lang)).collect(),
    }
}
