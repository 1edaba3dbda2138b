//! How fast it is: a store filled with cases of every regulation, a server on it, and a program that asks.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use crate::{
    bench_core,
    postgres::Cluster,
    shell::{self, released},
};

/// How many cases, and how many with `--quick`.
const CASES: (&str, &str) = ("100000", "10000");
/// How many cases of a day there are whose limits are all let pass at once, and how many with `--quick`: two of five have one.
const DUE: (&str, &str) = ("130000", "3000");
/// How long each load lasts in seconds, and how long with `--quick`.
const SECONDS: (&str, &str) = ("20", "5");

/// `core [--instructions]`: the pure core alone. Otherwise a server under loads: `--quick`, `--cases N`, `--postgres`; a store filled before is taken again,
/// `--fresh` fills it anew; `--times N` makes a filled one (SQLite) N times as large by copies.
pub(crate) fn run(words: &[String]) -> Result<(), String> {
    let said = |name: &str| words.iter().any(|word| word == name);
    if said("core") {
        return bench_core::run(said("--instructions"));
    }
    let quick = said("--quick");
    let cases = words.iter().skip_while(|word| *word != "--cases").nth(1).map(String::as_str);
    let cases = cases.unwrap_or(if quick { CASES.1 } else { CASES.0 });
    shell::build_release()?;
    // A cluster of its own goes when it is dropped, and what was filled into it.
    let cluster = if said("--postgres") { Some(Cluster::start_durable()?) } else { None };
    let name = if cluster.is_some() { "postgres" } else { "sqlite" };
    let times = words.iter().skip_while(|word| *word != "--times").nth(1);
    let copies = times.map(|times| format!("-times-{times}")).unwrap_or_default();
    let data = std::env::temp_dir().join(format!("dengwen-bench-{name}-{cases}{copies}"));
    if said("--fresh") || cluster.is_some() {
        let _ = fs::remove_dir_all(&data);
    }
    let database = cluster.as_ref().map(Cluster::url);
    let store = Store { data, database: database.as_deref() };
    if store.fill(cases, &[])?
        && let Some(times) = times
    {
        store.load(&["--times", times])?;
    }
    if cluster.is_none() {
        store.moved()?;
    }
    store.load(&["--seconds", if quick { SECONDS.1 } else { SECONDS.0 }])?;
    if cluster.is_some() || times.is_some() {
        return Ok(());
    }
    let due = if quick { DUE.1 } else { DUE.0 };
    let data = std::env::temp_dir().join(format!("dengwen-bench-due-{due}"));
    if said("--fresh") {
        let _ = fs::remove_dir_all(&data);
    }
    let store = Store { data, database: None };
    store.fill(due, &["--days", "1"])?;
    store.load(&["--due"])
}

/// A store that is filled once and taken again.
struct Store<'a> {
    data: PathBuf,
    database: Option<&'a str>,
}

impl Store<'_> {
    /// Fills it, unless it is.
    fn fill(&self, cases: &str, more: &[&str]) -> Result<bool, String> {
        if self.data.join("fill.json").exists() {
            return Ok(false);
        }
        let mut fill = Command::new(released("dengwen"));
        fill.args(["scenario", "fill", "packs", "--cases", cases]).args(more);
        self.run(&mut fill)?;
        Ok(true)
    }

    /// Written down as an export, and read into an empty database from there.
    fn moved(&self) -> Result<(), String> {
        let (open, other) = (self.data.with_extension("export"), self.data.with_extension("import"));
        let gone = || [&open, &other].map(fs::remove_dir_all);
        let _ = gone();
        // Whoever moves takes the keys along.
        fs::create_dir_all(&other).map_err(|e| format!("{}: {e}", other.display()))?;
        shell::run(Command::new("cp").arg("-r").arg(self.data.join("keys")).arg(&other))?;
        let timed = |what: &str, data: &Path, place: &str, folder: &Path| {
            let begun = Instant::now();
            let mut command = Command::new(released("dengwen"));
            shell::run(command.arg(what).arg("--data").arg(data).arg(place).arg(folder))?;
            println!("{what}: {:.1} s", begun.elapsed().as_secs_f64());
            Ok::<(), String>(())
        };
        timed("export", &self.data, "--to", &open)?;
        timed("import", &other, "--from", &open)?;
        let _ = gone();
        Ok(())
    }

    fn load(&self, words: &[&str]) -> Result<(), String> {
        let mut load = Command::new(released("dengwen-load"));
        load.args(words).arg("--binary").arg(released("dengwen"));
        self.run(&mut load)
    }

    fn run(&self, command: &mut Command) -> Result<(), String> {
        command.arg("--data").arg(&self.data);
        if let Some(url) = self.database {
            command.args(["--database", url]);
        }
        shell::run(command)
    }
}
