//! How an act travels: loaded, settled, decided, written; then whatever leaves the case.

mod begin;
mod changed;
mod decide;
mod leave;
mod outbox;
mod settle;
pub(crate) mod surroundings;
mod words;
mod write;

pub(crate) use begin::{Beginning, Begun, begin_act, happened};
pub(crate) use changed::changes;
pub(crate) use decide::{Acted, Order, Stop};
pub(crate) use leave::first_begin;
pub(crate) use words::{counting, in_words, refused};
