//! `release`, `substitute`, `party`, `bar`, `sight`.

use dengwen_regulation::{
    model::{Id, Who},
    value::Ref,
};
use indexmap::IndexMap;

use super::{Done, Place};
use crate::{
    types::{Event, PartyOn, Principal},
    work::Work,
};

pub(super) fn release(work: &mut Work<'_>, who: Option<&Who>, at: &Place<'_>) -> Done {
    let who = who.map(|who| work.resolve(at.row, who));
    work.emit(Event::Released { who });
    Ok(())
}

pub(super) fn substitute(work: &mut Work<'_>, by: &Who, of: &Who, all: bool, at: &Place<'_>) -> Done {
    let (of, by) = (work.resolve(at.row, of), work.resolve(at.row, by));
    work.emit(Event::Substituted { of, by, all });
    Ok(())
}

pub(super) fn bar(work: &mut Work<'_>, who: &Who, at: &Place<'_>) -> Done {
    let who = work.resolve(at.row, who);
    work.emit(Event::Barred { who });
    Ok(())
}

pub(super) fn sight(work: &mut Work<'_>, who: &Who, at: &Place<'_>) -> Done {
    let who = work.resolve(at.row, who);
    work.emit(Event::Sighted { who });
    Ok(())
}

/// Makes somebody a party. An office made a party so keeps its roles.
pub(super) fn party(work: &mut Work<'_>, parties: &[(Id, Who)], at: &Place<'_>) -> Done {
    for (kind, who) in parties {
        for one in work.resolve(at.row, who) {
            let who = match one {
                Principal::Person(id) => Some(Ref::Person(id)),
                Principal::Unit(id) => Some(Ref::Unit(id)),
                Principal::Post { unit: Some(unit), .. } => Some(Ref::Unit(unit)),
                Principal::Post { role, unit: None } => Some(Ref::Role(role)),
                Principal::Party(n) => Some(Ref::Party(n)),
                Principal::Staff | Principal::Public | Principal::System => None,
            };
            if who.is_none() || work.case.parties_of(kind).any(|party| party.who == who) {
                continue;
            }
            let party = PartyOn { n: work.next_party(), kind: kind.clone(), who, fields: IndexMap::new() };
            work.emit(Event::PartyAdded { party, by_effect: true });
        }
    }
    Ok(())
}

impl Work<'_> {
    /// The number of the next party.
    pub(crate) fn next_party(&self) -> u32 {
        self.case.parties.iter().map(|party| party.n).max().unwrap_or(0).saturating_add(1)
    }
}
