//! Dates, instants and lengths of time: shifted and held against each other.

use dengwen_calendar::{Span, Unit};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use super::Facts;
use crate::value::Value;

/// Seconds of a length that is always equally long; months and working days are not.
pub(super) fn seconds(span: Span) -> Option<i64> {
    let one = match span.unit {
        Unit::Second => 1,
        Unit::Minute => 60,
        Unit::Hour => 3_600,
        Unit::Day => 86_400,
        Unit::Week => 7 * 86_400,
        _ => return None,
    };
    i64::from(span.amount).checked_mul(one)
}

fn months(span: Span) -> Option<i32> {
    let one = match span.unit {
        Unit::Month => 1,
        Unit::Year => 12,
        _ => return None,
    };
    i32::try_from(span.amount).ok()?.checked_mul(one)
}

fn shift_day(day: Date, span: Span, sign: i32) -> Option<Date> {
    if let Some(months) = months(span) {
        return day.checked_add(months.checked_mul(sign)?.months()).ok();
    }
    let seconds = seconds(span)?;
    if seconds % 86_400 != 0 {
        return None;
    }
    day.checked_add((seconds / 86_400).checked_mul(sign.into())?.days()).ok()
}

fn shift_moment(at: Timestamp, span: Span, sign: i32, facts: &dyn Facts) -> Option<Timestamp> {
    let seconds = match months(span) {
        Some(_) => {
            let day = facts.day(at);
            let days = days_between(day, shift_day(day, span, sign)?)?;
            days.checked_mul(86_400)?
        }
        None => seconds(span)?.checked_mul(sign.into())?,
    };
    at.checked_add(SignedDuration::from_secs(seconds)).ok()
}

fn days_between(from: Date, to: Date) -> Option<i64> {
    Some(i64::from(from.until(to).ok()?.get_days()))
}

/// A day or instant moved by a length of time; `sign` is 1 or -1.
pub(super) fn shift(value: &Value, by: &Value, sign: i32, facts: &dyn Facts) -> Option<Value> {
    match (value, by) {
        (Value::Date(day), Value::Interval(span)) => shift_day(*day, *span, sign).map(Value::Date),
        (Value::Moment(at), Value::Interval(span)) => shift_moment(*at, *span, sign, facts).map(Value::Moment),
        (Value::Moment(at), Value::Seconds(seconds)) => {
            let by = SignedDuration::from_secs(seconds.checked_mul(sign.into())?);
            at.checked_add(by).ok().map(Value::Moment)
        }
        (Value::Date(day), Value::Seconds(seconds)) if seconds % 86_400 == 0 => {
            let days = (seconds / 86_400).checked_mul(sign.into())?;
            day.checked_add(days.days()).ok().map(Value::Date)
        }
        _ => None,
    }
}

/// How long from `from` to `to`, in seconds; of days with an instant, in whole days.
pub(super) fn difference(to: &Value, from: &Value, facts: &dyn Facts) -> Option<Value> {
    if let (Value::Moment(to), Value::Moment(from)) = (to, from) {
        return Some(Value::Seconds(to.as_second().checked_sub(from.as_second())?));
    }
    if let (Value::Time(to), Value::Time(from)) = (to, from) {
        return Some(Value::Seconds(from.duration_until(*to).as_secs()));
    }
    let days = days_between(day_of(from, facts)?, day_of(to, facts)?)?;
    days.checked_mul(86_400).map(Value::Seconds)
}

/// The day of a date or instant.
pub(super) fn day_of(value: &Value, facts: &dyn Facts) -> Option<Date> {
    match value {
        Value::Date(day) => Some(*day),
        Value::Moment(at) => Some(facts.day(*at)),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// Two lengths of time added; of the same unit they keep it.
pub(super) fn together(a: &Value, b: &Value, sign: i64) -> Option<Value> {
    if let (Value::Interval(a), Value::Interval(b)) = (a, b)
        && a.unit == b.unit
    {
        let amount = i64::from(a.amount).checked_add(i64::from(b.amount).checked_mul(sign)?)?;
        return Some(Value::Interval(Span::new(u32::try_from(amount).ok()?, a.unit)));
    }
    length(a)?.checked_add(length(b)?.checked_mul(sign)?).map(Value::Seconds)
}

/// A length of time in seconds.
pub(super) fn length(value: &Value) -> Option<i64> {
    match value {
        Value::Seconds(seconds) => Some(*seconds),
        Value::Interval(span) => seconds(*span),
        _ => None,
    }
}
