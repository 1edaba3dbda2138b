//! How fast the pure core is: an act decided and applied, a case replayed, a date worked out. `cargo xtask bench core` runs it.
//!
//! The acts are those of the packs' scenarios, each on the case as it stood then, with the answers it used: what offices do, not
//! one act made up to be quick.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "benches fail by panicking"
)]

#[path = "../tests/town/mod.rs"]
mod town;

use std::sync::LazyLock;

use dengwen_calendar::{Calendar, Counting, Moves, Span, due, explain};
use dengwen_case::*;
use dengwen_regulation::model::Regulation;
use divan::{Bencher, black_box};
use jiff::Timestamp;
use town::{pack, packs, script};

/// An act with the case before it.
struct Deed {
    regulation: &'static Regulation,
    case: Case,
    commit: Commit,
}

/// A case with its log.
struct Story {
    regulation: &'static Regulation,
    commits: Vec<Commit>,
}

static STORIES: LazyLock<Vec<Story>> = LazyLock::new(|| packs().iter().flat_map(|id| stories(id)).collect());

static DEEDS: LazyLock<Vec<Deed>> = LazyLock::new(|| STORIES.iter().flat_map(deeds).collect());

static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::china);

/// The cases of a pack's scenarios, a few of each pack.
fn stories(id: &str) -> Vec<Story> {
    let regulation: &'static Regulation = Box::leak(Box::new(pack(id)));
    let files = town::scenarios(id).into_iter().take(2);
    let towns = files.filter_map(|file| script::play(&file.to_string_lossy(), id));
    let cases = towns.flat_map(|town| town.cases).filter(|(name, ..)| !name.starts_with('@'));
    cases.map(|(_, _, commits)| Story { regulation, commits }).collect()
}

/// What was done on a case after it had begun.
fn deeds(story: &Story) -> Vec<Deed> {
    let acts = story.commits.iter().enumerate().skip(1);
    acts.filter(|(_, commit)| matches!(commit.command, Command::Do(_)))
        .map(|(place, commit)| {
            let case = replay(&commit.case, story.regulation, &story.commits[..place]);
            Deed { regulation: story.regulation, case, commit: commit.clone() }
        })
        .filter(|deed| matches!(decided(deed), Outcome::Done(_)))
        .collect()
}

fn decided(deed: &Deed) -> Outcome {
    let Deed { regulation, case, commit } = deed;
    decide(case, &commit.command, regulation, &CALENDAR, &commit.used, commit.entered)
}

/// The story whose log is nearest to so many events.
fn story_of(events: usize) -> &'static Story {
    let length = |story: &Story| story.commits.iter().map(|commit| commit.events.len()).sum::<usize>();
    STORIES.iter().min_by_key(|story| length(story).abs_diff(events)).unwrap()
}

/// Acts one after the other, round and round.
fn in_turn(bencher: Bencher<'_, '_>, run: impl Fn(&mut Case, &Deed) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    bencher
        .with_inputs(|| {
            let deed = &DEEDS[next.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % DEEDS.len()];
            (deed.case.clone(), deed)
        })
        .bench_local_values(|(mut case, deed)| {
            run(&mut case, deed);
            case
        });
}

#[divan::bench]
fn an_act_decided_and_applied(bencher: Bencher<'_, '_>) {
    in_turn(bencher, |case, deed| {
        let Outcome::Done(commit) = decided(deed) else { panic!("refused") };
        for event in &commit.events {
            apply(case, deed.regulation, event);
        }
    });
}

#[divan::bench]
fn an_act_applied(bencher: Bencher<'_, '_>) {
    in_turn(bencher, |case, deed| {
        for event in &deed.commit.events {
            apply(case, deed.regulation, event);
        }
    });
}

#[divan::bench(args = [40, 120])]
fn a_case_replayed(bencher: Bencher<'_, '_>, events: usize) {
    let story = story_of(events);
    bencher.bench(|| replay("case", story.regulation, black_box(&story.commits)));
}

fn fifteen() -> (Counting, Timestamp, Span) {
    (Counting::default(), "2026-02-09T02:00:00Z".parse().unwrap(), "15 working-days".parse().unwrap())
}

#[divan::bench]
fn fifteen_working_days(bencher: Bencher<'_, '_>) {
    let (counting, start, span) = fifteen();
    bencher.bench(|| due(&CALENDAR, &counting, black_box(start), black_box(span), &Moves::default()));
}

#[divan::bench]
fn fifteen_working_days_explained(bencher: Bencher<'_, '_>) {
    let (counting, start, span) = fifteen();
    bencher.bench(|| explain(&CALENDAR, &counting, black_box(start), black_box(span), &Moves::default()));
}

fn main() {
    let events: usize = STORIES.iter().flat_map(|story| &story.commits).map(|commit| commit.events.len()).sum();
    eprintln!("{} acts on {} cases of {} regulations, {events} events", DEEDS.len(), STORIES.len(), packs().len());
    divan::main();
}
