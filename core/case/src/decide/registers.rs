//! A register of the office: it is there, a row is added, a row with a life of its own begins.

use dengwen_regulation::{
    expr::{Facts as _, Subject, Vars},
    model::{Field, Id, Label, Register, ShapeRef},
    value::Value,
};
use indexmap::IndexMap;

use super::{
    input::{fits::fits, missing_one, required},
    settle::{close, settle},
};
use crate::{
    effects,
    eye::is_given,
    types::{Actor, Code, Doer, Entry, Event, Input, Refusal},
    work::Work,
};

pub(super) fn run(work: &mut Work<'_>, id: &Id, added: bool, row: &Input, actor: Option<&Actor>) {
    let Some(register) = work.regulation.registers.get(id) else {
        let label = Label::new("没有这一册簿", "there is no such register");
        return work.refuse(Refusal::new(Code::ActUnknown, label));
    };
    if let Some(actor) = actor {
        work.hand.actor = actor.clone();
        work.hand.input = row.clone();
        work.doer = Doer::from(actor);
    }
    begin(work, id);
    if actor.is_some() && !may_write(work, register, row) {
        return;
    }
    if register.has_life() {
        enter(work, register, row);
    } else if added {
        let given = |(field, entry): (&String, &Entry)| match entry {
            Entry::Value(value) => Some((Id::from(field.as_str()), value.clone())),
            _ => None,
        };
        let mut values: IndexMap<Id, Value> = row.0.iter().filter_map(given).collect();
        values.extend(computed(work, register, row));
        work.emit(Event::Listed { register: id.clone(), values });
    }
}

/// What the register's fields compute from what stands in a row without a life of its own: it settles nothing later.
fn computed(work: &mut Work<'_>, register: &Register, row: &Input) -> Vec<(Id, Value)> {
    let snapshot = work.snapshot();
    fill(work, register, row);
    let eye = work.eye(0);
    let value = |(id, field): (&Id, &Field)| {
        let value = field.kept(eye.eval(field.value.as_ref()?, &Vars::none()));
        (value != Value::Empty).then(|| (id.clone(), value))
    };
    let all = register.shape.fields.iter().filter_map(value).collect();
    work.back_to(snapshot);
    all
}

/// Its stream, or that of the row, begins with what is done first.
fn begin(work: &mut Work<'_>, id: &Id) {
    if work.case.begun() {
        return;
    }
    let received = work.at();
    let event = Event::Begun {
        regulation: work.regulation.id.clone(),
        version: work.regulation.version.id.clone(),
        content: work.regulation.content.clone(),
        shape: ShapeRef::Register(id.clone()),
        channel: None,
        receiver: work.doer.clone(),
        received,
    };
    work.emit(event);
}

/// By hand only those write whom the regulation names, and only what fits.
fn may_write(work: &mut Work<'_>, register: &Register, row: &Input) -> bool {
    let named = register.write.as_ref().map(|who| work.resolve(0, who)).unwrap_or_default();
    if !work.hand.actor.is_any(&named) {
        let label = Label::new("该册簿不由您登记", "this register is not for you to write in");
        work.refuse(Refusal::new(Code::NotByYou, label).by(&register.shape.rule));
        return false;
    }
    let mut wrong = missing(work, register, row);
    let wanted = register.shape.fields.iter().filter(|(_, field)| field.value.is_none());
    for (id, field) in wanted {
        match row.value(id) {
            Some(value) if *value != Value::Empty && !fits(&work.eye(0), field, value) => {
                let label = Label::new("填写的内容不符合该栏", "what was given does not fit");
                wrong.push(Refusal::new(Code::InputWrong, label).by(&register.shape.rule).at(id.as_str()));
            }
            _ => {}
        }
    }
    if row.is_empty() {
        let label = Label::new("须填写登记的内容", "say what is to be entered");
        wrong.push(Refusal::new(Code::InputMissing, label).by(&register.shape.rule));
    }
    let none = wrong.is_empty();
    wrong.into_iter().for_each(|refusal| work.refuse(refusal));
    none
}

/// What the register's fields require and the row does not say; a file that is being handed in has its key.
fn missing(work: &mut Work<'_>, register: &Register, row: &Input) -> Vec<Refusal> {
    let snapshot = work.snapshot();
    fill(work, register, row);
    let eye = work.eye(0);
    let lacks = |(id, field): &(&Id, &Field)| {
        let said = row.get(id).is_some() || is_given(&eye.name(&Subject::Here, id));
        field.value.is_none() && !said && eye.applies(field.cond.as_ref()) && required(&eye, &field.required)
    };
    let rule = &register.shape.rule;
    let all = register.shape.fields.iter().filter(lacks);
    let all = all.map(|(id, field)| missing_one(&field.label).by(rule).at(id.as_str())).collect();
    work.back_to(snapshot);
    all
}

/// What stands in a row.
fn fill(work: &mut Work<'_>, register: &Register, row: &Input) {
    for id in register.shape.fields.keys() {
        if let Some(value) = row.value(id).filter(|value| **value != Value::Empty) {
            let (row, value) = (work.key(0), value.clone());
            work.emit(Event::FieldSet { row, field: id.clone(), value });
        }
    }
}

/// A row with a life: what stands in it, then its first stage.
fn enter(work: &mut Work<'_>, register: &Register, row: &Input) {
    fill(work, register, row);
    effects::begin_row(work, 0);
    settle(work);
    close(work);
}
