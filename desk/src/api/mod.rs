//! What pages and the command line ask of the desk, as `API.md` lists it.

mod admin;
mod begin;
mod compare;
mod envelope;
mod files;
mod hands;
mod identity;
mod lists;
mod papers;
mod perform;
mod portal;

pub use admin::{RegulationView, SettingView};
pub(crate) use begin::{Done, Entrance};
pub use lists::InboxAsked;
pub(crate) use lists::{at_once, waits_for_a_word};
pub(crate) use lists::{sheet_head, sheet_line};
