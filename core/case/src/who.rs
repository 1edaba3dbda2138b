//! Whom a rule means: down to posts, never to holders.

use dengwen_regulation::{
    expr::{Facts as _, Subject},
    model::{Id, Who},
    value::{Ref, Value},
};

use crate::{
    eye::{Eye, table_value},
    types::{Actor, Answer, Doer, Principal, Question},
};

/// Everybody a WHO means, seen from a row.
pub(crate) fn resolve(eye: &Eye<'_>, who: &Who) -> Vec<Principal> {
    let mut all = Vec::new();
    for one in eye.asking.deeper(Vec::new(), || plain(eye, who, true)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// Several of them together.
pub(crate) fn resolve_all<'w>(eye: &Eye<'_>, whos: impl IntoIterator<Item = &'w Who>) -> Vec<Principal> {
    let mut all: Vec<Principal> = Vec::new();
    for one in whos.into_iter().flat_map(|who| resolve(eye, who)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// A role or kind of party by its bare name.
pub(crate) fn named(eye: &Eye<'_>, id: &Id) -> Vec<Principal> {
    if eye.regulation.parties.contains_key(id) {
        return resolve(eye, &Who::Party(id.clone()));
    }
    resolve(eye, &Who::Role(id.clone()))
}

fn plain(eye: &Eye<'_>, who: &Who, fall_back: bool) -> Vec<Principal> {
    match who {
        Who::Role(id) => role(eye, id, fall_back),
        Who::Party(kind) => eye.case.parties_of(kind).flat_map(crate::types::PartyOn::principals).collect(),
        Who::Staff => vec![Principal::Staff],
        Who::Public => vec![Principal::Public],
        Who::System => vec![Principal::System],
        Who::Lead => eye.case.holders("lead"),
        Who::Joint => eye.case.holders("joint"),
        Who::Helper => eye.case.holders("helper"),
        Who::Watcher => eye.case.holders("watcher"),
        Who::Desk => desk(eye),
        Who::Receiver => receiver(eye),
        Who::Owner => owner(eye),
        Who::Did(act) => {
            let done = eye.case.acts.iter().rev().find(|done| done.act == *act);
            done.map(|done| by_person(&done.by)).unwrap_or_default()
        }
        Who::Field(path) => of_value(eye, &field(eye, path)),
        Who::Input(id) => of_value(eye, &eye.input(&Subject::Here, id)),
        Who::Actor => eye.hand.map(|hand| by_person(&Doer::from(&hand.actor))).unwrap_or_default(),
        Who::ActorUnit => {
            let unit = eye.hand.and_then(|hand| hand.actor.unit());
            unit.map(|unit| Principal::Unit(unit.to_owned())).into_iter().collect()
        }
        Who::Setting(id) => of_value(eye, &eye.setting(id)),
        Who::Table(id) => of_value(eye, &table_value(eye, id, None)),
        Who::HeadOf(inner) => asked(eye, inner, Question::HeadOf),
        Who::SuperiorOf(inner) => asked(eye, inner, Question::SuperiorOf),
        Who::RoleOf(id, inner) => asked(eye, inner, |of| Question::RoleOf { role: id.clone(), of }),
        Who::RoleAs(id, place) => role_as(eye, id, place),
        Who::Chain(several) | Who::Either(several) | Who::List(several) => {
            several.iter().flat_map(|one| plain(eye, one, fall_back)).collect()
        }
    }
}

fn by_person(by: &Doer) -> Vec<Principal> {
    match (&by.person, by.party) {
        (_, Some(n)) => vec![Principal::Party(n)],
        (Some(person), None) => vec![Principal::Person(person.clone())],
        (None, None) => by.principals(),
    }
}

/// A role: another way to say who, one of the case, or a post; a post that nobody holds goes to its fallback.
fn role(eye: &Eye<'_>, id: &Id, fall_back: bool) -> Vec<Principal> {
    let Some(role) = eye.regulation.roles.get(id) else {
        return vec![Principal::Post { role: id.clone(), unit: None }];
    };
    if role.of_case {
        return eye.case.holders(id);
    }
    if let Some(is) = &role.is {
        return eye.asking.deeper(Vec::new(), || plain(eye, is, fall_back));
    }
    let post = Principal::Post { role: id.clone(), unit: None };
    if let (Some(fallback), true) = (&role.fallback, fall_back)
        && is_vacant(eye, &post)
    {
        return eye.asking.deeper(Vec::new(), || plain(eye, fallback, false));
    }
    vec![post]
}

/// Does nobody hold it who may have to do with the case.
fn is_vacant(eye: &Eye<'_>, post: &Principal) -> bool {
    match eye.asking.get(&eye.case.frozen, Question::Holders(post.clone())) {
        Some(Answer::Persons(persons)) => !persons.iter().any(|person| !is_barred(eye, person)),
        _ => false,
    }
}

/// Must this person have nothing to do with the case as staff: excluded, withdrawn, or a party.
pub(crate) fn is_barred(eye: &Eye<'_>, person: &str) -> bool {
    let is_them = |one: &Principal| matches!(one, Principal::Person(id) if id == person);
    eye.case.barred.iter().any(is_them)
        || eye.case.parties.iter().any(|party| matches!(&party.who, Some(Ref::Person(id)) if id == person))
}

/// Must whoever acts have nothing to do with the case as staff: by themselves, or as one of a unit that is excluded.
pub(crate) fn is_out(eye: &Eye<'_>, actor: &Actor) -> bool {
    let own = |one: &Principal| matches!(one, Principal::Unit(_)) && actor.principals.contains(one);
    actor.person.as_deref().is_some_and(|person| is_barred(eye, person)) || eye.case.barred.iter().any(own)
}

fn desk(eye: &Eye<'_>) -> Vec<Principal> {
    let channel = eye.case.channel.as_ref().and_then(|id| eye.regulation.channels.get(id));
    match channel.and_then(|channel| channel.desk.as_ref()) {
        Some(who) => eye.asking.deeper(Vec::new(), || plain(eye, who, true)),
        None => Vec::new(),
    }
}

/// Whoever began the case, and their unit: "the department or person that took it".
fn receiver(eye: &Eye<'_>) -> Vec<Principal> {
    let by = &eye.case.receiver;
    if !eye.case.begun() {
        // In the act that begins the case it is whoever does it.
        return eye.hand.map(|hand| Doer::from(&hand.actor).principals()).unwrap_or_default();
    }
    by.principals()
}

fn owner(eye: &Eye<'_>) -> Vec<Principal> {
    let stage = eye.here().and_then(|row| row.stage.as_ref());
    let owner = eye.shape_of(eye.row).zip(stage).and_then(|(shape, stage)| shape.stages.get(stage)?.owner.as_ref());
    match owner {
        Some(Who::Owner) | None => Vec::new(),
        Some(who) => eye.asking.deeper(Vec::new(), || plain(eye, who, true)),
    }
}

pub(crate) fn field(eye: &Eye<'_>, path: &[Id]) -> Value {
    let Some((first, rest)) = path.split_first() else { return Value::Empty };
    if eye.regulation.parts.contains_key(first) && !rest.is_empty() {
        return eye.path(&path.iter().map(Id::as_str).collect::<Vec<_>>().join("."));
    }
    let mut value = eye.name(&Subject::Here, first);
    for step in rest {
        value = match value {
            Value::Ref(reference) => match eye.behind(&reference) {
                Some(subject) => eye.name(&subject, step),
                None => Value::Empty,
            },
            _ => Value::Empty,
        };
    }
    value
}

/// The persons, units and posts in a value.
pub(crate) fn of_value(eye: &Eye<'_>, value: &Value) -> Vec<Principal> {
    match value {
        Value::Ref(Ref::Person(id)) => vec![Principal::Person(id.clone())],
        Value::Ref(Ref::Unit(id) | Ref::Body(id)) => by_name(eye, id),
        Value::Ref(Ref::Role(id)) => role(eye, id, true),
        Value::Ref(Ref::Party(n)) => {
            let party = eye.case.parties.iter().find(|party| party.n == *n);
            party.map(crate::types::PartyOn::principals).unwrap_or_default()
        }
        Value::Text(text) => by_name(eye, text),
        Value::Choice(id) => by_name(eye, id),
        Value::Many(several) => several.iter().flat_map(|one| of_value(eye, one)).collect(),
        _ => Vec::new(),
    }
}

/// A name that may be a role of the regulation, else a unit.
fn by_name(eye: &Eye<'_>, name: &str) -> Vec<Principal> {
    if eye.regulation.roles.contains_key(name) {
        return role(eye, &Id::from(name), true);
    }
    if eye.regulation.parties.contains_key(name) {
        return plain(eye, &Who::Party(Id::from(name)), true);
    }
    vec![Principal::Unit(name.to_owned())]
}

fn asked(eye: &Eye<'_>, of: &Who, question: impl Fn(Principal) -> Question) -> Vec<Principal> {
    let mut all = Vec::new();
    for one in plain(eye, of, false) {
        if let Some(Answer::Principals(found)) = eye.asking.get(&eye.case.frozen, question(one)) {
            all.extend(found);
        }
    }
    all
}

/// Those on a place of the case who also hold a role.
fn role_as(eye: &Eye<'_>, id: &Id, place: &Who) -> Vec<Principal> {
    let mut all = Vec::new();
    for one in plain(eye, place, false) {
        match &one {
            Principal::Unit(unit) => all.push(Principal::Post { role: id.clone(), unit: Some(unit.clone()) }),
            Principal::Post { role, .. } if role == id => all.push(one),
            Principal::Person(_) => {
                let question = Question::Holds { role: id.clone(), who: one.clone() };
                if let Some(Answer::Yes(true)) = eye.asking.get(&eye.case.frozen, question) {
                    all.push(one);
                }
            }
            _ => {}
        }
    }
    all
}

/// A WHO as the value of a field.
pub(crate) fn as_value(eye: &Eye<'_>, who: &Who) -> Value {
    if let Who::Field(path) = who {
        return field(eye, path);
    }
    let mut all: Vec<Value> = resolve(eye, who).iter().filter_map(as_ref).collect();
    match all.len() {
        0 => Value::Empty,
        1 => all.remove(0),
        _ => Value::Many(all),
    }
}

fn as_ref(one: &Principal) -> Option<Value> {
    Some(Value::Ref(match one {
        Principal::Person(id) => Ref::Person(id.clone()),
        Principal::Unit(id) => Ref::Unit(id.clone()),
        Principal::Post { role, unit: None } => Ref::Role(role.clone()),
        Principal::Post { unit: Some(unit), .. } => Ref::Unit(unit.clone()),
        Principal::Party(n) => Ref::Party(*n),
        Principal::Staff | Principal::Public | Principal::System => return None,
    }))
}
