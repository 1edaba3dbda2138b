//! `open`: a row of a part.

use dengwen_regulation::model::{Given, Id, Map};

use super::{Done, Place, enter, value_of};
use crate::{
    types::{Event, RowKey},
    work::Work,
};

pub(super) fn run(work: &mut Work<'_>, part: &Id, with: &Map<Given>, at: &Place<'_>) -> Done {
    let values: Vec<_> = with.iter().map(|(field, given)| (field.clone(), value_of(work, given, at))).collect();
    let row = open_row(work, part, at.row);
    for (field, value) in values {
        super::set::set(work, row, &field, value);
    }
    begin_row(work, row);
    Ok(())
}

/// Opens a row of a part; it is in no stage yet.
pub(crate) fn open_row(work: &mut Work<'_>, part: &Id, parent: usize) -> usize {
    let n = work.case.rows.iter().filter(|row| row.key.part == *part).map(|row| row.key.n).max().unwrap_or(0);
    let (row, parent) = (RowKey::new(part.clone(), n.saturating_add(1)), work.key(parent));
    let by = work.doer.clone();
    work.emit(Event::RowOpened { row, parent, by });
    work.case.rows.len().saturating_sub(1)
}

/// The first stage is entered unless something has moved the row already.
pub(crate) fn begin_row(work: &mut Work<'_>, row: usize) -> bool {
    let Some(here) = work.case.rows.get(row) else { return false };
    if here.stage.is_some() || work.goes.iter().any(|(noted, _)| *noted == row) {
        return false;
    }
    let first = work.regulation.shape(&here.shape).and_then(|shape| shape.stages.keys().next().cloned());
    first.is_some_and(|stage| enter(work, row, &stage))
}
