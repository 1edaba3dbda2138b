//! Registers of the office: the list, and one register with its rows and the form in which a row is written.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::{
    WRITE_IN_REGISTER,
    view::{RegisterLine, RegisterPage},
};

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
    /// The forms, filled in again where one came back.
    pub(crate) drafts: Vec<Draft>,
    pub(crate) told: Vec<String>,
}

impl<'a> RowsPage<'a> {
    pub(crate) fn new(page: &'a Page, view: &'a RegisterPage) -> Self {
        Self { page, view, drafts: drafts(view), told: Vec::new() }
    }

    /// The form that came back with something wrong.
    fn wrong(&self) -> Option<&Draft> {
        self.drafts.iter().find(|draft| !draft.problems.is_empty())
    }

    /// What a form is for: a row written by hand has no act of the regulation.
    fn heading(&self, draft: &Draft) -> String {
        if draft.form.act == WRITE_IN_REGISTER { self.page.t("registers-write") } else { draft.form.label.clone() }
    }
}

fn drafts(view: &RegisterPage) -> Vec<Draft> {
    let address = || format!("/desk/registers/{}", view.line.id);
    view.forms.iter().map(|form| Draft::new(form.clone(), 0, address())).collect()
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
    let mut drafts = drafts(&view);
    let wanted = posted.meta(":act").unwrap_or(WRITE_IN_REGISTER).to_owned();
    let draft = drafts.iter_mut().find(|draft| draft.form.act == wanted).ok_or(Trouble::not_found())?;
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let status = match stopped {
        Some(status) => status,
        None => match site.desk.write_in_register(&session, &id, &draft.sent(), page.lang).await {
            Ok(performed) => {
                draft.let_go(&site.holding);
                let done = files::done(&site, performed);
                return Ok(Redirect::to(&format!("/desk/registers/{id}?done={done}")).into_response());
            }
            Err(rejection) => draft.refused(rejection, &page)?,
        },
    };
    Ok(show_as(status, &RowsPage { drafts, ..RowsPage::new(&page, &view) }))
}
