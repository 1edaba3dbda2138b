//! Effects: what follows from an act, a stage, a class, a limit that passes.

use super::{Id, Map, Rule, Who};
use crate::{expr::Expr, value::Value};

/// One effect.
#[derive(Debug, Clone)]
pub struct Effect {
    /// Only when this holds, on the state as it is by then.
    pub cond: Option<Expr>,
    /// Once for each of these; inside, `it` is the element.
    pub each: Option<Expr>,
    /// Values for the fields of what it makes.
    pub with: Map<Given>,
    /// What is done.
    pub what: What,
    /// Where it stands.
    pub rule: Rule,
}

/// A value as written.
#[derive(Debug, Clone)]
pub enum Given {
    /// As it stands, typed by where it goes.
    Literal(Value),
    /// Begins with `=`.
    Computed(Expr),
    /// The value of a person, unit or body.
    Who(Who),
}

/// Where `go` leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A stage of the same row.
    Stage(Id),
    /// The stage before.
    Back,
    /// The next stage in file order.
    Next,
    /// A stage of a part: every open row, unless `each` names them.
    Part(Id, Id),
    /// A stage of the case, from inside a part.
    Main(Id),
}

/// A place on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The one who has it.
    Lead,
    /// With the lead.
    Joint,
    /// Helping.
    Helper,
    /// Looking on.
    Watcher,
    /// A role `of: case`.
    Role(Id),
}

/// What is carried into a spawned case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carry {
    /// Nothing named.
    Nothing,
    /// Everything.
    All,
    /// `(there, here)`.
    Names(Vec<(Id, Id)>),
}

/// Which regulation a spawned case follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Follows {
    /// The same.
    Same,
    /// Named.
    Named(Id),
    /// The one in a setting.
    Setting(Id),
    /// What a table gives.
    Table(Id),
}

/// The effects.
#[derive(Debug, Clone)]
pub enum What {
    /// `go`.
    Go(Target),
    /// `set`.
    Set(Map<Given>),
    /// `class`, with `as`: `Some(true)` final, `Some(false)` provisional.
    Class(Map<Given>, Option<bool>),
    /// `open`: a row of a part.
    Open(Id),
    /// `assign`.
    Assign(Vec<(Place, Who)>),
    /// `release`; `None` is everyone.
    Release(Option<Who>),
    /// `substitute`.
    Substitute {
        /// Who stands in.
        by: Who,
        /// For whom.
        of: Who,
        /// In all cases, not this one alone.
        all: bool,
    },
    /// `party`: makes somebody a party.
    Party(Vec<(Id, Who)>),
    /// `ask`.
    Ask {
        /// The act asked for.
        act: Id,
        /// Of whom; without it of whoever may do it.
        whom: Option<Who>,
    },
    /// `issue`.
    Issue(Id),
    /// `hand`.
    Hand {
        /// The document.
        document: Id,
        /// To whom.
        to: Who,
    },
    /// `tell`.
    Tell {
        /// Whom.
        who: Who,
        /// With which paper.
        document: Option<Id>,
        /// `reminder`, `urging` or `order`.
        manner: Option<Id>,
        /// By phone, mail …: words, or computed.
        mode: Option<Given>,
    },
    /// `publish`.
    Publish(Id),
    /// `unpublish`: is public no more.
    Unpublish(Id),
    /// `add`: a row of a register.
    Add(Id),
    /// `link`.
    Link {
        /// The name of the link.
        name: Id,
        /// The other case.
        to: Given,
    },
    /// `spawn`.
    Spawn {
        /// The act that starts it; without it the first that begins.
        start: Option<Id>,
        /// Under which regulation.
        follows: Follows,
        /// The name of the link back.
        link: Option<Id>,
        /// What is carried.
        carry: Carry,
    },
    /// `forward` to another body.
    Forward {
        /// To whom.
        to: Who,
        /// As what.
        manner: Option<Given>,
        /// It comes back.
        returns: bool,
    },
    /// `number: case`.
    Number,
    /// `due`: promises a date for a limit.
    Due {
        /// The limit.
        limit: Id,
        /// The date, or the span to add.
        to: Given,
        /// `by`: the value is a span.
        by: bool,
    },
    /// `suspend`.
    Suspend(Id),
    /// `resume`.
    Resume(Id),
    /// `row`: a row of a table.
    Row {
        /// The table.
        table: Id,
        /// Column values, `is` among them.
        columns: Map<Given>,
        /// From when it holds.
        from: Option<Given>,
    },
    /// `bar`: takes sight and work away for good (standing and shared files only).
    Bar(Who),
    /// `sight`: grants sight (standing and shared files only).
    Sight(Who),
}
