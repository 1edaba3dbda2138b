//! Names as columns, papers and figures write them: `field`, `class.x`, `party.KIND.FIELD`, `PART.x`, a WHO.

use super::cx::{Cx, Entry, Scope};
use super::names::{Names, Sort};
use super::who::WHO_WORDS;
use crate::{
    model::{ShapeRef, Span},
    tree::Node,
};

/// What every case, act or row has.
const WORDS: [&str; 18] = [
    "number", "received", "stage", "kind", "channel", "at", "by", "chosen", "actor", "reason", "due", "passed", "unit",
    "person", "role", "case", "ended", "label",
];

impl Cx {
    pub(super) fn paths_at(&mut self, e: &mut Entry<'_>, key: &'static str, s: &Scope) -> Vec<String> {
        let items = e.take(key).map_or(&[][..], Node::items);
        let mut all = Vec::new();
        for item in items {
            if let Some(text) = self.words(item, s) {
                self.path(&text, item.span(), s);
                all.push(text);
            }
        }
        all
    }

    pub(super) fn path_at(&mut self, e: &mut Entry<'_>, key: &'static str, s: &Scope) -> Option<String> {
        self.paths_at(e, key, s).into_iter().next()
    }

    /// Is there a field, class or act of this name in any shape.
    pub(super) fn any_shape_has(&self, id: &str) -> bool {
        self.names.shapes.values().any(|shape| {
            shape.fields.contains_key(id)
                || shape.classes.contains_key(id)
                || shape.acts.contains_key(id)
                || shape.limits.iter().any(|l| l == id)
        }) || self.names.inputs.iter().any(|input| input == id)
    }

    pub(super) fn path(&mut self, text: &str, span: &Span, s: &Scope) {
        if text.contains(' ') {
            self.who_text(text, span, s);
            return;
        }
        match text.split_once('.') {
            None => self.bare(text, span, s),
            Some((first, rest)) => self.dotted(first, rest, span, s),
        }
    }

    fn bare(&mut self, name: &str, span: &Span, s: &Scope) {
        let names = &self.names;
        let known = WORDS.contains(&name)
            || WHO_WORDS.contains(&name)
            || names.is_role(name)
            || names.parties.contains_key(name)
            || names.parts().contains(&name)
            || names.registers().contains(&name)
            || names.documents.iter().any(|id| id == name)
            || self.any_shape_has(name);
        if !known {
            let names = std::mem::take(&mut self.names);
            let mut all = everything(&names);
            all.extend(WORDS);
            self.unknown(name, span, s, ("字段、类别或者角色", "field, class or role"), &all);
            self.names = names;
        }
    }

    fn dotted(&mut self, first: &str, rest: &str, span: &Span, s: &Scope) {
        match first {
            "class" | "input" | "this" => self.bare(rest, span, s),
            "role" => {
                self.known(rest, span, s, ("角色", "role"), |names| super::names::strs(&names.roles));
            }
            "document" => {
                self.document(rest, span, s);
            }
            "setting" => {
                self.setting(rest, span, s);
            }
            "party" => self.party_path(rest, span, s),
            _ if self.any_shape_has(first) => {}
            _ => match self.is_other_shape(first) {
                Some(shape) => self.inside(rest, span, &s.in_shape(shape)),
                None => self.bare(first, span, s),
            },
        }
    }

    fn party_path(&mut self, rest: &str, span: &Span, s: &Scope) {
        let (kind, field) = rest.split_once('.').map_or((rest, None), |(kind, field)| (kind, Some(field)));
        self.party(kind, span, s);
        let known: Option<Vec<String>> =
            self.names.parties.get(kind).map(|fields| fields.keys().map(ToString::to_string).collect());
        if let (Some(field), Some(known)) = (field, known)
            && !known.iter().any(|k| k == field)
        {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(field, span, s, ("当事人的栏目", "field of this party"), &known);
        }
    }

    /// A field, class or act of the rows of a part or register.
    fn inside(&mut self, rest: &str, span: &Span, s: &Scope) {
        let name = rest.split('.').next().unwrap_or(rest);
        let own = [Sort::Field, Sort::Axis, Sort::Act, Sort::Limit]
            .into_iter()
            .any(|sort| self.names.has(&s.shape, sort, name));
        if !own && !WORDS.contains(&name) {
            self.named(name, span, s, Sort::Field);
        }
    }
}

fn everything(names: &Names) -> Vec<&str> {
    let mut all: Vec<&str> = names.roles.iter().chain(names.parties.keys()).map(|id| &**id).collect();
    for shape in names.shapes.values() {
        all.extend(shape.fields.keys().chain(shape.classes.keys()).map(|id| &**id));
    }
    all
}

/// The part of a name before the first dot, when it names another shape.
pub(super) fn shape_of(names: &Names, text: &str) -> Option<ShapeRef> {
    let (first, _) = text.split_once('.')?;
    names.other(first).map(|(at, _)| at.clone())
}
