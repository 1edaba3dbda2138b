//! One file a command.

pub(crate) mod calendar;
pub(crate) mod regulation;
pub(crate) mod scenario;
