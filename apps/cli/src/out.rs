//! Writing to the terminal: whole texts, through a locked standard output; a reader that has left is no fault.

use std::{
    io::{ErrorKind, Write},
    process::ExitCode,
};

/// Prints a text as it is.
pub(crate) fn print(text: &str) -> ExitCode {
    ended(write(text), ExitCode::SUCCESS)
}

/// Prints a text; the command has failed all the same.
pub(crate) fn print_failed(text: &str) -> ExitCode {
    ended(write(text), ExitCode::FAILURE)
}

/// Says on the error output why a command failed.
pub(crate) fn failed(why: &str) -> ExitCode {
    let mut errors = std::io::stderr().lock();
    // Nobody is left to be told if this cannot be written either.
    let _told = writeln!(errors, "{}", why.trim_end());
    ExitCode::FAILURE
}

/// Says something on the error output, beside what the command prints.
pub(crate) fn aside(told: &str) {
    // Nobody is left to be told if this cannot be written either.
    let _told = writeln!(std::io::stderr().lock(), "{told}");
}

/// What a write came to: a reader that has left ends the command quietly.
pub(crate) fn ended(written: std::io::Result<()>, code: ExitCode) -> ExitCode {
    match written {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => failed(&fault.to_string()),
        _ => code,
    }
}

fn write(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.is_empty() && !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()
}
