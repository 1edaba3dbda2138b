//! One shape for the case, its kinds and parts, and registers with a life: fields, classes, stages, acts, limits.

use super::{Act, Effect, Id, Label, Limit, Map, Rule, Who};
use crate::{expr::Expr, value::Value};

/// Where a shape stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShapeRef {
    /// The case itself.
    Main,
    /// A kind of case.
    Kind(Id),
    /// A part inside a case.
    Part(Id),
    /// A register with rows of a life of their own.
    Register(Id),
}

/// Fields, classes, stages, acts and limits of one sort of thing.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// What one of them is called.
    pub label: Label,
    /// The kind of case in which it lives (parts of a kind).
    pub kind: Option<Id>,
    /// May there be several (parts).
    pub many: bool,
    /// Does it go on when the case has ended (parts).
    pub outlives: bool,
    /// Who may see its rows (parts); without it whoever sees the case.
    pub visible_to: Option<Who>,
    /// Fields.
    pub fields: Map<Field>,
    /// Class axes.
    pub classes: Map<Axis>,
    /// Stages, the first is where it begins.
    pub stages: Map<Stage>,
    /// Acts, standing acts last.
    pub acts: Map<Act>,
    /// Limits.
    pub limits: Map<Limit>,
    /// Where it stands.
    pub rule: Rule,
}

impl Shape {
    /// Does this rule stand in the shape itself; a kind also has some of the top level.
    #[must_use]
    pub fn owns(&self, rule: &Rule) -> bool {
        rule.path.starts_with(&*self.rule.path)
    }
}

/// A type of field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the vocabulary's own words")]
pub enum FieldType {
    Text,
    Long,
    Number,
    Money,
    Percent,
    YesNo,
    Date,
    Moment,
    Time,
    Interval,
    Due,
    Limit,
    Periods,
    Choice,
    Person,
    Unit,
    Place,
    Body,
    Role,
    Regulation,
    File,
    Case,
    Row,
    Phone,
}

/// Whether a field must be given.
#[derive(Debug, Clone, Default)]
pub enum Required {
    /// It may be left out.
    #[default]
    May,
    /// Asked for, but never a reason to refuse.
    IfPossible,
    /// Must be given wherever it is asked.
    Always,
    /// Must be given while this holds.
    When(Expr),
}

/// How far a value must be kept from sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitive {
    /// Who somebody is.
    Identity,
    /// What was said, in a sealed case.
    Content,
}

/// The options of a choice.
#[derive(Debug, Clone, Default)]
pub enum Options {
    /// None: the field is no choice.
    #[default]
    None,
    /// Written out.
    Listed(Map<Choice>),
    /// Rows of a part or register, or values of a class axis, named by this id.
    From(Id),
}

/// One option of a choice.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its label.
    pub label: Label,
    /// Where it stands.
    pub rule: Rule,
}

/// A field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its label.
    pub label: Label,
    /// Types it may have, usually one.
    pub types: Vec<FieldType>,
    /// How many decimals a number has.
    pub decimals: u8,
    /// May there be several values.
    pub many: bool,
    /// Options, for a choice.
    pub options: Options,
    /// The value until one is given.
    pub default: Option<Value>,
    /// The same where it is computed (`default: "=…"`).
    pub default_from: Option<Expr>,
    /// Computed, never entered.
    pub value: Option<Expr>,
    /// Must it be given.
    pub required: Required,
    /// It applies only when this holds.
    pub cond: Option<Expr>,
    /// A tick "not known", allowed until the moment named.
    pub unknown: Option<Unknown>,
    /// Protection.
    pub sensitive: Option<Sensitive>,
    /// Where it stands.
    pub rule: Rule,
}

impl Field {
    /// A field of one type with nothing but a label.
    #[must_use]
    pub fn plain(label: Label, of: FieldType, rule: Rule) -> Self {
        Self {
            label,
            types: vec![of],
            decimals: 0,
            many: false,
            options: Options::None,
            default: None,
            default_from: None,
            value: None,
            required: Required::May,
            cond: None,
            unknown: None,
            sensitive: None,
            rule,
        }
    }
}

/// A field may be marked as not known yet.
#[derive(Debug, Clone)]
pub struct Unknown {
    /// The text beside the tick.
    pub label: Label,
    /// An act before which it must be known.
    pub until: Option<Id>,
}

/// A class axis.
#[derive(Debug, Clone)]
pub struct Axis {
    /// Its label.
    pub label: Label,
    /// Its values in file order.
    pub values: Map<ClassValue>,
    /// May several hold at once.
    pub many: bool,
    /// From the least grave to the gravest; empty where there is no order.
    pub order: Vec<Id>,
    /// The axis applies only when this holds.
    pub cond: Option<Expr>,
    /// The value from the start.
    pub default: Option<Id>,
    /// Who may set or change it provisionally.
    pub set_provisional: Option<Who>,
    /// Who sets it for good.
    pub set_final: Option<Who>,
    /// Grounds, any of which gives a value.
    pub grounds: Vec<Ground>,
    /// What follows from a change; the first that holds counts.
    pub then: Vec<AxisThen>,
    /// Where it stands.
    pub rule: Rule,
}

/// A value of a class axis.
#[derive(Debug, Clone)]
pub struct ClassValue {
    /// Its label.
    pub label: Label,
    /// What it means.
    pub meaning: Option<Label>,
    /// The value it falls under.
    pub of: Option<Id>,
    /// Shown first.
    pub first: bool,
    /// The guide shown with it.
    pub guide: Option<Id>,
    /// Where it stands.
    pub rule: Rule,
}

/// A ground for a class value.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Its id; `AXIS_ground_N` (N counts from 1 in file order) where the file gives none.
    pub id: Id,
    /// The value it gives.
    pub value: Id,
    /// What is ticked.
    pub label: Label,
    /// It also fires by itself when this holds.
    pub when: Option<Expr>,
    /// The class cannot go below it.
    pub floor: bool,
    /// Whose confirmation it needs when it fires by itself.
    pub confirmed_by: Option<Who>,
    /// Where it stands.
    pub rule: Rule,
}

/// What follows from a change of an axis.
#[derive(Debug, Clone)]
pub struct AxisThen {
    /// Only when this holds.
    pub cond: Option<Expr>,
    /// What is done.
    pub does: Vec<Effect>,
    /// Where it stands.
    pub rule: Rule,
}

/// A stage.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its label.
    pub label: Label,
    /// What the public is told of it.
    pub public: Option<Label>,
    /// Whose turn it is.
    pub owner: Option<Who>,
    /// What is done on entering.
    pub then: Vec<Effect>,
    /// The end.
    pub end: bool,
    /// Where it stands.
    pub rule: Rule,
}
