//! `dengwen backup` and `dengwen restore`: encrypted backups of a running office, each put back and checked before it counts.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use clap::{Args, Subcommand};
use dengwen_desk::backup::{self, BackupKey, Folder, Progress, Restored, Stage, Taken, Told};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use super::place::Place;

/// Takes a backup; or one of the other things that can be done with backups.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Backup {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    take: Option<Take>,
}

/// What else can be done with backups.
#[derive(Debug, Subcommand)]
enum What {
    /// Make a key for backups in a new file. Keep a copy where neither server nor backups are: without it no backup opens.
    Key {
        /// The file.
        file: PathBuf,
    },
    /// List the backups of a folder.
    List(Kept),
    /// Put a backup back in a scratch place and check every row and every event.
    Verify(Verify),
}

/// What is backed up, and where to.
#[derive(Debug, Args)]
struct Take {
    /// The folder of the data.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// A PostgreSQL URL, where the database does not lie in the folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The object store that `dengwen serve --objects` names, where files lie in one: they are read from there.
    #[arg(long, value_name = "URL")]
    objects: Option<String>,
    /// The folder of the backups, made if it is not there.
    #[arg(long = "to", value_name = "DIR")]
    folder: PathBuf,
    /// The file of their key, made by `dengwen backup key`.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Keep the last so many backups of the folder and take the others away; without it all are kept.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
    /// A folder in which the backup is put back to check it, as large as the database; without it that of the data.
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
    /// Do not put it back to check it: do so elsewhere, with `dengwen backup verify`.
    #[arg(long, conflicts_with = "scratch")]
    unverified: bool,
}

/// Where backups lie, and what opens them.
#[derive(Debug, Args)]
struct Kept {
    /// The folder of the backups.
    #[arg(long = "in", visible_alias = "from", value_name = "DIR")]
    folder: PathBuf,
    /// The file of their key, made by `dengwen backup key`.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// Which one.
#[derive(Debug, Args)]
struct Verify {
    #[command(flatten)]
    kept: Kept,
    /// One of those that `dengwen backup list` names; without it the last.
    #[arg(long, value_name = "ID")]
    backup: Option<String>,
    /// A folder with room for the whole database; without it that of the system's temporary files.
    #[arg(long, value_name = "DIR")]
    scratch: Option<PathBuf>,
}

/// What is put back where.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    kept: Kept,
    /// One of those that `dengwen backup list` names; without it the last.
    #[arg(long, value_name = "ID")]
    backup: Option<String>,
    #[command(flatten)]
    place: Place,
}

impl Kept {
    fn folder(&self) -> Result<Folder, String> {
        encrypted(&self.folder, &self.key)
    }
}

fn encrypted(folder: &Path, key: &Path) -> Result<Folder, String> {
    let key = BackupKey::read(key).map_err(|fault| fault.chain())?;
    Ok(Folder::encrypted(folder, key))
}

/// Runs `dengwen backup`.
pub(crate) fn run(command: &Backup) -> ExitCode {
    super::told(async {
        match (&command.what, &command.take) {
            (Some(What::Key { file }), _) => made(file),
            (Some(What::List(kept)), _) => listed(kept),
            (Some(What::Verify(verify)), _) => verified(verify).await,
            (None, Some(take)) => taken(take).await,
            (None, None) => Err("请给出 --data、--to 和 --key | give --data, --to and --key".to_owned()),
        }
    })
}

/// Runs `dengwen restore`.
pub(crate) fn restored(restore: &Restore) -> ExitCode {
    super::told(async {
        let (folder, bar) = (restore.kept.folder()?, Bar::new());
        let done = backup::restore(&folder, restore.backup.as_deref(), &restore.place.lies(), &bar.told()).await;
        bar.end();
        let done = done.map_err(|fault| fault.chain())?;
        Ok(format!("{}\n{}", put_back(&done), counted(&done)))
    })
}

fn made(file: &Path) -> Result<String, String> {
    backup::make_key(file).map_err(|fault| fault.chain())?;
    Ok(format!(
        "备份密钥已写入 {0}。请另存一份，不要与备份、与服务器放在一起：没有它，备份打不开\n\
         the key of backups is in {0}. Keep a copy apart from the backups and from the server: without it no backup opens",
        file.display()
    ))
}

fn listed(kept: &Kept) -> Result<String, String> {
    let folder = kept.folder()?;
    let mut told = String::new();
    for id in folder.ids().map_err(|fault| fault.chain())? {
        let (_, manifest) = folder.manifest(Some(&id)).map_err(|fault| fault.chain())?;
        let (rows, events, size) = (manifest.rows(), manifest.head.leaves, mebibytes(manifest.bytes()));
        told += &format!("{id}  {rows}行、{events}个事件 | {rows} rows, {events} events  {size} MiB\n");
    }
    if told.is_empty() {
        return Err(format!("{} 中没有完整的备份 | no whole backup in {0}", kept.folder.display()));
    }
    Ok(told)
}

async fn verified(verify: &Verify) -> Result<String, String> {
    let (folder, bar) = (verify.kept.folder()?, Bar::new());
    let scratch = verify.scratch.clone().unwrap_or_else(std::env::temp_dir);
    let done = backup::verify(&folder, verify.backup.as_deref(), &scratch, &bar.told()).await;
    bar.end();
    let done = done.map_err(|fault| fault.chain())?;
    let Restored { id, rows, commits, .. } = &done;
    Ok(format!(
        "备份 {id} 完好：{rows}行、{commits}个事件，已逐一恢复并核验\n\
         backup {id} is sound: {rows} rows, {commits} events, each put back and checked\n{}",
        counted(&done)
    ))
}

async fn taken(take: &Take) -> Result<String, String> {
    let place = Place::at(take.data.clone(), take.database.clone());
    place.holds_data()?;
    let (folder, bar) = (encrypted(&take.folder, &take.key)?, Bar::new());
    let scratch = take.scratch.as_deref().unwrap_or_else(|| place.data());
    let scratch = (!take.unverified).then_some(scratch);
    let keep = take.keep.and_then(|keep| usize::try_from(keep).ok()).unwrap_or(usize::MAX);
    let done =
        backup::take(&place.lies_with(take.objects.clone()), &folder, Timestamp::now(), scratch, keep, &bar.told())
            .await;
    bar.end();
    let Taken { id, rows, commits, bytes, written, forgotten } = done.map_err(|fault| fault.chain())?;
    let (all, fresh) = (mebibytes(bytes), mebibytes(written));
    let checked = if take.unverified {
        "未核验：请运行 dengwen backup verify | not checked: run dengwen backup verify"
    } else {
        "已恢复到临时位置逐一核验 | put back in a scratch place and checked"
    };
    let gone = if forgotten == 0 {
        String::new()
    } else {
        format!("\n删去旧备份{forgotten}份 | {forgotten} older ones taken away")
    };
    Ok(format!(
        "备份 {id}：{rows}行、{commits}个事件，共 {all} MiB，本次写入 {fresh} MiB\n\
         backup {id}: {rows} rows, {commits} events, {all} MiB, of which {fresh} MiB were written now\n{checked}{gone}"
    ))
}

pub(super) fn put_back(Restored { id, rows, commits, .. }: &Restored) -> String {
    format!(
        "已由 {id} 恢复{rows}行、{commits}个事件，逐一核验无误\n\
         {rows} rows and {commits} events are put back from {id}, each checked"
    )
}

/// Rows of each table that has any.
pub(super) fn counted(done: &Restored) -> String {
    done.tables.iter().filter(|(_, rows)| *rows > 0).map(|(table, rows)| format!("  {table} {rows}\n")).collect()
}

/// With one digit behind the point.
pub(super) fn mebibytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1 << 20);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// How far it has come, on the terminal.
pub(super) struct Bar {
    bar: ProgressBar,
    stage: Arc<Mutex<Option<Stage>>>,
}

impl Bar {
    pub(super) fn new() -> Self {
        let style = ProgressStyle::with_template("{msg} {bar:30} {human_pos}/{human_len} · {per_sec} · {eta}");
        let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, stage: Arc::default() }
    }

    pub(super) fn told(&self) -> Told {
        let (bar, stage) = (self.bar.clone(), Arc::clone(&self.stage));
        Arc::new(move |Progress { stage: now, rows, of }| {
            let before = stage.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
            if before != Some(now) {
                bar.reset();
                bar.set_message(match now {
                    Stage::Taking => "读取 | reading",
                    Stage::Filling => "恢复 | putting back",
                    Stage::Verifying => "核验 | checking",
                });
            }
            bar.set_length(of.unwrap_or(rows));
            bar.set_position(rows);
        })
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
