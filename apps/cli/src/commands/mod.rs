//! One file a command.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod calendar;
pub(crate) mod export;
pub(crate) mod keys;
pub(crate) mod office;
pub(crate) mod place;
pub(crate) mod regulation;
pub(crate) mod scenario;
pub(crate) mod serve;

use std::process::ExitCode;

use crate::out;

/// Runs a command that waits for files, sockets and clocks, and prints what it tells.
pub(crate) fn told(command: impl Future<Output = Result<String, String>>) -> ExitCode {
    match runtime().and_then(|runtime| runtime.block_on(command)) {
        Ok(told) => out::print(&told),
        Err(why) => out::failed(&why),
    }
}

/// What runs a command that waits for files, sockets and clocks.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|why| why.to_string())
}
