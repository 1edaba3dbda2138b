//! Everything that CI runs, in the order in which it fails fastest.

use std::process::Command;

use crate::{
    browser, install,
    postgres::Cluster,
    shell::{self, cargo, root, step},
    tidy,
};

/// Installs what is missing, then runs every check and test.
pub(crate) fn run() -> Result<(), String> {
    step("install", install::everything)?;
    step("format", || shell::run(&mut cargo(&["fmt", "--all", "--check"])))?;
    step("tidy", tidy::run)?;
    step("clippy", || shell::run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])))?;
    step("build", shell::build)?;
    step("tests on SQLite and PostgreSQL", || {
        let cluster = Cluster::start()?;
        shell::run(cargo(&["test", "--workspace", "--no-fail-fast"]).env("DENGWEN_TEST_POSTGRES", cluster.url()))
    })?;
    step("regulations", || shell::run(&mut dengwen(&["regulation", "check", "--all"])))?;
    step("scenarios", || shell::run(&mut dengwen(&["scenario", "run", "packs"])))?;
    step("fact sheets", facts)?;
    step("browser", || browser::run(&[]))
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
    let mut packs: Vec<String> = std::fs::read_dir(root().join("packs"))
        .map_err(|e| e.to_string())?
        .filter_map(Result::ok)
        .filter(|d| d.path().join("regulation.yaml").is_file())
        .map(|d| d.file_name().to_string_lossy().into_owned())
        .collect();
    packs.sort();
    let binary = root().join("target/debug/dengwen");
    shell::run(Command::new("python3").arg(check).arg(binary).args(packs))
}
