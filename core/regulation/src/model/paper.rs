//! Documents: what is printed, from whom, to whom, signed by whom, in how many copies.

use dengwen_calendar::Span;

use super::{Id, Label, Map, Rule, Who};
use crate::expr::Expr;

/// A document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The official name.
    pub label: Label,
    /// Who issues it.
    pub from: Option<Who>,
    /// Stays current until the case ends instead of being frozen when issued.
    pub live: bool,
    /// Printed, must be given when issued: names of `input`, `party.KIND.FIELD`, `PART.x`, `REGISTER.x`.
    pub requires: Vec<String>,
    /// Printed, may be empty.
    pub blanks: Vec<String>,
    /// Sentences before its body, a paragraph a line; names in braces stand for what it prints. None: those of its template.
    pub before: Option<String>,
    /// The same behind its body.
    pub after: Option<String>,
    /// Its number.
    pub number: DocumentNumber,
    /// Addressees.
    pub to: Vec<Who>,
    /// Copies.
    pub copies: Vec<Copy>,
    /// Signatures in order.
    pub signed_by: Vec<SignStep>,
    /// The signer may refuse, which is recorded.
    pub may_refuse: bool,
    /// Least number of officers present.
    pub officers: Option<u32>,
    /// What they show, such as a certificate.
    pub officers_show: Option<String>,
    /// Ways of serving it.
    pub service: Map<Service>,
    /// One for each party of this kind (or unit).
    pub per: Option<Id>,
    /// Fields the paper covers.
    pub covers: Vec<Id>,
    /// Where and for how long it is made public.
    pub public: Option<Public>,
    /// Where and for how long it is kept.
    pub archive: Option<Archive>,
    /// Where it stands.
    pub rule: Rule,
}

/// What every paper can say of itself in its sentences, beside the names of what it prints.
pub const PAPER_WORDS: [&str; 5] = ["number", "case_number", "date", "organisation", "addressee"];

impl Document {
    /// The names that its sentences may put in braces.
    pub fn sayable(&self) -> impl Iterator<Item = &str> {
        let printed = self.requires.iter().chain(&self.blanks).map(String::as_str);
        printed.chain(self.covers.iter().map(Id::as_str)).chain(PAPER_WORDS)
    }

    /// The names that stand in braces in its sentences.
    #[must_use]
    pub fn said(&self) -> Vec<&str> {
        let texts = self.before.iter().chain(&self.after);
        let braced = texts.flat_map(|text| text.split('{').skip(1)).filter_map(|rest| rest.split_once('}'));
        braced.map(|(name, _)| name).collect()
    }
}

/// The number of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DocumentNumber {
    /// None.
    #[default]
    None,
    /// The case's.
    Case,
    /// A pattern with `{year}`, `{serial}`, `{serial:4}`.
    Pattern(String),
}

/// A copy and its holder.
#[derive(Debug, Clone)]
pub struct Copy {
    /// Who holds it.
    pub holder: Who,
    /// The mark printed on it.
    pub mark: Option<String>,
}

/// A step of signing: whoever stands in it, in any order.
#[derive(Debug, Clone)]
pub struct SignStep {
    /// The hands.
    pub hands: Vec<SignHand>,
}

/// A hand.
#[derive(Debug, Clone)]
pub struct SignHand {
    /// Whose.
    pub who: Who,
    /// How: a signature, or `seal`, `stamp` …
    pub how: Option<Id>,
}

/// A way of serving a paper.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its label.
    pub label: Label,
    /// The document that proves it.
    pub proof: Option<Id>,
    /// Only when this holds.
    pub cond: Option<Expr>,
    /// Where it stands.
    pub rule: Rule,
}

/// Publication.
#[derive(Debug, Clone)]
pub struct Public {
    /// Where.
    pub place: Option<Label>,
    /// For how long; until it is taken down where nothing is said.
    pub time: Option<Span>,
}

/// Keeping.
#[derive(Debug, Clone)]
pub struct Archive {
    /// Who keeps it.
    pub holder: Option<Who>,
    /// For how long, as written.
    pub keep: Option<String>,
}
