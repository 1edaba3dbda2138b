//! A changed text of a regulation: pasted or uploaded, checked as a whole, compared with what runs, then taken into use.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    library::{OpenBlank, Proposal, Publishing},
    view::{Rejection, Session},
};
use dengwen_regulation::{
    compare::{Change, What},
    finding::{Finding, Severity},
    model::Lang,
};

use jiff::civil::Date;
use serde::Deserialize;

use super::{Administrator, day};
use crate::{
    forms::{Draft, Posted, Problem},
    limits::VALUE_BYTES_MAX,
    page::{Page, Switch},
    site::Site,
    trouble::{Trouble, show_as},
    workbench::proof,
};

/// The id of the password on the page.
const PROOF: &str = "regulation-proof";
/// The id of the text on the page.
const FIELD: &str = "regulation-text";
/// The id of the day on the page.
const FROM: &str = "regulation-from";
/// What the ids of blanks on the page begin with.
const BLANK: &str = "blank-";

/// Which earlier version is to run again.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    again: String,
}

/// A place that the text leaves open, with its tick.
pub(crate) struct Open {
    pub(crate) path: String,
    pub(crate) label: String,
    pub(crate) article: Option<String>,
    pub(crate) confirmed: bool,
}

/// What the page shows of a text that was looked at.
pub(crate) struct Looked {
    pub(crate) content: String,
    pub(crate) refused: bool,
    pub(crate) lead: String,
    /// Change in words, place, label.
    pub(crate) changes: Vec<(String, String, String)>,
    /// What the office confirms with it.
    pub(crate) open: Vec<Open>,
    /// Open cases in words, and those that may be shown: id, number, version.
    pub(crate) staying: String,
    pub(crate) cases: Vec<(String, String, String)>,
    /// Another text bears the name of this version.
    pub(crate) named_before: bool,
    /// What the checker remarks beside.
    pub(crate) remarks: Vec<String>,
}

#[derive(Template)]
#[template(path = "desk/regulation_text.html")]
pub(crate) struct TextPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) publishing: &'a Publishing,
    /// The day as typed.
    pub(crate) from: &'a str,
    /// What is wrong, for the summary.
    pub(crate) draft: &'a Draft,
    pub(crate) looked: Option<&'a Looked>,
    /// What is wrong with the password.
    pub(crate) unproven: Option<&'a str>,
    /// Forms by which the text is changed: address and name.
    pub(crate) forms: Vec<(&'static str, String)>,
}

impl TextPage<'_> {
    /// Is something of this part of the page wrong.
    fn is_wrong(&self, id: &str) -> bool {
        self.draft.problems.iter().any(|problem| problem.to.as_deref() == Some(id))
    }
}

/// `GET /desk/regulations/{id}/text`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let mut shown = Shown { id, ..Shown::default() };
    if asked.again.is_empty() {
        shown.publishing.text = site.desk.running_text(&session, &shown.id).await?;
    } else {
        shown.publishing.text = site.desk.earlier_text(&session, &shown.id, &asked.again).await?;
        shown.publishing.again = Some(asked.again);
        shown.proposal = Some(site.desk.propose_text(&session, &shown.id, &shown.publishing, page.lang).await?);
    }
    drawn(&site, &page, &session, &shown).await
}

/// `POST /desk/regulations/{id}/text`: the text is looked at, or published once it was.
pub(crate) async fn enter(
    State(site): State<Site>,
    Administrator { mut page, session }: Administrator,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Trouble> {
    page.switch = Switch::Form;
    let adopts = posted.meta(":do") == Some("adopt");
    let mut shown = Shown::sent(id, &posted);
    shown.problems = unfit(&page, &posted, &shown);
    if !shown.problems.is_empty() {
        return drawn(&site, &page, &session, &shown).await;
    }
    if page.program && adopts {
        site.desk.adopt_text(&session, &shown.id, &shown.publishing, page.lang).await?;
        return Ok(Redirect::to(&format!("/desk/regulations/{}", shown.id)).into_response());
    }
    let proposal = site.desk.propose_text(&session, &shown.id, &shown.publishing, page.lang).await?;
    let as_looked_at = posted.meta(":content") == Some(proposal.content.as_str()) && !shown.uploaded;
    if !proposal.refused {
        shown.status = StatusCode::OK;
    }
    if adopts && !proposal.refused {
        shown.problems = if as_looked_at { unconfirmed(&page, &proposal, &shown.publishing) } else { Vec::new() };
        if !as_looked_at {
            shown.problems.push(problem(FIELD, page.t("text-look-again")));
            shown.status = StatusCode::CONFLICT;
        } else if !shown.problems.is_empty() {
            shown.status = StatusCode::UNPROCESSABLE_ENTITY;
        } else {
            match proof::given(&site, &mut page, session.clone(), &posted).await? {
                Ok(proven) => {
                    site.desk.adopt_text(&proven, &shown.id, &shown.publishing, page.lang).await?;
                    return Ok(Redirect::to(&format!("/desk/regulations/{}?saved=1", shown.id)).into_response());
                }
                Err(text) => {
                    shown.problems.push(problem(PROOF, text.clone()));
                    shown.unproven = Some(text);
                    shown.status = StatusCode::FORBIDDEN;
                }
            }
        }
    }
    shown.proposal = Some(proposal);
    drawn(&site, &page, &session, &shown).await
}

/// A draft looked at, as a form has left it.
pub(super) async fn looked_at(
    site: &Site,
    page: &Page,
    session: &Session,
    id: &str,
    text: String,
) -> Result<Response, Trouble> {
    let path = format!("/desk/regulations/{id}/text");
    let page = &Page { path, query: String::new(), switch: Switch::Form, ..page.clone() };
    let mut shown = Shown { id: id.to_owned(), publishing: Publishing::of(&text), ..Shown::default() };
    shown.proposal = Some(site.desk.propose_text(session, id, &shown.publishing, page.lang).await?);
    drawn(site, page, session, &shown).await
}

#[derive(Default)]
struct Shown {
    id: String,
    publishing: Publishing,
    from: String,
    uploaded: bool,
    status: StatusCode,
    problems: Vec<Problem>,
    proposal: Option<Proposal>,
    unproven: Option<String>,
}

impl Shown {
    fn sent(id: String, posted: &Posted) -> Self {
        let uploaded = posted.meta(":upload").filter(|text| !text.trim().is_empty());
        let from = posted.value("from").trim().to_owned();
        let publishing = Publishing {
            text: uploaded.or(posted.meta(":text")).unwrap_or_else(|| posted.value("text")).to_owned(),
            // What the switch of the language sends under the same name is no hash.
            again: posted.metas(":again").find(|again| again.len() > 1).map(str::to_owned),
            from: from.parse::<Date>().ok(),
            confirmed: posted.metas(":confirm").map(str::to_owned).collect(),
        };
        let uploaded = uploaded.is_some();
        Self { id, publishing, from, uploaded, status: StatusCode::UNPROCESSABLE_ENTITY, ..Self::default() }
    }
}

/// What is wrong before the text is even read.
fn unfit(page: &Page, posted: &Posted, shown: &Shown) -> Vec<Problem> {
    let text = &shown.publishing.text;
    if !page.gave(posted) {
        vec![problem(FIELD, page.t("form-forged"))]
    } else if text.trim().is_empty() {
        vec![problem(FIELD, page.t("text-missing"))]
    } else if text.len() >= VALUE_BYTES_MAX {
        vec![problem(FIELD, page.t("text-too-large"))]
    } else if !shown.from.is_empty() && shown.publishing.from.is_none() {
        vec![problem(FROM, page.t("calendar-date-wrong"))]
    } else {
        Vec::new()
    }
}

/// What nobody has ticked yet.
fn unconfirmed(page: &Page, proposal: &Proposal, publishing: &Publishing) -> Vec<Problem> {
    let open = proposal.open.iter().enumerate().filter(|(_, blank)| !publishing.confirmed.contains(&blank.path));
    open.map(|(n, blank)| Problem {
        article: blank.article.clone(),
        ..problem(&format!("{BLANK}{n}"), page.with("text-unconfirmed", "what", &blank.label))
    })
    .collect()
}

fn problem(to: &str, text: String) -> Problem {
    Problem { to: Some(to.to_owned()), text, ..Problem::default() }
}

async fn drawn(site: &Site, page: &Page, session: &Session, shown: &Shown) -> Result<Response, Trouble> {
    let office = site.desk.office_state(&session.office).await?;
    let regulation = office.regulation(&shown.id, site.desk.now()).ok_or(Rejection::NotFound)?;
    let mut draft = Draft::default();
    draft.problems.clone_from(&shown.problems);
    let findings = shown.proposal.iter().flat_map(|proposal| &proposal.findings);
    let errors = findings.filter(|finding| finding.severity == Severity::Error);
    draft.problems.extend(errors.map(|finding| told(page, finding)));
    let looked = shown.proposal.as_ref().map(|proposal| looked(page, proposal, &shown.publishing));
    let title = regulation.title.in_lang(page.lang);
    let unproven = shown.unproven.as_deref();
    let template = TextPage {
        page,
        id: &shown.id,
        title,
        publishing: &shown.publishing,
        from: &shown.from,
        draft: &draft,
        looked: looked.as_ref(),
        unproven,
        forms: super::change::listed(page),
    };
    Ok(show_as(shown.status, &template))
}

/// A finding in the summary: place and text concerned, what is wrong, the mend.
fn told(page: &Page, finding: &Finding) -> Problem {
    let mend = finding.mend.as_ref().map(|mend| mend.in_lang(page.lang).to_owned());
    let text = Finding { mend: None, ..finding.clone() }.render(page.lang);
    Problem { to: Some(FIELD.to_owned()), text, instead: mend.into_iter().collect(), article: None }
}

fn open(blank: &OpenBlank, publishing: &Publishing) -> Open {
    Open {
        path: blank.path.clone(),
        label: blank.label.clone(),
        article: blank.article.clone(),
        confirmed: publishing.confirmed.contains(&blank.path),
    }
}

/// What differs between two texts: how, the place, what it is called.
pub(super) fn changed(page: &Page, changes: &[Change]) -> Vec<(String, String, String)> {
    let what = |what: What| match what {
        What::Added => page.t("text-added"),
        What::Changed => page.t("text-changed"),
        What::Removed => page.t("text-removed"),
    };
    // A label as the file writes it: `中文 | English`.
    let label = |written: &str| match (written.split_once(" | "), page.lang) {
        (Some((_, en)), Lang::En) => en.to_owned(),
        (Some((zh, _)), Lang::Zh) => zh.to_owned(),
        (None, _) => written.to_owned(),
    };
    changes.iter().map(|one| (what(one.what), one.path.clone(), label(&one.label))).collect()
}

fn looked(page: &Page, proposal: &Proposal, publishing: &Publishing) -> Looked {
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
        // A file that cannot be read changes nothing that could be told.
        changes: if proposal.content.is_empty() { Vec::new() } else { changed(page, &proposal.changes) },
        open: proposal.open.iter().map(|blank| open(blank, publishing)).collect(),
        staying: page.count("text-staying", proposal.staying.count),
        cases: proposal.staying.listed.clone(),
        named_before: proposal.named_before,
        remarks: remarks.map(|finding| finding.render(page.lang)).collect(),
    }
}
