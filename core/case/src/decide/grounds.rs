//! Grounds and floors: what fires by itself, and what the class comes to.

use dengwen_regulation::{
    model::{Axis, Ground, Id},
    value::Value,
};

use crate::{
    classes::rank,
    effects::set_class,
    types::{AxisState, Event},
    work::Work,
};

/// Judges the grounds of all classes of all rows; says whether anything changed.
pub(super) fn run(work: &mut Work<'_>) -> bool {
    let mut changed = false;
    for row in 0..work.case.rows.len() {
        let Some(here) = work.case.rows.get(row) else { continue };
        if row > 0 && !here.is_open() {
            continue;
        }
        let Some(shape) = work.regulation.shape(&here.shape) else { continue };
        for (id, axis) in &shape.classes {
            changed |= of_axis(work, row, id, axis);
        }
    }
    changed
}

fn state<'w>(work: &'w Work<'_>, row: usize, id: &Id) -> Option<&'w AxisState> {
    work.case.rows.get(row).and_then(|row| row.axes.get(id))
}

fn of_axis(work: &mut Work<'_>, row: usize, id: &Id, axis: &Axis) -> bool {
    if !work.eye(row).applies(axis.cond.as_ref()) {
        let had = state(work, row, id).is_some_and(|state| !state.now.is_empty());
        if had {
            set_class(work, row, id, Vec::new(), None, None);
        }
        return had;
    }
    let events = work.events.len();
    let mut fired: Vec<&Ground> = Vec::new();
    for ground in &axis.grounds {
        let Some(when) = &ground.when else { continue };
        let holds = work.eye(row).holds(when);
        let held = state(work, row, id).is_some_and(|state| state.holding.contains(&ground.id));
        if holds != held {
            let event = Event::GroundJudged { row: work.key(row), axis: id.clone(), ground: ground.id.clone(), holds };
            work.emit(event);
        }
        if holds && confirm(work, row, id, ground) && !held {
            fired.push(ground);
        }
    }
    raise(work, row, id, axis, &fired);
    work.events.len() > events
}

/// Does the act in hand give the class this value: asked with the act, or as the change of a class.
fn gives(work: &Work<'_>, row: usize, id: &Id, value: &Id) -> bool {
    let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
    let Some(axis) = shape.and_then(|shape| shape.classes.get(id)) else { return false };
    let input = &work.hand.input;
    let asked = input.value(&format!("class.{id}"));
    let changed = || input.value("value").filter(|_| is(input.value("axis"), id));
    let Some(said) = asked.or_else(changed) else { return false };
    super::input::class_values(axis, said).0.contains(value) || is(Some(said), value)
}

fn is(said: Option<&Value>, id: &Id) -> bool {
    match said {
        Some(Value::Choice(said)) => said == id,
        Some(Value::Text(said)) => *said == **id,
        _ => false,
    }
}

/// Does a ground that holds by itself count: at once, or when one who may confirm it gives the class its value or ticks it.
fn confirm(work: &mut Work<'_>, row: usize, id: &Id, ground: &Ground) -> bool {
    let Some(by) = &ground.confirmed_by else { return true };
    if state(work, row, id).is_some_and(|state| state.ticked.contains(&ground.id)) {
        return true;
    }
    let those = work.resolve(row, by);
    if work.hand.actor.is_system() || !work.hand.actor.is_any(&those) || !gives(work, row, id, &ground.value) {
        return false;
    }
    let by = work.doer.clone();
    let event = Event::GroundTicked { row: work.key(row), axis: id.clone(), ground: ground.id.clone(), by };
    work.emit(event);
    true
}

/// Raises the class to the gravest ground that has just fired or that is a floor; never lowers it.
fn raise(work: &mut Work<'_>, row: usize, id: &Id, axis: &Axis, fired: &[&Ground]) {
    let Some(state) = state(work, row, id) else { return };
    let now = if state.now.is_empty() { axis.default.iter().cloned().collect() } else { state.now.clone() };
    if axis.many {
        let mut more = now.clone();
        for ground in fired {
            if !more.contains(&ground.value) {
                more.push(ground.value.clone());
            }
        }
        if let (true, Some(ground)) = (more != now, fired.first()) {
            set_class(work, row, id, more, None, Some(ground.id.clone()));
        }
        return;
    }
    let counts = |ground: &&Ground| {
        let confirmed = ground.confirmed_by.is_none() || state.ticked.contains(&ground.id);
        let floor = ground.floor && state.holding.contains(&ground.id) && confirmed;
        floor || fired.iter().any(|other| other.id == ground.id)
    };
    let mut best: Option<&Ground> = None;
    for ground in axis.grounds.iter().filter(counts) {
        let graver = best.is_none_or(|best| rank(axis, &ground.value) > rank(axis, &best.value));
        if graver {
            best = Some(ground);
        }
    }
    let Some(best) = best else { return };
    let present = now.first();
    let wanted = match present {
        None => true,
        Some(present) if axis.order.is_empty() => *present != best.value && fired.iter().any(|g| g.id == best.id),
        Some(present) => rank(axis, &best.value) > rank(axis, present),
    };
    if wanted {
        set_class(work, row, id, vec![best.value.clone()], None, Some(best.id.clone()));
    }
}
