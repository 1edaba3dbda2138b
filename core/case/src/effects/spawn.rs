//! `spawn`: another case is to be begun, under this regulation or another.

use dengwen_regulation::{
    expr::Facts as _,
    model::{Carry, Effect, Follows, Id, What},
    value::{Ref, Value},
};

use super::{Done, Place, skip, value_of};
use crate::{
    eye::table_value,
    types::{Entry, Event, Input, PartyInput},
    work::Work,
};

pub(super) fn run(work: &mut Work<'_>, effect: &Effect, at: &Place<'_>) -> Done {
    let What::Spawn { start, follows, link, carry } = &effect.what else { return Ok(()) };
    let regulation = match follows {
        Follows::Same => None,
        Follows::Named(id) => Some(id.clone()),
        Follows::Setting(id) => match name(&work.eye(at.row).setting(id)) {
            Some(id) => Some(id),
            None => return skip(work, "spawn", &format!("setting {id}")),
        },
        Follows::Table(id) => match name(&table_value(&work.eye(at.row), id, None)) {
            Some(id) => Some(id),
            None => return skip(work, "spawn", &format!("table {id}")),
        },
    };
    let mut input = carried(work, carry);
    for (field, given) in &effect.with {
        let value = value_of(work, given, at);
        input.0.insert(field.to_string(), Entry::Value(value));
    }
    let received = work.case.received.map_or(work.at(), |at| at.happened);
    let n = u32::try_from(work.case.spawned.len()).unwrap_or(u32::MAX).saturating_add(1);
    work.emit(Event::SpawnOrdered { n, start: start.clone(), regulation, link: link.clone(), input, received });
    Ok(())
}

fn name(value: &Value) -> Option<Id> {
    match value {
        Value::Ref(Ref::Regulation(id)) | Value::Choice(id) => Some(id.clone()),
        Value::Text(text) if !text.is_empty() => Some(Id::from(text.as_str())),
        _ => None,
    }
}

/// Parties always go along; fields and classes as named.
fn carried(work: &Work<'_>, carry: &Carry) -> Input {
    let mut input = Input::new();
    for kind in work.regulation.parties.keys() {
        let all: Vec<PartyInput> = work
            .case
            .parties_of(kind)
            .map(|party| PartyInput { who: party.who.clone(), fields: party.fields.clone() })
            .collect();
        if !all.is_empty() {
            input.0.insert(format!("party.{kind}"), Entry::Parties(all));
        }
    }
    let Some(main) = work.case.main() else { return input };
    let mut take = |there: &Id, here: &Id| {
        if let Some(value) = main.values.get(here) {
            input.0.insert(there.to_string(), Entry::Value(value.clone()));
        } else if let Some(state) = main.axes.get(here).filter(|state| !state.now.is_empty()) {
            let now = state.now.iter().cloned().map(Value::Choice).collect();
            input.0.insert(format!("class.{there}"), Entry::Value(Value::Many(now)));
        }
    };
    match carry {
        Carry::Nothing => {}
        Carry::All => main.values.keys().chain(main.axes.keys()).for_each(|id| take(id, id)),
        Carry::Names(names) => names.iter().for_each(|(there, here)| take(there, here)),
    }
    input
}
