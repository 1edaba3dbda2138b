//! Registers that fill themselves: what they take of a case, as far as it is among those they are about.

use dengwen_regulation::model::{Id, Of};
use jiff::Timestamp;

use super::figures::{Element, elements};
use crate::work::Work;

/// A row that a register takes of a case by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The register.
    pub register: Id,
    /// What tells the rows of one case apart.
    pub name: String,
    /// When it came about.
    pub at: Timestamp,
    /// The place of the row of the case that it is about.
    pub place: usize,
}

/// All rows of all registers. Where it is not clear whether a row is among them, it is not.
pub(super) fn filled(work: &Work<'_>) -> Vec<Filled> {
    let mut all = Vec::new();
    for (id, register) in &work.regulation.registers {
        let several = match &register.of {
            Some(Of::Any(several)) => several.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => continue,
        };
        for of in several {
            for (n, Element { row: place, at, .. }) in elements(work, of, true).into_iter().enumerate() {
                if work.eye(place).applies(register.among.as_ref()) {
                    all.push(Filled { register: id.clone(), name: name(of, n), at, place });
                }
            }
        }
    }
    all
}

fn name(of: &Of, n: usize) -> String {
    match of {
        Of::Case => "case".to_owned(),
        Of::Act(act) => format!("{act} {n}"),
        Of::Part(part) => format!("{part}[{}]", n.saturating_add(1)),
        Of::Limit(limit) => format!("limit {limit} {n}"),
        Of::Register(register) => format!("row {register} {n}"),
        Of::EachUnit | Of::Any(_) => n.to_string(),
    }
}
