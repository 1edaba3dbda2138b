//! Scenarios: dated stories run against the real desk and a real store with virtual time. See `docs/scenarios.md`.

mod collect;
mod parse;
mod reader;
mod story;

pub(crate) use collect::collect;
pub(crate) use parse::parse;
