//! A changed text looked at before it goes live: every finding, what changes against the running version, what is then open.

use dengwen_regulation::{
    compare::{Change, changes},
    finding::{Finding, Severity},
    model::{Lang, Regulation},
    show,
};
use jiff::Timestamp;

use super::{Publishing, Staying};
use crate::{
    desk::Desk,
    fault::Fault,
    office::{Office, TextEntry},
    view::{Cited, Refused, Rejection, Session},
};

/// A changed text before it goes live.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// All findings, by place.
    pub findings: Vec<Finding>,
    /// May it not go live.
    pub refused: bool,
    /// The hash of its content; empty where it cannot be read.
    pub content: String,
    /// The version it calls itself.
    pub version: String,
    /// The version that runs now.
    pub running: String,
    /// What differs from the text that runs.
    pub changes: Vec<Change>,
    /// From when it would run.
    pub from: Timestamp,
    /// What the office has to confirm before it goes live.
    pub open: Vec<OpenBlank>,
    /// Another text went live under the same version.
    pub named_before: bool,
    /// Open cases, which stay on the text they began under.
    pub staying: Staying,
}

/// Something that the text leaves open and the office has not confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenBlank {
    /// Where it stands in the file.
    pub path: String,
    /// What is open, in words.
    pub label: String,
    /// The article that leaves it open.
    pub article: Option<String>,
}

impl Desk {
    /// The file of the text that runs, to be changed.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for whoever is no administrator, [`Rejection::NotFound`].
    pub async fn running_text(&self, session: &Session, regulation: &str) -> Result<String, Rejection> {
        let office = self.administered(session, regulation).await?;
        Ok(self.file_of(&office, regulation).await?)
    }

    /// Looks at a changed text; nothing is written.
    ///
    /// # Errors
    /// As [`Desk::running_text`].
    pub async fn propose_text(
        &self,
        session: &Session,
        regulation: &str,
        publishing: &Publishing,
        lang: Lang,
    ) -> Result<Proposal, Rejection> {
        let office = self.administered(session, regulation).await?;
        let text = self.text_meant(&office, regulation, publishing).await?;
        let running = self.file_of(&office, regulation).await?;
        let read = text.regulation();
        let same_name = |entry: &TextEntry| {
            entry.regulation == regulation
                && read.is_some_and(|read| entry.version == read.version.id && entry.content != read.content)
        };
        Ok(Proposal {
            findings: text.findings().to_vec(),
            refused: read.is_none() || !text.errors().is_empty(),
            content: text.content().unwrap_or_default().to_owned(),
            version: read.map(|read| read.version.id.clone()).unwrap_or_default(),
            running: self.regulation_of(&office, regulation)?.version.id.clone(),
            changes: changes(&running, text.own()),
            from: read.map_or_else(|| self.now(), |read| self.would_run_from(read, publishing.from)),
            open: read.map(|read| open_blanks(&office, read, lang)).unwrap_or_default(),
            named_before: office.texts.iter().any(same_name),
            staying: self.staying(session, &office, regulation).await?,
        })
    }

    pub(crate) async fn administered(
        &self,
        session: &Session,
        regulation: &str,
    ) -> Result<std::sync::Arc<Office>, Rejection> {
        Self::administrator(session)?;
        let office = self.office_state(&session.office).await?;
        if office.regulations.iter().any(|one| one == regulation) { Ok(office) } else { Err(Rejection::NotFound) }
    }

    /// The file of the text that runs in an office, if the office runs the regulation.
    ///
    /// # Errors
    /// [`Fault::OfficeUnknown`].
    pub async fn running_file(&self, office: &str, regulation: &str) -> Result<Option<String>, Fault> {
        let office = self.office_state(office).await?;
        let runs = office.regulations.iter().any(|one| one == regulation);
        if runs { self.file_of(&office, regulation).await.map(Some) } else { Ok(None) }
    }

    async fn file_of(&self, office: &Office, regulation: &str) -> Result<String, Fault> {
        let running = self.regulation_of(office, regulation)?;
        let text = self.text(&running.content).await?;
        Ok(text
            .or_else(|| self.library().pack(regulation).cloned())
            .map(|text| text.own().to_owned())
            .unwrap_or_default())
    }
}

/// What a text leaves open and the office has not confirmed, in words.
pub(crate) fn open_blanks(office: &Office, text: &Regulation, lang: Lang) -> Vec<OpenBlank> {
    let open = |path: String| {
        let (label, article) = show::left_open(text, &path, lang);
        OpenBlank { path, label, article }
    };
    office.open_blanks(text).into_iter().map(open).collect()
}

/// Findings as refusals: place, text and what is wrong; the mend is what can be done instead.
pub(crate) fn refused(findings: &[Finding], lang: Lang) -> Rejection {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let one = |finding: &Finding| {
        let mend = finding.mend.as_ref().map(|mend| mend.in_lang(lang).to_owned());
        let text = Finding { mend: None, ..finding.clone() }.render(lang);
        let cited = Cited { text, article: None, reading: None };
        Refused { code: finding.code.to_owned(), cited, instead: mend.into_iter().collect() }
    };
    Rejection::Refused(errors.map(one).collect())
}
