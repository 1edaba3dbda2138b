//! How fast it is: a store filled with cases of every regulation, a server on it, and a program that asks.

use std::path::PathBuf;

use crate::{
    bench_core,
    postgres::Cluster,
    shell::{self, cargo, root},
};

/// How many cases, and how many with `--quick`.
const CASES: (&str, &str) = ("100000", "10000");
/// How long each load lasts in seconds, and how long with `--quick`.
const SECONDS: (&str, &str) = ("20", "5");

/// `core [--instructions]`: the pure core alone. Otherwise a server under loads: `--quick`, `--cases N`, `--postgres`; a store filled before is taken again, `--fresh` fills it anew.
pub(crate) fn run(words: &[String]) -> Result<(), String> {
    let said = |name: &str| words.iter().any(|word| word == name);
    if said("core") {
        return bench_core::run(said("--instructions"));
    }
    let quick = said("--quick");
    let cases = words.iter().skip_while(|word| *word != "--cases").nth(1).map(String::as_str);
    let cases = cases.unwrap_or(if quick { CASES.1 } else { CASES.0 });
    shell::run(&mut cargo(&["build", "--release", "-p", "dengwen", "-p", "dengwen-load"]))?;
    // A cluster of its own goes when it is dropped, and what was filled into it.
    let cluster = if said("--postgres") { Some(Cluster::start_durable()?) } else { None };
    let name = if cluster.is_some() { "postgres" } else { "sqlite" };
    let data = std::env::temp_dir().join(format!("dengwen-bench-{name}-{cases}"));
    if said("--fresh") || cluster.is_some() {
        let _ = std::fs::remove_dir_all(&data);
    }
    let database = cluster.as_ref().map(Cluster::url);
    let at = |command: &mut std::process::Command| {
        command.arg("--data").arg(&data);
        if let Some(url) = &database {
            command.args(["--database", url]);
        }
    };
    if !data.join("fill.json").exists() {
        let mut fill = std::process::Command::new(binary("dengwen"));
        fill.args(["scenario", "fill", "packs", "--cases", cases]);
        at(&mut fill);
        shell::run(&mut fill)?;
    }
    let mut load = std::process::Command::new(binary("dengwen-load"));
    load.args(["--seconds", if quick { SECONDS.1 } else { SECONDS.0 }, "--binary"]).arg(binary("dengwen"));
    at(&mut load);
    shell::run(&mut load)
}

fn binary(name: &str) -> PathBuf {
    root().join("target/release").join(name)
}
