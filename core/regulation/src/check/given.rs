//! What is given for sure in each stage: what every path to it asks with `!` or always.

use super::{
    graph::Graph,
    view::{Origin, View},
};
use crate::model::{Act, ActOption, Field, Id, Input, InputWhat, Map, Required, ShapeRef, What};

/// Names given for sure, as `requires` of a paper writes them.
pub(super) type Names = Vec<String>;

/// For each stage of a shape, what every path to it has asked.
pub(super) fn given(view: &View<'_>, at: &ShapeRef, graph: &Graph<'_>) -> Map<Names> {
    let mut all: Map<Option<Names>> = graph.shape.stages.keys().map(|id| (id.clone(), None)).collect();
    let always = from_start(view, at);
    let mut changed = true;
    while changed {
        changed = false;
        for edge in &graph.edges {
            let before = match &edge.from {
                None => Some(always.clone()),
                Some(from) => all.get(from).cloned().flatten(),
            };
            let Some(mut names) = before else { continue };
            if !edge.outside {
                names.extend(of_origin(view, at, &edge.origin));
            }
            let Some(known) = all.get_mut(&edge.to) else { continue };
            let next: Names = match known.as_ref() {
                None => names,
                Some(known) => known.iter().filter(|name| names.contains(name)).cloned().collect(),
            };
            if known.as_ref().is_none_or(|known| known.len() != next.len() && next.len() < known.len()) {
                *known = Some(next);
                changed = true;
            }
        }
    }
    all.into_iter().map(|(id, names)| (id, names.unwrap_or_default())).collect()
}

/// What the shape has from its beginning: defaults, computed fields, what opening a row gives.
pub(super) fn from_start(view: &View<'_>, at: &ShapeRef) -> Names {
    let mut names: Names = Vec::new();
    for (shape_at, shape) in crate::expr::around(view.reg, at) {
        for (id, field) in &shape.fields {
            if field.default.is_some() || field.value.is_some() || field.default_from.is_some() {
                names.push(id.to_string());
            }
        }
        names.extend(
            shape.classes.iter().filter(|(_, axis)| axis.default.is_some()).map(|(id, _)| format!("class.{id}")),
        );
        if shape_at != *at {
            let begin = View::acts(shape).filter(|(_, act)| act.begins != crate::model::Begins::No);
            let each: Vec<Names> = begin.map(|(_, act)| of_act(view, &shape_at, act, None)).collect();
            names.extend(in_all(each));
        }
    }
    let opened = view
        .effects
        .iter()
        .filter(|done| matches!((&done.effect.what, at), (What::Open(id), ShapeRef::Part(part)) if id == part));
    let with: Vec<Names> = opened.map(|done| done.effect.with.keys().map(ToString::to_string).collect()).collect();
    names.extend(in_all(with));
    names
}

fn in_all(each: Vec<Names>) -> Names {
    let mut rest = each.into_iter();
    let first = rest.next().unwrap_or_default();
    let others: Vec<Names> = rest.collect();
    first.into_iter().filter(|name| others.iter().all(|names| names.contains(name))).collect()
}

fn of_origin(view: &View<'_>, at: &ShapeRef, origin: &Origin<'_>) -> Names {
    match origin {
        Origin::Act(_, act, option) => of_act(view, at, act, option.and_then(|id| act.choose.get(id))),
        _ => Vec::new(),
    }
}

/// What an act, with this option, leaves given for sure.
pub(super) fn of_act(view: &View<'_>, at: &ShapeRef, act: &Act, option: Option<&ActOption>) -> Names {
    let mut names = Vec::new();
    for input in act.input.iter().chain(option.into_iter().flat_map(|option| &option.input)) {
        one(view, at, act, input, &mut names);
    }
    for effect in
        act.does.iter().chain(option.into_iter().flat_map(|option| &option.does)).filter(|effect| effect.cond.is_none())
    {
        match &effect.what {
            What::Set(map) => names.extend(map.keys().map(ToString::to_string)),
            What::Class(map, _) => names.extend(map.keys().map(|id| format!("class.{id}"))),
            What::Party(parties) => names.extend(parties.iter().map(|(id, _)| format!("party.{id}"))),
            _ => {}
        }
    }
    names.push(act_name(view, at, act));
    if act.asked {
        names.extend(of_askers(view, at, act));
    }
    names
}

/// What every act that asks for this one has been given.
fn of_askers(view: &View<'_>, at: &ShapeRef, act: &Act) -> Names {
    let id = Id::from(act_name(view, at, act));
    let asked = view
        .effects
        .iter()
        .filter(|done| done.at == *at && matches!(&done.effect.what, What::Ask { act, .. } if *act == id));
    let each = asked.map(|done| match done.origin {
        Origin::Act(_, asker, option) if !asker.asked => {
            of_act(view, at, asker, option.and_then(|id| asker.choose.get(id)))
        }
        _ => Vec::new(),
    });
    in_all(each.collect())
}

fn act_name(view: &View<'_>, at: &ShapeRef, act: &Act) -> String {
    let shape = view.reg.shape(at);
    let id = shape.and_then(|shape| shape.acts.iter().find(|(_, known)| std::ptr::eq(*known, act)));
    id.map(|(id, _)| id.to_string()).unwrap_or_default()
}

fn one(view: &View<'_>, at: &ShapeRef, act: &Act, input: &Input, names: &mut Names) {
    let shapes = || crate::expr::around(view.reg, at).into_iter().map(|(_, shape)| shape);
    let opened = act.opens.as_ref().and_then(|id| crate::expr::other(view.reg, id)).and_then(|at| view.reg.shape(&at));
    match &input.what {
        InputWhat::Field(id) => {
            let field = opened.into_iter().chain(shapes()).find_map(|shape| shape.fields.get(id));
            if input.must || field.is_some_and(always) {
                names.push(id.to_string());
            }
        }
        InputWhat::Own(id, field) if input.must || always(field) => names.push(id.to_string()),
        InputWhat::Class(id) if input.must => names.push(format!("class.{id}")),
        InputWhat::Party(id) => party(view, id, input.must, names),
        InputWhat::Document(id) if input.must => names.push(format!("document.{id}")),
        _ => {}
    }
}

fn party(view: &View<'_>, id: &Id, must: bool, names: &mut Names) {
    let Some(party) = view.reg.parties.get(id) else { return };
    if !must && !matches!(party.required, Required::Always) {
        return;
    }
    names.push(format!("party.{id}"));
    let sure = party.fields.iter().filter(|(_, field)| always(field));
    names.extend(sure.map(|(field, _)| format!("party.{id}.{field}")));
}

fn always(field: &Field) -> bool {
    matches!(field.required, Required::Always) && field.cond.is_none() && field.unknown.is_none()
}
