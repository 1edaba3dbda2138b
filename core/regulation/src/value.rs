//! Values: what a field holds and an expression comes to.

use dengwen_calendar::Span;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

use crate::model::Id;

/// A value. Money is in fen, decimals in minor units, shares are exact fractions; nothing is a float.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Nobody has said.
    Empty,
    /// It does not apply; nothing equals it.
    NotApplicable,
    /// Yes or no.
    Yes(bool),
    /// A whole number.
    Int(i64),
    /// Money in fen.
    Money(i64),
    /// A number with decimals: whole minor units, and how many decimals.
    Decimal(i64, u8),
    /// A fraction; `percent` fields are parts of a hundred.
    Share(i64, i64),
    /// Text.
    Text(String),
    /// An option of a choice, a class value, a stage, a channel.
    Choice(Id),
    /// A day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// An instant.
    Moment(Timestamp),
    /// A length of time.
    Interval(Span),
    /// The difference of two instants, in seconds.
    Seconds(i64),
    /// Somebody or something by reference.
    Ref(Ref),
    /// Several.
    Many(Vec<Value>),
    /// Kept from sight: only whether it is given, and sameness by token.
    Sealed(Handle),
}

/// A reference.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ref {
    /// A person of the organisation.
    Person(String),
    /// A unit.
    Unit(String),
    /// A role.
    Role(Id),
    /// Another case, by its internal id.
    Case(String),
    /// A row of a part or register: its id and number.
    Row(Id, u32),
    /// A party of this case: its number.
    Party(u32),
    /// A body outside, by name.
    Body(String),
    /// A place, by name.
    Place(String),
    /// A file: the id of an attachment.
    File(String),
    /// A regulation.
    Regulation(Id),
}

/// A sealed value: the core never holds the text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handle {
    /// The sealed bytes as text, opaque to the core.
    pub blob: String,
    /// Digest of the sealed bytes.
    pub digest: String,
    /// Blind token: equal for equal text, keyed, so that counters can compare.
    pub token: String,
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handle(sealed)")
    }
}
