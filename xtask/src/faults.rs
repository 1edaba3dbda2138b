//! The fault suite: everything that a server stands on is taken away, and what came of it is told.

use std::{fs, process::Command};

use crate::{
    install,
    shell::{self, root},
};

/// How often servers are killed where nobody says.
const KILLS: &str = "200";

/// `[STORY…]`, `--kills N`, `--seed N`, `--older FILE` for the story `upgrade`, `--release` for the binary that people install. The report lies
/// in `target/faults/`.
pub(crate) fn run(words: &[String]) -> Result<(), String> {
    install::for_faults()?;
    let release = words.iter().any(|word| word == "--release");
    let built = if release { shell::build_release() } else { shell::build() };
    built?;
    let said = |name: &str| words.iter().skip_while(|word| *word != name).nth(1).map(String::as_str);
    let (kills, seed) = (said("--kills").unwrap_or(KILLS), said("--seed").unwrap_or("1"));
    let names = words.iter().take_while(|word| !word.starts_with("--"));
    // Other users of the machine, PostgreSQL's among them, must be able to go through it.
    let folder = std::env::temp_dir().join(format!("dengwen-faults-{}", std::process::id()));
    let binary = |name: &str| if release { shell::released(name) } else { root().join("target/debug").join(name) };
    let mut load = Command::new(binary("dengwen-load"));
    load.arg("--binary").arg(binary("dengwen")).arg("--data").arg(&folder);
    if let Some(older) = said("--older") {
        load.args(["--older", older]);
    }
    let told = shell::run(load.args(["--kills", kills, "--seed", seed, "--faults"]).args(names));
    let kept = root().join("target/faults");
    fs::create_dir_all(&kept).map_err(|e| format!("{}: {e}", kept.display()))?;
    for name in ["faults.md", "faults.json"] {
        // There is none where nothing could be told.
        let _ = fs::copy(folder.join(name), kept.join(name));
    }
    let _ = fs::remove_dir_all(&folder);
    told
}
