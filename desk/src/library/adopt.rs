//! Texts go live: checked as a whole, kept for ever, written into the office's log. What is refused changes nothing.

use std::{collections::BTreeMap, sync::Arc};

use dengwen_regulation::model::Regulation;
use dengwen_store::TextRow;
use jiff::Timestamp;

use super::Text;
use crate::{
    act::counting,
    desk::Desk,
    fault::Fault,
    office::{Office, OfficeEvent, TextEntry},
};

impl Desk {
    /// Takes a text into use in an office, from today or from the day on which its version comes into force. Cases that are
    /// there stay on the text they began under. A text that runs already is left as it is.
    ///
    /// # Errors
    /// [`Fault::RegulationRefused`] with every finding that stands in the way; the running version goes on.
    pub async fn adopt(&self, office: &str, by: &str, text: Text) -> Result<Arc<Office>, Fault> {
        let state = self.office_state(office).await?;
        let text = Arc::new(text);
        let entry = self.fit_to_run(&text, true)?;
        if state.last_text(&entry.regulation).is_some_and(|last| last.content == entry.content) {
            return Ok(state);
        }
        self.keep(&text).await?;
        let taken = state.regulations.contains(&entry.regulation);
        let take = (!taken).then(|| OfficeEvent::RegulationTaken { regulation: entry.regulation.clone() });
        let events = take.into_iter().chain([OfficeEvent::TextAdopted { entry }]).collect();
        self.office_append(office, by, None, events).await
    }

    /// The entry with which a text goes live.
    pub(crate) fn fit_to_run(&self, text: &Text, own: bool) -> Result<TextEntry, Fault> {
        let refused = || Fault::RegulationRefused { id: text.id().to_owned(), findings: text.errors() };
        let regulation = text.regulation().filter(|_| text.errors().is_empty()).ok_or_else(refused)?;
        Ok(TextEntry {
            regulation: text.id().to_owned(),
            content: regulation.content.clone(),
            version: regulation.version.id.clone(),
            own,
            from: self.runs_from(regulation),
        })
    }

    /// From when a text runs: now, or from the day on which its version comes into force.
    pub(crate) fn runs_from(&self, regulation: &Regulation) -> Timestamp {
        let begins = regulation.version.in_force.map(|day| counting(regulation).start_of_day(day));
        begins.map_or(self.now(), |begins| begins.max(self.now()))
    }

    /// Keeps a text for ever.
    pub(crate) async fn keep(&self, text: &Arc<Text>) -> Result<(), Fault> {
        let Some(regulation) = text.regulation() else { return Ok(()) };
        let row = TextRow {
            content: regulation.content.clone(),
            regulation: text.id().to_owned(),
            version: regulation.version.id.clone(),
            kept_at: self.now(),
            files: serde_json::to_value(text.files()).map_err(Fault::Json)?,
        };
        self.store().text_keep(&row).await?;
        self.library().remember(&regulation.content, text);
        Ok(())
    }

    /// A text that went live, by the hash of its content.
    pub(crate) async fn text(&self, content: &str) -> Result<Option<Arc<Text>>, Fault> {
        if let Some(known) = self.library().known(content) {
            return Ok(Some(known));
        }
        let Some(row) = self.store().text(content).await? else { return Ok(None) };
        let files: BTreeMap<String, String> = serde_json::from_value(row.files).map_err(Fault::Json)?;
        let text = Arc::new(Text::kept(files, &row.regulation, content));
        self.library().remember(content, &text);
        Ok(Some(text))
    }

    /// The regulation to which a case is pinned, with what the office lays over it.
    pub(crate) async fn pinned(&self, office: &Office, id: &str, content: &str) -> Result<Arc<Regulation>, Fault> {
        if let Some(known) = office.texts_read.get(content) {
            return Ok(Arc::clone(known));
        }
        match self.text(content).await?.and_then(|text| text.regulation().cloned()) {
            Some(regulation) => Ok(office.laid_over(&regulation)),
            None => self.regulation_of(office, id),
        }
    }

    /// The regulation as it runs in an office today.
    pub(crate) fn regulation_of(&self, office: &Office, id: &str) -> Result<Arc<Regulation>, Fault> {
        match office.regulation(id, self.now()) {
            Some(regulation) => Ok(regulation),
            None => self.library().get(id).map(|regulation| office.laid_over(&regulation)),
        }
    }

    /// An office with the texts that run in it read in.
    pub(crate) async fn with_texts(&self, mut office: Office) -> Result<Office, Fault> {
        let mut read = BTreeMap::new();
        for entry in &office.texts {
            // Most often it is the text of the installation: read first, it is the one that is known, and is kept once.
            self.library().pack(&entry.regulation);
            if let Some(text) = self.text(&entry.content).await?
                && let Some(regulation) = text.regulation()
            {
                read.insert(entry.content.clone(), office.laid_over(regulation));
            }
        }
        office.texts_read = read;
        Ok(office)
    }

    /// At the start: offices that follow the texts of the installation take up those that have changed. A text that the checker
    /// refuses is told in the log and on the regulation's page; the version that ran goes on.
    pub(crate) async fn take_up_packs(&self) -> Result<(), Fault> {
        for id in self.office_ids().await? {
            let office = self.office_state(&id).await?;
            let mut events = Vec::new();
            for regulation in &office.regulations {
                let Some(text) = self.changed_pack(&office, regulation) else { continue };
                match self.fit_to_run(text, false) {
                    Ok(entry) => {
                        self.keep(text).await?;
                        events.push(OfficeEvent::TextAdopted { entry });
                    }
                    Err(fault) => tracing::error!(office = %id, fault = %fault.chain(), "the running version goes on"),
                }
            }
            if !events.is_empty() {
                self.office_append(&id, "", None, events).await?;
            }
        }
        Ok(())
    }

    /// The text of the installation, where the office follows it and runs another one.
    pub(crate) fn changed_pack(&self, office: &Office, regulation: &str) -> Option<&Arc<Text>> {
        let last = office.last_text(regulation);
        let text = self.library().pack(regulation)?;
        let same = |last: &TextEntry| last.own || Some(last.content.as_str()) == text.content();
        let called_off = office.called_off.iter().any(|one| Some(one.content.as_str()) == text.content());
        (!called_off && !last.is_some_and(same)).then_some(text)
    }
}
