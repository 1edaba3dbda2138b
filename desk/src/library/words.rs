//! Sentences of papers, to be changed by somebody who reads them: those that the text writes or the template has, what may be named in
//! them, and the paper tried out with them.

use dengwen_documents::{Paper, TemplateSource};
use dengwen_regulation::model::{Document, Id, Lang};

use super::Changing;
use crate::{
    desk::Desk,
    fault::Fault,
    incoming::pick,
    view::{PaperFile, Rejection, Session},
};

/// A paper whose sentences may be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperWords {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: String,
    /// The article.
    pub article: Option<String>,
    /// The sentences that stand now, of the text, else of the template as far as they can be said so: before its body, behind it.
    pub now: (String, String),
    /// The template says something that cannot be said so, and that stays until the text says something in its place.
    pub fixed: (bool, bool),
    /// What may be named in them: the name in braces, and what it stands for.
    pub names: Vec<(String, String)>,
}

/// A paper tried out with sentences.
#[derive(Debug, Clone)]
pub struct PaperTried {
    made: Paper,
    template: TemplateSource,
}

impl Desk {
    /// The papers that stand in the file of a text, with their sentences.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn paper_words(
        &self,
        session: &Session,
        changing: &Changing,
        lang: Lang,
    ) -> Result<Vec<PaperWords>, Rejection> {
        let office = self.office_state(&session.office).await?;
        let text = &changing.regulation;
        let here = |(id, _): &(&Id, &Document)| changing.editor.at(&["documents", id]).is_some();
        let papers = text.documents.iter().filter(here);
        Ok(self.with_show(&office, text, lang, |show| {
            let one = |(id, document): (&Id, &Document)| {
                let (before, after) = self.template(&text.id, id, &show.tried(id, document)).sentences();
                let own = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
                let written = (own(&document.before), own(&document.after));
                let has = |key: &str| self.packs().template(&text.id, id).is_some_and(|text| text.contains(key));
                PaperWords {
                    id: id.to_string(),
                    label: document.label.in_lang(lang).to_owned(),
                    article: document.rule.article.clone(),
                    fixed: (
                        written.0.is_none() && before.is_none() && has("before:"),
                        written.1.is_none() && after.is_none() && has("after:"),
                    ),
                    now: (written.0.or(before).unwrap_or_default(), written.1.or(after).unwrap_or_default()),
                    names: names(show.rows_tried(document, "").into_iter().map(|row| (row.id, row.label)), lang),
                }
            };
            papers.map(one).collect()
        }))
    }

    /// A paper of a text with sentences that are not written yet, and a sample in every place.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is no such paper.
    pub async fn try_paper(
        &self,
        session: &Session,
        changing: &Changing,
        document: &str,
        (before, after): (&str, &str),
        lang: Lang,
    ) -> Result<PaperTried, Rejection> {
        let office = self.office_state(&session.office).await?;
        let text = &changing.regulation;
        let (id, known) = text.documents.get_key_value(document).ok_or(Rejection::NotFound)?;
        let made = self.with_show(&office, text, lang, |show| show.tried(id, known)).with_words(before, after);
        let template = self.template(&text.id, id, &made);
        Ok(PaperTried { made, template })
    }

    /// It as a page.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn tried_page(&self, tried: PaperTried) -> Result<String, Rejection> {
        Ok(self.on_page(tried.made, tried.template).await?)
    }

    /// The same as PDF.
    ///
    /// # Errors
    /// [`Rejection::Fault`] where it cannot be set.
    pub async fn tried_pdf(&self, tried: PaperTried) -> Result<PaperFile, Rejection> {
        let press = self.press()?;
        let name = format!("{}.pdf", tried.made.title.zh);
        let set = tokio::task::spawn_blocking(move || press.pdf(&tried.made, &tried.template));
        let bytes = set.await.map_err(|_| Fault::Thread)?.map_err(Fault::Press)?;
        Ok(PaperFile { name, media: "application/pdf".to_owned(), bytes })
    }

    /// How a paper is set: as its regulation has it, else in the general way.
    pub(crate) fn template(&self, regulation: &str, document: &str, made: &Paper) -> TemplateSource {
        match self.packs().template(regulation, document) {
            Some(text) => TemplateSource::given(format!("{document}.typ"), text),
            None => TemplateSource::general(made),
        }
    }
}

/// Names that a sentence may put in braces, with what they stand for.
fn names(printed: impl Iterator<Item = (String, String)>, lang: Lang) -> Vec<(String, String)> {
    let words = [
        ("number", "编号", "its number"),
        ("case_number", "案件编号", "the number of the case"),
        ("date", "落款日期", "the day it bears"),
        ("organisation", "单位名称", "the name of the organisation"),
        ("addressee", "收件人", "to whom it is written"),
    ];
    let words = words.map(|(name, zh, en)| (name.to_owned(), pick(lang, zh, en).to_owned()));
    printed.chain(words).collect()
}
