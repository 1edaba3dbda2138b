//! Scenarios: dated stories run against the real desk and a real store with virtual time. See `docs/scenarios.md`.

mod collect;
pub(crate) mod coverage;
mod expect;
mod parse;
mod reader;
mod registers;
pub(crate) mod report;
mod reports;
mod rosters;
mod run;
mod scratch;
mod sent;
mod story;
mod town;

use std::{
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use dengwen_desk::library::{Library, template_findings};
use dengwen_packs::Packs;
use dengwen_regulation::{load::load, model::Lang};

pub(crate) use collect::{Found, collect, packs_under};
pub(crate) use parse::parse_node;
use report::Outcome;
pub(crate) use run::Running;
pub(crate) use story::{Acting, Step, Story};
pub(crate) use town::{Town, entered, founding, instant};

/// How many scenarios run beside each other for each core.
const BESIDE: usize = 2;

/// Runs scenarios beside each other; outcomes stand in the order of the files.
pub(crate) fn run_all(all: &[Found], database: Option<&str>, lang: Lang) -> Result<Vec<Outcome>, String> {
    let next = AtomicUsize::new(0);
    // Regulations are read once for all stories that are told of them.
    let mut libraries: Vec<(Packs, Library)> = Vec::new();
    for found in all {
        if libraries.iter().all(|(packs, _)| *packs != found.packs) {
            libraries.push((found.packs.clone(), Library::of(found.packs.clone())));
        }
    }
    let outcomes: Mutex<Vec<(usize, Outcome)>> = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    // A database that several would share is used by one after the other.
    let threads = if database.is_some() { 1 } else { (cores * BESIDE).min(all.len().max(1)) };
    std::thread::scope(|scope| {
        let worker = || -> Result<(), String> {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|why| why.to_string())?;
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let Some(found) = all.get(n) else { return Ok(()) };
                let Some((_, library)) = libraries.iter().find(|(packs, _)| *packs == found.packs) else { continue };
                let outcome = runtime.block_on(one(found, library, database, lang));
                outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((n, outcome));
            }
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        running
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a scenario could not be run".to_owned())))
    })?;
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(n, _)| *n);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

/// The papers that scenarios issue are printed by templates: those of their packs that cannot be set fail too.
pub(crate) fn templates(all: &[Found], lang: Lang) -> Vec<Outcome> {
    let mut known: Vec<&str> = Vec::new();
    let mut broken = Vec::new();
    for found in all {
        let Some(pack) = found.pack.as_deref().filter(|pack| !known.contains(pack)) else { continue };
        known.push(pack);
        let Some(regulation) = load(&found.packs, pack).regulation else { continue };
        for finding in template_findings(&found.packs, &regulation) {
            broken.push(Outcome::unread(&finding.span.file, std::slice::from_ref(&finding), lang));
        }
    }
    broken
}

async fn one(found: &Found, library: &Library, database: Option<&str>, lang: Lang) -> Outcome {
    let file = shown(&found.file);
    let text = match std::fs::read_to_string(&found.file) {
        Ok(text) => text,
        Err(why) => return Outcome::lost(&file, &why.to_string()),
    };
    match parse::parse(&file, &text, found.pack.as_deref()) {
        Ok(story) => run::run(&story, library, &found.packs, database, lang).await,
        Err(findings) => Outcome::unread(&file, &findings, lang),
    }
}

/// The story of a file; what is wrong with it, as text.
pub(crate) fn read_story(found: &Found) -> Result<Story, String> {
    let file = shown(&found.file);
    let text = std::fs::read_to_string(&found.file).map_err(|why| format!("{file}: {why}"))?;
    let told = |findings: Vec<dengwen_regulation::finding::Finding>| {
        findings.iter().map(|one| one.render(Lang::Zh)).collect::<Vec<_>>().join("\n")
    };
    parse::parse(&file, &text, found.pack.as_deref()).map_err(told)
}

fn shown(file: &Path) -> String {
    file.to_string_lossy().into_owned()
}
