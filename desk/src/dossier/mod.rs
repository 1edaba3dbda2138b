//! The whole file of a case as one document: what is known, what happened, every paper as it was issued, the files with their
//! digests. It holds what the page of the case shows to whoever asks for it, and who somebody is never: that is opened on the page.

mod files;
mod sections;

use dengwen_case::Actor;
use dengwen_documents::{Block, Dossier, Inserted, Language, Section, Volume};
use dengwen_regulation::model::Lang;
use tokio::sync::Semaphore;

use crate::{
    audit::Read,
    desk::Desk,
    fault::Fault,
    incoming::pick,
    keys::is_sealed,
    look::Look,
    papers,
    view::{CaseView, PaperFile, Rejection, Session},
};

/// How many cases go into one document.
pub(crate) const BOUND_MAX: usize = 20;
/// How many papers go into one document.
const PAPERS_MAX: usize = 400;

/// A document of hundreds of pages takes a core and much memory: one is made at a time, the others wait.
static PRESSES: Semaphore = Semaphore::const_new(1);

/// What a document is put together from, case by case.
struct Binding {
    lang: Lang,
    dossier: Dossier,
    /// What pictures may still come.
    room: files::Room,
}

impl Desk {
    /// The whole file of one case, or of several, as one PDF. Each taking away is on record.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if one of them is not there for this person; [`Rejection::Invalid`] if none or too many are asked for.
    pub async fn whole_file(&self, session: &Session, cases: &[String], lang: Lang) -> Result<PaperFile, Rejection> {
        if cases.is_empty() || cases.len() > BOUND_MAX {
            let text = match lang {
                Lang::Zh => format!("一次最多合成 {BOUND_MAX} 件，请少选几件"),
                Lang::En => format!("at most {BOUND_MAX} cases go into one document: choose fewer"),
            };
            return Err(Rejection::Invalid(vec![("case".to_owned(), text)]));
        }
        let _one = PRESSES.acquire().await.map_err(|_| Fault::Thread)?;
        let desk = self.seated_by(session);
        let mut binding = Binding::new(lang);
        let mut name = String::new();
        for case in cases {
            let (mut look, actor) = desk.look_inside(session, case, lang).await?;
            desk.open_content(&mut look).await?;
            let view = look.case_view();
            desk.bind(&mut binding, session, (&look, &actor), &view).await?;
            self.record_read(case, &session.person, Read::Whole).await?;
            name.clone_from(&view.number);
        }
        if cases.len() > 1 {
            name = match lang {
                Lang::Zh => format!("案卷 {} 件", cases.len()),
                Lang::En => format!("{} case files", cases.len()),
            };
        }
        let (press, dossier) = (self.press()?, binding.dossier);
        let set = tokio::task::spawn_blocking(move || press.dossier(&dossier));
        let bytes = set.await.map_err(|_| Fault::Thread)?.map_err(Fault::Press)?;
        Ok(PaperFile { name: format!("{name}.pdf"), media: "application/pdf".to_owned(), bytes })
    }

    /// Adds a case.
    async fn bind(
        &self,
        binding: &mut Binding,
        session: &Session,
        (look, actor): (&Look, &Actor),
        view: &CaseView,
    ) -> Result<(), Rejection> {
        let lang = binding.lang;
        let show = look.show();
        if binding.dossier.notes.is_empty() {
            let (person, when) = (&session.name, show.moment(look.now));
            binding.dossier.organisation.clone_from(&look.names.office);
            binding.dossier.dated = look.counting.date_of(look.now);
            binding.dossier.notes = sections::notes(person, &when, lang);
        }
        if is_sealed(&look.loaded.regulation) {
            binding.dossier.mark = Some(pick(lang, "密封", "sealed").to_owned());
        }
        let mut all = sections::before(view, lang);
        all.push(self.papers_of(binding, look, view).await?);
        let registers = self.rows_in_registers(look, actor).await?;
        all.extend(sections::registers(registers, lang));
        all.extend(self.files_of(binding, look, view).await?);
        all.retain(|section| !section.blocks.is_empty());
        let cover = sections::cover(view, &look.names.office, lang);
        let volume = Volume { number: view.number.clone(), title: view.title.clone(), cover, sections: all };
        binding.dossier.volumes.push(volume);
        Ok(())
    }

    /// The papers: a list, then each as it was issued, one copy of it, with who is named in it covered.
    async fn papers_of(&self, binding: &mut Binding, look: &Look, view: &CaseView) -> Result<Section, Rejection> {
        let lang = binding.lang;
        let mut blocks = vec![sections::paper_list(view, lang)];
        for known in look.loaded.case.papers.iter().filter(|known| papers::may_read(look, known, 1)) {
            let listed = view.papers.iter().find(|paper| paper.id == known.n.to_string());
            let Some(listed) = listed.filter(|_| binding.dossier.papers.len() < PAPERS_MAX) else { continue };
            let covered = papers::identities(look, known, |_| false);
            let paper = match self.made(look, known, 1, &covered).await {
                Ok(paper) => paper,
                Err(Rejection::NotFound) => continue,
                Err(other) => return Err(other),
            };
            let template = self.template(&look.loaded.regulation.id, known.document.as_str(), &paper);
            let title = [Some(listed.label.as_str()), listed.number.as_deref()];
            let title = title.into_iter().flatten().collect::<Vec<_>>().join("  ");
            blocks.push(Block::Paper { n: binding.dossier.papers.len() });
            binding.dossier.papers.push(Inserted { title, paper, template });
        }
        let blocks = if view.papers.is_empty() { Vec::new() } else { blocks };
        Ok(Section { title: pick(lang, "文书", "Papers").to_owned(), afresh: false, blocks })
    }
}

impl Binding {
    fn new(lang: Lang) -> Self {
        let dossier = Dossier {
            language: if lang == Lang::Zh { Language::Zh } else { Language::En },
            title: pick(lang, "案卷", "Case file").to_owned(),
            organisation: String::new(),
            dated: jiff::civil::Date::default(),
            mark: None,
            notes: Vec::new(),
            volumes: Vec::new(),
            papers: Vec::new(),
            pictures: Vec::new(),
        };
        Self { lang, dossier, room: files::Room::default() }
    }
}
