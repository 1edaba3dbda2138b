//! Many cases: the stories of a regulation lived through again and again with other days, paces, classes and amounts, on the real
//! desk with virtual time. What comes of it proves figures: an auditor's own computation over the log must come to the same.

mod chance;
mod fill;
mod varied;

use std::{collections::BTreeSet, path::Path, sync::Mutex, sync::PoisonError};

use dengwen_calendar::Counting;
use dengwen_desk::{Clock, Config, Desk, library::Library};
use dengwen_packs::Packs;
use dengwen_regulation::{load::load, model::Regulation};
use jiff::{
    SignedDuration,
    civil::{Date, date},
};
use serde::Serialize;

use crate::scenario::{Found, Running, Story, Town, entered, founding, instant, read_story};
use chance::Chance;
pub(crate) use fill::{Fill, fill};
use varied::{Told, varied};

/// The day from which stories begin.
const FIRST: Date = date(2022, 1, 3);
/// Over how many days stories begin.
const DAYS: u64 = 330;
/// How many rounds of a story live in one office.
const ROUNDS_TOGETHER: u64 = 30;
/// How often cases are added before it is given up: a story need not begin one.
const WAVES_MAX: u64 = 20;
/// How much longer than its stories an office is looked at by month; all that there is holds the rest.
const MORE: SignedDuration = SignedDuration::from_hours(24 * 32);
/// How long after the last step figures are looked at.
const AFTER: SignedDuration = SignedDuration::from_hours(24 * 45);

/// What is to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// So many cases at least, over all regulations.
    pub(crate) cases: u64,
    /// From which everything random follows.
    pub(crate) seed: u64,
}

/// What was made of one regulation.
#[derive(Debug, Serialize)]
pub(crate) struct Made {
    pub(crate) regulation: String,
    pub(crate) cases: u64,
    /// Steps done, and those that were refused.
    pub(crate) steps: u64,
    pub(crate) refused: u64,
    /// Figures that come out otherwise kept than counted.
    pub(crate) differing: Vec<String>,
}

/// Makes cases of each regulation that has indicators, each in a folder of its own beneath `into`.
pub(crate) fn make(all: &[Found], plan: Plan, into: &Path) -> Result<Vec<Made>, String> {
    let mut lots: Vec<(String, Vec<Story>, Packs)> = Vec::new();
    for found in all {
        let story = read_story(found)?;
        match lots.iter_mut().find(|(pack, ..)| *pack == story.pack) {
            Some((_, stories, _)) => stories.push(story),
            None => lots.push((story.pack.clone(), vec![story], found.packs.clone())),
        }
    }
    lots.retain(|(pack, _, packs)| load(packs, pack).regulation.is_some_and(|one| !one.indicators.is_empty()));
    let each = plan.cases.div_ceil(u64::try_from(lots.len()).unwrap_or(1).max(1));
    let (waiting, made) = (Mutex::new(lots), Mutex::new(Vec::new()));
    let worker = || -> Result<(), String> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|why| why.to_string())?;
        loop {
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some((pack, stories, packs)) = next else { return Ok(()) };
            let told = |why: String| format!("{pack}: {why}");
            let one =
                runtime.block_on(lived(&pack, &stories, Library::of(packs), each, plan.seed, into)).map_err(told)?;
            made.lock().unwrap_or_else(PoisonError::into_inner).push(one);
        }
    };
    std::thread::scope(|scope| {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let running: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        running.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a story broke off".to_owned())))
    })?;
    let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    made.sort_by(|a, b| a.regulation.cmp(&b.regulation));
    Ok(made)
}

async fn lived(
    pack: &str,
    stories: &[Story],
    library: Library,
    cases: u64,
    seed: u64,
    into: &Path,
) -> Result<Made, String> {
    let folder = into.join(pack);
    std::fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    let counting = Counting::default();
    let mut day = FIRST;
    let begin = instant(&counting, day.at(0, 0, 0, 0));
    let desk = Desk::open(Config { library, ..Config::scratch(&folder, Clock::virtual_at(begin)) });
    let desk = desk.await.map_err(|fault| fault.chain())?;
    let regulation = desk.regulation_text(pack).map_err(|fault| fault.chain())?;
    let mut chance = Chance::of(seed, pack);
    let mut made = Made { regulation: pack.to_owned(), cases: 0, steps: 0, refused: 0, differing: Vec::new() };
    let mut offices: Vec<Lived> = Vec::new();
    for wave in 0..WAVES_MAX {
        if made.cases >= cases {
            break;
        }
        let begins = u64::try_from(stories.len()).unwrap_or(1).max(1);
        let rounds = (cases - made.cases).div_ceil(begins).clamp(1, 120);
        let lot = Lot { desk: &desk, regulation: &regulation, wave, rounds, first: day };
        let last = lot.live(stories, &mut chance, &mut offices, &mut made).await?;
        day = last.max(day).tomorrow().map_err(|why| why.to_string())?;
    }
    let end = desk.now().checked_add(AFTER).map_err(|why| why.to_string())?;
    desk.tick(end).await.map_err(|fault| fault.chain())?;
    let mut figures = Vec::new();
    for Lived { office, first, last } in &offices {
        let months = (*first, last.saturating_add(MORE));
        figures.extend(desk.figures_by_month(office, pack, months).await.map_err(|fault| fault.chain())?);
        let differing = desk.figures_that_differ(office, pack).await.map_err(|fault| fault.chain())?;
        made.differing.extend(differing.into_iter().map(|name| format!("{office} {name}")));
    }
    let text = serde_json::to_string(&figures).map_err(|why| why.to_string())?;
    std::fs::write(folder.join("figures.json"), text).map_err(|why| why.to_string())?;
    desk.close().await;
    Ok(made)
}

/// An office, and the days on which its stories begin and end: its months are those of interest.
struct Lived {
    office: String,
    first: Date,
    last: Date,
}

/// Rounds that happen beside each other.
struct Lot<'a> {
    desk: &'a Desk,
    regulation: &'a std::sync::Arc<Regulation>,
    wave: u64,
    rounds: u64,
    first: Date,
}

impl Lot<'_> {
    /// Lives through all stories, steps in the order of time; the day of the last.
    async fn live(
        &self,
        stories: &[Story],
        chance: &mut Chance,
        offices: &mut Vec<Lived>,
        made: &mut Made,
    ) -> Result<Date, String> {
        let counting = Counting::default();
        let mut told: Vec<(String, Story)> = Vec::new();
        for (n, story) in stories.iter().enumerate() {
            let mine = |name: &String| self.regulation.registers.contains_key(name.as_str());
            // Rows of a register belong to the office: stories about them do not share one.
            let alone = story.steps.iter().any(|step| step.act.as_ref().is_some_and(|act| act.words.iter().any(mine)));
            let together = if alone { 1 } else { ROUNDS_TOGETHER };
            for round in 0..self.rounds {
                let office = format!("w{}s{n}r{}", self.wave, round / together);
                if offices.iter().all(|one| one.office != office) {
                    let founding =
                        dengwen_desk::office::Founding { id: office.clone(), ..founding(story, self.regulation) };
                    self.desk.found_office(founding).await.map_err(|fault| fault.chain())?;
                    entered(self.desk, &office, story).await.map_err(|why| format!("{}: {why}", story.file))?;
                    offices.push(Lived { office: office.clone(), first: Date::MAX, last: Date::MIN });
                }
                let told_when = Told { first: self.first, days: DAYS, round };
                let story = varied(story, self.regulation, told_when, chance);
                let lived = offices.iter_mut().rfind(|one| one.office == office);
                for (one, step) in lived.into_iter().flat_map(|one| story.steps.first().map(|first| (one, first))) {
                    let last = story.steps.last().map_or(step.at, |last| last.at);
                    (one.first, one.last) = (one.first.min(step.at.date()), one.last.max(last.date()));
                }
                told.push((office, story));
            }
        }
        let mut running: Vec<Running<'_>> = told
            .iter()
            .map(|(office, story)| Running::of(Town::told(self.desk, office, self.regulation), story))
            .collect();
        let mut steps = Vec::new();
        for (which, (_, story)) in told.iter().enumerate() {
            steps.extend(story.steps.iter().map(|step| (instant(&counting, step.at), which, step)));
        }
        steps.sort_by_key(|(at, which, _)| (*at, *which));
        let mut last = self.first;
        for (n, (_, which, step)) in steps.into_iter().enumerate() {
            let Some(one) = running.get_mut(which) else { continue };
            made.steps += 1;
            // What is refused now is refused to people too; the story goes on.
            made.refused += u64::from(one.step(n + 1, step).await.is_err());
            last = last.max(step.at.date());
        }
        let begun: BTreeSet<&str> = running.iter().flat_map(Running::begun).collect();
        made.cases += u64::try_from(begun.len()).unwrap_or(0);
        Ok(last)
    }
}
