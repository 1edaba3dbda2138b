//! `dengwen regulation`: list, check, show, explain, diagram, schema, diff, adopt.

mod adopt;
mod check;
mod compare;
mod told;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand, ValueEnum};
use dengwen_regulation::{
    finding::Severity,
    model::{Lang, Regulation},
    schema,
};

use crate::{
    out,
    packs::{self, Pack},
};

/// What can be done with regulations.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lists the regulations that come with the binary, or those of a folder.
    List {
        /// A folder laid out like `packs/`.
        #[arg(long, value_name = "DIR")]
        packs: Option<PathBuf>,
    },
    /// Tells everything that is wrong with a regulation; exits 1 on an error.
    Check {
        #[command(flatten)]
        of: Of,
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Lists limits, classes, roles, documents and figures.
    Show {
        #[command(flatten)]
        of: Of,
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Tells the procedure in words.
    Explain {
        #[command(flatten)]
        of: Of,
    },
    /// Draws the flow chart.
    Diagram {
        #[command(flatten)]
        of: Of,
        #[arg(long, value_enum, default_value = "svg")]
        format: Drawing,
    },
    /// Prints the JSON Schema of the format, for editors.
    Schema,
    /// Takes a changed text into use in an office: checked as a whole; what is refused changes nothing.
    Adopt(adopt::Adopt),
    /// Tells which rules were added, removed or changed between two versions.
    Diff {
        /// The earlier one: an id, a folder or a file.
        earlier: String,
        /// The later one.
        later: String,
        /// A folder laid out like `packs/`.
        #[arg(long, value_name = "DIR")]
        packs: Option<PathBuf>,
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
        /// English instead of Chinese.
        #[arg(long)]
        en: bool,
    },
}

/// Which regulations, and in which language.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// An id, a folder or a file.
    #[arg(value_name = "PACK", required_unless_present = "all")]
    pack: Vec<String>,
    /// A folder laid out like `packs/`, instead of what comes with the binary.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    /// Every regulation there is.
    #[arg(long)]
    all: bool,
    /// English instead of Chinese.
    #[arg(long)]
    en: bool,
}

/// How something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

/// How a flow chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Drawing {
    Svg,
    Mermaid,
}

/// Runs the command.
pub(crate) fn run(command: &Command) -> ExitCode {
    match command {
        Command::List { packs } => list(packs.as_deref()),
        Command::Check { of, format } => each(of, |all, lang| check::check(all, *format, lang)),
        Command::Show { of, format } => each(of, |all, lang| told::show(all, *format, lang)),
        Command::Explain { of } => each(of, told::explain),
        Command::Diagram { of, format } => each(of, |all, lang| told::diagram(all, *format, lang)),
        Command::Adopt(command) => adopt::run(command),
        Command::Schema => out::print(&format!("{:#}", schema::schema())),
        Command::Diff { earlier, later, packs, format, en } => {
            let known = packs::packs(packs.as_deref());
            let two = packs::find(&known, earlier).and_then(|a| Ok((a, packs::find(&known, later)?)));
            match two {
                Ok((a, b)) => compare::diff(&a, &b, *format, lang(*en)),
                Err(why) => out::failed(&why),
            }
        }
    }
}

fn lang(en: bool) -> Lang {
    if en { Lang::En } else { Lang::Zh }
}

fn list(folder: Option<&std::path::Path>) -> ExitCode {
    let text: String = packs::packs(folder).ids().into_iter().map(|id| format!("{id}\n")).collect();
    out::print(&text)
}

/// All regulations meant, found before anything is printed.
fn each(of: &Of, then: impl Fn(&[Pack], Lang) -> ExitCode) -> ExitCode {
    let known = packs::packs(of.packs.as_deref());
    let names = if of.all { known.ids() } else { of.pack.clone() };
    match names.iter().map(|name| packs::find(&known, name)).collect::<Result<Vec<Pack>, String>>() {
        Ok(all) => then(&all, lang(of.en)),
        Err(why) => out::failed(&why),
    }
}

/// A regulation that can be read; otherwise all findings in one text.
pub(crate) fn readable(pack: &Pack, lang: Lang) -> Result<Regulation, String> {
    let loaded = pack.load();
    let faulty = loaded.refused();
    match loaded.regulation {
        Some(regulation) if !faulty => Ok(regulation),
        _ => {
            let errors = loaded.findings.into_iter().filter(|finding| finding.severity == Severity::Error);
            Err(errors.map(|finding| format!("{}\n", pack.placed(finding).render(lang))).collect())
        }
    }
}
