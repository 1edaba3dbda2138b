//! Names as people write them: of what is empty, and of a node as text.

use super::{Actor, Clock, Fact, Facts, Fold, ListOf, Node, On, Vars, Word, eval};
use crate::value::Value;

/// The names of what is empty in a node whose answer is unknown.
pub(super) fn empties(node: &Node, facts: &dyn Facts, vars: &Vars) -> Vec<String> {
    let mut names = Vec::new();
    collect(node, facts, vars, &mut names);
    names
}

fn collect(node: &Node, facts: &dyn Facts, vars: &Vars, names: &mut Vec<String>) {
    match node {
        Node::Const(_) => {}
        Node::Not(a) | Node::Size(a) => collect(a, facts, vars, names),
        Node::And(all) | Node::Or(all) | Node::List(all) => all.iter().for_each(|n| collect(n, facts, vars, names)),
        Node::Cmp(_, a, b) | Node::In(a, b) | Node::Arith(_, a, b) => {
            collect(a, facts, vars, names);
            collect(b, facts, vars, names);
        }
        Node::If(a, b, c) => [a, b, c].into_iter().for_each(|n| collect(n, facts, vars, names)),
        Node::Over(Fold::Filter | Fold::Map, list, ..) => collect(list, facts, vars, names),
        Node::Call(_, all) => {
            let before = names.len();
            all.iter().for_each(|n| collect(n, facts, vars, names));
            if names.len() == before && matches!(eval(node, facts, vars), Value::Empty) {
                push(names, name(node));
            }
        }
        _ => {
            if matches!(eval(node, facts, vars), Value::Empty | Value::Sealed(_)) {
                push(names, name(node));
            }
        }
    }
}

fn push(names: &mut Vec<String>, name: Option<String>) {
    if let Some(name) = name
        && !names.contains(&name)
    {
        names.push(name);
    }
}

/// How a leaf is written.
pub(super) fn name(node: &Node) -> Option<String> {
    Some(match node {
        Node::Name(id) | Node::Var(id) | Node::Condition(id) => id.to_string(),
        Node::Word(on, word) => format!("{}{}", before(on), word_text(*word)),
        Node::Of(on, id) => format!("{}{id}", before(on)),
        Node::Input(On::Here, id) => format!("input.{id}"),
        Node::Input(on, id) => format!("{}input.{id}", before(on)),
        Node::Setting(id) => format!("setting.{id}"),
        Node::Actor(part) => format!(
            "actor.{}",
            match part {
                Actor::Person => "person",
                Actor::Unit => "unit",
                Actor::Role => "role",
            }
        ),
        Node::Clock(Clock::Today) => "today".to_owned(),
        Node::Clock(Clock::Now) => "now".to_owned(),
        Node::Fact(on, fact) => format!("{}{}", before(on), fact_text(fact)),
        Node::Elements(on, list) => format!("{}{}", before(on), list_text(list)),
        Node::Call(function, _) => format!("{function:?}").to_lowercase(),
        _ => return None,
    })
}

fn before(on: &On) -> String {
    match on {
        On::Here => String::new(),
        On::This => "this.".to_owned(),
        On::Var(id) => format!("{id}."),
        On::Party(id) => format!("party.{id}."),
    }
}

fn list_text(list: &ListOf) -> String {
    match list {
        ListOf::Parts(id) => format!("parts('{id}')"),
        ListOf::Parties(id) => format!("parties('{id}')"),
        ListOf::Linked(id) => format!("linked('{id}')"),
        ListOf::Acts(id) => format!("acts('{id}')"),
    }
}

/// A word as written.
pub(super) fn word_text(word: Word) -> &'static str {
    match word {
        Word::Stage => "stage",
        Word::Kind => "kind",
        Word::Channel => "channel",
        Word::Number => "number",
        Word::Received => "received",
        Word::At => "at",
        Word::By => "by",
        Word::Chosen => "chosen",
    }
}

/// A fact as written.
pub(super) fn fact_text(fact: &Fact) -> String {
    match fact {
        Fact::Done(a, Some(o)) => format!("done('{a}.{o}')"),
        Fact::Done(a, None) => format!("done('{a}')"),
        Fact::Chosen(a) => format!("chosen('{a}')"),
        Fact::After(a, b) => format!("after('{a}','{b}')"),
        Fact::Given(a) => format!("given('{a}')"),
        Fact::GivenParty(a, b) => format!("given('party.{a}.{b}')"),
        Fact::Named(a) => format!("named('{a}')"),
        Fact::Reachable(a) => format!("reachable('{a}')"),
        Fact::Count(a) => format!("count('{a}')"),
        Fact::Open(a) => format!("open('{a}')"),
        Fact::Passed(a) => format!("passed('{a}')"),
        Fact::Kept(a) => format!("kept('{a}')"),
        Fact::Due(a) => format!("due('{a}')"),
        Fact::Issued(a) => format!("issued('{a}')"),
        Fact::Served(a, Some(b)) => format!("served('{a}','{b}')"),
        Fact::Served(a, None) => format!("served('{a}')"),
        Fact::Signed(a, Some(b)) => format!("signed('{a}','{b}')"),
        Fact::Signed(a, None) => format!("signed('{a}')"),
        Fact::Refused(a) => format!("refused('{a}')"),
        Fact::IsA(a, b) => format!("is_a('{a}','{b}')"),
        Fact::AtLeast(a, b) => format!("at_least('{a}','{b}')"),
        Fact::Final(a) => format!("final('{a}')"),
        Fact::Since(a) => format!("since('{a}')"),
        Fact::Asked(a) => format!("asked('{a}')"),
        Fact::Counter(a) => format!("counter('{a}')"),
        Fact::Indicator(a) => format!("indicator('{a}')"),
    }
}
