//! A scenario as read: a dated story of one or more cases under a regulation.

use dengwen_regulation::{
    model::{Id, Label, Span},
    tree::Node,
};
use jiff::civil::DateTime;

/// A story.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    /// The file.
    pub(crate) file: String,
    /// What it shows.
    pub(crate) label: Label,
    /// The regulation.
    pub(crate) pack: String,
    /// What of the regulation it shows, as written.
    pub(crate) covers: Vec<String>,
    /// Settings of the office.
    pub(crate) settings: Vec<(Id, Node)>,
    /// Rows which the office enters.
    pub(crate) tables: Vec<TableRow>,
    /// People; empty: one for each role.
    pub(crate) people: Vec<Person>,
    /// Units beyond those that people name.
    pub(crate) units: Vec<Unit>,
    /// What happens.
    pub(crate) steps: Vec<Step>,
}

/// A row which the office enters in a table.
#[derive(Debug, Clone)]
pub(crate) struct TableRow {
    pub(crate) table: Id,
    pub(crate) columns: Vec<(String, String)>,
}

/// Somebody of the organisation.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) roles: Vec<String>,
    pub(crate) unit: Option<String>,
}

/// A unit.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) id: String,
    pub(crate) head: Option<String>,
    pub(crate) above: Option<String>,
    pub(crate) level: Option<String>,
}

/// Something that happens, or time that passes.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// Where it stands.
    pub(crate) span: Span,
    /// When.
    pub(crate) at: DateTime,
    /// Who acts.
    pub(crate) acting: Option<Acting>,
    /// The case meant, by its name in the story.
    pub(crate) case: Option<String>,
    /// The act.
    pub(crate) act: Option<ActName>,
    /// The channel of an act that begins a case.
    pub(crate) channel: Option<Id>,
    /// When it happened, if earlier than entered.
    pub(crate) happened: Option<DateTime>,
    /// What is given.
    pub(crate) input: Vec<(String, Node)>,
    /// The act must be refused, citing this article.
    pub(crate) refused: Option<String>,
    /// Part of the refusal's text.
    pub(crate) says: Option<String>,
    /// What must be found afterwards.
    pub(crate) expect: Vec<Expected>,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Acting {
    /// A person of the story, or the holder of a role.
    Person(String),
    /// A party of this kind (the first, or this one, counted from 1).
    Party(String, usize),
    /// Anybody outside.
    Public,
    /// Any employee.
    Staff,
}

/// An act as named in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActName {
    /// The first words where there is more than one, such as `slip` of `slip[2].draft.solution`.
    pub(crate) words: Vec<String>,
    /// The row of the first word, counted from 1.
    pub(crate) row: Option<u32>,
}

/// An expectation.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    /// Where it stands.
    pub(crate) span: Span,
    /// Its key as written.
    pub(crate) key: String,
    /// What is expected.
    pub(crate) what: Expect,
}

/// What is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expect {
    /// Stage of the case, or of a row of a part or register.
    Stage(Option<RowName>, String),
    /// Class values by axis.
    Class(Vec<(String, Vec<String>)>),
    /// Class values of a row of a part.
    RowClass(RowName, Vec<(String, Vec<String>)>),
    /// Values of fields of a row of a part.
    RowFields(RowName, Vec<(String, Vec<String>)>),
    /// Values of fields.
    Fields(Vec<(String, Vec<String>)>),
    /// Due dates of limits that run.
    Due(Vec<(String, DueDate)>),
    /// Limits whose date is provisional.
    Provisional(Vec<String>),
    /// Limits that run.
    Running(Vec<String>),
    /// Limits that do not run.
    Stopped(Vec<String>),
    /// Limits that ended in time.
    Met(Vec<String>),
    /// Limits that ended too late, or run on after their time.
    Late(Vec<String>),
    /// Limits that have passed.
    Passed(Vec<String>),
    /// Papers issued by this step.
    Issued(Vec<String>),
    /// Copies of the last paper of each.
    Copies(Vec<(String, usize)>),
    /// Who was told by this step.
    Told(Vec<String>),
    /// Requests open now.
    Asked(Vec<String>),
    /// Acts the actor may do now.
    Open(Vec<String>),
    /// Acts shown to the actor as closed, with the article of the reason.
    Closed(Vec<(String, String)>),
    /// Acts not shown to the actor.
    Hidden(Vec<String>),
    /// Who holds a place on the case.
    Assigned(Vec<(String, Vec<String>)>),
    /// Links to other cases of the story.
    Links(Vec<(String, String)>),
    /// Counters.
    Counter(Vec<(String, i64)>),
    /// Rows of registers.
    Register(Vec<(String, usize)>),
    /// How the newest round of a report stands.
    Report(Vec<(String, String)>),
    /// The day on which it is wanted.
    ReportDue(Vec<(String, String)>),
    /// Figures of the newest round of a report.
    Figures(Vec<(String, String)>),
    /// Where the hours of a roster begin that nobody covers, as far as it is time to tell.
    Uncovered(Vec<(String, Vec<String>)>),
    /// The case's number.
    Number(String),
    /// Warnings told with the act.
    Warned(Vec<String>),
}

/// A row of a part or register: `slip`, `slip[2]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowName {
    pub(crate) of: String,
    pub(crate) n: Option<u32>,
}

/// A due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DueDate {
    /// By the end of this day, or within it.
    Day(jiff::civil::Date),
    /// At this instant.
    Instant(DateTime),
    /// It runs without a date.
    None,
}
