//! With what a counter is compared: as long as its number stays on the same side of all that, nothing follows from it.

use super::{Expr, Fact, Node, sites, walk};
use crate::{
    model::{Given, Id, Regulation},
    value::Value,
};

/// Something that a counter is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound<'a> {
    /// A number of the file.
    Number(i64),
    /// A setting of the office.
    Setting(&'a Id),
}

/// All that a counter is compared with, each once; nothing where something reads its number otherwise than by comparing it.
#[must_use]
pub fn bounds<'a>(reg: &'a Regulation, counter: &Id) -> Option<Vec<Bound<'a>>> {
    let mut found = Vec::new();
    let (mut met, mut compared) = (0_usize, 0_usize);
    for site in sites(reg) {
        walk(&site.expr.node, &mut |node| match node {
            Node::Fact(_, Fact::Counter(id)) if id == counter => met += 1,
            Node::Cmp(_, a, b) => {
                let bound = if is_it(a, counter) { of_node(b) } else { of_node(a).filter(|_| is_it(b, counter)) };
                if let Some(bound) = bound {
                    compared += 1;
                    found.push(bound);
                }
            }
            _ => {}
        });
    }
    found.extend(match reg.counters.get(counter).and_then(|counter| counter.reaches.as_ref()) {
        None | Some(Given::Who(_)) => None,
        Some(Given::Literal(Value::Int(number))) => Some(Bound::Number(*number)),
        Some(Given::Literal(_)) => return None,
        Some(Given::Computed(Expr { node, .. })) => Some(of_node(node)?),
    });
    found.sort_unstable();
    found.dedup();
    (met == compared).then_some(found)
}

fn is_it(node: &Node, counter: &Id) -> bool {
    matches!(node, Node::Fact(_, Fact::Counter(id)) if id == counter)
}

fn of_node(node: &Node) -> Option<Bound<'_>> {
    match node {
        Node::Const(Value::Int(number)) => Some(Bound::Number(*number)),
        Node::Setting(id) => Some(Bound::Setting(id)),
        _ => None,
    }
}
