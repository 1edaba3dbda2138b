//! What the public is shown: organisations and what they hear, what somebody gets for a matter handed in, how far it has come.

use serde::Serialize;

use super::{Cited, FormView, LimitView, PaperView, StoryView, StripView, ValueView};
use crate::office::ReceptionPlace;

/// An organisation that runs regulations here.
#[derive(Debug, Clone, Serialize)]
pub struct OfficeView {
    /// Its id, used in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What people can bring to it.
    pub matters: Vec<MatterView>,
    /// Where it receives people.
    pub places: Vec<ReceptionPlace>,
    /// For how many days a form put aside is kept.
    pub draft_days: u32,
    /// It tells figures to everybody.
    pub figures: bool,
    /// Its regulations make papers public.
    pub public: bool,
}

/// A way in as the regulation names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WayInView {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Who sits there.
    pub desk: String,
    /// Where it is, or its number.
    pub address: String,
    /// When it is open.
    pub hours: String,
}

/// One sort of matter: a regulation and the act that begins a case, open to the public.
#[derive(Debug, Clone, Serialize)]
pub struct MatterView {
    /// Id in addresses (the regulation's id).
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Title of the regulation.
    pub regulation: String,
    /// What happens and within which time, a sentence for each.
    pub promises: Vec<String>,
    /// The way a matter takes: public names of its stages.
    pub way: Vec<String>,
    /// Who will see it, and by which article.
    pub who_sees: Vec<Cited>,
    /// The ways in.
    pub ways: Vec<WayInView>,
    /// What whoever brings it may do later, such as object or withdraw.
    pub may: Vec<Cited>,
    /// Why it is not open to the public yet, if so.
    pub closed: Option<String>,
}

/// What the person gets for a matter handed in.
#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    /// The case's number, if the regulation has given one.
    pub number: Option<String>,
    /// The code with which it is followed; shown once.
    pub code: String,
    /// What happens next.
    pub next: Vec<String>,
    /// The statement that proves later what was received when; holds neither code nor person.
    pub statement: String,
}

/// What the holder of a receipt sees.
#[derive(Debug, Clone, Serialize)]
pub struct FollowView {
    /// The number.
    pub number: Option<String>,
    /// The office.
    pub office: String,
    /// The matter.
    pub matter: String,
    /// The stage in words for the public.
    pub stage: String,
    /// It has ended.
    pub ended: bool,
    /// The way so far and to come.
    pub strip: Vec<StripView>,
    /// Until when something must happen, and why that date.
    pub limits: Vec<LimitView>,
    /// What the holder may do now: supplement, satisfaction, objection, withdrawal, answers asked of them.
    pub forms: Vec<FormView>,
    /// What was told to the holder.
    pub story: Vec<StoryView>,
    /// Papers of which the holder has a copy.
    pub papers: Vec<PaperView>,
    /// What the holder handed in, other than identity.
    pub given: Vec<ValueView>,
    /// Last change, to be sent back with an act.
    pub seq: u64,
    /// The statement that proves later what was received when; holds neither code nor person.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub statement: String,
}
