//! What of the vocabulary the engine does not run yet. A regulation that uses it cannot go live.

use dengwen_regulation::model::{Act, Effect, Limit, Moment, Regulation, Shape, What};

use crate::limits::all_of;

/// The constructs that are read and checked, but not run.
pub const NOT_YET: &[&str] = &[
    "rosters",
    "forward returns",
    "unknown until",
    "officers of a document",
    "role may-be",
    "role not-with",
    "role certificate",
    "moment of a kind",
    "due_asked",
];

/// Where a regulation uses what is not run yet: the path, and the construct (one of [`NOT_YET`]).
#[must_use]
pub fn unsupported(regulation: &Regulation) -> Vec<(String, &'static str)> {
    let mut all: Vec<(String, &'static str)> = Vec::new();
    all.extend(regulation.rosters.values().map(|roster| (roster.rule.path.clone(), "rosters")));
    for role in regulation.roles.values() {
        let path = || role.rule.path.clone();
        all.extend((!role.may_be.is_empty()).then(|| (path(), "role may-be")));
        all.extend((!role.not_with.is_empty()).then(|| (path(), "role not-with")));
        all.extend(role.certificate.as_ref().map(|_| (path(), "role certificate")));
    }
    for document in regulation.documents.values() {
        all.extend(document.officers.map(|_| (document.rule.path.clone(), "officers of a document")));
    }
    for (_, shape) in regulation.shapes() {
        of_shape(regulation, shape, &mut all);
    }
    for counter in regulation.counters.values() {
        of_effects(&counter.then, &mut all);
    }
    all
}

fn of_shape(regulation: &Regulation, shape: &Shape, all: &mut Vec<(String, &'static str)>) {
    for field in shape.fields.values() {
        let until = field.unknown.as_ref().and_then(|unknown| unknown.until.as_ref());
        all.extend(until.map(|_| (field.rule.path.clone(), "unknown until")));
    }
    for stage in shape.stages.values() {
        of_effects(&stage.then, all);
    }
    for axis in shape.classes.values() {
        axis.then.iter().for_each(|then| of_effects(&then.does, all));
    }
    shape.acts.values().for_each(|act| of_act(act, all));
    shape.limits.values().for_each(|limit| of_limit(regulation, limit, all));
}

fn of_act(act: &Act, all: &mut Vec<(String, &'static str)>) {
    of_effects(&act.does, all);
    act.choose.values().for_each(|option| of_effects(&option.does, all));
}

fn of_limit(regulation: &Regulation, limit: &Limit, all: &mut Vec<(String, &'static str)>) {
    of_effects(&limit.then, all);
    for moments in [&limit.from, &limit.until, &limit.laid_down] {
        let of_kind =
            |moment: &&Moment| matches!(moment, Moment::Act { of: Some(of), .. } if regulation.kinds.contains_key(of));
        all.extend(
            all_of(moments)
                .iter()
                .find(|moment| of_kind(moment))
                .map(|_| (limit.rule.path.clone(), "moment of a kind")),
        );
    }
}

fn of_effects(effects: &[Effect], all: &mut Vec<(String, &'static str)>) {
    for effect in effects {
        let what = match &effect.what {
            What::Forward { returns: true, .. } => "forward returns",
            _ => continue,
        };
        all.push((effect.rule.path.clone(), what));
    }
}
