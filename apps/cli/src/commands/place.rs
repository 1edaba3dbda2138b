//! Where data lies, and secrets that are read from files or the input, never from the command line.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use clap::Args;
use dengwen_desk::{Config, Desk, backup::Lies, library::Library};

/// Where the data lies.
#[derive(Debug, Args)]
pub(crate) struct Place {
    /// The folder of the data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// A PostgreSQL URL, where the database does not lie in the folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Place {
    /// Named elsewhere on the command line.
    pub(crate) fn at(data: PathBuf, database: Option<String>) -> Self {
        Self { data, database }
    }

    /// A desk is opened there.
    pub(crate) fn config(&self) -> Config {
        Config { database: self.database.clone(), ..Config::at(&self.data) }
    }

    /// A desk, opened there with these regulations; without any, with those of the binary.
    pub(crate) async fn opened(&self, library: Option<Library>) -> Result<Desk, String> {
        let config = match library {
            Some(library) => Config { library, ..self.config() },
            None => self.config(),
        };
        Desk::open(config).await.map_err(|fault| fault.chain())
    }

    /// For what is put back, which opens no desk there.
    pub(crate) fn lies(&self) -> Lies {
        Lies { data: self.data.clone(), database: self.database.clone(), objects: None }
    }

    /// For what is read from there, with the object store in which files lie.
    pub(crate) fn lies_with(&self, objects: Option<String>) -> Lies {
        Lies { objects, ..self.lies() }
    }

    /// The folder.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    /// Refuses a folder in which nothing lies.
    pub(crate) fn holds_data(&self) -> Result<(), String> {
        if self.database.is_none() && !self.data.join("dengwen.sqlite").is_file() {
            return Err(format!("{} 中没有数据 | no data in {0}", self.data.display()));
        }
        Ok(())
    }
}

/// A file's text; `-` is the input.
pub(crate) fn text(path: &Path) -> Result<String, String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|why| why.to_string())?;
        return Ok(text);
    }
    std::fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display()))
}
