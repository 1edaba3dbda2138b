//! # unknown-name, wrong-type, class-order, word-not-here, condition-inside
//!
//! Every name an expression uses exists, what is compared can be compared, and the words `now today older after_date held_by
//! indicator actor input` stand only in guards, effects and figures. Grounds, computed fields and the `if` of limits
//! and classes are judged after later acts too: there time acts only through a limit that passes.
//!
//! ```yaml
//! when: "gravity >= 'major'"           # class-order: write at_least('gravity', 'major')
//! ```

use super::view::View;
use crate::{expr::check_types, finding::Finding};

/// Expressions that use what is not there, or hold against each other what cannot be compared.
pub(super) fn types(view: &View<'_>, findings: &mut Vec<Finding>) {
    for site in &view.sites {
        findings.extend(check_types(view.reg, site));
    }
}
