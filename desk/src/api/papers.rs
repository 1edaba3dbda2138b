//! Papers as files and as a print view. One that names somebody is opened for a purpose, like the identity itself.

use dengwen_case::{Copied, Paper as Issued};
use dengwen_documents::{Paper, Sentences, TemplateSource};
use dengwen_regulation::model::{Lang, Sees};

use crate::{
    audit::Read,
    desk::Desk,
    fault::Fault,
    look::Look,
    openings::{Of, Opening},
    papers,
    show::Show,
    view::{PaperFile, Performed, Rejection, Session},
};

impl Desk {
    /// A copy of a paper as PDF.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is none for this person; [`Rejection::Refused`] with [`crate::PURPOSE_WANTED`] or
    /// [`crate::SECOND_WANTED`] while it names somebody and is not open to this person.
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
        let (document, made) = desk.paper_read(&look, session, paper, copy).await?;
        desk.pressed(&look, &document, made).await
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
        let (document, made) = desk.paper_read(&look, session, paper, copy).await?;
        let template = desk.template(&look.loaded.regulation.id, &document, &made);
        Ok(desk.on_page(made, template).await?)
    }

    /// Opens a paper that names somebody, for a purpose and for a set time; on record, and told to whoever supervises.
    ///
    /// # Errors
    /// As [`Desk::open_identity`].
    pub async fn open_paper(
        &self,
        session: &Session,
        case: &str,
        paper: &str,
        purpose: &str,
        lang: Lang,
    ) -> Result<(), Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, lang).await?;
        let n = there(&look, paper)?.n;
        Self::proven(session)?;
        desk.open_for(&look, &session.person, Of::Paper(n), purpose).await.map(drop)
    }

    /// Asks those who see all of the case to agree that a paper is opened.
    ///
    /// # Errors
    /// As [`Desk::ask_for_identity`].
    pub async fn ask_for_paper(
        &self,
        session: &Session,
        case: &str,
        paper: &str,
        purpose: &str,
        lang: Lang,
    ) -> Result<Performed, Rejection> {
        let desk = self.seated_by(session);
        let (look, _) = desk.look_inside(session, case, lang).await?;
        let n = there(&look, paper)?.n;
        Self::proven(session)?;
        desk.ask_to_open(&look, &session.person, Of::Paper(n), purpose).await
    }

    /// A paper that somebody of the office reads, on record.
    pub(super) async fn paper_read(
        &self,
        look: &Look,
        session: &Session,
        paper: &str,
        copy: u32,
    ) -> Result<(String, Paper), Rejection> {
        let (document, made) = self.made_paper(look, paper, copy).await?;
        let (case, person) = (&look.loaded.case.id, &session.person);
        let read = |purpose: Option<String>| Read::Paper { paper: paper.to_owned(), copy, purpose };
        match self.opened_by(look, person, paper, copy, &made).await? {
            None => self.record_read(case, person, read(None)).await?,
            Some(one) => self.record_opened(case, person, &one, read(Some(one.purpose.clone()))).await?,
        }
        Ok((document, made))
    }

    /// The opening by which a paper that names somebody may be read; none where it names nobody, or nobody whose identity is not
    /// open to them anyway.
    async fn opened_by(
        &self,
        look: &Look,
        person: &str,
        paper: &str,
        copy: u32,
        made: &Paper,
    ) -> Result<Option<Opening>, Rejection> {
        let known = there(look, paper)?;
        let book = self.openings_of(&look.loaded.case.id).await?;
        let is_open = |party: u32| book.running(Of::Party(party), person, look.now).is_some();
        let covered = papers::identities(look, known, is_open);
        if self.made(look, known, copy, &covered).await? == *made {
            return Ok(None);
        }
        match book.running(Of::Paper(known.n), person, look.now) {
            Some(one) => Ok(Some(one.clone())),
            None => Err(crate::openings::not_open(look)),
        }
    }

    pub(crate) async fn paper_file(&self, look: &Look, paper: &str, copy: u32) -> Result<PaperFile, Rejection> {
        let (document, made) = self.made_paper(look, paper, copy).await?;
        self.pressed(look, &document, made).await
    }

    /// A paper as a page, with what its template says itself. One that cannot be set has no sentences of its own: why it cannot is
    /// told with the PDF.
    pub(crate) async fn on_page(&self, made: Paper, template: TemplateSource) -> Result<String, Fault> {
        let press = self.press().ok().filter(|_| !template.is_general());
        let Some(press) = press else { return Ok(dengwen_documents::html(&made, &Sentences::default())) };
        let drawn = tokio::task::spawn_blocking(move || {
            dengwen_documents::html(&made, &press.sentences(&made, &template).unwrap_or_default())
        });
        drawn.await.map_err(|_| Fault::Thread)
    }

    async fn pressed(&self, look: &Look, document: &str, made: Paper) -> Result<PaperFile, Rejection> {
        let template = self.template(&look.loaded.regulation.id, document, &made);
        let name = format!("{}.pdf", made.number.clone().unwrap_or_else(|| made.title.zh.clone()));
        let press = self.press()?;
        let set = tokio::task::spawn_blocking(move || press.pdf(&made, &template));
        let bytes = set.await.map_err(|_| Fault::Thread)?.map_err(Fault::Press)?;
        Ok(PaperFile { name, media: "application/pdf".to_owned(), bytes })
    }

    /// The paper as text, for one copy; what is sealed is opened only where the holder and whoever looks may see it.
    async fn made_paper(&self, look: &Look, paper: &str, copy: u32) -> Result<(String, Paper), Rejection> {
        let known = there(look, paper)?;
        if !papers::may_read(look, known, copy) {
            return Err(Rejection::NotFound);
        }
        Ok((known.document.to_string(), self.made(look, known, copy, &[]).await?))
    }

    /// The same with some sealed values covered: their digests.
    pub(crate) async fn made(
        &self,
        look: &Look,
        known: &Issued,
        copy: u32,
        covered: &[String],
    ) -> Result<Paper, Rejection> {
        let copied: Option<&Copied> =
            usize::try_from(copy).ok().and_then(|copy| known.copies.get(copy.checked_sub(1)?));
        let mut names = look.names.clone();
        if papers::may_open(look, known, copied) {
            names.opened.extend(self.opened(papers::values(&look.loaded.case, known)).await?);
        }
        names.opened.retain(|digest, _| !covered.contains(digest));
        Show { names: &names, ..look.show() }.printed(known.n, copy).ok_or(Rejection::NotFound)
    }
}

/// A paper of a case, by its number in addresses, for whoever may know of papers of it.
pub(super) fn there<'l>(look: &'l Look, paper: &str) -> Result<&'l Issued, Rejection> {
    let n: u32 = paper.parse().map_err(|_| Rejection::NotFound)?;
    let known = look.loaded.case.paper(n).ok_or(Rejection::NotFound)?;
    let seen =
        look.viewer.party.is_some() || (look.viewer.sees >= Sees::Facts && look.shown.paper(&look.loaded.case, n));
    if seen { Ok(known) } else { Err(Rejection::NotFound) }
}
