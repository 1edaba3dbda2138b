//! # guard-on-beginning
//!
//! A refusal on the act that begins a case. Whether a matter is admissible is an outcome that is decided and told, with its
//! article; nobody may be sent away before the case exists.
//!
//! ```yaml
//! receive: {begins: any, refuse: [{unless: {named: customer}, say: 须署名 | sign it}]}       # let it begin, then decide
//! ```

use super::view::{View, error, quoted};
use crate::{finding::Finding, model::Begins};

/// Guards on acts that begin a case.
pub(super) fn begins(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (_, shape) in view.reg.shapes() {
        for (id, act) in View::acts(shape).filter(|(_, act)| act.begins != Begins::No) {
            let options = act.choose.values().flat_map(|option| &option.refuse);
            for guard in act.refuse.iter().chain(options) {
                let (zh, en) = quoted(&act.label, id);
                let found = error(
                    "guard-on-beginning",
                    &guard.rule,
                    id,
                    &format!("{zh}开始案件，不能拒绝"),
                    &format!("{en} begins a case and cannot be refused"),
                );
                findings.push(found.mend(
                    "先收下，再用一个带 choose 的行为决定是否受理",
                    "let it begin, and decide on admission by an act with `choose`",
                ));
            }
            if !act.needs.is_empty() {
                let (zh, en) = quoted(&act.label, id);
                let found = error(
                    "guard-on-beginning",
                    &act.rule,
                    "needs",
                    &format!("{zh}开始案件，此前不会有存档"),
                    &format!("{en} begins a case; nothing can be on file before"),
                );
                findings.push(found.mend("删去 needs，或者改为 input", "remove `needs`, or ask it as `input`"));
            }
        }
    }
}
