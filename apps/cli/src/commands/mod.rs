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

/// Threads for each processor: a long statement on a file of SQLite keeps one of them (ADR 0019).
const THREADS: usize = 2;

/// What runs a command that waits for files, sockets and clocks.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, String> {
    let threads = std::thread::available_parallelism().map_or(THREADS, |processors| processors.get() * THREADS);
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.worker_threads(threads).enable_all().build().map_err(|why| why.to_string())
}
