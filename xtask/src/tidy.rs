//! The house rules that the compiler does not know: the direction of the arrows, sizes, words that must not stand in code.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{promises, shell::root};

/// The longest file of code.
const LINES_MAX: usize = 500;

/// What must not stand in `core/`, and why.
const NOT_IN_CORE: [(&str, &str); 6] = [
    ("Timestamp::now", "time enters as an argument"),
    ("Zoned::now", "time enters as an argument"),
    ("SystemTime", "time enters as an argument"),
    ("std::fs", "the core touches no disk"),
    ("HashMap", "file order is the only order"),
    ("async fn", "the core waits for nothing"),
];

/// Runs all rules and tells every breach.
pub(crate) fn run() -> Result<(), String> {
    let root = root();
    let files = tracked(&root)?;
    let code: Vec<&PathBuf> = files.iter().filter(|f| f.extension().is_some_and(|e| e == "rs")).collect();
    let mut told = Vec::new();
    arrows(&root, &files, &mut told);
    let names = names_of_packs(&root, &files);
    for file in code {
        let text = fs::read_to_string(root.join(file)).map_err(|e| format!("{}: {e}", file.display()))?;
        one_file(file, &text, &names, &mut told);
    }
    papers(&root, &mut told);
    promises::kept(&root, &mut told);
    for breach in &told {
        eprintln!("{breach}");
    }
    if told.is_empty() { Ok(()) } else { Err(format!("{} breaches of the house rules", told.len())) }
}

/// Files git tracks, and new ones it does not ignore.
fn tracked(root: &Path) -> Result<Vec<PathBuf>, String> {
    let out = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&out.stdout);
    Ok(text.lines().map(PathBuf::from).filter(|f| root.join(f).is_file()).collect())
}

fn one_file(file: &Path, text: &str, names: &BTreeSet<String>, told: &mut Vec<String>) {
    let shown = file.display();
    let test = file.components().any(|c| c.as_os_str() == "tests" || c.as_os_str() == "examples")
        || file.ends_with("tests.rs");
    let lines = text.lines().count();
    if lines > LINES_MAX {
        told.push(format!("{shown}: {lines} lines; at most {LINES_MAX}"));
    }
    if !text.starts_with("//!") && !text.starts_with("#!") {
        told.push(format!("{shown}: begins without saying what it is for (`//!`)"));
    }
    for (number, line) in text.lines().enumerate() {
        let at = format!("{shown}:{}", number + 1);
        let code = line.split("//").next().unwrap_or(line);
        if ["TODO", "FIXME", "XXX"].iter().any(|w| line.contains(w)) && !shown.to_string().starts_with("xtask") {
            told.push(format!("{at}: a note to oneself; do it or write it down where it is found"));
        }
        if shown.to_string().starts_with("core/") && !test && !code.contains("cfg(test)") {
            for (word, why) in NOT_IN_CORE {
                if code.contains(word) {
                    told.push(format!("{at}: `{word}` in the core; {why}"));
                }
            }
        }
        if !test && let Some(name) = names.iter().find(|n| code.contains(n.as_str())) {
            told.push(format!("{at}: names `{name}`, which belongs to a regulation; rules are data"));
        }
    }
}

/// Ids of packs and the official names of their forms: no Rust file names them.
fn names_of_packs(root: &Path, files: &[PathBuf]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files.iter().filter(|f| f.starts_with("packs") && f.ends_with("regulation.yaml")) {
        if let Some(id) = file.parent().and_then(Path::file_name) {
            names.insert(id.to_string_lossy().into_owned());
        }
        let text = fs::read_to_string(root.join(file)).unwrap_or_default();
        for piece in text.split('《').skip(1) {
            if let Some((name, _)) = piece.split_once('》')
                && name.chars().count() > 3
            {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

/// Arrows run apps -> desk -> adapters and core; adapters -> core; never between adapters; core in its own order.
fn arrows(root: &Path, files: &[PathBuf], told: &mut Vec<String>) {
    for file in files.iter().filter(|f| f.ends_with("Cargo.toml") && f.components().count() > 1) {
        let text = fs::read_to_string(root.join(file)).unwrap_or_default();
        let Some(from) = text.lines().find_map(|l| l.strip_prefix("name = \"").and_then(|n| n.strip_suffix('"')))
        else {
            continue;
        };
        let body = text.split("[dev-dependencies]").next().unwrap_or(&text);
        let targets = body
            .lines()
            .filter_map(|l| l.split_once(".workspace"))
            .map(|(n, _)| n)
            .filter(|n| n.starts_with("dengwen"));
        for to in targets {
            if layer(to) >= layer(from) {
                told.push(format!("{}: `{from}` must not depend on `{to}`", file.display()));
            }
        }
    }
}

/// Lower layers know nothing of higher ones; equal ones nothing of each other.
fn layer(name: &str) -> u8 {
    match name {
        "dengwen-calendar" | "dengwen-sealing" | "dengwen-audit" | "dengwen-statistics" | "dengwen-likeness" => 0,
        "dengwen-regulation" => 1,
        "dengwen-case" => 2,
        "dengwen-store" | "dengwen-documents" | "dengwen-packs" | "dengwen-extract" | "dengwen-charts"
        | "dengwen-telemetry" => 3,
        "dengwen-desk" => 4,
        "dengwen-web" => 5,
        _ => 6,
    }
}

/// The two commands stand in both read-me files.
fn papers(root: &Path, told: &mut Vec<String>) {
    for paper in ["README.md", "README.zh-CN.md"] {
        let text = fs::read_to_string(root.join(paper)).unwrap_or_default();
        for command in ["cargo xtask demo", "cargo xtask test"] {
            if !text.contains(command) {
                told.push(format!("{paper}: does not name `{command}`"));
            }
        }
    }
}
