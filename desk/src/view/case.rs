//! The inbox, lists, and a case as one person may see it.

use serde::Serialize;

use super::{
    Cited, DueView, FieldView, FileView, FormView, Light, LimitView, OpeningLine, PaperView, StoryView, StripView,
    ValueView,
};

/// The inbox.
#[derive(Debug, Clone, Default, Serialize)]
pub struct InboxView {
    /// Groups in the order in which it will hurt: late, soon, later, without a date.
    pub groups: Vec<InboxGroup>,
    /// Counts for the chips: label, number, light.
    pub counts: Vec<(String, u64, Light)>,
    /// By what it can be narrowed, with what it is narrowed to.
    pub narrow: Vec<FieldView>,
    /// Key of the next page.
    pub next: Option<String>,
}

/// A group of the inbox.
#[derive(Debug, Clone, Serialize)]
pub struct InboxGroup {
    /// Its label.
    pub label: String,
    /// Its rows.
    pub rows: Vec<InboxRow>,
}

/// A row of the inbox.
#[derive(Debug, Clone, Serialize)]
pub struct InboxRow {
    /// The case, internal id, for the address.
    pub case: String,
    /// Number, or what stands for it.
    pub number: String,
    /// What it is about, without identity.
    pub title: String,
    /// What I must do.
    pub to_do: String,
    /// The due date.
    pub due: DueView,
    /// Classes and marks.
    pub tags: Vec<String>,
    /// The stage.
    pub stage: String,
    /// The channel.
    pub channel: String,
    /// Goes ahead.
    pub ahead: bool,
}

/// A page of cases (search, all I may see).
#[derive(Debug, Clone, Default, Serialize)]
pub struct ListView {
    /// What was asked.
    pub query: String,
    /// Rows.
    pub rows: Vec<InboxRow>,
    /// Key of the next page.
    pub next: Option<String>,
}

/// A case as one person may see it.
#[derive(Debug, Clone, Serialize)]
pub struct CaseView {
    /// Internal id.
    pub id: String,
    /// Number, or what stands for it.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// The regulation and version.
    pub regulation: String,
    /// Marks: classes, protection, states.
    pub tags: Vec<String>,
    /// The strip of stages.
    pub strip: Vec<StripView>,
    /// It has ended.
    pub ended: bool,
    /// Acts open to me, with their forms.
    pub open: Vec<FormView>,
    /// The one of them that they most likely came for: act and row.
    pub main: Option<(String, Option<String>)>,
    /// Acts closed by stage, guard or time.
    pub closed: Vec<ClosedView>,
    /// Limits, running first.
    pub limits: Vec<LimitView>,
    /// The story, newest first.
    pub story: Vec<StoryView>,
    /// Parties.
    pub parties: Vec<PartyView>,
    /// Facts.
    pub values: Vec<ValueView>,
    /// Classes with their grounds.
    pub classes: Vec<ClassView>,
    /// Papers.
    pub papers: Vec<PaperView>,
    /// Files.
    pub files: Vec<FileView>,
    /// Who works on it: place and name.
    pub assigned: Vec<(String, String)>,
    /// Rows of parts.
    pub parts: Vec<PartView>,
    /// Linked cases: the link's name, case id, number.
    pub links: Vec<(String, String, String)>,
    /// Requests that wait for somebody: what, and of whom.
    pub requests: Vec<(String, String)>,
    /// Effects that could not run and wait for the stage's owner.
    pub held: Vec<String>,
    /// Openings that wait for somebody to agree.
    pub openings: Vec<OpeningLine>,
    /// A relation that whoever looks has declared may be one to step aside for.
    pub related: Option<RelatedView>,
    /// Last change, to be sent back with an act.
    pub seq: u64,
    /// How much of it the person sees: `all`, `facts`, …
    pub sees: String,
}

/// That whoever looks has declared a relation with a party.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedView {
    /// What is said, with the article on recusal.
    pub cited: Cited,
    /// The acts by which they step aside.
    pub acts: Vec<String>,
}

/// An act that is closed now.
#[derive(Debug, Clone, Serialize)]
pub struct ClosedView {
    /// The act.
    pub act: String,
    /// Its label.
    pub label: String,
    /// Why, each with its article.
    pub why: Vec<Cited>,
    /// What can be done instead: labels of acts.
    pub instead: Vec<String>,
}

/// A party of a case.
#[derive(Debug, Clone, Serialize)]
pub struct PartyView {
    /// Its number in the case.
    pub n: u32,
    /// Its kind.
    pub kind: String,
    /// Its fields; identity sealed unless opened.
    pub values: Vec<ValueView>,
    /// May be opened for a purpose.
    pub can_open: bool,
    /// A second person has to agree.
    pub second: bool,
    /// It is open to whoever looks until then, in words.
    pub until: Option<String>,
    /// How the last request of whoever looks stands, in words.
    pub said: Option<String>,
}

/// A class of a case.
#[derive(Debug, Clone, Serialize)]
pub struct ClassView {
    /// The axis.
    pub axis: String,
    /// The value.
    pub value: String,
    /// The grounds.
    pub grounds: Vec<Cited>,
    /// Final, or provisional.
    pub settled: bool,
}

/// A row of a part.
#[derive(Debug, Clone, Serialize)]
pub struct PartView {
    /// `part.n`.
    pub id: String,
    /// Its label and number.
    pub label: String,
    /// Its stage.
    pub stage: String,
    /// It has ended.
    pub ended: bool,
    /// Its facts.
    pub values: Vec<ValueView>,
}
