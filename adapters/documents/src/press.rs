//! From a paper to a PDF.

use jiff::civil::Date;
use serde::Serialize;
use typst::World;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Label, Selector, Smart, Str, Value};
use typst::introspection::{Introspector as _, MetadataElem};
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::glyphs::{self, MissingGlyph};
use crate::turns::Turns;
use crate::world::{FORM, LETTER, REPORT, Sheet, Workshop};
use crate::{Fonts, Kind, Paper, Report};

/// How many documents an unused result of Typst's cache survives.
pub(crate) const CACHE_AGE: usize = 8;

/// Sets documents. One press serves the whole process; it may be shared between threads.
#[derive(Debug)]
pub struct Press {
    pub(crate) workshop: Workshop,
    /// Papers, of which each takes a moment.
    papers: Turns,
    /// Dossiers and reports, which take seconds: no paper waits for them.
    pub(crate) volumes: Turns,
}

/// A template as text, with the name to use in messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateSource {
    name: String,
    pub(crate) text: String,
}

/// Sentences of a template, each with its line breaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentences {
    /// Those that stand before what was handed in.
    pub before: Vec<String>,
    /// Those that follow it.
    pub after: Vec<String>,
}

/// Why a document could not be set.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// Characters that no chosen font can draw.
    #[error("no font can draw {}", list(.0))]
    Glyphs(Vec<MissingGlyph>),
    /// The template is wrong, or asks for what the paper does not have.
    #[error("{template}:{line}:{column}: {message}")]
    Template {
        /// Name of the template.
        template: String,
        /// Line in the file the message is about, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The paper could not be written down for the template.
    #[error("the paper cannot be handed to the template")]
    Paper(#[from] serde_json::Error),
}

/// The paper as templates see it.
#[derive(Serialize)]
struct Handed<'a, P> {
    #[serde(flatten)]
    paper: &'a P,
    reserve: Vec<&'static str>,
}

impl TemplateSource {
    /// A template that was handed in, usually a pack's `documents/<id>.typ`.
    pub fn given(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The general template for a paper of this kind.
    #[must_use]
    pub fn general(paper: &Paper) -> Self {
        match paper.kind {
            Kind::Letter => Self::given("letter.typ", LETTER),
            Kind::Form => Self::given("form.typ", FORM),
        }
    }

    /// Has it no sentences of its own, because it is one of the general ones.
    #[must_use]
    pub fn is_general(&self) -> bool {
        [LETTER, FORM].contains(&self.text.as_str())
    }
}

impl Press {
    /// A press with these fonts. Cheap: nothing is loaded before the first document.
    #[must_use]
    pub fn new(fonts: Fonts) -> Self {
        Self { workshop: Workshop::new(fonts), papers: Turns::default(), volumes: Turns::default() }
    }

    /// The fonts of the press.
    #[must_use]
    pub fn fonts(&self) -> &Fonts {
        self.workshop.fonts()
    }

    /// Sets a paper and returns the PDF (PDF/A-2u, so that it may be archived as it is).
    ///
    /// The same paper and template give the same bytes. This takes tens of milliseconds of one core; inside an
    /// asynchronous server it belongs on a blocking thread.
    ///
    /// # Errors
    /// [`PressError::Glyphs`] for characters without a glyph, [`PressError::Template`] with the place of the fault.
    pub fn pdf(&self, paper: &Paper, template: &TemplateSource) -> Result<Vec<u8>, PressError> {
        let _turn = self.papers.take();
        self.set(&self.sheet(paper, template)?, template)
    }

    /// The sentences that a template itself puts around what was handed in, for the print view.
    ///
    /// # Errors
    /// [`PressError::Template`] with the place of the fault.
    pub fn sentences(&self, paper: &Paper, template: &TemplateSource) -> Result<Sentences, PressError> {
        let _turn = self.papers.take();
        let document = lay_out(&self.sheet(paper, template)?, template)?;
        let mut all = Sentences::default();
        let Some(label) = Label::new(PicoStr::constant("own")) else { return Ok(all) };
        for found in document.introspector().query(&Selector::Label(label)) {
            let Some(Value::Array(told)) = found.to_packed::<MetadataElem>().map(|told| told.value.clone()) else {
                continue;
            };
            let mut parts =
                told.into_iter().map(|part| part.cast::<Str>().map(|text| text.to_string()).unwrap_or_default());
            let (Some(place), Some(text)) = (parts.next(), parts.next()) else { continue };
            if paper.paragraphs.iter().any(|known| known.trim() == text.trim()) {
                continue;
            }
            if place == "before" { all.before.push(text) } else { all.after.push(text) }
        }
        Ok(all)
    }

    /// Sets a periodic report, which takes up to some seconds of one core.
    ///
    /// # Errors
    /// [`PressError::Glyphs`] for characters without a glyph, [`PressError::Template`] for a chart that cannot be read.
    pub fn report(&self, report: &Report) -> Result<Vec<u8>, PressError> {
        let _turn = self.volumes.take();
        let template = TemplateSource::given("report.typ", REPORT);
        self.set(&self.handed(report, report.dated, &template)?, &template)
    }

    fn set(&self, sheet: &Sheet<'_>, template: &TemplateSource) -> Result<Vec<u8>, PressError> {
        let document = lay_out(sheet, template)?;
        let missing = glyphs::missing(&document);
        if !missing.is_empty() {
            return Err(PressError::Glyphs(missing));
        }
        typst_pdf::pdf(&document, &options()).map_err(|faults| fault(sheet, template, &faults))
    }

    /// Sets a paper and throws it away: whether the template can be set at all.
    ///
    /// # Errors
    /// [`PressError::Template`] with the place of the fault.
    pub fn try_out(&self, paper: &Paper, template: &TemplateSource) -> Result<(), PressError> {
        lay_out(&self.sheet(paper, template)?, template).map(drop)
    }

    /// The laid-out document, for tests that read its lines.
    #[cfg(test)]
    pub(crate) fn laid_out(&self, paper: &Paper, template: &TemplateSource) -> Result<PagedDocument, PressError> {
        lay_out(&self.sheet(paper, template)?, template)
    }

    fn sheet(&self, paper: &Paper, template: &TemplateSource) -> Result<Sheet<'_>, PressError> {
        self.handed(paper, paper.dated, template)
    }

    fn handed<P: Serialize>(&self, paper: &P, dated: Date, template: &TemplateSource) -> Result<Sheet<'_>, PressError> {
        let handed = Handed { paper, reserve: self.fonts().reserve() };
        Ok(self.workshop.sheet(&template.text, serde_json::to_string(&handed)?, day(dated)))
    }
}

/// A day as Typst has it.
pub(crate) fn day(dated: Date) -> Option<Datetime> {
    let month_day = u8::try_from(dated.month()).ok().zip(u8::try_from(dated.day()).ok());
    month_day.and_then(|(month, day)| Datetime::from_ymd(i32::from(dated.year()), month, day))
}

fn lay_out(sheet: &Sheet<'_>, template: &TemplateSource) -> Result<PagedDocument, PressError> {
    let document = typst::compile::<PagedDocument>(sheet).output;
    typst::comemo::evict(CACHE_AGE);
    document.map_err(|faults| fault(sheet, template, &faults))
}

pub(crate) fn options() -> PdfOptions {
    PdfOptions {
        creator: Smart::Custom(Some("dengwen".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::A_2u]).unwrap_or_default(),
        ..PdfOptions::default()
    }
}

pub(crate) fn fault(sheet: &Sheet<'_>, template: &TemplateSource, faults: &[SourceDiagnostic]) -> PressError {
    let Some(first) = faults.first() else {
        return PressError::Template { template: template.name.clone(), line: 0, column: 0, message: String::new() };
    };
    let id = first.span.id();
    let place = id.zip(sheet.range(first.span)).and_then(|(id, range)| {
        let source = sheet.source(id).ok()?;
        source.lines().byte_to_line_column(range.start)
    });
    let (line, column) = place.map_or((0, 0), |(line, column)| (line + 1, column + 1));
    let name = match id {
        Some(id) if id != sheet.main() => id.vpath().get_without_slash().to_owned(),
        _ => template.name.clone(),
    };
    let hints = first.hints.iter().map(|hint| format!("; {}", hint.v)).collect::<String>();
    PressError::Template { template: name, line, column, message: format!("{}{hints}", first.message) }
}

fn list(missing: &[MissingGlyph]) -> String {
    missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
