//! What an expression reads, known without running it.

use super::{Actor, Clock, Expr, Fact, Function, ListOf, Node, On, Word};
use crate::model::{Id, Regulation};

/// One thing an expression reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// A field or class.
    Name(On, Id),
    /// A word.
    Word(On, Word),
    /// An input.
    Input(On, Id),
    /// A setting.
    Setting(Id),
    /// The actor.
    Actor(Actor),
    /// The moment.
    Clock(Clock),
    /// What happened.
    Fact(On, Fact),
    /// A list.
    List(On, ListOf),
    /// A function that asks the office, the calendar or the clock.
    Call(Function),
    /// A named condition.
    Condition(Id),
}

/// Visits every node, the outer before the inner.
pub fn walk<'a>(node: &'a Node, visit: &mut dyn FnMut(&'a Node)) {
    visit(node);
    match node {
        Node::Not(a) | Node::Size(a) => walk(a, visit),
        Node::And(all) | Node::Or(all) | Node::List(all) | Node::Call(_, all) => {
            for inner in all {
                walk(inner, visit);
            }
        }
        Node::Cmp(_, a, b) | Node::In(a, b) | Node::Arith(_, a, b) | Node::Over(_, a, _, b) => {
            walk(a, visit);
            walk(b, visit);
        }
        Node::If(a, b, c) => {
            for inner in [a, b, c] {
                walk(inner, visit);
            }
        }
        Node::Const(_)
        | Node::Name(_)
        | Node::Word(..)
        | Node::Of(..)
        | Node::Input(..)
        | Node::Setting(_)
        | Node::Actor(_)
        | Node::Clock(_)
        | Node::Condition(_)
        | Node::Var(_)
        | Node::Elements(..)
        | Node::Fact(..) => {}
    }
}

/// What a node reads, each once, in the order written. Named conditions stay names; see [`reads_through`].
#[must_use]
pub fn reads(node: &Node) -> Vec<Read> {
    let mut all = Vec::new();
    walk(node, &mut |node| {
        let read = match node {
            Node::Name(id) => Read::Name(On::Here, id.clone()),
            Node::Of(on, id) => Read::Name(on.clone(), id.clone()),
            Node::Word(on, word) => Read::Word(on.clone(), *word),
            Node::Input(on, id) => Read::Input(on.clone(), id.clone()),
            Node::Setting(id) => Read::Setting(id.clone()),
            Node::Actor(part) => Read::Actor(*part),
            Node::Clock(clock) => Read::Clock(*clock),
            Node::Fact(on, fact) => Read::Fact(on.clone(), fact.clone()),
            Node::Elements(on, list) => Read::List(on.clone(), list.clone()),
            Node::Call(function, _) => Read::Call(function.clone()),
            Node::Condition(id) => Read::Condition(id.clone()),
            _ => return,
        };
        if !all.contains(&read) {
            all.push(read);
        }
    });
    all
}

/// The same with what the named conditions read in turn; a circle of conditions is followed once.
#[must_use]
pub fn reads_through(expr: &Expr, reg: &Regulation) -> Vec<Read> {
    let mut all = Vec::new();
    let mut next = vec![&expr.node];
    let mut seen: Vec<Id> = Vec::new();
    while let Some(node) = next.pop() {
        for read in reads(node) {
            if let Read::Condition(id) = &read
                && !seen.contains(id)
            {
                seen.push(id.clone());
                next.extend(reg.conditions.get(id).map(|condition| &condition.is.node));
            }
            if !all.contains(&read) {
                all.push(read);
            }
        }
    }
    all
}
