//! `dengwen regulation`: list, check, show, explain, diagram.

use std::process::ExitCode;

use clap::Subcommand;
use dengwen_packs::Packs;

/// What can be done with regulations.
#[derive(Debug, Subcommand)]
pub(crate) enum Regulation {
    /// Lists the regulations that come with the binary.
    List,
}

/// Runs the command.
pub(crate) fn run(command: &Regulation) -> ExitCode {
    match command {
        Regulation::List => {
            for id in Packs::BuiltIn.ids() {
                println!("{id}");
            }
            ExitCode::SUCCESS
        }
    }
}
