//! Running other programs, with their output on the terminal.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Runs a command in the root and fails if it does.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let shown = words(command);
    let status = command.current_dir(root()).status().map_err(|e| format!("{shown}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown} failed ({status})")) }
}

/// A step of a task: named, timed, its failure told.
pub(crate) fn step(name: &str, work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    println!("\n== {name}");
    let start = Instant::now();
    let done = work();
    println!("== {name}: {} ({:.0} s)", if done.is_ok() { "done" } else { "FAILED" }, start.elapsed().as_secs_f64());
    done
}

/// `cargo` as it runs us.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    command.args(words);
    command
}

/// Builds the binary. The whole workspace is named, so that binary and tests share one build of what they depend on.
pub(crate) fn build() -> Result<(), String> {
    run(&mut cargo(&["build", "--workspace"]))
}

/// The binary that [`build`] made.
pub(crate) fn dengwen() -> Command {
    let mut command = Command::new(root().join("target/debug/dengwen"));
    command.current_dir(root());
    command
}

/// Builds what people install, and the program that asks it.
pub(crate) fn build_release() -> Result<(), String> {
    run(&mut cargo(&["build", "--release", "-p", "dengwen", "-p", "dengwen-load"]))
}

/// A program that [`build_release`] made.
pub(crate) fn released(name: &str) -> PathBuf {
    root().join("target/release").join(name)
}

/// Is a program on the path?
pub(crate) fn has(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

fn words(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|w| w.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
