//! A matter is handed in.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use dengwen_desk::view::{Control, FieldView, MatterView};

use crate::{
    forms::{Draft, Posted},
    gate::Asked,
    page::{Page, Switch},
    portal::receipt,
    site::Site,
    trouble::{Trouble, show, show_as},
    visit::Visitor,
};

/// A part of the form that stands by itself.
pub(crate) struct Section<'a> {
    /// Where the list of steps leads.
    pub(crate) id: &'static str,
    /// Its title.
    pub(crate) title: String,
    /// Its fields.
    pub(crate) fields: Vec<&'a FieldView>,
    /// Something in it is wrong.
    pub(crate) wrong: bool,
}

#[derive(Template)]
#[template(path = "portal/form.html")]
pub(crate) struct FormPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) matter: &'a MatterView,
    pub(crate) draft: &'a Draft,
}

impl FormPage<'_> {
    /// The matter itself, the people in it, the papers to it.
    fn sections(&self) -> Vec<Section<'_>> {
        let of = |part: usize| self.draft.form.fields.iter().filter(move |field| section(field) == part);
        let parts = [
            ("matter", "intake-section-matter"),
            ("people", "intake-section-people"),
            ("papers", "intake-section-papers"),
        ];
        parts
            .into_iter()
            .enumerate()
            .map(|(part, (id, title))| Section {
                id,
                title: self.page.t(title),
                fields: of(part).collect(),
                wrong: of(part).any(is_wrong),
            })
            .filter(|section| !section.fields.is_empty())
            .collect()
    }
}

/// In which part of the form a field stands: the matter, the people, the papers.
fn section(field: &FieldView) -> usize {
    match field.control {
        Control::Group => 1,
        _ if field.key == "keep_out" => 1,
        Control::Files => 2,
        _ => 0,
    }
}

fn is_wrong(field: &FieldView) -> bool {
    field.error.is_some() || field.children.iter().any(is_wrong)
}

/// `GET /o/{office}/{matter}`
pub(crate) async fn form(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path((office, matter)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let (matter, mut draft) = fresh(&site, &mut page, &office, &matter).await?;
    draft.ticket = site.flood.for_form(&site.desk)?;
    Ok(show(&FormPage { page: &page, matter: &matter, draft: &draft }))
}

/// `POST /o/{office}/{matter}`
pub(crate) async fn submit(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path((office, id)): Path<(String, String)>,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let (matter, mut draft) = fresh(&site, &mut page, &office, &id).await?;
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: &Draft| show_as(status, &FormPage { page: &page, matter: &matter, draft });
    if let Some(status) = stopped {
        draft.ticket = site.flood.for_form(&site.desk)?;
        return Ok(again(status, &draft));
    }
    let asked = site.flood.asks(&site.desk, &posted)?;
    if asked != Asked::Nothing {
        draft.asked(asked, &page);
        return Ok(again(StatusCode::TOO_MANY_REQUESTS, &draft));
    }
    match site.desk.submit(&office, &id, draft.sent(), page.lang).await {
        Ok(receipt) => {
            draft.let_go(&site.holding);
            Ok(receipt::given(page, &receipt))
        }
        Err(rejection) => {
            draft.ticket = site.flood.for_form(&site.desk)?;
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}

async fn fresh(site: &Site, page: &mut Page, office: &str, matter: &str) -> Result<(MatterView, Draft), Trouble> {
    let office = site.desk.office(office, page.lang).await.ok_or(Trouble::not_found())?;
    page.office = Some((office.id.clone(), office.name));
    page.switch = Switch::Form;
    let found = office.matters.into_iter().find(|known| known.id == matter).ok_or(Trouble::not_found())?;
    let mut form = site.desk.intake(&office.id, matter, page.lang).await?;
    form.fields.sort_by_key(section);
    let action = format!("/o/{}/{matter}", office.id);
    Ok((found, Draft::new(form, 0, action)))
}
