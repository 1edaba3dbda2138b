//! Labels of things by the path under which rules name them.

use dengwen_regulation::model::{Id, InputWhat, Label, Regulation, Shape};

/// The label of a field, class, part field or party field.
pub(crate) fn of_path(regulation: &Regulation, path: &str) -> Label {
    let found = match path.split('.').collect::<Vec<_>>().as_slice() {
        ["party", kind] => regulation.parties.get(*kind).map(|party| party.label.clone()),
        ["party", kind, field] => {
            regulation.parties.get(*kind).and_then(|party| party.fields.get(*field)).map(|field| field.label.clone())
        }
        ["class", axis] => crate::classes::axis(regulation, axis).map(|axis| axis.label.clone()),
        [part, field] => regulation.parts.get(*part).and_then(|shape| of_name(shape, field)),
        [name] => regulation.shapes().find_map(|(_, shape)| of_name(shape, name)),
        _ => None,
    };
    found.unwrap_or_else(|| if path == "reason" { Label::new("理由", "reason") } else { Label::plain(path) })
}

fn of_name(shape: &Shape, name: &str) -> Option<Label> {
    let field = shape.fields.get(name).map(|field| field.label.clone());
    field.or_else(|| shape.classes.get(name).map(|axis| axis.label.clone()))
}

/// The label of what an act asks.
pub(crate) fn of_input(regulation: &Regulation, shape: &Shape, what: &InputWhat) -> Label {
    let named = |id: &Id| of_name(shape, id).unwrap_or_else(|| of_path(regulation, id));
    match what {
        InputWhat::Field(id) | InputWhat::Class(id) => named(id),
        InputWhat::Party(kind) => {
            regulation.parties.get(kind).map_or_else(|| Label::plain(kind), |party| party.label.clone())
        }
        InputWhat::Role(id) => regulation.roles.get(id).map_or_else(|| Label::plain(id), |role| role.label.clone()),
        InputWhat::Document(id) => regulation.documents.get(id).map_or_else(|| Label::plain(id), |d| d.label.clone()),
        InputWhat::Own(id, _) if *id == "reason" => Label::new("理由", "reason"),
        InputWhat::Own(_, field) => field.label.clone(),
    }
}

/// Several labels in one.
pub(crate) fn listed<'a>(labels: impl IntoIterator<Item = &'a Label>, zh: &str, en: &str) -> Label {
    let labels: Vec<&Label> = labels.into_iter().collect();
    Label {
        zh: labels.iter().map(|label| label.zh.as_str()).collect::<Vec<_>>().join(zh),
        en: labels.iter().map(|label| label.in_lang(dengwen_regulation::model::Lang::En)).collect::<Vec<_>>().join(en),
        also: Vec::new(),
    }
}
