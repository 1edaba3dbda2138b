//! Relations that staff have declared: with whom of a case they are compared, and by which acts somebody steps aside.

use dengwen_regulation::{
    model::{Act, Effect, FieldType, Input, InputWhat, Regulation, Rule, Sensitive, Side, What, Who},
    value::{Ref, Value},
};

use crate::types::{Case, Named, PartyOn, Principal};

/// What the parties of a case are known by. Who complains is left out where it is sealed, unless it is asked for: whether
/// a name fits must not tell somebody who it is.
#[must_use]
pub fn named(case: &Case, regulation: &Regulation, sealed_too: bool) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for party in &case.parties {
        let inside = party.who.as_ref().and_then(inside);
        let values = party.fields.values().flat_map(each).filter_map(|value| match value {
            Value::Text(text) if !text.trim().is_empty() => Some(Named::Text(text.clone())),
            Value::Sealed(handle) if sealed_too || !tells_who(regulation, party) => {
                Some(Named::Token(handle.token.clone()))
            }
            Value::Ref(one) => self::inside(one),
            _ => None,
        });
        for one in inside.into_iter().chain(values) {
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    all.sort();
    all
}

fn each(value: &Value) -> Vec<&Value> {
    match value {
        Value::Many(several) => several.iter().collect(),
        one => vec![one],
    }
}

fn inside(one: &Ref) -> Option<Named> {
    match one {
        Ref::Person(id) => Some(Named::Inside(Principal::Person(id.clone()))),
        Ref::Unit(id) | Ref::Body(id) => Some(Named::Inside(Principal::Unit(id.clone()))),
        _ => None,
    }
}

/// Is what is sealed of a party its identity.
fn tells_who(regulation: &Regulation, party: &PartyOn) -> bool {
    regulation.parties.get(&party.kind).is_none_or(|kind| {
        kind.side != Side::ComplainedOf
            || !kind.identity.is_empty()
            || kind.fields.values().any(|field| field.sensitive == Some(Sensitive::Identity))
    })
}

/// Does whoever does this act step aside by it, or ask for it to be decided.
#[must_use]
pub fn steps_aside(regulation: &Regulation, act: &Act) -> bool {
    let themselves = |effect: &Effect| match &effect.what {
        What::Bar(who) => *who == Who::Actor,
        What::Open(part) => {
            let decides = |acts: &Act| bars(&acts.does) || acts.choose.values().any(|option| bars(&option.does));
            !names_somebody(act) && regulation.parts.get(part).is_some_and(|shape| shape.acts.values().any(decides))
        }
        _ => false,
    };
    act.does.iter().any(themselves)
}

/// Does it ask for a person: then it is about somebody else.
fn names_somebody(act: &Act) -> bool {
    let person = |input: &Input| match &input.what {
        InputWhat::Own(_, field) => field.types.contains(&FieldType::Person),
        _ => false,
    };
    act.input.iter().any(person)
}

/// The rule by which somebody is made to step aside, of the regulation's own.
#[must_use]
pub fn on_recusal(regulation: &Regulation) -> Option<&Rule> {
    let takes_away = |act: &&Act| bars(&act.does) || act.choose.values().any(|option| bars(&option.does));
    let acts = regulation.shapes().flat_map(|(_, shape)| shape.acts.values());
    acts.filter(|act| !act.standing).find(takes_away).map(|act| &act.rule)
}

/// Is somebody kept out of the case by one of these.
fn bars(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect.what, What::Bar(_)))
}
