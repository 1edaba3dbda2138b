//! Acts and their forms.

use askama::Template;
use dengwen_desk::view::Cited;

use crate::{forms::Draft, page::Page};

/// The acts open to somebody, each with its form.
#[derive(Template)]
#[template(path = "acts/template.html")]
pub(crate) struct Acts<'a> {
    page: &'a Page,
    drafts: Vec<&'a Draft>,
    /// They stand with their articles, one a line.
    leads: bool,
    /// The first is what the person most likely came for.
    main: bool,
}

impl Acts<'_> {
    /// What acts that several regulations share rest on, each once.
    fn readings(&self) -> Vec<&Cited> {
        let mut all: Vec<&Cited> = Vec::new();
        for cited in self.drafts.iter().map(|draft| &draft.form.cited).filter(|_| !self.leads) {
            if !all.iter().any(|known| known.reading == cited.reading) {
                all.push(cited);
            }
        }
        all
    }
}

pub(crate) fn acts<'a>(page: &'a Page, drafts: &'a [Draft]) -> Acts<'a> {
    Acts { page, drafts: drafts.iter().collect(), leads: true, main: true }
}

pub(crate) fn own_acts<'a>(page: &'a Page, drafts: Vec<&'a Draft>, main: bool) -> Acts<'a> {
    Acts { page, drafts, leads: true, main }
}

pub(crate) fn common_acts<'a>(page: &'a Page, drafts: Vec<&'a Draft>) -> Acts<'a> {
    Acts { page, drafts, leads: false, main: false }
}

/// The form of an act.
#[derive(Template)]
#[template(path = "act_form/template.html")]
pub(crate) struct ActForm<'a> {
    page: &'a Page,
    draft: &'a Draft,
    /// It says itself what it rests on.
    cites: bool,
}

pub(crate) fn act_form<'a>(page: &'a Page, draft: &'a Draft) -> ActForm<'a> {
    ActForm { page, draft, cites: true }
}

/// The same where the page says once for several forms what they rest on.
pub(crate) fn uncited_form<'a>(page: &'a Page, draft: &'a Draft) -> ActForm<'a> {
    ActForm { page, draft, cites: false }
}
