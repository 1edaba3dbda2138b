//! How an act travels: loaded, settled, decided, written; then whatever leaves the case.

mod begin;
mod changed;
mod decide;
mod draws;
mod leave;
mod outbox;
mod recount;
mod settle;
pub(crate) mod surroundings;
mod words;
mod write;

pub(crate) use begin::{Beginning, Handover, begin_act, happened};
pub(crate) use changed::changes;
pub(crate) use decide::{Along, Beside, Order, Stay, Stop};
pub(crate) use outbox::Task;
pub(crate) use words::{counting, refused_not_live};
