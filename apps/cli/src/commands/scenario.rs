//! `dengwen scenario run`: dated stories against the real desk and a real store, with virtual time.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use dengwen_regulation::model::Lang;

use super::regulation::Format;
use crate::{
    out,
    scenario::{collect, report, run_all},
};

/// What can be done with scenarios.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs scenarios; exits 1 if an expectation fails.
    Run(Run),
}

/// What is run.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Files, or folders with all scenarios beneath them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A folder laid out like `packs/`, instead of what comes with the binary.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    /// An empty PostgreSQL database instead of SQLite; takes one scenario.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// English instead of Chinese.
    #[arg(long)]
    en: bool,
}

/// Runs the command.
pub(crate) fn run(command: &Command) -> ExitCode {
    let Command::Run(run) = command;
    let lang = if run.en { Lang::En } else { Lang::Zh };
    let outcomes = collect(&run.paths, run.packs.as_deref()).and_then(|all| match all.as_slice() {
        [] => Err("没有找到场景 | no scenario found".to_owned()),
        [_, _, ..] if run.database.is_some() => {
            Err("--database 只能用于一个场景 | --database takes one scenario".to_owned())
        }
        all => run_all(all, run.database.as_deref(), lang),
    });
    let outcomes = match outcomes {
        Ok(outcomes) => outcomes,
        Err(why) => return out::failed(&why),
    };
    let text = match run.format {
        Format::Text => report::text(&outcomes, lang),
        Format::Json => report::json_of(&outcomes),
    };
    let failed = outcomes.iter().any(|outcome| !outcome.failures.is_empty());
    if failed { out::print_failed(&text) } else { out::print(&text) }
}
