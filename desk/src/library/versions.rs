//! The versions of a regulation in an office: which text was taken into use by whom and when, which runs, and which open cases
//! stay on the text they began under.

use std::collections::BTreeMap;

use dengwen_store::{CaseFilter, CaseRow, Viewer};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::{
    actor::Eyes,
    desk::Desk,
    fault::Fault,
    office::{Office, OfficeCommit, OfficeEvent, TextEntry, stream_of},
    view::{Rejection, Session},
};

/// How many open cases are looked through.
const OPEN_MAX: u32 = 5_000;
/// How many of them are listed.
const LISTED_MAX: usize = 30;

/// A text that was taken into use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLine {
    /// The hash of its content.
    pub content: String,
    /// The version it calls itself.
    pub version: String,
    /// It is the office's own; otherwise it came with the installation.
    pub own: bool,
    /// Who took it into use, by name; empty for the installation itself.
    pub by: String,
    /// When that was.
    pub at: Timestamp,
    /// From when it runs.
    pub from: Timestamp,
    /// Whether it runs.
    pub state: VersionState,
    /// Open cases under this version, as far as they may be counted.
    pub open: usize,
    /// How it was called off, if it was.
    pub called_off: Option<CalledOff>,
}

/// How a text was called off before it ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalledOff {
    /// Who did it, by name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A text that was taken into use, with who did it when.
struct Taken {
    entry: TextEntry,
    by: String,
    at: Timestamp,
    called_off: Option<CalledOff>,
}

/// Whether a version runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionState {
    /// It will run from its day.
    Waiting,
    /// It runs.
    Running,
    /// Another runs in its place.
    Past,
    /// It was called off before its day.
    CalledOff,
}

/// Open cases of a regulation, which stay on the text they began under.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staying {
    /// How many there are, those of the sealed grade only as far as the asker may see them.
    pub count: usize,
    /// Those that the asker may see, newest first: id, number, version.
    pub listed: Vec<(String, String, String)>,
}

impl Desk {
    /// The texts of a regulation that were taken into use, the latest first.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for whoever is no administrator, [`Rejection::NotFound`].
    pub async fn versions(&self, session: &Session, regulation: &str) -> Result<Vec<VersionLine>, Rejection> {
        let office = self.administered(session, regulation).await?;
        let taken = self.taken(&office, regulation).await?;
        let counts = self.open_by_version(session, &office, regulation).await?;
        let good = taken.iter().filter(|one| one.called_off.is_none()).map(|one| one.entry.from);
        let mut states = states(good.collect(), self.now()).into_iter();
        let mut lines = Vec::new();
        for Taken { entry, by, at, called_off } in taken {
            let state = if called_off.is_some() { None } else { states.next() };
            lines.push(VersionLine {
                // None has begun under a text that never ran.
                open: if called_off.is_some() { 0 } else { counts.get(&entry.version).copied().unwrap_or_default() },
                content: entry.content,
                version: entry.version,
                own: entry.own,
                from: entry.from,
                state: state.unwrap_or(VersionState::CalledOff),
                by,
                at,
                called_off,
            });
        }
        lines.reverse();
        Ok(lines)
    }

    /// Every text of a regulation that was taken into use, in order, with who called it off.
    async fn taken(&self, office: &Office, regulation: &str) -> Result<Vec<Taken>, Rejection> {
        let commits: Vec<OfficeCommit> = self.entries(&stream_of(&office.id)).await?;
        let mut taken: Vec<Taken> = Vec::new();
        for commit in commits {
            let (by, at) = (office.person_name(&commit.by), commit.at);
            for event in commit.events {
                match event {
                    OfficeEvent::TextAdopted { entry } if entry.regulation == regulation => {
                        taken.push(Taken { entry, by: by.clone(), at, called_off: None });
                    }
                    OfficeEvent::TextCalledOff { regulation: of, content, reason, at } if of == regulation => {
                        let said = self.open_sealed(&reason).await?.map(|text| text.expose().to_owned());
                        let off = CalledOff { by: by.clone(), at, reason: said.unwrap_or_default() };
                        let waits = |one: &&mut Taken| {
                            one.called_off.is_none() && one.entry.content == content && at < one.entry.from
                        };
                        taken.iter_mut().filter(waits).for_each(|one| one.called_off = Some(off.clone()));
                    }
                    _ => {}
                }
            }
        }
        Ok(taken)
    }

    /// The file of a text that ran before, to be looked at and published again.
    ///
    /// # Errors
    /// As [`Desk::versions`].
    pub async fn earlier_text(&self, session: &Session, regulation: &str, content: &str) -> Result<String, Rejection> {
        let office = self.administered(session, regulation).await?;
        Ok(self.earlier(&office, regulation, content).await?.own().to_owned())
    }

    /// Open cases, which a new text leaves on theirs.
    pub(super) async fn staying(
        &self,
        session: &Session,
        office: &Office,
        regulation: &str,
    ) -> Result<Staying, Rejection> {
        let (countable, seen) = self.open_cases(session, office, regulation).await?;
        let listed = countable.iter().filter(|row| seen.contains(&row.stream)).take(LISTED_MAX).map(|row| {
            let number = row.number.clone().unwrap_or_default();
            (row.stream.clone(), number, row.version.clone())
        });
        Ok(Staying { count: countable.len(), listed: listed.collect() })
    }

    async fn open_by_version(
        &self,
        session: &Session,
        office: &Office,
        regulation: &str,
    ) -> Result<BTreeMap<String, usize>, Rejection> {
        let mut counts = BTreeMap::new();
        for row in self.open_cases(session, office, regulation).await?.0 {
            *counts.entry(row.version).or_default() += 1;
        }
        Ok(counts)
    }

    /// Open cases that may be counted, and which of them the asker may see. That there is a sealed one is itself a secret.
    async fn open_cases(
        &self,
        session: &Session,
        office: &Office,
        regulation: &str,
    ) -> Result<(Vec<CaseRow>, Vec<String>), Rejection> {
        let filter = CaseFilter {
            organisation: Some(office.id.clone()),
            regulation: Some(regulation.to_owned()),
            ended: Some(false),
            ..CaseFilter::default()
        };
        let everybody = [format!("{}/all", office.id)];
        let all = Viewer { principals: &everybody, person: "", stands_in: &[] };
        let found = self.store().cases_visible(all, &filter, None, OPEN_MAX).await.map_err(Fault::from)?.rows;
        let (_, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let seen = self.store().cases_visible(eyes.viewer(), &filter, None, OPEN_MAX).await.map_err(Fault::from)?;
        let seen: Vec<String> = seen.rows.into_iter().map(|row| row.stream).collect();
        let is_sealed = |row: &CaseRow| row.outline.get("sealed").and_then(Json::as_bool).unwrap_or(true);
        let countable = found.into_iter().filter(|row| !is_sealed(row) || seen.contains(&row.stream));
        Ok((countable.collect(), seen))
    }
}

/// Whether each of the texts runs, from the instants at which they begin, in the order of their adoption: a later one stands
/// before those before it from its own instant on.
fn states(begins: Vec<Timestamp>, now: Timestamp) -> Vec<VersionState> {
    let running = begins.iter().rposition(|from| *from <= now).or((!begins.is_empty()).then_some(0));
    let state = |(n, from): (usize, &Timestamp)| {
        let overtaken = begins.iter().skip(n + 1).any(|later| later <= from);
        match running {
            Some(running) if running == n => VersionState::Running,
            _ if *from > now && !overtaken => VersionState::Waiting,
            _ => VersionState::Past,
        }
    };
    begins.iter().enumerate().map(state).collect()
}

#[cfg(test)]
mod tests {
    use super::{
        VersionState::{Past, Running, Waiting},
        *,
    };

    #[test]
    fn a_later_text_stands_before_earlier_ones_from_its_own_instant_on() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let now = at(10);
        assert_eq!(states(vec![at(0)], now), [Running]);
        assert_eq!(states(vec![at(0), at(20)], now), [Running, Waiting]);
        assert_eq!(states(vec![at(0), at(20), at(5)], now), [Past, Past, Running], "going back ends what waits");
        assert_eq!(states(vec![at(20)], now), [Running], "the only one there is");
        assert_eq!(states(vec![], now), []);
    }
}
