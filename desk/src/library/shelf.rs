//! The regulations that come with the installation, as an administrator reads them before the office takes one as its own.

use std::sync::Arc;

use dengwen_regulation::{
    finding::Finding,
    model::{Begins, Lang, Regulation, Shape, ShapeRef},
    show,
};

use super::{OpenBlank, Text, propose::refused};
use crate::{
    desk::Desk,
    fault::Fault,
    office::{Office, OfficeEvent},
    view::{Cited, Refused, Rejection, Session},
};

/// A regulation that comes with the installation, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackLine {
    /// Its id.
    pub id: String,
    /// The folder of its sector; empty where it lies in none.
    pub sector: String,
    /// Its title.
    pub title: String,
    /// What one matter is called there.
    pub matter: String,
    /// Its version.
    pub version: String,
    /// Kinds of matter that can begin.
    pub matters: usize,
    /// Class values.
    pub classes: usize,
    /// Limits.
    pub limits: usize,
    /// Forms and letters.
    pub forms: usize,
    /// Places that the text leaves open.
    pub blanks: usize,
    /// The office runs it already.
    pub taken: bool,
}

/// The same, opened for reading.
#[derive(Debug, Clone)]
pub struct PackView {
    /// As in the list.
    pub line: PackLine,
    /// The regulation itself.
    pub regulation: Arc<Regulation>,
    /// The hash of its content: what was read is what is taken.
    pub content: String,
    /// What the text leaves open; the office confirms it before a case can begin.
    pub blanks: Vec<OpenBlank>,
    /// Findings of the checker.
    pub findings: Vec<Finding>,
    /// May it not be taken.
    pub refused: bool,
}

impl Desk {
    /// What comes with the installation, by sector; all words must be found in title, source, classes, forms or limits.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for whoever is no administrator.
    pub async fn pack_list(&self, session: &Session, words: &str, lang: Lang) -> Result<Vec<PackLine>, Rejection> {
        Self::administrator(session)?;
        let office = self.office_state(&session.office).await?;
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        let texts = self.library().packs().filter(|text| words.is_empty() || has_words(text, &words));
        let mut lines: Vec<PackLine> =
            texts.filter_map(|text| text.regulation()).map(|read| self.pack_line(&office, read, lang)).collect();
        lines.sort_by(|a, b| (a.sector.is_empty(), &a.sector, &a.id).cmp(&(b.sector.is_empty(), &b.sector, &b.id)));
        Ok(lines)
    }

    /// One of them, with what the checker says of it.
    ///
    /// # Errors
    /// As [`Desk::pack_list`]; [`Rejection::NotFound`].
    pub async fn pack(&self, session: &Session, id: &str, lang: Lang) -> Result<PackView, Rejection> {
        Self::administrator(session)?;
        let office = self.office_state(&session.office).await?;
        let text = self.library().pack(id).ok_or(Rejection::NotFound)?;
        let regulation = text.regulation().ok_or(Rejection::NotFound)?;
        let mut paths: Vec<&String> = Vec::new();
        for blank in &regulation.blanks {
            if !paths.contains(&&blank.path) {
                paths.push(&blank.path);
            }
        }
        let open = |path: &String| {
            let (label, article) = show::left_open(regulation, path, lang);
            OpenBlank { path: path.clone(), label, article }
        };
        Ok(PackView {
            line: self.pack_line(&office, regulation, lang),
            content: regulation.content.clone(),
            blanks: paths.into_iter().map(open).collect(),
            findings: text.findings().to_vec(),
            refused: !text.errors().is_empty(),
            regulation: Arc::clone(regulation),
        })
    }

    /// Takes a regulation of the installation as the office's own. Until its blanks are confirmed no case can begin under it;
    /// later texts of the installation are followed until the office brings in one of its own.
    ///
    /// # Errors
    /// As [`Desk::pack`]; [`Rejection::ProofWanted`]; [`Rejection::Refused`] where it is there already or does not pass the check;
    /// [`Rejection::Changed`] if `content` is not what lies there now.
    pub async fn take_pack(&self, session: &Session, id: &str, content: &str, lang: Lang) -> Result<(), Rejection> {
        let view = self.pack(session, id, lang).await?;
        if view.line.taken {
            return Err(there_already(&view.line.title, lang));
        }
        if view.content != content {
            return Err(Rejection::Changed(Vec::new()));
        }
        Self::proven(session)?;
        let text = self.library().pack(id).ok_or(Rejection::NotFound)?;
        let entry = match self.fit_to_run(text, false) {
            Err(Fault::RegulationRefused { findings, .. }) => return Err(refused(&findings, lang)),
            entry => entry?,
        };
        self.keep(text).await?;
        let events =
            vec![OfficeEvent::RegulationTaken { regulation: id.to_owned() }, OfficeEvent::TextAdopted { entry }];
        // Two who press at once take it once.
        let once = format!("take {id} {}", session.office);
        self.office_append(&session.office, &session.person, Some(once), events).await?;
        Ok(())
    }

    fn pack_line(&self, office: &Office, regulation: &Regulation, lang: Lang) -> PackLine {
        let id = regulation.id.to_string();
        let mut paths: Vec<&str> = regulation.blanks.iter().map(|blank| blank.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        let classes = |shape: &Shape| shape.classes.values().map(|axis| axis.values.len()).sum::<usize>();
        PackLine {
            sector: self.packs().sector(&id),
            title: regulation.title.in_lang(lang).to_owned(),
            matter: regulation.case_label.in_lang(lang).to_owned(),
            version: regulation.version.id.clone(),
            matters: regulation.shapes().filter(|(at, shape)| begins(at, shape)).count(),
            classes: regulation.shapes().map(|(_, shape)| classes(shape)).sum(),
            limits: regulation.shapes().map(|(_, shape)| shape.limits.len()).sum(),
            forms: regulation.documents.len(),
            blanks: paths.len(),
            taken: office.regulations.contains(&id),
            id,
        }
    }
}

/// Can a matter of this shape begin by itself.
fn begins(at: &ShapeRef, shape: &Shape) -> bool {
    matches!(at, ShapeRef::Main | ShapeRef::Kind(_)) && shape.acts.values().any(|act| act.begins != Begins::No)
}

/// Are all words somewhere among the names of a regulation.
fn has_words(text: &Text, words: &[String]) -> bool {
    let Some(regulation) = text.regulation() else { return false };
    let facts = show::facts(regulation);
    let mut names = vec![facts.id, facts.title, facts.title_en, regulation.source.clone()];
    names.extend(facts.classes.into_iter().flat_map(|one| [one.named.zh, one.named.en]));
    names.extend(facts.documents.into_iter().flat_map(|one| [one.zh, one.en]));
    names.extend(facts.limits.into_iter().flat_map(|one| [one.zh, one.en]));
    let names = names.join("\n").to_lowercase();
    words.iter().all(|word| names.contains(word))
}

fn there_already(title: &str, lang: Lang) -> Rejection {
    let (text, instead) = match lang {
        Lang::Zh => (format!("本单位已经在运行《{title}》"), "要换用另一份文本，请在该制度的页面上修改文本".to_owned()),
        Lang::En => {
            (format!("the office runs {title} already"), "to use another text, change it on its page".to_owned())
        }
    };
    let cited = Cited { text, article: None, reading: None };
    Rejection::Refused(vec![Refused { code: "regulation_there".to_owned(), cited, instead: vec![instead] }])
}
