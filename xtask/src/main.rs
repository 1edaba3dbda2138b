//! Tasks of this repository. `cargo xtask test` sets up what it needs and runs everything; `cargo xtask demo` sets up what
//! it needs and serves the demonstration.
#![expect(clippy::print_stdout, reason = "a task talks to the terminal")]

mod bench;
mod bench_core;
mod browser;
mod demo;
mod deny;
mod faults;
mod install;
mod kpi;
mod objects;
mod postgres;
mod promises;
mod shell;
mod sim;
mod test;
mod tidy;

use std::process::ExitCode;

/// Built anew for another checkout: see `.cargo/config.toml`.
const _: Option<&str> = option_env!("DENGWEN_CHECKOUT");

const USAGE: &str = "\
cargo xtask demo [-- ARGS]   set up what is needed and serve the demonstration
cargo xtask test [STEP…]     set up what is needed and run every check and test, or only the steps named
cargo xtask tidy             the house rules that the compiler does not know
cargo xtask e2e              browser tests alone, against a demonstration of their own
cargo xtask lighthouse       how Chromium's own judge sees the pages most looked at
cargo xtask gallery          every page and component, drawn from made-up views, in all languages and modes
cargo xtask deny             licences and sources of what comes in from others
cargo xtask fuzz [SECONDS]   every reader of input from outside, with inputs gone wrong
cargo xtask kpi [--cases N]  every figure against SQL over the log, with 20,000 generated cases or so many
cargo xtask sim [--seed N] [--seeds N]  stories nobody thought of against the engine; one seed alone is told step by step
cargo xtask bench core       how fast the pure core is; --instructions counts those too
cargo xtask bench [--quick]  how fast it is: a filled store, a server, and a program that asks (--cases N, --postgres, --fresh)
cargo xtask faults [STORY…]  what a server stands on taken away, story by story, with a report (--kills N, --seed N, --release)
cargo xtask objects          files in an object store, against an S3 server of our own that is taken away and comes back
cargo xtask install          only install what tests and demonstration need
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let task = words.next().unwrap_or_default();
    let rest: Vec<String> = words.filter(|w| w != "--").collect();
    let done = match task.as_str() {
        "demo" => demo::run(&rest),
        "test" => test::run(&rest),
        "tidy" => tidy::run(),
        "e2e" => browser::run(&rest),
        "lighthouse" => browser::lighthouse(),
        "gallery" => browser::gallery(),
        "kpi" => kpi::run(&rest),
        "sim" => sim::run(&rest),
        "bench" => bench::run(&rest),
        "faults" => faults::run(&rest),
        "objects" => objects::run(),
        "install" => install::everything(),
        "deny" => deny::run_checks(),
        "fuzz" => deny::fuzz(&rest),
        _ => {
            println!("{USAGE}");
            return if task.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask {task}: {why}");
            ExitCode::FAILURE
        }
    }
}
