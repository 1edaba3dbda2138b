//! Fields, settings, options.

use super::cx::{Cx, Entry, Scope};
use super::kinds::{TYPES, holds_who};
use super::names::FieldName;
use crate::{
    decimal,
    model::{Choice, Field, FieldType, Given, Label, Map, Options, Required, Sensitive, Setting, Unknown},
    tree::Node,
    value::Value,
};

impl Cx {
    pub(super) fn fields(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Field> {
        self.section(node, "fields", scope, |cx, _, e, s| cx.field(e, s))
    }

    pub(super) fn field(&mut self, e: &mut Entry<'_>, s: &Scope) -> Field {
        let mut field = self.field_head(e, s);
        if let Some(node) = e.take("default") {
            self.default(node, &mut field, s);
        }
        field.value = e.take("value").and_then(Node::text_node).and_then(|text| self.cel(text, s));
        field.required = self.required(e, s);
        field.cond = self.cond_at(e, "if", s);
        field.unknown = e.take("unknown").map(|node| self.unknown_tick(node, s));
        let kept = [("identity", Sensitive::Identity), ("content", Sensitive::Content)];
        field.sensitive = self.one_of_at(e, "sensitive", s, &kept);
        field
    }

    /// What fields and settings share: label, type, options, many.
    fn field_head(&mut self, e: &mut Entry<'_>, s: &Scope) -> Field {
        let mut field = Field::plain(self.label_of(e, s), FieldType::Long, s.rule());
        field.many = self.yes_at(e, "many", s);
        let options = e.take("options");
        match e.take("type") {
            Some(node) => {
                field.types = node.items().iter().filter_map(|item| self.one_of(item, s, &TYPES)).collect();
            }
            None if options.is_some() => field.types = vec![FieldType::Choice],
            None => {}
        }
        if let Some(node) = options {
            field.options = self.options(node, s);
        }
        if let Some(node) = e.take("decimals") {
            field.decimals = self.decimals(node, &field.types, s);
        }
        field
    }

    /// How many decimals a number has.
    fn decimals(&mut self, node: &Node, types: &[FieldType], s: &Scope) -> u8 {
        let said = node.text().and_then(|text| text.parse().ok()).filter(|places| (1..=decimal::MOST).contains(places));
        if said.is_none() {
            let what = ("小数位数是 1 到 6 的整数", "the count of decimals is a whole number from 1 to 6");
            self.error("wrong-type", node.span(), s, "decimals", what);
        } else if !types.contains(&FieldType::Number) {
            let what = ("只有 number 类型的栏目有小数位数", "only a field of type `number` has a count of decimals");
            self.error("wrong-type", node.span(), s, "decimals", what);
        }
        said.unwrap_or(0)
    }

    fn options(&mut self, node: &Node, s: &Scope) -> Options {
        if let Node::Text(text) = node {
            return Options::From(self.known(
                &text.text,
                &text.span,
                s,
                ("程序、登记簿或者类别轴", "part, register or class axis"),
                rows,
            ));
        }
        Options::Listed(
            self.section(Some(node), "options", s, |cx, _, e, s| Choice { label: cx.label_of(e, s), rule: s.rule() }),
        )
    }

    fn default(&mut self, node: &Node, field: &mut Field, s: &Scope) {
        if let Some(computed) = node.text_node().and_then(|text| self.computed(text, s)) {
            field.default_from = Some(computed);
            return;
        }
        let of = FieldName { types: field.types.clone(), many: field.many, decimals: field.decimals };
        let value = self.value(node, &of, s);
        if let (Value::Choice(id), Options::Listed(options)) = (&value, &field.options)
            && !options.contains_key(id)
        {
            let known: Vec<&str> = options.keys().map(|id| &**id).collect();
            self.unknown(id, node.span(), s, ("选项", "option"), &known);
        }
        field.default = Some(value);
    }

    pub(super) fn required(&mut self, e: &mut Entry<'_>, s: &Scope) -> Required {
        let Some(node) = e.take("required") else { return Required::May };
        match node.text() {
            Some("always" | "true") => Required::Always,
            Some("if_possible") => Required::IfPossible,
            _ => self.cond(node, s).map_or(Required::May, Required::When),
        }
    }

    fn unknown_tick(&mut self, node: &Node, s: &Scope) -> Unknown {
        let mut entry = Entry::new(node);
        let label = entry.take("label").map_or_else(|| Label::new("不明", "not known"), |node| self.label(node, s));
        let until = entry.take("until").and_then(|node| {
            let text = node.text()?;
            Some(self.anywhere(text.strip_prefix("act ").unwrap_or(text).trim(), node.span(), s))
        });
        self.leave(&entry, s);
        Unknown { label, until }
    }

    pub(super) fn settings(&mut self, node: Option<&Node>, scope: &Scope) -> Map<Setting> {
        self.section(node, "settings", scope, |cx, _, e, s| {
            let mut field = cx.field_head(e, s);
            let default = e.take("default");
            let none = default.and_then(Node::text) == Some("none");
            if let Some(node) = default.filter(|_| !none) {
                cx.default(node, &mut field, s);
            }
            let per_unit = cx.one_of_at(e, "per", s, &[("unit", true)]).unwrap_or(false);
            Setting { optional: none, blank: s.is_blank("default"), per_unit, field }
        })
    }

    /// A value that a table gives, by its kind.
    pub(super) fn given_kind(&mut self, node: &Node, kind: &str, s: &Scope) -> Given {
        let types = match TYPES.iter().find(|(word, _)| *word == kind) {
            Some((_, FieldType::Time)) => vec![FieldType::Interval],
            Some((_, kind)) => vec![*kind],
            None if kind == "channel" => vec![FieldType::Choice],
            None => vec![FieldType::Text],
        };
        if holds_who(&types) && node.text().is_some_and(|text| !text.starts_with('=')) {
            return Given::Who(self.who(node, s));
        }
        // A table keeps a number with the decimals it is written with.
        self.given(node, &FieldName { types, many: false, decimals: decimal::AS_WRITTEN }, s)
    }
}

/// Parts, registers and axes, of which a choice may take its options.
fn rows(names: &super::names::Names) -> Vec<&str> {
    let axes = names.shapes.values().flat_map(|shape| shape.classes.keys()).map(|id| &**id);
    names.parts().into_iter().chain(names.registers()).chain(axes).collect()
}
