//! The way in: which organisation, which matter.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use dengwen_desk::view::OfficeView;

use crate::{
    page::Page,
    site::{DemoSignIn, Site},
    trouble::{Trouble, show},
    visit::Visitor,
};

#[derive(Template)]
#[template(path = "portal/offices.html")]
pub(crate) struct OfficesPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) offices: &'a [OfficeView],
    pub(crate) demonstration: &'a [DemoSignIn],
}

#[derive(Template)]
#[template(path = "portal/office.html")]
pub(crate) struct OfficePage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) office: &'a OfficeView,
}

impl OfficePage<'_> {
    fn may_later(&self) -> bool {
        self.office.matters.iter().any(|matter| !matter.may.is_empty())
    }

    fn has_ways(&self) -> bool {
        self.office.matters.iter().any(|matter| !matter.ways.is_empty())
    }
}

/// `GET /`
pub(crate) async fn offices(State(site): State<Site>, Visitor(page): Visitor) -> Result<Response, Trouble> {
    let offices = site.desk.offices(page.lang).await?;
    Ok(show(&OfficesPage { page: &page, offices: &offices, demonstration: &site.config.demonstration }))
}

/// `GET /o/{office}`
pub(crate) async fn office(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let office = site.desk.office(&id, page.lang).await?;
    page.office = Some((office.id.clone(), office.name.clone()));
    Ok(show(&OfficePage { page: &page, office: &office }))
}
