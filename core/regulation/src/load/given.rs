//! Values as written in effects, tables and defaults: literal, computed, or a WHO.

use super::cx::{Cx, Scope};
use super::kinds::holds_who;
use super::names::FieldName;
use crate::{
    expr::{Expr, Node as Tree},
    model::{FieldType, Given, Id, Map, ShapeRef},
    tree::{Node, Text},
    value::Value,
};

impl Cx {
    /// A value for a field of the types given.
    pub(super) fn given(&mut self, node: &Node, field: &FieldName, scope: &Scope) -> Given {
        if let Node::Text(text) = node
            && let Some(computed) = self.computed(text, scope)
        {
            return Given::Computed(computed);
        }
        if holds_who(&field.types) {
            return Given::Who(self.who(node, scope));
        }
        Given::Literal(self.value(node, field, scope))
    }

    /// A text that begins with `=`.
    pub(super) fn computed(&mut self, text: &Text, scope: &Scope) -> Option<Expr> {
        let cel = text.text.strip_prefix('=')?.trim();
        let empty = || Expr { node: Tree::Const(Value::Empty), text: cel.to_owned(), span: text.span.clone() };
        Some(self.cel_text(cel, &text.span, scope).unwrap_or_else(empty))
    }

    /// Values for fields and classes of a shape (and of the case around it).
    pub(super) fn givens(&mut self, node: &Node, at: &ShapeRef, scope: &Scope) -> Map<Given> {
        let mut all = Map::new();
        let Some(map) = node.map() else {
            self.error(
                "not-a-map",
                node.span(),
                scope,
                "",
                ("此处应是「字段: 值」", "fields and their values are wanted here"),
            );
            return all;
        };
        for (key, value) in &map.entries {
            let field = self.target(key, at, scope);
            all.insert(Id::from(key.text.as_str()), self.given(value, &field, scope));
        }
        all
    }

    fn target(&mut self, key: &Text, at: &ShapeRef, scope: &Scope) -> FieldName {
        if let Some(field) = self.names.field(at, &key.text) {
            return field.clone();
        }
        if self.names.axis(at, &key.text).is_none() {
            let inner = scope.in_shape(at.clone());
            self.named(&key.text, &key.span, &inner, super::names::Sort::Field);
        }
        FieldName::one(FieldType::Choice)
    }
}

/// A value of no known type: text, unless computed.
pub(super) fn loose() -> FieldName {
    FieldName::one(FieldType::Text)
}
