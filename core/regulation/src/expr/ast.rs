//! The tree.

use crate::{
    model::{Id, Span},
    value::Value,
};

/// An expression with the text it came from.
#[derive(Debug, Clone)]
pub struct Expr {
    /// The tree.
    pub node: Node,
    /// As written (plain form: written out as CEL).
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

/// A node of the tree. Names inside function calls are literals, so what an expression reads is known without running it.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A literal.
    Const(Value),
    /// A name seen from where the expression stands: a field or class, own row first, then the case.
    Name(Id),
    /// `stage kind channel number received`, and of an act `at by chosen`.
    Word(On, Word),
    /// A field or class of an element: `this.x`, `c.x`.
    Of(On, Id),
    /// `input.x` (of the act in hand, or of an act as an element).
    Input(On, Id),
    /// `setting.x`.
    Setting(Id),
    /// `actor.person`, `actor.unit`, `actor.role`.
    Actor(Actor),
    /// `today`, `now`.
    Clock(Clock),
    /// A named condition (plain form only).
    Condition(Id),
    /// A variable that holds a plain value (an element of `repairs.filter(d, …)`).
    Var(Id),
    /// Not.
    Not(Box<Node>),
    /// All.
    And(Vec<Node>),
    /// Any.
    Or(Vec<Node>),
    /// A comparison.
    Cmp(Cmp, Box<Node>, Box<Node>),
    /// Membership in a list.
    In(Box<Node>, Box<Node>),
    /// `+ - * /` on numbers, money, shares, dates and intervals.
    Arith(Arith, Box<Node>, Box<Node>),
    /// `c ? a : b`.
    If(Box<Node>, Box<Node>, Box<Node>),
    /// A list written out.
    List(Vec<Node>),
    /// Elements: rows of a part, parties, linked cases, acts.
    Elements(On, ListOf),
    /// `exists all filter` over elements or a list of values; the variable is bound inside.
    Over(Fold, Box<Node>, Id, Box<Node>),
    /// `size(x)`.
    Size(Box<Node>),
    /// A question about what happened: `done('act.option')`, `passed('limit')` …
    Fact(On, Fact),
    /// A function of values: `older(t, "24 months")`, `working_time(t)` …
    Call(Function, Vec<Node>),
}

/// Of what a fact or field is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// Where the expression stands: own row first, then the case.
    Here,
    /// The own row only.
    This,
    /// The element bound to this variable.
    Var(Id),
    /// The first party of this kind.
    Party(Id),
}

/// Words seen of a case or an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the vocabulary's own words")]
pub enum Word {
    Stage,
    Kind,
    Channel,
    Number,
    Received,
    At,
    By,
    Chosen,
}

/// Parts of the actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the vocabulary's own words")]
pub enum Actor {
    Person,
    Unit,
    Role,
}

/// The time of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the vocabulary's own words")]
pub enum Clock {
    Today,
    Now,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the usual ones")]
pub enum Cmp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the usual ones")]
pub enum Arith {
    Add,
    Sub,
    Mul,
    Div,
}

/// Folds over lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the usual ones")]
pub enum Fold {
    Exists,
    All,
    Filter,
    ExistsOne,
    Map,
}

/// Lists of elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListOf {
    /// `parts('x')`: rows of a part, open and ended.
    Parts(Id),
    /// `parties('kind')`.
    Parties(Id),
    /// `linked('name')`.
    Linked(Id),
    /// `acts('x')`: each time it was done.
    Acts(Id),
}

/// What is asked about what happened. Acts are `(act, option)`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the vocabulary's own functions")]
pub enum Fact {
    Done(Id, Option<Id>),
    Chosen(Id),
    After(Id, Id),
    Given(Id),
    GivenParty(Id, Id),
    Named(Id),
    Reachable(Id),
    Count(Id),
    Open(Id),
    Passed(Id),
    Kept(Id),
    Due(Id),
    Issued(Id),
    Served(Id, Option<Id>),
    Signed(Id, Option<Id>),
    Refused(Id),
    IsA(Id, Id),
    AtLeast(Id, Id),
    Final(Id),
    Since(Id),
    Asked(Id),
    Counter(Id),
    Indicator(Id),
}

/// Functions of values.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the vocabulary's own functions")]
pub enum Function {
    Table(Id),
    HeldBy,
    Older,
    AfterDate,
    WorkingTime,
    Bands,
    Superior,
    Under,
    Duration,
}
