//! Effects: one key says what is done, the others when, for whom and with what.

use super::cx::{Cx, Entry, Scope};
use super::given::loose;
use super::names::Sort;
use crate::{
    expr::Expr,
    model::{Effect, Given, Id, Map, ShapeRef, Span, Target, What, Who},
    tree::Node,
};

/// The words of the vocabulary.
pub(super) const EFFECTS: [&str; 24] = [
    "go",
    "set",
    "class",
    "open",
    "assign",
    "release",
    "substitute",
    "party",
    "ask",
    "issue",
    "hand",
    "tell",
    "publish",
    "unpublish",
    "add",
    "link",
    "spawn",
    "forward",
    "number",
    "due",
    "suspend",
    "resume",
    "row",
    "bar",
];

impl Cx {
    /// Effects in file order.
    pub(super) fn effects(&mut self, node: Option<&Node>, key: &str, scope: &Scope) -> Vec<Effect> {
        let Some(node) = node else { return Vec::new() };
        let mut all = Vec::new();
        for (n, item) in node.items().iter().enumerate() {
            let step = format!("{key}.{}", n + 1);
            if item.map().is_none() {
                let about = item.text().unwrap_or_default().to_owned();
                self.error(
                    "bad-effect",
                    item.span(),
                    scope,
                    &about,
                    ("效果写作「动作: 内容」", "an effect is written `what: whom or which`"),
                );
                continue;
            }
            all.extend(self.effect(&step, item, scope));
        }
        // A regulation is read once and stays: room for more would stay too, and most acts have one effect.
        all.shrink_to_fit();
        all
    }

    fn effect(&mut self, step: &str, node: &Node, outer: &Scope) -> Vec<Effect> {
        let (mut entry, scope) = self.enter(step, node.span(), node, outer);
        let cond = self.cond_at(&mut entry, "if", &scope);
        let each = entry.take("each").and_then(Node::text_node).and_then(|text| self.cel(text, &scope));
        let found: Vec<(&'static str, &Node)> =
            words().filter_map(|word| node.get(word).map(|inner| (word, inner))).collect();
        let mut all = Vec::new();
        let mut with = None;
        for (word, _) in &found {
            // `document`, `as`, `mode`, `whom`, `with` belong to one effect each; asked for so that they count as known.
            if let Some(inner) = entry.take(word) {
                let what = self.what(word, inner, &mut entry, &scope);
                let at = self.made_shape(&what, &scope);
                with = entry.take("with").map(|node| self.givens(node, &at, &scope)).or(with);
                all.push(what);
            }
        }
        if found.is_empty() {
            let known: Vec<&str> = words().collect();
            match entry.others().next().map(|(key, _)| key.clone()) {
                Some(key) => {
                    self.unknown(&key.text, &key.span, &scope, ("效果", "effect"), &known);
                    return Vec::new();
                }
                None => {
                    self.error("bad-effect", node.span(), &scope, "", ("没有写明效果", "no effect is written here"))
                }
            }
        }
        self.leave(&entry, &scope);
        let with: Map<Given> = with.unwrap_or_default();
        let make =
            |what| Effect { cond: cond.clone(), each: each.clone(), with: with.clone(), what, rule: scope.rule() };
        all.into_iter().flatten().map(make).collect()
    }

    /// The shape whose fields `with` gives.
    fn made_shape(&self, what: &Option<What>, scope: &Scope) -> ShapeRef {
        let named = match what {
            Some(What::Open(id) | What::Add(id)) => self.is_other_shape(id),
            Some(What::Spawn { start: Some(start), .. }) => {
                start.split_once('.').and_then(|(kind, _)| self.is_other_shape(kind))
            }
            Some(What::Spawn { .. }) => Some(ShapeRef::Main),
            _ => None,
        };
        named.unwrap_or_else(|| scope.shape.clone())
    }

    fn what(&mut self, word: &str, node: &Node, entry: &mut Entry<'_>, scope: &Scope) -> Option<What> {
        match word {
            "go" => self.target_of(node, scope).map(What::Go),
            "set" => Some(What::Set(self.givens(node, &scope.shape, scope))),
            "class" => self.class_effect(node, entry, scope),
            "open" => self.name_in(node, scope, ("程序", "part"), |names| names.parts()).map(What::Open),
            "assign" => Some(What::Assign(self.assigned(node, scope))),
            "release" if node.text() == Some("everyone") => Some(What::Release(None)),
            "release" => Some(What::Release(Some(self.who(node, scope)))),
            "substitute" => Some(self.substitute(node, scope)),
            "party" => Some(What::Party(self.made_parties(node, scope))),
            "ask" => {
                let whom = self.who_at(entry, "whom", scope);
                let text = self.words(node, scope)?;
                Some(What::Ask { act: self.named(&text, node.span(), scope, Sort::Act), whom })
            }
            "issue" => self.paper(node, scope).map(What::Issue),
            "hand" => Some(self.hand(node, scope)),
            "tell" => Some(self.tell(node, entry, scope)),
            "publish" => self.paper(node, scope).map(What::Publish),
            "unpublish" => self.paper(node, scope).map(What::Unpublish),
            "add" => self.name_in(node, scope, ("登记簿", "register"), |names| names.registers()).map(What::Add),
            "link" => self.link(node, scope),
            "spawn" => Some(self.spawn(node, scope)),
            "forward" => Some(self.forward(node, scope)),
            "number" => Some(What::Number),
            "due" => self.due(node, scope),
            "suspend" => self.limit_name(node, scope).map(What::Suspend),
            "resume" => self.limit_name(node, scope).map(What::Resume),
            "row" => self.row(node, scope),
            "bar" => Some(What::Bar(self.who(node, scope))),
            _ => Some(What::Sight(self.who(node, scope))),
        }
    }

    pub(super) fn name_in(
        &mut self,
        node: &Node,
        scope: &Scope,
        sort: (&str, &str),
        of: impl Fn(&super::names::Names) -> Vec<&str>,
    ) -> Option<Id> {
        let text = self.words(node, scope)?;
        Some(self.known(&text, node.span(), scope, sort, of))
    }

    fn paper(&mut self, node: &Node, scope: &Scope) -> Option<Id> {
        let text = self.words(node, scope)?;
        Some(self.document(&text, node.span(), scope))
    }

    fn limit_name(&mut self, node: &Node, scope: &Scope) -> Option<Id> {
        let text = self.words(node, scope)?;
        Some(self.named(&text, node.span(), scope, Sort::Limit))
    }

    /// `stage`, `back`, `next`, `part.stage`, `main.stage`.
    fn target_of(&mut self, node: &Node, scope: &Scope) -> Option<Target> {
        let text = self.words(node, scope)?;
        let span = node.span();
        if self.own_stage(&text, scope) {
            return Some(Target::Stage(Id::from(text)));
        }
        match text.as_str() {
            "back" => return Some(Target::Back),
            "next" => return Some(Target::Next),
            _ => {}
        }
        if let Some(stage) = text.strip_prefix("main.") {
            return Some(Target::Main(self.main_stage(stage, span, scope)));
        }
        if let Some((part, stage)) = text.split_once('.') {
            let part = self.known(part, span, scope, ("程序", "part"), |names| names.parts());
            let inner = scope.in_shape(ShapeRef::Part(part.clone()));
            return Some(Target::Part(part, self.own_stage_named(stage, span, &inner)));
        }
        Some(Target::Stage(self.own_stage_named(&text, span, scope)))
    }

    fn own_stage(&self, name: &str, scope: &Scope) -> bool {
        self.names.shapes.get(&scope.shape).is_some_and(|shape| shape.stages.iter().any(|id| id == name))
    }

    /// A stage of this very shape; a register without stages or a part has none of the case's.
    pub(super) fn own_stage_named(&mut self, name: &str, span: &Span, scope: &Scope) -> Id {
        if !self.own_stage(name, scope) {
            let known = self.names.shapes.get(&scope.shape).map(|shape| shape.stages.clone()).unwrap_or_default();
            self.unknown(name, span, scope, ("阶段", "stage"), &super::names::strs(&known));
        }
        Id::from(name)
    }

    /// A stage of the case around a part: of its kind, else of the case itself; a kind's name is not written.
    fn main_stage(&mut self, name: &str, span: &Span, scope: &Scope) -> Id {
        let kind = self.names.shapes.get(&scope.shape).and_then(|shape| shape.kind.clone());
        let outer = kind.map_or(ShapeRef::Main, ShapeRef::Kind);
        self.own_stage_named(name, span, &scope.in_shape(outer))
    }

    fn hand(&mut self, node: &Node, scope: &Scope) -> What {
        let mut entry = Entry::new(node);
        let document = entry.take("document").and_then(|node| self.paper(node, scope)).unwrap_or_else(|| Id::from(""));
        let to = self.must_who(&mut entry, "to", scope);
        self.leave(&entry, scope);
        What::Hand { document, to }
    }

    /// A WHO that must be there.
    pub(super) fn must_who(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Who {
        if let Some(who) = self.who_at(entry, key, scope) {
            return who;
        }
        self.error("nobody", entry.span(), scope, key, ("没有写明是谁", "who is meant is missing"));
        Who::List(Vec::new())
    }

    fn tell(&mut self, node: &Node, entry: &mut Entry<'_>, scope: &Scope) -> What {
        let who = self.who(node, scope);
        let document = entry.take("document").and_then(|node| self.paper(node, scope));
        let manner = self
            .one_of_at(entry, "as", scope, &[("reminder", "reminder"), ("urging", "urging"), ("order", "order")])
            .map(Id::from);
        let mode = entry.take("mode").map(|node| self.given(node, &loose(), scope));
        What::Tell { who, document, manner, mode }
    }

    /// A value that may be computed; nothing written is an empty text.
    pub(super) fn given_of(&mut self, node: Option<&Node>, scope: &Scope) -> Given {
        node.map_or(Given::Literal(crate::value::Value::Empty), |node| self.given(node, &loose(), scope))
    }

    pub(super) fn expr_or_text(&mut self, node: &Node, scope: &Scope) -> Option<Expr> {
        node.text_node().and_then(|text| self.cel(text, scope))
    }
}

fn words() -> impl Iterator<Item = &'static str> {
    EFFECTS.into_iter().chain(["sight"])
}
