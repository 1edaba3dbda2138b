//! Sameness and order of values. What cannot be held against each other has no answer.

use std::cmp::Ordering;

use super::{Facts, number::Number, time};
use crate::value::{Ref, Value};

/// Are two values the same. Of several values it is enough that one is. A value that does not apply equals nothing; a
/// sealed one is the same only as another sealed one, by token.
pub(super) fn same(a: &Value, b: &Value, facts: &dyn Facts) -> Option<bool> {
    match (a, b) {
        (Value::NotApplicable, _) | (_, Value::NotApplicable) => Some(false),
        (Value::Empty, _) | (_, Value::Empty) => None,
        (Value::Sealed(a), Value::Sealed(b)) => Some(a.token == b.token),
        (Value::Sealed(_), _) | (_, Value::Sealed(_)) => None,
        (Value::Many(a), Value::Many(b)) => Some(a.len() == b.len() && a.iter().all(|x| b.contains(x))),
        (Value::Many(list), one) | (one, Value::Many(list)) => Some(among(one, list, facts) == Some(true)),
        _ => single(a, b, facts),
    }
}

/// Is a value one of these.
pub(super) fn among(one: &Value, list: &[Value], facts: &dyn Facts) -> Option<bool> {
    let mut unknown = false;
    for other in list {
        match same(one, other, facts) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unknown = true,
        }
    }
    if unknown { None } else { Some(false) }
}

fn single(a: &Value, b: &Value, facts: &dyn Facts) -> Option<bool> {
    if let (Some(a), Some(b)) = (name(a), name(b)) {
        return Some(a == b);
    }
    if let Some(order) = order(a, b, facts) {
        return Some(order == Ordering::Equal);
    }
    Some(a == b)
}

/// What compares by name: texts, options, and whoever or whatever a reference names.
fn name(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) => text.clone(),
        Value::Choice(id) | Value::Ref(Ref::Role(id) | Ref::Regulation(id)) => id.to_string(),
        Value::Ref(Ref::Person(text) | Ref::Unit(text) | Ref::Body(text) | Ref::Place(text)) => text.clone(),
        _ => return None,
    })
}

/// Which of two comes first.
pub(super) fn order(a: &Value, b: &Value, facts: &dyn Facts) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (Number::of(a), Number::of(b)) {
        return a.order(b);
    }
    match (a, b) {
        (Value::Moment(a), Value::Moment(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        (Value::Time(a), Value::Text(b)) => Some(a.cmp(&b.parse().ok()?)),
        (Value::Text(a), Value::Time(b)) => Some(a.parse::<jiff::civil::Time>().ok()?.cmp(b)),
        (Value::Interval(a), Value::Interval(b)) if a.unit == b.unit => Some(a.amount.cmp(&b.amount)),
        (Value::Interval(_) | Value::Seconds(_), Value::Interval(_) | Value::Seconds(_)) => {
            Some(time::length(a)?.cmp(&time::length(b)?))
        }
        (Value::Interval(a), Value::Text(b)) => order(&Value::Interval(*a), &Value::Interval(b.parse().ok()?), facts),
        (Value::Date(_) | Value::Moment(_), _) | (_, Value::Date(_) | Value::Moment(_)) => {
            Some(time::day_of(a, facts)?.cmp(&time::day_of(b, facts)?))
        }
        _ => None,
    }
}
