//! `set`: fields get a value; a class gets it in the same way.

use dengwen_regulation::{
    model::{Given, Id, Map},
    value::Value,
};

use super::{Done, Place, set_class, value_of};
use crate::{types::Event, work::Work};

pub(super) fn run(work: &mut Work<'_>, values: &Map<Given>, at: &Place<'_>) -> Done {
    for (field, given) in values {
        let value = value_of(work, given, at);
        set(work, at.row, field, value);
    }
    Ok(())
}

/// Sets a field of the row that has it, from the row in hand upward.
pub(super) fn set(work: &mut Work<'_>, from: usize, field: &Id, value: Value) {
    let mut row = from;
    loop {
        let Some(shape) = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape)) else { return };
        if shape.fields.contains_key(field) {
            let row = work.key(row);
            work.emit(Event::FieldSet { row, field: field.clone(), value });
            return;
        }
        if shape.classes.contains_key(field) {
            set_class(work, row, field, values(value), None, None);
            return;
        }
        match work.case.rows.get(row).map(|row| row.parent).filter(|parent| *parent < row) {
            Some(parent) => row = parent,
            None => return,
        }
    }
}

/// The class values in a value.
pub(super) fn values(value: Value) -> Vec<Id> {
    match value {
        Value::Choice(id) => vec![id],
        Value::Text(text) => vec![Id::from(text)],
        Value::Many(several) => several.into_iter().flat_map(values).collect(),
        _ => Vec::new(),
    }
}
