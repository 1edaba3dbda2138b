//! Expressions: CEL as written, a typed tree of ours as run, three values of truth.
//!
//! The `cel` crate parses; [`Expr`] is what runs. Empty is unknown and carries the names of what is empty; what does not
//! apply equals nothing; an unknown at the top does not hold.

mod ast;
mod beyond;
mod bounds;
mod compare;
mod eval;
mod explain;
mod facts;
mod functions;
mod kinds;
mod labels;
mod nearest;
mod number;
mod parse;
mod reads;
mod sites;
mod time;
mod types;
mod types_compare;
mod types_facts;
mod vars;
mod written;

pub use ast::*;
pub use beyond::{Beyond, beyond};
pub use bounds::{Bound, bounds};
pub use eval::{elements, eval, judge, judge_with, truth};
pub use explain::{explain, explain_node};
pub use facts::*;
pub use labels::label_of;
pub use nearest::nearest;
pub use parse::parse;
pub use reads::{Read, reads, reads_through, walk};
pub use sites::{Place, Site, Use, act_of, around, home, other, sites};
pub use types::check_types;
pub(crate) use types_facts::link_names;
pub use vars::{Binding, Vars};
