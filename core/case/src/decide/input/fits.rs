//! Does a value fit the field that is to hold it; and how a text becomes a value.

use dengwen_calendar::Periods;
use dengwen_regulation::{
    decimal,
    model::{Axis, Field, FieldType, Id, InputWhat, Label, Options},
    value::{Ref, Value},
};

use super::{
    Asked, parties,
    wanted::{axis_of, field_of},
};
use crate::{decide::Found, eye::Eye, types::Entry};

/// What is wrong with something given.
pub(super) fn fault(eye: &Eye<'_>, found: &Found<'_>, asked: &Asked<'_>, entry: &Entry) -> Option<Label> {
    let not_so = || Some(Label::new("所填内容与此栏不符", "what is given does not fit here"));
    match (&asked.what, entry) {
        (InputWhat::Party(kind), entry) => parties::fault(eye, kind, entry).map(|(_, zh, en)| Label::new(zh, en)),
        (InputWhat::Field(id), Entry::Value(value)) => {
            let field = field_of(eye, found, id)?;
            if fits(eye, field, value) { None } else { not_so() }
        }
        (InputWhat::Own(_, field), Entry::Value(value)) => {
            if fits(eye, field, value) {
                None
            } else {
                not_so()
            }
        }
        (InputWhat::Field(id), Entry::Unknown) => {
            let allowed = field_of(eye, found, id).is_some_and(|field| field.unknown.is_some());
            if allowed { None } else { not_so() }
        }
        (InputWhat::Class(id), Entry::Value(value)) => {
            let axis = axis_of(eye, found, id)?;
            // What the row to be opened has of its own cannot be locked yet.
            let fresh = found.act.opens.as_ref().and_then(|opened| eye.regulation.parts.get(opened));
            let fresh = fresh.is_some_and(|shape| shape.classes.contains_key(id));
            match class_fits(eye, axis, value) {
                true if fresh => None,
                true => locked(eye, axis, id, value),
                false => not_so(),
            }
        }
        (InputWhat::Role(id), Entry::Value(value @ (Value::Ref(_) | Value::Many(_) | Value::Text(_)))) => {
            let value =
                if let Value::Text(text) = value { Value::Ref(Ref::Person(text.clone())) } else { value.clone() };
            crate::decide::not_with(eye, id, &crate::who::of_value(eye, &value)).map(|(_, label)| label)
        }
        (InputWhat::Document(_), Entry::Value(_)) => None,
        _ => not_so(),
    }
}

fn class_fits(eye: &Eye<'_>, axis: &Axis, value: &Value) -> bool {
    let editable = eye.regulation.editable.iter().any(|path| *path == format!("{}.values", axis.rule.path));
    let known =
        |id: &Id| editable || axis.values.contains_key(id) || axis.grounds.iter().any(|ground| ground.id == *id);
    match value {
        Value::Choice(id) => known(id),
        Value::Many(several) => several.iter().all(|one| matches!(one, Value::Choice(id) if known(id))),
        _ => false,
    }
}

/// `final` locks for people, and what a ground has raised falls only by those whom `set-by` names.
pub(crate) fn locked(eye: &Eye<'_>, axis: &Axis, id: &Id, value: &Value) -> Option<Label> {
    let hand = eye.hand?;
    let state =
        eye.case.rows.get(eye.row).and_then(|row| row.axes.get(id)).or_else(|| eye.case.main()?.axes.get(id))?;
    let wanted = crate::decide::input::enter::class_values(axis, value).0;
    if state.now == wanted {
        return None;
    }
    let named = |who: &Option<dengwen_regulation::model::Who>| {
        who.as_ref().is_some_and(|who| hand.actor.is_any(&crate::who::resolve(eye, who)))
    };
    if state.firm == Some(crate::types::Firm::Final) && !named(&axis.set_final) {
        return Some(Label::new("该类别已最终确定，不得更改", "this class is final and cannot be changed"));
    }
    let raised = state.history.last().is_some_and(|change| change.ground.is_some());
    let rank = |ids: &[Id]| ids.iter().filter_map(|id| crate::classes::rank(axis, id)).max();
    let may_lower = axis.set_provisional.is_none() && axis.set_final.is_none()
        || named(&axis.set_provisional)
        || named(&axis.set_final);
    if raised && rank(&wanted) < rank(&state.now) && !may_lower {
        return Some(Label::new(
            "因事由升高的类别只能由有权者降低",
            "a class raised by a ground is lowered only by whoever may set it",
        ));
    }
    None
}

/// Does a value fit a field; empty always does, sealed too.
pub(crate) fn fits(eye: &Eye<'_>, field: &Field, value: &Value) -> bool {
    match value {
        Value::Empty | Value::Sealed(_) => true,
        Value::Many(several) if field.many => several.iter().all(|one| single(eye, field, one)),
        Value::Many(_) => false,
        one => single(eye, field, one),
    }
}

fn single(eye: &Eye<'_>, field: &Field, value: &Value) -> bool {
    field.types.iter().any(|kind| of_type(eye, field, *kind, value))
}

fn of_type(eye: &Eye<'_>, field: &Field, kind: FieldType, value: &Value) -> bool {
    use FieldType as T;
    match (kind, value) {
        (_, Value::Empty | Value::Sealed(_)) => true,
        (T::Text | T::Long | T::Phone | T::Due | T::Periods | T::Place | T::Body, Value::Text(_)) => true,
        (T::Number, Value::Int(_) | Value::Share(..)) => true,
        (T::Number, Value::Decimal(_, places)) => *places <= field.decimals,
        (T::Money, Value::Money(_)) => true,
        (T::Percent, Value::Share(..) | Value::Int(_)) => true,
        (T::YesNo, Value::Yes(_)) => true,
        (T::Date | T::Due, Value::Date(_)) => true,
        (T::Moment | T::Due, Value::Moment(_)) => true,
        (T::Time, Value::Time(_)) => true,
        (T::Interval | T::Limit, Value::Interval(_)) => true,
        (T::Choice, Value::Choice(id)) => is_option(eye, field, id),
        (T::Choice, Value::Ref(_)) => matches!(field.options, Options::From(_)),
        (T::Person, Value::Ref(Ref::Person(_) | Ref::Party(_))) => true,
        (T::Unit, Value::Ref(Ref::Unit(_) | Ref::Role(_))) => true,
        (T::Place, Value::Ref(Ref::Place(_))) => true,
        (T::Body, Value::Ref(Ref::Body(_) | Ref::Unit(_))) => true,
        (T::Role, Value::Ref(Ref::Role(_)) | Value::Choice(_)) => true,
        (T::Regulation, Value::Ref(Ref::Regulation(_))) => true,
        (T::File, Value::Ref(Ref::File(_))) => true,
        (T::Case, Value::Ref(Ref::Case(_))) => true,
        (T::Row, Value::Ref(Ref::Row(..))) => true,
        _ => false,
    }
}

fn is_option(eye: &Eye<'_>, field: &Field, id: &Id) -> bool {
    match &field.options {
        // The office may lengthen the list; its entries are not known here.
        _ if field.rule.editable || eye.regulation.editable.iter().any(|path| path.starts_with(&*field.rule.path)) => {
            true
        }
        Options::Listed(options) => options.contains_key(id),
        Options::From(of) => match crate::classes::axis(eye.regulation, of) {
            Some(axis) => axis.values.contains_key(id),
            None => true,
        },
        Options::None => true,
    }
}

/// A text, as a person or a scenario writes it, as a value of a field; nothing where it is none.
///
/// Money is in yuan, `true` and `false` (or 是 and 否) are yes and no; dates are `2026-02-09`; instants carry a zone.
/// Of a field that may be several things the first that reads it counts, in the order of the file.
#[must_use]
pub fn read_value(field: &Field, text: &str) -> Option<Value> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Value::Empty);
    }
    field.types.iter().find_map(|kind| read(*kind, field.decimals, text))
}

fn read(kind: FieldType, decimals: u8, text: &str) -> Option<Value> {
    use FieldType as T;
    let owned = || text.to_owned();
    match kind {
        T::Text | T::Long | T::Phone => Some(Value::Text(owned())),
        T::Periods => text.parse::<Periods>().ok().map(|periods| Value::Text(periods.to_string())),
        T::Number => decimal::read(text, decimals),
        T::Money => money(text).map(Value::Money),
        T::Percent => money(text.trim_end_matches('%')).map(|hundredths| Value::Share(hundredths, 10_000)),
        T::YesNo => match text {
            "true" | "是" | "yes" | "on" => Some(Value::Yes(true)),
            "false" | "否" | "no" => Some(Value::Yes(false)),
            _ => None,
        },
        T::Date => text.parse().ok().map(Value::Date),
        T::Due => {
            let date = text.parse().ok().map(Value::Date);
            date.or_else(|| text.parse().ok().map(Value::Moment)).or_else(|| Some(Value::Text(owned())))
        }
        T::Moment => text.parse().ok().map(Value::Moment),
        T::Time => text.parse().ok().map(Value::Time),
        T::Interval | T::Limit => text.parse().ok().map(Value::Interval),
        T::Choice => Some(Value::Choice(Id::from(text))),
        T::Person => Some(Value::Ref(Ref::Person(owned()))),
        T::Unit => Some(Value::Ref(Ref::Unit(owned()))),
        T::Place => Some(Value::Ref(Ref::Place(owned()))),
        T::Body => Some(Value::Ref(Ref::Body(owned()))),
        T::Role => Some(Value::Ref(Ref::Role(Id::from(text)))),
        T::Regulation => Some(Value::Ref(Ref::Regulation(Id::from(text)))),
        T::File => Some(Value::Ref(Ref::File(owned()))),
        T::Case => Some(Value::Ref(Ref::Case(owned()))),
        T::Row => {
            let key: crate::types::RowKey = text.parse().ok()?;
            Some(Value::Ref(Ref::Row(key.part, key.n)))
        }
    }
}

/// Yuan with at most two places, in fen.
fn money(text: &str) -> Option<i64> {
    let plain: String =
        text.trim().trim_start_matches(['¥', '￥']).trim_end_matches('元').chars().filter(|c| *c != ',').collect();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    if part.len() > 2 || !part.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let fen: i64 = format!("{part:0<2}").parse().ok()?;
    let yuan: i64 = whole.parse().ok()?;
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    yuan.checked_mul(100)?.checked_add(fen.checked_mul(sign)?)
}
