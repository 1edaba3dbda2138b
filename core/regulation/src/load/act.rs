//! Acts.

use super::cx::{COMMON, Cx, Entry, Scope};
use super::names::{Sort, strs};
use crate::{
    model::{
        Act, ActOption, Begins, Guard, Id, Input, InputWhat, Label, Map, OfficersRow, OnFile, OpenIn, ShapeRef, Span,
    },
    tree::{Node, Text},
};

impl Cx {
    pub(super) fn act_of(&mut self, e: &mut Entry<'_>, s: &Scope) -> Act {
        let opens = e.take("opens").and_then(|node| self.opened(node, s));
        let label = self.label_of(e, s);
        let asked = self.yes_at(e, "asked", s);
        let by = self.must_who(e, "by", s);
        Act {
            label,
            cond: self.cond_at(e, "if", s),
            begins: self.begins(e, s),
            by,
            not: self.whos_at(e, "not", s),
            officers: self.officers(e, s),
            asked,
            open_in: self.open_in(e, s),
            refuse: self.guards(e.take("refuse"), "refuse", s),
            warn: self.guards(e.take("warn"), "warn", s),
            needs: self.needs(e.take("needs"), s),
            input: self.inputs(e.take("input"), "input", opens.as_ref(), s),
            signs: self.whos_at(e, "signs", s),
            guide: e
                .take("guide")
                .and_then(|node| self.name_in(node, s, ("要点", "guide"), |names| strs(&names.guides))),
            together: self.yes_at(e, "together", s),
            found_by: self.text_at(e, "found-by", s),
            choose: self.options_of(e.take("choose"), opens.as_ref(), s),
            does: self.effects(e.take("does"), "does", s),
            standing: self.names.standing.iter().any(|id| s.path == format!("acts.{id}")),
            takes_from: self.text_at(e, "takes-from", s),
            opens,
            rule: s.rule(),
        }
    }

    fn opened(&mut self, node: &Node, scope: &Scope) -> Option<Id> {
        self.name_in(node, scope, ("程序或者登记簿", "part or register"), |names| {
            names.parts().into_iter().chain(names.registers()).collect()
        })
    }

    fn begins(&mut self, e: &mut Entry<'_>, s: &Scope) -> Begins {
        let Some(node) = e.take("begins") else { return Begins::No };
        if node.text() == Some("any") {
            return Begins::Any;
        }
        let channel =
            |cx: &mut Self, node: &Node| cx.name_in(node, s, ("渠道", "channel"), |names| strs(&names.channels));
        Begins::Channels(node.items().iter().filter_map(|item| channel(self, item)).collect())
    }

    fn open_in(&mut self, e: &mut Entry<'_>, s: &Scope) -> OpenIn {
        let Some(node) = e.take("in") else { return OpenIn::Any };
        match node.text() {
            Some("any") => return OpenIn::Any,
            Some("always") => return OpenIn::Always,
            _ => {}
        }
        let mut stages = Vec::new();
        for item in node.items() {
            if let Some(text) = self.words(item, s) {
                stages.push(self.own_stage_named(&text, item.span(), s));
            }
        }
        OpenIn::Stages(stages)
    }

    fn officers(&mut self, e: &mut Entry<'_>, s: &Scope) -> Vec<OfficersRow> {
        let Some(node) = e.take("officers") else { return Vec::new() };
        let mut rows = Vec::new();
        for item in node.items() {
            if item.map().is_none() {
                rows.extend(self.count(item, s).map(|least| OfficersRow { cond: None, least, show: None }));
                continue;
            }
            let mut entry = Entry::new(item);
            let cond = self.cond_at(&mut entry, "if", s);
            let least =
                entry.take("least").or_else(|| entry.take("is")).and_then(|node| self.count(node, s)).unwrap_or(1);
            let show = self.id_at(&mut entry, "show", s);
            entry.take("is");
            self.leave(&entry, s);
            rows.push(OfficersRow { cond, least, show });
        }
        rows
    }

    pub(super) fn guards(&mut self, node: Option<&Node>, key: &str, outer: &Scope) -> Vec<Guard> {
        let items = node.map_or(&[][..], Node::items);
        items.iter().enumerate().filter_map(|(n, item)| self.guard(item, &format!("{key}.{}", n + 1), outer)).collect()
    }

    fn guard(&mut self, node: &Node, step: &str, outer: &Scope) -> Option<Guard> {
        let (mut e, s) = self.enter(step, node.span(), node, outer);
        let (when, unless) = (e.take("when"), e.take("unless"));
        let say = self.label_at(&mut e, "say", &s);
        self.leave(&e, &s);
        let Some(inner) = when.or(unless) else {
            self.error(
                "bad-guard",
                node.span(),
                &s,
                "",
                ("写作 when: 条件 或者 unless: 条件", "write `when: condition` or `unless: condition`"),
            );
            return None;
        };
        if when.is_some() && unless.is_some() {
            self.error("bad-guard", node.span(), &s, "", ("when 和 unless 只写一个", "`when` or `unless`, not both"));
        }
        let cond = self.cond(inner, &s)?;
        let named = matches!(cond.node, crate::expr::Node::Condition(_));
        if say.is_none() && !named {
            self.error(
                "no-say",
                node.span(),
                &s,
                "say",
                ("没有写明告诉办理人什么", "what is said to the person is missing"),
            );
        }
        Some(Guard { when: when.is_some(), cond, say, rule: s.rule() })
    }

    /// `a`, `a | b`, `guide x`, `act.option`.
    pub(super) fn needs(&mut self, node: Option<&Node>, scope: &Scope) -> Vec<Vec<OnFile>> {
        let mut all = Vec::new();
        for item in node.map_or(&[][..], Node::items) {
            if let Some(text) = self.words(item, scope) {
                all.push(text.split('|').map(|one| self.on_file(one.trim(), item.span(), scope)).collect());
            }
        }
        all
    }

    fn on_file(&mut self, text: &str, span: &Span, scope: &Scope) -> OnFile {
        if let Some(id) = text.strip_prefix("guide ") {
            return OnFile::Guide(self.guide(id.trim(), span, scope));
        }
        if self.names.documents.iter().any(|id| id == text) {
            return OnFile::Document(Id::from(text));
        }
        let first = text.split('.').next().unwrap_or(text);
        if self.names.act(&scope.shape, first).is_none() {
            let names = std::mem::take(&mut self.names);
            let mut known = strs(&names.documents);
            known.extend(names.listed(&scope.shape, Sort::Act));
            self.unknown(text, span, scope, ("文书或者行为", "document or act"), &known);
            self.names = names;
            return OnFile::Act(Id::from(text), None);
        }
        let (act, option) = self.act_named(text, span, scope);
        OnFile::Act(act, option)
    }

    fn options_of(&mut self, node: Option<&Node>, opens: Option<&Id>, outer: &Scope) -> Map<ActOption> {
        self.section(node, "choose", outer, |cx, _, e, s| ActOption {
            label: cx.label_of(e, s),
            cond: cx.cond_at(e, "if", s),
            input: cx.inputs(e.take("input"), "input", opens, s),
            refuse: cx.guards(e.take("refuse"), "refuse", s),
            warn: cx.guards(e.take("warn"), "warn", s),
            needs: cx.needs(e.take("needs"), s),
            does: cx.effects(e.take("does"), "does", s),
            rule: s.rule(),
        })
    }

    pub(super) fn inputs(&mut self, node: Option<&Node>, key: &str, opens: Option<&Id>, scope: &Scope) -> Vec<Input> {
        let opened = opens.and_then(|id| self.is_other_shape(id));
        let mut all = Vec::new();
        for item in node.map_or(&[][..], Node::items) {
            match item {
                Node::Text(text) => all.extend(self.input(text, key, opened.as_ref(), scope)),
                Node::Map(map) => {
                    for (name, field) in &map.entries {
                        all.push(self.own_input(name, field, key, scope));
                    }
                }
                Node::List(_) => self.error(
                    "bad-input",
                    item.span(),
                    scope,
                    "",
                    ("此处应是字段名", "the name of a field is wanted here"),
                ),
            }
        }
        all.shrink_to_fit();
        all
    }

    fn input(&mut self, text: &Text, key: &str, opened: Option<&ShapeRef>, scope: &Scope) -> Option<Input> {
        let (name, must) = text.text.strip_suffix('!').map_or((text.text.as_str(), false), |name| (name, true));
        let span = &text.span;
        let rule = scope.child(&format!("{key}.{name}"), span).rule();
        let inner = opened.map_or_else(|| scope.clone(), |shape| scope.in_shape(shape.clone()));
        let what = match name.split_once('.') {
            Some(("class", axis)) => {
                let at = if self.names.axis(&inner.shape, axis).is_some() { &inner } else { scope };
                InputWhat::Class(self.named(axis, span, at, Sort::Axis))
            }
            Some(("party", kind)) => InputWhat::Party(self.party(kind, span, scope)),
            Some(("role", role)) => {
                InputWhat::Role(
                    self.known(role, span, scope, ("本案的角色", "role of the case"), |names| {
                        strs(&names.case_roles)
                    }),
                )
            }
            Some(("document", id)) => InputWhat::Document(self.document(id, span, scope)),
            _ if name == "reason" && self.names.field(&scope.shape, name).is_none() => return Some(reason(must, rule)),
            _ => {
                let at = if self.names.field(&inner.shape, name).is_some() { &inner } else { scope };
                InputWhat::Field(self.named(name, span, at, Sort::Field))
            }
        };
        Some(Input { what, must, rule })
    }

    fn own_input(&mut self, name: &Text, node: &Node, key: &str, scope: &Scope) -> Input {
        let (id, must) = name.text.strip_suffix('!').map_or((name.text.as_str(), false), |id| (id, true));
        if COMMON.contains(&id) {
            self.error("bad-input", &name.span, scope, id, ("这个词不能作栏目名", "this word cannot name an input"));
        }
        let (mut e, s) = self.enter(&format!("{key}.{id}"), &name.span, node, scope);
        let field = self.field(&mut e, &s);
        self.leave(&e, &s);
        Input { what: InputWhat::Own(Id::from(id), std::sync::Arc::new(field)), must, rule: s.rule() }
    }
}

/// `reason` is known to every act.
fn reason(must: bool, rule: crate::model::Rule) -> Input {
    let field = crate::model::Field::plain(Label::new("理由", "reason"), crate::model::FieldType::Long, rule.clone());
    Input { what: InputWhat::Own(Id::from("reason"), std::sync::Arc::new(field)), must, rule }
}
