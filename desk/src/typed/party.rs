//! Parties: `party.KIND.N.FIELD`, and `party.KIND.N.who` for one that the office knows.

use dengwen_case::{Entry, PartyInput};
use dengwen_regulation::{
    model::{Id, Party},
    value::{Ref, Value},
};

use super::{Form, Problem, Read, fields::wrong, put};
use crate::fault::Fault;

/// How many parties of one kind one form takes.
const PARTIES_MAX: usize = 50;

pub(super) fn read(form: &Form<'_>, kind: &Id, read: &mut Read) -> Result<(), Fault> {
    let Some(party) = form.regulation.parties.get(kind) else { return Ok(()) };
    let mut all = Vec::new();
    for n in numbers(form, kind).into_iter().take(PARTIES_MAX) {
        let one = one(form, kind, party, &n, read)?;
        if !one.is_empty() {
            all.push(one);
        }
    }
    let key = format!("party.{kind}");
    let entry = if all.len() > 1 || party.many && !all.is_empty() {
        Some(Entry::Parties(all))
    } else {
        all.into_iter().next().map(Entry::Party)
    };
    if let Some(entry) = entry {
        put(&mut read.input, &key, entry);
    }
    Ok(())
}

/// The numbers under which parties of a kind stand on the form, in order.
fn numbers(form: &Form<'_>, kind: &Id) -> Vec<String> {
    let start = format!("party.{kind}.");
    let mut found: Vec<String> = Vec::new();
    let keys = form.typed.iter().map(|(key, _)| key).chain(form.files.iter().map(|file| &file.key));
    for rest in keys.filter_map(|key| key.strip_prefix(&start)) {
        let n = rest.split('.').next().unwrap_or_default();
        if n.chars().all(|c| c.is_ascii_digit()) && !found.iter().any(|known| known == n) {
            found.push(n.to_owned());
        }
    }
    found
}

fn one(form: &Form<'_>, kind: &Id, party: &Party, n: &str, read: &mut Read) -> Result<PartyInput, Fault> {
    let mut input = PartyInput::default();
    let who_key = format!("party.{kind}.{n}.who");
    if let Some(text) = form.typed(&who_key).first() {
        match who(form, text) {
            Some(who) => input.who = Some(who),
            None => wrong(read, &who_key, &party.label, Problem::Party),
        }
    }
    for (id, field) in &party.fields {
        let key = format!("party.{kind}.{n}.{id}");
        let mut values = super::files::of(form, &key, read)?;
        for text in form.typed(&key) {
            if form.seals_of(party, id, field) {
                values.push(form.seal(&key, text, field, read)?);
                continue;
            }
            match form.context().one(field, text) {
                Ok(value) => values.push(value),
                Err(problem) => wrong(read, &key, &field.label, problem),
            }
        }
        let value =
            if field.many && !values.is_empty() { Some(Value::Many(values)) } else { values.into_iter().next() };
        if let Some(value) = value {
            input.fields.insert(id.clone(), value);
        }
    }
    Ok(input)
}

/// A person, unit or party that is known already; anybody else is a body outside.
fn who(form: &Form<'_>, text: &str) -> Option<Ref> {
    if let Some(n) = text.strip_prefix("party:") {
        return n.parse().ok().map(Ref::Party);
    }
    // Its place among the parties of the form, or of the case.
    if let Ok(n) = text.parse::<u32>() {
        return Some(Ref::Party(n));
    }
    if form.office.people.contains_key(text) {
        return Some(Ref::Person(text.to_owned()));
    }
    if form.office.units.contains_key(text) {
        return Some(Ref::Unit(text.to_owned()));
    }
    let by_kind = form.case.parties.iter().find(|party| *party.kind == *text);
    by_kind.map(|party| Ref::Party(party.n))
}
