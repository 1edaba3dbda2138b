//! Names: fields, classes, words, inputs, elements.

use dengwen_regulation::{
    expr::{Actor as Part, Facts as _, ListOf, Subject, Vars, Word},
    model::{Axis, Field, Id, ShapeRef},
    value::{Ref, Value},
};

use super::{Eye, linked};
use crate::types::{Done, Entry, Input, Principal};

pub(super) fn name(eye: &Eye<'_>, on: &Subject, id: &Id) -> Value {
    match on {
        // A figure over acts sees what that act was given.
        Subject::Here => eye
            .hand
            .filter(|hand| hand.done.is_some())
            .and_then(|hand| given(&hand.input, id))
            .unwrap_or_else(|| here(eye, id)),
        Subject::This => of_row(eye, eye.row, id).unwrap_or(Value::Empty),
        Subject::Row(row) => of_row(eye, *row, id).unwrap_or(Value::Empty),
        Subject::Party(place) => of_party(eye, *place, id),
        Subject::Act(place) => {
            eye.case.acts.get(*place).map_or(Value::Empty, |done| given(&done.input, id).unwrap_or(Value::Empty))
        }
        Subject::Case(case) => linked::name(eye, case, id),
    }
}

/// The own row first, then its owners, then who has a place.
fn here(eye: &Eye<'_>, id: &Id) -> Value {
    let mut row = eye.row;
    loop {
        if let Some(value) = of_row(eye, row, id) {
            return value;
        }
        let Some(parent) = eye.case.rows.get(row).map(|r| r.parent).filter(|parent| *parent < row) else { break };
        row = parent;
    }
    let held: Vec<Value> = eye.case.holders(id).iter().filter_map(as_ref).collect();
    match held.as_slice() {
        [] => Value::Empty,
        [one] => one.clone(),
        _ => Value::Many(held),
    }
}

fn as_ref(who: &Principal) -> Option<Value> {
    Some(Value::Ref(match who {
        Principal::Person(id) => Ref::Person(id.clone()),
        Principal::Unit(id) => Ref::Unit(id.clone()),
        Principal::Post { role, .. } => Ref::Role(role.clone()),
        Principal::Party(n) => Ref::Party(*n),
        Principal::Staff | Principal::Public | Principal::System => return None,
    }))
}

/// A field or class of one row; `None` where its shape has no such name.
fn of_row(eye: &Eye<'_>, place: usize, id: &Id) -> Option<Value> {
    let row = eye.case.rows.get(place)?;
    let shape = eye.shape_of(place)?;
    if let Some(field) = shape.fields.get(id) {
        let given = row.values.get(id).cloned();
        return Some(of_field(eye, place, field, given));
    }
    let axis = shape.classes.get(id)?;
    let now = row.axes.get(id).map(|state| state.now.as_slice()).unwrap_or_default();
    Some(of_axis(eye, place, axis, now))
}

fn of_field(eye: &Eye<'_>, place: usize, field: &Field, given: Option<Value>) -> Value {
    if let Some(cond) = &field.cond
        && !eye.seen_from(place).holds(cond)
    {
        return Value::NotApplicable;
    }
    given.unwrap_or_else(|| default(&eye.seen_from(place), field))
}

/// What a field is until something is given: what the regulation proposes, as it stands or computed.
pub(super) fn default(eye: &Eye<'_>, field: &Field) -> Value {
    match (&field.default, &field.default_from) {
        (Some(default), _) => default.clone(),
        (None, Some(from)) => field.kept(eye.eval(from, &Vars::none())),
        (None, None) => Value::Empty,
    }
}

fn of_axis(eye: &Eye<'_>, place: usize, axis: &Axis, now: &[Id]) -> Value {
    if let Some(cond) = &axis.cond
        && !eye.seen_from(place).holds(cond)
    {
        return Value::NotApplicable;
    }
    match (now, &axis.default) {
        ([], None) => Value::Empty,
        ([], Some(default)) => Value::Choice(default.clone()),
        ([one], _) if !axis.many => Value::Choice(one.clone()),
        (several, _) => Value::Many(several.iter().cloned().map(Value::Choice).collect()),
    }
}

fn of_party(eye: &Eye<'_>, place: usize, id: &Id) -> Value {
    let Some(party) = eye.case.parties.get(place) else { return Value::Empty };
    if let Some(value) = party.fields.get(id) {
        return value.clone();
    }
    // One that is among others has their fields.
    if let Some(Ref::Party(n)) = party.who
        && let Some(other) = eye.case.parties.iter().position(|p| p.n == n)
        && other != place
    {
        return of_party(eye, other, id);
    }
    Value::Empty
}

pub(super) fn word(eye: &Eye<'_>, on: &Subject, word: Word) -> Value {
    match (on, word) {
        (Subject::Case(id), _) => linked::word(eye, id, word),
        (Subject::Act(place), _) => eye.case.acts.get(*place).map_or(Value::Empty, |done| of_act(done, word)),
        (_, Word::Stage) => {
            let row = if let Subject::Row(row) = on { *row } else { eye.row };
            let stage = eye.case.rows.get(row).and_then(|row| row.stage.clone());
            stage.map_or(Value::Empty, Value::Choice)
        }
        (_, Word::Kind) => match eye.case.main().map(|row| &row.shape) {
            Some(ShapeRef::Kind(kind)) => Value::Choice(kind.clone()),
            _ => Value::Empty,
        },
        (_, Word::Channel) => eye.case.channel.clone().map_or(Value::Empty, Value::Choice),
        (_, Word::Number) => {
            eye.asking.look_at_the_number();
            eye.case.number.clone().map_or(Value::Empty, Value::Text)
        }
        (_, Word::Received) => eye.case.received.map_or(Value::Empty, |at| Value::Moment(at.happened)),
        (_, Word::At | Word::By | Word::Chosen) => Value::Empty,
    }
}

fn of_act(done: &Done, word: Word) -> Value {
    match word {
        Word::At => Value::Moment(done.at.happened),
        Word::By => done.by.person.clone().map_or(Value::Empty, |person| Value::Ref(Ref::Person(person))),
        Word::Chosen => done.option.clone().map_or(Value::Empty, Value::Choice),
        _ => Value::Empty,
    }
}

pub(super) fn input(eye: &Eye<'_>, on: &Subject, id: &Id) -> Value {
    if let Subject::Act(place) = on {
        return eye.case.acts.get(*place).and_then(|done| given(&done.input, id)).unwrap_or(Value::Empty);
    }
    let Some(hand) = eye.hand else { return Value::Empty };
    given(&hand.input, id).or_else(|| given(&hand.carried, id)).unwrap_or(Value::Empty)
}

/// An input by its bare name, or with the word before it.
fn given(input: &Input, id: &Id) -> Option<Value> {
    let value = |entry: &Entry| match entry {
        Entry::Value(value) if !entry.is_empty() => Some(value.clone()),
        _ => None,
    };
    let after = |word: &str| {
        let named = |key: &str| key.strip_prefix(word).is_some_and(|rest| *rest == **id);
        input.0.iter().find(|(key, _)| named(key)).and_then(|(_, entry)| value(entry))
    };
    if input.is_empty() {
        return None;
    }
    let bare = input.0.get(id.as_str()).and_then(value);
    bare.or_else(|| after("class.")).or_else(|| after("role.")).or_else(|| after("document."))
}

pub(super) fn actor(eye: &Eye<'_>, part: Part) -> Value {
    let Some(actor) = eye.hand.map(|hand| &hand.actor) else { return Value::Empty };
    match part {
        Part::Person => match (&actor.person, actor.party()) {
            (Some(person), _) => Value::Ref(Ref::Person(person.clone())),
            (None, Some(n)) => Value::Ref(Ref::Party(n)),
            (None, None) => Value::Empty,
        },
        Part::Unit => actor.unit().map_or(Value::Empty, |unit| Value::Ref(Ref::Unit(unit.to_owned()))),
        Part::Role => {
            let roles: Vec<Value> = actor.roles().cloned().map(Value::Choice).collect();
            match roles.as_slice() {
                [one] => one.clone(),
                _ => Value::Many(roles),
            }
        }
    }
}

pub(super) fn list(eye: &Eye<'_>, _on: &Subject, list: &ListOf) -> Vec<Subject> {
    let case = eye.case;
    match list {
        ListOf::Parts(part) => case
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.key.part == *part && row.key.n > 0)
            .map(|(n, _)| Subject::Row(n))
            .collect(),
        ListOf::Parties(kind) => case
            .parties
            .iter()
            .enumerate()
            .filter(|(_, party)| party.kind == *kind)
            .map(|(n, _)| Subject::Party(n))
            .collect(),
        ListOf::Linked(name) => {
            case.links.iter().filter(|(link, ..)| link == name).map(|(_, to, _)| Subject::Case(to.clone())).collect()
        }
        ListOf::Acts(act) => {
            let (of, act) = act.rsplit_once('.').map_or((None, &**act), |(of, act)| (Some(of), act));
            let fits = |done: &Done| {
                *done.act == *act && of.is_none_or(|of| case.rows.get(done.row).is_some_and(|row| *row.key.part == *of))
            };
            case.acts.iter().enumerate().filter(|(_, done)| fits(done)).map(|(n, _)| Subject::Act(n)).collect()
        }
    }
}

pub(super) fn row_ref(eye: &Eye<'_>, row: usize) -> Value {
    match eye.case.rows.get(row) {
        Some(row) if !row.key.is_main() => Value::Ref(Ref::Row(row.key.part.clone(), row.key.n)),
        _ => Value::Ref(Ref::Case(eye.case.id.clone())),
    }
}

pub(super) fn path(eye: &Eye<'_>, path: &str) -> Value {
    let id = |text: &str| Id::from(text);
    match path.split('.').collect::<Vec<_>>().as_slice() {
        ["party", kind] => {
            let all: Vec<Value> = eye.case.parties_of(&id(kind)).map(|party| Value::Ref(Ref::Party(party.n))).collect();
            if all.is_empty() { Value::Empty } else { Value::Many(all) }
        }
        ["party", kind, field] => {
            let all = list(eye, &Subject::Here, &ListOf::Parties(id(kind)));
            several(all.iter().map(|one| name(eye, one, &id(field))))
        }
        ["class", axis] => here(eye, &id(axis)),
        ["this", field] => of_row(eye, eye.row, &id(field)).unwrap_or(Value::Empty),
        ["number"] => eye.word(&Subject::Here, Word::Number),
        ["received"] => eye.word(&Subject::Here, Word::Received),
        ["stage"] => eye.word(&Subject::Here, Word::Stage),
        ["channel"] => eye.word(&Subject::Here, Word::Channel),
        ["kind"] => eye.word(&Subject::Here, Word::Kind),
        [register, field] if is_row_of(eye, register) => of_row(eye, 0, &id(field)).unwrap_or(Value::Empty),
        [part, field] if eye.regulation.parts.contains_key(*part) => {
            let all = list(eye, &Subject::Here, &ListOf::Parts(id(part)));
            several(all.iter().map(|one| name(eye, one, &id(field))))
        }
        ["input", field] => input(eye, &Subject::Here, &id(field)),
        [single] => match name(eye, &Subject::Here, &id(single)) {
            Value::Empty => input(eye, &Subject::Here, &id(single)),
            value => value,
        },
        _ => Value::Empty,
    }
}

/// A field of all rows of a part, in order, for a table: a cell of each row, also of one in which nothing stands.
/// Nothing where the path is no field of a part, or fewer than two rows are there.
pub(super) fn column(eye: &Eye<'_>, path: &str) -> Option<Value> {
    let (part, field) = path.split_once('.')?;
    eye.regulation.parts.get(part)?;
    let rows = list(eye, &Subject::Here, &ListOf::Parts(Id::from(part)));
    let cells: Vec<Value> = rows.iter().map(|row| name(eye, row, &Id::from(field))).collect();
    (cells.len() > 1 && cells.iter().any(|cell| *cell != Value::Empty)).then_some(Value::Many(cells))
}

/// Is this stream a row of a register.
fn is_row_of(eye: &Eye<'_>, register: &str) -> bool {
    matches!(eye.case.main().map(|row| &row.shape), Some(ShapeRef::Register(id)) if *id == *register)
}

fn several(values: impl Iterator<Item = Value>) -> Value {
    let mut all: Vec<Value> = values.filter(|value| !matches!(value, Value::Empty | Value::NotApplicable)).collect();
    match all.len() {
        0 => Value::Empty,
        1 => all.remove(0),
        _ => Value::Many(all),
    }
}
