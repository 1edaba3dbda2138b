//! Papers that a regulation makes public: what everybody may read on the portal, each at an address of its own, until its time is
//! over or it is taken down. Nothing of it is opened for that: what is sealed, marked as sensitive, a file, or about a party of the
//! case is left out, and a paper of which nothing is left is not shown at all.

use dengwen_calendar::{Calendar, Counting, Moves};
use dengwen_case::{Case, Paper as Issued, Principal};
use dengwen_documents::{Paper, TemplateSource};
use dengwen_regulation::{
    model::{Document, Lang, Regulation, Side},
    value::{Ref, Value},
};
use dengwen_store::{Due, PublicRow};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{
    cases::Loaded,
    config::whole,
    desk::Desk,
    fault::Fault,
    office::{Office, office_of_case},
    secrets,
    show::{Show, words},
    view::{PaperFile, Rejection},
};

/// How many stand on a page.
const PAGE: u32 = 20;
/// How much of the text a list shows, in characters.
const LEAD_MAX: usize = 120;
/// What tells who somebody is, in fewer characters than this, is not looked for in texts.
const NAME_MIN: usize = 2;
/// Stands in place of what tells who somebody is.
const COVERED: &str = "＊＊";

/// A sort of paper that can be public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicSort {
    /// In addresses: `REGULATION.DOCUMENT`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Of which regulation.
    pub regulation: String,
}

/// A public paper in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicLine {
    /// In addresses; tells nothing of the case.
    pub id: String,
    /// What it is called, with its number where it has one.
    pub title: String,
    /// The regulation by which it is public.
    pub regulation: String,
    /// Since when, as a machine reads it.
    pub since: Timestamp,
    /// Since when, in words.
    pub on: String,
    /// Until when, in words; nothing: until it is taken down.
    pub until: Option<String>,
    /// How it begins.
    pub lead: String,
}

/// A page of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PublicList {
    /// The newest first.
    pub papers: Vec<PublicLine>,
    /// The id after which the next page begins.
    pub next: Option<String>,
    /// The sorts that there can be.
    pub sorts: Vec<PublicSort>,
}

/// A public paper to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicPaper {
    /// Its line in the list.
    pub line: PublicLine,
    /// The paper itself, as HTML.
    pub text: String,
}

/// A paper with what its page needs.
struct Open {
    line: PublicLine,
    paper: Paper,
    template: TemplateSource,
}

impl Desk {
    /// What an office shows to everybody now; `sort` is `REGULATION.DOCUMENT`, `after` the id of the last line of the page before.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is no such office.
    pub async fn public_papers(
        &self,
        office: &str,
        sort: Option<&str>,
        after: Option<&str>,
        lang: Lang,
    ) -> Result<PublicList, Rejection> {
        let office = self.office_or_not_found(office).await?;
        let after = match after {
            Some(id) => self.store().public_paper(id).await?.map(|row| (row.published_at, row.id)),
            None => None,
        };
        let of = sort.and_then(|sort| sort.split_once('.'));
        let page = self.store().public_papers(&office.id, of, self.now(), after.as_ref(), PAGE).await?;
        let mut papers = Vec::new();
        for row in &page.rows {
            papers.extend(self.open_public(row, lang).await?.map(|open| open.line));
        }
        Ok(PublicList { papers, next: page.next.map(|(_, id)| id), sorts: self.public_sorts(&office, lang) })
    }

    /// One of them, to be read.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if it is not public, or no more.
    pub async fn public_paper(&self, office: &str, id: &str, lang: Lang) -> Result<PublicPaper, Rejection> {
        let Open { line, paper, template } = self.public_now(office, id, lang).await?;
        Ok(PublicPaper { line, text: self.on_page(paper, template).await? })
    }

    /// The same as PDF.
    ///
    /// # Errors
    /// As [`Desk::public_paper`].
    pub async fn public_paper_file(&self, office: &str, id: &str, lang: Lang) -> Result<PaperFile, Rejection> {
        let Open { line, paper, template } = self.public_now(office, id, lang).await?;
        let press = self.press()?;
        let set = tokio::task::spawn_blocking(move || press.pdf(&paper, &template));
        let bytes = set.await.map_err(|_| Fault::Thread)?.map_err(Fault::Press)?;
        Ok(PaperFile { name: format!("{}.pdf", line.title), media: "application/pdf".to_owned(), bytes })
    }

    /// Can anything be public under the regulations of an office.
    pub(crate) fn shows_papers(&self, office: &Office) -> bool {
        self.regulations_of(office)
            .iter()
            .any(|regulation| regulation.documents.values().any(|document| document.public.is_some()))
    }

    fn public_sorts(&self, office: &Office, lang: Lang) -> Vec<PublicSort> {
        let mut all = Vec::new();
        for regulation in self.regulations_of(office) {
            let public = regulation.documents.iter().filter(|(_, document)| document.public.is_some());
            all.extend(public.map(|(id, document)| PublicSort {
                id: format!("{}.{id}", regulation.id),
                label: document.label.in_lang(lang).to_owned(),
                regulation: regulation.title.in_lang(lang).to_owned(),
            }));
        }
        all
    }

    async fn public_now(&self, office: &str, id: &str, lang: Lang) -> Result<Open, Rejection> {
        let row = self.store().public_paper(id).await?.filter(|row| row.organisation == office);
        let row = row.filter(|row| row.until_at > Due::at(self.now())).ok_or(Rejection::NotFound)?;
        self.open_public(&row, lang).await?.ok_or(Rejection::NotFound)
    }

    /// A paper as everybody may read it. The row is only a way to it: what stands there comes from the case.
    async fn open_public(&self, row: &PublicRow, lang: Lang) -> Result<Option<Open>, Rejection> {
        let loaded = self.load(&row.stream).await?;
        let known = loaded.case.paper(row.paper).filter(|paper| paper.published.is_some());
        let Some(paper) = known.and_then(|paper| openly(&loaded.regulation, paper)) else { return Ok(None) };
        let names = self.office_names(&loaded.office, lang);
        let calendar = loaded.office.calendar(&loaded.regulation);
        let counting = crate::act::counting(&loaded.regulation);
        let show = Show {
            regulation: &loaded.regulation,
            case: &loaded.case,
            names: &names,
            calendar: &calendar,
            counting: &counting,
            lang,
            now: self.now(),
        };
        let Some(printed) = show.printed_openly(&paper) else { return Ok(None) };
        let printed = covered(printed, &self.telling(&loaded).await?);
        let whole = known.is_some_and(|known| known.values.len() == paper.values.len());
        let own = self.packs().template(&loaded.regulation.id, &paper.document).filter(|_| whole);
        let template = match own {
            Some(text) => TemplateSource::given(format!("{}.typ", paper.document), text),
            None => TemplateSource::general(&printed),
        };
        let line = line(row, &show, &printed);
        Ok(Some(Open { line, paper: printed, template }))
    }

    /// What tells who complains, of the identities that this server can open: looked for in what is to be shown to everybody.
    async fn telling(&self, loaded: &Loaded) -> Result<Vec<String>, Fault> {
        let complains = |kind| loaded.regulation.parties.get(kind).is_some_and(|kind| kind.side == Side::Complaining);
        let parties = loaded.case.parties.iter().filter(|party| complains(&party.kind));
        let opened = self.opened(parties.flat_map(|party| party.fields.values())).await?;
        Ok(opened.into_values().filter(|text| text.chars().count() >= NAME_MIN).collect())
    }
}

/// The papers of a case that are public, as rows by which they are found.
pub(crate) fn rows(case: &Case, regulation: &Regulation, office: &Office) -> Vec<PublicRow> {
    let (calendar, counting) = (office.calendar(regulation), crate::act::counting(regulation));
    let row = |paper: &Issued| {
        let since = openly(regulation, paper)?.published?.happened;
        let document = regulation.documents.get(&paper.document)?;
        Some(PublicRow {
            stream: case.id.clone(),
            paper: paper.n,
            id: id(case, paper),
            organisation: office.id.clone(),
            regulation: regulation.id.to_string(),
            document: paper.document.to_string(),
            published_at: whole(since),
            until_at: Due::from(until(document, since, &calendar, &counting).map(whole)),
        })
    };
    case.papers.iter().filter_map(row).collect()
}

/// The address of a paper of a case on the portal; nothing for one that is not public, or no more.
pub(crate) fn address(show: &Show<'_>, paper: &Issued) -> Option<String> {
    let open = openly(show.regulation, paper)?;
    let document = show.regulation.documents.get(&paper.document)?;
    let until = until(document, open.published?.happened, show.calendar, show.counting);
    until
        .is_none_or(|until| until > show.now)
        .then(|| format!("/o/{}/public/{}", office_of_case(&show.case.id), id(show.case, paper)))
}

/// Follows from the case's own name, which is not to be guessed, and leads nobody back to it.
fn id(case: &Case, paper: &Issued) -> String {
    let hash = Sha256::digest(format!("public paper {} {}", case.id, paper.n));
    secrets::letters(hash.as_slice().get(..16).unwrap_or_default())
}

/// When it is public no more by itself.
fn until(document: &Document, since: Timestamp, calendar: &Calendar, counting: &Counting) -> Option<Timestamp> {
    let span = document.public.as_ref()?.time?;
    dengwen_calendar::due(calendar, counting, since, span, &Moves::default()).map(|due| due.at)
}

/// The part of a public paper that everybody may read: no copy, no addressee, no party.
fn openly(regulation: &Regulation, paper: &Issued) -> Option<Issued> {
    paper.published?;
    let open = |path: &str, value: &Value| is_open(value) && !is_marked(regulation, path);
    let values = paper.values.iter().filter(|(path, value)| open(path, value));
    let values: IndexMap<String, Value> = values.map(|(path, value)| (path.clone(), value.clone())).collect();
    if values.values().all(|value| matches!(value, Value::Empty)) {
        return None;
    }
    let inside = |who: &Option<Principal>| !matches!(who, Some(Principal::Party(_)));
    let signatures = paper.signatures.iter().filter(|one| inside(&one.who)).cloned().collect();
    Some(Issued { values, signatures, copies: Vec::new(), to: Vec::new(), per: None, live: false, ..paper.clone() })
}

fn is_open(value: &Value) -> bool {
    match value {
        Value::Sealed(_) | Value::Ref(Ref::Party(_) | Ref::File(_) | Ref::Case(_)) => false,
        Value::Many(all) => all.iter().all(is_open),
        _ => true,
    }
}

/// Is it about a party, or a field that the regulation marks as sensitive.
fn is_marked(regulation: &Regulation, path: &str) -> bool {
    let field = path.rsplit('.').next().unwrap_or(path);
    let sensitive =
        || regulation.shapes().any(|(_, shape)| shape.fields.get(field).is_some_and(|field| field.sensitive.is_some()));
    path.starts_with("party.") || sensitive()
}

/// The same paper without words that tell who complains, wherever they stand.
fn covered(mut paper: Paper, telling: &[String]) -> Paper {
    let cover = |text: &mut String| {
        for word in telling {
            if text.contains(word.as_str()) {
                *text = text.replace(word.as_str(), COVERED);
            }
        }
    };
    paper.rows.iter_mut().for_each(|row| cover(&mut row.value));
    paper.tables.iter_mut().flat_map(|table| &mut table.rows).flatten().for_each(cover);
    paper
}

fn line(row: &PublicRow, show: &Show<'_>, paper: &Paper) -> PublicLine {
    let title = if show.lang == Lang::Zh { &paper.title.zh } else { &paper.title.en };
    let title = match &paper.number {
        Some(number) => format!("{title} {number}"),
        None => title.clone(),
    };
    let day = |at: Timestamp| words::full_day(show.counting.date_of(at), show.lang);
    let cells = paper.tables.iter().flat_map(|table| table.rows.iter().flatten());
    let said = paper.rows.iter().map(|row| &row.value).chain(cells).filter(|text| !text.trim().is_empty());
    let all = said.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" · ");
    let mut lead: String = all.chars().take(LEAD_MAX).collect();
    if all.chars().count() > LEAD_MAX {
        lead.push('…');
    }
    PublicLine {
        id: row.id.clone(),
        title: show.start(title),
        regulation: show.text(&show.regulation.title),
        since: row.published_at,
        on: day(row.published_at),
        until: row.until_at.instant().map(day),
        lead,
    }
}
