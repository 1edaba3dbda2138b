//! Openings: who somebody is, or a paper that names them, is opened for a purpose; with a second person where the regulation or
//! the office says so; for a set time; told to whoever supervises. All openings of a case stand in a stream of their own,
//! `opening:OFFICE.LETTERS`, whose name tells nobody which case it is.

mod acts;
mod ask;
mod book;
mod rule;
mod view;
mod words;

pub use acts::OPENING_GRANTED;
pub use rule::OpeningRule;
pub use view::{OpeningLine, OpeningView};

pub(crate) use ask::not_open;
pub(crate) use book::{Of, Opening};
pub(crate) use view::lines;

use crate::view::{Cited, Refused, Rejection};

/// How the names of these streams begin.
pub(crate) const PREFIX: &str = "opening:";
/// The sort of these streams.
pub(crate) const SORT: &str = "opening";
/// What a second person owes: to agree, or not.
const AGREE: &str = "agree";
/// What whoever asked is told of: a second person has said yes or no.
const DECIDED: &str = "decided";
/// The form of their commits.
const FORM: u16 = 1;
/// The refusal that says: name a purpose first.
pub const PURPOSE_WANTED: &str = "purpose_wanted";
/// The refusal that says: a second person has to agree first.
pub const SECOND_WANTED: &str = "second_wanted";

/// Is this the name of such a stream.
pub(crate) fn is_opening(stream: &str) -> bool {
    stream.starts_with(PREFIX)
}

/// The office of such a stream.
fn office_of(stream: &str) -> &str {
    crate::office::office_of_case(stream.strip_prefix(PREFIX).unwrap_or(stream))
}

/// A refusal that says why, and what to do.
fn refused(code: &str, text: &str, instead: &[&str]) -> Rejection {
    let cited = Cited { text: text.to_owned(), article: None, reading: None };
    let instead = instead.iter().map(|one| (*one).to_owned()).collect();
    Rejection::Refused(vec![Refused { code: code.to_owned(), cited, instead }])
}
