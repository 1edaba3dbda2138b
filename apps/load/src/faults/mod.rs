//! The fault suite: each fault a short story with real parts. After each of them every act that was acknowledged is there once,
//! none half, and the log is sound.

mod book;
mod cluster;
mod database;
mod disk;
mod ground;
mod kills;
mod machine;
mod proxy;
mod relay;

pub(crate) use ground::copied;
pub(crate) use machine::FAKETIME;

use std::{fmt::Write as _, future::Future, path::PathBuf, pin::Pin};

use serde::Serialize;

use ground::{Ground, Told};

type Telling<'a> = Pin<Box<dyn Future<Output = Result<Told, String>> + 'a>>;
type Story = (&'static str, for<'a> fn(&'a Ground) -> Telling<'a>);

/// The stories, the most telling first.
const STORIES: [Story; 14] = [
    ("sqlite", |ground| Box::pin(kills::sqlite(ground))),
    ("postgres", |ground| Box::pin(kills::postgres(ground))),
    ("two-nodes", |ground| Box::pin(kills::two_nodes(ground))),
    ("restart", |ground| Box::pin(database::restarted(ground))),
    ("failover", |ground| Box::pin(database::failover(ground))),
    ("cut", |ground| Box::pin(database::cut(ground))),
    ("full", |ground| Box::pin(disk::full(ground))),
    ("read-only", |ground| Box::pin(disk::read_only(ground))),
    ("slow", |ground| Box::pin(disk::slow(ground))),
    ("clock", |ground| Box::pin(machine::clock(ground))),
    ("memory", |ground| Box::pin(machine::memory(ground))),
    ("mail", |ground| Box::pin(machine::mail(ground))),
    ("haproxy", |ground| Box::pin(proxy::haproxy(ground))),
    (UPGRADE, |ground| Box::pin(proxy::upgrade(ground))),
];
/// The story that needs an earlier version.
const UPGRADE: &str = "upgrade";

/// What came of all that were told.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    stories: Vec<Told>,
}

/// Tells the stories of these names, or all, in a folder that is made for them.
pub(crate) async fn suite(
    (binary, older): (PathBuf, Option<PathBuf>),
    folder: PathBuf,
    names: &[String],
    kills: u32,
    seed: u64,
) -> Result<Report, String> {
    if let Some(unknown) = names.iter().find(|name| STORIES.iter().all(|(known, _)| known != name)) {
        let known: Vec<&str> = STORIES.iter().map(|(name, _)| *name).collect();
        return Err(format!("no story `{unknown}`; there are {}", known.join(", ")));
    }
    std::fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    let ground = Ground { binary, older, folder, kills, seed };
    let mut stories = Vec::new();
    for (name, story) in STORIES {
        let wanted = names.iter().any(|wanted| wanted == name);
        if !wanted && (!names.is_empty() || name == UPGRADE && ground.older.is_none()) {
            continue;
        }
        eprintln!("{name} …");
        // What could not be told to its end is a finding like any other.
        let mut told = story(&ground).await.unwrap_or_else(|why| Told { wrong: vec![why], ..Told::default() });
        name.clone_into(&mut told.name);
        // A clock that was ahead leaves cases that were received later than now.
        let refused = told.refused;
        told.must(refused == 0 || name == "clock", format!("{refused} acts were refused"));
        for wrong in &told.wrong {
            eprintln!("  WRONG: {wrong}");
        }
        stories.push(told);
    }
    Ok(Report { stories })
}

impl Report {
    /// Nothing was wrong.
    pub(crate) fn is_well(&self) -> bool {
        !self.stories.is_empty() && self.stories.iter().all(|told| told.wrong.is_empty())
    }

    /// For people.
    pub(crate) fn markdown(&self) -> String {
        let mut text = String::from(
            "| fault | acknowledged | sent again | longest wait for a no | back after | wrong | seconds |\n|---|---|---|---|---|---|---|\n",
        );
        for told in &self.stories {
            let back = match (told.back_ms.iter().min(), told.back_ms.iter().max()) {
                (Some(least), Some(most)) if least != most => format!("{least} to {most} ms"),
                (Some(one), _) => format!("{one} ms"),
                _ => "–".to_owned(),
            };
            // Writing to a text does not fail.
            let _ = writeln!(
                text,
                "| {}: {} | {} | {} | {} ms | {back} | {} | {} |",
                told.name,
                told.what,
                told.acknowledged,
                told.again,
                told.longest_no_ms,
                if told.wrong.is_empty() { "none".to_owned() } else { told.wrong.len().to_string() },
                told.seconds
            );
        }
        for told in &self.stories {
            let _ = writeln!(text, "\n**{}** · answered otherwise: {:?}", told.name, told.no);
            for line in &told.seen {
                let _ = writeln!(text, "- {line}");
            }
            for line in &told.wrong {
                let _ = writeln!(text, "- WRONG: {line}");
            }
        }
        text
    }
}
