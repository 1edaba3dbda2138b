//! What there is in a text that a form may name: acts, stages, ways in, lists, with their labels.

use super::Editor;
use crate::{
    model::{Label, Lang, Options, Regulation, Shape, ShapeRef},
    tree::Node,
};

/// Something in the text that a form may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its path from the top of the file, or its id.
    pub path: String,
    /// What it is called.
    pub label: String,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The case, its kinds, parts and registers: the path is that of the shape, empty for the case.
    pub shapes: Vec<Place>,
    /// Acts written in this file.
    pub acts: Vec<Place>,
    /// Ways in written in this file.
    pub channels: Vec<Place>,
    /// Lists that may be lengthened: values of a class, options of a field, options of an act.
    pub lists: Vec<Place>,
    /// Roles, by id.
    pub roles: Vec<Place>,
    /// Parties, by id.
    pub parties: Vec<Place>,
    /// Stages of every shape, by path.
    pub stages: Vec<Place>,
    /// Fields of every shape and classes of the case, as an act asks for them.
    pub inputs: Vec<Place>,
}

impl Found {
    /// Looks through a text and what was read from it.
    #[must_use]
    pub fn of(editor: &Editor, regulation: &Regulation, lang: Lang) -> Self {
        let said = |label: &Label| label.in_lang(lang).to_owned();
        let place = |path: &str, label: &Label| Place { path: path.to_owned(), label: said(label) };
        let mut found = Self {
            roles: regulation.roles.iter().map(|(id, role)| place(id, &role.label)).collect(),
            parties: regulation.parties.iter().map(|(id, party)| place(id, &party.label)).collect(),
            ..Self::default()
        };
        let here = |path: &str| editor.at(&steps(path)).is_some();
        let channels = regulation.channels.values().filter(|one| here(&one.rule.path));
        found.channels = channels.map(|one| place(&one.rule.path, &one.label)).collect();
        for (at, shape) in regulation.shapes() {
            let before = shape_path(&at);
            let whole = if before.is_empty() { &regulation.case_label } else { &shape.label };
            if before.is_empty() || here(&before) {
                found.shapes.push(place(&before, whole));
            }
            let behind = if before.is_empty() { String::new() } else { format!(" · {}", said(whole)) };
            found.shape(shape, &said, &behind, &here);
        }
        found
    }

    fn shape(&mut self, shape: &Shape, said: &dyn Fn(&Label) -> String, behind: &str, here: &dyn Fn(&str) -> bool) {
        let place = |path: &str, label: &Label| Place { path: path.to_owned(), label: said(label) + behind };
        let main = behind.is_empty();
        for act in shape.acts.values().filter(|act| here(&act.rule.path)) {
            self.acts.push(place(&act.rule.path, &act.label));
            let options = format!("{}.choose", act.rule.path);
            if here(&options) {
                self.lists.push(place(&options, &act.label));
            }
        }
        for (id, axis) in &shape.classes {
            let values = format!("{}.values", axis.rule.path);
            if here(&values) {
                self.lists.push(place(&values, &axis.label));
            }
            if main {
                self.inputs.push(place(&format!("class.{id}"), &axis.label));
            }
        }
        for (id, field) in &shape.fields {
            let options = format!("{}.options", field.rule.path);
            if matches!(field.options, Options::Listed(_)) && here(&options) {
                self.lists.push(place(&options, &field.label));
            }
            if field.value.is_none() && !self.inputs.iter().any(|known| *known.path == **id) {
                self.inputs.push(place(id, &field.label));
            }
        }
        self.stages.extend(shape.stages.values().map(|stage| place(&stage.rule.path, &stage.label)));
    }
}

/// The path of a shape from the top of the file.
pub(super) fn shape_path(at: &ShapeRef) -> String {
    match at {
        ShapeRef::Main => String::new(),
        ShapeRef::Kind(id) => format!("kinds.{id}"),
        ShapeRef::Part(id) => format!("parts.{id}"),
        ShapeRef::Register(id) => format!("registers.{id}"),
    }
}

/// A path taken apart.
pub(super) fn steps(path: &str) -> Vec<&str> {
    path.split('.').filter(|step| !step.is_empty()).collect()
}

impl Editor {
    /// Keys of the map at a path.
    pub(super) fn keys(&self, path: &[&str]) -> Vec<String> {
        let map = self.at(path).and_then(Node::map);
        map.map_or_else(Vec::new, |map| map.entries.iter().map(|(key, _)| key.text.clone()).collect())
    }
}
