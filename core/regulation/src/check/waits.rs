//! # stage-waits-for-party
//!
//! A stage in which only a party can act, while no limit and no act of the staff leads out and no reading says why: a party
//! who keeps silent holds the case up for ever. Told as a warning; a `reading` on the stage answers it.
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
    model::{Act, Who},
};

/// Stages that only a party can end.
pub(super) fn waits(view: &View<'_>, findings: &mut Vec<Finding>) {
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

/// Nobody of the organisation may do it or enter it for the party.
fn only_parties(act: &Act) -> bool {
    parts_of(&act.by).iter().all(|who| matches!(who, Who::Party(_) | Who::Public | Who::List(_) | Who::Either(_)))
}
