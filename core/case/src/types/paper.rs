//! Papers of a case.

use dengwen_regulation::{model::Id, value::Value};
use indexmap::IndexMap;
use jiff::Timestamp;

use super::{Copied, Doer, Principal, Stamp};

/// A paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Its number among the papers of the case, from 1.
    pub n: u32,
    /// Which document it is.
    pub document: Id,
    /// The place of its row.
    pub row: usize,
    /// When it was issued.
    pub at: Stamp,
    /// Its official number.
    pub number: Option<String>,
    /// Copies.
    pub copies: Vec<Copied>,
    /// Addressees.
    pub to: Vec<Principal>,
    /// What stood in it when it was issued.
    pub values: IndexMap<String, Value>,
    /// It stays current until the case ends.
    pub live: bool,
    /// For which party or unit it is.
    pub per: Option<Principal>,
    /// It was handed in, not issued.
    pub filed: bool,
    /// The paper whose serving it proves.
    pub proves: Option<u32>,
    /// Signatures.
    pub signatures: Vec<Signature>,
    /// All have signed.
    pub signed: Option<Stamp>,
    /// Who refused to sign.
    pub refused: Vec<(Doer, Option<String>)>,
    /// To whom and when it was served.
    pub served: Vec<Serving>,
    /// When it was made public; nothing once it was taken down.
    pub published: Option<Stamp>,
    /// Who was handed it.
    pub handed: Vec<(Vec<Principal>, Stamp)>,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The step of the order of signing.
    pub step: u32,
    /// The hand in this step.
    pub hand: u32,
    /// Who entered it.
    pub by: Doer,
    /// Whose it is.
    pub who: Option<Principal>,
    /// How.
    pub how: Option<Id>,
    /// When.
    pub at: Stamp,
}

/// A serving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// To whom.
    pub to: Vec<Principal>,
    /// How.
    pub mode: Option<Id>,
    /// When.
    pub on: Timestamp,
}
