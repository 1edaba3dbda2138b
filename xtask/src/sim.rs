//! The simulator, with as many seeds as are asked for.

use crate::shell;

/// How many seeds where none are named.
const SEEDS: &str = "1000";

/// Lives through stories: `--seeds N` of them from `--seed N` on; `--seed N` alone tells that one story step by step.
pub(crate) fn run(words: &[String]) -> Result<(), String> {
    let named = |name: &str| words.iter().skip_while(|word| *word != name).nth(1);
    let (seed, seeds) = (named("--seed"), named("--seeds"));
    let mut cargo = shell::cargo(&["test", "--workspace", "--test", "sim", "--"]);
    cargo.args(["--nocapture", "stories_that_nobody_would_think_of"]);
    if let Some(seed) = seed {
        cargo.env("DENGWEN_SIM_SEED", seed);
    }
    if seed.is_none() || seeds.is_some() {
        cargo.env("DENGWEN_SIM_SEEDS", seeds.map_or(SEEDS, String::as_str));
    }
    shell::run(&mut cargo)
}
