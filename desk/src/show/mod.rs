//! What people see: pure functions from a regulation and a case to the plain values of [`crate::view`], in words of one
//! language. Nothing here reads a store or a clock; whatever is not handed in is not shown.

pub mod case;
mod files;
pub mod follow;
pub mod follows;
pub mod form;
pub mod form_field;
pub mod inbox;
pub mod labels;
pub mod limit;
pub mod limit_from;
pub mod offer;
pub mod paper;
pub mod portal;
pub mod sentence;
pub mod sentence_more;
pub mod standing;
pub mod story;
pub mod strip;
pub(crate) mod table;
pub mod typed;
pub mod value;
pub mod who;
pub mod words;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use dengwen_calendar::{Calendar, Counting};
use dengwen_case::Case;
use dengwen_regulation::model::{Id, Lang, Party, PartyOf, Regulation, Sees, Sensitive, Side};
use jiff::Timestamp;

use crate::view::FileView;

/// Names of what lies outside the case, as the desk knows them.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// People of the office: id and name.
    pub people: Arc<BTreeMap<String, String>>,
    /// Units: id and name.
    pub units: Arc<BTreeMap<String, String>>,
    /// Cases known to the viewer: internal id and number (or what stands for it).
    pub cases: BTreeMap<String, String>,
    /// Files: id, name and size in bytes.
    pub files: BTreeMap<String, FileView>,
    /// Regulations: id and title.
    pub regulations: BTreeMap<String, String>,
    /// Plain texts of sealed values that this viewer may read now, by the digest of the handle.
    pub opened: BTreeMap<String, String>,
    /// Name of the office.
    pub office: String,
}

/// All that a view is made from.
#[derive(Clone, Copy)]
pub struct Show<'a> {
    /// The regulation, in the version of the case.
    pub regulation: &'a Regulation,
    /// The case; [`Case::empty`] where there is none yet.
    pub case: &'a Case,
    /// Names of people, units, other cases, files.
    pub names: &'a Names,
    /// The calendar with its overlay.
    pub calendar: &'a Calendar,
    /// How the organisation counts; decides the time zone.
    pub counting: &'a Counting,
    /// The language.
    pub lang: Lang,
    /// Now.
    pub now: Timestamp,
}

impl<'a> Show<'a> {
    /// One of two texts.
    #[must_use]
    pub fn pick<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The same with another case.
    #[must_use]
    pub const fn with_case(self, case: &'a Case) -> Self {
        Self { case, ..self }
    }
}

/// Who looks, and how much of the case they may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The level.
    pub sees: Sees,
    /// They may open identity for a purpose.
    pub may_open: bool,
    /// They are this party of the case, not of the staff.
    pub party: Option<u32>,
}

impl Viewer {
    /// A member of the staff at a level.
    #[must_use]
    pub fn staff(sees: Sees) -> Self {
        Self { sees, may_open: sees == Sees::All, party: None }
    }

    /// A party.
    #[must_use]
    pub const fn party(n: u32) -> Self {
        Self { sees: Sees::Own, may_open: false, party: Some(n) }
    }

    /// Sees what the case is about.
    #[must_use]
    pub fn sees_facts(&self) -> bool {
        self.sees >= Sees::Facts
    }
}

/// The name of a level, as [`crate::view::CaseView::sees`] has it.
#[must_use]
pub const fn level(sees: Sees) -> &'static str {
    match sees {
        Sees::Nothing => "nothing",
        Sees::Figures => "figures",
        Sees::Own => "own",
        Sees::Progress => "progress",
        Sees::Facts => "facts",
        Sees::All => "all",
    }
}

/// Does a field tell who a party is: as the file says, else for the side that complains whatever is typed in.
#[must_use]
pub fn is_identity(party: &Party, field: &Id) -> bool {
    use dengwen_regulation::model::FieldType::{Body, Long, Phone, Place, Text};
    let Some(known) = party.fields.get(field) else { return false };
    if known.sensitive == Some(Sensitive::Identity) || party.identity.contains(field) {
        return true;
    }
    let person = party.of.is_empty() || party.of.contains(&PartyOf::Person);
    party.identity.is_empty()
        && party.side == Side::Complaining
        && person
        && known.types.iter().any(|of| matches!(of, Text | Long | Phone | Place | Body))
}
