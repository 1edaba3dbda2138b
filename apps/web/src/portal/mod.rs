//! What anybody can do: bring a matter, follow it, answer.

pub(crate) mod answer;
pub(crate) mod aside;
pub(crate) mod behalf;
pub(crate) mod figures;
pub(crate) mod follow;
pub(crate) mod health;
pub(crate) mod intake;
pub(crate) mod leave;
pub(crate) mod public;
pub(crate) mod receipt;
pub(crate) mod start;
pub(crate) mod steps;
pub(crate) mod verify;
