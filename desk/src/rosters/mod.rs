//! Duty rosters: who is on duty when, hours that nobody covers, turns handed to somebody else. Whoever is on duty is what the
//! regulation means by the roster's id, as a post that changes hands by the hour.

mod acts;
mod hours;
mod view;

use dengwen_calendar::Stretch;
use dengwen_case::{Actor, Principal};
use dengwen_regulation::model::{Id, Regulation, Roster};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use view::{RosterDay, RosterLine, RosterPage, TurnView};

use crate::{incoming::of_office, office::Office};

/// How rows of the inbox name a roster.
pub(crate) const PREFIX: &str = "roster:";

/// A turn of duty, as the office's log has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// Its id.
    pub id: String,
    /// The regulation.
    pub regulation: String,
    /// Its roster.
    pub roster: String,
    /// Who is on duty.
    pub person: String,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// When it was taken back or handed on, if that was before its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
}

impl Duty {
    /// When it is over.
    pub(crate) fn over(&self) -> Timestamp {
        self.ended.map_or(self.until, |ended| ended.min(self.until))
    }

    /// The time that it covers; nothing of one taken back before it began.
    fn stretch(&self) -> Option<Stretch> {
        let until = self.over();
        (self.from < until).then_some(Stretch { from: self.from, until })
    }

    fn runs(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.over()
    }
}

impl Office {
    /// The rosters on whose duty somebody is then.
    pub(crate) fn duties_of<'a>(&'a self, person: &'a str, at: Timestamp) -> impl Iterator<Item = &'a Duty> {
        self.duties.iter().filter(move |duty| duty.person == person && duty.runs(at))
    }

    /// Those on duty then.
    pub(crate) fn on_duty<'a>(&'a self, roster: &str, at: Timestamp) -> impl Iterator<Item = &'a str> {
        self.duties.iter().filter(move |duty| duty.roster == roster && duty.runs(at)).map(|duty| duty.person.as_str())
    }

    /// Is somebody on duty by what a WHO means, then or later: keys are theirs before their turn begins.
    pub(crate) fn has_turns(&self, person: &str, who: &Principal, at: Timestamp) -> bool {
        let Principal::Post { role, .. } = who else { return false };
        self.duties.iter().any(|duty| duty.person == person && *role == *duty.roster && at < duty.over())
    }

    /// The turns of one roster that are not taken back.
    fn turns<'a>(&'a self, regulation: &'a str, roster: &'a str) -> impl Iterator<Item = &'a Duty> {
        let mine = move |duty: &&Duty| duty.regulation == regulation && duty.roster == roster;
        self.duties.iter().filter(mine).filter(|duty| duty.stretch().is_some())
    }
}

/// A roster with what it belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Standing<'a> {
    pub(crate) office: &'a Office,
    pub(crate) regulation: &'a Regulation,
    pub(crate) id: &'a Id,
    pub(crate) roster: &'a Roster,
    pub(crate) now: Timestamp,
}

impl Standing<'_> {
    /// May somebody stand in it.
    fn may_stand(self, person: &str) -> bool {
        let active = self.office.people.get(person).is_some_and(|person| person.active);
        let Some(who) = &self.roster.who else { return active };
        let meant = of_office(self.office, self.regulation, who, self.now);
        let held = self.office.principals(person, self.now);
        active && meant.iter().any(|want| held.iter().any(|have| want.covers(have)))
    }

    /// Does somebody plan it: whom the regulation names, administrators always.
    fn plans(self, actor: &Actor, administrator: bool) -> bool {
        administrator || self.is_planner(actor)
    }

    fn is_planner(self, actor: &Actor) -> bool {
        let by = self.roster.by.as_ref();
        by.is_some_and(|by| actor.is_any(&of_office(self.office, self.regulation, by, self.now)))
    }

    /// Is somebody told of hours that nobody covers: whoever plans it; where there is nobody, the administrators.
    fn is_told(self, actor: &Actor, administrator: bool) -> bool {
        let plans = |id: &str| self.is_planner(&crate::actor::person(self.office, id, self.now));
        let nobody = || !self.office.people.values().any(|person| person.active && plans(&person.id));
        self.is_planner(actor) || (administrator && nobody())
    }
}
