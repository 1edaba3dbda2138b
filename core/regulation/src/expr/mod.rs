//! Expressions: CEL as written, a typed tree of ours as run, three values of truth.
//!
//! The `cel` crate parses; [`Expr`] is what runs. Empty is unknown and carries the names of what is empty; what does not
//! apply equals nothing; an unknown at the top does not hold.

mod ast;
mod facts;

pub use ast::*;
pub use facts::*;
