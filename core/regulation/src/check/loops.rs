//! # done-in-loop
//!
//! Inside a loop `done('x')` stays true from the first round on. A guard there that wants `x` done before this act is satisfied
//! for ever after; `after('x', 'y')` asks whether it was done since. Told as a warning, unless a `reading` says it is meant.
//!
//! ```yaml
//! decide: {in: [review], refuse: [{unless: "done('inspect')", say: 先检查 | inspect first}]}     # review → work → review
//! ```

use super::{
    graph::Graph,
    view::{Origin, View, quoted, warning},
};
use crate::{
    expr::{Fact, Node, On, act_of, walk},
    finding::Finding,
    model::{Id, ShapeRef},
};

/// `done` where `after` is meant.
pub(super) fn loops(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (at, shape) in view.reg.shapes() {
        let Some(graph) = Graph::of(view, &at) else { continue };
        for (id, act) in View::acts(shape) {
            for guard in act.refuse.iter().filter(|guard| !guard.when && guard.rule.reading.is_none()) {
                for name in wanted(&guard.cond.node) {
                    if !in_one_loop(view, &graph, &at, act, &name) {
                        continue;
                    }
                    let (zh, en) = quoted(&act.label, id);
                    let found = warning(
                        "done-in-loop",
                        &guard.rule,
                        &name,
                        &format!("{zh}在可以重来的一段里，done('{name}') 第一次之后一直成立"),
                        &format!("{en} stands in a loop, where done('{name}') holds for ever after the first round"),
                    );
                    findings.push(found.mend(
                        &format!("写 after('{name}', '…')，或者加 reading 说明一次即可"),
                        &format!("write after('{name}', '…'), or a `reading` that once is enough"),
                    ));
                }
            }
        }
    }
}

/// Acts that a condition wants done, not those it forbids.
fn wanted(node: &Node) -> Vec<Id> {
    let mut names = Vec::new();
    let mut denied = 0_usize;
    walk(node, &mut |node| match node {
        Node::Not(_) | Node::Or(_) => denied += 1,
        Node::Fact(On::Here | On::This, Fact::Done(act, option)) if denied == 0 => {
            names.push(option.as_ref().map_or_else(|| act.clone(), |option| Id::from(format!("{act}.{option}"))));
        }
        _ => {}
    });
    names
}

/// From the act one can come back to it by a way on which the other act is open again.
fn in_one_loop(view: &View<'_>, graph: &Graph<'_>, at: &ShapeRef, act: &crate::model::Act, name: &Id) -> bool {
    let Some((other_at, other, _)) = act_of(view.reg, at, name) else { return false };
    if other_at != *at || std::ptr::eq(other, act) {
        return false;
    }
    let no_id = Id::from("");
    let here = graph.open_in(&Origin::Act(&no_id, act, None));
    let there = graph.open_in(&Origin::Act(&no_id, other, None));
    here.iter().any(|a| there.iter().any(|b| a != b && !here.contains(b) && graph.leads(a, b) && graph.leads(b, a)))
}
