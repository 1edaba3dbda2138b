//! The program as an administrator calls it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// An empty folder of this name, of this run alone.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("dengwen-cli-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) fn dengwen(words: &[&str], places: &[(&str, &Path)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dengwen"));
    command.args(words);
    for (option, path) in places {
        command.arg(option).arg(path);
    }
    command
}

/// Did it succeed, and all it said.
pub(crate) fn told(words: &[&str], places: &[(&str, &Path)]) -> (bool, String) {
    let output = dengwen(words, places).output().unwrap();
    (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}
