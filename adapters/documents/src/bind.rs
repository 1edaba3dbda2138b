//! From a dossier to a PDF, in one go: its papers are set as they were issued, on pages of their own.

use serde::Serialize;
use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;

use crate::{
    Dossier, Paper, Press, PressError, TemplateSource, Volume,
    glyphs::{self, MissingGlyph},
    press::{CACHE_AGE, day, fault, options},
    world::{DOSSIER, Sheet, bound},
};

/// What stands for a character that no font can draw, as printers have it.
const STANDS_IN: &str = "〓";

/// A paper as templates see it, and what the dossier tells it.
#[derive(Serialize)]
struct Handed<'a> {
    #[serde(flatten)]
    paper: &'a Paper,
    reserve: Vec<&'static str>,
    bound: Option<Bound<'a>>,
}

#[derive(Serialize)]
struct Bound<'a> {
    title: &'a str,
    mark: Option<&'a str>,
}

/// The dossier as its template sees it.
#[derive(Serialize)]
struct Whole<'a> {
    mark: Option<&'a str>,
    notes: &'a [String],
    volumes: &'a [Volume],
    replaced: Vec<String>,
}

impl Press {
    /// Sets a dossier and returns the PDF (PDF/A-2u) with an outline.
    ///
    /// A paper whose own template has a fault is set in the general one, and a character that no font can draw is replaced and named
    /// on the cover: of a whole file nothing may be missing because of one letter. Takes a core for seconds where there is much.
    ///
    /// # Errors
    /// [`PressError`] where it cannot be set in spite of that.
    pub fn dossier(&self, dossier: &Dossier) -> Result<Vec<u8>, PressError> {
        let _turn = self.volumes.take();
        let (sheet, document) = self.bound(dossier)?;
        typst_pdf::pdf(&document, &options()).map_err(|faults| wrong(&sheet, &faults))
    }

    /// The laid-out document, and what it was made of.
    pub(crate) fn bound(&self, dossier: &Dossier) -> Result<(Sheet<'_>, PagedDocument), PressError> {
        let (mut plain, mut replaced) = (Vec::new(), Vec::new());
        loop {
            let sheet = self.bound_sheet(dossier, &plain, &replaced)?;
            let set = typst::compile::<PagedDocument>(&sheet).output;
            typst::comemo::evict(CACHE_AGE);
            let document = match set {
                Ok(document) => document,
                Err(faults) => match faulty(&faults).filter(|n| !plain.contains(n)) {
                    Some(n) => {
                        plain.push(n);
                        continue;
                    }
                    None => return Err(wrong(&sheet, &faults)),
                },
            };
            let missing = glyphs::missing(&document);
            if missing.is_empty() {
                return Ok((sheet, document));
            }
            if !replaced.is_empty() {
                return Err(PressError::Glyphs(missing));
            }
            replaced = missing;
        }
    }

    /// Everything that is set, the papers in `plain` in the general template, without the characters that cannot be drawn.
    fn bound_sheet(
        &self,
        dossier: &Dossier,
        plain: &[usize],
        replaced: &[MissingGlyph],
    ) -> Result<Sheet<'_>, PressError> {
        let reserve = || self.fonts().reserve();
        let mark = dossier.mark.as_deref();
        let drawable = |text: String| replaced.iter().fold(text, |text, one| text.replace(one.character, STANDS_IN));
        let mut paper = Paper::letter(&dossier.title, &dossier.organisation, dossier.dated);
        paper.language = dossier.language;
        let handed = Handed { paper: &paper, reserve: reserve(), bound: None };
        let mut sheet = self.workshop.sheet(DOSSIER, drawable(serde_json::to_string(&handed)?), day(dossier.dated));
        let named = |one: &MissingGlyph| format!("U+{:04X}", u32::from(one.character));
        let whole = Whole {
            mark,
            notes: &dossier.notes,
            volumes: &dossier.volumes,
            replaced: replaced.iter().map(named).collect(),
        };
        sheet.with_dossier(drawable(serde_json::to_string(&whole)?));
        for (n, one) in dossier.papers.iter().enumerate() {
            let told = Bound { title: &one.title, mark };
            let handed = Handed { paper: &one.paper, reserve: reserve(), bound: Some(told) };
            let general = TemplateSource::general(&one.paper);
            let template = if plain.contains(&n) { &general } else { &one.template };
            sheet.with_paper(n, &template.text, drawable(serde_json::to_string(&handed)?));
        }
        for (n, picture) in dossier.pictures.iter().enumerate() {
            sheet.with_picture(n, picture.clone());
        }
        Ok(sheet)
    }
}

/// The bound paper whose template is at fault.
fn faulty(faults: &[SourceDiagnostic]) -> Option<usize> {
    faults.iter().find_map(|fault| bound(fault.span.id()?))
}

fn wrong(sheet: &Sheet<'_>, faults: &[SourceDiagnostic]) -> PressError {
    fault(sheet, &TemplateSource::given("dossier.typ", DOSSIER), faults)
}
