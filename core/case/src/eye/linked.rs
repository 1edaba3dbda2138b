//! What is seen of another case.

use dengwen_regulation::{
    expr::{Fact, Word},
    model::Id,
    value::Value,
};

use super::Eye;
use crate::types::{Answer, LinkedFacts, Question};

fn facts(eye: &Eye<'_>, case: &str) -> Option<LinkedFacts> {
    if case == eye.case.id {
        return None;
    }
    match eye.asking.get(&eye.case.frozen, Question::Linked(case.to_owned())) {
        Some(Answer::Linked(facts)) => Some(*facts),
        _ => None,
    }
}

pub(super) fn name(eye: &Eye<'_>, case: &str, id: &Id) -> Value {
    facts(eye, case).and_then(|facts| facts.values.get(id).cloned()).unwrap_or(Value::Empty)
}

pub(super) fn word(eye: &Eye<'_>, case: &str, word: Word) -> Value {
    let Some(facts) = facts(eye, case) else { return Value::Empty };
    let choice = |id: Option<Id>| id.map_or(Value::Empty, Value::Choice);
    match word {
        Word::Stage => choice(facts.stage),
        Word::Kind => choice(facts.kind),
        Word::Channel => choice(facts.channel),
        Word::Number => facts.number.map_or(Value::Empty, Value::Text),
        Word::Received => facts.received.map_or(Value::Empty, Value::Moment),
        Word::At | Word::By | Word::Chosen => Value::Empty,
    }
}

pub(super) fn fact(eye: &Eye<'_>, case: &str, fact: &Fact) -> Value {
    let Some(facts) = facts(eye, case) else { return Value::Empty };
    let last = |act: &Id| facts.acts.iter().rev().find(|done| done.act == *act);
    match fact {
        Fact::Done(act, None) => Value::Yes(last(act).is_some()),
        Fact::Done(act, option) => Value::Yes(facts.acts.iter().any(|done| done.act == *act && done.option == *option)),
        Fact::Chosen(act) => last(act).and_then(|done| done.option.clone()).map_or(Value::Empty, Value::Choice),
        Fact::After(x, y) => match (last(x), last(y)) {
            (Some(x), Some(y)) => Value::Yes(x.at > y.at),
            (Some(_), None) => Value::Yes(true),
            (None, _) => Value::Yes(false),
        },
        Fact::Given(field) => Value::Yes(facts.given.contains(field)),
        Fact::Issued(document) => Value::Yes(facts.issued.contains(document)),
        Fact::Passed(limit) => Value::Yes(facts.passed.contains(limit)),
        Fact::Kept(limit) => Value::Yes(facts.kept.contains(limit)),
        Fact::IsA(axis, value) => {
            let under = |have: &Value| match have {
                Value::Choice(have) => crate::classes::is_under(eye.regulation, axis, have, value),
                _ => false,
            };
            match facts.values.get(axis) {
                Some(Value::Many(several)) => Value::Yes(several.iter().any(under)),
                Some(one @ Value::Choice(_)) => Value::Yes(under(one)),
                _ => Value::Empty,
            }
        }
        _ => Value::Empty,
    }
}
