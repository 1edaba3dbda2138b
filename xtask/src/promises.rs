//! `docs/security.md` names a test for every promise; each one must be there.

use std::{fs, path::Path};

/// The page of promises.
const PAGE: &str = "docs/security.md";

/// Tells every test that is named and not there, and every promise that names none.
pub(crate) fn kept(root: &Path, told: &mut Vec<String>) {
    let text = fs::read_to_string(root.join(PAGE)).unwrap_or_default();
    for (number, line) in text.lines().enumerate() {
        let Some((_, shown)) = line.strip_prefix("| ").and_then(|row| row.trim_end_matches(" |").rsplit_once(" | "))
        else {
            continue;
        };
        if shown == "shown by" {
            continue;
        }
        let tests: Vec<&str> = shown.split('`').skip(1).step_by(2).collect();
        if tests.is_empty() && shown != "**open**" {
            told.push(format!("{PAGE}:{}: a promise names its test, or says **open**", number + 1));
        }
        for test in tests.iter().filter(|test| !is_there(root, test)) {
            told.push(format!("{PAGE}:{}: there is no test `{test}`", number + 1));
        }
    }
}

/// `path` of a file that is a test as a whole, or `path:name` of one in it.
fn is_there(root: &Path, test: &str) -> bool {
    match test.split_once(':') {
        Some((path, name)) => fs::read_to_string(root.join(path)).is_ok_and(|text| text.contains(name)),
        None => root.join(test).is_file(),
    }
}
