//! The regulation file: parsed with positions, checked as a whole, explained in words, and given to the case engine as
//! plain values. See `docs/regulation-format.md` for the vocabulary.
//!
//! The way of a file: text -> [`tree`] (nodes with positions) -> short forms written out, `extends` and `uses` merged ->
//! [`model`] (typed) -> [`check`] (findings). Nothing in this crate reads a clock, a disk or a locale.

pub mod check;
pub mod compare;
pub mod decimal;
pub mod edit;
pub mod expr;
pub mod finding;
pub mod load;
pub mod model;
pub mod schema;
pub mod show;
pub mod tree;
pub mod value;
