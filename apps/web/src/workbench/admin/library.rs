//! The regulations that come with the installation: listed by sector, told in words and drawn, taken as the office's own.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    library::{PackLine, PackView},
    view::Rejection,
};
use dengwen_regulation::show;
use serde::Deserialize;

use super::Administrator;
use crate::{
    forms::{Draft, Posted, Problem},
    page::Page,
    site::Site,
    told::{Block, blocks},
    trouble::{Trouble, show as shown, show_as},
    workbench::{proof, regulations},
};

/// Folders of sectors, and the words for them.
const SECTORS: &[(&str, &str)] = &[
    ("public", "library-public"),
    ("property", "library-property"),
    ("health", "library-health"),
    ("finance", "library-finance"),
    ("industry", "library-industry"),
    ("retail", "library-retail"),
    ("telecom", "library-telecom"),
    ("groups", "library-groups"),
];
/// The id of the password on the page.
const PROOF: &str = "library-proof";
/// The id of the card with the button.
const CARD: &str = "library-take";

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "desk/library.html")]
pub(crate) struct LibraryPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) query: &'a str,
    /// Sectors by name, with what lies in them.
    pub(crate) sectors: Vec<(String, Vec<PackLine>)>,
    pub(crate) found: usize,
}

#[derive(Template)]
#[template(path = "desk/pack.html")]
pub(crate) struct PackPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a PackView,
    pub(crate) sector: String,
    pub(crate) status: String,
    pub(crate) blocks: &'a [Block],
    pub(crate) has_chart: bool,
    pub(crate) findings: Vec<String>,
    /// What stands in the way.
    pub(crate) draft: &'a Draft,
    pub(crate) unproven: Option<&'a str>,
}

/// `GET /desk/library`
pub(crate) async fn list(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let query = asked.q.trim();
    let lines = site.desk.pack_list(&session, query, page.lang).await?;
    let found = lines.len();
    let mut sectors: Vec<(String, Vec<PackLine>)> = Vec::new();
    for line in lines {
        let name = sector(&page, &line.sector);
        match sectors.iter_mut().find(|(known, _)| *known == name) {
            Some((_, lines)) => lines.push(line),
            None => sectors.push((name, vec![line])),
        }
    }
    Ok(shown(&LibraryPage { page: &page, query, sectors, found }))
}

/// `GET /desk/library/{id}`
pub(crate) async fn show(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let view = site.desk.pack(&session, &id, page.lang).await?;
    Ok(drawn(StatusCode::OK, &page, &view, &Draft::default(), None))
}

/// `POST /desk/library/{id}`: the office takes it as its own.
pub(crate) async fn take(
    State(site): State<Site>,
    Administrator { mut page, session }: Administrator,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    let view = site.desk.pack(&session, &id, page.lang).await?;
    let content = posted.meta(":content").unwrap_or_default().to_owned();
    let mut draft = Draft::default();
    let told = |to: &str, text: String| Problem { to: Some(to.to_owned()), text, ..Problem::default() };
    let as_read = !view.line.taken && view.content == content;
    let proven =
        if as_read { proof::given(&site, &mut page, session.clone(), &posted).await? } else { Ok(session.clone()) };
    let session = match proven {
        Ok(session) => session,
        Err(text) => {
            draft.problems.push(told(PROOF, text.clone()));
            return Ok(drawn(StatusCode::FORBIDDEN, &page, &view, &draft, Some(&text)));
        }
    };
    match site.desk.take_pack(&session, &id, &content, page.lang).await {
        Ok(()) => Ok(Redirect::to(&format!("/desk/regulations/{id}?taken=1")).into_response()),
        Err(Rejection::Changed(_)) if !page.program => {
            draft.problems.push(told(CARD, page.t("library-read-again")));
            Ok(drawn(StatusCode::CONFLICT, &page, &view, &draft, None))
        }
        Err(Rejection::Refused(refusals)) if !page.program => {
            draft.problems.extend(refusals.into_iter().map(|refused| Problem {
                to: Some(CARD.to_owned()),
                text: refused.cited.text,
                article: refused.cited.article,
                instead: refused.instead,
            }));
            Ok(drawn(StatusCode::UNPROCESSABLE_ENTITY, &page, &view, &draft, None))
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /desk/library/{id}/diagram.svg`
pub(crate) async fn diagram(
    State(site): State<Site>,
    Administrator { page, session }: Administrator,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let view = site.desk.pack(&session, &id, page.lang).await?;
    Ok(regulations::chart(&view.regulation, page.lang))
}

fn drawn(status: StatusCode, page: &Page, view: &PackView, draft: &Draft, unproven: Option<&str>) -> Response {
    let template = PackPage {
        page,
        view,
        sector: sector(page, &view.line.sector),
        status: regulations::status(page, view.regulation.version.status),
        blocks: &blocks(&show::explain(&view.regulation, page.lang)),
        has_chart: !show::svg(&view.regulation, page.lang).is_empty(),
        findings: view.findings.iter().map(|finding| finding.render(page.lang)).collect(),
        draft,
        unproven,
    };
    show_as(status, &template)
}

/// The name of a sector; a folder that nobody has named keeps its own.
fn sector(page: &Page, folder: &str) -> String {
    match SECTORS.iter().find(|(known, _)| *known == folder) {
        Some((_, key)) => page.t(key),
        None if folder.is_empty() => page.t("library-other"),
        None => folder.to_owned(),
    }
}
