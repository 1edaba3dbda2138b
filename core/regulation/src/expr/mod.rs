//! Expressions: CEL as written, a typed tree of ours as run, three values of truth.
//!
//! The `cel` crate parses; [`Expr`] is what runs. Empty is unknown and carries the names of what is empty; what does not
//! apply equals nothing; an unknown at the top does not hold.

mod ast;
mod compare;
mod eval;
mod facts;
mod functions;
mod nearest;
mod number;
mod parse;
mod time;
mod vars;
mod written;

pub use ast::*;
pub use eval::{elements, eval, judge, judge_with, truth};
pub use facts::*;
pub use nearest::nearest;
pub use parse::parse;
pub use vars::{Binding, Vars};
