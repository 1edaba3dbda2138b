//! An extract is made of a file: what is to be left out is marked, looked at, and then made as a file of its own.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{ExtractView, MarksTyped, Rejection};

use crate::{
    files,
    forms::{Draft, Posted, Problem},
    page::Page,
    secret,
    site::Site,
    trouble::{Trouble, show_as},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/extract.html")]
pub(crate) struct ExtractPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a ExtractView,
    pub(crate) typed: &'a MarksTyped,
    /// What is wrong, for the summary.
    pub(crate) draft: &'a Draft,
    pub(crate) once: String,
    /// What was marked is shown as it will be.
    pub(crate) looked: bool,
}

impl ExtractPage<'_> {
    fn here(&self) -> String {
        format!("/desk/cases/{}/files/{}/extract", self.view.case.0, self.view.file.id)
    }

    /// Address of a page as a picture, with its boxes painted where they are looked at.
    fn picture(&self, n: &u32) -> String {
        let boxes = self.view.boxes.iter().filter(|(page, _)| self.looked && page == n);
        let boxes: Vec<&str> = boxes.map(|(_, code)| code.as_str()).collect();
        let here = self.here();
        if boxes.is_empty() { format!("{here}/{n}") } else { format!("{here}/{n}?boxes={}", boxes.join("_")) }
    }

    /// Words about a page.
    fn wrong(&self, field: &str) -> Option<&Problem> {
        self.draft.problems.iter().find(|problem| problem.to.as_deref() == Some(field))
    }
}

/// `GET /desk/cases/{case}/files/{file}/extract`
pub(crate) async fn form(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, file)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let typed = MarksTyped::default();
    let view = site.desk.extract(&session, &case, &file, &typed, page.lang).await?;
    Ok(drawn(StatusCode::OK, &page, &view, &typed, &[]))
}

/// `POST /desk/cases/{case}/files/{file}/extract`: looked at, or made.
pub(crate) async fn make(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, file)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    let value = |key: &str| posted.value(key).to_owned();
    let typed =
        MarksTyped { boxes: value("boxes"), lines: value("lines"), words: value("words"), pages: value("pages") };
    let view = site.desk.extract(&session, &case, &file, &typed, page.lang).await?;
    if posted.meta(":make").is_none() || !view.wrong.is_empty() {
        let status = if view.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return Ok(drawn(status, &page, &view, &typed, &view.wrong));
    }
    let once = posted.meta(":once").unwrap_or_default().to_owned();
    let seq = posted.meta(":seq").and_then(|seq| seq.parse().ok()).unwrap_or_default();
    match site.desk.make_extract(&session, &case, &file, (&typed, seq, &once), page.lang).await {
        Ok(performed) => {
            let done = files::done(&site, performed);
            Ok(Redirect::to(&format!("/desk/cases/{case}?done={done}")).into_response())
        }
        Err(Rejection::Invalid(wrong)) => Ok(drawn(StatusCode::UNPROCESSABLE_ENTITY, &page, &view, &typed, &wrong)),
        Err(other) => Err(other.into()),
    }
}

/// `GET /desk/cases/{case}/files/{file}/extract/{n}`: a page as a picture made by us, with boxes painted.
pub(crate) async fn look(
    State(site): State<Site>,
    Worker { session, .. }: Worker,
    Path((case, file, n)): Path<(String, String, u32)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Trouble> {
    let boxes = query.as_deref().and_then(|query| query.strip_prefix("boxes=")).unwrap_or_default();
    let png = site.desk.extract_look(&session, &case, &file, n, boxes).await?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("image/png"))], png).into_response())
}

fn drawn(
    status: StatusCode,
    page: &Page,
    view: &ExtractView,
    typed: &MarksTyped,
    wrong: &[(String, String)],
) -> Response {
    let mut draft = Draft::default();
    let field = |key: &str| match key {
        "marks" if view.lines.is_empty() => "boxes".to_owned(),
        "marks" => "lines".to_owned(),
        key => key.to_owned(),
    };
    let problem =
        |(key, text): &(String, String)| Problem { to: Some(field(key)), text: text.clone(), ..Problem::default() };
    draft.problems = wrong.iter().map(problem).collect();
    let looked = [&typed.boxes, &typed.lines, &typed.words, &typed.pages].iter().any(|text| !text.is_empty());
    show_as(status, &ExtractPage { page, view, typed, draft: &draft, once: secret::token(), looked })
}
