//! The sentences of a paper, written beside the paper as it would be printed with them.

use axum::response::Response;
use dengwen_desk::{
    library::{Changing, PaperTried, PaperWords},
    view::{Control, FieldView, Session},
};

use super::ChangePage;
use crate::{files, forms::Draft, page::Page, site::Site, trouble::Trouble, workbench::admin::ask};

/// Papers of a text, and the one whose sentences are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Papers {
    /// Those to choose from.
    pub(crate) all: Vec<PaperWords>,
    /// The one that was chosen.
    pub(crate) chosen: Option<PaperWords>,
    /// It, as a page; the desk has escaped it.
    pub(crate) tried: String,
}

impl Papers {
    pub(super) async fn of(
        site: &Site,
        page: &Page,
        session: &Session,
        changing: &Changing,
        document: &str,
    ) -> Result<Self, Trouble> {
        let all = site.desk.paper_words(session, changing, page.lang).await?;
        let chosen = all.iter().find(|paper| paper.id == document).cloned();
        Ok(Self { all, chosen, tried: String::new() })
    }

    pub(super) fn fields(&self, page: &Page) -> Vec<FieldView> {
        let Some(chosen) = &self.chosen else { return Vec::new() };
        let field = |key: &str, label: String, value: &str, fixed: bool| {
            let value = if value.is_empty() { Vec::new() } else { vec![value.to_owned()] };
            let field = FieldView { value, ..FieldView::new(key, label, Control::Long) };
            ask::hinted(field, if fixed { page.t("change-words-fixed") } else { page.t("change-words-hint") })
        };
        vec![
            field("before", page.t("change-words-before"), &chosen.now.0, chosen.fixed.0),
            field("after", page.t("change-words-after"), &chosen.now.1, chosen.fixed.1),
        ]
    }

    /// Draws the paper with what was typed. On a page of its own its name is the first heading, here it is not.
    pub(super) async fn look(
        &mut self,
        site: &Site,
        page: &Page,
        session: &Session,
        changing: &Changing,
        draft: &Draft,
    ) -> Result<(), Trouble> {
        if let Some(tried) = self.tried(site, page, session, changing, draft).await? {
            let drawn = site.desk.tried_page(tried).await?;
            self.tried = drawn.replace("<h1 class", "<h3 class").replace("</h1>", "</h3>");
        }
        Ok(())
    }

    /// The paper with what was typed as PDF.
    pub(super) async fn pdf(
        &self,
        site: &Site,
        page: &Page,
        session: &Session,
        changing: &Changing,
        draft: &Draft,
    ) -> Result<Response, Trouble> {
        let tried = self.tried(site, page, session, changing, draft).await?.ok_or_else(Trouble::not_found)?;
        Ok(files::paper(site.desk.tried_pdf(tried).await?))
    }

    async fn tried(
        &self,
        site: &Site,
        page: &Page,
        session: &Session,
        changing: &Changing,
        draft: &Draft,
    ) -> Result<Option<PaperTried>, Trouble> {
        let Some(chosen) = &self.chosen else { return Ok(None) };
        let words = (draft.value("before"), draft.value("after"));
        Ok(Some(site.desk.try_paper(session, changing, &chosen.id, words, page.lang).await?))
    }
}

/// The sentences that were changed: which, and how they read now. Lines end as browsers end them.
pub(super) fn changed(draft: &Draft, paper: &PaperWords) -> Vec<(&'static str, String)> {
    let both = [("before", &paper.now.0), ("after", &paper.now.1)];
    let lines = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n");
    let typed = both.map(|(key, was)| (key, lines(was), lines(draft.value(key))));
    typed.into_iter().filter(|(_, was, now)| was != now).map(|(key, _, now)| (key, now)).collect()
}

impl ChangePage<'_> {
    /// The paper whose sentences are written.
    pub(super) fn paper(&self) -> Option<&PaperWords> {
        self.papers.chosen.as_ref()
    }
}
