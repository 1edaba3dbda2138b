//! `dengwen export` and `dengwen import`: every table in the open, from one database into another.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use dengwen_desk::backup::{self, Folder, Taken};
use jiff::Timestamp;

use super::{
    backup::{Bar, counted, mebibytes, put_back},
    place::Place,
};

/// What is written where.
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    place: Place,
    /// The object store that `dengwen serve --objects` names, where files lie in one: they are read from there.
    #[arg(long, value_name = "URL")]
    objects: Option<String>,
    /// An empty folder. What lies there is as open as the database is: what is sealed stays sealed, names of the office do not.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

/// What is read from where.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The folder of an export.
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Runs `dengwen export`.
pub(crate) fn exported(export: &Export) -> ExitCode {
    super::told(async {
        export.place.holds_data()?;
        let (folder, bar, lies) =
            (Folder::open(&export.to), Bar::new(), export.place.lies_with(export.objects.clone()));
        let data = Some(export.place.data());
        let done = backup::take(&lies, &folder, Timestamp::now(), data, usize::MAX, &bar.told()).await;
        bar.end();
        let Taken { rows, commits, bytes, .. } = done.map_err(|fault| fault.chain())?;
        let (size, to) = (mebibytes(bytes), export.to.display());
        Ok(format!(
            "已导出{rows}行、{commits}个事件到 {to}，共 {size} MiB，逐一核验无误；密钥不在其中\n\
             {rows} rows and {commits} events are in {to}, {size} MiB, each checked; keys are not among them"
        ))
    })
}

/// Runs `dengwen import`.
pub(crate) fn imported(import: &Import) -> ExitCode {
    super::told(async {
        let (folder, bar) = (Folder::open(&import.from), Bar::new());
        let done = backup::restore(&folder, None, &import.place.lies(), &bar.told()).await;
        bar.end();
        let done = done.map_err(|fault| fault.chain())?;
        Ok(format!("{}\n{}", put_back(&done), counted(&done)))
    })
}
