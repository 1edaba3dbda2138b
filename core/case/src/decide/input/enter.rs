//! Keeps what was given: fields, classes, parties, roles, papers. What is declared on the spot stays on the act.

use dengwen_regulation::{
    model::{Axis, Id, InputWhat},
    value::{Ref, Value},
};

use super::{asks, parties, wanted::field_of};
use crate::{
    decide::Found,
    effects,
    types::{Entry, Event, Firm, Input},
    work::Work,
};

/// Keeps the input of an act. `place.row` is the row it goes to first, `own` the row on which the act was done.
pub(crate) fn enter(work: &mut Work<'_>, place: &Found<'_>, own: usize, input: &Input) {
    let all = {
        let found = Found { row: own, ..*place };
        let mut all = asks(&work.eye(own), &found, None);
        for option in found.act.choose.keys() {
            for asked in asks(&work.eye(own), &found, Some(option)) {
                if !all.iter().any(|known| known.what.is_given_like(&asked.what)) {
                    all.push(asked);
                }
            }
        }
        all.into_iter().map(|asked| asked.what).collect::<Vec<_>>()
    };
    for what in &all {
        let Some(entry) = input.get(&what.key()) else { continue };
        one(work, place, what, entry);
    }
    if work.case.rows.len() == 1 && place.act.begins != dengwen_regulation::model::Begins::No {
        carried_along(work, &all, input);
    }
    for (key, entry) in &input.0 {
        if let (Some(axis), Entry::Value(value)) = (key.strip_prefix("ground."), entry) {
            class(work, place.row, &Id::from(axis), value);
        }
    }
}

/// A case that another has begun brings fields and classes which the act does not ask.
fn carried_along(work: &mut Work<'_>, asked: &[InputWhat], input: &Input) {
    let Some(shape) = work.case.main().and_then(|row| work.regulation.shape(&row.shape)) else { return };
    for (key, entry) in &input.0 {
        if asked.iter().any(|what| what.key() == *key) {
            continue;
        }
        match (key.split_once('.'), entry) {
            (Some(("party", kind)), entry) => parties::enter(work, &Id::from(kind), entry),
            (Some(("class", axis)), Entry::Value(value)) => class(work, 0, &Id::from(axis), value),
            (None, Entry::Value(value)) if shape.fields.contains_key(key.as_str()) => {
                let row = work.key(0);
                work.emit(Event::FieldSet { row, field: Id::from(key.as_str()), value: value.clone() });
            }
            _ => {}
        }
    }
}

fn one(work: &mut Work<'_>, place: &Found<'_>, what: &InputWhat, entry: &Entry) {
    match (what, entry) {
        (InputWhat::Field(id), Entry::Value(value)) => field(work, place, id, value),
        (InputWhat::Field(id), Entry::Unknown) => {
            let row = work.key(row_of_field(work, place, id));
            work.emit(Event::FieldUnknown { row, field: id.clone() });
        }
        (InputWhat::Class(id), Entry::Value(value)) => class(work, place.row, id, value),
        (InputWhat::Party(kind), entry) => parties::enter(work, kind, entry),
        (InputWhat::Role(id), Entry::Value(value)) => role(work, place.row, id, value),
        (InputWhat::Document(id), Entry::Value(value)) if *value != Value::Yes(false) => {
            if let Err(refusal) = effects::file(work, id, place.row, None) {
                work.refuse(*refusal);
            }
        }
        _ => {}
    }
}

fn row_of_field(work: &Work<'_>, place: &Found<'_>, id: &Id) -> usize {
    let has = |row: usize| {
        let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
        shape.is_some_and(|shape| shape.fields.contains_key(id))
    };
    if has(place.row) { place.row } else { 0 }
}

fn field(work: &mut Work<'_>, place: &Found<'_>, id: &Id, value: &Value) {
    // What belongs to a register of the office is not kept with the case.
    let row = row_of_field(work, place, id);
    let has = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
    if !has.is_some_and(|shape| shape.fields.contains_key(id)) {
        return;
    }
    let many = field_of(&work.eye(row), place, id).is_some_and(|field| field.many);
    let value = match value {
        Value::Many(_) => value.clone(),
        one if many => Value::Many(vec![one.clone()]),
        one => one.clone(),
    };
    if work.case.rows.get(row).and_then(|row| row.values.get(id)) == Some(&value) {
        // Given again, the same: a moment for limits all the same, so it is an event too.
    }
    let row = work.key(row);
    work.emit(Event::FieldSet { row, field: id.clone(), value });
}

/// The values in a class as given, and the grounds ticked with it.
pub(crate) fn class_values(axis: &Axis, value: &Value) -> (Vec<Id>, Vec<Id>) {
    let said: Vec<Id> = match value {
        Value::Choice(id) => vec![id.clone()],
        Value::Many(several) => {
            several.iter().filter_map(|v| if let Value::Choice(id) = v { Some(id.clone()) } else { None }).collect()
        }
        _ => Vec::new(),
    };
    let (mut values, mut grounds): (Vec<Id>, Vec<Id>) =
        said.into_iter().partition(|id| axis.values.contains_key(id) || axis.grounds.is_empty());
    grounds.retain(|id| axis.grounds.iter().any(|ground| ground.id == *id));
    for id in &grounds {
        let value = axis.grounds.iter().find(|ground| ground.id == *id).map(|ground| ground.value.clone());
        if let Some(value) = value.filter(|value| !values.contains(value)) {
            values.push(value);
        }
    }
    if !axis.many && values.len() > 1 {
        // Several grounds: the gravest by order, else the first.
        let rank = |id: &Id| crate::classes::rank(axis, id);
        let gravest = values.iter().rev().max_by_key(|id| rank(id)).cloned();
        values = gravest.into_iter().collect();
    }
    (values, grounds)
}

fn class(work: &mut Work<'_>, from: usize, id: &Id, value: &Value) {
    let has = |row: usize| {
        let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
        shape.and_then(|shape| shape.classes.get(id))
    };
    let (row, axis) = match (has(from), has(0)) {
        (Some(axis), _) => (from, axis),
        (None, Some(axis)) => (0, axis),
        (None, None) => return,
    };
    // An axis that does not apply takes no value.
    if !work.eye(row).applies(axis.cond.as_ref()) {
        return;
    }
    let (values, grounds) = class_values(axis, value);
    let by = work.doer.clone();
    for ground in &grounds {
        let event =
            Event::GroundTicked { row: work.key(row), axis: id.clone(), ground: ground.clone(), by: by.clone() };
        work.emit(event);
    }
    let firm = firmness(work, row, axis);
    effects::set_class(work, row, id, values, firm, grounds.first().cloned());
}

fn firmness(work: &Work<'_>, row: usize, axis: &Axis) -> Option<Firm> {
    let actor = &work.hand.actor;
    let named = |who: &Option<dengwen_regulation::model::Who>| {
        who.as_ref().is_some_and(|who| actor.is_any(&crate::who::resolve(&work.eye(row), who)))
    };
    if named(&axis.set_final) {
        Some(Firm::Final)
    } else if axis.set_provisional.is_some() || axis.set_final.is_some() {
        Some(Firm::Provisional)
    } else {
        None
    }
}

fn role(work: &mut Work<'_>, row: usize, id: &Id, value: &Value) {
    let eye = work.eye(row);
    let value = match value {
        Value::Text(text) => Value::Ref(Ref::Person(text.clone())),
        other => other.clone(),
    };
    let who = crate::who::of_value(&eye, &value);
    let alone = work.regulation.roles.get(id).is_none_or(|role| !role.many);
    work.emit(Event::Assigned { place: id.to_string(), who, named: format!("=input.role.{id}"), alone });
}
