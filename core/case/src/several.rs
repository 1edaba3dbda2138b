//! Whom a rule means one after the other, and who of those it means answers for themselves.

use dengwen_regulation::{
    expr::Facts as _,
    model::{Act, Id, Who},
    value::Value,
};

use crate::{
    eye::Eye,
    types::{Case, PartyOn, Principal},
    who::{of_value, resolve},
};

/// In turn: the links of a chain, one for each value where a link names several by a setting or field; else all as one.
pub(crate) fn in_turn(eye: &Eye<'_>, who: &Who) -> Vec<Vec<Principal>> {
    let links = eye.asking.deeper(Vec::new(), || links(eye, who));
    if links.is_empty() { vec![resolve(eye, who)] } else { links }
}

fn links(eye: &Eye<'_>, who: &Who) -> Vec<Vec<Principal>> {
    match who {
        Who::Chain(several) => several.iter().flat_map(|link| link_of(eye, link)).collect(),
        Who::Role(id) => {
            let is = eye.regulation.roles.get(id).and_then(|role| role.is.as_ref());
            is.map(|who| links(eye, who)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn link_of(eye: &Eye<'_>, link: &Who) -> Vec<Vec<Principal>> {
    let all = match link {
        Who::Setting(id) => of_values(eye, &eye.setting(id)),
        Who::Field(path) if path.len() == 1 => of_values(eye, &crate::who::field(eye, path)),
        Who::Chain(_) => links(eye, link),
        one => vec![resolve(eye, one)],
    };
    all.into_iter().filter(|those| !those.is_empty()).collect()
}

fn of_values(eye: &Eye<'_>, value: &Value) -> Vec<Vec<Principal>> {
    match value {
        Value::Many(several) => several.iter().map(|one| of_value(eye, one)).collect(),
        one => vec![of_value(eye, one)],
    }
}

/// Whose turn it is to do an act that nobody has begun: of a chain the first, else whoever may.
pub(crate) fn first_for(eye: &Eye<'_>, act: &Act) -> Vec<Principal> {
    in_turn(eye, &act.by).into_iter().next().unwrap_or_default()
}

/// Those who each sign or answer for themselves: every party of a kind (whoever speaks for them alone), everybody who has a
/// place or a role of the case, every value of a field; all others together as one.
pub(crate) fn each_of(eye: &Eye<'_>, who: &Who) -> Vec<Vec<Principal>> {
    let mut all: Vec<Vec<Principal>> = Vec::new();
    for one in eye.asking.deeper(Vec::new(), || apart(eye, who)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    if all.is_empty() { vec![resolve(eye, who)] } else { all }
}

fn apart(eye: &Eye<'_>, who: &Who) -> Vec<Vec<Principal>> {
    let holders = |place: &str| -> Vec<Vec<Principal>> {
        let held = eye.case.assigned.iter().filter(|held| held.place == place);
        held.flat_map(|held| persons_apart(&held.who)).collect()
    };
    match who {
        Who::Party(kind) => parties_apart(eye, kind),
        Who::Role(id) => match eye.regulation.roles.get(id) {
            Some(role) if role.of_case => holders(id),
            Some(role) => role.is.as_ref().map(|is| apart(eye, is)).unwrap_or_default(),
            None => Vec::new(),
        },
        Who::Lead => holders("lead"),
        Who::Joint => holders("joint"),
        Who::Helper => holders("helper"),
        Who::Field(path) => of_values(eye, &crate::who::field(eye, path)),
        Who::List(several) => several.iter().flat_map(|one| each_of(eye, one)).collect(),
        _ => Vec::new(),
    }
}

/// Persons each by themselves; a person named with their unit is one with it.
fn persons_apart(who: &[Principal]) -> Vec<Vec<Principal>> {
    let person = |one: &Principal| matches!(one, Principal::Person(_));
    if who.iter().any(person) && !who.iter().all(person) {
        return vec![who.to_vec()];
    }
    who.iter().map(|one| vec![one.clone()]).collect()
}

fn parties_apart(eye: &Eye<'_>, kind: &Id) -> Vec<Vec<Principal>> {
    match speaker(eye, kind) {
        Some(speaker) => vec![speaker.principals()],
        None => eye.case.parties_of(kind).map(PartyOn::principals).collect(),
    }
}

/// Whoever speaks for all parties of a kind.
pub(crate) fn speaker<'a>(eye: &Eye<'a>, kind: &Id) -> Option<&'a PartyOn> {
    let speaks = |one: &&PartyOn| {
        eye.regulation.parties.get(&one.kind).is_some_and(|party| party.speaks_for.as_ref() == Some(kind))
    };
    eye.case.parties.iter().find(speaks)
}

/// The other parties whose consent is wanted too when one of several consents: the first of the options of an act that is
/// asked of a kind of party for whom nobody speaks. Any other option is an objection, and counts by itself.
pub(crate) fn others_to_consent(
    eye: &Eye<'_>,
    act: &Act,
    option: Option<&Id>,
    party: Option<u32>,
) -> Vec<Vec<Principal>> {
    let Some(kind) = party.and_then(|n| consents(eye.case, act, n)) else { return Vec::new() };
    if option.is_none() || act.choose.keys().next() != option || speaker(eye, kind).is_some() {
        return Vec::new();
    }
    let others = eye.case.parties_of(kind).filter(|other| Some(other.n) != party);
    others.map(PartyOn::principals).collect()
}

/// The kind of a party that is asked and has something to choose.
fn consents<'a>(case: &'a Case, act: &Act, party: u32) -> Option<&'a Id> {
    let kind = case.parties.iter().find(|one| one.n == party).map(|one| &one.kind)?;
    (act.asked && act.choose.len() > 1).then_some(kind)
}
