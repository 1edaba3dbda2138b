//! Adds events to a case. Nothing is judged here: an event says all.

mod limits;
mod papers;
mod people;
mod rows;
mod wires;

use dengwen_regulation::model::Regulation;

use crate::types::{Case, Commit, Event, Mark, Marked, RowKey, Stamp};

/// Adds one event to a case. Total: whatever does not fit changes nothing.
pub fn apply(case: &mut Case, _regulation: &Regulation, event: &Event) {
    if let Event::Stamped { stamp } = event {
        case.now = *stamp;
        case.seq = stamp.seq;
        return;
    }
    let _known = rows::apply(case, event)
        || people::apply(case, event)
        || papers::apply(case, event)
        || limits::apply(case, event)
        || wires::apply(case, event);
}

/// A case from its commits, in order.
pub fn replay<'a>(id: &str, regulation: &Regulation, commits: impl IntoIterator<Item = &'a Commit>) -> Case {
    let mut case = Case::empty(id);
    for commit in commits {
        for event in &commit.events {
            apply(&mut case, regulation, event);
        }
    }
    case
}

/// Notes a moment.
fn mark(case: &mut Case, row: usize, mark: Mark) {
    let at = case.now;
    mark_at(case, row, mark, at);
}

fn mark_at(case: &mut Case, row: usize, mark: Mark, at: Stamp) {
    case.marks.push(Marked { mark, row, at });
}

/// The place of a row, and the row.
fn with_row(case: &mut Case, key: &RowKey, change: impl FnOnce(&mut crate::types::Row, Stamp)) -> Option<usize> {
    let now = case.now;
    let place = case.place_of(key)?;
    change(case.rows.get_mut(place)?, now);
    Some(place)
}
