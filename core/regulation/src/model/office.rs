//! What belongs to the office: organisation, settings, parties, roles, channels, registers, tables, figures.

use super::{Effect, Field, Given, Id, Label, Map, Rule, Shape, Who, Within};
use crate::{expr::Expr, value::Value};
use dengwen_calendar::{Hours, Precision, Span as Time, Week};
use jiff::civil::Date;

/// The version of a regulation.
#[derive(Debug, Clone, Default)]
pub struct Version {
    /// Its id.
    pub id: String,
    /// Issued on.
    pub issued: Option<Date>,
    /// In force from.
    pub in_force: Option<Date>,
    /// Where it stands in its life.
    pub status: Status,
    /// What it replaces.
    pub replaces: Option<String>,
    /// A remark.
    pub note: Option<Label>,
    /// Where it stands.
    pub rule: Rule,
}

/// Where a version stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Being written.
    #[default]
    Draft,
    /// Proposed.
    Proposal,
    /// On trial.
    Trial,
    /// In force.
    InForce,
}

/// The organisation as the regulation describes it.
#[derive(Debug, Clone, Default)]
pub struct Organisation {
    /// A public authority; then calendar limits roll over.
    pub public: bool,
    /// Levels of the organisation.
    pub levels: Map<Label>,
    /// Name of the calendar.
    pub calendar: String,
    /// Five- or six-day week.
    pub week: Week,
    /// Working hours.
    pub hours: Option<Hours>,
    /// To the end of the day, or to the minute.
    pub precision: Precision,
    /// How letters travel: class, envelope, sender.
    pub mail: Map<String>,
    /// Where it stands.
    pub rule: Rule,
}

/// The grade of protection.
#[derive(Debug, Clone)]
pub struct ProtectionRow {
    /// Only when this holds.
    pub cond: Option<Expr>,
    /// Identity and content are sealed, not identity only.
    pub sealed: bool,
    /// A second person agrees before an identity is opened.
    pub second_person: bool,
    /// Where it stands.
    pub rule: Rule,
}

/// How cases are numbered.
#[derive(Debug, Clone)]
pub struct NumberRule {
    /// `{year}`, `{serial}`, `{serial:4}`, `{field}` …
    pub pattern: String,
    /// Numbers run per value of this field or class.
    pub per: Option<Id>,
    /// Starts again every `year`, `month` or never.
    pub restarts: Option<Id>,
    /// The act that gives it; without it the one that begins the case.
    pub given: Option<Id>,
    /// Whether none is left out. What is not said follows from the protection: [`super::Regulation::numbers_run_on`].
    pub consecutive: Option<bool>,
    /// Where it stands.
    pub rule: Rule,
}

/// What goes ahead in the inbox.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// When this holds.
    pub cond: Expr,
    /// Where it stands.
    pub rule: Rule,
}

/// A setting. Its `field` gives label, type, options, many; `field.default` is the proposed value.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Label, type, options.
    pub field: Field,
    /// `default: none`: optional; what depends on it is shown without a number.
    pub optional: bool,
    /// The office must confirm it.
    pub blank: bool,
    /// One value for each unit.
    pub per_unit: bool,
}

/// On which side a party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Complains, reports.
    Complaining,
    /// Is complained of.
    ComplainedOf,
    /// Neither.
    Other,
}

/// What a party may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyOf {
    /// A person.
    Person,
    /// A unit of the organisation.
    Unit,
    /// A body or firm outside.
    Outside,
}

/// What somebody sees of a case by what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sees {
    /// Nothing.
    Nothing,
    /// Figures only.
    Figures,
    /// Their own papers.
    Own,
    /// How far it has come.
    Progress,
    /// All but identity.
    Facts,
    /// All.
    All,
}

/// A kind of party.
#[derive(Debug, Clone)]
pub struct Party {
    /// Its label.
    pub label: Label,
    /// What it may be.
    pub of: Vec<PartyOf>,
    /// Several in one case.
    pub many: bool,
    /// The side.
    pub side: Side,
    /// Its fields.
    pub fields: Map<Field>,
    /// Fields that tell who it is.
    pub identity: Vec<Id>,
    /// It is one of the parties of this kind.
    pub among: Option<Id>,
    /// It speaks for the parties of this kind.
    pub speaks_for: Option<Id>,
    /// When it must be named.
    pub required: super::Required,
    /// What it sees.
    pub sees: Option<Sees>,
    /// What makes two of them the same; default its identity.
    pub same_by: Vec<Id>,
    /// Who enters acts for it.
    pub entered_by: Vec<Who>,
    /// Where it stands.
    pub rule: Rule,
}

/// A role.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its label.
    pub label: Label,
    /// Another way to say who it is; without it the office names holders of a post (or `of_case`: an effect does).
    pub is: Option<Who>,
    /// Named for each case.
    pub of_case: bool,
    /// Several at once.
    pub many: bool,
    /// Keeps it when the case moves on.
    pub stays: bool,
    /// What it may be: a `meeting` …
    pub may_be: Vec<Id>,
    /// Shows a certificate.
    pub certificate: Option<String>,
    /// May not be one with these.
    pub not_with: Vec<Who>,
    /// Nobody is given it who has declared one of these relations with a party: `kin`, `work`, `interest`, `other`.
    pub unrelated: Vec<Id>,
    /// Who names it.
    pub named_by: Option<Who>,
    /// What it sees of every case in reach.
    pub sees: Option<Sees>,
    /// How far: own unit, units below, all.
    pub reach: Option<Reach>,
    /// Who does it if nobody is left.
    pub fallback: Option<Who>,
    /// Where it stands.
    pub rule: Rule,
}

/// How far a role reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The own unit.
    OwnUnit,
    /// The own unit and those below.
    Below,
    /// Everywhere.
    All,
}

/// A way in.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its label.
    pub label: Label,
    /// Who sits at it.
    pub desk: Option<Who>,
    /// When it is open; informs, never refuses.
    pub hours: Option<String>,
    /// Where it is.
    pub address: Option<String>,
    /// What it asks.
    pub asks: Vec<String>,
    /// Where it stands.
    pub rule: Rule,
}

/// A duty roster. As a WHO its id means whoever is on duty then.
#[derive(Debug, Clone)]
pub struct Roster {
    /// Its label.
    pub label: Label,
    /// Who may stand in it.
    pub who: Option<Who>,
    /// Who plans it; administrators always may.
    pub by: Option<Who>,
    /// The days on which somebody has to be there; none: every day.
    pub during: Vec<During>,
    /// The hours of such a day; none: the whole day.
    pub hours: Option<Hours>,
    /// Hours in which nobody is on duty are found and told, and nobody goes on leave who would leave some.
    pub cover: bool,
    /// How long before such hours to tell: a span or a setting.
    pub warn: Option<Within>,
    /// Where it stands.
    pub rule: Rule,
}

/// Days of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum During {
    /// As the calendar or the file has them.
    Days(dengwen_calendar::DutyDays),
    /// The periods in a setting.
    Setting(Id),
}

/// A register of the office.
#[derive(Debug, Clone)]
pub struct Register {
    /// Label, and fields, stages, acts and limits where its rows have a life.
    pub shape: Shape,
    /// One row for each `case` or unit.
    pub one_for: Option<Id>,
    /// Fills itself from `case`, `part X`, `act X`.
    pub of: Option<Of>,
    /// Only these.
    pub among: Option<Expr>,
    /// Grouped by.
    pub by: Vec<String>,
    /// Columns: names as an expression sees them, `party.KIND.FIELD`, `PART.x`, a WHO.
    pub columns: Vec<String>,
    /// Who writes in it.
    pub write: Option<Who>,
    /// Who sees it.
    pub visible_to: Option<Who>,
    /// Its rows appraise whoever stands in this field, with its fields of numbers as scores.
    pub appraises: Option<Id>,
}

impl Register {
    /// Do its rows have stages of their own.
    #[must_use]
    pub fn has_life(&self) -> bool {
        !self.shape.stages.is_empty()
    }
}

/// What a register, counter or figure is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// Cases.
    Case,
    /// An act.
    Act(Id),
    /// A limit.
    Limit(Id),
    /// A part.
    Part(Id),
    /// A register.
    Register(Id),
    /// Each unit.
    EachUnit,
    /// Several of these.
    Any(Vec<Of>),
}

/// A table of the office.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its label.
    pub label: Label,
    /// Columns by which a row is found.
    pub by: Vec<String>,
    /// What it gives: `unit`, `role`, `person`, `time`, … or columns.
    pub gives: Vec<(Id, Id)>,
    /// Rows: column values, then what it is.
    pub rows: Vec<TableRow>,
    /// If no row fits.
    pub fallback: Option<Given>,
    /// Rows carry dates.
    pub dated: bool,
    /// Who may edit it.
    pub edited_by: Option<Who>,
    /// Who never stands in it.
    pub not: Vec<Who>,
    /// Where it stands.
    pub rule: Rule,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct TableRow {
    /// Values of the `by` columns that must fit; absent ones fit anything.
    pub when: Map<Value>,
    /// What it gives (key `is`, or one for each column).
    pub is: Map<Given>,
    /// Where it stands.
    pub rule: Rule,
}

/// A counter over several cases.
#[derive(Debug, Clone)]
pub struct Counter {
    /// Its label.
    pub label: Label,
    /// What is counted.
    pub count: Of,
    /// Counting each value of this once: `party.complainant`.
    pub distinct: Option<String>,
    /// What must be the same: fields, classes, or `link NAME`.
    pub same: Vec<Same>,
    /// Only these.
    pub among: Option<Expr>,
    /// The window.
    pub window: Window,
    /// The number that sets `then` off.
    pub reaches: Option<Given>,
    /// What follows, once for each group and crossing.
    pub then: Vec<Effect>,
    /// Where it stands.
    pub rule: Rule,
}

/// What makes two counted cases belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Same {
    /// The same value of a field, class or path.
    Path(String),
    /// Linked by this name, transitively.
    Link(Id),
}

/// A window of a counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Window {
    /// An interval that ends now.
    Time(Time),
    /// The same day.
    SameDay,
    /// Without end.
    None,
    /// The interval in a setting.
    Setting(Id),
}

/// A figure.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Its label.
    pub label: Label,
    /// What it is about.
    pub of: Of,
    /// The denominator: only these.
    pub among: Option<Expr>,
    /// The numerator: those where this holds.
    pub cond: Option<Expr>,
    /// A value to add up or average.
    pub value: Option<Expr>,
    /// How: `mean`, `sum`, `share`; without it a count.
    pub manner: Option<Id>,
    /// Which date decides the period.
    pub dated: Option<String>,
    /// Broken down by.
    pub by: Vec<String>,
    /// `month`, `quarter`, `year` …
    pub period: Option<Id>,
    /// The target, as written.
    pub target: Option<String>,
    /// How many decimals a shown percent has; without it one where it is wanted.
    pub decimals: Option<u8>,
    /// Units are ranked by it.
    pub rank: bool,
    /// When to tell whom.
    pub alert: Option<Alert>,
    /// Where it stands.
    pub rule: Rule,
}

/// An alert of a figure.
#[derive(Debug, Clone)]
pub struct Alert {
    /// When.
    pub when: Expr,
    /// Whom.
    pub tell: Who,
}

/// A chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Its label.
    pub label: Label,
    /// `pareto`, `fishbone`, `matrix`, `trend`, `table`, `control`.
    pub kind: Id,
    /// What it is about, as written.
    pub of: Option<String>,
    /// Broken down by.
    pub by: Vec<String>,
    /// The value, as written.
    pub value: Option<String>,
    /// Where it stands.
    pub rule: Rule,
}

/// A periodic report.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its label.
    pub label: Label,
    /// Who makes it.
    pub by: Option<Who>,
    /// One for each of these.
    pub one_for: Option<Who>,
    /// Its rhythm.
    pub every: Option<super::Every>,
    /// When it is due, as written after the period: `5 working-days`.
    pub due: Option<super::Within>,
    /// When it is due in words of the vocabulary that are no length of time: `day 30`, `last working-day`.
    pub due_words: Option<String>,
    /// What it covers, as written.
    pub covers: Option<String>,
    /// What stands in it.
    pub contents: Vec<Content>,
    /// Who approves it, in order.
    pub approved_by: Vec<Who>,
    /// Who gets it.
    pub recipients: Vec<Who>,
    /// Where it stands.
    pub rule: Rule,
}

/// What stands in a report.
#[derive(Debug, Clone)]
pub enum Content {
    /// A figure, chart or register by name.
    Named(Id),
    /// Text to be written.
    Write(Label),
}
