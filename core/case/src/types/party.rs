//! A party of a case.

use dengwen_regulation::{
    model::Id,
    value::{Ref, Value},
};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A party of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartyOn {
    /// Its number, from 1.
    pub n: u32,
    /// Its kind.
    pub kind: Id,
    /// The person, unit or body it is; `Ref::Party` for one that is among others.
    pub who: Option<Ref>,
    /// Its fields.
    pub fields: IndexMap<Id, Value>,
}
