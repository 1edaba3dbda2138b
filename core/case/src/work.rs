//! The case on which a command is worked out: it is copied once the first event changes it, and changes by events alone.

use std::borrow::Cow;

use dengwen_calendar::{Calendar, Counting};
use dengwen_regulation::model::{Id, Label, Regulation};
use jiff::Timestamp;

use crate::{
    apply::apply,
    eye::{Asking, Eye, InHand},
    types::{Answers, Case, Code, Doer, Event, Principal, Refusal, RowKey, Stamp},
};

/// How often consequences may set off further consequences.
pub(crate) const ROUNDS: usize = 32;

/// How far the work has come.
pub(crate) struct Work<'a> {
    pub(crate) case: Cow<'a, Case>,
    pub(crate) regulation: &'a Regulation,
    pub(crate) calendar: &'a Calendar,
    pub(crate) counting: Counting,
    pub(crate) asking: Asking<'a>,
    pub(crate) hand: InHand,
    pub(crate) doer: Doer,
    pub(crate) stamp: Stamp,
    pub(crate) events: Vec<Event>,
    pub(crate) refusals: Vec<Refusal>,
    /// Warnings that hold on the old state plus input.
    pub(crate) warnings: Vec<Refusal>,
    /// Stages to be entered, noted until the list of effects is through.
    pub(crate) goes: Vec<(usize, Id)>,
    /// Classes that changed and whose `then` has not run.
    pub(crate) changed: Vec<(usize, Id)>,
    /// Entries so far, against circles.
    pub(crate) entries: usize,
}

/// How an organisation counts, as its regulation says.
pub(crate) fn counting_of(regulation: &Regulation) -> Counting {
    let own = &regulation.organisation;
    let base = Counting::default();
    Counting {
        week: own.week,
        hours: own.hours.clone().unwrap_or(base.hours),
        precision: own.precision,
        roll: own.public,
        zone: base.zone,
    }
}

impl<'a> Work<'a> {
    pub(crate) fn new(
        case: &'a Case,
        regulation: &'a Regulation,
        calendar: &'a Calendar,
        surroundings: &'a dyn Answers,
        stamp: Stamp,
    ) -> Self {
        Self {
            case: Cow::Borrowed(case),
            regulation,
            calendar,
            counting: counting_of(regulation),
            asking: Asking::new(surroundings),
            hand: InHand::default(),
            doer: Doer { system: true, ..Doer::default() },
            stamp,
            events: Vec::new(),
            refusals: Vec::new(),
            warnings: Vec::new(),
            goes: Vec::new(),
            changed: Vec::new(),
            entries: 0,
        }
    }

    /// What is seen from a row.
    pub(crate) fn eye(&self, row: usize) -> Eye<'_> {
        Eye {
            case: &self.case,
            regulation: self.regulation,
            calendar: self.calendar,
            counting: &self.counting,
            asking: &self.asking,
            hand: Some(&self.hand),
            row,
            at: self.stamp.happened,
        }
    }

    pub(crate) fn at(&self) -> Timestamp {
        self.stamp.happened
    }

    pub(crate) fn emit(&mut self, event: Event) {
        let event = self.as_kept(event);
        if let Event::ClassSet { row, axis, .. } = &event
            && let Some(place) = self.case.place_of(row)
            && !self.changed.iter().any(|(r, a)| *r == place && a == axis)
        {
            self.changed.push((place, axis.clone()));
        }
        apply(self.case.to_mut(), self.regulation, &event);
        self.events.push(event);
    }

    /// A number gets the decimals of its field, whatever it was computed from.
    fn as_kept(&self, event: Event) -> Event {
        let Event::FieldSet { row, field, value } = event else { return event };
        let shape = self.case.place_of(&row).and_then(|place| self.case.rows.get(place));
        let known = shape.and_then(|row| self.regulation.shape(&row.shape)).and_then(|shape| shape.fields.get(&field));
        let value = match known {
            Some(known) => known.kept(value),
            None => value,
        };
        Event::FieldSet { row, field, value }
    }

    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        if !self.refusals.contains(&refusal) {
            self.refusals.push(refusal);
        }
    }

    /// The name of a row.
    pub(crate) fn key(&self, row: usize) -> RowKey {
        self.case.rows.get(row).map_or_else(RowKey::main, |row| row.key.clone())
    }

    /// Somebody by WHO, seen from a row.
    pub(crate) fn resolve(&self, row: usize, who: &dengwen_regulation::model::Who) -> Vec<Principal> {
        crate::who::resolve(&self.eye(row), who)
    }

    /// The regulation goes round in a circle.
    pub(crate) fn circle(&mut self) {
        let label = Label::new("本制度在此处循环不止", "the regulation goes round in a circle here");
        self.refuse(Refusal::new(Code::Circle, label));
    }

    /// Where the work stands, to go back to.
    pub(crate) fn snapshot(&self) -> Snapshot<'a> {
        Snapshot {
            case: self.case.clone(),
            events: self.events.len(),
            refusals: self.refusals.len(),
            goes: self.goes.clone(),
            changed: self.changed.clone(),
        }
    }

    /// Goes back, giving the refusals that arose since.
    pub(crate) fn back_to(&mut self, snapshot: Snapshot<'a>) -> Vec<Refusal> {
        self.case = snapshot.case;
        self.events.truncate(snapshot.events);
        self.goes = snapshot.goes;
        self.changed = snapshot.changed;
        self.refusals.split_off(snapshot.refusals.min(self.refusals.len()))
    }
}

/// Where the work stood.
pub(crate) struct Snapshot<'a> {
    case: Cow<'a, Case>,
    events: usize,
    refusals: usize,
    goes: Vec<(usize, Id)>,
    changed: Vec<(usize, Id)>,
}
