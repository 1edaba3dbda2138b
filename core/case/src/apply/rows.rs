//! The case itself and its rows: stages, fields, classes, acts.

use dengwen_regulation::{
    model::{Id, ShapeRef},
    value::Value,
};
use indexmap::IndexMap;
use jiff::Timestamp;

use super::{mark, mark_at, with_row};
use crate::types::{AxisChange, Case, Doer, Done, Event, Mark, Row, RowKey, Stamp};

pub(super) fn apply(case: &mut Case, event: &Event) -> bool {
    match event {
        Event::Begun { regulation, version, content, shape, channel, receiver, received } => {
            case.regulation = regulation.clone();
            case.version.clone_from(version);
            case.content.clone_from(content);
            case.channel.clone_from(channel);
            case.receiver = receiver.clone();
            begin(case, shape, receiver, *received);
        }
        Event::ActDone { .. } => act_done(case, event),
        Event::FieldSet { row, field, value } => set_field(case, row, field, value),
        Event::FieldUnknown { row, field } => {
            with_row(case, row, |row, _| {
                if !row.unknown.contains(field) {
                    row.unknown.push(field.clone());
                }
            });
        }
        Event::ClassSet { .. } => set_class(case, event),
        Event::GroundJudged { .. } | Event::GroundTicked { .. } => grounds(case, event),
        Event::StageEntered { row, stage, .. } => {
            let place = with_row(case, row, |row, now| {
                row.stage = Some(stage.clone());
                row.path.push((stage.clone(), now));
            });
            if let Some(place) = place {
                mark(case, place, Mark::Stage(stage.clone()));
            }
        }
        Event::RowOpened { row, parent, by } => open(case, row, parent, by),
        Event::RowEnded { row } => {
            if let Some(place) = with_row(case, row, |row, now| row.ended = Some(now)) {
                mark(case, place, Mark::RowEnded);
            }
        }
        Event::Reopened { row } => {
            let place = with_row(case, row, |row, now| {
                row.ended = None;
                row.reopened = Some(now);
            });
            if let Some(place) = place {
                mark(case, place, Mark::Reopened);
            }
        }
        _ => return false,
    }
    true
}

fn row_of(key: RowKey, shape: ShapeRef, parent: usize, by: &Doer, now: Stamp) -> Row {
    Row {
        key,
        shape,
        parent,
        opened_by: by.clone(),
        opened: now,
        stage: None,
        path: Vec::new(),
        values: IndexMap::new(),
        unknown: Vec::new(),
        axes: IndexMap::new(),
        ended: None,
        reopened: None,
    }
}

fn begin(case: &mut Case, shape: &ShapeRef, by: &Doer, received: Timestamp) {
    if case.begun() {
        return;
    }
    let now = case.now;
    case.rows.push(row_of(RowKey::main(), shape.clone(), 0, by, now));
    let stamp = Stamp { happened: received, ..now };
    case.received = Some(stamp);
    mark_at(case, 0, Mark::Received, stamp);
    mark(case, 0, Mark::Opened);
}

fn open(case: &mut Case, key: &RowKey, parent: &RowKey, by: &Doer) {
    if case.place_of(key).is_some() {
        return;
    }
    let Some(parent) = case.place_of(parent) else { return };
    let now = case.now;
    let shape = ShapeRef::Part(key.part.clone());
    case.rows.push(row_of(key.clone(), shape, parent, by, now));
    let place = case.rows.len().saturating_sub(1);
    mark(case, place, Mark::Opened);
}

fn set_field(case: &mut Case, key: &RowKey, field: &Id, value: &Value) {
    let place = with_row(case, key, |row, _| {
        row.unknown.retain(|id| id != field);
        if *value == Value::Empty {
            row.values.shift_remove(field);
        } else {
            row.values.insert(field.clone(), value.clone());
        }
    });
    if let (Some(place), false) = (place, matches!(value, Value::Empty | Value::NotApplicable)) {
        mark(case, place, Mark::Field(field.clone()));
    }
}

fn set_class(case: &mut Case, event: &Event) {
    let Event::ClassSet { row, axis, now, was, firm, ground, by } = event else { return };
    let place = with_row(case, row, |row, at| {
        let state = row.axes.entry(axis.clone()).or_default();
        state.now.clone_from(now);
        state.firm = *firm;
        let change = AxisChange { now: now.clone(), ground: ground.clone(), by: by.clone(), at, firm: *firm };
        state.history.push(change);
    });
    if let (Some(place), false) = (place, now.is_empty()) {
        mark(case, place, Mark::Class { axis: axis.clone(), now: now.clone(), was: was.clone() });
    }
}

fn act_done(case: &mut Case, event: &Event) {
    let Event::ActDone { row, act, option, by, input, warned, .. } = event else { return };
    let Some(place) = case.place_of(row) else { return };
    let at = case.now;
    mark(case, place, Mark::Act(act.clone(), option.clone()));
    let (act, option, by, input, warned) = (act.clone(), option.clone(), by.clone(), input.clone(), warned.clone());
    case.acts.push(Done { row: place, act, option, by, at, input, warned });
}

fn grounds(case: &mut Case, event: &Event) {
    let (row, axis, ground, holds) = match event {
        Event::GroundJudged { row, axis, ground, holds } => (row, axis, ground, Some(*holds)),
        Event::GroundTicked { row, axis, ground, .. } => (row, axis, ground, None),
        _ => return,
    };
    let place = with_row(case, row, |row, _| {
        let state = row.axes.entry(axis.clone()).or_default();
        let list = if holds.is_some() { &mut state.holding } else { &mut state.ticked };
        list.retain(|id| id != ground);
        if holds != Some(false) {
            list.push(ground.clone());
        }
    });
    if let (Some(place), true) = (place, holds != Some(false)) {
        mark(case, place, Mark::Ground(axis.clone(), ground.clone()));
    }
}
