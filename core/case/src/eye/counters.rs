//! Counters over several cases: what this case adds, and what the group comes to.

use std::collections::BTreeSet;

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

/// What the counter comes to at the moment of the act, this case included; nothing while its window is not set.
pub(crate) fn counter_value(eye: &Eye<'_>, id: &Id) -> Value {
    let Some(counter) = eye.regulation.counters.get(id) else { return Value::Empty };
    let Some(own) = membership(eye, counter) else { return Value::Int(0) };
    let Some(since) = since(eye, &counter.window) else { return Value::Empty };
    let until = eye.now();
    let inside = |at: Timestamp| at <= until && since.is_none_or(|since| since <= at);
    let mine = own.members.into_iter().filter(|member| inside(member.at)).map(|member| member.token);
    let but: Vec<String> = mine.collect::<BTreeSet<_>>().into_iter().collect();
    let linked = own.link.map(|name| {
        let named = eye.case.links.iter().filter(|(link, ..)| *link == name).map(|(_, to, _)| to.clone());
        let from: Vec<String> = std::iter::once(eye.case.id.clone()).chain(named).collect();
        (name, from)
    });
    let (counter, of, until, mine) = (id.clone(), eye.case.id.clone(), Some(until), but.len());
    let question = Question::Counter { counter, key: own.key, linked, of, since, until, but };
    let Some(Answer::Value(Value::Int(others))) = eye.asking.get(&eye.case.frozen, question) else {
        return Value::Empty;
    };
    Value::Int(others.saturating_add(i64::try_from(mine).unwrap_or(i64::MAX)))
}

/// From when on members count in the window that ends now, if it has a beginning; unknown while it is not set.
fn since(eye: &Eye<'_>, window: &Window) -> Option<Option<Timestamp>> {
    match window {
        Window::None => Some(None),
        Window::SameDay => Some(Some(eye.counting.start_of_day(eye.counting.date_of(eye.now())))),
        Window::Time(span) => Some(first_within(eye, *span)),
        Window::Setting(id) => match eye.setting(id) {
            Value::Interval(span) => Some(first_within(eye, span)),
            _ => None,
        },
    }
}

/// The first moment, to the microsecond, from which a limit of this length has not run out by now.
fn first_within(eye: &Eye<'_>, span: Span) -> Option<Timestamp> {
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    let counting = dengwen_calendar::Counting { roll: false, ..eye.counting.clone() };
    let now = eye.now();
    let within = |at: i64| {
        let at = Timestamp::from_microsecond(at).ok()?;
        let due = dengwen_calendar::due(eye.calendar, &counting, at, span, &Moves::default());
        Some(due.is_none_or(|due| now <= due.at))
    };
    let (mut inside, mut back) = (now.as_microsecond(), DAY);
    let mut outside = loop {
        let before = now.as_microsecond().saturating_sub(back);
        // No moment is so early that it would lie outside.
        match within(before)? {
            false => break before,
            true => inside = before,
        }
        back = back.saturating_mul(2);
    };
    while inside.saturating_sub(outside) > 1 {
        let middle = outside.midpoint(inside);
        if within(middle)? { inside = middle } else { outside = middle }
    }
    Timestamp::from_microsecond(inside).ok()
}
