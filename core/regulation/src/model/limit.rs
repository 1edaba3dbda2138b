//! Limits: from which moment, within which time, until which moment, and what follows.

use dengwen_calendar::{Precision, Span as Time, Week};

use super::{Effect, Id, Label, Rule, Who};
use crate::expr::Expr;

/// A limit.
#[derive(Debug, Clone)]
pub struct Limit {
    /// Its label.
    pub label: Label,
    /// Whom it binds; without it whoever may do what ends it.
    pub who: Option<Who>,
    /// It applies only when this holds; judged anew after every act.
    pub cond: Option<Expr>,
    /// One run for each of these.
    pub each: Option<Who>,
    /// Rows; the first that holds counts. Empty only where the file gives none.
    pub within: Vec<WithinRow>,
    /// The source's own word, such as 迅速.
    pub words: Option<String>,
    /// A cap from the same start.
    pub at_latest: Option<Time>,
    /// It comes round instead of ending.
    pub every: Option<Every>,
    /// What starts it.
    pub from: Moments,
    /// What ends it.
    pub until: Moments,
    /// What lays it down.
    pub laid_down: Moments,
    /// While one of these holds it stands still.
    pub paused_while: Vec<Level>,
    /// How it binds.
    pub binding: Binding,
    /// More time.
    pub extend: Option<Extend>,
    /// How long before the end to warn.
    pub warn: Vec<Within>,
    /// What follows when it passes.
    pub then: Vec<Effect>,
    /// The week, where it departs from the organisation's.
    pub week: Option<Week>,
    /// The precision, where it departs.
    pub precision: Option<Precision>,
    /// Rolling over to the next working day, where it departs.
    pub roll: Option<bool>,
    /// Where it stands.
    pub rule: Rule,
}

/// A row of `within`.
#[derive(Debug, Clone)]
pub struct WithinRow {
    /// Only when this holds.
    pub cond: Option<Expr>,
    /// The time.
    pub is: Within,
    /// The office must confirm it before going live.
    pub blank: bool,
    /// Where it stands.
    pub rule: Rule,
}

/// How long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Within {
    /// A span, `immediate` and `promptly` among them.
    Span(Time),
    /// `none`: measured, no date.
    None,
    /// The interval in a setting.
    Setting(Id),
    /// What a table gives.
    Table(Id),
    /// The date in a field.
    Date(Id),
}

/// The rhythm of a limit that comes round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Every {
    /// A span: `day`, `month`, `5 days`.
    Span(Time),
    /// The interval in a setting.
    Setting(Id),
}

/// How a limit binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Binding {
    /// Overdue when it passes.
    #[default]
    Hard,
    /// Overdue, but only recommended.
    Recommended,
    /// Measured, never overdue.
    Target,
    /// Lapses; then closes the acts in its `until`.
    Right,
    /// Sets something off, is no duty.
    Trigger,
}

/// More time.
#[derive(Debug, Clone)]
pub struct Extend {
    /// In all.
    pub at_most: Option<Within>,
    /// How often.
    pub times: Option<u32>,
    /// Counted from the nominal end instead of the due date.
    pub from_nominal: bool,
    /// Who asks.
    pub asked_by: Option<Who>,
    /// Who approves.
    pub approved_by: Option<Who>,
    /// Only when this holds.
    pub cond: Option<Expr>,
    /// Who is told.
    pub tell: Option<Who>,
    /// Where it stands.
    pub rule: Rule,
}

/// Moments: any of them, or rows of which the first that holds counts.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Moments {
    /// None given.
    #[default]
    None,
    /// Any of these.
    Any(Vec<MomentTerm>),
    /// Rows.
    Rows(Vec<MomentRow>),
}

impl Moments {
    /// Every moment it names.
    #[must_use]
    pub fn all(&self) -> Vec<&Moment> {
        let terms: Vec<&MomentTerm> = match self {
            Self::None => Vec::new(),
            Self::Any(terms) => terms.iter().collect(),
            Self::Rows(rows) => rows.iter().flat_map(|row| &row.is).collect(),
        };
        let mut all = Vec::new();
        for term in terms {
            match term {
                MomentTerm::One(one) => all.push(one),
                MomentTerm::Earliest(several) | MomentTerm::Latest(several) => all.extend(several),
            }
        }
        all
    }
}

/// A row of moments.
#[derive(Debug, Clone, PartialEq)]
pub struct MomentRow {
    /// Only when this holds, judged when the moment happens.
    pub cond: Option<Expr>,
    /// The moments.
    pub is: Vec<MomentTerm>,
}

/// One entry of a list of moments.
#[derive(Debug, Clone, PartialEq)]
pub enum MomentTerm {
    /// One moment.
    One(Moment),
    /// The first of several.
    Earliest(Vec<Moment>),
    /// When the last of several has happened.
    Latest(Vec<Moment>),
}

/// A moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Moment {
    /// The case was received.
    Received,
    /// The row was opened (or the case, the register).
    Opened,
    /// An act, perhaps with one of its options; `of` names a part, kind or `main` when it is not of the same shape.
    Act {
        /// The part, kind or register; `None`: the same shape, else the case.
        of: Option<Id>,
        /// The act.
        act: Id,
        /// The option.
        option: Option<Id>,
    },
    /// A stage is entered.
    Stage(Id),
    /// A class value (or one under it) begins to hold.
    Class(Id, Id),
    /// A ground begins to hold.
    Ground(Id, Id),
    /// A field is given.
    Field(Id),
    /// A document is issued.
    Issued(Id),
    /// A document is served, to somebody.
    Served(Id, Option<Who>),
    /// A document is signed by all.
    Signed(Id),
    /// An act is asked for.
    Asked(Id),
    /// A limit passes.
    Passed(Id),
    /// A row is added to the register.
    Added,
    /// A linked case has ended.
    Ended(Id),
}

/// Something that holds for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Level {
    /// A stage.
    Stage(Id),
    /// A request is open.
    Asked(Id),
    /// A row of a part is open.
    Part(Id),
}
