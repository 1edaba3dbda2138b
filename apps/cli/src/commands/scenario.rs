//! `dengwen scenario run`: dated stories against the real desk and a real store, with virtual time.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};

use super::regulation::Format;
use crate::{
    out,
    scenario::{collect, parse},
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
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// English instead of Chinese.
    #[arg(long)]
    en: bool,
}

/// Runs the command.
pub(crate) fn run(command: &Command) -> ExitCode {
    let Command::Run(run) = command;
    let found = match collect(&run.paths, run.packs.as_deref()) {
        Ok(found) => found,
        Err(why) => return out::failed(&why),
    };
    let mut bad = 0;
    for one in &found {
        let text = std::fs::read_to_string(&one.file).unwrap_or_default();
        if let Err(findings) = parse(&one.file.to_string_lossy(), &text, one.pack.as_deref()) {
            bad += 1;
            for f in findings {
                out::failed(&f.to_string());
            }
        }
    }
    out::print(&format!("{} {bad}", found.len()))
}
