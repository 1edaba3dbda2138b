//! How fast the pure core is.

use std::process::Command;

use crate::shell;

/// Calls before those that are counted, and the calls counted.
const CALLS: (u32, u32) = (100, 1000);

/// By the clock; with `--instructions` also what each call takes in instructions, which no busy machine changes.
pub(crate) fn run(instructions: bool) -> Result<(), String> {
    shell::run(&mut shell::cargo(&["bench", "-p", "dengwen-case", "--bench", "engine"]))?;
    shell::run(&mut shell::cargo(&["bench", "-p", "dengwen-desk", "--bench", "told"]))?;
    if !instructions {
        return Ok(());
    }
    let program = built()?;
    for name in ["an_act_decided_and_applied", "an_act_applied", "a_case_replayed.*40", "fifteen_working_days$"] {
        let (few, many) = (counted(&program, name, CALLS.0)?, counted(&program, name, CALLS.0 + CALLS.1)?);
        println!("{name}: {} instructions", many.saturating_sub(few) / u64::from(CALLS.1));
    }
    Ok(())
}

/// Where cargo put the benches.
fn built() -> Result<String, String> {
    let words = ["bench", "-p", "dengwen-case", "--bench", "engine", "--no-run", "--message-format", "short"];
    let out = shell::cargo(&words).current_dir(shell::root()).output().map_err(|e| e.to_string())?;
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    let path = said.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(path, _)| path.to_owned());
    path.ok_or_else(|| format!("no bench was built:\n{said}"))
}

/// Instructions of a whole run with so many calls, as callgrind counts them.
fn counted(program: &str, name: &str, calls: u32) -> Result<u64, String> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", program, "--bench", name]);
    command.args(["--sample-count", "1", "--sample-size", &calls.to_string()]);
    let out = command.current_dir(shell::root()).output().map_err(|e| format!("valgrind: {e}"))?;
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    let line = said.lines().rev().find_map(|line| line.split_once("Collected : "));
    line.and_then(|(_, count)| count.trim().parse().ok()).ok_or_else(|| format!("callgrind counted nothing:\n{said}"))
}
