//! A paper or a file of a case beside the form that is being filled in: the paper as text, a file as pictures of its pages that we
//! make ourselves, so that nothing that was sent in runs here.

use askama::Template;
use dengwen_desk::view::{CaseView, MarksTyped, Rejection};

use crate::{page::Page, site::Site, trouble::encoded};

/// How many pages of a file are shown.
const PAGES_MAX: usize = 30;

/// What stands beside.
#[derive(Debug, Clone, Default)]
pub(crate) struct Beside {
    /// How addresses call it: `paper-1-2`, `file-K`.
    pub(crate) name: String,
    pub(crate) title: String,
    /// The same by itself.
    pub(crate) open: String,
    /// A paper. The desk has escaped it.
    pub(crate) paper: Option<String>,
    /// Pages as pictures.
    pub(crate) pages: Vec<String>,
    /// A text.
    pub(crate) lines: Vec<String>,
    /// Why it is not shown here.
    pub(crate) closed: Option<String>,
}

/// A paper or a file beside a form.
#[derive(Template)]
#[template(path = "beside/template.html")]
pub(crate) struct BesideCard<'a> {
    page: &'a Page,
    beside: &'a Beside,
    /// The page without it.
    close: String,
}

pub(crate) fn beside<'a>(page: &'a Page, beside: &'a Beside, close: String) -> BesideCard<'a> {
    BesideCard { page, beside, close }
}

/// What is asked for, as far as it is there for this person.
pub(crate) async fn of(site: &Site, page: &Page, case: &CaseView, asked: &str) -> Option<Beside> {
    match asked.split_once('-')? {
        ("paper", rest) => paper(site, page, case, rest).await,
        ("file", id) => file(site, page, case, id).await,
        _ => None,
    }
}

async fn paper(site: &Site, page: &Page, case: &CaseView, rest: &str) -> Option<Beside> {
    let (id, copy) = rest.split_once('-')?;
    let copy: u32 = copy.parse().ok()?;
    let known = case.papers.iter().find(|paper| paper.id == id)?;
    let session = page.worker.as_ref()?;
    let beside = Beside {
        name: format!("paper-{id}-{copy}"),
        title: known.label.clone(),
        open: format!("/desk/cases/{}/papers/{id}/{copy}/print", case.id),
        ..Beside::default()
    };
    match site.desk.paper_html(session, &case.id, id, copy, page.lang).await {
        // On a page of its own its name is the first heading, here it is not.
        Ok(text) => {
            let text = text.replace("<h1 class", "<h3 class").replace("</h1>", "</h3>");
            Some(Beside { paper: Some(text), ..beside })
        }
        Err(Rejection::Refused(why)) => {
            let why = why.into_iter().map(|one| one.cited.text).next();
            Some(Beside { closed: why.or_else(|| Some(page.t("beside-cannot"))), ..beside })
        }
        Err(_) => None,
    }
}

async fn file(site: &Site, page: &Page, case: &CaseView, id: &str) -> Option<Beside> {
    let known = case.files.iter().find(|file| file.id == id)?;
    let session = page.worker.as_ref()?;
    let at = format!("/desk/cases/{}/files/{}", case.id, encoded(id));
    let beside =
        Beside { name: format!("file-{id}"), title: known.name.clone(), open: at.clone(), ..Beside::default() };
    let cannot = || Some(Beside { closed: Some(page.t("beside-cannot")), ..beside.clone() });
    if !known.extractable || !known.at_once {
        return cannot();
    }
    match site.desk.extract(session, &case.id, id, &MarksTyped::default(), page.lang).await {
        Ok(view) => Some(Beside {
            pages: view.pages.iter().take(PAGES_MAX).map(|(n, _)| format!("{at}/extract/{n}")).collect(),
            lines: view.lines.into_iter().map(|(line, _)| line).collect(),
            ..beside
        }),
        Err(_) => cannot(),
    }
}
