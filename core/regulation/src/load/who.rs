//! The grammar of WHO: one for every place that names somebody.

use super::cx::{Cx, Entry, Scope};
use super::names::Names;
use crate::{
    model::{Id, Span, Who},
    tree::Node,
};

/// Words that are never names of roles or parties.
pub(super) const WHO_WORDS: [&str; 11] =
    ["staff", "public", "system", "lead", "joint", "helper", "watcher", "desk", "receiver", "owner", "everyone"];

const LEADS: [&str; 8] = ["field", "setting", "table", "did", "head", "superior", "of", "as"];

impl Cx {
    /// Who a node names. Whatever is wrong has its finding, and still something comes back.
    pub(super) fn who(&mut self, node: &Node, scope: &Scope) -> Who {
        match node {
            Node::Text(text) => {
                if text.text.is_empty() {
                    self.error("empty", &text.span, scope, "", ("没有写明是谁", "nobody is named here"));
                    return Who::List(Vec::new());
                }
                self.who_text(&text.text, &text.span, scope)
            }
            Node::List(list) => match list.items.as_slice() {
                [one] => self.who(one, scope),
                many => Who::List(many.iter().map(|item| self.who(item, scope)).collect()),
            },
            Node::Map(_) => self.who_map(node, scope),
        }
    }

    fn who_map(&mut self, node: &Node, scope: &Scope) -> Who {
        let mut entry = Entry::new(node);
        let (chain, either) = (entry.take("chain"), entry.take("either"));
        self.leave(&entry, scope);
        let all = |cx: &mut Self, node: &Node| node.items().iter().map(|item| cx.who(item, scope)).collect();
        match (chain, either) {
            (Some(node), _) => Who::Chain(all(self, node)),
            (None, Some(node)) => Who::Either(all(self, node)),
            (None, None) => {
                self.error(
                    "bad-who",
                    node.span(),
                    scope,
                    "",
                    ("此处只能写 chain 或者 either", "`chain` or `either` is wanted here"),
                );
                Who::List(Vec::new())
            }
        }
    }

    pub(super) fn who_text(&mut self, text: &str, span: &Span, scope: &Scope) -> Who {
        let text = text.trim();
        if let Some(computed) = text.strip_prefix('=') {
            return self.computed_who(computed.trim(), span, scope);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            [word] => self.who_word(word, span, scope),
            ["head", "of", ..] => Who::HeadOf(Box::new(self.after_of(text, span, scope))),
            ["superior", "of", ..] => Who::SuperiorOf(Box::new(self.after_of(text, span, scope))),
            [role, "of", ..] => {
                let role = self.role(role, span, scope);
                Who::RoleOf(role, Box::new(self.after_of(text, span, scope)))
            }
            [role, "as", place] => {
                let role = self.role(role, span, scope);
                Who::RoleAs(role, Box::new(self.who_word(place, span, scope)))
            }
            ["field", path] => Who::Field(self.field_path(path, span, scope)),
            ["setting", id] => Who::Setting(self.setting(id, span, scope)),
            ["table", id] => Who::Table(self.table(id, span, scope)),
            ["did", act] => Who::Did(self.anywhere(act, span, scope)),
            _ => {
                self.not_who(text, span, scope);
                Who::List(Vec::new())
            }
        }
    }

    fn after_of(&mut self, text: &str, span: &Span, scope: &Scope) -> Who {
        let rest = text.split_once(" of ").map_or("", |(_, rest)| rest);
        self.who_text(rest, span, scope)
    }

    fn not_who(&mut self, text: &str, span: &Span, scope: &Scope) {
        let what = ("不是「谁」的写法", "this is no way to say who");
        let finding = crate::finding::Finding::error("bad-who", span, crate::model::Label::new(what.0, what.1));
        self.findings.push(finding.at(&scope.path).about(text).mend(
            "写作：角色、当事人、field 字段、head of …、角色 of …、角色 as lead、did 行为",
            "write a role, a party, `field x`, `head of …`, `ROLE of …`, `ROLE as lead`, `did act`",
        ));
    }

    fn who_word(&mut self, word: &str, span: &Span, scope: &Scope) -> Who {
        match word {
            "staff" => Who::Staff,
            "public" => Who::Public,
            "system" => Who::System,
            "lead" => Who::Lead,
            "joint" => Who::Joint,
            "helper" => Who::Helper,
            "watcher" => Who::Watcher,
            "desk" => Who::Desk,
            "receiver" => Who::Receiver,
            "owner" => Who::Owner,
            _ if self.names.is_role(word) => Who::Role(Id::from(word)),
            _ if self.names.parties.contains_key(word) => Who::Party(Id::from(word)),
            _ => {
                let names = std::mem::take(&mut self.names);
                let known: Vec<&str> = bare(&names).into_iter().chain(WHO_WORDS).chain(LEADS).collect();
                self.unknown(word, span, scope, ("角色或者当事人", "role or party"), &known);
                self.names = names;
                Who::Role(Id::from(word))
            }
        }
    }

    fn role(&mut self, word: &str, span: &Span, scope: &Scope) -> Id {
        self.known(word, span, scope, ("角色", "role"), |names| {
            names.roles.iter().chain(&names.levels).map(|id| &**id).collect()
        })
    }

    /// `field x`, `field row.x`; an input declared on the spot counts too, so an unknown first name is looked up there.
    pub(super) fn field_path(&mut self, path: &str, span: &Span, scope: &Scope) -> Vec<Id> {
        let ids: Vec<Id> = path.split('.').map(Id::from).collect();
        if let Some(first) = ids.first()
            && self.names.field(&scope.shape, first).is_none()
            && !self.names.inputs.contains(first)
            && !self.of_a_row(&ids, scope)
        {
            self.named(first, span, scope, super::names::Sort::Field);
        }
        ids
    }

    /// `PART.x`; or, in a document, which is issued wherever an act does it, a field of any shape.
    fn of_a_row(&self, path: &[Id], scope: &Scope) -> bool {
        let shapes = || self.names.shapes.values();
        match path {
            [part, field] if self.names.parts().contains(&part.as_str()) => {
                self.names.other(part).is_some_and(|(_, shape)| shape.fields.contains_key(field))
            }
            [field, ..] => {
                scope.path.starts_with("documents.") && shapes().any(|shape| shape.fields.contains_key(field))
            }
            [] => false,
        }
    }

    fn computed_who(&mut self, text: &str, span: &Span, scope: &Scope) -> Who {
        match text {
            "actor" | "actor.person" => return Who::Actor,
            "actor.unit" => return Who::ActorUnit,
            _ => {}
        }
        if let Some(id) = text.strip_prefix("input.") {
            return Who::Input(Id::from(id));
        }
        let path = text.strip_prefix("this.").unwrap_or(text);
        let simple = path.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        if simple {
            return Who::Field(self.field_path(path, span, scope));
        }
        self.not_who(text, span, scope);
        Who::List(Vec::new())
    }

    pub(super) fn who_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Option<Who> {
        entry.take(key).map(|node| self.who(node, scope))
    }

    /// A list of WHO, or one.
    pub(super) fn whos_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Vec<Who> {
        let items = entry.take(key).map_or(&[][..], Node::items);
        items.iter().map(|item| self.who(item, scope)).collect()
    }
}

fn bare(names: &Names) -> Vec<&str> {
    names.roles.iter().chain(&names.levels).chain(names.parties.keys()).map(|id| &**id).collect()
}
