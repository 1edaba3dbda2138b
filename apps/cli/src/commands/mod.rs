//! One file a command.

pub(crate) mod audit;
pub(crate) mod calendar;
pub(crate) mod keys;
pub(crate) mod office;
mod place;
pub(crate) mod regulation;
pub(crate) mod scenario;
pub(crate) mod serve;

/// What runs a command that waits for files, sockets and clocks.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|why| why.to_string())
}
