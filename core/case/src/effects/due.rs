//! `due`, `suspend`, `resume`: limits are moved.

use dengwen_regulation::model::{Given, Id};

use super::{Done, Place, value_of};
use crate::{limits, work::Work};

pub(super) fn run(work: &mut Work<'_>, limit: &Id, to: &Given, by: bool, at: &Place<'_>) -> Done {
    let value = value_of(work, to, at);
    let limit = limit_name(work, limit, at);
    limits::move_end(work, &limit, &value, by, at.row)
}

pub(super) fn suspend(work: &mut Work<'_>, limit: &Id, at: &Place<'_>) -> Done {
    limits::suspend(work, limit, at.row)
}

pub(super) fn resume(work: &mut Work<'_>, limit: &Id, at: &Place<'_>) -> Done {
    limits::resume(work, limit, at.row)
}

/// A limit may be named by an input of the act in hand: `=input.limit`.
fn limit_name(work: &Work<'_>, limit: &Id, at: &Place<'_>) -> Id {
    let Some(input) = limit.strip_prefix("=input.") else { return limit.clone() };
    use dengwen_regulation::{
        expr::{Facts as _, Subject},
        value::Value,
    };
    match work.eye(at.row).input(&Subject::Here, &Id::from(input)) {
        Value::Text(text) => Id::from(text),
        Value::Choice(id) => id,
        _ => limit.clone(),
    }
}
