//! # stage-waits-for-party, stage-left-only-by-part
//!
//! A stage in which only a party can act, while no limit and no act of the staff leads out and no reading says why: a party
//! who keeps silent holds the case up for ever. Told as a warning; a `reading` on the stage answers it.
//! A stage that only a part leads out of, while some end of that part does not move the case: the part ends and the case stays.
//!
//! ```yaml
//! acts: {agree: {by: customer, in: [asked], does: [go: done]}}       # and nothing for the customer who never answers
//! ```

use super::{
    graph::Graph,
    view::{Origin, View, parts_of, quoted, warning},
};
use crate::{
    finding::Finding,
    model::{Act, Id, ShapeRef, Target, What, Who},
};

/// Stages that only a party can end.
pub(super) fn waits(view: &View<'_>, findings: &mut Vec<Finding>) {
    left_by_parts(view, findings);
    for (at, shape) in view.reg.shapes() {
        let Some(graph) = Graph::of(view, &at) else { continue };
        for (id, stage) in shape.stages.iter().filter(|(_, stage)| !stage.end && stage.rule.reading.is_none()) {
            let out: Vec<_> = graph.edges.iter().filter(|e| e.from.as_ref() == Some(id) && e.to != *id).collect();
            let party = |origin: &Origin<'_>| matches!(origin, Origin::Act(_, act, _) if only_parties(act));
            if out.is_empty() || !out.iter().all(|edge| party(&edge.origin)) {
                continue;
            }
            let (zh, en) = quoted(&stage.label, id);
            let found = warning(
                "stage-waits-for-party",
                &stage.rule,
                id,
                &format!("阶段{zh}只有当事人的行为能结束，也没有期限或者工作人员的行为通向别处"),
                &format!("only a party can end the stage {en}; no limit and no act of the staff leads out"),
            );
            findings.push(found.mend(
                "加一个期限，then 中写 go；或者加一个工作人员的行为；或者在阶段上写 reading",
                "add a limit whose `then` moves on, or an act of the staff, or a `reading` on the stage",
            ));
        }
    }
}

/// Stages that only a part can end, where some end of the part leaves the case where it is.
fn left_by_parts(view: &View<'_>, findings: &mut Vec<Finding>) {
    let Some(graph) = Graph::of(view, &ShapeRef::Main) else { return };
    for (id, stage) in graph.shape.stages.iter().filter(|(_, stage)| !stage.end && stage.rule.reading.is_none()) {
        let out: Vec<_> = graph.edges.iter().filter(|e| e.from.as_ref() == Some(id) && e.to != *id).collect();
        if out.is_empty() || !out.iter().all(|edge| edge.outside) {
            continue;
        }
        for (part_id, part) in &view.reg.parts {
            let movers = out.iter().any(|edge| matches!(edge.origin, Origin::Act(_, act, _) if part.acts.values().any(|own| std::ptr::eq(own, act))));
            let Some((act_id, act)) =
                View::acts(part).find(|(act_id, act)| movers && ends_alone(view, part_id, act_id, act))
            else {
                continue;
            };
            let ((zh, en), (part_zh, part_en), (act_zh, act_en)) =
                (quoted(&stage.label, id), quoted(&part.label, part_id), quoted(&act.label, act_id));
            let found = warning(
                "stage-left-only-by-part",
                &stage.rule,
                id,
                &format!("阶段{zh}只由{part_zh}离开，而{act_zh}使它终了时案件不动"),
                &format!("only {part_en} leads out of the stage {en}, and when {act_en} ends it the case stays"),
            );
            findings.push(found.mend(
                "在那个行为的 does 中写 go: main.阶段，或者在阶段上写 reading",
                "write `go: main.STAGE` in the `does` of that act, or a `reading` on the stage",
            ));
        }
    }
}

/// An act of a part that ends its row without moving the case.
fn ends_alone(view: &View<'_>, part: &Id, id: &Id, act: &Act) -> bool {
    let at = ShapeRef::Part(part.clone());
    let shape = view.reg.parts.get(part);
    let is_end = |target: &Target| match target {
        Target::Stage(to) => shape.and_then(|shape| shape.stages.get(to)).is_some_and(|stage| stage.end),
        _ => false,
    };
    let options: Vec<Option<&Id>> =
        if act.choose.is_empty() { vec![None] } else { act.choose.keys().map(Some).collect() };
    options.into_iter().any(|option| {
        let own = view.effects.iter().filter(|done| {
            done.at == at && matches!(done.origin, Origin::Act(other, _, chosen) if other == id && (chosen.is_none() || chosen == option))
        });
        let targets: Vec<&Target> = own.filter_map(|done| if let What::Go(target) = &done.effect.what { Some(target) } else { None }).collect();
        targets.iter().any(|t| is_end(t)) && !targets.iter().any(|t| matches!(t, Target::Main(_)))
    })
}

/// Nobody of the organisation may do it or enter it for the party.
fn only_parties(act: &Act) -> bool {
    parts_of(&act.by).iter().all(|who| matches!(who, Who::Party(_) | Who::Public | Who::List(_) | Who::Either(_)))
}
