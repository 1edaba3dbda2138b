//! The checker: what is wrong with a regulation as a whole, all findings at once, in its own labels, with the mend.
//!
//! One rule is one file; the comment at its head is its page of the manual. The loader has already told what cannot be read
//! and which names do not exist. Of what depends on people and facts the checker says "cannot tell", never "fine".

mod begins;
mod circles;
mod given;
mod graph;
mod identity;
mod limits;
mod loops;
mod machine;
mod moves;
mod nobody;
mod notes;
mod papers;
mod recusal;
mod source;
mod stages;
mod story;
mod stuck;
mod twice;
mod types;
mod unused;
mod view;
mod waits;

use crate::{
    finding::{Finding, sort},
    model::Regulation,
};
use view::View;

type Rule = fn(&View<'_>, &mut Vec<Finding>);

/// The rules in the order of the manual.
const RULES: &[Rule] = &[
    types::types,
    unused::unused,
    stages::stages,
    stuck::stuck,
    waits::waits,
    limits::limits,
    nobody::nobody,
    recusal::recusal,
    papers::papers,
    identity::identity,
    source::source,
    circles::circles,
    loops::loops,
    begins::begins,
    twice::twice,
    notes::notes,
];

/// All findings of a regulation that could be loaded, by place.
#[must_use]
pub fn check(reg: &Regulation) -> Vec<Finding> {
    let view = View::new(reg);
    let mut findings = Vec::new();
    for rule in RULES {
        rule(&view, &mut findings);
    }
    sort(&mut findings);
    findings.dedup();
    findings
}
