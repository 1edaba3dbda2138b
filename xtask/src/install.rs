//! What a bare machine lacks: a browser, a Chinese font, a PostgreSQL server, a mail relay, the browser tests'
//! libraries.

use std::{path::Path, process::Command};

use crate::shell::{has, root, run};

const POSTGRES: &str = "/usr/lib/postgresql/15/bin/initdb";
const SCANNER: &str = "/usr/sbin/clamd";
const RELAY: &str = "/usr/sbin/exim4";
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc";

/// Everything that tests need.
pub(crate) fn everything() -> Result<(), String> {
    let mut missing = fonts();
    if !has("chromium") {
        missing.push("chromium");
    }
    if !has("pdftotext") {
        missing.push("poppler-utils");
    }
    if !Path::new(POSTGRES).is_file() {
        missing.push("postgresql-15");
    }
    if !Path::new(SCANNER).is_file() {
        missing.push("clamav-daemon");
    }
    if !Path::new(RELAY).is_file() {
        missing.push("exim4-daemon-light");
    }
    if !has("node") {
        missing.push("nodejs");
    }
    if !has("npm") {
        missing.push("npm");
    }
    packages(&missing)?;
    browser_libraries()
}

/// What the demonstration needs: a font to print letters with.
pub(crate) fn for_demo() -> Result<(), String> {
    packages(&fonts())
}

/// What tests on both databases need.
pub(crate) fn database() -> Result<(), String> {
    if Path::new(POSTGRES).is_file() { Ok(()) } else { packages(&["postgresql-15"]) }
}

/// What the fault suite needs: a database, a proxy, a clock that can be set for one program.
pub(crate) fn for_faults() -> Result<(), String> {
    let mut missing = Vec::new();
    if !Path::new(POSTGRES).is_file() {
        missing.push("postgresql-15");
    }
    for program in ["haproxy", "faketime", "curl"] {
        if !has(program) && !Path::new("/usr/sbin").join(program).is_file() {
            missing.push(program);
        }
    }
    packages(&missing)
}

fn fonts() -> Vec<&'static str> {
    if Path::new(FONT).is_file() { Vec::new() } else { vec!["fonts-noto-cjk"] }
}

fn packages(names: &[&str]) -> Result<(), String> {
    if names.is_empty() {
        return Ok(());
    }
    println!("installing {}", names.join(", "));
    if !has("apt-get") {
        return Err(format!("please install {} with this system's package manager, then run again", names.join(", ")));
    }
    run(apt().args(["update", "-qq"]))?;
    run(apt().args(["install", "-y", "-qq", "--no-install-recommends"]).args(names))
}

fn apt() -> Command {
    let superuser = std::env::var("USER").is_ok_and(|u| u == "root") || Path::new("/root").read_dir().is_ok();
    let mut command = if superuser { Command::new("apt-get") } else { Command::new("sudo") };
    if !superuser {
        command.arg("apt-get");
    }
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn browser_libraries() -> Result<(), String> {
    node_libraries("e2e", &["playwright-core", "axe-core", "html-validate"])
}

/// The libraries of a folder, if one of these is not there.
pub(crate) fn node_libraries(folder: &str, names: &[&str]) -> Result<(), String> {
    let there = |name: &&str| root().join(format!("{folder}/node_modules/{name}/package.json")).is_file();
    if names.iter().all(there) {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--prefix", folder, "--no-audit", "--no-fund", "--silent"]))
}
