//! Papers of a case, to print and as PDF, and the files in it. A paper that names somebody asks for a purpose first.

use super::proof;
use crate::{
    files,
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show, show_as, status_of},
    visit::Worker,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    PURPOSE_WANTED, SECOND_WANTED,
    view::{ComparedLine, ComparedView, Control, EnvelopeView, FieldView, FormView, Language as Lang, Rejection},
};

/// A paper as it is printed. The desk has escaped it.
#[derive(Template)]
#[template(path = "desk/paper.html")]
pub(crate) struct PaperPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) paper: &'a str,
    pub(crate) back: String,
    pub(crate) pdf: String,
}

/// A paper that names somebody, before it is opened.
#[derive(Template)]
#[template(path = "desk/paper_closed.html")]
pub(crate) struct ClosedPaperPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) back: String,
    /// Why it is closed.
    pub(crate) why: String,
    pub(crate) draft: &'a Draft,
}

/// A copy of a paper of a case: case, paper, copy.
type Copy = (String, String, u32);

/// `GET /desk/cases/{case}/papers/{paper}/{copy}`
pub(crate) async fn pdf(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, paper, copy)): Path<Copy>,
) -> Result<Response, Trouble> {
    match site.desk.paper(&session, &case, &paper, copy, page.lang).await {
        Ok(made) => Ok(files::paper(made)),
        Err(rejection) => closed(&page, &case, rejection),
    }
}

/// `GET /desk/cases/{case}/papers/{paper}/{copy}/print`
pub(crate) async fn print(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, paper, copy)): Path<Copy>,
) -> Result<Response, Trouble> {
    let text = match site.desk.paper_html(&session, &case, &paper, copy, page.lang).await {
        Ok(text) => text,
        Err(rejection) => return closed(&page, &case, rejection),
    };
    let back = format!("/desk/cases/{case}");
    let pdf = format!("{back}/papers/{paper}/{copy}");
    Ok(show(&PaperPage { page: &page, paper: &text, back, pdf }))
}

/// A paper beside the one of its kind that was issued before.
#[derive(Template)]
#[template(path = "desk/compared.html")]
pub(crate) struct ComparedPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a ComparedView,
    pub(crate) back: String,
}

impl ComparedPage<'_> {
    fn change(&self, line: &ComparedLine) -> String {
        let key = CHANGES.iter().find(|(change, _)| *change == line.change).map(|(_, key)| *key);
        key.map(|key| self.page.t(key)).unwrap_or_default()
    }

    /// What differs, in words.
    fn summary(&self) -> String {
        let differs: Vec<&ComparedLine> = self.view.lines.iter().filter(|line| line.change != "same").collect();
        if differs.is_empty() {
            return self.page.t("compared-nothing");
        }
        let words = differs
            .iter()
            .map(|line| self.page.with2("compared-one", "what", &line.label, "change", self.change(line)));
        let words = words.collect::<Vec<_>>().join(if self.page.lang == Lang::Zh { "、" } else { ", " });
        format!("{}{words}", self.page.count("compared-n", differs.len()))
    }
}

/// How two papers differ at a place.
const CHANGES: &[(&str, &str)] = &[
    // What the desk says, and how it is said.
    ("same", "compared-same"),
    ("changed", "compared-changed"),
    ("added", "compared-added"),
    ("gone", "compared-gone"),
];

/// `GET /desk/cases/{case}/papers/{paper}/{copy}/compare`
pub(crate) async fn compare(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, paper, copy)): Path<Copy>,
) -> Result<Response, Trouble> {
    let view = site.desk.paper_compared(&session, &case, (&paper, copy), page.lang).await?;
    let back = format!("/desk/cases/{case}");
    Ok(match &view.closed {
        // It asks there for a purpose, or for a second person.
        Some((paper, copy)) => Redirect::to(&format!("{back}/papers/{paper}/{copy}/print")).into_response(),
        None => show(&ComparedPage { page: &page, view: &view, back }),
    })
}

/// What is printed on the envelope.
#[derive(Template)]
#[template(path = "desk/envelope.html")]
pub(crate) struct EnvelopePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a EnvelopeView,
    pub(crate) back: String,
}

/// `GET /desk/cases/{case}/papers/{paper}/{copy}/envelope`
pub(crate) async fn envelope(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, paper, copy)): Path<(String, String, u32)>,
) -> Result<Response, Trouble> {
    match site.desk.envelope(&session, &case, (&paper, copy), page.lang).await {
        Ok(view) => Ok(show(&EnvelopePage { page: &page, view: &view, back: format!("/desk/cases/{case}") })),
        Err(rejection) => closed(&page, &case, rejection),
    }
}

/// `POST` to the same addresses: states the purpose, or asks a second person to agree.
pub(crate) async fn open(
    State(site): State<Site>,
    Worker { mut page, session }: Worker,
    Path((case, paper, copy)): Path<Copy>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let read = match page.path.strip_suffix("/envelope") {
        Some(_) => site.desk.envelope(&session, &case, (&paper, copy), page.lang).await.map(drop),
        None => site.desk.paper_html(&session, &case, &paper, copy, page.lang).await.map(drop),
    };
    let why = match read {
        // It is open, or names nobody.
        Ok(()) => return Ok(Redirect::to(&page.path).into_response()),
        Err(rejection) => wanted(rejection)?,
    };
    let mut draft = draft(&page, why.1);
    let mut stopped = draft.take(&mut posted, &site.holding, &page).or_else(|| draft.incomplete(&page));
    let mut session = session;
    if stopped.is_none() {
        match proof::of_draft(&site, &mut page, session.clone(), &posted, &mut draft).await? {
            Ok(proven) => session = proven,
            Err(status) => stopped = Some(status),
        }
    }
    let back = format!("/desk/cases/{case}");
    let again = |status: StatusCode, draft: &Draft| {
        show_as(status, &ClosedPaperPage { page: &page, back: back.clone(), why: why.0.clone(), draft })
    };
    if let Some(status) = stopped {
        return Ok(again(status, &draft));
    }
    let purpose = draft.value("purpose");
    let answer = if why.1 {
        let asked = site.desk.ask_for_paper(&session, &case, &paper, purpose, page.lang).await;
        asked.map(|performed| format!("{back}?done={}", files::done(&site, performed)))
    } else {
        site.desk.open_paper(&session, &case, &paper, purpose, page.lang).await.map(|()| page.path.clone())
    };
    match answer {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}

/// The page that asks for a purpose, where that is what stands in the way.
fn closed(page: &Page, case: &str, rejection: Rejection) -> Result<Response, Trouble> {
    if page.program {
        return Err(rejection.into());
    }
    let status = status_of(&rejection);
    let (why, second) = wanted(rejection)?;
    let draft = draft(page, second);
    Ok(show_as(status, &ClosedPaperPage { page, back: format!("/desk/cases/{case}"), why, draft: &draft }))
}

/// What stands in the way of a paper that names somebody, and whether it is a second person.
fn wanted(rejection: Rejection) -> Result<(String, bool), Trouble> {
    let Rejection::Refused(refused) = &rejection else { return Err(rejection.into()) };
    let known = refused.iter().find(|one| [PURPOSE_WANTED, SECOND_WANTED].contains(&one.code.as_str()));
    match known {
        Some(one) => Ok((one.cited.text.clone(), one.code == SECOND_WANTED)),
        None => Err(rejection.into()),
    }
}

/// The form that asks for the purpose.
pub(crate) fn draft(page: &Page, second: bool) -> Draft {
    let purpose = FieldView {
        must: true,
        hint: Some(page.t("case-identity-hint")),
        ..FieldView::new("purpose", page.t("case-identity-purpose"), Control::Text)
    };
    let label = if second { page.t("case-identity-ask") } else { page.t("case-identity-go") };
    let form = FormView { act: "open".to_owned(), label, fields: vec![purpose], ..FormView::default() };
    Draft::new(form, 0, page.path.clone()).proving(true)
}

/// `GET /desk/cases/{case}/files/{file}`
pub(crate) async fn file(
    State(site): State<Site>,
    Worker { session, .. }: Worker,
    Path((case, file)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    files::file(site.desk.file(&session, &case, &file).await?).await
}

/// `POST /desk/cases/{case}/files/{file}/itself`: the file as it was sent, on record.
pub(crate) async fn file_itself(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((case, file)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Trouble> {
    if !page.gave(&posted) {
        return Err(Trouble::Forged);
    }
    files::file(site.desk.file_itself(&session, &case, &file).await?).await
}
