//! Limits: what starts, moves and ends their runs, and when they are due. Nothing here stores a date.
//!
//! After every commit [`follow`] goes over each limit of each row, once, on the final state: what ended, what is judged anew,
//! what began, what stands still. Due dates are derived by [`due_of`].

mod due;
mod ends;
mod follow;
mod moments;
mod moves;
mod passing;
mod views;

pub use passing::{Clock, clocks, passings};
pub use views::{LimitState, LimitView, limit_views};

pub(crate) use due::{due_of, waits_for};
pub(crate) use ends::ending_acts;
pub(crate) use follow::follow;
pub(crate) use moves::{move_end, resume, running, suspend};
pub(crate) use passing::{clocks_in, held_if_not, pass};
pub(crate) use views::{bound, is_overdue, limits_in};

use std::borrow::Cow;

use dengwen_calendar::Counting;
use dengwen_regulation::model::{Binding, Id, Limit, Moment};

use crate::{
    eye::Eye,
    types::{Case, Run},
};

/// The limit a run belongs to.
pub(crate) fn limit_of<'a>(eye: &Eye<'a>, run: &Run) -> Option<&'a Limit> {
    eye.shape_of(run.row)?.limits.get(&run.limit)
}

/// How this limit counts, where it departs from the organisation.
pub(crate) fn counting_for<'a>(base: &'a Counting, limit: &Limit) -> Cow<'a, Counting> {
    if limit.week.is_none() && limit.precision.is_none() && limit.roll.is_none() {
        return Cow::Borrowed(base);
    }
    Cow::Owned(Counting {
        week: limit.week.unwrap_or(base.week),
        hours: base.hours.clone(),
        precision: limit.precision.unwrap_or(base.precision),
        roll: limit.roll.unwrap_or(base.roll),
        zone: base.zone.clone(),
    })
}

/// The right that has lapsed and closes this act (with this option).
pub(crate) fn lapsed<'a>(eye: &Eye<'a>, act: &Id, option: Option<&Id>) -> Option<&'a Limit> {
    let last = |limit: &Id| eye.case.runs.iter().rfind(|run| run.row == eye.row && run.limit == *limit);
    let closes = |moment: &Moment| match moment {
        Moment::Act { act: named, option: wanted, .. } => {
            named == act && (wanted.is_none() || wanted.as_ref() == option)
        }
        _ => false,
    };
    let shape = eye.shape_of(eye.row)?;
    shape.limits.iter().find_map(|(id, limit)| {
        if limit.binding != Binding::Right || !limit.until.all().into_iter().any(closes) {
            return None;
        }
        let run = last(id)?;
        let over = run.passed.is_some_and(|passed| passed < eye.at)
            || due_of(eye, run).is_some_and(|due| due.is_late(eye.now()));
        (over && run.applies).then_some(limit)
    })
}

/// The runs that still run, with their places.
pub(crate) fn open_runs(case: &Case) -> impl Iterator<Item = (usize, &Run)> {
    case.runs.iter().enumerate().filter(|(_, run)| run.end.is_none())
}
