//! What an expression sees of a case: the state, the act in hand, the calendar, and what lies outside.

mod asking;
mod counters;
mod happened;
mod linked;
mod names;
mod tables;

pub(crate) use asking::Asking;
pub(crate) use counters::{counter_value, membership, text};
pub(crate) use happened::is_given;
pub(crate) use tables::table_value;

use dengwen_calendar::{Calendar, Counting};
use dengwen_regulation::{
    expr::{self, Binding, Clock, Expr, Fact, Facts, Function, ListOf, Subject, Truth, Vars, Word},
    model::{Field, Id, Regulation, Shape},
    value::{Ref, Value},
};
use jiff::{Timestamp, civil::Date};

use crate::types::{Actor, Case, Input, Row};

/// The act in hand.
#[derive(Debug, Clone, Default)]
pub(crate) struct InHand {
    /// What is given with it.
    pub(crate) input: Input,
    /// What was given with the act that asked for it.
    pub(crate) carried: Input,
    /// Who does it.
    pub(crate) actor: Actor,
    /// A figure looks back at this act: its place among those done.
    pub(crate) done: Option<usize>,
    /// A figure looks at this run of a limit: its place among the runs.
    pub(crate) run: Option<usize>,
}

impl InHand {
    /// The option of the act that a figure looks back at.
    fn option_of(&self, case: &Case, act: &Id) -> Option<Id> {
        let done = case.acts.get(self.done?)?;
        let bare = act.rsplit_once('.').map_or(&**act, |(_, act)| act);
        if *done.act == *bare { done.option.clone() } else { None }
    }
}

/// Everything a judgement looks at, from one row.
#[derive(Clone, Copy)]
pub(crate) struct Eye<'a> {
    pub(crate) case: &'a Case,
    pub(crate) regulation: &'a Regulation,
    pub(crate) calendar: &'a Calendar,
    pub(crate) counting: &'a Counting,
    pub(crate) asking: &'a Asking<'a>,
    pub(crate) hand: Option<&'a InHand>,
    /// The place of the row in hand.
    pub(crate) row: usize,
    /// The moment at which it is judged; whatever comes out differently at another moment asks [`Eye::now`].
    pub(crate) at: Timestamp,
}

impl<'a> Eye<'a> {
    /// The moment at which it is judged, noted as looked at.
    pub(crate) fn now(&self) -> Timestamp {
        self.asking.look_at_the_time();
        self.at
    }

    /// The same from another row.
    pub(crate) fn seen_from(self, row: usize) -> Self {
        Self { row, ..self }
    }

    /// The row in hand.
    pub(crate) fn here(&self) -> Option<&'a Row> {
        self.case.rows.get(self.row)
    }

    /// The shape of a row.
    pub(crate) fn shape_of(&self, row: usize) -> Option<&'a Shape> {
        self.regulation.shape(&self.case.rows.get(row)?.shape)
    }

    /// Does it hold; unknown at the top does not.
    pub(crate) fn holds(&self, cond: &Expr) -> bool {
        self.judge(cond).holds()
    }

    /// No condition, or one that holds.
    pub(crate) fn applies(&self, cond: Option<&Expr>) -> bool {
        cond.is_none_or(|cond| self.holds(cond))
    }

    pub(crate) fn judge(&self, cond: &Expr) -> Truth {
        self.judge_with(cond, &Vars::none())
    }

    pub(crate) fn judge_with(&self, cond: &Expr, vars: &Vars) -> Truth {
        self.asking.deeper(Truth::Unknown(Vec::new()), || expr::judge_with(cond, self, vars))
    }

    pub(crate) fn eval(&self, cond: &Expr, vars: &Vars) -> Value {
        self.asking.deeper(Value::Empty, || expr::eval(&cond.node, self, vars))
    }

    /// The elements an `each` goes over.
    pub(crate) fn elements(&self, list: &Expr) -> Vec<Binding> {
        expr::elements(&list.node, self, &Vars::none()).unwrap_or_default()
    }

    /// What a field is until something is given.
    pub(crate) fn default(&self, field: &Field) -> Value {
        names::default(self, field)
    }

    /// What a path as in `same`, `distinct`, `columns`, `requires` comes to: a field, a class, `class.axis`, `party.KIND.FIELD`,
    /// `party.KIND`, `PART.x`, `input`'s own names, `number`, `received`, `stage`, `channel`, `kind`.
    pub(crate) fn path(&self, path: &str) -> Value {
        names::path(self, path)
    }

    /// The same for a table: each row of a part has its cell.
    pub(crate) fn column(&self, path: &str) -> Option<Value> {
        names::column(self, path)
    }
}

impl Facts for Eye<'_> {
    fn name(&self, on: &Subject, id: &Id) -> Value {
        names::name(self, on, id)
    }

    fn word(&self, on: &Subject, word: Word) -> Value {
        names::word(self, on, word)
    }

    fn input(&self, on: &Subject, id: &Id) -> Value {
        names::input(self, on, id)
    }

    fn setting(&self, id: &Id) -> Value {
        tables::setting(self, id)
    }

    fn actor(&self, part: dengwen_regulation::expr::Actor) -> Value {
        names::actor(self, part)
    }

    fn clock(&self, clock: Clock) -> Value {
        match clock {
            Clock::Now => Value::Moment(self.now()),
            Clock::Today => Value::Date(self.counting.date_of(self.now())),
        }
    }

    fn fact(&self, on: &Subject, fact: &Fact) -> Value {
        match on {
            Subject::Case(id) => linked::fact(self, id, fact),
            on => happened::fact(self, on, fact),
        }
    }

    fn list(&self, on: &Subject, list: &ListOf) -> Vec<Subject> {
        names::list(self, on, list)
    }

    fn call(&self, function: &Function, values: &[Value]) -> Value {
        tables::call(self, function, values)
    }

    fn condition(&self, id: &Id) -> Truth {
        match self.regulation.conditions.get(id) {
            Some(condition) => self.judge(&condition.is),
            None => Truth::Unknown(vec![id.to_string()]),
        }
    }

    fn itself(&self, on: &Subject) -> Value {
        match on {
            Subject::Case(id) => Value::Ref(Ref::Case(id.clone())),
            Subject::Here | Subject::This => names::row_ref(self, self.row),
            Subject::Row(row) => names::row_ref(self, *row),
            Subject::Party(place) => match self.case.parties.get(*place) {
                Some(party) => Value::Ref(Ref::Party(party.n)),
                None => Value::Empty,
            },
            Subject::Act(_) => Value::Empty,
        }
    }

    fn behind(&self, reference: &Ref) -> Option<Subject> {
        match reference {
            Ref::Case(id) => Some(Subject::Case(id.clone())),
            Ref::Row(part, n) => {
                self.case.rows.iter().position(|row| row.key.part == *part && row.key.n == *n).map(Subject::Row)
            }
            Ref::Party(n) => self.case.parties.iter().position(|party| party.n == *n).map(Subject::Party),
            _ => None,
        }
    }

    fn day(&self, at: Timestamp) -> Date {
        self.counting.date_of(at)
    }
}
