//! `adopt`: takes a changed text into use in an office, after the whole checker and after telling what changes.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use dengwen_desk::{
    Config, Desk, Fault,
    library::{Library, Text},
};
use dengwen_regulation::{compare::changes, model::Lang};

use super::{check, compare};
use crate::{out, packs};

/// Which text, for which office, of which data.
#[derive(Debug, Args)]
pub(crate) struct Adopt {
    /// The text: an id, a folder or a file.
    #[arg(value_name = "PACK")]
    pack: String,
    /// The office that takes it into use.
    #[arg(long, value_name = "ID")]
    office: String,
    /// The folder of the data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// A PostgreSQL URL; without it SQLite in the folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// A folder laid out like `packs/`, instead of what comes with the binary.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    /// Only tell what is wrong and what would change.
    #[arg(long)]
    dry_run: bool,
    /// English instead of Chinese.
    #[arg(long)]
    en: bool,
}

/// Runs the command.
pub(super) fn run(adopt: &Adopt) -> ExitCode {
    let lang = super::lang(adopt.en);
    let known = packs::packs(adopt.packs.as_deref());
    let pack = match packs::find(&known, &adopt.pack) {
        Ok(pack) => pack,
        Err(why) => return out::failed(&why),
    };
    let text = Text::read(&pack, &pack.id);
    if !text.errors().is_empty() {
        return check::check(std::slice::from_ref(&pack), super::Format::Text, lang);
    }
    match crate::commands::runtime().and_then(|runtime| runtime.block_on(adopted(adopt, &known, text, lang))) {
        Ok(told) => out::print(&told),
        Err(why) => out::failed(&why),
    }
}

async fn adopted(adopt: &Adopt, known: &dengwen_packs::Packs, text: Text, lang: Lang) -> Result<String, String> {
    let in_words = |fault: Fault| fault.chain();
    if !adopt.data.is_dir() {
        return Err(format!("{}: 没有这个数据目录 | no such data folder", adopt.data.display()));
    }
    let config = Config {
        database: adopt.database.clone(),
        library: Library::of(known.clone()),
        ..Config::at(adopt.data.clone())
    };
    let desk = Desk::open(config).await.map_err(in_words)?;
    let running = desk.running_file(&adopt.office, text.id()).await.map_err(in_words)?;
    let mut told = compare::told(&changes(&running.unwrap_or_default(), text.own()), lang);
    if !adopt.dry_run {
        let (id, version) = (text.id().to_owned(), text.regulation().map(|one| one.version.id.clone()));
        desk.adopt(&adopt.office, "", text).await.map_err(in_words)?;
        let version = version.unwrap_or_default();
        told.push_str(&match lang {
            Lang::Zh => format!("{}：已采用 {id} 版本 {version}；在办事项仍按开始时的文本\n", adopt.office),
            Lang::En => {
                format!("{}: {id} version {version} adopted; cases stay on the text they began under\n", adopt.office)
            }
        });
    }
    desk.close().await;
    Ok(told)
}
