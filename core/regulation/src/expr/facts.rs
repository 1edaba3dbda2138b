//! What an expression may ask of the world. The case engine answers; the checker asks nothing.

use jiff::{
    Timestamp,
    civil::Date,
    tz::{self, TimeZone},
};

use super::{Actor, Clock, Fact, Function, ListOf, Word};
use crate::{
    model::Id,
    value::{Ref, Value},
};

/// Something an expression can look at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// The row in hand first, then the case.
    Here,
    /// The row in hand only.
    This,
    /// A row of a part, by its place in the case.
    Row(usize),
    /// A party, by its place in the case.
    Party(usize),
    /// An act that was done, by its place in the case.
    Act(usize),
    /// A linked case.
    Case(String),
}

/// The answers. `Value::Empty` is "nobody has said"; a question that needs surroundings not yet gathered is answered
/// `Value::Empty` too, and remembered by whoever implements this.
pub trait Facts {
    /// A field or class by name.
    fn name(&self, on: &Subject, id: &Id) -> Value;
    /// A word.
    fn word(&self, on: &Subject, word: Word) -> Value;
    /// An input of the act in hand, or of an act that was done.
    fn input(&self, on: &Subject, id: &Id) -> Value;
    /// A setting.
    fn setting(&self, id: &Id) -> Value;
    /// The actor.
    fn actor(&self, part: Actor) -> Value;
    /// The moment at which it is judged.
    fn clock(&self, clock: Clock) -> Value;
    /// What happened.
    fn fact(&self, on: &Subject, fact: &Fact) -> Value;
    /// Elements of a list.
    fn list(&self, on: &Subject, list: &ListOf) -> Vec<Subject>;
    /// A function that needs the calendar, the office or the clock.
    fn call(&self, function: &Function, values: &[Value]) -> Value;
    /// A named condition, already looked up by the implementer's regulation.
    fn condition(&self, id: &Id) -> Truth;

    /// An element as a value, so that it can be looked for in a field that holds rows or cases.
    fn itself(&self, on: &Subject) -> Value {
        match on {
            Subject::Case(id) => Value::Ref(Ref::Case(id.clone())),
            _ => Value::Empty,
        }
    }

    /// What a reference leads to, if one can look through it: `household.contact`.
    fn behind(&self, reference: &Ref) -> Option<Subject> {
        match reference {
            Ref::Case(id) => Some(Subject::Case(id.clone())),
            _ => None,
        }
    }

    /// The day on which an instant falls, in the calendar's zone.
    fn day(&self, at: Timestamp) -> Date {
        TimeZone::fixed(tz::offset(8)).to_datetime(at).date()
    }
}

/// Truth has three values; the unknown one carries the names of what is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// Nobody has said; these names are empty.
    Unknown(Vec<String>),
}

impl Truth {
    /// At the top an unknown does not hold.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self, Self::Yes)
    }
}
