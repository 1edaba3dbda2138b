//! The `dengwen` binary: serves the office, tries it out, checks regulations, runs scenarios, counts days, verifies the log, keeps backups.

mod commands;
mod demo;
mod many;
mod out;
mod packs;
mod scenario;

use std::process::ExitCode;

/// A page and an act are thousands of small pieces of memory; the system's own allocator took a quarter of the time for them.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

use clap::{Parser, Subcommand};

/// 登闻 runs an organisation's own written regulation for complaints and reports.
#[derive(Debug, Parser)]
#[command(name = "dengwen", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve portal and workbench.
    Serve(commands::serve::Serve),
    /// Try everything out: invented offices, people and cases at every stage.
    Demo(demo::Demo),
    /// Offices: found one with its administrator, list them.
    #[command(subcommand)]
    Office(commands::office::Command),
    /// Regulations: list, check, show, explain, diagram, schema, diff.
    #[command(subcommand)]
    Regulation(commands::regulation::Command),
    /// Scenarios: run dated stories against the real desk.
    #[command(subcommand)]
    Scenario(commands::scenario::Command),
    /// Count working days and other limits.
    #[command(subcommand)]
    Calendar(commands::calendar::Calendar),
    /// Prove that no event was deleted, changed or moved.
    #[command(subcommand)]
    Audit(commands::audit::Command),
    /// Encrypted backups while the server runs, each checked by putting it back.
    Backup(commands::backup::Backup),
    /// Put a backup back where there is no data yet.
    Restore(commands::backup::Restore),
    /// Write down every table in the open: to move to the other database, or to go.
    Export(commands::export::Export),
    /// Read an export into a database that is empty.
    Import(commands::export::Import),
    /// Keys: recovery shares, a lost password, rotation.
    #[command(subcommand)]
    Keys(commands::keys::Command),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(command) => commands::serve::run(command),
        Command::Audit(command) => commands::audit::run(&command),
        Command::Backup(command) => commands::backup::run(&command),
        Command::Restore(command) => commands::backup::restored(&command),
        Command::Export(command) => commands::export::exported(&command),
        Command::Import(command) => commands::export::imported(&command),
        Command::Keys(command) => commands::keys::run(&command),
        Command::Office(command) => commands::office::run(&command),
        Command::Demo(command) => demo::run(&command),
        Command::Regulation(command) => commands::regulation::run(&command),
        Command::Calendar(command) => commands::calendar::run(&command),
        Command::Scenario(command) => commands::scenario::run(&command),
    }
}
