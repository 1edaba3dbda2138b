//! # paper-field-never-asked, paper-field-may-be-missing, paper-word-not-printed
//!
//! What a paper `requires` must be given when it is issued. An error if no act ever asks it and nothing sets or computes it; a
//! warning if some path to the act that issues it does not ask it for sure: that person is stopped at the printer. What a proof
//! of service prints is asked when the paper is served. What its sentences `before` and `after` put in braces is printed by it, or is
//! one of `number case_number date organisation addressee`.
//!
//! ```yaml
//! documents: {letter: {label: 答复函 | letter, requires: [result]}}       # and no act asks `result`
//! ```

use super::{
    given::{Names, from_start, given, of_act},
    graph::Graph,
    view::{Done, Origin, View, error, quoted, warning},
};
use crate::{
    finding::Finding,
    model::{Document, Id, InputWhat, What},
};

/// Papers whose fields may be missing.
pub(super) fn papers(view: &View<'_>, findings: &mut Vec<Finding>) {
    let is_proof =
        |id: &Id| view.reg.documents.values().flat_map(|d| d.service.values()).any(|s| s.proof.as_ref() == Some(id));
    for (id, document) in view.reg.documents.iter().filter(|(id, _)| !is_proof(id)) {
        for name in &document.requires {
            if !ever_given(view, name) {
                let (zh, en) = quoted(&document.label, id);
                let found = error(
                    "paper-field-never-asked",
                    &document.rule,
                    name,
                    &format!("{zh}要印的 {name} 没有一处填写"),
                    &format!("{en} prints `{name}`, which nothing ever asks"),
                );
                findings.push(found.mend(
                    &format!("在签发前的行为的 input 中加 {name}!，或者移到 blanks"),
                    &format!("add `{name}!` to the input of an act before it is issued, or move it to `blanks`"),
                ));
            }
        }
    }
    for (id, document) in &view.reg.documents {
        not_printed(id, document, findings);
    }
    for done in &view.effects {
        if let What::Issue(id) = &done.effect.what
            && let Some(document) = view.reg.documents.get(id)
        {
            may_be_missing(view, done, id, document, findings);
        }
    }
}

/// Names in sentences of a paper that it does not print.
fn not_printed(id: &Id, document: &Document, findings: &mut Vec<Finding>) {
    for name in document.said() {
        if document.sayable().any(|known| known == name) {
            continue;
        }
        let (zh, en) = quoted(&document.label, id);
        let found = error(
            "paper-word-not-printed",
            &document.rule,
            name,
            &format!("{zh}的句子里写了 {{{name}}}，但它不印这一项"),
            &format!("a sentence of {en} names {{{name}}}, which the paper does not print"),
        );
        findings.push(found.mend(
            &format!("把 {name} 加进 requires 或 blanks，或者改掉花括号里的名称"),
            &format!("add `{name}` to `requires` or `blanks`, or change the name in braces"),
        ));
    }
}

fn may_be_missing(view: &View<'_>, done: &Done<'_>, id: &Id, document: &Document, findings: &mut Vec<Finding>) {
    let Some(names) = at_hand(view, done) else { return };
    for name in &document.requires {
        if names.contains(name) || is_word(name) || !ever_given(view, name) || of_rows(view, name) {
            continue;
        }
        let (zh, en) = quoted(&document.label, id);
        let found = warning(
            "paper-field-may-be-missing",
            &done.effect.rule,
            name,
            &format!("签发{zh}时 {name} 可能未填"),
            &format!("when {en} is issued, `{name}` may not be given yet"),
        );
        findings.push(found.mend(
            &format!("把 {name}! 写进这个行为的 input，或者移到 blanks"),
            &format!("ask `{name}!` as input of this act, or move it to `blanks`"),
        ));
    }
}

/// What is given for sure where an effect runs.
fn at_hand(view: &View<'_>, done: &Done<'_>) -> Option<Names> {
    let graph = Graph::of(view, &done.at)?;
    let in_stage = given(view, &done.at, &graph);
    let reached = graph.reached();
    let mut names: Option<Names> = None;
    let begins = matches!(done.origin, Origin::Act(_, act, _) if act.begins != crate::model::Begins::No);
    let stages = graph.open_in(&done.origin);
    for stage in stages.iter().filter(|stage| reached.contains(stage)) {
        let here = in_stage.get(stage)?.clone();
        names = Some(match names {
            None => here,
            Some(known) => known.into_iter().filter(|name| here.contains(name)).collect(),
        });
    }
    let mut names = if begins { from_start(view, &done.at) } else { names? };
    if let Origin::Act(_, act, option) = done.origin {
        names.extend(of_act(view, &done.at, act, option.and_then(|id| act.choose.get(id))));
    }
    Some(names)
}

fn is_word(name: &str) -> bool {
    matches!(name, "number" | "received" | "channel" | "stage" | "kind")
}

/// A field, class or act of rows of a part or register: there may be none.
fn of_rows(view: &View<'_>, name: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    name.contains('.') && (view.reg.parts.contains_key(first) || view.reg.registers.contains_key(first))
}

/// Does anything ask, set or compute it.
fn ever_given(view: &View<'_>, name: &str) -> bool {
    if is_word(name) || of_rows(view, name) || view.reg.tables.contains_key(name) {
        return true;
    }
    let mut words = name.split('.');
    match (words.next().unwrap_or_default(), words.next()) {
        ("party", Some(kind)) => {
            view.inputs().any(|what| matches!(what, InputWhat::Party(id) if id == kind))
                || view
                    .effects
                    .iter()
                    .any(|done| matches!(&done.effect.what, What::Party(all) if all.iter().any(|(id, _)| id == kind)))
                || view.reg.parties.get(kind).is_some_and(|party| party.among.is_some())
        }
        ("class", Some(_)) | ("role", Some(_)) | ("document", Some(_)) | ("setting", Some(_)) => true,
        (field, None) => field_given(view, field),
        _ => true,
    }
}

fn field_given(view: &View<'_>, name: &str) -> bool {
    if !view.reg.shapes().any(|(_, shape)| shape.fields.contains_key(name)) {
        return true;
    }
    let asked = view.inputs().any(|what| matches!(what, InputWhat::Field(id) | InputWhat::Own(id, _) if id == name));
    let set = view.effects.iter().any(|done| {
        done.effect.with.contains_key(name) || matches!(&done.effect.what, What::Set(map) if map.contains_key(name))
            || matches!(&done.effect.what, What::Spawn { carry: crate::model::Carry::Names(names), .. } if names.iter().any(|(there, _)| there == name))
    });
    let own = view.reg.shapes().any(|(at, shape)| {
        shape.fields.get(name).is_some_and(|field| {
            field.value.is_some() || field.default.is_some() || field.default_from.is_some() || opened(view, &at)
        })
    });
    let channel =
        view.reg.channels.values().any(|channel| channel.asks.iter().any(|asked| asked.trim_end_matches('!') == name));
    asked || set || own || channel
}

fn opened(view: &View<'_>, at: &crate::model::ShapeRef) -> bool {
    let acts = view.reg.shapes().flat_map(|(_, shape)| shape.acts.values());
    acts.filter_map(|act| act.opens.as_ref()).any(|id| crate::expr::other(view.reg, id).as_ref() == Some(at))
}
