//! Samples: ended cases drawn by lot to be looked at again, or to call those concerned. The lot is recorded, so that anybody can
//! draw the same again: cases are put in the order of the hash of seed and case, and the first are taken.

use std::sync::Arc;

use dengwen_calendar::Counting;
use dengwen_regulation::{
    model::{Lang, Regulation},
    value::Handle,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};

use crate::{
    actor::Eyes,
    desk::Desk,
    incoming::pick,
    office::{OfficeEvent, stream_of},
    secrets,
    show::words,
    view::{InboxRow, Rejection, Session},
};

/// The largest sample.
const SIZE_MAX: u32 = 50;
/// From how many cases is drawn at most.
const AMONG_MAX: u32 = 10_000;
/// How many samples are shown.
const SHOWN_MAX: usize = 10;
/// The longest note, in characters.
const NOTE_MAX: usize = 1_000;

/// What was found of a case that was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// It is in order; whoever was called is content.
    InOrder,
    /// Something is wrong; whoever was called is not content.
    Wrong,
    /// It could not be found out; nobody was reached.
    Unknown,
}

impl Found {
    /// All, by the names that forms have for them.
    pub const ALL: [(&'static str, Self); 3] =
        [("in_order", Self::InOrder), ("wrong", Self::Wrong), ("unknown", Self::Unknown)];
}

/// Cases that were drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Its id.
    pub(crate) id: String,
    /// Who drew it.
    person: String,
    /// `check`: looked at again; `call`: those concerned are called.
    sort: String,
    /// The regulation.
    regulation: String,
    /// Ended from this day on.
    from: Date,
    /// Ended until this day.
    until: Date,
    /// From how many.
    among: u64,
    /// What the lot hangs on.
    seed: String,
    /// When.
    at: Timestamp,
    /// What was drawn.
    drawn: Vec<Drawn>,
}

/// A case that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Drawn {
    case: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found: Option<Found>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Handle>,
}

impl Sample {
    pub(crate) fn judge(&mut self, case: &str, found: Found, note: Option<Handle>) {
        if let Some(one) = self.drawn.iter_mut().find(|one| one.case == case) {
            (one.found, one.note) = (Some(found), note);
        }
    }
}

/// What is to be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SampleAsked {
    /// `check` or `call`.
    pub sort: String,
    /// The regulation.
    pub regulation: String,
    /// Ended from this day on.
    pub from: String,
    /// Ended until this day.
    pub until: String,
    /// How many.
    pub size: String,
}

/// A case that was drawn, as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct SampleLine {
    /// The case.
    pub row: InboxRow,
    /// What was found: `in_order`, `wrong`, `unknown`; empty where nothing is known yet.
    pub found: String,
    /// What was noted.
    pub note: String,
}

/// A sample as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct SampleView {
    /// Its id.
    pub id: String,
    /// `check` or `call`.
    pub sort: String,
    /// The regulation.
    pub regulation: String,
    /// The days.
    pub period: String,
    /// When it was drawn, and by whom.
    pub drawn: String,
    /// How many were drawn.
    pub size: usize,
    /// From how many.
    pub among: u64,
    /// What the lot hangs on.
    pub seed: String,
    /// How many were found in order, wrong, not found out.
    pub counts: [usize; 3],
    /// Those that the reader may see.
    pub lines: Vec<SampleLine>,
}

impl Desk {
    /// Draws ended cases by lot, from those that somebody may see.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] for what does not fit, or where there is nothing to draw from.
    pub async fn draw_sample(&self, session: &Session, asked: &SampleAsked, lang: Lang) -> Result<(), Rejection> {
        let texts = self.supervised(session).await?;
        let mut wrong = Vec::new();
        let mut say = |key: &str, zh, en| wrong.push((key.to_owned(), pick(lang, zh, en).to_owned()));
        if !["check", "call"].contains(&asked.sort.as_str()) {
            say("sort", "请选择抽查或回访", "choose a check or calls");
        }
        if texts.iter().all(|text| *text.id != *asked.regulation) {
            say("regulation", "请选择制度", "choose a regulation");
        }
        let size = asked.size.trim().parse::<u32>().ok().filter(|size| (1..=SIZE_MAX).contains(size));
        if size.is_none() {
            say("size", "请填 1 到 50 之间的件数", "how many, 1 to 50");
        }
        let (from, until) = (asked.from.parse::<Date>().ok(), asked.until.parse::<Date>().ok());
        if from.is_none() {
            say("from", "请填写从哪天起", "say from which day");
        }
        if until.is_none() || until < from {
            say("until", "请填写到哪天止，不能早于开始", "say until which day, not before it begins");
        }
        let (Some(size), Some(from), Some(until), true) = (size, from, until, wrong.is_empty()) else {
            return Err(Rejection::Invalid(wrong));
        };
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let counting = Counting::default();
        let end = until.tomorrow().map_or_else(|_| self.now(), |day| counting.start_of_day(day));
        let between = (counting.start_of_day(from), end);
        let place = (office.id.as_str(), asked.regulation.as_str());
        let cases = self.store().ended_between(eyes.viewer(), place, between, AMONG_MAX).await?;
        if cases.is_empty() {
            let text = pick(lang, "这段时间没有您看得到的办结件", "no case that you may see ended in that time");
            return Err(Rejection::Invalid(vec![("from".to_owned(), text.to_owned())]));
        }
        let seed = secrets::short_id();
        let among = u64::try_from(cases.len()).unwrap_or(u64::MAX);
        let one = |case| Drawn { case, found: None, note: None };
        let sample = Sample {
            id: secrets::short_id(),
            person: session.person.clone(),
            sort: asked.sort.clone(),
            regulation: asked.regulation.clone(),
            from,
            until,
            among,
            drawn: lot(&seed, cases, size).into_iter().map(one).collect(),
            seed,
            at: self.now(),
        };
        let event = OfficeEvent::SampleDrawn { sample };
        self.office_append(&office.id, &session.person, None, vec![event]).await?;
        Ok(())
    }

    /// Enters what was found of a case that was drawn; the last word counts.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] for what they do not supervise or may not see.
    pub async fn judge_sample(
        &self,
        session: &Session,
        (id, case): (&str, &str),
        (found, note): (&str, &str),
        lang: Lang,
    ) -> Result<(), Rejection> {
        let view = self.supervision(session, lang).await?;
        let sample = view.samples.iter().find(|one| one.id == id).ok_or(Rejection::NotFound)?;
        if sample.lines.iter().all(|line| line.row.case != case) {
            return Err(Rejection::NotFound);
        }
        let found = Found::ALL.iter().find(|(word, _)| *word == found).map(|(_, found)| *found);
        let note = note.trim();
        let (Some(found), true) = (found, note.chars().count() <= NOTE_MAX) else {
            let text =
                pick(lang, "请选择结果；说明不超过一千字", "choose what was found; a note has a thousand characters");
            return Err(Rejection::Invalid(vec![("found".to_owned(), text.to_owned())]));
        };
        let place = format!("sample {id} {case}");
        let sealed = match note {
            "" => None,
            note => Some(self.ring_seals().plain(&stream_of(&session.office), &place, note)?),
        };
        let (note, row) = sealed.unzip();
        let event = OfficeEvent::SampleJudged { id: id.to_owned(), case: case.to_owned(), found, note, at: self.now() };
        let rows = row.into_iter().collect();
        self.office_append_sealed(&session.office, &session.person, None, vec![event], rows).await?;
        Ok(())
    }

    /// The newest samples of regulations that somebody supervises; of each the cases that they may see.
    pub(super) async fn samples_of(
        &self,
        session: &Session,
        texts: &[Arc<Regulation>],
        lang: Lang,
    ) -> Result<Vec<SampleView>, Rejection> {
        let (office, actor) = self.seat(session).await?;
        let eyes = Eyes::of(&office.id, &actor);
        let of_mine = |sample: &&Sample| texts.iter().any(|text| *text.id == *sample.regulation);
        let newest: Vec<&Sample> = office.samples.iter().rev().filter(of_mine).take(SHOWN_MAX).collect();
        let drawn = newest.iter().flat_map(|sample| &sample.drawn);
        let streams: Vec<String> = drawn.map(|one| one.case.clone()).collect();
        let rows = self.seen_rows(&office, &eyes, &streams, lang).await?;
        let mut all = Vec::new();
        for sample in newest {
            let Some(text) = texts.iter().find(|text| *text.id == *sample.regulation) else { continue };
            let mut lines = Vec::new();
            for drawn in &sample.drawn {
                let Some(row) = rows.get(&drawn.case).cloned() else { continue };
                let note = match &drawn.note {
                    Some(note) => self.open_sealed(note).await?.map(|text| text.expose().to_owned()),
                    None => None,
                };
                let found = Found::ALL.iter().find(|(_, one)| Some(*one) == drawn.found).map_or("", |(word, _)| word);
                lines.push(SampleLine { row, found: found.to_owned(), note: note.unwrap_or_default() });
            }
            let counts =
                Found::ALL.map(|(_, found)| sample.drawn.iter().filter(|one| one.found == Some(found)).count());
            let today = Counting::default().date_of(self.now());
            let day = |date| words::day(date, today, lang);
            all.push(SampleView {
                id: sample.id.clone(),
                sort: sample.sort.clone(),
                regulation: text.title.in_lang(lang).to_owned(),
                period: format!("{} – {}", day(sample.from), day(sample.until)),
                drawn: format!("{} {}", self.said_when(sample.at, lang), office.person_name(&sample.person)),
                size: sample.drawn.len(),
                among: sample.among,
                seed: sample.seed.clone(),
                counts,
                lines,
            });
        }
        Ok(all)
    }
}

/// The first so many in the order of the hash of seed and case.
fn lot(seed: &str, mut cases: Vec<String>, size: u32) -> Vec<String> {
    cases.sort_by_cached_key(|case| Sha1::digest(format!("{seed} {case}").as_bytes()).to_vec());
    cases.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    cases
}

#[cfg(test)]
mod tests {
    use super::lot;

    fn cases() -> Vec<String> {
        (0..1_000).map(|n| format!("club.c{n}")).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_whatever_the_order() {
        let drawn = lot("seed", cases(), 20);
        assert_eq!(drawn, lot("seed", cases().into_iter().rev().collect(), 20));
        assert_ne!(drawn, lot("other", cases(), 20));
        assert_eq!(lot("seed", cases(), 5), drawn[..5], "a larger sample begins with the smaller one");
    }

    #[test]
    fn every_case_is_drawn_about_as_often() {
        let mut often = vec![0_u32; 100];
        for seed in 0..2_000 {
            for case in lot(&seed.to_string(), (0..100).map(|n| n.to_string()).collect(), 10) {
                often[case.parse::<usize>().unwrap()] += 1;
            }
        }
        // 200 each, with a standard deviation of 13.4; beyond 68 chance is out of the question.
        assert!(often.iter().all(|n| (132..=268).contains(n)), "{often:?}");
    }
}
