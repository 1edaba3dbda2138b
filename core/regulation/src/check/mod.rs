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
mod manual;
mod moves;
mod nobody;
mod notes;
mod papers;
mod recusal;
mod rosters;
mod source;
mod stages;
mod story;
mod stuck;
mod twice;
mod types;
mod unused;
mod view;
mod waits;

pub use manual::{Page, manual};

use crate::{
    finding::{Finding, sort},
    load::Loaded,
    model::Regulation,
};
use view::View;

type Rule = fn(&View<'_>, &mut Vec<Finding>);

/// Rules about one place of the file, in the order of the manual.
const LOCAL: &[Rule] = &[types::types, source::source, begins::begins, twice::twice, notes::notes];

/// Rules about the whole; of a file with names that do not exist they would speak of what is only a slip.
const WHOLE: &[Rule] = &[
    unused::unused,
    stages::stages,
    stuck::stuck,
    waits::waits,
    limits::limits,
    nobody::nobody,
    recusal::recusal,
    rosters::rosters,
    papers::papers,
    identity::identity,
    circles::circles,
    loops::loops,
];

/// Everything there is to say of a file: what the loader found, and what the rules find. Where the loader refuses it, only
/// rules about one place speak.
#[must_use]
pub fn findings(loaded: &Loaded) -> Vec<Finding> {
    let mut all = loaded.findings.clone();
    if let Some(reg) = &loaded.regulation {
        let rules: &[&[Rule]] = if loaded.refused() { &[LOCAL] } else { &[LOCAL, WHOLE] };
        let told = |found: &Finding| {
            let same = |known: &Finding| {
                known.code == found.code && known.subject == found.subject && known.path == found.path
            };
            loaded.findings.iter().any(same)
        };
        all.extend(by(rules, reg).into_iter().filter(|found| !told(found)));
    }
    sort(&mut all);
    all.dedup();
    all
}

/// All findings of a regulation that could be loaded, by place.
#[must_use]
pub fn check(reg: &Regulation) -> Vec<Finding> {
    let mut findings = by(&[LOCAL, WHOLE], reg);
    sort(&mut findings);
    findings.dedup();
    findings
}

fn by(rules: &[&[Rule]], reg: &Regulation) -> Vec<Finding> {
    let view = View::new(reg);
    let mut findings = Vec::new();
    for rule in rules.iter().copied().flatten() {
        rule(&view, &mut findings);
    }
    findings
}
