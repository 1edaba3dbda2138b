//! What happened. Every verdict is an event; applying one copies and judges nothing.

use dengwen_regulation::{
    model::{Id, Label, ShapeRef},
    value::{Ref, Value},
};
use indexmap::IndexMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, Doer, Firm, HowEnded, Input, Moved, PartyOn, Principal, Question, RowKey, Stamp};

/// Of what a number is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberOf {
    /// Of the case.
    Case,
    /// Of a paper, by its number among the papers of the case.
    Paper(u32),
}

/// A copy of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Whose it is.
    pub holder: Vec<Principal>,
    /// As the regulation writes it.
    pub named: String,
    /// The mark on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

/// What happened. Names are text as the regulation has them; moments are those of the [`Event::Stamped`] before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each variant is described; the fields bear the glossary's names")]
pub enum Event {
    /// A commit begins: when it happened, when it was entered, its place.
    Stamped { stamp: Stamp },
    /// The case begins.
    Begun {
        regulation: Id,
        version: String,
        content: String,
        shape: ShapeRef,
        channel: Option<Id>,
        receiver: Doer,
        /// When it was received; limits from `received` count from here.
        received: Timestamp,
    },
    /// An act was done.
    ActDone {
        row: RowKey,
        act: Id,
        option: Option<Id>,
        by: Doer,
        input: Input,
        /// The reason for going on in spite of the warnings.
        warned: Option<String>,
        /// The warnings that were told.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        warnings: Vec<Label>,
        request: Option<u32>,
    },
    /// A field was given, changed, computed or emptied.
    FieldSet { row: RowKey, field: Id, value: Value },
    /// A field is marked as not known yet.
    FieldUnknown { row: RowKey, field: Id },
    /// Somebody became a party.
    PartyAdded { party: PartyOn, by_effect: bool },
    /// A field of a party was given or changed.
    PartySet { n: u32, who: Option<Ref>, fields: IndexMap<Id, Value> },
    /// A class changed; `now` empty: it no longer applies.
    ClassSet { row: RowKey, axis: Id, now: Vec<Id>, was: Vec<Id>, firm: Option<Firm>, ground: Option<Id>, by: Doer },
    /// Whether a ground holds by itself changed.
    GroundJudged { row: RowKey, axis: Id, ground: Id, holds: bool },
    /// A ground was ticked or confirmed by a person.
    GroundTicked { row: RowKey, axis: Id, ground: Id, by: Doer },
    /// A stage was entered.
    StageEntered { row: RowKey, stage: Id, from: Option<Id> },
    /// A row of a part was opened.
    RowOpened { row: RowKey, parent: RowKey, by: Doer },
    /// A row entered an end stage.
    RowEnded { row: RowKey },
    /// A row left an end stage.
    Reopened { row: RowKey },
    /// An act was asked for.
    Asked {
        n: u32,
        act: Id,
        row: RowKey,
        whom: Vec<Principal>,
        by: Doer,
        input: Input,
        /// Those whose hands are wanted after the first, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        then: Vec<Vec<Principal>>,
    },
    /// A request was met.
    Answered { n: u32 },
    /// A request fell.
    Lapsed { n: u32 },
    /// A place on the case was filled.
    Assigned { place: String, who: Vec<Principal>, named: String, alone: bool },
    /// Somebody lost their places.
    Released { who: Option<Vec<Principal>> },
    /// Somebody stands in for another.
    Substituted { of: Vec<Principal>, by: Vec<Principal>, all: bool },
    /// Somebody must have nothing to do with the case.
    Barred { who: Vec<Principal> },
    /// Somebody was granted sight.
    Sighted { who: Vec<Principal> },
    /// A paper was issued or, with `filed`, handed in.
    Issued {
        n: u32,
        document: Id,
        row: RowKey,
        copies: Vec<Copied>,
        to: Vec<Principal>,
        values: IndexMap<String, Value>,
        live: bool,
        per: Option<Principal>,
        filed: bool,
        /// For a proof: the paper it proves to have been served.
        proves: Option<u32>,
    },
    /// A paper was signed.
    Signed { n: u32, step: u32, hand: u32, by: Doer, who: Option<Principal>, how: Option<Id>, complete: bool },
    /// Signing was refused.
    SignatureRefused { n: u32, by: Doer, who: Option<Principal>, reason: Option<String> },
    /// A paper was handed over.
    Handed { document: Id, n: Option<u32>, to: Vec<Principal>, named: String },
    /// A paper was served.
    Served { n: u32, document: Id, to: Vec<Principal>, mode: Option<Id>, on: Timestamp },
    /// A paper was made public.
    Published { document: Id, n: Option<u32> },
    /// A paper is public no more.
    Unpublished { document: Id, n: u32 },
    /// Somebody is told.
    Told {
        who: Vec<Principal>,
        named: String,
        document: Option<Id>,
        n: Option<u32>,
        manner: Option<Id>,
        mode: Option<Id>,
    },
    /// Another case is linked.
    Linked { name: Id, to: String },
    /// A linked case has ended.
    LinkEnded { name: Id, case: String },
    /// Another case is to be begun.
    SpawnOrdered {
        n: u32,
        start: Option<Id>,
        regulation: Option<Id>,
        link: Option<Id>,
        input: Input,
        received: Timestamp,
    },
    /// The case is to be sent to another body.
    ForwardOrdered { n: u32, to: Vec<Principal>, named: String, manner: Option<Value>, returns: bool },
    /// What was sent to another body is in the hands of that office.
    Arrived { n: u32, office: String },
    /// What was sent to another body has come back, with what is noted in the act; `from` is the office, where it is one known.
    Returned { n: u32, from: String },
    /// A row is to be entered in a register of the office.
    Listed { register: Id, values: IndexMap<Id, Value> },
    /// A row of a table of the office is to be entered.
    RowOrdered { table: Id, columns: IndexMap<Id, Value>, from: Option<Timestamp> },
    /// A number is taken; filled in inside the transaction.
    Numbered { of: NumberOf, series: String, pattern: String, number: Option<String> },
    /// What was learned from outside is kept with the case.
    Frozen { question: Question, answer: Answer },
    /// An act waits for further hands.
    Waiting {
        n: u32,
        command: Box<super::Do>,
        hands: Vec<Vec<Principal>>,
        signed: Vec<Doer>,
        /// The hands may be given in any order.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        any_order: bool,
    },
    /// A further hand was put to what waits.
    HandGiven {
        n: u32,
        by: Doer,
        /// Which of the hands still wanted.
        #[serde(default)]
        hand: u32,
    },
    /// What waits is done with: carried out, refused or fallen.
    HandsOver { n: u32, refused: Option<Doer>, reason: Option<String> },
    /// A run of a limit began.
    LimitStarted { run: u32, limit: Id, row: RowKey, each: Option<Principal>, n: u32, from: Stamp },
    /// Whether it applies and which row of `within` holds was judged, with the time it gives where that comes from outside.
    LimitJudged {
        run: u32,
        applies: bool,
        within: Option<u32>,
        span: Option<dengwen_calendar::Span>,
        frozen: IndexMap<Id, Value>,
    },
    /// It stands still.
    LimitPaused { run: u32, at: Timestamp },
    /// It goes on.
    LimitResumed { run: u32, at: Timestamp },
    /// Its end was moved: longer, promised, or taken up again as if never met.
    LimitMoved { run: u32, moved: Moved },
    /// The moment to warn of its end has come.
    LimitWarned { run: u32, at: Timestamp },
    /// It, or a round of it, passed.
    LimitPassed { run: u32, at: Timestamp, round: u32 },
    /// A round of a limit that comes round was kept.
    LimitRound { run: u32, round: u32, met: bool },
    /// It ended.
    LimitEnded { run: u32, at: Stamp, how: HowEnded },
    /// An overdue was excused.
    Excused { run: u32, by: Doer, reason: String },
    /// A counter reached its number and what follows was done.
    Crossed { counter: Id, key: String, count: i64 },
    /// A consequence could not be carried out; the owner of the stage must see to it.
    Held { what: String, why: String },
    /// An effect was left out because an optional setting is not filled in.
    Skipped { what: String, why: String },
}
