//! A text goes live: from a day, with the blanks that are confirmed with it. Going back is publishing an earlier text again,
//! with every file that it was made of.

use std::sync::Arc;

use dengwen_regulation::model::{Lang, Regulation};
use jiff::{Timestamp, civil::Date};

use super::{
    OpenBlank, Text,
    propose::{open_blanks, refused},
};
use crate::{
    act::counting,
    desk::Desk,
    fault::Fault,
    office::{Office, OfficeEvent},
    view::{Cited, Refused, Rejection, Session},
};

/// A text as it is to go live.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publishing {
    /// The regulation's own file.
    pub text: String,
    /// The hash of an earlier text that is to run again; it counts as long as `text` is that text.
    pub again: Option<String>,
    /// From which day; otherwise at once. Never before the day on which the version comes into force.
    pub from: Option<Date>,
    /// Blanks that the office confirms with it as the file proposes them: paths.
    pub confirmed: Vec<String>,
}

impl Publishing {
    /// A text that is to run from now on, or from the day of its version.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

impl Desk {
    /// Takes a changed text into use.
    ///
    /// # Errors
    /// [`Rejection::Refused`] with every finding that stands in the way and every blank that nobody has confirmed; the running
    /// version goes on; [`Rejection::ProofWanted`].
    pub async fn adopt_text(
        &self,
        session: &Session,
        regulation: &str,
        publishing: &Publishing,
        lang: Lang,
    ) -> Result<(), Rejection> {
        let office = self.administered(session, regulation).await?;
        Self::proven(session)?;
        let text = self.text_meant(&office, regulation, publishing).await?;
        let mut entry = match self.fit_to_run(&text, true) {
            Err(Fault::RegulationRefused { findings, .. }) => return Err(refused(&findings, lang)),
            entry => entry?,
        };
        if let Some(read) = text.regulation() {
            let still_open = |blank: &OpenBlank| !publishing.confirmed.contains(&blank.path);
            let open: Vec<OpenBlank> = open_blanks(&office, read, lang).into_iter().filter(still_open).collect();
            if !open.is_empty() {
                return Err(left_open(open, lang));
            }
            entry.from = self.would_run_from(read, publishing.from);
        }
        let last = office.last_text(regulation);
        if last.is_some_and(|last| last.content == entry.content && last.from <= entry.from) {
            return Ok(());
        }
        self.keep(&text).await?;
        let confirm =
            |path: &String| OfficeEvent::BlankConfirmed { regulation: regulation.to_owned(), path: path.clone() };
        let events = publishing.confirmed.iter().map(confirm).chain([OfficeEvent::TextAdopted { entry }]).collect();
        self.office_append(&session.office, &session.person, None, events).await?;
        Ok(())
    }

    /// The text that is meant: an earlier one as it was kept, or the file as typed with what it uses today.
    pub(super) async fn text_meant(
        &self,
        office: &Office,
        regulation: &str,
        publishing: &Publishing,
    ) -> Result<Arc<Text>, Rejection> {
        if let Some(again) = &publishing.again {
            let earlier = self.earlier(office, regulation, again).await?;
            if same_lines(earlier.own(), &publishing.text) {
                return Ok(earlier);
            }
        }
        Ok(Arc::new(Text::edited(self.packs(), regulation, &publishing.text)))
    }

    /// A text of a regulation that went live in an office, by its content.
    pub(super) async fn earlier(
        &self,
        office: &Office,
        regulation: &str,
        content: &str,
    ) -> Result<Arc<Text>, Rejection> {
        let mut here = office.texts.iter().chain(&office.called_off);
        let here = here.any(|entry| entry.regulation == regulation && entry.content == content);
        let text = if here { self.text(content).await? } else { None };
        text.ok_or(Rejection::NotFound)
    }

    /// From when a text would run that is to run from a day.
    pub(super) fn would_run_from(&self, regulation: &Regulation, day: Option<Date>) -> Timestamp {
        let begins = self.runs_from(regulation);
        day.map_or(begins, |day| begins.max(counting(regulation).start_of_day(day)))
    }
}

/// Browsers send the ends of lines their own way.
fn same_lines(kept: &str, typed: &str) -> bool {
    kept.trim_end().lines().eq(typed.trim_end().lines())
}

fn left_open(open: Vec<OpenBlank>, lang: Lang) -> Rejection {
    let (zh, instead) = match lang {
        Lang::Zh => (true, "逐处确认后再发布，或在文本里写定"),
        Lang::En => (false, "confirm it and publish then, or write it out in the text"),
    };
    let one = |blank: OpenBlank| {
        let text = if zh {
            format!("留空之处尚未确认：{}", blank.label)
        } else {
            format!("still open: {}", blank.label)
        };
        let cited = Cited { text, article: blank.article, reading: None };
        Refused { code: "blank_open".to_owned(), cited, instead: vec![instead.to_owned()] }
    };
    Rejection::Refused(open.into_iter().map(one).collect())
}
