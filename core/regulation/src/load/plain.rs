//! Conditions: the plain form, the name of a condition, or CEL.

use super::cx::{Cx, Entry, Scope};
use super::names::{FieldName, Sort, strs};
use crate::{
    expr::{Cmp, Expr, Fact, Node as Tree, On, Word, parse},
    model::{FieldType, Id, ShapeRef, Span},
    tree::{Node, Text},
    value::Value,
};

/// Functions that take one name, as keys of the plain form.
const FUNCTIONS: [&str; 16] = [
    "done",
    "chosen",
    "given",
    "named",
    "reachable",
    "open",
    "passed",
    "kept",
    "due",
    "issued",
    "served",
    "signed",
    "refused",
    "final",
    "asked",
    "since",
];

impl Cx {
    /// The condition in a node: a map is the plain form, one word a condition's name, anything else CEL.
    pub(super) fn cond(&mut self, node: &Node, scope: &Scope) -> Option<Expr> {
        match node {
            Node::Map(_) => Some(self.plain(node, scope)),
            Node::Text(text) if self.names.conditions.iter().any(|id| *id == *text.text) => {
                let node = Tree::Condition(Id::from(text.text.as_str()));
                Some(Expr { node, text: text.text.clone(), span: text.span.clone() })
            }
            Node::Text(text) => self.cel(text, scope),
            Node::List(_) => {
                let what = ("条件写作 {名称: 值} 或者一个表达式", "a condition is `{name: value}` or an expression");
                self.error("bad-condition", node.span(), scope, "", what);
                None
            }
        }
    }

    pub(super) fn cond_at(&mut self, entry: &mut Entry<'_>, key: &'static str, scope: &Scope) -> Option<Expr> {
        entry.take(key).and_then(|node| self.cond(node, scope))
    }

    /// CEL as written.
    pub(super) fn cel(&mut self, text: &Text, scope: &Scope) -> Option<Expr> {
        self.cel_text(&text.text, &text.span, scope)
    }

    pub(super) fn cel_text(&mut self, text: &str, span: &Span, scope: &Scope) -> Option<Expr> {
        match parse(text, span) {
            Ok(expr) => Some(expr),
            Err(findings) => {
                self.findings.extend(findings.into_iter().map(|finding| finding.at(&scope.path)));
                None
            }
        }
    }

    fn plain(&mut self, node: &Node, scope: &Scope) -> Expr {
        let entries = node.map().map_or(&[][..], |map| map.entries.as_slice());
        let mut all = Vec::new();
        let mut text = Vec::new();
        for (key, value) in entries {
            let mut any = Vec::new();
            for item in value.items() {
                if let Some(words) = self.words(item, scope) {
                    any.extend(self.holds(key, &words, item.span(), scope));
                }
            }
            if any.is_empty() && value.is_nothing() {
                self.error("empty", &key.span, scope, &key.text, ("条件没有写值", "the condition has no value"));
            }
            text.push(written(&any));
            all.push(if any.len() == 1 {
                any.remove(0).0
            } else {
                Tree::Or(any.into_iter().map(|(tree, _)| tree).collect())
            });
        }
        let node_ = if all.len() == 1 { all.remove(0) } else { Tree::And(all) };
        Expr { node: node_, text: text.join(" && "), span: node.span().clone() }
    }

    /// One key with one value, and the same in CEL.
    fn holds(&mut self, key: &Text, value: &str, span: &Span, scope: &Scope) -> Option<(Tree, String)> {
        let name = key.text.as_str();
        if FUNCTIONS.contains(&name) && self.names.field(&scope.shape, name).is_none() {
            return self.fact(name, value, span, scope);
        }
        if let Some(word) = self.word(name, value, span, scope) {
            return Some((
                equal(Tree::Word(On::Here, word), Value::Choice(Id::from(value))),
                format!("{name} == '{value}'"),
            ));
        }
        if let Some(values) = self.names.axis(&scope.shape, name).cloned() {
            if value == "given" {
                return Some((Tree::Fact(On::Here, Fact::Given(Id::from(name))), format!("given('{name}')")));
            }
            if !values.iter().any(|v| v == value) {
                self.unknown(value, span, scope, ("类别值", "value of this class"), &strs(&values));
            }
            return Some((
                Tree::Fact(On::Here, Fact::IsA(Id::from(name), Id::from(value))),
                format!("is_a('{name}', '{value}')"),
            ));
        }
        self.field_holds(key, value, span, scope)
    }

    fn field_holds(&mut self, key: &Text, value: &str, span: &Span, scope: &Scope) -> Option<(Tree, String)> {
        let name = key.text.as_str();
        let Some(field) = self.names.field(&scope.shape, name).cloned() else {
            let names = std::mem::take(&mut self.names);
            let mut known = names.listed(&scope.shape, Sort::Field);
            known.extend(names.listed(&scope.shape, Sort::Axis));
            known.extend(FUNCTIONS.iter().copied().chain(["stage", "kind", "channel"]));
            self.unknown(name, &key.span, scope, ("字段、类别轴或者函数", "field, class or function"), &known);
            self.names = names;
            return None;
        };
        if value == "given" {
            return Some((Tree::Fact(On::Here, Fact::Given(Id::from(name))), format!("given('{name}')")));
        }
        let text = Node::Text(Text::made(value, span));
        let value_ = self.value(&text, &FieldName { many: false, ..field.clone() }, scope);
        let tree = Tree::Name(Id::from(name));
        let bare =
            field.types.iter().any(|kind| matches!(kind, FieldType::YesNo | FieldType::Number | FieldType::Money));
        let quoted = if bare { value.to_owned() } else { format!("'{value}'") };
        if field.many {
            return Some((Tree::In(Box::new(Tree::Const(value_)), Box::new(tree)), format!("{quoted} in {name}")));
        }
        Some((equal(tree, value_), format!("{name} == {quoted}")))
    }

    fn word(&mut self, name: &str, value: &str, span: &Span, scope: &Scope) -> Option<Word> {
        match name {
            "stage" => {
                self.named(value, span, scope, Sort::Stage);
                Some(Word::Stage)
            }
            "kind" => {
                self.known(value, span, scope, ("案件种类", "kind of case"), |names| names.kinds());
                Some(Word::Kind)
            }
            "channel" => {
                self.known(value, span, scope, ("渠道", "channel"), |names| strs(&names.channels));
                Some(Word::Channel)
            }
            _ => None,
        }
    }

    fn fact(&mut self, name: &str, value: &str, span: &Span, scope: &Scope) -> Option<(Tree, String)> {
        let id = Id::from(value);
        let text = format!("{name}('{value}')");
        let fact = match name {
            "chosen" => return Some(self.chosen(value, span, scope)),
            "done" => {
                let (act, option) = self.act_named(value, span, scope);
                Fact::Done(act, option)
            }
            "asked" => Fact::Asked(self.named(value, span, scope, Sort::Act)),
            "passed" => Fact::Passed(self.named(value, span, scope, Sort::Limit)),
            "kept" => Fact::Kept(self.named(value, span, scope, Sort::Limit)),
            "due" => Fact::Due(self.named(value, span, scope, Sort::Limit)),
            "issued" => Fact::Issued(self.document(value, span, scope)),
            "served" => Fact::Served(self.document(value, span, scope), None),
            "signed" => Fact::Signed(self.document(value, span, scope), None),
            "refused" => Fact::Refused(self.document(value, span, scope)),
            "named" => Fact::Named(self.party(value, span, scope)),
            "reachable" => Fact::Reachable(self.party(value, span, scope)),
            "open" => Fact::Open(self.known(value, span, scope, ("程序", "part"), |names| names.parts())),
            "final" => Fact::Final(self.named(value, span, scope, Sort::Axis)),
            "since" => Fact::Since(self.named(value, span, scope, Sort::Axis)),
            _ => Fact::Given(id),
        };
        Some((Tree::Fact(On::Here, fact), text))
    }

    fn chosen(&mut self, value: &str, span: &Span, scope: &Scope) -> (Tree, String) {
        let (act, option) = self.act_named(value, span, scope);
        let Some(option) = option else {
            self.error("bad-condition", span, scope, value, ("写作 chosen: 行为.选项", "write `chosen: act.option`"));
            return (Tree::Fact(On::Here, Fact::Done(act, None)), String::new());
        };
        let text = format!("chosen('{act}') == '{option}'");
        (equal(Tree::Fact(On::Here, Fact::Chosen(act)), Value::Choice(option)), text)
    }

    /// Does a name stand for a shape beside the case.
    pub(super) fn is_other_shape(&self, id: &str) -> Option<ShapeRef> {
        self.names.other(id).map(|(at, _)| at.clone())
    }
}

fn equal(tree: Tree, value: Value) -> Tree {
    Tree::Cmp(Cmp::Eq, Box::new(tree), Box::new(Tree::Const(value)))
}

fn written(any: &[(Tree, String)]) -> String {
    let texts: Vec<&str> = any.iter().map(|(_, text)| text.as_str()).collect();
    if texts.len() > 1 { format!("({})", texts.join(" || ")) } else { texts.join("") }
}
