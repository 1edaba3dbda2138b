//! `link`, `add`, `row`: what is tied to this case, and what the office is to enter elsewhere.

use dengwen_regulation::{
    model::{Given, Id, Map},
    value::{Ref, Value},
};
use jiff::Timestamp;

use super::{Done, Place, fault, value_of};
use crate::{
    types::{Code, Event},
    work::Work,
};

pub(super) fn run(work: &mut Work<'_>, name: &Id, to: &Given, at: &Place<'_>) -> Done {
    let cases: Vec<String> = match value_of(work, to, at) {
        Value::Ref(Ref::Case(id)) => vec![id],
        Value::Many(several) => several
            .into_iter()
            .filter_map(|one| if let Value::Ref(Ref::Case(id)) = one { Some(id) } else { None })
            .collect(),
        _ => Vec::new(),
    };
    for to in cases {
        if to == work.case.id {
            return Err(fault(Code::InputWrong, "不能与本件自身关联", "a case cannot be linked to itself"));
        }
        work.emit(Event::Linked { name: name.clone(), to });
    }
    Ok(())
}

pub(super) fn add(work: &mut Work<'_>, register: &Id, with: &Map<Given>, at: &Place<'_>) -> Done {
    let values = with.iter().map(|(field, given)| (field.clone(), value_of(work, given, at))).collect();
    work.emit(Event::Listed { register: register.clone(), values });
    Ok(())
}

pub(super) fn row(work: &mut Work<'_>, table: &Id, columns: &Map<Given>, from: Option<&Given>, at: &Place<'_>) -> Done {
    let columns = columns.iter().map(|(column, given)| (column.clone(), value_of(work, given, at))).collect();
    let from = match from.map(|given| value_of(work, given, at)) {
        Some(Value::Moment(at)) => Some(at),
        Some(Value::Date(date)) => Some(work.counting.start_of_day(date)),
        _ => None::<Timestamp>,
    };
    work.emit(Event::RowOrdered { table: table.clone(), columns, from });
    Ok(())
}
