//! # act-for-nobody, act-never-asked, act-in-no-stage, needs-never-met
//!
//! An act that no one can ever do: `by` names a role of the case to which nothing assigns anybody, a place (`lead joint helper
//! watcher`) on which nobody is put, a party that is never named, or only those whom `not` excludes; an act that is `asked` but
//! that nothing asks for; an act whose list of stages is empty; an act that needs a paper which nothing issues.
//!
//! ```yaml
//! decide: {label: 决定 | decide, asked: true, by: gm}       # and no `ask: decide` anywhere
//! ```

use super::view::{View, assigns, error, quoted};
use crate::{
    finding::Finding,
    model::{Act, Id, InputWhat, Label, OnFile, OpenIn, Place, What, Who},
};

/// Acts nobody may do.
pub(super) fn nobody(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (_, shape) in view.reg.shapes() {
        for (id, act) in View::acts(shape) {
            let (zh, en) = quoted(&act.label, id);
            if act.asked && !is_asked(view, id) {
                let found = error(
                    "act-never-asked",
                    &act.rule,
                    id,
                    &format!("{zh}只在被请求时开放，却没有谁请求它"),
                    &format!("{en} is open only while it is asked for, and nothing asks for it"),
                );
                findings.push(found.mend(
                    &format!("在某个行为的 does 中写 ask: {id}，或者删去 asked"),
                    &format!("write `ask: {id}` in the `does` of an act, or remove `asked`"),
                ));
            }
            if matches!(&act.open_in, OpenIn::Stages(stages) if stages.is_empty())
                && act.begins == crate::model::Begins::No
            {
                let found = error(
                    "act-in-no-stage",
                    &act.rule,
                    id,
                    &format!("{zh}没有写在哪个阶段"),
                    &format!("{en} is open in no stage"),
                );
                findings.push(found.mend("写 in: [阶段]，或者 in: any", "write `in: [stage]` or `in: any`"));
            }
            needs(view, id, act, findings);
            if let Some((why, mend)) = why_nobody(view, act) {
                let found = error(
                    "act-for-nobody",
                    &act.rule,
                    id,
                    &format!("{zh}没有人能办：{}", why.zh),
                    &format!("nobody can do {en}: {}", why.en),
                );
                findings.push(found.mend(&mend.zh, &mend.en));
            }
        }
    }
}

/// What must be on file and can never be.
fn needs(view: &View<'_>, id: &Id, act: &Act, findings: &mut Vec<Finding>) {
    let all = act.needs.iter().chain(act.choose.values().flat_map(|option| &option.needs));
    for alternatives in all {
        let never = |need: &OnFile| matches!(need, OnFile::Document(document) if !view.is_made(document));
        let Some(OnFile::Document(document)) = alternatives.first().filter(|_| alternatives.iter().all(never)) else {
            continue;
        };
        let (zh, en) = quoted(&act.label, id);
        let label = view.reg.documents.get(document).map(|document| document.label.clone()).unwrap_or_default();
        let (paper_zh, paper_en) = quoted(&label, document);
        let found = error(
            "needs-never-met",
            &act.rule,
            document,
            &format!("{zh}要求的{paper_zh}没有一处签发"),
            &format!("{en} needs {paper_en}, which nothing ever issues"),
        );
        findings.push(found.mend(
            &format!("在前面某个行为的 does 中写 issue: {document}，或者在 input 中写 document.{document}"),
            &format!("write `issue: {document}` in the `does` of an earlier act, or ask it as `document.{document}`"),
        ));
    }
}

fn is_asked(view: &View<'_>, act: &Id) -> bool {
    view.effects.iter().any(|done| matches!(&done.effect.what, What::Ask { act: asked, .. } if asked == act))
}

fn why_nobody(view: &View<'_>, act: &Act) -> Option<(Label, Label)> {
    if act.not.contains(&act.by) {
        let why = Label::new("by 与 not 是同一人", "`by` and `not` name the same");
        return Some((why, Label::new("改 not，或者增加 by", "change `not`, or add to `by`")));
    }
    let mut whys = alternatives(&act.by).into_iter().map(|who| impossible(view, who, 0));
    let first = whys.next()??;
    if whys.all(|why| why.is_some()) { Some(first) } else { None }
}

fn alternatives(who: &Who) -> Vec<&Who> {
    match who {
        Who::List(many) | Who::Either(many) => many.iter().flat_map(alternatives).collect(),
        one => vec![one],
    }
}

/// Why a simple WHO never means anybody.
fn impossible(view: &View<'_>, who: &Who, depth: usize) -> Option<(Label, Label)> {
    match who {
        // Roles that are each other are a circle, told by its own rule.
        Who::Role(_) if depth > view.reg.roles.len() => None,
        Who::Role(id) => impossible_role(view, id, depth + 1),
        Who::Party(kind) if !is_named(view, kind) => {
            let label = view.reg.parties.get(kind).map(|party| party.label.clone()).unwrap_or_default();
            let (zh, en) = quoted(&label, kind);
            let why = Label::new(&format!("没有一处填写当事人{zh}"), &format!("nothing names the party {en}"));
            let mend = Label::new(
                &format!("在收件行为的 input 中加 party.{kind}"),
                &format!("add `party.{kind}` to the input of the act that receives"),
            );
            Some((why, mend))
        }
        Who::Lead => unplaced(view, &Place::Lead, "lead"),
        Who::Joint => unplaced(view, &Place::Joint, "joint"),
        Who::Helper => unplaced(view, &Place::Helper, "helper"),
        Who::Watcher => unplaced(view, &Place::Watcher, "watcher"),
        _ => None,
    }
}

fn unplaced(view: &View<'_>, place: &Place, word: &str) -> Option<(Label, Label)> {
    if assigns(view, place) {
        return None;
    }
    let why = Label::new(&format!("没有一处指定 {word}"), &format!("nobody is ever put on the place `{word}`"));
    let mend = Label::new(
        &format!("在前面的行为中写 assign: {{{word}: 谁}}"),
        &format!("write `assign: {{{word}: WHO}}` in an earlier act"),
    );
    Some((why, mend))
}

fn impossible_role(view: &View<'_>, id: &Id, depth: usize) -> Option<(Label, Label)> {
    let role = view.reg.roles.get(id)?;
    match &role.is {
        Some(is) => impossible(view, is, depth),
        None if role.of_case && role.named_by.is_none() => {
            if assigns(view, &Place::Role(id.clone()))
                || view.inputs().any(|what| matches!(what, InputWhat::Role(role) if role == id))
            {
                return None;
            }
            let (zh, en) = quoted(&role.label, id);
            let why = Label::new(&format!("没有一处指定本案的{zh}"), &format!("nobody is ever made {en} of a case"));
            let mend = Label::new(
                &format!("在前面的行为中写 assign: {{{id}: 谁}}，或者删去 of: case"),
                &format!("write `assign: {{{id}: WHO}}` in an earlier act, or remove `of: case`"),
            );
            Some((why, mend))
        }
        None => None,
    }
}

/// Is a party of this kind ever named.
fn is_named(view: &View<'_>, kind: &Id) -> bool {
    let asked = view.inputs().any(|what| matches!(what, InputWhat::Party(id) if id == kind));
    let made = view
        .effects
        .iter()
        .any(|done| matches!(&done.effect.what, What::Party(parties) if parties.iter().any(|(id, _)| id == kind)));
    let otherwise = view
        .reg
        .parties
        .get(kind)
        .is_some_and(|party| party.among.is_some() || party.speaks_for.is_some() || !party.entered_by.is_empty());
    asked || made || otherwise
}
