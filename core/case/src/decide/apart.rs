//! Roles that may not be one with others, and what must be known by now.

use dengwen_regulation::{
    expr::{Facts as _, Subject},
    model::{Act, Id, InputWhat, Label, Rule, Who},
};

use super::Found;
use crate::{
    eye::{Eye, is_given},
    types::{Actor, Code, Principal, Refusal},
    who::{resolve, resolve_all},
};

/// Does the actor do this by a role that they may not hold beside another they have here.
pub(super) fn holds_both(eye: &Eye<'_>, act: &Act, actor: &Actor) -> bool {
    let mut roles = Vec::new();
    roles_in(&act.by, &mut roles);
    roles.into_iter().any(|who| {
        let (Who::Role(id) | Who::RoleOf(id, _) | Who::RoleAs(id, _)) = who else { return false };
        let not = eye.regulation.roles.get(id).map(|role| role.not_with.as_slice()).unwrap_or_default();
        !not.is_empty() && actor.is_any(&resolve(eye, who)) && actor.is_any(&resolve_all(eye, not))
    })
}

fn roles_in<'w>(who: &'w Who, all: &mut Vec<&'w Who>) {
    match who {
        Who::Role(_) | Who::RoleOf(..) | Who::RoleAs(..) => all.push(who),
        Who::Chain(several) | Who::Either(several) | Who::List(several) => {
            several.iter().for_each(|one| roles_in(one, all));
        }
        _ => {}
    }
}

/// Who of those to be given a role may not have it beside another: it is said which rule stands against it.
pub(crate) fn not_with<'a>(eye: &Eye<'a>, role: &Id, whom: &[Principal]) -> Option<(&'a Rule, Label)> {
    let against = |one: &Id, other: &[Who]| {
        let held = resolve_all(eye, other);
        one == role && whom.iter().any(|who| held.contains(who))
    };
    let (_, known) = eye.regulation.roles.iter().find(|(id, known)| against(id, &known.not_with))?;
    let text = Label::new(
        &format!("不得同时担任：{}", known.label.zh),
        &format!("cannot be this beside what they are already: {}", known.label.en),
    );
    Some((&known.rule, text))
}

/// Fields marked as not known yet that must be known before this act.
pub(super) fn unknown_yet(eye: &Eye<'_>, found: &Found<'_>) -> Vec<Refusal> {
    let mut all = Vec::new();
    for (place, row) in eye.case.rows.iter().enumerate().filter(|(place, _)| *place == 0 || *place == found.row) {
        let Some(shape) = eye.shape_of(place) else { continue };
        for (id, field) in &shape.fields {
            let until = field.unknown.as_ref().and_then(|unknown| unknown.until.as_ref());
            let marked = row.unknown.contains(id) && !is_given(&eye.seen_from(place).name(&Subject::Here, id));
            if until != Some(found.id) || !marked {
                continue;
            }
            let label = Label::new(
                &format!("须先查明：{}", field.label.zh),
                &format!("must be known by now: {}", field.label.en),
            );
            let asks =
                |act: &Act| act.input.iter().any(|input| matches!(&input.what, InputWhat::Field(name) if name == id));
            let later = |act: &Act| act.begins == dengwen_regulation::model::Begins::No;
            let remedy = shape.acts.iter().filter(|(name, act)| *name != found.id && later(act) && asks(act));
            let remedy = remedy.map(|(name, _)| name.clone()).collect();
            all.push(Refusal { remedy, ..Refusal::new(Code::Needs, label).by(&field.rule).at(id.to_string()) });
        }
    }
    all
}
