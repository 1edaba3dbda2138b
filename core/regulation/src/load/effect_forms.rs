//! The effects that hold more than one name.

use super::cx::{Cx, Entry, Scope};
use super::given::loose;
use super::kinds::holds_who;
use super::names::{FieldName, Sort, strs};
use crate::{
    model::{Carry, FieldType, Follows, Given, Id, Map, Place, ShapeRef, What, Who},
    tree::{Node, Text},
};

impl Cx {
    /// `class: {axis: value, as: provisional|final}`; `as` may stand beside it too.
    pub(super) fn class_effect(&mut self, node: &Node, entry: &mut Entry<'_>, scope: &Scope) -> Option<What> {
        const HOW: [(&str, bool); 2] = [("provisional", false), ("final", true)];
        let Some(map) = node.map() else {
            self.error(
                "not-a-map",
                node.span(),
                scope,
                "",
                ("写作 class: {类别轴: 值}", "write `class: {axis: value}`"),
            );
            return None;
        };
        let beside = self.one_of_at(entry, "as", scope, &HOW);
        let mut inside = None;
        let mut values = Map::new();
        for (key, value) in &map.entries {
            if key.text == "as" {
                inside = self.one_of(value, scope, &HOW);
                continue;
            }
            values.insert(Id::from(key.text.as_str()), self.class_given(key, value, scope));
        }
        Some(What::Class(values, inside.or(beside)))
    }

    fn class_given(&mut self, key: &Text, value: &Node, scope: &Scope) -> Given {
        let computed = value.text().is_some_and(|text| text.starts_with('='));
        if computed {
            self.named(&key.text, &key.span, scope, Sort::Axis);
        } else {
            for item in value.items() {
                let text = item.text().unwrap_or_default().to_owned();
                self.class_value(&key.text, &text, item.span(), scope);
            }
        }
        self.given(value, &FieldName::one(FieldType::Choice), scope)
    }

    pub(super) fn assigned(&mut self, node: &Node, scope: &Scope) -> Vec<(Place, Who)> {
        let entries = node.map().map_or(&[][..], |map| map.entries.as_slice());
        if entries.is_empty() {
            self.error("not-a-map", node.span(), scope, "", ("写作 assign: {lead: 谁}", "write `assign: {lead: WHO}`"));
        }
        entries.iter().map(|(key, node)| (self.place(key, scope), self.who(node, scope))).collect()
    }

    fn place(&mut self, key: &Text, scope: &Scope) -> Place {
        match key.text.as_str() {
            "lead" => Place::Lead,
            "joint" => Place::Joint,
            "helper" => Place::Helper,
            "watcher" => Place::Watcher,
            role => {
                if !self.names.case_roles.iter().any(|id| id == role) {
                    let mut known = self.names.case_roles.clone();
                    known.extend(["lead", "joint", "helper", "watcher"].map(Id::from));
                    self.unknown(
                        role,
                        &key.span,
                        scope,
                        ("本案的位置或者角色", "place or role of the case"),
                        &strs(&known),
                    );
                }
                Place::Role(Id::from(role))
            }
        }
    }

    pub(super) fn substitute(&mut self, node: &Node, scope: &Scope) -> What {
        let mut entry = Entry::new(node);
        let of = self.must_who(&mut entry, "for", scope);
        let by = self.must_who(&mut entry, "by", scope);
        let all = self.one_of_at(&mut entry, "in", scope, &[("case", false), ("all", true)]).unwrap_or(false);
        self.leave(&entry, scope);
        What::Substitute { by, of, all }
    }

    pub(super) fn made_parties(&mut self, node: &Node, scope: &Scope) -> Vec<(Id, Who)> {
        let entries = node.map().map_or(&[][..], |map| map.entries.as_slice());
        entries.iter().map(|(key, node)| (self.party(&key.text, &key.span, scope), self.who(node, scope))).collect()
    }

    pub(super) fn link(&mut self, node: &Node, scope: &Scope) -> Option<What> {
        let mut entry = Entry::new(node);
        let name = self.id_at(&mut entry, "as", scope);
        let to = entry.take("to");
        let to = self.given_of(to, scope);
        self.leave(&entry, scope);
        if name.is_none() {
            self.error("no-link", node.span(), scope, "as", ("没有写明关联的名称", "the name of the link is missing"));
        }
        Some(What::Link { name: name?, to })
    }

    pub(super) fn spawn(&mut self, node: &Node, scope: &Scope) -> What {
        let mut entry = Entry::new(node);
        let start = self.id_at(&mut entry, "start", scope);
        let follows = entry.take("regulation").map_or(Follows::Same, |node| self.follows(node, scope));
        if let (Some(start), Follows::Same) = (&start, &follows) {
            self.starting_act(start, &entry, scope);
        }
        let link = self.id_at(&mut entry, "link", scope);
        let carry = entry.take("carry").map_or(Carry::Nothing, |node| self.carry(node, scope));
        self.leave(&entry, scope);
        What::Spawn { start, follows, link, carry }
    }

    /// The act that starts a spawned case: `act`, or `kind.act`.
    fn starting_act(&mut self, start: &Id, entry: &Entry<'_>, scope: &Scope) {
        let (shape, act) = match start.split_once('.') {
            Some((kind, act)) => (self.is_other_shape(kind).unwrap_or(ShapeRef::Main), act),
            None => (ShapeRef::Main, &**start),
        };
        self.named(act, entry.span(), &scope.in_shape(shape), Sort::Act);
    }

    fn follows(&mut self, node: &Node, scope: &Scope) -> Follows {
        if let Node::Text(text) = node {
            return Follows::Named(Id::from(text.text.as_str()));
        }
        let mut entry = Entry::new(node);
        let setting = self.text_at(&mut entry, "setting", scope);
        let table = self.text_at(&mut entry, "table", scope);
        self.leave(&entry, scope);
        match (setting, table) {
            (Some(id), _) => Follows::Setting(self.setting(&id, node.span(), scope)),
            (None, Some(id)) => Follows::Table(self.table(&id, node.span(), scope)),
            (None, None) => Follows::Same,
        }
    }

    fn carry(&mut self, node: &Node, scope: &Scope) -> Carry {
        match node {
            Node::Text(text) if text.text == "all" => Carry::All,
            Node::Map(map) => Carry::Names(
                map.entries
                    .iter()
                    .map(|(there, here)| (Id::from(there.text.as_str()), Id::from(here.text().unwrap_or_default())))
                    .collect(),
            ),
            _ => {
                let names: Vec<Id> =
                    node.items().iter().filter_map(|item| self.words(item, scope)).map(Id::from).collect();
                Carry::Names(names.into_iter().map(|id| (id.clone(), id)).collect())
            }
        }
    }

    pub(super) fn forward(&mut self, node: &Node, scope: &Scope) -> What {
        let mut entry = Entry::new(node);
        let to = self.must_who(&mut entry, "to", scope);
        let manner = entry.take("as").map(|node| self.given(node, &loose(), scope));
        let returns = self.yes_at(&mut entry, "returns", scope);
        self.leave(&entry, scope);
        What::Forward { to, manner, returns }
    }

    pub(super) fn due(&mut self, node: &Node, scope: &Scope) -> Option<What> {
        let mut entry = Entry::new(node);
        let limit = entry.take("limit");
        let (by, to) = (entry.take("by"), entry.take("to"));
        self.leave(&entry, scope);
        let text = limit.and_then(|node| self.words(node, scope));
        let Some(text) = text else {
            self.error(
                "no-limit",
                node.span(),
                scope,
                "limit",
                ("没有写明是哪个期限", "which limit is meant is missing"),
            );
            return None;
        };
        // In a file for all regulations the limit is asked for with the act, and computed.
        let limit =
            if text.starts_with('=') { Id::from(text) } else { self.named(&text, node.span(), scope, Sort::Limit) };
        let kind = if by.is_some() { FieldType::Interval } else { FieldType::Date };
        let field = FieldName::one(kind);
        let to = match by.or(to) {
            Some(node) => self.given(node, &field, scope),
            None => self.given_of(None, scope),
        };
        Some(What::Due { limit, to, by: by.is_some() })
    }

    pub(super) fn row(&mut self, node: &Node, scope: &Scope) -> Option<What> {
        let mut entry = Entry::new(node);
        let table = self.text_at(&mut entry, "table", scope)?;
        let table = self.table(&table, node.span(), scope);
        let from = entry.take("from").map(|node| self.given(node, &FieldName::one(FieldType::Date), scope));
        let mut columns = Map::new();
        for (key, value) in entry.others() {
            let field = self.names.field(&scope.shape, &key.text).cloned().unwrap_or_else(loose);
            let given = if holds_who(&field.types) || value.map().is_none() {
                self.given(value, &field, scope)
            } else {
                self.given_of(Some(value), scope)
            };
            columns.insert(Id::from(key.text.as_str()), given);
        }
        Some(What::Row { table, columns, from })
    }
}
