//! A round of a report as a document to print and send: composed from what the page shows, set in the background, kept for as long
//! as nothing in it changes.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use dengwen_case::Principal;
use dengwen_documents::{Figure, Language, Picture, PressError, Report, Row};
use dengwen_regulation::model::Lang;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tokio::sync::OnceCell;

use super::{
    acts::Seen,
    book::{Event, Round, Standing},
    view::{FigureView, ReportView},
    whom,
};
use crate::{
    act::counting,
    desk::Desk,
    fault::Fault,
    incoming::pick,
    show::{Show, words},
    view::{PaperFile, Rejection, Session},
};

/// How many documents are kept at hand.
const KEPT: usize = 12;
/// The typeface of words in charts.
const IN_CHARTS: &str = "HeiTi";

/// A document, or what stands in its way.
type Made = Result<Arc<Vec<u8>>, Arc<Failed>>;
/// Documents by what stands in them, those asked for last at the end.
type Known = VecDeque<([u8; 32], Arc<OnceCell<Made>>)>;

/// Documents that were made.
#[derive(Debug, Default)]
pub(crate) struct Documents(Mutex<Known>);

/// Why a document could not be set, and where that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// The cause.
    pub why: String,
    /// The numbers in which it stands: what is counted, the line, and by what both are named in links to the cases behind them.
    pub places: Vec<FailedAt>,
}

/// A number in whose line the cause of a failure stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedAt {
    /// In words.
    pub label: String,
    /// The figure, and the line of its breakdown.
    pub number: (String, String),
}

/// How far the making of a document is.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentView {
    /// The report's name in addresses.
    pub id: String,
    /// The round.
    pub n: u32,
    /// The report.
    pub label: String,
    /// Its period.
    pub period: String,
    /// How many figures and charts are in it.
    pub parts: (usize, usize),
    /// How large it is in bytes; none while it is being set.
    pub size: Option<usize>,
    /// It could not be set.
    pub failed: Option<Failed>,
}

impl Documents {
    /// The place of a document, made anew where there is none.
    fn place(&self, key: [u8; 32]) -> Arc<OnceCell<Made>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter().position(|(one, _)| *one == key).and_then(|place| all.remove(place));
        let cell = known.map_or_else(|| Arc::new(OnceCell::new()), |(_, cell)| cell);
        all.push_back((key, Arc::clone(&cell)));
        while all.len() > KEPT {
            all.pop_front();
        }
        cell
    }

    /// What failed and was told is tried again when it is next asked for.
    fn forget(&self, key: [u8; 32]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|(one, _)| *one != key);
    }
}

impl Desk {
    /// How far the document of a round is; it begins to be made when it is first asked for.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for whoever neither makes, approves nor gets the report.
    pub async fn report_document(
        &self,
        session: &Session,
        name: &str,
        n: u32,
        lang: Lang,
    ) -> Result<DocumentView, Rejection> {
        let (view, report) = self.composed(session, name, n, lang).await?;
        let key = key_of(&report)?;
        let cell = self.documents().place(key);
        let charts = report.figures.iter().map(|figure| figure.charts.len()).sum();
        let made = cell.get().cloned();
        if made.is_none() {
            let (desk, view) = (self.clone(), view.clone());
            tokio::spawn(async move { desk.made_once(&cell, report, &view, lang).await });
        }
        if matches!(made, Some(Err(_))) {
            self.documents().forget(key);
        }
        let parts = (view.figures.len(), charts);
        let (size, failed) = match made {
            Some(Ok(bytes)) => (Some(bytes.len()), None),
            Some(Err(failed)) => (None, Some(Failed::clone(&failed))),
            None => (None, None),
        };
        Ok(DocumentView { id: view.id, n, label: view.label, period: view.period, parts, size, failed })
    }

    /// The document itself, waited for where it is still being made.
    ///
    /// # Errors
    /// As [`Desk::report_document`]; [`Rejection::NotFound`] where it cannot be set: the page of the document says why.
    pub async fn report_document_file(
        &self,
        session: &Session,
        name: &str,
        n: u32,
        lang: Lang,
    ) -> Result<PaperFile, Rejection> {
        let (view, report) = self.composed(session, name, n, lang).await?;
        let cell = self.documents().place(key_of(&report)?);
        let name = report.file_name();
        let made = self.made_once(&cell, report, &view, lang).await;
        let bytes = made.map_err(|_| Rejection::NotFound)?;
        Ok(PaperFile { name, media: "application/pdf".to_owned(), bytes: bytes.to_vec() })
    }

    async fn made_once(&self, cell: &OnceCell<Made>, report: Report, view: &ReportView, lang: Lang) -> Made {
        cell.get_or_init(|| async {
            let failed = |why: String| Arc::new(Failed { why, places: Vec::new() });
            let press = self.press().map_err(|fault| failed(fault.chain()))?;
            let set = tokio::task::spawn_blocking(move || press.report(&report).map(Arc::new));
            let set = set.await.map_err(|_| failed(Fault::Thread.chain()))?;
            set.map_err(|error| Arc::new(told(&error, view, lang)))
        })
        .await
        .clone()
    }

    async fn composed(
        &self,
        session: &Session,
        name: &str,
        n: u32,
        lang: Lang,
    ) -> Result<(ReportView, Report), Rejection> {
        let view = self.report(session, name, n, lang).await?;
        let seen = self.seen_report(session, name).await?;
        let round = seen.book.round(n).ok_or(Rejection::NotFound)?;
        let report =
            self.with_show(&seen.book.office, &seen.book.regulation, lang, |show| compose(&seen, round, &view, &show));
        Ok((view, report))
    }
}

fn key_of(report: &Report) -> Result<[u8; 32], Fault> {
    Ok(Sha256::digest(serde_json::to_vec(report).map_err(Fault::Json)?).into())
}

fn compose(seen: &Seen, round: &Round, view: &ReportView, show: &Show<'_>) -> Report {
    let counting = counting(&seen.book.regulation);
    Report {
        language: if show.lang == Lang::Zh { Language::Zh } else { Language::En },
        organisation: view.office.clone(),
        title: view.label.clone(),
        period: view.period.clone(),
        basis: format!("{} {}", view.regulation, view.cited.article.as_deref().unwrap_or_default())
            .trim_end()
            .to_owned(),
        dated: round.prepared.map_or_else(|| round.period.last(), |at| counting.date_of(at)),
        draft: round.standing != Standing::Out,
        people: people(seen, round, show),
        written: view.written.iter().map(|one| row(&one.label, one.value.clone())).collect(),
        figures: view.figures.iter().map(|one| figure(one, show)).collect(),
    }
}

fn row(label: &str, value: String) -> Row {
    Row { label: label.to_owned(), value, ..Row::default() }
}

/// Who prepared and approved it and when, and whom the regulation sends it to.
fn people(seen: &Seen, round: &Round, show: &Show<'_>) -> Vec<Row> {
    let (book, lang) = (&seen.book, show.lang);
    let person = |id: &str| show.principal(&Principal::Person(id.to_owned()));
    let by = |id: Option<&String>, at| {
        let name = id.map(|id| person(id)).unwrap_or_default();
        format!("{name}　{}", show.day(at)).trim().to_owned()
    };
    let mut rows = Vec::new();
    if let Some(at) = round.prepared {
        rows.push(row(pick(lang, "编制", "Prepared"), by(round.prepared_by.as_ref(), at)));
    }
    let since = round.prepared.unwrap_or_default();
    for entry in book.log.iter().filter(|entry| entry.at >= since) {
        if matches!(entry.event, Event::Approved { n } if n == round.n) {
            rows.push(row(pick(lang, "批准", "Approved"), by(entry.by.as_ref(), entry.at)));
        }
    }
    match round.out {
        Some(at) => rows.push(row(pick(lang, "发出", "Sent out"), show.day(at))),
        None => rows.push(row(pick(lang, "状态", "Standing"), super::view::state(seen, round, show))),
    }
    let named = |who: &[dengwen_regulation::model::Who]| {
        let all = whom(&book.office, &book.regulation, who, show.now);
        words::listed(&all.iter().map(|one| show.principal(one)).collect::<Vec<_>>(), lang)
    };
    let recipients = named(&book.report().recipients);
    if !recipients.is_empty() {
        rows.push(row(pick(lang, "发送", "Recipients"), recipients));
    }
    rows
}

fn figure(view: &FigureView, show: &Show<'_>) -> Figure {
    let sign = pick(show.lang, "：", ": ");
    let mut notes: Vec<String> = view.formula.iter().map(|(head, words)| format!("{head}{sign}{words}")).collect();
    if let Some(article) = &view.cited.article {
        notes.push(format!("{}{article}", pick(show.lang, "依据：", "Under: ")));
    }
    if let Some(reading) = &view.cited.reading {
        notes.push(format!("{}{reading}", pick(show.lang, "口径：", "As read here: ")));
    }
    let picture = |drawing: &dengwen_charts::Drawing| Picture {
        title: drawing.title.clone(),
        svg: drawing.on_paper(IN_CHARTS),
        said: drawing.summary.clone(),
    };
    Figure {
        label: view.label.clone(),
        whole: view.whole.clone(),
        notes,
        charts: view.drawn.iter().map(picture).collect(),
        columns: if view.rows.is_empty() { Vec::new() } else { view.columns.clone() },
        rows: view.rows.clone(),
    }
}

/// The cause in words, and each number in whose line it stands.
fn told(error: &PressError, view: &ReportView, lang: Lang) -> Failed {
    let PressError::Glyphs(missing) = error else {
        return Failed { why: error.to_string(), places: Vec::new() };
    };
    let drawn = |text: &str| text.chars().any(|one| missing.iter().any(|glyph| glyph.character == one));
    let mut places = Vec::new();
    for figure in &view.figures {
        for (row, key) in figure.rows.iter().zip(&figure.keys) {
            if row.iter().any(|cell| drawn(cell)) {
                let names = row.split_last().map(|(_, names)| names.join(" · ")).unwrap_or_default();
                places.push(FailedAt {
                    label: format!("{}{}{names}", figure.label, pick(lang, "：", ": ")),
                    number: (figure.of.clone(), key.clone()),
                });
            }
        }
    }
    let all: Vec<String> = missing.iter().map(ToString::to_string).collect();
    let why = match lang {
        Lang::Zh => format!("没有字体能印出这些字：{}", all.join("、")),
        Lang::En => format!("no font can draw these characters: {}", all.join(", ")),
    };
    let written: Vec<String> =
        view.written.iter().filter(|one| drawn(&one.value)).map(|one| one.label.clone()).collect();
    let within = match (written.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("（见文字部分：{}）", words::listed(&written, lang)),
        (false, Lang::En) => format!(" (in the text: {})", words::listed(&written, lang)),
    };
    Failed { why: why + &within, places }
}
