//! What an administrator adds to a calendar: the next notice, or the organisation's own days.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::notice::Name;

/// What a day is said to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntryKind {
    /// A day of a holiday, Saturdays and Sundays inside it named too.
    Holiday {
        /// The holiday's name.
        name: Name,
    },
    /// Worked, whatever its weekday: a make-up day.
    Working,
    /// Not worked, without being a holiday.
    Rest,
}

/// One day, as an administrator enters it: `{"date": "2027-01-01", "kind": "holiday", "name": {…}, "notice": "…"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The day.
    pub date: Date,
    /// What it is.
    #[serde(flatten)]
    pub kind: EntryKind,
    /// The notice or decision it rests on.
    pub notice: String,
}

/// A year whose days are now known; dates in it are no longer provisional, also where no entry speaks of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearNotice {
    /// The year.
    pub year: i16,
    /// The notice that published it.
    pub notice: String,
}

/// What lies over a calendar. Entries apply in order, the later one about a day replaces the earlier.
///
/// A single day does not publish its year: name the year in `publishes` once all its days are entered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Overlay {
    /// Years published whole.
    pub publishes: Vec<YearNotice>,
    /// Days.
    pub entries: Vec<Entry>,
}

impl From<Vec<Entry>> for Overlay {
    fn from(entries: Vec<Entry>) -> Self {
        Self { publishes: Vec::new(), entries }
    }
}

/// Why an overlay cannot be laid over a calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverlayError {
    /// The day or year lies outside the years a calendar can hold.
    #[error("{0} lies outside the years 2000 to 2099")]
    OutOfRange(String),
    /// A day or year is given without the notice it rests on.
    #[error("{0} names no notice or decision")]
    NoNotice(String),
    /// A holiday is entered without a name.
    #[error("{0} is a holiday without a name")]
    NoName(String),
}

impl Overlay {
    /// The first thing wrong with it.
    ///
    /// # Errors
    /// [`OverlayError`], naming the day or year.
    pub fn check(&self) -> Result<(), OverlayError> {
        for YearNotice { year, notice } in &self.publishes {
            check_one(*year, &year.to_string(), notice)?;
        }
        for entry in &self.entries {
            check_one(entry.date.year(), &entry.date.to_string(), &entry.notice)?;
            if let EntryKind::Holiday { name } = &entry.kind
                && name.zh.trim().is_empty()
                && name.en.trim().is_empty()
            {
                return Err(OverlayError::NoName(entry.date.to_string()));
            }
        }
        Ok(())
    }
}

fn check_one(year: i16, what: &str, notice: &str) -> Result<(), OverlayError> {
    if !(2000..=2099).contains(&year) {
        return Err(OverlayError::OutOfRange(what.to_owned()));
    }
    if notice.trim().is_empty() {
        return Err(OverlayError::NoNotice(what.to_owned()));
    }
    Ok(())
}
