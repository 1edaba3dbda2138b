//! A matter that came in over the portal and waits for a clerk: where a regulation lets only the staff begin a case, what a
//! person hands in is kept sealed in a stream of its own until somebody registers it, sets it aside, or the sender takes it back.

mod desk_side;
mod form;
mod forwarded;
mod gate;
mod given;
mod hand_in;
mod register;
mod returned;
mod sender_side;
mod settle;
mod state;
mod view;
mod who;
mod words;

pub use view::IncomingView;

use crate::ids;

pub(crate) use gate::{Gate, takes};
pub(crate) use state::Incoming;
pub(crate) use who::of_office;
pub(crate) use words::{begun, dressed, pick, refuse};

/// How the names of these streams begin.
pub(crate) const PREFIX: &str = "incoming:";
/// The sort of these streams.
pub(crate) const SORT: &str = "incoming";
/// The form of their commits.
const FORM: u16 = 1;
/// How often something is tried again when somebody else was quicker.
const TRIES: usize = 8;

/// Is this the name of such a stream.
pub(crate) fn is_incoming(stream: &str) -> bool {
    stream.starts_with(PREFIX)
}

/// The office of a matter that came in.
fn office_of(stream: &str) -> &str {
    crate::office::office_of_case(stream.strip_prefix(PREFIX).unwrap_or(stream))
}

/// How the names of an office's streams begin.
pub(crate) fn first_of(office: &str) -> String {
    format!("{PREFIX}{office}.")
}

impl crate::desk::Desk {
    /// The case that a matter of an office becomes when it is registered.
    pub(crate) fn case_of_incoming(&self, office: &str, stream: &str) -> String {
        ids::beside(office, stream, &self.derived("case", stream, 16))
    }
}
