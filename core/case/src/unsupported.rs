//! What of the vocabulary the engine does not run yet. A regulation that uses it cannot go live.

use dengwen_regulation::model::{Effect, Regulation, Shape, What};

/// The constructs that are read and checked, but not run.
pub const NOT_YET: &[&str] = &["rosters", "forward returns"];

/// Where a regulation uses what is not run yet: the path, and the construct (one of [`NOT_YET`]).
#[must_use]
pub fn unsupported(regulation: &Regulation) -> Vec<(String, &'static str)> {
    let mut all: Vec<(String, &'static str)> = Vec::new();
    all.extend(regulation.rosters.values().map(|roster| (roster.rule.path.clone(), "rosters")));
    for (_, shape) in regulation.shapes() {
        effects(shape).for_each(|effect| of_effect(effect, &mut all));
    }
    regulation.counters.values().flat_map(|counter| &counter.then).for_each(|effect| of_effect(effect, &mut all));
    all
}

/// Every effect of a shape: of stages, classes, acts, options, limits.
fn effects(shape: &Shape) -> impl Iterator<Item = &Effect> {
    let stages = shape.stages.values().flat_map(|stage| &stage.then);
    let classes = shape.classes.values().flat_map(|axis| axis.then.iter().flat_map(|then| &then.does));
    let acts = shape.acts.values().flat_map(|act| act.does.iter().chain(act.choose.values().flat_map(|one| &one.does)));
    let limits = shape.limits.values().flat_map(|limit| &limit.then);
    stages.chain(classes).chain(acts).chain(limits)
}

fn of_effect(effect: &Effect, all: &mut Vec<(String, &'static str)>) {
    if matches!(effect.what, What::Forward { returns: true, .. }) {
        all.push((effect.rule.path.clone(), "forward returns"));
    }
}
