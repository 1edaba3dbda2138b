//! `dengwen scenario run` and `coverage`: dated stories against the real desk and a real store, with virtual time.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use dengwen_regulation::model::Lang;
use jiff::Timestamp;

use super::regulation::Format;
use crate::{
    many::{self, Fill, Plan},
    out,
    scenario::{
        collect, coverage, packs_under,
        report::{self, Outcome},
        run_all, templates,
    },
};

/// What can be done with scenarios.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs scenarios; exits 1 if an expectation fails.
    Run(Run),
    /// Runs scenarios and tells which limits, classes, papers and refusals none of them hits; exits 1 if there are any, or if an
    /// expectation fails.
    Coverage(Run),
    /// Lives through scenarios again and again with other days, paces, classes and amounts, and keeps stores and figures, so that
    /// somebody else can compute each figure from the log.
    Many(Many),
    /// Fills a store with cases of every regulation, begun day after day up to now, to try loads, backups and audits on.
    Fill(Filling),
}

/// What is filled.
#[derive(Debug, Args)]
pub(crate) struct Filling {
    /// Files, or folders with all scenarios beneath them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A folder laid out like `packs/`, instead of what comes with the binary.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    /// How many cases.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    cases: u64,
    /// Over how many days up to now they begin; with 1 hardly any has got beyond its first step.
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(i64).range(1..=3_650))]
    days: i64,
    /// The same number gives the same cases.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// An empty folder for the data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// An empty PostgreSQL database instead of SQLite in the folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

/// What is lived through.
#[derive(Debug, Args)]
pub(crate) struct Many {
    /// Files, or folders with all scenarios beneath them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// A folder laid out like `packs/`, instead of what comes with the binary.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    /// How many cases at least, spread over the regulations with indicators.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    cases: u64,
    /// The same number gives the same cases.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// An empty folder for the stores and figures, one folder for each regulation.
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
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
    let run = match command {
        Command::Run(run) | Command::Coverage(run) => run,
        Command::Many(many) => return make_many(many),
        Command::Fill(filling) => return fill(filling),
    };
    let lang = if run.en { Lang::En } else { Lang::Zh };
    // How far stories reach says nothing of templates; `regulation check` tries them too.
    let tries_templates = matches!(command, Command::Run(_));
    let told = outcomes(run, tries_templates, lang).and_then(|outcomes| match command {
        Command::Run(_) => Ok(ran(&outcomes, run.format, lang)),
        Command::Coverage(_) | Command::Many(_) | Command::Fill(_) => covered(&outcomes, run, lang),
    });
    match told {
        Ok((text, true)) => out::print(&text),
        Ok((text, false)) => out::print_failed(&text),
        Err(why) => out::failed(&why),
    }
}

/// Makes cases and tells how many came of each regulation.
fn make_many(what: &Many) -> ExitCode {
    let plan = Plan { cases: what.cases, seed: what.seed };
    let made = collect(&what.paths, what.packs.as_deref()).and_then(|found| many::make(&found, plan, &what.into));
    match made.map(|made| serde_json::to_string_pretty(&made)) {
        Ok(Ok(text)) => out::print(&format!("{text}\n")),
        Ok(Err(why)) => out::failed(&why.to_string()),
        Err(why) => out::failed(&why),
    }
}

/// Fills a store and tells what is in it.
fn fill(what: &Filling) -> ExitCode {
    let fill = Fill {
        cases: what.cases,
        days: what.days,
        seed: what.seed,
        data: what.data.clone(),
        database: what.database.clone(),
        packs: crate::packs::packs(what.packs.as_deref()),
        until: Timestamp::now(),
    };
    match collect(&what.paths, what.packs.as_deref()).and_then(|found| many::fill(&found, &fill)) {
        Ok(filled) => out::print(&format!("{}\n", filled.told())),
        Err(why) => out::failed(&why),
    }
}

fn outcomes(run: &Run, tries_templates: bool, lang: Lang) -> Result<Vec<Outcome>, String> {
    let found = collect(&run.paths, run.packs.as_deref())?;
    match found.as_slice() {
        [] => Err("没有找到场景 | no scenario found".to_owned()),
        [_, _, ..] if run.database.is_some() => {
            Err("--database 只能用于一个场景 | --database takes one scenario".to_owned())
        }
        all => std::thread::scope(|scope| {
            let templates = tries_templates.then(|| scope.spawn(|| templates(all, lang)));
            let mut outcomes = run_all(all, run.database.as_deref(), lang)?;
            outcomes.extend(templates.and_then(|trying| trying.join().ok()).unwrap_or_default());
            Ok(outcomes)
        }),
    }
}

/// What came of them, and whether all passed.
fn ran(outcomes: &[Outcome], format: Format, lang: Lang) -> (String, bool) {
    let text = match format {
        Format::Text => report::text(outcomes, lang),
        Format::Json => report::json_of(outcomes),
    };
    (text, outcomes.iter().all(|outcome| outcome.failures.is_empty()))
}

/// How far they reach, and whether all passed and everything is hit.
fn covered(outcomes: &[Outcome], run: &Run, lang: Lang) -> Result<(String, bool), String> {
    let packs = packs_under(&run.paths).map_err(|why| why.to_string())?;
    let reach = coverage::reach(&packs, outcomes)?;
    let (said, passed) = ran(outcomes, Format::Text, lang);
    let text = match run.format {
        Format::Text => said + &coverage::text(&reach, lang),
        Format::Json => coverage::json_of(&reach),
    };
    Ok((text, passed && reach.iter().all(coverage::Reach::whole)))
}
