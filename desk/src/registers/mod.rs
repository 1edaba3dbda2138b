//! Registers of the office: rows that cases add, rows written by hand, rows with a life of their own, limits of a register as a
//! whole. A row with a life is a case of its own; whatever else a register has by itself stands in one stream.

mod appraisals;
mod enter;
mod page;

use dengwen_case::Case;
use dengwen_regulation::model::{
    Act, Begins, FieldType, Id, Input, InputWhat, Label, OpenIn, Register, Regulation, ShapeRef, Who,
};
use dengwen_store::CaseRow;

pub use appraisals::{AppraisalView, Appraised};
pub(crate) use page::InRegister;
pub use page::{RegisterLine, RegisterPage, RegisterRowView};

use crate::{desk::Desk, view::InboxRow};

/// How rows of lists name a register as a whole.
pub(crate) const PREFIX: &str = "register:";
/// The name under which a row is written by hand.
pub const WRITE: &str = "write";

/// The register of which a stream is a row, or which it is.
pub(crate) fn own(case: &Case) -> Option<&Id> {
    match case.main().map(|row| &row.shape) {
        Some(ShapeRef::Register(id)) => Some(id),
        _ => None,
    }
}

/// Does a register want to learn of a row that a case adds: because the row has a life, or a limit waits for it.
pub(crate) fn learns(regulation: &Regulation, case: &Case, register: &Id) -> bool {
    let known = regulation.registers.get(register);
    own(case) != Some(register) && known.is_some_and(|known| known.has_life() || !known.shape.limits.is_empty())
}

/// The register in whose own stream an act (`register.act`) enters a row, because its rows have no life.
pub(crate) fn entered_by<'r>(regulation: &'r Regulation, act: &Id) -> Option<&'r Id> {
    let (id, act) = act.split_once('.')?;
    let (id, register) = regulation.registers.get_key_value(id)?;
    let opens = register.shape.acts.get(act)?.opens.as_ref() == Some(id);
    (opens && !register.has_life()).then_some(id)
}

/// The act by which a row is written by hand: it asks every field of the register.
pub(crate) fn pen(register: &Register) -> Option<Act> {
    let by = register.write.clone()?;
    let fields = register.shape.fields.iter().filter(|(_, field)| field.value.is_none());
    let input = fields.map(|(id, field)| Input {
        what: InputWhat::Own(id.clone(), std::sync::Arc::new(field.clone())),
        must: false,
        rule: field.rule.clone(),
    });
    let input: Vec<Input> = input.collect();
    (!input.is_empty()).then(|| Act {
        label: Label::new("登记一条", "enter a row"),
        cond: None,
        begins: Begins::No,
        opens: None,
        by,
        not: Vec::new(),
        officers: Vec::new(),
        asked: false,
        open_in: OpenIn::Any,
        refuse: Vec::new(),
        warn: Vec::new(),
        needs: Vec::new(),
        input,
        signs: Vec::new(),
        guide: None,
        together: false,
        found_by: None,
        choose: Default::default(),
        does: Vec::new(),
        standing: false,
        takes_from: None,
        rule: register.shape.rule.clone(),
    })
}

/// Those for whom a register is there: who may see it, write in it, and whom its limits bind.
pub(crate) fn readers(register: &Register) -> Vec<&Who> {
    let bound = register.shape.limits.values().filter_map(|limit| limit.who.as_ref());
    register.visible_to.iter().chain(&register.write).chain(bound).collect()
}

/// A line of a list that is about a register as a whole leads to the register.
pub(crate) fn dressed(mut row: InboxRow, case: Option<&CaseRow>, regulation: &Regulation, zh: bool) -> InboxRow {
    let known = case.and_then(|case| Some((case, regulation.registers.get(case.kind.as_str())?)));
    let Some((case, register)) = known else { return row };
    row.tags.push(if zh { "册簿" } else { "register" }.to_owned());
    if !register.has_life() {
        row.case = format!("{PREFIX}{}/{}", regulation.id, case.kind);
    }
    row
}

/// Is this a field whose value is a file.
fn is_file(register: &Register, id: &str) -> bool {
    register.shape.fields.get(id).is_some_and(|field| field.types.contains(&FieldType::File))
}

impl Desk {
    /// The stream of a register as a whole.
    pub(crate) fn register_stream(&self, office: &str, regulation: &Id, register: &Id) -> String {
        let seed = format!("{office} {regulation} {register}");
        format!("{office}.{}", self.derived("register", &seed, 16))
    }
}
