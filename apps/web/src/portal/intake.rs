//! A matter is handed in.

use std::{sync::Arc, time::Instant};

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use dengwen_desk::view::{Control, FieldView, MatterView};

use crate::{
    cookies::{self, Life},
    forms::{Draft, Posted},
    holding::Held,
    page::Page,
    site::Site,
    trouble::{Trouble, show, show_as},
    visit::{Visitor, is_https},
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
        let is_people = |field: &&FieldView| field.control == Control::Group;
        let is_files = |field: &&FieldView| field.control == Control::Files;
        let all = || self.draft.form.fields.iter();
        let parts: [(&'static str, String, Vec<&FieldView>); 3] = [
            ("matter", self.page.t("intake-section-matter"), all().filter(|f| !is_people(f) && !is_files(f)).collect()),
            ("people", self.page.t("intake-section-people"), all().filter(is_people).collect()),
            ("papers", self.page.t("intake-section-papers"), all().filter(is_files).collect()),
        ];
        parts
            .into_iter()
            .filter(|(_, _, fields)| !fields.is_empty())
            .map(|(id, title, fields)| {
                let wrong = fields.iter().any(|field| is_wrong(field));
                Section { id, title, fields, wrong }
            })
            .collect()
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
    let (matter, draft) = fresh(&site, &mut page, &office, &matter).await?;
    Ok(show(&FormPage { page: &page, matter: &matter, draft: &draft }))
}

/// `POST /o/{office}/{matter}`
pub(crate) async fn submit(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path((office, id)): Path<(String, String)>,
    headers: HeaderMap,
    mut posted: Posted,
) -> Result<Response, Trouble> {
    let (matter, mut draft) = fresh(&site, &mut page, &office, &id).await?;
    let stopped = draft.take(&mut posted, &site.holding, &page);
    let again = |status: StatusCode, draft: &Draft| show_as(status, &FormPage { page: &page, matter: &matter, draft });
    if let Some(status) = stopped {
        return Ok(again(status, &draft));
    }
    match site.desk.submit(&office, &id, draft.sent(), page.lang).await {
        Ok(receipt) => {
            draft.let_go(&site.holding);
            let token = site.holding.put(Held::Receipt(Arc::new(receipt)), Instant::now());
            Ok(to_receipt(&token, site.config.secure_cookies || is_https(&headers)))
        }
        Err(rejection) => {
            let status = draft.refused(rejection, &page)?;
            Ok(again(status, &draft))
        }
    }
}

async fn fresh(site: &Site, page: &mut Page, office: &str, matter: &str) -> Result<(MatterView, Draft), Trouble> {
    let office = site.desk.office(office, page.lang).await.ok_or(Trouble::not_found())?;
    page.office = Some((office.id.clone(), office.name));
    let found = office.matters.into_iter().find(|known| known.id == matter).ok_or(Trouble::not_found())?;
    let form = site.desk.intake(&office.id, matter, page.lang).await?;
    let action = format!("/o/{}/{matter}", office.id);
    Ok((found, Draft::new(form, 0, action)))
}

fn to_receipt(token: &str, secure: bool) -> Response {
    let mut response = Redirect::to("/receipt").into_response();
    if let Some(value) = cookies::cookie(cookies::RECEIPT, token, Life::Browser, secure) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
