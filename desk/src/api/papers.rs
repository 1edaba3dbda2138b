//! Papers as files and as a print view.

use dengwen_documents::{Paper, TemplateSource};
use dengwen_regulation::model::Lang;

use crate::{
    audit::Read,
    desk::Desk,
    fault::Fault,
    look::Look,
    papers,
    show::Show,
    view::{PaperFile, Rejection, Session},
};

impl Desk {
    /// A copy of a paper as PDF.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is none for this person.
    pub async fn paper(
        &self,
        session: &Session,
        case: &str,
        paper: &str,
        copy: u32,
        lang: Lang,
    ) -> Result<PaperFile, Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, lang).await?;
        let made = desk.paper_file(&look, paper, copy).await?;
        self.record_read(case, &session.person, Read::Paper { paper: paper.to_owned(), copy }).await?;
        Ok(made)
    }

    /// A copy of a paper as a page to print.
    ///
    /// # Errors
    /// As [`Desk::paper`].
    pub async fn paper_html(
        &self,
        session: &Session,
        case: &str,
        paper: &str,
        copy: u32,
        lang: Lang,
    ) -> Result<String, Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, lang).await?;
        let made = desk.made_paper(&look, paper, copy).await?.1;
        self.record_read(case, &session.person, Read::Paper { paper: paper.to_owned(), copy }).await?;
        Ok(dengwen_documents::html(&made))
    }

    pub(crate) async fn paper_file(&self, look: &Look, paper: &str, copy: u32) -> Result<PaperFile, Rejection> {
        let (document, made) = self.made_paper(look, paper, copy).await?;
        let template = self.packs().template(&look.loaded.regulation.id, &document);
        let template = match template {
            Some(text) => TemplateSource::given(format!("{document}.typ"), text),
            None => TemplateSource::general(&made),
        };
        let name = format!("{}.pdf", made.number.clone().unwrap_or_else(|| made.title.zh.clone()));
        let press = self.press()?;
        let set = tokio::task::spawn_blocking(move || press.pdf(&made, &template));
        let bytes = set.await.map_err(|_| Fault::Thread)?.map_err(Fault::Press)?;
        Ok(PaperFile { name, media: "application/pdf".to_owned(), bytes })
    }

    /// The paper as text, for one copy; what is sealed is opened only where the holder and whoever looks may see it.
    async fn made_paper(&self, look: &Look, paper: &str, copy: u32) -> Result<(String, Paper), Rejection> {
        let n: u32 = paper.parse().map_err(|_| Rejection::NotFound)?;
        let known = look.loaded.case.paper(n).ok_or(Rejection::NotFound)?;
        if !papers::may_read(look, known, copy) {
            return Err(Rejection::NotFound);
        }
        let copied = usize::try_from(copy).ok().and_then(|copy| known.copies.get(copy.checked_sub(1)?));
        let mut names = look.names.clone();
        if papers::may_open(look, known, copied) {
            names.opened.extend(self.opened(papers::values(&look.loaded.case, known)).await?);
        }
        let made = Show { names: &names, ..look.show() }.printed(n, copy).ok_or(Rejection::NotFound)?;
        Ok((known.document.to_string(), made))
    }
}
