//! `class`: an axis gets a value, provisionally or for good.

use dengwen_regulation::model::{Given, Id, Map};

use super::{Done, Place, value_of};
use crate::{
    types::{Event, Firm},
    work::Work,
};

pub(super) fn run(work: &mut Work<'_>, values: &Map<Given>, firm: Option<bool>, at: &Place<'_>) -> Done {
    let firm = firm.map(|done| if done { Firm::Final } else { Firm::Provisional });
    for (axis, given) in values {
        let now = super::set::values(value_of(work, given, at));
        if let Some(row) = row_with(work, at.row, axis) {
            set_class(work, row, axis, now, firm, None);
        }
    }
    Ok(())
}

/// The row that has an axis, from the row in hand upward.
pub(crate) fn row_with(work: &Work<'_>, from: usize, axis: &Id) -> Option<usize> {
    let mut row = from;
    loop {
        let here = work.case.rows.get(row)?;
        if work.regulation.shape(&here.shape)?.classes.contains_key(axis) {
            return Some(row);
        }
        row = Some(here.parent).filter(|parent| *parent < row)?;
    }
}

/// Gives an axis its values, if that changes anything. Without a word on firmness the old one stays.
pub(crate) fn set_class(
    work: &mut Work<'_>,
    row: usize,
    axis: &Id,
    now: Vec<Id>,
    firm: Option<Firm>,
    ground: Option<Id>,
) {
    let state = work.case.rows.get(row).and_then(|row| row.axes.get(axis));
    let was = state.map(|state| state.now.clone()).unwrap_or_default();
    let held = state.and_then(|state| state.firm);
    let firm = firm.or(if now.is_empty() { None } else { held });
    if was == now && firm == held {
        return;
    }
    let by = work.doer.clone();
    let same = was == now;
    let pending = work.changed.len();
    let row = work.key(row);
    work.emit(Event::ClassSet { row, axis: axis.clone(), now, was, firm, ground, by });
    if same {
        // Only the firmness changed; nothing follows from that.
        work.changed.truncate(pending);
    }
}
