//! A second reading of the regulation, written beside the engine and not from it: what may have happened, in which stage, by
//! whom, by when. It evaluates no condition; where one decides, it says nothing. It follows a case by its log alone.

mod limits;
mod may;
mod refused;

use std::collections::BTreeMap;

use dengwen_case::*;
use dengwen_regulation::{
    model::{Act, Effect, Id, Shape, ShapeRef, Target, What},
    value::{Ref, Value},
};
use jiff::Timestamp;

use crate::town::Town;
use limits::RunSeen;

/// The case itself or a row of a part, as read from the log.
#[derive(Debug, Clone)]
struct RowSeen {
    key: RowKey,
    shape: ShapeRef,
    stage: Option<Id>,
    over: bool,
    values: BTreeMap<Id, Value>,
}

/// Something that limits count from or end with, in the commit in hand.
#[derive(Debug, Clone, PartialEq)]
enum Happening {
    Received,
    Opened,
    Act(Id, Option<Id>),
    Stage(Id),
}

/// One case, as the second model reads it.
#[derive(Debug, Clone)]
pub(crate) struct Second {
    seq: u64,
    stamp: Stamp,
    received: Option<Timestamp>,
    rows: Vec<RowSeen>,
    parties: BTreeMap<u32, (Id, Option<Ref>)>,
    /// Everybody who ever had a place.
    places: BTreeMap<String, Vec<Principal>>,
    /// Who did which act last.
    doers: BTreeMap<Id, Doer>,
    receiver: Doer,
    /// Requests that are open: the act, its row, of whom.
    requests: BTreeMap<u32, (Id, RowKey, Vec<Principal>)>,
    barred: Vec<Principal>,
    somebody_stands_in: bool,
    waits: BTreeMap<u32, Do>,
    runs: Vec<RunSeen>,
    /// What happened in the commit in hand, and on which row.
    now: Vec<(Happening, usize)>,
    /// Stages that something in the commit in hand may lead to; `None`: whichever.
    leads_to: Vec<Option<Id>>,
}

impl Second {
    pub(crate) fn new() -> Self {
        Self {
            seq: 0,
            stamp: Stamp::default(),
            received: None,
            rows: Vec::new(),
            parties: BTreeMap::new(),
            places: BTreeMap::new(),
            doers: BTreeMap::new(),
            receiver: Doer::default(),
            requests: BTreeMap::new(),
            barred: Vec::new(),
            somebody_stands_in: false,
            waits: BTreeMap::new(),
            runs: Vec::new(),
            now: Vec::new(),
            leads_to: Vec::new(),
        }
    }

    /// Reads one commit; says what the regulation does not allow in it.
    pub(crate) fn see(&mut self, town: &Town, commit: &Commit) -> Result<(), String> {
        self.now.clear();
        self.leads_to.clear();
        if commit.seq != self.seq + 1 {
            return Err(format!("commit {} follows {}", commit.seq, self.seq));
        }
        self.seq = commit.seq;
        let open_before = self.open_runs();
        for event in &commit.events {
            self.one(town, commit, event)?;
        }
        self.moments_kept(town, &open_before)
    }

    fn one(&mut self, town: &Town, commit: &Commit, event: &Event) -> Result<(), String> {
        match event {
            Event::Stamped { stamp } => {
                self.stamp = *stamp;
                let entered = stamp.entered == commit.entered && stamp.happened <= stamp.entered;
                return entered.then_some(()).ok_or_else(|| "it happened after it was entered".to_owned());
            }
            Event::Begun { shape, receiver, received, .. } => {
                if !self.rows.is_empty() {
                    return Err("the case begins twice".to_owned());
                }
                self.rows.push(row(RowKey::main(), shape.clone()));
                self.receiver = receiver.clone();
                self.received = Some(*received);
                self.now.extend([(Happening::Received, 0), (Happening::Opened, 0)]);
            }
            Event::RowOpened { row: key, .. } => {
                self.rows.push(row(key.clone(), ShapeRef::Part(key.part.clone())));
                self.now.push((Happening::Opened, self.rows.len() - 1));
            }
            Event::ActDone { row, act, option, by, .. } => {
                self.act_done(town, commit, (row, act, option.as_ref(), by))?
            }
            Event::StageEntered { row, stage, .. } => self.stage_entered(town, row, stage)?,
            Event::RowEnded { row } => {
                let place = self.row(row)?;
                let (shape, stage) = (self.shape(town, place)?, self.rows[place].stage.clone());
                let is_end = stage.is_some_and(|stage| shape.stages.get(&stage).is_some_and(|stage| stage.end));
                if !is_end || self.rows[place].over {
                    return Err(format!("{row} ends in a stage that is no end"));
                }
                self.rows[place].over = true;
            }
            Event::Reopened { row } => {
                let place = self.row(row)?;
                self.rows[place].over = false;
            }
            Event::FieldSet { row, field, value } => {
                let place = self.row(row)?;
                self.rows[place].values.insert(field.clone(), value.clone());
            }
            Event::Waiting { n, command, .. } => {
                self.waits.insert(*n, (**command).clone());
            }
            Event::HandsOver { n, .. } => {
                self.waits.remove(n);
            }
            Event::Asked { n, act, row, whom, .. } => {
                self.requests.insert(*n, (act.clone(), row.clone(), whom.clone()));
            }
            Event::Answered { n } | Event::Lapsed { n } => {
                self.requests.remove(n);
            }
            event => {
                self.people(event);
                self.limit_event(town, event)?;
            }
        }
        Ok(())
    }

    fn people(&mut self, event: &Event) {
        match event {
            Event::PartyAdded { party, .. } => {
                self.parties.insert(party.n, (party.kind.clone(), party.who.clone()));
            }
            Event::PartySet { n, who: Some(who), .. } => {
                if let Some(party) = self.parties.get_mut(n) {
                    party.1 = Some(who.clone());
                }
            }
            Event::Assigned { place, who, .. } => {
                self.places.entry(place.clone()).or_default().extend(who.iter().cloned());
            }
            Event::Barred { who } => self.barred.extend(who.iter().cloned()),
            Event::Substituted { .. } => self.somebody_stands_in = true,
            _ => {}
        }
    }

    fn act_done(
        &mut self,
        town: &Town,
        commit: &Commit,
        (key, id, option, by): (&RowKey, &Id, Option<&Id>, &Doer),
    ) -> Result<(), String> {
        let place = self.row(key)?;
        let shape = self.shape(town, place)?;
        let act = shape.acts.get(id).ok_or_else(|| format!("there is no act {id} on {key}"))?;
        if !self.in_stage(act, place) {
            return Err(format!("{id} on {key} is not open in {:?}", self.rows[place].stage));
        }
        let asked = self.requests.values().any(|(asked, row, _)| asked == id && row == key);
        if act.asked && !asked {
            return Err(format!("nobody has asked for {id} on {key}"));
        }
        if let Command::Do(command) = &commit.command
            && !command.actor.is_system()
            && self.may(town, act, (id, key), &command.actor) == may::Standing::No
        {
            return Err(format!("{id} is not for {}", command.actor.name));
        }
        self.lead(&act.does);
        if let Some(chosen) = option.and_then(|option| act.choose.get(option)) {
            self.lead(&chosen.does);
        }
        // What the label says of the acts that are there for all is done by the engine, without an effect in the file.
        if act.standing {
            self.leads_to.push(None);
        }
        self.doers.insert(id.clone(), by.clone());
        self.now.push((Happening::Act(id.clone(), option.cloned()), place));
        Ok(())
    }

    /// Notes where effects lead.
    fn lead<'e>(&mut self, effects: impl IntoIterator<Item = &'e Effect>) {
        for effect in effects {
            match &effect.what {
                What::Go(Target::Stage(stage) | Target::Main(stage) | Target::Part(_, stage)) => {
                    self.leads_to.push(Some(stage.clone()));
                }
                What::Go(Target::Back | Target::Next) => self.leads_to.push(None),
                _ => {}
            }
        }
    }

    fn stage_entered(&mut self, town: &Town, key: &RowKey, stage: &Id) -> Result<(), String> {
        let place = self.row(key)?;
        let shape = self.shape(town, place)?;
        let known = shape.stages.get(stage).ok_or_else(|| format!("{key} has no stage {stage}"))?;
        let first = self.rows[place].stage.is_none() && shape.stages.keys().next() == Some(stage);
        // What follows from a class or a counter may lead there too, whatever the act was.
        let by_class = shape.classes.values().flat_map(|axis| &axis.then).flat_map(|then| &then.does);
        let mains = town.regulation.main.classes.values().flat_map(|axis| &axis.then).flat_map(|then| &then.does);
        let counters = town.regulation.counters.values().flat_map(|counter| &counter.then);
        let mut others = Self::new();
        others.lead(by_class.chain(mains).chain(counters));
        let led = |to: &Option<Id>| to.as_ref().is_none_or(|to| to == stage);
        if !first && !self.leads_to.iter().any(led) && !others.leads_to.iter().any(led) {
            return Err(format!("nothing leads {key} to {stage}"));
        }
        self.lead(&known.then);
        self.rows[place].stage = Some(stage.clone());
        self.now.push((Happening::Stage(stage.clone()), place));
        Ok(())
    }

    fn row(&self, key: &RowKey) -> Result<usize, String> {
        self.rows.iter().position(|row| row.key == *key).ok_or_else(|| format!("there is no row {key}"))
    }

    fn shape<'t>(&self, town: &'t Town, place: usize) -> Result<&'t Shape, String> {
        let shape = self.rows.get(place).and_then(|row| town.regulation.shape(&row.shape));
        shape.ok_or_else(|| "a row of no shape".to_owned())
    }

    /// The act that a refused command meant, where there is no doubt.
    fn meant<'t>(&self, town: &'t Town, command: &Do) -> Option<(usize, &'t Act)> {
        let place = match &command.row {
            None => 0,
            Some(key) if key.n > 0 => self.row(key).ok()?,
            Some(_) => return None,
        };
        Some((place, self.shape(town, place).ok()?.acts.get(&command.act)?))
    }
}

fn row(key: RowKey, shape: ShapeRef) -> RowSeen {
    RowSeen { key, shape, stage: None, over: false, values: BTreeMap::new() }
}
