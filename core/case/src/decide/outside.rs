//! Something outside has moved: a counter, a linked case.

use dengwen_regulation::{
    model::{Given, Id},
    value::Value,
};

use super::settle;
use crate::{
    effects,
    eye::{counter_value, membership},
    limits::held_if_not,
    types::{Event, Principal},
    who::is_barred,
    work::Work,
};

/// Looks at the case again because a counter has moved; what follows from its number follows once for each group.
pub(super) fn recount(work: &mut Work<'_>, id: &Id) {
    let Some(counter) = work.regulation.counters.get(id) else { return };
    held_if_not(work, settle, id);
    let eye = work.eye(0);
    let (Some(group), Some(reaches)) = (membership(&eye, counter), &counter.reaches) else { return };
    let wanted = match reaches {
        Given::Literal(value) => value.clone(),
        Given::Computed(expr) => eye.eval(expr, &dengwen_regulation::expr::Vars::none()),
        Given::Who(_) => return,
    };
    let (Value::Int(have), Value::Int(wanted)) = (counter_value(&eye, id), wanted) else { return };
    let known = work.case.crossed.iter().any(|(counter, key, _)| counter == id && *key == group.key);
    if have < wanted || known {
        return;
    }
    work.emit(Event::Crossed { counter: id.clone(), key: group.key, count: have });
    for effect in &counter.then {
        held_if_not(work, |work| effects::run_all(work, std::slice::from_ref(effect), 0), &effect.rule.path);
    }
    held_if_not(work, settle, id);
}

/// What was sent is with another office; said twice it counts once.
pub(super) fn arrived(work: &mut Work<'_>, n: u32, office: &str) {
    let place = usize::try_from(n).ok().and_then(|n| n.checked_sub(1));
    if place.and_then(|place| work.case.forwarded.get(place)).is_some_and(|sent| sent.arrived.is_none()) {
        work.emit(Event::Arrived { n, office: office.to_owned() });
    }
}

/// Looks at the case again because a linked one has moved.
pub(super) fn wake(work: &mut Work<'_>, link: &Id, ended: bool) {
    if ended {
        let cases: Vec<String> = work
            .case
            .links
            .iter()
            .filter(|(name, _, over)| name == link && !over)
            .map(|(_, case, _)| case.clone())
            .collect();
        for case in cases {
            work.emit(Event::LinkEnded { name: link.clone(), case });
        }
    }
    held_if_not(work, settle, link);
}

/// Somebody has handed all their work on in another case. Where they hold nothing nothing happens; where whoever takes it over
/// must stay out, it stays as it is, and whoever has the stage is told.
pub(super) fn handed_on(work: &mut Work<'_>, of: &[Principal], by: &[Principal]) {
    let case = &work.case;
    let holds = case.assigned.iter().any(|held| held.who.iter().any(|one| of.contains(one)));
    let asked = case.open_requests().any(|request| request.whom.iter().any(|one| of.contains(one)));
    if case.ended() || !(holds || asked) {
        return;
    }
    let eye = work.eye(0);
    let out = by.iter().any(|one| matches!(one, Principal::Person(person) if is_barred(&eye, person)));
    if out {
        work.emit(Event::Held {
            what: "substitute".to_owned(),
            why: "代理人须回避 | the substitute must stay out".to_owned(),
        });
        return;
    }
    work.emit(Event::Substituted { of: of.to_vec(), by: by.to_vec(), all: false });
}
