//! `dengwen calendar due`: the date and the reason, day by day; or many dates at once.

use std::{
    io::{BufRead, Write},
    process::ExitCode,
};

use clap::{Args, Subcommand, ValueEnum};
use dengwen_calendar::{Authority, Lang, Query, answer};

use crate::out;

/// What can be asked of the calendar.
#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    /// When a limit ends, and why.
    Due(Due),
}

/// The question.
#[derive(Debug, Args)]
pub(crate) struct Due {
    /// `cn`, the State Council's calendar, or `plain`, weekends only.
    #[arg(long, default_value = "cn")]
    calendar: String,
    /// The day or moment from which it counts.
    #[arg(long, required_unless_present = "batch")]
    from: Option<String>,
    /// Such as "15 working-days", "60 days", "1 month", "30 minutes".
    #[arg(long, required_unless_present = "batch")]
    within: Option<String>,
    /// A limit in calendar days of a public authority rolls to the next working day.
    #[arg(long, value_enum, default_value = "private")]
    authority: Who,
    /// `json` for one object, `text` for words.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Reads one JSON object a line (`from`, `within`, `calendar`, `authority`) from a file or `-`, writes one a line.
    #[arg(long, conflicts_with_all = ["from", "within"])]
    batch: Option<String>,
    /// English instead of Chinese.
    #[arg(long)]
    en: bool,
}

/// Whose limit it is.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Who {
    Public,
    Private,
}

/// How it is printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs the command.
pub(crate) fn run(command: &Calendar) -> ExitCode {
    let Calendar::Due(due) = command;
    match &due.batch {
        Some(path) => batch(path),
        None => one(due).map_or_else(|why| out::failed(&why), |text| out::print(&text)),
    }
}

fn one(due: &Due) -> Result<String, String> {
    let query = Query {
        from: due.from.clone().unwrap_or_default(),
        within: due.within.clone().unwrap_or_default(),
        calendar: due.calendar.clone(),
        authority: match due.authority {
            Who::Public => Authority::Public,
            Who::Private => Authority::Private,
        },
    };
    let explanation = query.explain().map_err(|e| e.to_string())?;
    match due.format {
        Format::Json => {
            let found = answer(&query).map_err(|e| e.to_string())?;
            let steps: Vec<_> = explanation
                .steps
                .iter()
                .map(|s| serde_json::json!({"date": s.date, "counted": s.counted, "why": {"zh": s.words(Lang::Zh), "en": s.words(Lang::En)}}))
                .collect();
            let whole = serde_json::json!({
                "due": found.due, "provisional": found.provisional, "skipped": found.skipped,
                "why": {"zh": explanation.sentence(Lang::Zh), "en": explanation.sentence(Lang::En)}, "steps": steps,
            });
            Ok(format!("{whole:#}"))
        }
        Format::Text => {
            let lang = if due.en { Lang::En } else { Lang::Zh };
            let step = |s: &dengwen_calendar::Step| {
                format!("  {} {} {}\n", s.date, if s.counted { "+" } else { "·" }, s.words(lang))
            };
            let steps: String = explanation.steps.iter().map(step).collect();
            Ok(format!("{}\n{steps}", explanation.sentence(lang)))
        }
    }
}

/// Reads questions and writes answers line by line, so that a long list needs no memory.
fn batch(path: &str) -> ExitCode {
    let reader: Box<dyn BufRead> = if path == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        match std::fs::File::open(path) {
            Ok(file) => Box::new(std::io::BufReader::new(file)),
            Err(why) => return out::failed(&format!("{path}: {why}")),
        }
    };
    match answers(reader) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(faults) => out::failed(&format!("{faults} lines could not be read; their answers say why")),
        Err(why) => out::ended(Err(why), ExitCode::SUCCESS),
    }
}

fn answers(reader: Box<dyn BufRead>) -> std::io::Result<u32> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut faults = 0_u32;
    for (number, line) in reader.lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let found = serde_json::from_str::<Query>(&line)
            .map_err(|e| e.to_string())
            .and_then(|query| answer(&query).map_err(|e| e.to_string()));
        match found {
            Ok(found) => serde_json::to_writer(&mut out, &found)?,
            Err(why) => {
                faults += 1;
                serde_json::to_writer(&mut out, &serde_json::json!({"error": why, "line": number + 1}))?;
            }
        }
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(faults)
}
