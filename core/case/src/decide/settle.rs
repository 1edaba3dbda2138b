//! Until nothing changes, in file order: stages noted, computed fields, grounds and floors, what follows from classes.

use dengwen_regulation::{
    expr::Vars,
    model::{Id, Label},
};

use super::grounds;
use crate::{
    effects, labels,
    types::{Code, Event, Refusal},
    work::{ROUNDS, Work},
};

/// Carries all consequences through.
pub(crate) fn settle(work: &mut Work<'_>) {
    for _ in 0..ROUNDS {
        let mut changed = work.go_all();
        changed |= computed(work);
        changed |= grounds::run(work);
        changed |= follow_classes(work);
        changed |= first_stages(work);
        if !changed && work.goes.is_empty() {
            return;
        }
        if !work.refusals.is_empty() {
            return;
        }
    }
    work.circle();
}

/// Computed fields, and those that rest on them.
pub(super) fn compute(work: &mut Work<'_>) {
    for _ in 0..crate::work::ROUNDS {
        if !computed(work) {
            return;
        }
    }
}

/// Fields that are computed.
fn computed(work: &mut Work<'_>) -> bool {
    let mut found = Vec::new();
    for (place, row) in work.case.rows.iter().enumerate() {
        let Some(shape) = work.regulation.shape(&row.shape) else { continue };
        for (id, field) in &shape.fields {
            let Some(expr) = &field.value else { continue };
            let value = field.kept(work.eye(place).eval(expr, &Vars::none()));
            let had = row.values.get(id).cloned().unwrap_or(dengwen_regulation::value::Value::Empty);
            if value != had {
                found.push(Event::FieldSet { row: row.key.clone(), field: id.clone(), value });
            }
        }
    }
    let changed = !found.is_empty();
    for event in found {
        work.emit(event);
    }
    changed
}

/// What follows from classes that changed: of every axis the first that holds.
fn follow_classes(work: &mut Work<'_>) -> bool {
    let mut pending = std::mem::take(&mut work.changed);
    let place = |work: &Work<'_>, row: usize, axis: &Id| {
        let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
        shape.and_then(|shape| shape.classes.get_index_of(axis)).unwrap_or(usize::MAX)
    };
    pending.sort_by_key(|(row, axis)| (*row, place(work, *row, axis)));
    let mut ran = false;
    for (row, axis) in pending {
        let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
        let Some(axis) = shape.and_then(|shape| shape.classes.get(&axis)) else { continue };
        let then = axis.then.iter().find(|then| work.eye(row).applies(then.cond.as_ref()));
        if let Some(then) = then {
            effects::run_all(work, &then.does, row);
            work.go_all();
            ran = true;
        }
    }
    ran
}

/// The first stage is entered where nothing has moved a row.
fn first_stages(work: &mut Work<'_>) -> bool {
    let mut changed = false;
    for row in 0..work.case.rows.len() {
        changed |= effects::begin_row(work, row);
    }
    changed
}

/// The case does not end while something in it is open.
pub(crate) fn close(work: &mut Work<'_>) {
    let ended = work.case.main().is_some_and(|row| row.ended.is_some_and(|at| at.seq == work.stamp.seq));
    if !ended {
        return;
    }
    let (mut open, mut remedy) = (Vec::new(), Vec::new());
    for row in work.case.rows.iter().filter(|row| row.key.n > 0 && row.is_open()) {
        let Some(shape) = work.regulation.shape(&row.shape) else { continue };
        if !shape.outlives && !shape.stages.is_empty() {
            open.push(shape.label.clone());
        }
    }
    for request in work.case.open_requests() {
        let Some(row) = work.case.rows.get(request.row) else { continue };
        let Some(shape) = work.regulation.shape(&row.shape) else { continue };
        if let (false, Some(act)) = (shape.outlives, shape.acts.get(&request.act)) {
            open.push(act.label.clone());
            remedy.push(request.act.clone());
        }
    }
    for waiting in work.case.waiting.iter().filter(|waiting| !waiting.over) {
        let label = work.regulation.main.acts.get(&waiting.command.act).map(|act| act.label.clone());
        open.push(label.unwrap_or_else(|| Label::plain(&waiting.command.act)));
    }
    if open.is_empty() {
        return;
    }
    let named = labels::listed(&open, "、", ", ");
    let label = Label::new(&format!("尚未了结：{}", named.zh), &format!("still open: {}", named.en));
    work.refuse(Refusal { remedy, ..Refusal::new(Code::CaseOpenParts, label) });
}
