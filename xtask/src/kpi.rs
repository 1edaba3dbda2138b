//! Every figure against an auditor's own computation, with as many cases as are asked for.

use crate::shell;

/// How many cases where none are named.
const CASES: &str = "20000";

/// Makes cases and compares: `--cases N`, `--seed N`.
pub(crate) fn run(words: &[String]) -> Result<(), String> {
    let named = |name: &str| words.iter().skip_while(|word| *word != name).nth(1);
    let mut cargo = shell::cargo(&["test", "--release", "-p", "dengwen", "--test", "figures", "--", "--nocapture"]);
    cargo.env("DENGWEN_KPI_CASES", named("--cases").map_or(CASES, String::as_str));
    if let Some(seed) = named("--seed") {
        cargo.env("DENGWEN_KPI_SEED", seed);
    }
    shell::run(&mut cargo)
}
