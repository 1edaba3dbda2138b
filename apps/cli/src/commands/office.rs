//! `dengwen office`: the offices of an installation. The first one is founded here; all else is done in the browser.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use dengwen_desk::{
    library::Library,
    office::{Founding, Person},
};
use dengwen_regulation::model::Label;

use super::place::{Place, text};
use crate::packs::packs;

/// What can be done with offices.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Found an office with its administrator, who does everything else in the browser.
    Found(Found),
    /// List the offices.
    List(List),
}

/// The office and its administrator.
#[derive(Debug, Args)]
pub(crate) struct Found {
    /// Its id, which stands in addresses: small letters, digits, `_`, `-`.
    id: String,
    /// Its name, `中文 | English` or one of them.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The sign-in name of its administrator: small letters, digits, `_`, `-`.
    #[arg(long, value_name = "LOGIN")]
    administrator: String,
    /// What the administrator is called; without it the sign-in name.
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
    /// A file that holds the administrator's password; `-` reads it from the input.
    #[arg(long, value_name = "FILE", default_value = "-")]
    password: PathBuf,
    /// A regulation to begin with, by id; without it one is taken from the library in the browser.
    #[arg(long, value_name = "ID")]
    regulation: Vec<String>,
    /// A folder laid out like `packs/`, instead of what comes with the binary.
    #[arg(long, value_name = "DIR")]
    packs: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// Where to look.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    place: Place,
}

/// Runs the command.
pub(crate) fn run(command: &Command) -> ExitCode {
    super::told(done(command))
}

async fn done(command: &Command) -> Result<String, String> {
    match command {
        Command::Found(found) => founded(found).await,
        Command::List(list) => listed(list).await,
    }
}

async fn founded(found: &Found) -> Result<String, String> {
    let password = text(&found.password)?;
    let library = Library::of(packs(found.packs.as_deref()));
    let desk = found.place.opened(Some(library)).await?;
    let regulations: Vec<&str> = found.regulation.iter().map(String::as_str).collect();
    // What the regulations leave open is for the office to confirm.
    let founding =
        Founding { confirm_blanks: false, ..Founding::new(&found.id, Label::read(&found.name), &regulations) };
    let name = found.person.as_deref().unwrap_or(&found.administrator);
    let administrator = Person { administrator: true, ..Person::new(&found.administrator, name) };
    let done = desk.found_with(founding, administrator, password.trim()).await;
    desk.close().await;
    done.map_err(|why| why.chain())?;
    Ok(format!(
        "已设立 {0}，管理员登录名 {1}。接着：dengwen serve，在 /desk/sign-in 登录，先填部门、人员和岗位，再从制度库取用制度\n\
         {0} is founded, its administrator signs in as {1}. Next: dengwen serve, sign in at /desk/sign-in, enter units, people and \
         posts, then take a regulation from the library\n",
        found.id, found.administrator
    ))
}

async fn listed(list: &List) -> Result<String, String> {
    list.place.holds_data()?;
    let desk = list.place.opened(None).await?;
    let ids = desk.office_ids().await.map_err(|fault| fault.chain())?;
    desk.close().await;
    match ids.as_slice() {
        [] => Ok("还没有单位：dengwen office found | no office yet: dengwen office found\n".to_owned()),
        ids => Ok(ids.iter().fold(String::new(), |all, id| all + id + "\n")),
    }
}
