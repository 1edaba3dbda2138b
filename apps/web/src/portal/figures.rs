//! Figures that an organisation tells everybody, with small counts kept back.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use dengwen_desk::{PublicTable, SMALL};

use crate::{
    page::Page,
    site::Site,
    trouble::{Trouble, show},
    visit::Visitor,
};

#[derive(Template)]
#[template(path = "portal/figures.html")]
pub(crate) struct FiguresPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) office: &'a str,
    pub(crate) tables: &'a [PublicTable],
}

impl FiguresPage<'_> {
    fn is_kept_back(&self) -> bool {
        self.tables.iter().any(|table| table.kept_back)
    }

    fn why(&self) -> String {
        self.page.count("figures-kept-back", SMALL)
    }
}

/// `GET /o/{office}/figures`
pub(crate) async fn tables(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path(id): Path<String>,
) -> Result<Response, Trouble> {
    let office = site.desk.office(&id, page.lang).await?;
    let tables = site.desk.public_figures(&office.id, page.lang).await?;
    page.office = Some((office.id.clone(), office.name.clone()));
    Ok(show(&FiguresPage { page: &page, office: &office.name, tables: &tables }))
}
