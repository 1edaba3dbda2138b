//! # one-word-two-readings
//!
//! Two things of one sort with the same label: nobody could tell them apart on a screen, in a search or in a figure. Stages, acts
//! and limits count within their shape, values within their axis, options within their act; a name under `also` counts too.
//!
//! ```yaml
//! stages: {open: 处理中 | open, again: 处理中 | in hand again}
//! ```

use super::view::{View, error};
use crate::{
    finding::Finding,
    model::{Id, Label, Map, Rule},
};

/// One word with two readings.
pub(super) fn twice(view: &View<'_>, findings: &mut Vec<Finding>) {
    let reg = view.reg;
    one(&reg.roles, |x| (&x.label, &x.rule), ("角色", "roles"), findings);
    one(&reg.channels, |x| (&x.label, &x.rule), ("渠道", "channels"), findings);
    one(&reg.parties, |x| (&x.label, &x.rule), ("当事人", "parties"), findings);
    one(&reg.documents, |x| (&x.label, &x.rule), ("文书", "documents"), findings);
    one(&reg.conditions, |x| (&x.label, &x.rule), ("条件", "conditions"), findings);
    for (_, shape) in reg.shapes() {
        one(&shape.stages, |x| (&x.label, &x.rule), ("阶段", "stages"), findings);
        one(&shape.fields, |x| (&x.label, &x.rule), ("字段", "fields"), findings);
        one(&shape.acts, |x| (&x.label, &x.rule), ("行为", "acts"), findings);
        for axis in shape.classes.values() {
            one(&axis.values, |x| (&x.label, &x.rule), ("类别值", "values"), findings);
        }
        for act in shape.acts.values() {
            one(&act.choose, |x| (&x.label, &x.rule), ("选项", "options"), findings);
        }
    }
}

fn one<T>(map: &Map<T>, of: impl Fn(&T) -> (&Label, &Rule), sort: (&str, &str), findings: &mut Vec<Finding>) {
    let mut seen: Vec<(&str, &Id)> = Vec::new();
    for (id, thing) in map {
        let (label, rule) = of(thing);
        let words = std::iter::once(label.zh.as_str()).chain(label.also.iter().map(String::as_str));
        for word in words.filter(|word| !word.is_empty()) {
            match seen.iter().find(|(known, other)| *known == word && *other != id) {
                Some((_, other)) => {
                    let zh = format!("「{word}」同时是两个{}的名称：{other}、{id}", sort.0);
                    let en = format!("“{word}” names two {}: `{other}` and `{id}`", sort.1);
                    let found = error("one-word-two-readings", rule, id, &zh, &en);
                    findings.push(
                        found.mend("给其中一个另取名称，或者合并", "give one of them another label, or make them one"),
                    );
                }
                None => seen.push((word, id)),
            }
        }
    }
}
