//! Everything that CI runs, in the order in which it fails fastest.

use std::{fs, process::Command};

use crate::{
    browser, deny, install, objects,
    postgres::Cluster,
    shell::{self, cargo, root, step},
    sim, tidy,
};

/// A step: its name and its work.
type Step = (&'static str, fn() -> Result<(), String>);

const STEPS: [Step; 14] = [
    ("install", install::everything),
    ("format", || shell::run(&mut cargo(&["fmt", "--all", "--check"]))),
    ("tidy", tidy::run),
    ("deny", deny::run_checks),
    ("clippy", || {
        shell::run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]))
    }),
    ("build", shell::build),
    ("tests", tests),
    ("sim", || sim::run(&[])),
    // A feature that no other step compiles; its room is small, and the rest is not built anew for it.
    ("traces", || shell::run(&mut cargo(&["test", "--package", "dengwen-telemetry", "--features", "otlp"]))),
    ("regulations", || shell::run(&mut dengwen(&["regulation", "check", "--all"]))),
    ("scenarios", || shell::run(&mut dengwen(&["scenario", "coverage", "packs"]))),
    ("facts", facts),
    ("browser", || browser::run(&[])),
    // Last: it builds much anew with a feature.
    ("objects", objects::run),
];

/// Installs what is missing, then runs every check and test; with names, only those steps.
pub(crate) fn run(names: &[String]) -> Result<(), String> {
    if let Some(unknown) = names.iter().find(|name| !STEPS.iter().any(|(known, _)| known == name)) {
        let known: Vec<&str> = STEPS.iter().map(|(name, _)| *name).collect();
        return Err(format!("no step `{unknown}`; there are {}", known.join(", ")));
    }
    for (name, work) in STEPS {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            step(name, work)?;
        }
    }
    Ok(())
}

/// Unit, property, snapshot and store tests, on SQLite and on a PostgreSQL of our own, in a folder of their own for what they
/// leave behind.
fn tests() -> Result<(), String> {
    let cluster = Cluster::start()?;
    let folder = std::env::temp_dir().join(format!("dengwen-tests-{}", std::process::id()));
    // An earlier run under the same number was perhaps killed.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut command = cargo(&["test", "--workspace", "--no-fail-fast"]);
    let passed = shell::run(command.env("DENGWEN_TEST_POSTGRES", cluster.url()).env("TMPDIR", &folder));
    let _ = fs::remove_dir_all(&folder);
    passed
}

fn dengwen(words: &[&str]) -> Command {
    let mut command = shell::dengwen();
    command.args(words);
    command
}

/// Holds the packs against the fact sheets, where these lie beside the checkout.
fn facts() -> Result<(), String> {
    let check = root().join("../shared/checks/facts.py");
    if !check.is_file() {
        println!("no fact sheets beside this checkout; skipped");
        return Ok(());
    }
    let listed = dengwen(&["regulation", "list"]).output().map_err(|e| e.to_string())?;
    let packs = String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect::<Vec<_>>();
    let binary = root().join("target/debug/dengwen");
    shell::run(Command::new("python3").arg(check).arg(binary).args(packs))
}
