//! Papers that an organisation makes public: the list, each at an address of its own, as PDF, and as a feed. These pages alone may
//! be found by search engines.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use dengwen_desk::{PublicList, PublicPaper, PublicSort};
use serde::Deserialize;

use crate::{
    files,
    page::Page,
    site::Site,
    trouble::{Trouble, show},
    visit::Visitor,
};

/// What tells search engines that a page may be found.
const FOUND: (HeaderName, &str) = (HeaderName::from_static("x-robots-tag"), "all");

/// Which of the papers are shown.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// `REGULATION.DOCUMENT`.
    sort: Option<String>,
    /// The last one of the page before.
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/public.html")]
pub(crate) struct PublicPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) office: (&'a str, &'a str),
    pub(crate) list: &'a PublicList,
    /// The sort that is shown alone.
    pub(crate) sort: Option<&'a str>,
    /// It is not the first page.
    pub(crate) later: bool,
}

impl PublicPage<'_> {
    fn at(&self, sort: Option<&str>, after: Option<&str>) -> String {
        let pairs = [("sort", sort), ("after", after)];
        let given = pairs.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        let query = given.collect::<Vec<_>>().join("&");
        let path = format!("/o/{}/public", self.office.0);
        self.page.to(if query.is_empty() { path } else { format!("{path}?{query}") })
    }

    /// This sort alone is shown.
    fn is_alone(&self, sort: &PublicSort) -> bool {
        self.sort == Some(sort.id.as_str())
    }

    /// Several regulations: then the sorts say of which they are.
    fn several(&self) -> bool {
        let mut all = self.list.sorts.iter().map(|one| &one.regulation);
        all.next().is_some_and(|first| all.any(|one| one != first))
    }
}

#[derive(Template)]
#[template(path = "portal/public_paper.html")]
pub(crate) struct PublicPaperPage<'a> {
    pub(crate) page: &'a Page,
    pub(crate) office: (&'a str, &'a str),
    pub(crate) paper: &'a PublicPaper,
}

#[derive(Template)]
#[template(path = "portal/public.xml", escape = "html")]
struct Feed<'a> {
    page: &'a Page,
    office: (&'a str, &'a str),
    /// Scheme and name of the site, where somebody has said it.
    origin: &'a str,
    list: &'a PublicList,
}

impl Feed<'_> {
    fn updated(&self) -> String {
        self.list.papers.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |line| line.since.to_string())
    }
}

/// `GET /o/{office}/public`
pub(crate) async fn list(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path(office): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let name = named(&site, &mut page, &office).await?;
    let (sort, after) = (asked.sort.as_deref(), asked.after.as_deref());
    let list = site.desk.public_papers(&office, sort, after, page.lang).await?;
    let sort = list.sorts.iter().map(|one| one.id.as_str()).find(|id| Some(*id) == sort);
    let shown = PublicPage { page: &page, office: (&office, &name), list: &list, sort, later: after.is_some() };
    Ok(([FOUND], show(&shown)).into_response())
}

/// `GET /o/{office}/public/{id}`
pub(crate) async fn paper(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path((office, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let name = named(&site, &mut page, &office).await?;
    let paper = site.desk.public_paper(&office, &id, page.lang).await?;
    Ok(([FOUND], show(&PublicPaperPage { page: &page, office: (&office, &name), paper: &paper })).into_response())
}

/// `GET /o/{office}/public/{id}/paper.pdf`
pub(crate) async fn pdf(
    State(site): State<Site>,
    Visitor(page): Visitor,
    Path((office, id)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let file = site.desk.public_paper_file(&office, &id, page.lang).await?;
    Ok(([FOUND], files::paper(file)).into_response())
}

/// `GET /o/{office}/public.atom`
pub(crate) async fn feed(
    State(site): State<Site>,
    Visitor(mut page): Visitor,
    Path(office): Path<String>,
) -> Result<Response, Trouble> {
    let name = named(&site, &mut page, &office).await?;
    let list = site.desk.public_papers(&office, None, None, page.lang).await?;
    let origin = site.desk.address().map(|address| address.origin().to_owned()).unwrap_or_default();
    let feed = Feed { page: &page, office: (&office, &name), origin: &origin, list: &list };
    let text = feed.render().map_err(|error| Trouble::fault(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], text).into_response())
}

/// The name of the office, whose page it is from here on.
async fn named(site: &Site, page: &mut Page, office: &str) -> Result<String, Trouble> {
    let office = site.desk.office(office, page.lang).await?;
    page.office = Some((office.id, office.name.clone()));
    Ok(office.name)
}
