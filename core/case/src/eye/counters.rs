//! Counters over several cases: what this case adds, and what the group comes to.

use dengwen_calendar::{Moves, Span};
use dengwen_regulation::{
    expr::Facts as _,
    model::{Counter, Id, Of, Same, Window},
    value::{Ref, Value},
};
use jiff::Timestamp;

use super::Eye;
use crate::types::{Answer, Member, Question};

/// The group in which this case is counted, and how: key, link, members.
pub(crate) struct Membership {
    pub(crate) key: String,
    pub(crate) link: Option<Id>,
    pub(crate) members: Vec<Member>,
}

/// What this case adds to a counter; nothing where it is not counted.
pub(crate) fn membership(eye: &Eye<'_>, counter: &Counter) -> Option<Membership> {
    let eye = eye.seen_from(0);
    if !eye.applies(counter.among.as_ref()) {
        return None;
    }
    let (key, link) = group(&eye, counter)?;
    let token = token(&eye, counter);
    let case = eye.case.id.clone();
    let members = moments(&eye, &counter.count)
        .into_iter()
        .enumerate()
        .map(|(n, at)| {
            // Without `distinct` every case, and every time an act was done, counts for itself.
            let token = token.clone().unwrap_or_else(|| format!("{case}#{n}"));
            Member { case: case.clone(), token, at }
        })
        .collect();
    Some(Membership { key, link, members })
}

/// The key of the group, of which every part must be given.
fn group(eye: &Eye<'_>, counter: &Counter) -> Option<(String, Option<Id>)> {
    let mut link = None;
    let mut key = Vec::new();
    for same in &counter.same {
        match same {
            Same::Link(name) => link = Some(name.clone()),
            Same::Path(path) => key.push(format!("{path}={}", text(eye, &eye.path(path))?)),
        }
    }
    Some((key.join("|"), link))
}

fn moments(eye: &Eye<'_>, of: &Of) -> Vec<Timestamp> {
    match of {
        Of::Act(act) => eye.case.acts.iter().filter(|done| done.act == *act).map(|done| done.at.happened).collect(),
        Of::Any(several) => several.iter().flat_map(|one| moments(eye, one)).collect(),
        Of::Part(part) => {
            let rows = eye.case.rows.iter().filter(|row| row.key.part == *part && row.key.n > 0);
            rows.map(|row| row.opened.happened).collect()
        }
        _ => eye.case.received.map(|at| at.happened).into_iter().collect(),
    }
}

/// What must differ to be counted twice; who cannot be told counts for themselves.
fn token(eye: &Eye<'_>, counter: &Counter) -> Option<String> {
    let path = counter.distinct.as_ref()?;
    let value = match path.strip_prefix("party.") {
        Some(kind) if !kind.contains('.') => party_token(eye, &Id::from(kind)),
        _ => text(eye, &eye.path(path)),
    };
    Some(value.unwrap_or_else(|| format!("{}#", eye.case.id)))
}

fn party_token(eye: &Eye<'_>, kind: &Id) -> Option<String> {
    let party = eye.regulation.parties.get(kind)?;
    let fields: Vec<&Id> = match (party.same_by.is_empty(), party.identity.is_empty()) {
        (false, _) => party.same_by.iter().collect(),
        (true, false) => party.identity.iter().collect(),
        (true, true) => party.fields.keys().collect(),
    };
    let one = eye.case.parties_of(kind).next()?;
    if let Some(who) = &one.who {
        return text(eye, &Value::Ref(who.clone()));
    }
    let given: Vec<String> = fields.iter().filter_map(|id| text(eye, one.fields.get(*id)?)).collect();
    (!given.is_empty()).then(|| given.join("|"))
}

/// A value as text that is the same for the same value.
pub(crate) fn text(eye: &Eye<'_>, value: &Value) -> Option<String> {
    match value {
        Value::Empty | Value::NotApplicable => None,
        Value::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Choice(id) => Some(id.to_string()),
        Value::Sealed(handle) => Some(format!("~{}", handle.token)),
        Value::Ref(Ref::Party(n)) => {
            let party = eye.case.parties.iter().find(|party| party.n == *n)?;
            let given: Vec<String> = party.fields.values().filter_map(|value| text(eye, value)).collect();
            Some(given.join("|"))
        }
        Value::Ref(
            Ref::Person(id) | Ref::Unit(id) | Ref::Case(id) | Ref::Body(id) | Ref::Place(id) | Ref::File(id),
        ) => Some(id.clone()),
        Value::Ref(Ref::Role(id) | Ref::Regulation(id)) => Some(id.to_string()),
        Value::Many(values) => {
            let all: Vec<String> = values.iter().filter_map(|value| text(eye, value)).collect();
            (!all.is_empty()).then(|| all.join(","))
        }
        other => serde_json::to_string(other).ok(),
    }
}

/// What the counter comes to at the moment of the act, this case included.
pub(crate) fn counter_value(eye: &Eye<'_>, id: &Id) -> Value {
    let Some(counter) = eye.regulation.counters.get(id) else { return Value::Empty };
    let Some(own) = membership(eye, counter) else { return Value::Int(0) };
    let linked = own.link.map(|name| {
        let named = eye.case.links.iter().filter(|(link, ..)| *link == name).map(|(_, to, _)| to.clone());
        let from: Vec<String> = std::iter::once(eye.case.id.clone()).chain(named).collect();
        (name, from)
    });
    let question = Question::Counter { counter: id.clone(), key: own.key, linked };
    let Some(Answer::Members(others)) = eye.asking.get(&eye.case.frozen, question) else { return Value::Empty };
    let mut tokens: Vec<String> = Vec::new();
    for member in own.members.iter().chain(others.iter().filter(|member| member.case != eye.case.id)) {
        match inside(eye, &counter.window, member.at) {
            None => return Value::Empty,
            Some(true) if !tokens.contains(&member.token) => tokens.push(member.token.clone()),
            Some(_) => {}
        }
    }
    i64::try_from(tokens.len()).map_or(Value::Empty, Value::Int)
}

/// Does a moment lie in the window that ends now; unknown while the window is not set.
fn inside(eye: &Eye<'_>, window: &Window, at: Timestamp) -> Option<bool> {
    if at > eye.now() {
        return Some(false);
    }
    match window {
        Window::None => Some(true),
        Window::SameDay => Some(eye.counting.date_of(at) == eye.counting.date_of(eye.now())),
        Window::Time(span) => Some(within(eye, *span, at)),
        Window::Setting(id) => match eye.setting(id) {
            Value::Interval(span) => Some(within(eye, span, at)),
            _ => None,
        },
    }
}

fn within(eye: &Eye<'_>, span: Span, at: Timestamp) -> bool {
    let counting = dengwen_calendar::Counting { roll: false, ..eye.counting.clone() };
    dengwen_calendar::due(eye.calendar, &counting, at, span, &Moves::default()).is_none_or(|due| eye.now() <= due.at)
}
