//! Parties as given with an act.

use dengwen_regulation::{
    model::{Id, Party},
    value::{Ref, Value},
};

use super::{
    party_entries,
    wanted::{Asked, required},
};
use crate::{
    eye::{Eye, is_given},
    labels,
    types::{Code, Entry, Event, PartyInput, PartyOn, Refusal},
    work::Work,
};

/// Required fields of parties of a kind that are not given.
pub(super) fn missing_fields(eye: &Eye<'_>, kind: &Id, asked: &Asked<'_>) -> Vec<Refusal> {
    let Some(party) = eye.regulation.parties.get(kind) else { return Vec::new() };
    let mut all = Vec::new();
    for one in eye.case.parties_of(kind) {
        if matches!(one.who, Some(Ref::Party(_))) {
            continue;
        }
        for (id, field) in &party.fields {
            let has = one.fields.get(id).is_some_and(is_given);
            if !has && eye.applies(field.cond.as_ref()) && required(eye, &field.required) {
                let label = labels::listed([&party.label, &field.label], "：", ": ");
                all.push(super::missing_one(&label).by(asked.rule).at(format!("party.{kind}.{id}")));
            }
        }
    }
    all
}

/// Keeps parties; whoever is there already is changed, in the order given.
pub(super) fn enter(work: &mut Work<'_>, kind: &Id, entry: &Entry) {
    let Some(party) = work.regulation.parties.get(kind) else { return };
    let single = !matches!(entry, Entry::Parties(_));
    for (place, given) in party_entries(entry).into_iter().enumerate() {
        let given = among(work, party, given);
        let known = known(work, kind, party, &given, place, single);
        match known {
            Some(n) => work.emit(Event::PartySet { n, who: given.who, fields: given.fields }),
            None => {
                let party = PartyOn { n: work.next_party(), kind: kind.clone(), who: given.who, fields: given.fields };
                work.emit(Event::PartyAdded { party, by_effect: false });
            }
        }
    }
}

fn known(work: &Work<'_>, kind: &Id, party: &Party, given: &PartyInput, place: usize, single: bool) -> Option<u32> {
    if let Some(Ref::Party(n)) = given.who
        && work.case.parties.iter().any(|one| one.n == n && one.kind == *kind)
    {
        return Some(n);
    }
    let mut there = work.case.parties_of(kind);
    if party.many && single && place == 0 {
        // One more, unless it is the same once again.
        return there.find(|one| one.fields == given.fields && one.who == given.who).map(|one| one.n);
    }
    there.nth(place).map(|one| one.n)
}

/// Of a kind that is among others: named by one of them, or by a field that one of them has the same.
fn among(work: &Work<'_>, party: &Party, given: PartyInput) -> PartyInput {
    let Some(others) = &party.among else { return given };
    if given.who.is_some() {
        return given;
    }
    let same = |one: &&PartyOn| {
        let mut said = given.fields.iter().filter(|(_, value)| is_given(value)).peekable();
        said.peek().is_some() && said.all(|(id, value)| one.fields.get(id).is_some_and(|have| alike(have, value)))
    };
    match work.case.parties_of(others).find(same) {
        Some(one) => PartyInput { who: Some(Ref::Party(one.n)), fields: indexmap::IndexMap::new() },
        None => given,
    }
}

fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Sealed(a), Value::Sealed(b)) => a.token == b.token,
        (a, b) => a == b,
    }
}

/// What is wrong with a party as given.
pub(super) fn fault(eye: &Eye<'_>, kind: &Id, entry: &Entry) -> Option<(Code, &'static str, &'static str)> {
    let party = eye.regulation.parties.get(kind)?;
    if matches!(entry, Entry::Value(_) | Entry::Unknown) {
        return Some((Code::InputWrong, "当事人须逐项填写", "a party is given by its fields"));
    }
    let given = party_entries(entry);
    if given.len() > 1 && !party.many {
        return Some((Code::InputWrong, "此类当事人只能有一个", "there can be only one party of this kind"));
    }
    let strange = |one: &PartyInput| {
        one.fields.iter().any(|(id, value)| {
            let of_others = party.among.as_ref().and_then(|kind| eye.regulation.parties.get(kind));
            let field = party.fields.get(id).or_else(|| of_others.and_then(|others| others.fields.get(id)));
            field.is_none_or(|field| !super::fits::fits(eye, field, value))
        })
    };
    given.iter().any(strange).then_some((Code::InputWrong, "当事人的某一栏不符", "a field of the party does not fit"))
}
