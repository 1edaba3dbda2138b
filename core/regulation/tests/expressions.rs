//! Expressions: what they come to over a small fake world, how faults are told, and the laws of three-valued truth.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use dengwen_regulation::{
    expr::{Actor, Clock, Fact, Facts, Function, ListOf, Node, Subject, Truth, Vars, Word, eval, judge, parse, truth},
    model::{Id, Span},
    value::{Ref, Value},
};
use proptest::prelude::*;

/// A world of named values; facts are known by their text.
#[derive(Default)]
struct World {
    names: BTreeMap<String, Value>,
    facts: Vec<Fact>,
    rows: Vec<BTreeMap<String, Value>>,
}

impl Facts for World {
    fn name(&self, on: &Subject, id: &Id) -> Value {
        match on {
            Subject::Row(n) => self.rows[*n].get(id.as_str()).cloned().unwrap_or(Value::Empty),
            Subject::Party(_) => self.names.get(&format!("party.{id}")).cloned().unwrap_or(Value::Empty),
            _ => self.names.get(id.as_str()).cloned().unwrap_or(Value::Empty),
        }
    }
    fn word(&self, on: &Subject, word: Word) -> Value {
        match (on, word) {
            (Subject::Row(n), Word::Stage) => self.rows[*n]["stage"].clone(),
            (_, Word::Stage) => Value::Choice("handling".into()),
            (_, Word::Channel) => Value::Choice("phone".into()),
            (_, Word::Received) => Value::Moment("2026-02-09T16:30:00Z".parse().unwrap()),
            _ => Value::Empty,
        }
    }
    fn input(&self, _: &Subject, id: &Id) -> Value {
        self.names.get(&format!("input.{id}")).cloned().unwrap_or(Value::Empty)
    }
    fn setting(&self, id: &Id) -> Value {
        self.names.get(&format!("setting.{id}")).cloned().unwrap_or(Value::Empty)
    }
    fn actor(&self, part: Actor) -> Value {
        match part {
            Actor::Role => Value::Many(vec![Value::Choice("clerk".into()), Value::Choice("head".into())]),
            Actor::Person => Value::Ref(Ref::Person("wang".into())),
            Actor::Unit => Value::Empty,
        }
    }
    fn clock(&self, clock: Clock) -> Value {
        match clock {
            Clock::Today => Value::Date("2026-02-10".parse().unwrap()),
            Clock::Now => Value::Moment("2026-02-10T02:00:00Z".parse().unwrap()),
        }
    }
    fn fact(&self, _: &Subject, fact: &Fact) -> Value {
        match fact {
            Fact::Chosen(act) => self.names.get(&format!("chosen.{act}")).cloned().unwrap_or(Value::Empty),
            Fact::Count(_) => Value::Int(2),
            other => Value::Yes(self.facts.contains(other)),
        }
    }
    fn list(&self, _: &Subject, list: &ListOf) -> Vec<Subject> {
        match list {
            ListOf::Parts(_) => (0..self.rows.len()).map(Subject::Row).collect(),
            ListOf::Parties(kind) if *kind == "reporter" => vec![Subject::Party(0)],
            ListOf::Linked(_) => vec![Subject::Case("c1".to_owned())],
            _ => Vec::new(),
        }
    }
    fn call(&self, function: &Function, values: &[Value]) -> Value {
        match function {
            Function::WorkingTime => Value::Yes(false),
            Function::HeldBy => Value::Many(vec![Value::Ref(Ref::Case("c1".to_owned()))]),
            _ => values.first().cloned().unwrap_or(Value::Empty),
        }
    }
    fn condition(&self, id: &Id) -> Truth {
        if *id == "holds" { Truth::Yes } else { Truth::Unknown(vec![id.to_string()]) }
    }
}

fn world() -> World {
    let day = |text: &str| Value::Date(text.parse().unwrap());
    let row = |stage: &str, sort: &str| {
        BTreeMap::from([
            ("stage".to_owned(), Value::Choice(stage.into())),
            ("sort".to_owned(), Value::Choice(sort.into())),
        ])
    };
    let names = [
        ("damage", Value::Money(500_000)),
        ("repairs", Value::Many(vec![day("2026-02-01"), day("2025-12-31"), day("2025-06-01")])),
        ("urgency", Value::NotApplicable),
        ("nature", Value::Choice("valid_a".into())),
        ("ours", Value::Yes(true)),
        ("mode", Value::Many(vec![Value::Choice("anonymous".into()), Value::Choice("group".into())])),
        ("promised", day("2026-03-01")),
        ("rate", Value::Share(80, 100)),
        (
            "secret",
            Value::Sealed(dengwen_regulation::value::Handle {
                blob: String::new(),
                digest: String::new(),
                token: "t".into(),
            }),
        ),
        ("setting.large", Value::Money(500_000)),
        ("setting.short", Value::Interval("3 months".parse().unwrap())),
        ("setting.many", Value::Int(2)),
        ("input.result", Value::Choice("satisfied".into())),
        ("chosen.hear", Value::Choice("satisfied".into())),
        ("party.name", Value::Text("张三".into())),
    ];
    World {
        names: names.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
        facts: vec![
            Fact::Done("ring".into(), None),
            Fact::Done("decide".into(), Some("approved".into())),
            Fact::Given("input.result".into()),
            Fact::IsA("nature".into(), "valid".into()),
        ],
        rows: vec![row("done", "remedial"), row("open", "corrective")],
    }
}

fn node(text: &str) -> Node {
    parse(text, &Span::default()).unwrap_or_else(|f| unreachable_text(text, &format!("{f:?}"))).node
}

#[expect(clippy::panic, reason = "tests fail by panicking")]
fn unreachable_text(text: &str, why: &str) -> ! {
    panic!("{text}: {why}")
}

fn told(text: &str) -> String {
    match judge(&parse(text, &Span::default()).unwrap(), &world()) {
        Truth::Yes => "yes".to_owned(),
        Truth::No => "no".to_owned(),
        Truth::Unknown(names) => format!("unknown {}", names.join(" ")),
    }
}

#[test]
fn conditions_come_to_yes_no_or_the_names_of_what_is_empty() {
    let table = [
        ("damage >= setting.large", "yes"),
        ("damage > 5000", "no"),
        ("damage == 5000", "yes"),
        ("damage * 0.5 == 2500", "yes"),
        ("loss > 5000", "unknown loss"),
        ("!(loss > 5000)", "unknown loss"),
        ("loss != 3", "unknown loss"),
        ("loss > 5000 || ours", "yes"),
        ("loss > 5000 && !ours", "no"),
        ("loss > 5000 && ours", "unknown loss"),
        ("loss > setting.gone || x == 'y'", "unknown loss setting.gone x"),
        ("urgency == 'urgent' && !done('ring')", "no"),
        ("urgency != 'urgent'", "yes"),
        ("urgency > 3", "no"),
        ("done('ring') && done('decide.approved')", "yes"),
        ("done('decide.refused')", "no"),
        ("chosen('hear') == 'satisfied'", "yes"),
        ("chosen('ask') == 'yes'", "unknown chosen('ask')"),
        ("stage == 'handling' && channel != 'mail'", "yes"),
        ("'anonymous' in mode && mode == 'group'", "yes"),
        ("mode == 'named'", "no"),
        ("nature in ['valid_a', 'other']", "yes"),
        ("nature in [x]", "unknown x"),
        ("is_a('nature', 'valid')", "yes"),
        ("actor.role == 'head'", "yes"),
        ("!(actor.role in ['member', 'clerk'])", "no"),
        ("actor == 'wang'", "yes"),
        ("repairs.filter(d, received - d <= setting.short).size() >= setting.many", "yes"),
        ("repairs.filter(d, received - d <= duration('1 week')).size() == 0", "yes"),
        ("received - promised < duration('1 day')", "yes"),
        ("promised > today && promised <= today + duration('19 days')", "yes"),
        ("today + duration('1 month') == '2026-03-10'", "yes"),
        ("received == today", "yes"),
        ("parts('m').exists(m, m.sort == 'remedial' && m.stage == 'done')", "yes"),
        ("parts('m').all(m, m.stage == 'done')", "no"),
        ("parts('m').exists(m, m.gone == 1)", "unknown m.gone"),
        ("size(parts('m')) == 2 && parts('m').size() > 1", "yes"),
        ("linked('same').exists(c, c.done('ring'))", "yes"),
        ("held_by(actor).all(c, c.acts('x').exists(a, a.at >= today))", "no"),
        ("count('reporter') > 1", "yes"),
        ("party('reporter').name == '张三'", "yes"),
        ("party('other').name == '张三'", "unknown party.other.name"),
        ("input.result in ['satisfied', 'other']", "yes"),
        ("given('input.result') && !given('input.other')", "yes"),
        ("!working_time(received)", "yes"),
        ("rate >= 0.8 && rate < 0.81", "yes"),
        ("secret == 'x'", "unknown secret"),
        ("ours ? damage > 1 : x > 1", "yes"),
        ("parts('m').exists_one(m, m.stage == 'done')", "yes"),
        ("parts('m').map(m, m.stage) == ['open', 'done']", "no"),
        ("1 / 0 > 1", "unknown "),
    ];
    let wrong: Vec<_> = table.iter().filter(|(text, want)| told(text) != *want).map(|(t, _)| (t, told(t))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn values_are_exact() {
    let come = |text: &str| eval(&node(text), &world(), &Vars::none());
    assert_eq!(come("damage * 0.333"), Value::Money(166_500));
    assert_eq!(come("damage / 3"), Value::Money(166_667));
    assert_eq!(come("1 / 3 + 1 / 6"), Value::Share(1, 2));
    assert_eq!(come("damage / 2500"), Value::Money(200));
    assert_eq!(come("damage / damage"), Value::Int(1));
    assert_eq!(come("bands(damage * 4, [[10000, 0.2], [0.1]])"), Value::Money(300_000));
    assert_eq!(come("today - duration('1 month')"), Value::Date("2026-01-10".parse().unwrap()));
    assert_eq!(come("today - '2026-02-01'"), Value::Empty);
    assert_eq!(come("duration('2 days') + duration('3 days')"), Value::Interval("5 days".parse().unwrap()));
    assert_eq!(come("size(parts('m')) * 9223372036854775807"), Value::Empty);
}

#[test]
fn faults_name_the_place_the_text_and_the_mend() {
    let fault = |text: &str| {
        let length = u32::try_from(text.len()).unwrap();
        let span = Span { line: 7, column: 10, bytes: (100, 102 + length), ..Span::default() };
        let found = parse(text, &span).unwrap_err();
        let one = &found[0];
        let mend = one.mend.as_ref().map(|m| m.en.clone()).unwrap_or_default();
        format!("{}:{} {} | {} | {mend}", one.span.line, one.span.column, one.subject, one.what.en)
    };
    let all: Vec<String> = [
        "done('a') && don('b')",
        "名称 == '甲' && isued('x')",
        "done(x)",
        "served('a', 'b', 'c')",
        "a = 1",
        "a and b",
        "a == null",
        "parts('x').exists(1, 2)",
        "x.startsWith('y')",
        "{'a': 1}",
        "(a && b",
        "actor.name == 'x'",
        "duration('3 moons')",
        "(a || b).c == 1",
        "",
    ]
    .into_iter()
    .map(fault)
    .collect();
    insta::assert_snapshot!(all.join("\n"));
}

/// Conditions over three atoms, of which `y` holds, `n` does not, `u` is empty.
fn conditions() -> impl Strategy<Value = Node> {
    let atom = prop_oneof![Just(Node::Name("y".into())), Just(Node::Name("n".into())), Just(Node::Name("u".into()))];
    atom.prop_recursive(5, 40, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|n| Node::Not(Box::new(n))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Node::And),
            prop::collection::vec(inner, 1..4).prop_map(Node::Or),
        ]
    })
}

struct Atoms(Option<bool>);

impl Facts for Atoms {
    fn name(&self, _: &Subject, id: &Id) -> Value {
        match id.as_str() {
            "y" => Value::Yes(true),
            "n" => Value::Yes(false),
            _ => self.0.map_or(Value::Empty, Value::Yes),
        }
    }
    fn word(&self, _: &Subject, _: Word) -> Value {
        Value::Empty
    }
    fn input(&self, _: &Subject, _: &Id) -> Value {
        Value::Empty
    }
    fn setting(&self, _: &Id) -> Value {
        Value::Empty
    }
    fn actor(&self, _: Actor) -> Value {
        Value::Empty
    }
    fn clock(&self, _: Clock) -> Value {
        Value::Empty
    }
    fn fact(&self, _: &Subject, _: &Fact) -> Value {
        Value::Empty
    }
    fn list(&self, _: &Subject, _: &ListOf) -> Vec<Subject> {
        Vec::new()
    }
    fn call(&self, _: &Function, _: &[Value]) -> Value {
        Value::Empty
    }
    fn condition(&self, _: &Id) -> Truth {
        Truth::No
    }
}

/// Truth as a number: no, unknown, yes. Not is 2 - x, and is the least, or the greatest.
fn naive(node: &Node, unknown: u8) -> u8 {
    match node {
        Node::Name(id) if *id == "y" => 2,
        Node::Name(id) if *id == "n" => 0,
        Node::Not(n) => 2 - naive(n, unknown),
        Node::And(all) => all.iter().map(|n| naive(n, unknown)).min().unwrap_or(2),
        Node::Or(all) => all.iter().map(|n| naive(n, unknown)).max().unwrap_or(0),
        _ => unknown,
    }
}

fn rank(truth: &Truth) -> u8 {
    match truth {
        Truth::No => 0,
        Truth::Unknown(_) => 1,
        Truth::Yes => 2,
    }
}

proptest! {
    #[test]
    fn truth_follows_the_tables(node in conditions()) {
        prop_assert_eq!(rank(&truth(&node, &Atoms(None), &Vars::none())), naive(&node, 1));
    }

    /// What holds or fails while something is empty does so whatever is filled in.
    #[test]
    fn filling_in_never_turns_an_answer_round(node in conditions(), filled: bool) {
        let before = truth(&node, &Atoms(None), &Vars::none());
        let after = truth(&node, &Atoms(Some(filled)), &Vars::none());
        if let Truth::Unknown(names) = &before {
            prop_assert_eq!(names.join(" "), "u");
        } else {
            prop_assert_eq!(rank(&before), rank(&after));
        }
    }

    #[test]
    fn reading_never_panics(text in "[a-z'()=&|!<>.,0-9 \\[\\]投诉]{0,40}") {
        let _ = parse(&text, &Span::default());
    }
}

#[test]
fn a_text_nested_without_end_is_a_finding() {
    let deep = [
        format!("{}a{}", "(".repeat(1_900), ")".repeat(1_900)),
        format!("{}a", "!".repeat(3_900)),
        format!("a{}", " + 1".repeat(900)),
        format!("a{}", " && a".repeat(700)),
        format!("a{}", ".b".repeat(1_900)),
        "[".repeat(1_900),
        format!("{}ours{}", "(".repeat(25), ")".repeat(25)),
        "a".repeat(5_000),
    ];
    for text in deep {
        assert!(parse(&text, &Span::default()).is_err(), "{text}");
    }
    let near = [
        format!("{}ours{}", "(".repeat(24), ")".repeat(24)),
        format!("{}ours", "!".repeat(160)),
        format!("1{} > 1", " + 1".repeat(158)),
        format!("ours{}", " && ours".repeat(80)),
    ];
    for text in near {
        assert!(judge(&parse(&text, &Span::default()).unwrap(), &world()).holds(), "{text}");
    }
}
