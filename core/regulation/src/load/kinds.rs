//! Types of fields, and values typed by them.

use dengwen_calendar::{Periods, Span as Time};

use super::cx::{Cx, Scope};
use super::names::FieldName;
use crate::{
    decimal,
    model::{FieldType, Id, Who},
    tree::Node,
    value::{Ref, Value},
};

/// The words of the vocabulary.
pub(super) const TYPES: [(&str, FieldType); 24] = [
    ("text", FieldType::Text),
    ("long", FieldType::Long),
    ("number", FieldType::Number),
    ("money", FieldType::Money),
    ("percent", FieldType::Percent),
    ("yes_no", FieldType::YesNo),
    ("date", FieldType::Date),
    ("moment", FieldType::Moment),
    ("time", FieldType::Time),
    ("interval", FieldType::Interval),
    ("due", FieldType::Due),
    ("limit", FieldType::Limit),
    ("periods", FieldType::Periods),
    ("choice", FieldType::Choice),
    ("person", FieldType::Person),
    ("unit", FieldType::Unit),
    ("place", FieldType::Place),
    ("body", FieldType::Body),
    ("role", FieldType::Role),
    ("regulation", FieldType::Regulation),
    ("file", FieldType::File),
    ("case", FieldType::Case),
    ("row", FieldType::Row),
    ("phone", FieldType::Phone),
];

/// The types of a field as written, before it is typed: unknown words are left out, a label alone is `long`.
pub(super) fn field_types(node: &Node) -> Vec<FieldType> {
    let Some(kinds) = node.get("type") else {
        return vec![if node.get("options").is_some() { FieldType::Choice } else { FieldType::Long }];
    };
    let find = |node: &Node| TYPES.iter().find(|(word, _)| node.text() == Some(word)).map(|(_, kind)| *kind);
    kinds.items().iter().filter_map(find).collect()
}

/// Is the value of such a field a WHO.
pub(super) fn holds_who(types: &[FieldType]) -> bool {
    types.iter().any(|kind| matches!(kind, FieldType::Person | FieldType::Unit | FieldType::Body | FieldType::Role))
}

impl Cx {
    /// A literal, typed by the field that holds it.
    pub(super) fn value(&mut self, node: &Node, of: &FieldName, scope: &Scope) -> Value {
        let (types, many, decimals) = (of.types.as_slice(), of.many, of.decimals);
        if many || matches!(node, Node::List(_)) {
            return Value::Many(node.items().iter().map(|item| self.single(item, types, decimals, scope)).collect());
        }
        self.single(node, types, decimals, scope)
    }

    fn single(&mut self, node: &Node, types: &[FieldType], decimals: u8, scope: &Scope) -> Value {
        let Some(text) = self.words(node, scope) else { return Value::Empty };
        if let Some(value) = types.iter().find_map(|kind| read(&text, *kind, decimals)) {
            return value;
        }
        if holds_who(types) {
            return self.holder(&text, node, scope);
        }
        let words: Vec<&str> = TYPES.iter().filter(|(_, kind)| types.contains(kind)).map(|(word, _)| *word).collect();
        let words = words.join(" ");
        let what = (format!("不是{words}类型的值"), format!("no value of type {words}"));
        self.error("wrong-type", node.span(), scope, &text, (&what.0, &what.1));
        Value::Empty
    }

    /// The person or unit that a setting or default names: a role of the regulation, else as it stands.
    fn holder(&mut self, text: &str, node: &Node, scope: &Scope) -> Value {
        if let Who::Role(id) = self.who(node, scope) {
            return Value::Ref(Ref::Role(id));
        }
        Value::Ref(Ref::Unit(text.to_owned()))
    }
}

fn read(text: &str, kind: FieldType, decimals: u8) -> Option<Value> {
    match kind {
        FieldType::Text | FieldType::Long | FieldType::Phone | FieldType::Due => Some(Value::Text(text.to_owned())),
        FieldType::Periods => text.parse::<Periods>().ok().map(|periods| Value::Text(periods.to_string())),
        FieldType::Number => decimal::read(&text.replace([',', '_'], ""), decimals),
        FieldType::Money => fraction(text).and_then(|(up, down)| exact(up, down, 100)).map(Value::Money),
        FieldType::Percent => {
            fraction(text.trim_end_matches('%')).map(|(up, down)| Value::Share(up, down.saturating_mul(100)))
        }
        FieldType::YesNo => match text {
            "true" => Some(Value::Yes(true)),
            "false" => Some(Value::Yes(false)),
            _ => None,
        },
        FieldType::Date => text.parse().ok().map(Value::Date),
        FieldType::Moment => text.parse().ok().map(Value::Moment),
        FieldType::Time => text.parse().ok().map(Value::Time),
        FieldType::Interval | FieldType::Limit => text.parse::<Time>().ok().map(Value::Interval),
        FieldType::Choice => Some(Value::Choice(Id::from(text))),
        FieldType::Place => Some(Value::Ref(Ref::Place(text.to_owned()))),
        FieldType::Regulation => Some(Value::Ref(Ref::Regulation(Id::from(text)))),
        FieldType::File => Some(Value::Ref(Ref::File(text.to_owned()))),
        FieldType::Case => Some(Value::Ref(Ref::Case(text.to_owned()))),
        FieldType::Person | FieldType::Unit | FieldType::Body | FieldType::Role | FieldType::Row => None,
    }
}

fn exact(up: i64, down: i64, times: i64) -> Option<i64> {
    let up = up.checked_mul(times)?;
    (up.checked_rem(down)? == 0).then(|| up / down)
}

/// `12`, `0.1`, `-3.25` as an exact fraction of a power of ten.
fn fraction(text: &str) -> Option<(i64, i64)> {
    let text = text.trim().replace([',', '_'], "");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() > 6 || !part.chars().all(|c| c.is_ascii_digit()) || whole.is_empty() {
        return None;
    }
    let digits: i64 = format!("{whole}{part}").parse().ok()?;
    let down = 10_i64.checked_pow(u32::try_from(part.len()).ok()?)?;
    Some((digits, down))
}
