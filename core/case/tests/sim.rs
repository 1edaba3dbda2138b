//! Stories that nobody would think of: clerks, complainants, clocks, crashes and orders that arrive twice, against the real
//! engine, the real regulations and a model of the store; a second, simpler reading of the regulation checks every step.
//!
//! One seed is one story, the same on every machine. A failure names its seed, the faults without which it does not come about
//! and the steps that are left when all others are taken away. `cargo xtask sim --seed N` tells that story again.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod town;

#[path = "../../calendar/tests/counter/mod.rs"]
mod counter;
#[path = "sim/dice.rs"]
mod dice;
#[path = "sim/log.rs"]
mod log;
#[path = "sim/made_up.rs"]
mod made_up;
#[path = "sim/second/mod.rs"]
mod second;
#[path = "sim/told.rs"]
mod told;
#[path = "sim/world.rs"]
mod world;

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use dengwen_packs::Packs;
use dengwen_regulation::{
    load::{Files, load},
    model::Regulation,
};
use dice::Dice;
use told::Tally;
use town::{Town, pack, packs};
use world::{Fault, World};

/// Seeds where none are asked for: a step of its own runs a thousand (`cargo xtask test sim`).
const SEEDS: u64 = 8;
/// Each so many stories one is about limits alone.
const LIMITS_EVERY: u64 = 8;
/// In so many stories everything happens that the second model watches.
const MANY: u64 = 200;
/// What hardly happens in the regulations of real offices.
const RARE: [&str; 5] = ["limit_paused", "limit_resumed", "limit_moved", "limit_warned", "reopened"];
/// Steps of a story.
const STEPS: usize = 100;
/// All that can go wrong.
const FAULTS: [Fault; 3] = [Fault::Crash, Fault::Twice, Fault::Clock];

/// A story: its seed, the steps that are left, what does not go wrong in it.
#[derive(Debug, Clone)]
struct Story {
    seed: u64,
    steps: Vec<usize>,
    without: Vec<Fault>,
}

/// What came of it.
struct Ending {
    tally: Tally,
    told: Vec<String>,
    failed: Option<String>,
    /// How many steps were gone.
    gone: usize,
}

fn regulations() -> &'static [Regulation] {
    static ALL: OnceLock<Vec<Regulation>> = OnceLock::new();
    ALL.get_or_init(|| packs().iter().map(|id| pack(id)).collect())
}

/// The regulation of nothing but limits, beside those of real offices.
fn limits() -> &'static Regulation {
    struct Limits;
    impl Files for Limits {
        fn read(&self, path: &str) -> Option<String> {
            let mine = path == "sim-limits/regulation.yaml";
            if mine { Some(include_str!("sim/limits.yaml").to_owned()) } else { Packs::BuiltIn.text(path) }
        }
    }
    static ONE: OnceLock<Regulation> = OnceLock::new();
    ONE.get_or_init(|| {
        let loaded = load(&Limits, "sim-limits");
        loaded.regulation.unwrap_or_else(|| panic!("{:#?}", loaded.findings))
    })
}

impl Story {
    fn new(seed: u64) -> Self {
        Self { seed, steps: (1..=STEPS).collect(), without: Vec::new() }
    }

    fn regulation(&self) -> &'static Regulation {
        if self.seed.is_multiple_of(LIMITS_EVERY) {
            return limits();
        }
        let all = regulations();
        &all[usize::try_from(self.seed % u64::try_from(all.len()).unwrap()).unwrap()]
    }

    /// Lives through it; telling, it keeps what happened in words.
    fn live(&self, telling: bool) -> Ending {
        let mut town = Town::new(self.regulation().clone());
        town.fill();
        // Somewhere in 2026, so that some dates reach past the last published year.
        let day = i64::try_from(Dice::of(self.seed, 0).below(300)).unwrap();
        town.now =
            "2026-01-05T01:00:00Z".parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_hours(24 * day);
        let mut world = World::new(town, &self.without, telling);
        let mut gone = 0;
        let failed = catch_unwind(AssertUnwindSafe(|| {
            for step in &self.steps {
                gone += 1;
                world.step(*step, &mut Dice::of(self.seed, *step))?;
            }
            world.close(&mut Dice::of(self.seed, STEPS + 1))
        }));
        let failed = match failed {
            Ok(result) => result.err(),
            Err(panic) => Some(said(panic.as_ref())),
        };
        Ending { tally: std::mem::take(&mut world.tally), told: std::mem::take(&mut world.told), failed, gone }
    }

    /// The same failure with less: without faults, then without steps, as long as it still fails.
    fn shrunk(self, ending: &Ending) -> Self {
        let mut short = self;
        short.steps.truncate(ending.gone);
        for fault in FAULTS {
            let mut without = short.clone();
            without.without.push(fault);
            if without.live(false).failed.is_some() {
                short = without;
            }
        }
        for step in short.steps.clone().into_iter().rev() {
            let mut fewer = short.clone();
            fewer.steps.retain(|one| *one != step);
            if fewer.live(false).failed.is_some() {
                short = fewer;
            }
        }
        short
    }
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_else(|| "a panic".to_owned())
}

fn asked(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not `{text}`")))
}

/// The first story that fails, if any, and what all came to.
fn search(first: u64, seeds: u64) -> (Tally, Option<Story>) {
    let (next, failed) = (AtomicU64::new(first), Mutex::new(None::<Story>));
    let total = Mutex::new(Tally::default());
    let work = || {
        while failed.lock().unwrap().is_none() {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + seeds {
                break;
            }
            let story = Story::new(seed);
            let ending = story.live(false);
            total.lock().unwrap().add(&ending.tally);
            if ending.failed.is_some() {
                failed.lock().unwrap().get_or_insert_with(|| story.shrunk(&ending));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    (total.into_inner().unwrap(), failed.into_inner().unwrap())
}

#[test]
fn stories_that_nobody_would_think_of() {
    let (seed, seeds) = (asked("DENGWEN_SIM_SEED"), asked("DENGWEN_SIM_SEEDS"));
    // Of a thousand stories nobody wants to read the panics that were caught on the way to the shortest.
    std::panic::set_hook(Box::new(|_| {}));
    let (total, failed) = search(seed.unwrap_or(1), seeds.unwrap_or(if seed.is_some() { 1 } else { SEEDS }));
    let _ = std::panic::take_hook();
    let ending = failed.as_ref().map(|story| story.live(true));
    if let (Some(story), Some(ending)) = (&failed, &ending) {
        let steps = ending.told.join("\n");
        let (id, why) = (&story.regulation().id, ending.failed.as_deref().unwrap_or("it did not fail again"));
        panic!(
            "seed {} ({id}), steps {:?}, not needed: {:?}\n{steps}\n{why}\n\ncargo xtask sim --seed {}",
            story.seed, story.steps, story.without, story.seed
        );
    }
    println!("{total:?}");
    assert!(total.acts > 0 && total.refusals > 0, "nothing happened: {total:?}");
    if seeds.is_some_and(|seeds| seeds >= MANY) {
        for rare in RARE {
            assert!(total.events.contains_key(rare), "of so many stories none came to {rare}: {total:?}");
        }
    }
    if let (Some(seed), None) = (seed, seeds) {
        println!("{}", Story::new(seed).live(true).told.join("\n"));
    }
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let tell = || Story::new(7).live(true).told;
    let once = tell();
    assert!(once.len() > 10);
    assert_eq!(once, tell());
}
