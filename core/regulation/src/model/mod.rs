//! The regulation as typed values, as written: names are text, order is file order, every rule knows where it stands.

mod act;
mod case_shape;
mod effect;
mod guide;
mod limit;
mod office;
mod paper;
mod text;
mod who;

pub use act::*;
pub use case_shape::*;
pub use effect::*;
pub use guide::*;
pub use limit::*;
pub use office::*;
pub use paper::*;
pub use text::*;
pub use who::*;

use crate::expr::Expr;

/// One regulation in one version, with `extends` and `uses` merged in.
#[derive(Debug, Clone)]
pub struct Regulation {
    /// The id, as in `packs/<id>/`.
    pub id: Id,
    /// The version, its dates and what it replaces.
    pub version: Version,
    /// The official title.
    pub title: Label,
    /// Where the text comes from.
    pub source: String,
    /// What one case is called here.
    pub case_label: Label,
    /// The organisation's nature, week, hours and mail.
    pub organisation: Organisation,
    /// Grade of protection; the first row that holds.
    pub protection: Vec<ProtectionRow>,
    /// How cases are numbered.
    pub number: Option<NumberRule>,
    /// What goes ahead in the inbox.
    pub ahead: Option<Ahead>,
    /// Settings the office fills in.
    pub settings: Map<Setting>,
    /// Parties: who complains, who is complained of, who else takes part.
    pub parties: Map<Party>,
    /// Roles of the organisation and of the case.
    pub roles: Map<Role>,
    /// Ways in.
    pub channels: Map<Channel>,
    /// Duty rosters.
    pub rosters: Map<Roster>,
    /// Conditions named once.
    pub conditions: Map<Condition>,
    /// The case itself: fields, classes, stages, acts, limits at top level.
    pub main: Shape,
    /// Kinds of case beside the main shape.
    pub kinds: Map<Shape>,
    /// Parts that live inside a case.
    pub parts: Map<Shape>,
    /// Registers of the office.
    pub registers: Map<Register>,
    /// Papers.
    pub documents: Map<Document>,
    /// Tables of the office.
    pub tables: Map<Table>,
    /// Counters over several cases.
    pub counters: Map<Counter>,
    /// Figures.
    pub indicators: Map<Indicator>,
    /// Charts.
    pub charts: Map<Chart>,
    /// Periodic reports.
    pub reports: Map<Report>,
    /// Guides and checklists.
    pub guides: Map<Guide>,
    /// What the pack leaves out on purpose.
    pub omitted: Vec<Omitted>,
    /// Shared procedures used, by name, with their parameters as written.
    pub uses: Vec<Id>,
    /// Paths of the lists which the office may lengthen without a new version.
    pub editable: Vec<String>,
    /// Where the source breaks off.
    pub gaps: Vec<Gap>,
    /// What the source leaves open, as `path` of the rule and the key that is a proposal.
    pub blanks: Vec<Blank>,
    /// blake3 of the merged text, hex; a case is pinned to it.
    pub content: String,
}

impl Regulation {
    /// What a role, or a roster in place of one, is called.
    #[must_use]
    pub fn role_label(&self, id: &str) -> Option<&Label> {
        let roster = || self.rosters.get(id).map(|roster| &roster.label);
        self.roles.get(id).map(|role| &role.label).or_else(roster)
    }

    /// Whether numbers of cases and papers are consecutive. What seals anything skips some, unless the regulation wants them all:
    /// a gap must not tell of a case that somebody may not know of.
    #[must_use]
    pub fn numbers_run_on(&self) -> bool {
        let said = self.number.as_ref().and_then(|number| number.consecutive);
        said.unwrap_or_else(|| !self.protection.iter().any(|row| row.sealed))
    }

    /// The shape of the case itself, of a kind, of a part or of a register with a life.
    #[must_use]
    pub fn shape(&self, at: &ShapeRef) -> Option<&Shape> {
        match at {
            ShapeRef::Main => Some(&self.main),
            ShapeRef::Kind(id) => self.kinds.get(id),
            ShapeRef::Part(id) => self.parts.get(id),
            ShapeRef::Register(id) => self.registers.get(id).map(|r| &r.shape),
        }
    }

    /// All shapes in file order: the case, kinds, parts, registers.
    pub fn shapes(&self) -> impl Iterator<Item = (ShapeRef, &Shape)> {
        std::iter::once((ShapeRef::Main, &self.main))
            .chain(self.kinds.iter().map(|(k, s)| (ShapeRef::Kind(k.clone()), s)))
            .chain(self.parts.iter().map(|(k, s)| (ShapeRef::Part(k.clone()), s)))
            .chain(self.registers.iter().map(|(k, r)| (ShapeRef::Register(k.clone()), &r.shape)))
    }
}

/// A condition named once and used by name; its label is the refusal.
#[derive(Debug, Clone)]
pub struct Condition {
    /// What holds where the condition does; shown as the refusal when it stands in the way and the guard says nothing else.
    pub label: Label,
    /// The condition itself.
    pub is: Expr,
    /// Where it stands.
    pub rule: Rule,
}
