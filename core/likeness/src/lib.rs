//! What an office's own past cases say of a fresh one: which classes and units cases with such words were given, and which cases
//! are like it. Words in, numbers out; every proposal comes with the words that spoke for it.
//!
//! A class is proposed by naive Bayes over words and pairs of neighbours, each class against all others. How far its numbers are
//! to be believed is learned from the cases themselves: each is guessed at before it is learned. Cases are alike by the cosine of
//! their words, rare ones weighing more.

mod alike;
mod axis;
mod memory;
mod words;

pub use alike::Alike;
pub use axis::Proposal;
pub use memory::Memory;

/// With fewer past cases nothing is proposed.
pub const CASES_MIN: usize = 50;

/// A case as it is learned from, or a fresh one as far as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Its words, in order.
    pub words: Vec<String>,
    /// What it was given: axis and value, such as `class.sort` and `noise`.
    pub given: Vec<(String, String)>,
    /// What else is known of it by field: place, address.
    pub facts: Vec<(String, String)>,
}
