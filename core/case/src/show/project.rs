//! All that lists and tables are made of, in one: the desk stores the difference of two projections.

use dengwen_calendar::Calendar;
use dengwen_regulation::{
    model::{Regulation, Sees, Side},
    value::Ref,
};

use super::{
    facts::{Counted, counted_in},
    registers,
    registers::Filled,
    seen, sight, todo,
    todo::Todo,
};
use crate::{
    limits::{Clock, LimitView, clocks_in, limits_in},
    types::{Answers, Case, Principal, Question, RowKey, Surroundings},
    work::Work,
};

/// What lists and tables are made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Projection {
    /// Who sees the case.
    pub sight: Vec<(Principal, Sees)>,
    /// Rows of parts that are visible to some alone: to whom.
    pub restricted: Vec<(RowKey, Vec<Principal>)>,
    /// Who must have nothing to do with it.
    pub barred: Vec<Principal>,
    /// What is owed.
    pub todo: Vec<Todo>,
    /// The clocks.
    pub clocks: Vec<Clock>,
    /// All runs of limits.
    pub limits: Vec<LimitView>,
    /// What it adds to counters.
    pub counted: Vec<Counted>,
    /// What registers that fill themselves take of it.
    pub filled: Vec<Filled>,
    /// It goes ahead of others.
    pub ahead: bool,
    /// Identity and content are sealed.
    pub sealed: bool,
    /// What it rests on outside the case: as long as these are answered alike, it stays what it is.
    pub used: Surroundings,
    /// It would be another one if the case had another number.
    pub numbered: bool,
}

/// Whoever is excluded, and the persons of the organisation who are complained of.
fn kept_out(case: &Case, regulation: &Regulation) -> Vec<Principal> {
    let mut all = case.barred.clone();
    for party in &case.parties {
        let side = regulation.parties.get(&party.kind).map(|kind| kind.side);
        if let (Some(Side::ComplainedOf), Some(Ref::Person(id))) = (side, &party.who)
            && !all.contains(&Principal::Person(id.clone()))
        {
            all.push(Principal::Person(id.clone()));
        }
    }
    all
}

/// The projection of a case.
///
/// # Errors
///
/// The questions that must be answered first.
pub fn project(
    case: &Case,
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
) -> Result<Projection, Vec<Question>> {
    if !case.begun() {
        return Ok(Projection::default());
    }
    let work = Work::new(case, regulation, calendar, surroundings, case.now);
    // What is counted rests on the case alone.
    let nothing = Surroundings::new();
    let alone = Work::new(case, regulation, calendar, &nothing, case.now);
    let eye = work.eye(0);
    let projection = Projection {
        sight: sight::of_case(&work),
        restricted: seen::restricted(&work),
        barred: kept_out(case, regulation),
        todo: todo::of_case(&work),
        clocks: clocks_in(&work),
        limits: limits_in(&work),
        counted: counted_in(&alone),
        filled: registers::filled(&work),
        ahead: regulation.ahead.as_ref().is_some_and(|ahead| eye.holds(&ahead.cond)),
        sealed: regulation.protection.iter().find(|row| eye.applies(row.cond.as_ref())).is_some_and(|row| row.sealed),
        used: Surroundings::new(),
        numbered: false,
    };
    let missing = work.asking.missing();
    let numbered = work.asking.is_numbered() || alone.asking.is_numbered();
    let projection = Projection { used: work.asking.used(), numbered, ..projection };
    if missing.is_empty() { Ok(projection) } else { Err(missing) }
}
