//! What lies outside the case: questions, and the answers the desk gives.

use std::collections::BTreeMap;

use dengwen_regulation::{model::Id, value::Value};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Principal;

/// A question about what lies outside the case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// The value of a setting: [`Answer::Value`], or [`Answer::Nothing`] for the file's own default.
    Setting(Id),
    /// The rows the office has entered in a table, newest last: [`Answer::Rows`].
    Table(Id),
    /// How many different members of a counter's group *other* cases have: [`Answer::Value`] with a number.
    Counter {
        /// The counter.
        counter: Id,
        /// The key of the group, as [`crate::counted`] gives it; empty when only links make the group.
        key: String,
        /// For `same: [link NAME]`: the link, and the cases from which the group is reached, transitively and both ways.
        linked: Option<(Id, Vec<String>)>,
        /// The case that asks: its own are not meant.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        of: String,
        /// From when on; from the first where the window has no beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Timestamp>,
        /// Up to when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
        /// Those which the case that asks has itself.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        but: Vec<String>,
    },
    /// The snapshot of another case ([`crate::facts_of`]): [`Answer::Linked`].
    Linked(String),
    /// The head of a unit, or of the unit of a person or post: [`Answer::Principals`].
    HeadOf(Principal),
    /// Whoever stands strictly above: [`Answer::Principals`].
    SuperiorOf(Principal),
    /// A role in a unit itself, then upward: [`Answer::Principals`], posts with a unit.
    RoleOf {
        /// The role, or a level of the organisation.
        role: Id,
        /// Where to begin.
        of: Principal,
    },
    /// Is a unit or person also holder of this role: [`Answer::Yes`].
    Holds {
        /// The role.
        role: Id,
        /// Who.
        who: Principal,
    },
    /// Is the post held by anybody, apart from those barred: [`Answer::Persons`].
    Holders(Principal),
    /// The unit of a person: [`Answer::Principals`].
    UnitOf(String),
    /// What a person holds, as list of roles: [`Answer::Value`].
    HeldBy(String),
    /// Does the first stand above the second: [`Answer::Yes`].
    Superior(String, String),
    /// Does the first stand below the second: [`Answer::Yes`].
    Under(String, String),
    /// The present value of a figure: [`Answer::Value`].
    Indicator(Id),
    /// How many rows a register has: [`Answer::Value`].
    Register(Id),
    /// Who stands in for a person on leave: [`Answer::Persons`], or [`Answer::Nothing`].
    DeputyOf(String),
    /// Has a person declared a relation with one of these: [`Answer::Yes`].
    Related {
        /// The person.
        person: String,
        /// The kinds of relation that are meant; empty: any.
        kinds: Vec<Id>,
        /// With whom.
        to: Vec<Named>,
    },
}

/// What a party is known by, for comparing with what somebody has declared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Somebody, or a unit, of the office.
    Inside(Principal),
    /// A name in the open.
    Text(String),
    /// The blind token of a sealed one.
    Token(String),
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// There is none.
    Nothing,
    /// A value.
    Value(Value),
    /// Rows of a table.
    Rows(Vec<OfficeRow>),
    /// Members of a counter's group, as logs of before have them; what is asked now is their number.
    Members(Vec<Member>),
    /// Persons, units, posts.
    Principals(Vec<Principal>),
    /// Persons.
    Persons(Vec<String>),
    /// Yes or no.
    Yes(bool),
    /// Another case.
    Linked(Box<LinkedFacts>),
}

/// A row of a table which the office has entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfficeRow {
    /// Values of the `by` columns that must fit.
    #[serde(default)]
    pub when: IndexMap<Id, Value>,
    /// What it gives: `is`, or one for each column.
    pub is: IndexMap<Id, Value>,
    /// From when it holds.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Before when it ends, once the office has ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl OfficeRow {
    /// Does it hold at an instant.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}

/// A case (or act) that a counter counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The case.
    pub case: String,
    /// What must differ to be counted twice.
    pub token: String,
    /// When.
    pub at: Timestamp,
}

/// What other cases may read of one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LinkedFacts {
    /// Its id.
    pub case: String,
    /// Its number.
    pub number: Option<String>,
    /// Its kind.
    pub kind: Option<Id>,
    /// Its channel.
    pub channel: Option<Id>,
    /// Its stage.
    pub stage: Option<Id>,
    /// Has it ended.
    pub ended: bool,
    /// When it was received.
    pub received: Option<Timestamp>,
    /// Fields of the case that are not kept from sight, and classes.
    pub values: IndexMap<Id, Value>,
    /// Names of fields given, those kept from sight among them.
    pub given: Vec<Id>,
    /// Acts since it was last reopened.
    pub acts: Vec<LinkedAct>,
    /// Papers issued.
    pub issued: Vec<Id>,
    /// Limits that passed.
    pub passed: Vec<Id>,
    /// Limits kept.
    pub kept: Vec<Id>,
}

/// An act of another case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedAct {
    /// The act.
    pub act: Id,
    /// Its option.
    pub option: Option<Id>,
    /// When.
    pub at: Timestamp,
}

/// Whoever answers what is asked: what was gathered before, or what is at hand without waiting.
pub trait Answers {
    /// The answer; nothing where it has to be looked for first. The same question is always answered alike.
    fn answer_to(&self, question: &Question) -> Option<Answer>;
}

impl Answers for Surroundings {
    fn answer_to(&self, question: &Question) -> Option<Answer> {
        self.get(question).cloned()
    }
}

/// Questions with their answers. In the log, a list of pairs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Surroundings(BTreeMap<Question, Answer>);

impl Surroundings {
    /// Nothing gathered yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps an answer.
    pub fn answer(&mut self, question: Question, answer: Answer) {
        self.0.insert(question, answer);
    }

    /// The answer, if it was gathered.
    #[must_use]
    pub fn get(&self, question: &Question) -> Option<&Answer> {
        self.0.get(question)
    }

    /// All, in the order of the questions.
    pub fn iter(&self) -> impl Iterator<Item = (&Question, &Answer)> {
        self.0.iter()
    }

    /// Was nothing gathered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(Question, Answer)> for Surroundings {
    fn from_iter<I: IntoIterator<Item = (Question, Answer)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl Serialize for Surroundings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}

impl<'de> Deserialize<'de> for Surroundings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<(Question, Answer)>::deserialize(deserializer)?.into_iter().collect())
    }
}
