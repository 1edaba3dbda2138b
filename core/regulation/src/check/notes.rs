//! # blank, gap
//!
//! Notes, not faults. `blank`: the source leaves this open; what stands there is a proposal, and what depends on it does not go
//! live until the office confirms it. `gap`: here the source breaks off; the office may fill it with its own steps.

use super::view::View;
use crate::{finding::Finding, model::Label};

/// Blanks and gaps.
pub(super) fn notes(view: &View<'_>, findings: &mut Vec<Finding>) {
    for blank in &view.reg.blanks {
        let what = Label::new(
            &format!("{} 原文未定，此处是建议，待本单位确认", blank.key),
            &format!("the source leaves `{}` open; what stands here is a proposal to be confirmed", blank.key),
        );
        findings.push(Finding::note("blank", &blank.span, what).at(blank.path.clone()).about(blank.key.to_string()));
    }
    for gap in &view.reg.gaps {
        let what = Label::new(
            &format!("原文在此中断：{}", gap.text.zh),
            &format!("here the source breaks off: {}", gap.text.en),
        );
        findings.push(Finding::note("gap", &gap.span, what).at(gap.path.clone()));
    }
}
