//! Refusals and warnings of an act.

use dengwen_regulation::{
    expr::{Expr, Fact, Node, Truth},
    model::{Guard, Id, Input, InputWhat, Label, Regulation, Rule},
};

use crate::{
    eye::Eye,
    types::{Code, Refusal},
};

/// A guard that stands in the way.
pub(super) fn stands(eye: &Eye<'_>, guard: &Guard, code: Code, act: &Rule) -> Option<Refusal> {
    let truth = eye.judge(&guard.cond);
    if truth.holds() != guard.when {
        return None;
    }
    let label = guard.say.clone().unwrap_or_else(|| condition_label(eye.regulation, &guard.cond));
    let refusal = Refusal::new(code, label);
    // The guard's own article, else that of the condition it names, else that of the act.
    let inherited = guard.rule.article == act.article && guard.rule.reading == act.reading;
    let mut refusal = match condition_rule(eye.regulation, &guard.cond) {
        Some(rule) if inherited && rule.article.is_some() => refusal.by(rule),
        _ => refusal.by(&guard.rule),
    };
    if refusal.article.is_none() && refusal.reading.is_none() {
        refusal = refusal.by(act);
    }
    if let Truth::Unknown(names) = truth {
        refusal.fields = names;
    }
    refusal.guard = Some(guard.rule.path.clone());
    Some(refusal)
}

fn condition_rule<'a>(regulation: &'a Regulation, cond: &Expr) -> Option<&'a Rule> {
    let named = if let Node::Condition(id) = &cond.node { regulation.conditions.get(id) } else { None };
    named.map(|condition| &condition.rule)
}

fn condition_label(regulation: &Regulation, cond: &Expr) -> Label {
    let named = if let Node::Condition(id) = &cond.node { regulation.conditions.get(id) } else { None };
    named.map_or_else(|| Label::plain(&cond.text), |condition| condition.label.clone())
}

/// Does a condition look at what the act itself asks? Then nobody can say before it is given.
pub(super) fn looks_at_input(regulation: &Regulation, cond: &Expr, inputs: &[&Input]) -> bool {
    let asked = |id: &Id| {
        inputs.iter().any(|input| match &input.what {
            InputWhat::Field(name) | InputWhat::Class(name) | InputWhat::Party(name) | InputWhat::Own(name, _) => {
                name == id
            }
            InputWhat::Role(_) | InputWhat::Document(_) => false,
        })
    };
    mentions(regulation, &cond.node, &asked, 0)
}

fn mentions(regulation: &Regulation, node: &Node, asked: &dyn Fn(&Id) -> bool, depth: usize) -> bool {
    let deep = |node: &Node| mentions(regulation, node, asked, depth);
    match node {
        Node::Input(..) => true,
        Node::Name(id) | Node::Of(_, id) => asked(id),
        Node::Fact(_, fact) => match fact {
            Fact::Given(id) | Fact::GivenParty(id, _) | Fact::Named(id) | Fact::Count(id) | Fact::Reachable(id) => {
                asked(id) || id.starts_with("input.")
            }
            Fact::IsA(id, _) | Fact::AtLeast(id, _) | Fact::Final(id) => asked(id),
            _ => false,
        },
        Node::Condition(id) if depth < 8 => regulation
            .conditions
            .get(id)
            .is_some_and(|c| mentions(regulation, &c.is.node, asked, depth.saturating_add(1))),
        Node::Not(inner) | Node::Size(inner) => deep(inner),
        Node::And(all) | Node::Or(all) | Node::List(all) | Node::Call(_, all) => all.iter().any(deep),
        Node::Cmp(_, a, b) | Node::In(a, b) | Node::Arith(_, a, b) | Node::Over(_, a, _, b) => deep(a) || deep(b),
        Node::If(a, b, c) => deep(a) || deep(b) || deep(c),
        _ => false,
    }
}
