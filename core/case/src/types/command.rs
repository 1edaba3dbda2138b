//! What is asked of a case.

use dengwen_regulation::{
    model::Id,
    value::{Ref, Value},
};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Actor, Principal, RowKey};

/// What is asked of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "a command is made once and passed by reference")]
pub enum Command {
    /// Somebody does an act.
    Do(Do),
    /// A further hand signs what waits, or refuses to.
    Hand(Hand),
    /// A limit has passed.
    Pass(Pass),
    /// A counter of which this case is a member has moved.
    Recount {
        /// The counter.
        counter: Id,
        /// When it was looked at again.
        at: Timestamp,
    },
    /// A register of the office. Where its rows have no life of their own: it is there from now on, or a row was added to it; its
    /// stream carries the limits of the register as a whole. Where they have: a row begins, in a stream of its own.
    Register {
        /// The register.
        register: Id,
        /// A row was added; else the register has gone live.
        added: bool,
        /// What stands in the row. Empty where the row stands with a case, and the register only learns of it.
        #[serde(default, skip_serializing_if = "Input::is_empty")]
        row: Input,
        /// Whoever writes it by hand; nobody where a case adds it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<Box<Actor>>,
        /// When.
        at: Timestamp,
    },
    /// Somebody has handed on all their work, in another case.
    HandedOn {
        /// Whose work it was.
        of: Vec<Principal>,
        /// Who takes it over.
        by: Vec<Principal>,
        /// When.
        at: Timestamp,
    },
    /// What was sent to another body has arrived there.
    Arrived {
        /// Which of the things sent, from 1.
        n: u32,
        /// The name of the office in whose hands it is.
        office: String,
        /// When.
        at: Timestamp,
    },
    /// A linked case has ended or changed.
    Wake {
        /// The name of the link.
        link: Id,
        /// Has it ended.
        ended: bool,
        /// When.
        at: Timestamp,
    },
}

/// Somebody does an act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Do {
    /// The act.
    pub act: Id,
    /// The option chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<Id>,
    /// The row of a part; `None`: the case itself. `n` = 0 means the only row of this part in which the act is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RowKey>,
    /// What was given, by [`dengwen_regulation::model::InputWhat::key`].
    #[serde(default, skip_serializing_if = "Input::is_empty")]
    pub input: Input,
    /// Who.
    pub actor: Actor,
    /// When it happened, if earlier than it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Timestamp>,
    /// The way in, for an act that begins a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Id>,
    /// The reason for going on in spite of warnings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warned: Option<String>,
    /// Where the case comes from, for one that another case has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spawned: Option<Spawned>,
    /// Persons and units from whom a case that begins is kept: whoever reports named them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep_out: Vec<Principal>,
}

/// Where a case comes from that another case has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spawned {
    /// The other case.
    pub from: String,
    /// The name of the link to it.
    pub link: Option<Id>,
    /// When the other was received; limits from `received` count from there.
    pub received: Timestamp,
}

/// A further hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hand {
    /// What waits, by number.
    pub waiting: u32,
    /// Who.
    pub actor: Actor,
    /// `true` signs, `false` refuses to.
    pub signs: bool,
    /// Why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A run of a limit has passed, or a round of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// The limit.
    pub limit: Id,
    /// The row on which it runs.
    pub row: RowKey,
    /// Which run, by its place among the runs of the case.
    pub run: u32,
    /// The due instant.
    pub at: Timestamp,
    /// It is not due yet: the moment to warn of it has come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warns: bool,
}

/// One thing given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A value. Of a class: its value, or a ground (`Value::Choice`), or several.
    Value(Value),
    /// A party (`party.KIND`).
    Party(PartyInput),
    /// Several parties.
    Parties(Vec<PartyInput>),
    /// "Not known yet", where the field allows it.
    Unknown,
}

/// A party as given.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PartyInput {
    /// The person, unit or body it is, if known to the organisation; or `Ref::Party` to name one that is there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Ref>,
    /// Its fields.
    #[serde(default)]
    pub fields: IndexMap<Id, Value>,
}

/// What was given with an act, in the order given.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Input(pub IndexMap<String, Entry>);

impl Input {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more value.
    #[must_use]
    pub fn with(mut self, key: &str, value: Value) -> Self {
        self.0.insert(key.to_owned(), Entry::Value(value));
        self
    }

    /// With one more entry of any sort.
    #[must_use]
    pub fn entry(mut self, key: &str, entry: Entry) -> Self {
        self.0.insert(key.to_owned(), entry);
        self
    }

    /// What was given under a key; an empty value counts as nothing.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.0.get(key).filter(|entry| !entry.is_empty())
    }

    /// The value given under a key.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&Value> {
        match self.get(key) {
            Some(Entry::Value(value)) => Some(value),
            _ => None,
        }
    }

    /// Was nothing given at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Entry {
    /// Is there nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Value(Value::Empty) => true,
            Self::Value(Value::Text(text)) => text.trim().is_empty(),
            Self::Value(Value::Many(values)) => values.is_empty(),
            Self::Value(_) | Self::Unknown => false,
            Self::Party(party) => party.is_empty(),
            Self::Parties(parties) => parties.iter().all(PartyInput::is_empty),
        }
    }
}

impl PartyInput {
    /// Is there nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.who.is_none()
            && self.fields.values().all(|v| match v {
                Value::Empty => true,
                Value::Text(text) => text.trim().is_empty(),
                _ => false,
            })
    }
}
