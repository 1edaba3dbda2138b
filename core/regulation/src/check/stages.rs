//! # stage-not-reached, stage-not-left, no-end, nothing-begins
//!
//! From the beginning of a case, part or register row every stage can be reached, and from every stage an end. Ways are the
//! `go` of acts, options, stages, classes, limits and counters, also from other shapes (`main.x`, `part.x`).
//!
//! ```yaml
//! stages: {open: 办理 | open, lost: 遗忘 | lost, done: {label: 办结 | done, end: true}}
//! acts: {finish: {in: [open], does: [go: done]}}       # nothing leads to `lost`, and nothing out of it
//! ```

use super::{
    graph::Graph,
    view::{View, error, quoted},
};
use crate::{
    finding::Finding,
    model::{Begins, Id, ShapeRef},
};

/// Stages that are never reached or never left.
pub(super) fn stages(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (at, shape) in view.reg.shapes() {
        let Some(graph) = Graph::of(view, &at) else { continue };
        let row = matches!(at, ShapeRef::Part(_) | ShapeRef::Register(_));
        if !row && view.reg.kinds.is_empty() && View::acts(shape).all(|(_, act)| act.begins == Begins::No) {
            let found = error("nothing-begins", &shape.rule, "acts", "没有一个行为开始案件", "no act begins a case");
            findings.push(found.mend("给收件的行为加 begins: any", "give the act that receives it `begins: any`"));
        }
        let (reached, leads) = (graph.reached(), graph.leads_to_end());
        if shape.stages.values().all(|stage| !stage.end) {
            let (zh, en) = quoted(&view.of_shape(&at), "case");
            let rule = shape.stages.last().map_or(&shape.rule, |(_, stage)| &stage.rule);
            let found = error(
                "no-end",
                rule,
                "stages",
                &format!("{zh}没有终了的阶段"),
                &format!("{en} has no stage that ends it"),
            );
            findings.push(found.mend("给最后的阶段加 end: true", "give the last stage `end: true`"));
            continue;
        }
        for (id, stage) in &shape.stages {
            let (zh, en) = quoted(&stage.label, id);
            if !reached.contains(id) {
                let found = error(
                    "stage-not-reached",
                    &stage.rule,
                    id,
                    &format!("没有一条路到阶段{zh}"),
                    &format!("nothing leads to the stage {en}"),
                );
                findings.push(found.mend(
                    &format!("在某个行为的 does 中写 go: {id}，或者删去这个阶段"),
                    &format!("write `go: {id}` in the `does` of an act, or remove the stage"),
                ));
            }
            if !stage.end && !leads.contains(id) {
                findings.push(not_left(&graph, id, &zh, &en));
            }
        }
    }
}

fn not_left(graph: &Graph<'_>, id: &Id, zh: &str, en: &str) -> Finding {
    let nothing = !graph.edges.iter().any(|edge| edge.from.as_ref() == Some(id));
    let rule = graph.shape.stages.get(id).map_or(&graph.shape.rule, |stage| &stage.rule);
    let ends: Vec<&str> = graph.shape.stages.iter().filter(|(_, stage)| stage.end).map(|(id, _)| &**id).collect();
    let end = ends.first().copied().unwrap_or("done");
    let (what_zh, what_en) = if nothing {
        (format!("从阶段{zh}没有出路"), format!("nothing leads out of the stage {en}"))
    } else {
        (format!("从阶段{zh}到不了终了"), format!("from the stage {en} no end can be reached"))
    };
    let found = error("stage-not-left", rule, id, &what_zh, &what_en);
    found.mend(
        &format!("写一个 in: [{id}] 且 does: [go: {end}] 的行为，或者给它加 end: true"),
        &format!("write an act with `in: [{id}]` and `does: [go: {end}]`, or give it `end: true`"),
    )
}
