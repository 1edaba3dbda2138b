//! # no-article
//!
//! Every act, limit, class, condition, paper, table, counter, figure and report stands on an article of the text or on the
//! organisation's reading of it; either may be inherited from the section around it. A rule with neither is nobody's rule.
//!
//! ```yaml
//! close: {label: 结案 | close, by: clerk, reading: 原文未写结案 | the text does not say how it closes}
//! ```

use super::view::{View, error, quoted};
use crate::{
    finding::Finding,
    model::{Label, Rule},
};

/// Rules without article or reading.
pub(super) fn source(view: &View<'_>, findings: &mut Vec<Finding>) {
    let reg = view.reg;
    let mut one = |label: &Label, id: &str, rule: &Rule| {
        if rule.article.is_none() && rule.reading.is_none() {
            let (zh, en) = quoted(label, id);
            let found = error(
                "no-article",
                rule,
                id,
                &format!("{zh}没有条款，也没有说明"),
                &format!("{en} has neither article nor reading"),
            );
            findings.push(found.mend(
                "加 article: 条款，或者 reading: 理由",
                "add `article:` as cited, or `reading:` with the reason",
            ));
        }
    };
    for (_, shape) in reg.shapes() {
        shape.classes.iter().for_each(|(id, axis)| one(&axis.label, id, &axis.rule));
        View::acts(shape).for_each(|(id, act)| one(&act.label, id, &act.rule));
        shape.limits.iter().for_each(|(id, limit)| one(&limit.label, id, &limit.rule));
    }
    reg.conditions.iter().for_each(|(id, x)| one(&x.label, id, &x.rule));
    reg.documents.iter().for_each(|(id, x)| one(&x.label, id, &x.rule));
    reg.tables.iter().for_each(|(id, x)| one(&x.label, id, &x.rule));
    reg.counters.iter().for_each(|(id, x)| one(&x.label, id, &x.rule));
    reg.indicators.iter().for_each(|(id, x)| one(&x.label, id, &x.rule));
    reg.reports.iter().for_each(|(id, x)| one(&x.label, id, &x.rule));
}
