//! Acts: who may do what, when, with which input, and what follows.

use std::sync::Arc;

use super::{Effect, Field, Id, Label, Map, Rule, Who};
use crate::expr::Expr;

/// An act.
#[derive(Debug, Clone)]
pub struct Act {
    /// Its label.
    pub label: Label,
    /// Without this the act is not there at all.
    pub cond: Option<Expr>,
    /// Does it start a case.
    pub begins: Begins,
    /// The part or register of which it starts a row, asking the row's fields.
    pub opens: Option<Id>,
    /// Who may do it.
    pub by: Who,
    /// Who may not, although they are among those.
    pub not: Vec<Who>,
    /// How many hands it needs; the first row that holds.
    pub officers: Vec<OfficersRow>,
    /// Open only while somebody has asked for it.
    pub asked: bool,
    /// In which stages.
    pub open_in: OpenIn,
    /// Refusals.
    pub refuse: Vec<Guard>,
    /// Warnings; the act may go on with a reason that is kept.
    pub warn: Vec<Guard>,
    /// What must be on file; each entry is a list of alternatives.
    pub needs: Vec<Vec<OnFile>>,
    /// What is asked.
    pub input: Vec<Input>,
    /// Hands in order; until the last the input lies aside.
    pub signs: Vec<Who>,
    /// The guide shown.
    pub guide: Option<Id>,
    /// May be done on many cases at once.
    pub together: bool,
    /// The case is found by this, such as `acceptance_notice.number`.
    pub found_by: Option<String>,
    /// Options, of which a person chooses one; empty: none.
    pub choose: Map<ActOption>,
    /// What follows.
    pub does: Vec<Effect>,
    /// One of the acts there for all (sign, note, correct …).
    pub standing: bool,
    /// Of an act there for all: the place of the regulation that says who may (`takes-from`).
    pub takes_from: Option<String>,
    /// Where it stands.
    pub rule: Rule,
}

/// Does an act start a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begins {
    /// No.
    No,
    /// By any channel.
    Any,
    /// By these channels.
    Channels(Vec<Id>),
}

/// Where an act is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenIn {
    /// In these stages.
    Stages(Vec<Id>),
    /// In all but ends.
    Any,
    /// In ends too.
    Always,
}

/// How many hands.
#[derive(Debug, Clone)]
pub struct OfficersRow {
    /// Only when this holds.
    pub cond: Option<Expr>,
    /// The number of persons.
    pub least: u32,
    /// A field type of paper to be shown, such as a certificate.
    pub show: Option<Id>,
}

/// A refusal or a warning.
#[derive(Debug, Clone)]
pub struct Guard {
    /// `true`: it stands in the way when the condition holds (`when`); `false`: unless it holds.
    pub when: bool,
    /// The condition.
    pub cond: Expr,
    /// What is said; without it the label of the named condition.
    pub say: Option<Label>,
    /// Where it stands.
    pub rule: Rule,
}

/// Something that must be on file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OnFile {
    /// A document that was issued (or filed as proof).
    Document(Id),
    /// An act that was done, perhaps with one of its options.
    Act(Id, Option<Id>),
    /// A guide worked through.
    Guide(Id),
}

/// One thing an act asks for.
#[derive(Debug, Clone)]
pub struct Input {
    /// What.
    pub what: InputWhat,
    /// Must it be given, `!` in the file. Otherwise as the field's `required` says, else it may.
    pub must: bool,
    /// Where it stands.
    pub rule: Rule,
}

/// What an input sets.
#[derive(Debug, Clone)]
pub enum InputWhat {
    /// A field of the row or the case.
    Field(Id),
    /// A class axis (`class.track`).
    Class(Id),
    /// A party, with its fields (`party.reporter`).
    Party(Id),
    /// A role of the case (`role.mediator`).
    Role(Id),
    /// A document handed in or made with the act (`document.call`).
    Document(Id),
    /// Declared on the spot; stays on the act. `reason` is known to every act.
    Own(Id, Arc<Field>),
}

impl InputWhat {
    /// The key under which it is given: `field`, `class.axis`, `party.kind`, `role.id`, `document.id`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Field(id) | Self::Own(id, _) => id.to_string(),
            Self::Class(id) => format!("class.{id}"),
            Self::Party(id) => format!("party.{id}"),
            Self::Role(id) => format!("role.{id}"),
            Self::Document(id) => format!("document.{id}"),
        }
    }

    /// Is it given under the same key as another.
    #[must_use]
    pub fn is_given_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Field(id) | Self::Own(id, _), Self::Field(other) | Self::Own(other, _))
            | (Self::Class(id), Self::Class(other))
            | (Self::Party(id), Self::Party(other))
            | (Self::Role(id), Self::Role(other))
            | (Self::Document(id), Self::Document(other)) => id == other,
            _ => false,
        }
    }
}

/// An option of an act.
#[derive(Debug, Clone)]
pub struct ActOption {
    /// Its label.
    pub label: Label,
    /// It is not there without this.
    pub cond: Option<Expr>,
    /// What it asks beyond the act's own input.
    pub input: Vec<Input>,
    /// Refusals of this option.
    pub refuse: Vec<Guard>,
    /// Warnings of this option.
    pub warn: Vec<Guard>,
    /// What must be on file for this option.
    pub needs: Vec<Vec<OnFile>>,
    /// What follows, after the act's own.
    pub does: Vec<Effect>,
    /// Where it stands.
    pub rule: Rule,
}
