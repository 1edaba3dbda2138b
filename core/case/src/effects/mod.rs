//! Effects, each in its own file. An effect sees what those before it did.

mod ask;
mod assign;
mod class;
mod due;
mod forward;
mod go;
mod issue;
mod link;
mod open;
mod people;
mod set;
mod spawn;
mod tell;

pub(crate) use class::set_class;
pub(crate) use go::enter;
pub(crate) use issue::file;
pub(crate) use open::{begin_row, open_row};

use dengwen_regulation::{
    expr::{Binding, Vars},
    model::{Effect, Given, What},
    value::Value,
};

use crate::{
    types::{Code, Event, Refusal},
    work::Work,
};

/// Where an effect runs: on which row, with which `it`.
pub(crate) struct Place<'v> {
    pub(crate) row: usize,
    pub(crate) vars: &'v Vars,
}

/// What comes of an effect.
pub(crate) type Done = Result<(), Box<Refusal>>;

/// Effects in file order.
pub(crate) fn run_all(work: &mut Work<'_>, effects: &[Effect], row: usize) {
    for effect in effects {
        run_each(work, effect, row);
    }
}

fn run_each(work: &mut Work<'_>, effect: &Effect, row: usize) {
    let Some(each) = &effect.each else {
        run(work, effect, &Place { row, vars: &Vars::none() });
        return;
    };
    let elements: Vec<Binding> = work.eye(row).elements(each);
    for element in elements {
        run(work, effect, &Place { row, vars: &Vars::it(element) });
    }
}

fn run(work: &mut Work<'_>, effect: &Effect, at: &Place<'_>) {
    if let Some(cond) = &effect.cond
        && !work.eye(at.row).judge_with(cond, at.vars).holds()
    {
        return;
    }
    if let Err(refusal) = carry_out(work, effect, at) {
        let refusal = if refusal.article.is_none() { refusal.by(&effect.rule) } else { *refusal };
        work.refuse(refusal);
    }
}

fn carry_out(work: &mut Work<'_>, effect: &Effect, at: &Place<'_>) -> Done {
    match &effect.what {
        What::Go(target) => go::note(work, target, at),
        What::Set(values) => set::run(work, values, at),
        What::Class(values, firm) => class::run(work, values, *firm, at),
        What::Open(part) => open::run(work, part, &effect.with, at),
        What::Assign(places) => assign::run(work, places, at),
        What::Release(who) => people::release(work, who.as_ref(), at),
        What::Substitute { by, of, all } => people::substitute(work, by, of, *all, at),
        What::Party(parties) => people::party(work, parties, at),
        What::Bar(who) => people::bar(work, who, at),
        What::Sight(who) => people::sight(work, who, at),
        What::Ask { act, whom } => ask::run(work, act, whom.as_ref(), at),
        What::Issue(document) => issue::run(work, document, at),
        What::Hand { document, to } => tell::hand(work, document, to, at),
        What::Tell { .. } => tell::run(work, &effect.what, at),
        What::Publish(document) => issue::publish(work, document, at),
        What::Unpublish(document) => {
            issue::unpublish(work, document);
            Ok(())
        }
        What::Add(register) => link::add(work, register, &effect.with, at),
        What::Row { table, columns, from } => link::row(work, table, columns, from.as_ref(), at),
        What::Link { name, to } => link::run(work, name, to, at),
        What::Spawn { .. } => spawn::run(work, effect, at),
        What::Forward { to, manner, returns } => forward::run(work, to, manner.as_ref(), *returns, at),
        What::Number => {
            work.take_number();
            Ok(())
        }
        What::Due { limit, to, by } => due::run(work, limit, to, *by, at),
        What::Suspend(limit) => due::suspend(work, limit, at),
        What::Resume(limit) => due::resume(work, limit, at),
    }
}

/// What a value as written comes to here.
pub(crate) fn value_of(work: &Work<'_>, given: &Given, at: &Place<'_>) -> Value {
    let eye = work.eye(at.row);
    match given {
        Given::Literal(value) => value.clone(),
        Given::Computed(expr) => eye.eval(expr, at.vars),
        Given::Who(who) => crate::who::as_value(&eye, who),
    }
}

/// Leaves an effect out, and says so.
pub(crate) fn skip(work: &mut Work<'_>, what: &str, why: &str) -> Done {
    work.emit(Event::Skipped { what: what.to_owned(), why: why.to_owned() });
    Ok(())
}

/// An effect that cannot run.
pub(crate) fn fault(code: Code, zh: &str, en: &str) -> Box<Refusal> {
    Box::new(Refusal::new(code, dengwen_regulation::model::Label::new(zh, en)))
}
