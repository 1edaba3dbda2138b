//! `ask`: an act is open only while somebody has asked for it.

use dengwen_regulation::model::{Id, Who};

use super::{Done, Place};
use crate::{
    several::in_turn,
    types::{Event, Principal},
    work::Work,
};

pub(super) fn run(work: &mut Work<'_>, act: &Id, whom: Option<&Who>, at: &Place<'_>) -> Done {
    let row = row_of(work, act, at.row);
    let mut links = match whom {
        Some(who) => in_turn(&work.eye(at.row), who),
        None => approvers(work, act, row),
    }
    .into_iter();
    let whom = links.next().unwrap_or_default();
    let then: Vec<Vec<Principal>> = links.collect();
    let same =
        work.case.open_requests().any(|request| request.act == *act && request.row == row && request.whom == whom);
    if !same {
        let n = work.case.requests.iter().map(|request| request.n).max().unwrap_or(0).saturating_add(1);
        let (row, by, input) = (work.key(row), work.doer.clone(), work.hand.input.clone());
        work.emit(Event::Asked { n, act: act.clone(), row, whom, by, input, then });
    }
    Ok(())
}

/// Of more time whoever approves it is asked.
fn approvers(work: &Work<'_>, act: &Id, row: usize) -> Vec<Vec<Principal>> {
    let standing = work.regulation.main.acts.get(act).is_some_and(|act| act.standing);
    if standing { crate::decide::approvers(work, row).unwrap_or_default() } else { Vec::new() }
}

/// The row whose shape has the act, from the row in hand upward.
fn row_of(work: &Work<'_>, act: &Id, from: usize) -> usize {
    let has = |row: usize| {
        let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
        shape.is_some_and(|shape| shape.acts.contains_key(act))
    };
    if has(from) { from } else { 0 }
}
