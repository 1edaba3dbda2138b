//! Settings, tables, and the functions that need the calendar or the office.

use dengwen_calendar::{Moves, Span};
use dengwen_regulation::{
    expr::{Function, Vars},
    model::{Given, Id, Map, TableRow},
    value::{Ref, Value},
};
use jiff::Timestamp;

use super::Eye;
use crate::types::{Answer, OfficeRow, Question};

/// A setting: as the office has it, else the file's own.
pub(super) fn setting(eye: &Eye<'_>, id: &Id) -> Value {
    let own =
        || eye.regulation.settings.get(id).and_then(|setting| setting.field.default.clone()).unwrap_or(Value::Empty);
    match eye.asking.get(&eye.case.frozen, Question::Setting(id.clone())) {
        Some(Answer::Value(Value::Empty) | Answer::Nothing) => own(),
        Some(Answer::Value(value)) => value,
        _ => Value::Empty,
    }
}

pub(super) fn call(eye: &Eye<'_>, function: &Function, values: &[Value]) -> Value {
    match (function, values) {
        (Function::Table(id), rest) => table_value(eye, id, Some(rest)),
        (Function::WorkingTime, [Value::Moment(at)]) => Value::Yes(eye.calendar.working_time(eye.counting, *at)),
        (Function::Older | Function::AfterDate, [start, Value::Interval(span)]) => {
            after(eye, start, *span).map_or(Value::Empty, Value::Yes)
        }
        (Function::HeldBy, [Value::Ref(Ref::Person(person))]) => {
            match eye.asking.get(&eye.case.frozen, Question::HeldBy(person.clone())) {
                Some(Answer::Value(value)) => value,
                _ => Value::Empty,
            }
        }
        (Function::Superior, [a, b]) => stands(eye, a, b, Question::Superior),
        (Function::Under, [a, b]) => stands(eye, a, b, Question::Under),
        _ => Value::Empty,
    }
}

/// Is the moment of the act later than the start and the span.
fn after(eye: &Eye<'_>, start: &Value, span: Span) -> Option<bool> {
    let from: Timestamp = match start {
        Value::Moment(at) => *at,
        Value::Date(date) => eye.counting.start_of_day(*date),
        _ => return None,
    };
    let counting = dengwen_calendar::Counting { roll: false, ..eye.counting.clone() };
    let due = dengwen_calendar::due(eye.calendar, &counting, from, span, &Moves::default())?;
    Some(eye.now() > due.at)
}

fn stands(eye: &Eye<'_>, a: &Value, b: &Value, question: impl FnOnce(String, String) -> Question) -> Value {
    let (Some(a), Some(b)) = (somebody(a), somebody(b)) else { return Value::Empty };
    match eye.asking.get(&eye.case.frozen, question(a, b)) {
        Some(Answer::Yes(yes)) => Value::Yes(yes),
        _ => Value::Empty,
    }
}

fn somebody(value: &Value) -> Option<String> {
    match value {
        Value::Ref(Ref::Person(id) | Ref::Unit(id)) => Some(id.clone()),
        _ => None,
    }
}

/// What a table gives: the office's rows first, the newest of them foremost, then the file's, then the fallback. The keys are
/// what was given, or what the case says under the names of the columns.
pub(crate) fn table_value(eye: &Eye<'_>, id: &Id, keys: Option<&[Value]>) -> Value {
    let Some(table) = eye.regulation.tables.get(id) else { return Value::Empty };
    let keys: Vec<(Id, Value)> = match keys.filter(|keys| !keys.is_empty()) {
        Some(given) => table.by.iter().map(|by| Id::from(by.as_str())).zip(given.iter().cloned()).collect(),
        None => table.by.iter().map(|by| (Id::from(by.as_str()), eye.path(by))).collect(),
    };
    let office = match eye.asking.get(&eye.case.frozen, Question::Table(id.clone())) {
        Some(Answer::Rows(rows)) => rows,
        _ => Vec::new(),
    };
    let valid = |row: &&OfficeRow| row.holds(eye.now());
    let newest = office.iter().rev().filter(valid).find(|row| fits(eye, &keys, row.when.iter()));
    if let Some(row) = newest {
        return row.is.get("is").or_else(|| row.is.values().next()).cloned().unwrap_or(Value::Empty);
    }
    let row = table.rows.iter().find(|row: &&TableRow| fits(eye, &keys, row.when.iter()));
    match (row, &table.fallback) {
        (Some(row), _) => first(eye, &row.is),
        (None, Some(fallback)) => as_value(eye, fallback),
        (None, None) => Value::Empty,
    }
}

fn first(eye: &Eye<'_>, is: &Map<Given>) -> Value {
    is.get("is").or_else(|| is.values().next()).map_or(Value::Empty, |given| as_value(eye, given))
}

fn as_value(eye: &Eye<'_>, given: &Given) -> Value {
    match given {
        Given::Literal(value) => value.clone(),
        Given::Computed(expr) => eye.eval(expr, &Vars::none()),
        Given::Who(who) => crate::who::as_value(eye, who),
    }
}

fn fits<'r>(eye: &Eye<'_>, keys: &[(Id, Value)], mut when: impl Iterator<Item = (&'r Id, &'r Value)>) -> bool {
    when.all(|(column, wanted)| {
        keys.iter().find(|(name, _)| name == column).is_some_and(|(_, have)| covers(eye, column, wanted, have))
    })
}

/// A column fits when it says the same, or a class value above it.
fn covers(eye: &Eye<'_>, column: &Id, wanted: &Value, have: &Value) -> bool {
    if let Value::Many(several) = wanted {
        return several.iter().any(|one| covers(eye, column, one, have));
    }
    if let Value::Many(several) = have {
        return several.iter().any(|one| covers(eye, column, wanted, one));
    }
    if wanted == have {
        return true;
    }
    match (text(wanted), text(have)) {
        (Some(wanted), Some(have)) if wanted == have => true,
        (Some(wanted), Some(have)) => crate::classes::is_under(eye.regulation, column, &have, &wanted),
        _ => false,
    }
}

fn text(value: &Value) -> Option<Id> {
    match value {
        Value::Text(text) => Some(Id::from(text.as_str())),
        Value::Choice(id) | Value::Ref(Ref::Role(id)) => Some(id.clone()),
        Value::Ref(Ref::Unit(text) | Ref::Person(text) | Ref::Body(text) | Ref::Place(text)) => {
            Some(Id::from(text.as_str()))
        }
        _ => None,
    }
}
