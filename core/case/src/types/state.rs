//! The state of a case: what its events add up to.

use dengwen_regulation::{
    model::{Id, ShapeRef},
    value::{Ref, Value},
};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Do, Doer, Input, Marked, NumberOf, Paper, PartyOn, Principal, RowKey, Run, Stamp, Surroundings};

/// A case (or a row of a register with a life of its own).
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its internal id.
    pub id: String,
    /// The last commit; 0: it has not begun.
    pub seq: u64,
    /// The moment of the commit being applied.
    pub now: Stamp,
    /// Its regulation.
    pub regulation: Id,
    /// The version of it.
    pub version: String,
    /// The hash of its text.
    pub content: String,
    /// Its number, as people know it.
    pub number: Option<String>,
    /// When it was received.
    pub received: Option<Stamp>,
    /// The way in.
    pub channel: Option<Id>,
    /// Who began it.
    pub receiver: Doer,
    /// Rows; the first is the case itself.
    pub rows: Vec<Row>,
    /// Parties.
    pub parties: Vec<PartyOn>,
    /// Acts done, of all rows, in order.
    pub acts: Vec<Done>,
    /// Who has which place.
    pub assigned: Vec<Assigned>,
    /// Who must have nothing to do with it.
    pub barred: Vec<Principal>,
    /// Who was granted sight.
    pub sighted: Vec<Principal>,
    /// Who stands in for whom: (of, by).
    pub substituted: Vec<(Principal, Principal)>,
    /// Papers.
    pub papers: Vec<Paper>,
    /// Acts asked for.
    pub requests: Vec<Request>,
    /// Acts that wait for further hands.
    pub waiting: Vec<Waiting>,
    /// Runs of limits.
    pub runs: Vec<Run>,
    /// Other cases: (name, case, ended).
    pub links: Vec<(Id, String, bool)>,
    /// Moments, in order.
    pub marks: Vec<Marked>,
    /// What was learned from outside and is kept.
    pub frozen: Surroundings,
    /// What could not be carried out.
    pub held: Vec<HeldBack>,
    /// Cases to be begun.
    pub spawned: Vec<Spawning>,
    /// Forwardings.
    pub forwarded: Vec<Forwarded>,
    /// Entries for registers of the office.
    pub listed: Vec<Listing>,
    /// Crossings of counters already acted on: (counter, key, count).
    pub crossed: Vec<(Id, String, i64)>,
}

/// The case itself or a row of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name.
    pub key: RowKey,
    /// Its shape.
    pub shape: ShapeRef,
    /// The place of its owner among the rows.
    pub parent: usize,
    /// Who opened it.
    pub opened_by: Doer,
    /// When it was opened.
    pub opened: Stamp,
    /// Its stage.
    pub stage: Option<Id>,
    /// All stages, in order.
    pub path: Vec<(Id, Stamp)>,
    /// Fields given or computed.
    pub values: IndexMap<Id, Value>,
    /// Fields marked as not known yet.
    pub unknown: Vec<Id>,
    /// Classes.
    pub axes: IndexMap<Id, AxisState>,
    /// When it ended.
    pub ended: Option<Stamp>,
    /// When it was last reopened.
    pub reopened: Option<Stamp>,
}

/// How firmly a class is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Firm {
    /// For the time being.
    Provisional,
    /// For good.
    Final,
}

/// A class of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AxisState {
    /// The values that hold, one unless the axis allows many.
    pub now: Vec<Id>,
    /// How firmly.
    pub firm: Option<Firm>,
    /// Grounds that hold by themselves.
    pub holding: Vec<Id>,
    /// Grounds ticked or confirmed by people.
    pub ticked: Vec<Id>,
    /// Every change.
    pub history: Vec<AxisChange>,
}

/// A change of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AxisChange {
    /// From then on.
    pub now: Vec<Id>,
    /// The ground.
    pub ground: Option<Id>,
    /// Who.
    pub by: Doer,
    /// When.
    pub at: Stamp,
    /// How firmly.
    pub firm: Option<Firm>,
}

/// An act that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The place of the row.
    pub row: usize,
    /// The act.
    pub act: Id,
    /// The option chosen.
    pub option: Option<Id>,
    /// Who.
    pub by: Doer,
    /// When.
    pub at: Stamp,
    /// What was given.
    pub input: Input,
    /// The reason for going on in spite of warnings.
    pub warned: Option<String>,
}

/// A place on the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    /// `lead`, `joint`, `helper`, `watcher`, or a role.
    pub place: String,
    /// Who has it.
    pub who: Vec<Principal>,
    /// As the regulation writes it.
    pub named: String,
    /// Since when.
    pub at: Stamp,
}

/// How far a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// Open.
    Open,
    /// Met.
    Answered(Stamp),
    /// Fallen.
    Lapsed(Stamp),
}

/// An act asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its number, from 1.
    pub n: u32,
    /// The act.
    pub act: Id,
    /// The place of the row.
    pub row: usize,
    /// Of whom; empty: of whoever may do it.
    pub whom: Vec<Principal>,
    /// Those whose hands are wanted after the first, in order.
    pub then: Vec<Vec<Principal>>,
    /// Who asked.
    pub by: Doer,
    /// When.
    pub at: Stamp,
    /// What was given with the act that asked.
    pub input: Input,
    /// How far it has come.
    pub state: RequestState,
}

/// An act that waits for further hands.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Its number, from 1.
    pub n: u32,
    /// What is to be done.
    pub command: Do,
    /// The hands still wanted, in order; each names those who may give it.
    pub hands: Vec<Vec<Principal>>,
    /// Who has signed.
    pub signed: Vec<Doer>,
    /// Since when.
    pub at: Stamp,
    /// Is it over.
    pub over: bool,
    /// The hands may be given in any order.
    pub any_order: bool,
    /// Who refused.
    pub refused: Option<Doer>,
}

/// Something that could not be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// When.
    pub at: Stamp,
    /// It was left out on purpose: an optional setting is not filled in.
    pub skipped: bool,
}

/// A case to be begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Spawning {
    /// Its number, from 1.
    pub n: u32,
    /// The name of the link.
    pub link: Option<Id>,
    /// Under which regulation; `None`: the same.
    pub regulation: Option<Id>,
    /// When.
    pub at: Stamp,
}

/// A forwarding.
#[derive(Debug, Clone, PartialEq)]
pub struct Forwarded {
    /// To whom.
    pub to: Vec<Principal>,
    /// As the regulation writes it.
    pub named: String,
    /// As what.
    pub manner: Option<Value>,
    /// When.
    pub at: Stamp,
    /// The office that has it, and since when, where that is known.
    pub arrived: Option<(String, Stamp)>,
    /// An answer is to come back.
    pub returns: bool,
    /// When it came back.
    pub returned: Option<Stamp>,
}

impl Forwarded {
    /// Is an answer still to come.
    #[must_use]
    pub const fn is_awaited(&self) -> bool {
        self.returns && self.returned.is_none()
    }
}

/// An entry for a register of the office.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The register.
    pub register: Id,
    /// Its values.
    pub values: IndexMap<Id, Value>,
    /// When.
    pub at: Stamp,
}

impl Case {
    /// A case that has not begun.
    #[must_use]
    pub fn empty(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            seq: 0,
            now: Stamp::default(),
            regulation: Id::from(""),
            version: String::new(),
            content: String::new(),
            number: None,
            received: None,
            channel: None,
            receiver: Doer::default(),
            rows: Vec::new(),
            parties: Vec::new(),
            acts: Vec::new(),
            assigned: Vec::new(),
            barred: Vec::new(),
            sighted: Vec::new(),
            substituted: Vec::new(),
            papers: Vec::new(),
            requests: Vec::new(),
            waiting: Vec::new(),
            runs: Vec::new(),
            links: Vec::new(),
            marks: Vec::new(),
            frozen: Surroundings::new(),
            held: Vec::new(),
            spawned: Vec::new(),
            forwarded: Vec::new(),
            listed: Vec::new(),
            crossed: Vec::new(),
        }
    }

    /// Has it begun.
    #[must_use]
    pub fn begun(&self) -> bool {
        !self.rows.is_empty()
    }

    /// The case itself as a row.
    #[must_use]
    pub fn main(&self) -> Option<&Row> {
        self.rows.first()
    }

    /// Its stage.
    #[must_use]
    pub fn stage(&self) -> Option<&Id> {
        self.main().and_then(|row| row.stage.as_ref())
    }

    /// Has it ended.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.main().is_some_and(|row| row.ended.is_some())
    }

    /// The place of a row.
    #[must_use]
    pub fn place_of(&self, key: &RowKey) -> Option<usize> {
        self.rows.iter().position(|row| row.key == *key)
    }

    /// A row by name.
    #[must_use]
    pub fn row(&self, key: &RowKey) -> Option<&Row> {
        self.rows.iter().find(|row| row.key == *key)
    }

    /// Parties of a kind.
    pub fn parties_of<'a>(&'a self, kind: &'a Id) -> impl Iterator<Item = &'a PartyOn> {
        self.parties.iter().filter(move |party| party.kind == *kind)
    }

    /// Who has a place.
    #[must_use]
    pub fn holders(&self, place: &str) -> Vec<Principal> {
        self.assigned.iter().filter(|a| a.place == place).flat_map(|a| a.who.iter().cloned()).collect()
    }

    /// Requests that are open.
    pub fn open_requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.iter().filter(|request| request.state == RequestState::Open)
    }

    /// A paper by its number.
    #[must_use]
    pub fn paper(&self, n: u32) -> Option<&Paper> {
        self.papers.iter().find(|paper| paper.n == n)
    }

    /// The number of something.
    #[must_use]
    pub fn number_of(&self, of: NumberOf) -> Option<&str> {
        match of {
            NumberOf::Case => self.number.as_deref(),
            NumberOf::Paper(n) => self.paper(n).and_then(|paper| paper.number.as_deref()),
        }
    }
}

impl Row {
    /// Is it open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }
}

impl PartyOn {
    /// The principals this party is: the party, and the person or unit of the organisation where it is one.
    #[must_use]
    pub fn principals(&self) -> Vec<Principal> {
        let inside = match &self.who {
            Some(Ref::Person(id)) => Some(Principal::Person(id.clone())),
            Some(Ref::Unit(id)) => Some(Principal::Unit(id.clone())),
            Some(Ref::Party(n)) => Some(Principal::Party(*n)),
            _ => None,
        };
        std::iter::once(Principal::Party(self.n)).chain(inside).collect()
    }
}
