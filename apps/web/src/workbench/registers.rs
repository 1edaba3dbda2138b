//! Registers of the office: the list, and one register with its rows and the form in which a row is written.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{RegisterLine, RegisterPage};

use crate::{
    files::{self, Done},
    forms::{Draft, Posted},
    page::Page,
    site::Site,
    trouble::{Trouble, show as shown, show_as},
    visit::Worker,
};

#[derive(Template)]
#[template(path = "desk/registers.html")]
pub(crate) struct RegistersPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) lines: &'a [RegisterLine],
}

#[derive(Template)]
#[template(path = "desk/register_rows.html")]
pub(crate) struct RowsPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) view: &'a RegisterPage,
    /// The form, filled in again where it came back.
    pub(crate) draft: Option<Draft>,
    pub(crate) told: Vec<String>,
}

impl<'a> RowsPage<'a> {
    pub(crate) fn new(page: &'a Page, view: &'a RegisterPage) -> Self {
        Self { page, view, draft: draft(view), told: Vec::new() }
    }

    fn has_problems(&self) -> bool {
        self.draft.as_ref().is_some_and(|draft| !draft.problems.is_empty())
    }
}

fn draft(view: &RegisterPage) -> Option<Draft> {
    let form = view.form.clone()?;
    Some(Draft::new(form, 0, format!("/desk/registers/{}", view.line.id)))
}

/// `GET /desk/registers`
pub(crate) async fn list(State(site): State<Site>, Worker { page, session }: Worker) -> Result<Response, Trouble> {
    let lines = site.desk.register_list(&session, page.lang).await?;
    Ok(shown(&RegistersPage { page: &page, lines: &lines }))
}

/// `GET /desk/registers/{regulation}/{register}`
pub(crate) async fn show(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((regulation, register)): Path<(String, String)>,
    done: Done,
) -> Result<Response, Trouble> {
    let view = site.desk.register_page(&session, &format!("{regulation}/{register}"), page.lang).await?;
    Ok(shown(&RowsPage { told: done.told(&site), ..RowsPage::new(&page, &view) }))
}

/// `POST /desk/registers/{regulation}/{register}`
pub(crate) async fn write(
    State(site): State<Site>,
    Worker { page, session }: Worker,
    Path((regulation, register)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let id = format!("{regulation}/{register}");
    let view = site.desk.register_page(&session, &id, page.lang).await?;
    let mut draft = draft(&view).ok_or(Trouble::not_found())?;
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: Draft| {
        show_as(status, &RowsPage { draft: Some(draft), ..RowsPage::new(&page, &view) })
    };
    if let Some(status) = stopped {
        return Ok(again(status, draft));
    }
    match site.desk.write_in_register(&session, &id, &draft.sent(), page.lang).await {
        Ok(performed) => {
            let done = files::done(&site, performed);
            Ok(Redirect::to(&format!("/desk/registers/{id}?done={done}")).into_response())
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, draft))
        }
    }
}
