//! Kinds of value, for the type checker.

use super::{Arith, Node};
use crate::{
    model::{Field, FieldType, Id, Options, Regulation, ShapeRef},
    value::Value,
};

/// A kind of value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ty {
    /// Not known, or one of several: nothing is said of it.
    Any,
    Yes,
    Number,
    Money,
    Percent,
    Text,
    /// A name out of a list.
    Named {
        sort: Sort,
        id: Id,
        values: Vec<Id>,
        open: bool,
    },
    Date,
    Moment,
    Time,
    Length,
    /// A person, unit, place, body, role, file, case.
    Thing,
    List(Box<Ty>),
    Element(Elem),
}

/// Of what a named value is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Class,
    Option,
    Stage,
    Channel,
    Kind,
    Role,
    Act,
}

impl Sort {
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Class => ("类别值", "value"),
            Self::Option => ("选项", "option"),
            Self::Stage => ("阶段", "stage"),
            Self::Channel => ("渠道", "channel"),
            Self::Kind => ("案件种类", "kind of case"),
            Self::Role => ("角色", "role"),
            Self::Act => ("行为的选项", "option of the act"),
        }
    }
}

/// An element of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Elem {
    Here,
    Row(ShapeRef),
    Party(Id),
    Case,
    Act(ShapeRef, Id),
    Any,
}

impl Ty {
    pub(super) fn of_value(value: &Value) -> Self {
        match value {
            Value::Yes(_) => Self::Yes,
            Value::Int(_) | Value::Decimal(..) | Value::Share(..) => Self::Number,
            Value::Money(_) => Self::Money,
            Value::Text(_) | Value::Choice(_) => Self::Text,
            Value::Date(_) => Self::Date,
            Value::Time(_) => Self::Time,
            Value::Moment(_) => Self::Moment,
            Value::Interval(_) | Value::Seconds(_) => Self::Length,
            Value::Ref(_) => Self::Thing,
            Value::Many(_) => Self::List(Box::new(Self::Any)),
            Value::Empty | Value::NotApplicable | Value::Sealed(_) => Self::Any,
        }
    }

    /// What one element of it is.
    pub(super) fn inner(&self) -> Self {
        match self {
            Self::List(inner) => (**inner).clone(),
            _ => Self::Any,
        }
    }

    /// Of several values it is enough that one is the same.
    pub(super) fn scalar(&self) -> &Self {
        match self {
            Self::List(inner) => inner,
            other => other,
        }
    }

    pub(super) fn zh(&self) -> &'static str {
        match self {
            Self::Any => "未定",
            Self::Yes => "是否",
            Self::Number => "数",
            Self::Money => "金额",
            Self::Percent => "百分数",
            Self::Text => "文字",
            Self::Named { .. } => "选项",
            Self::Date => "日期",
            Self::Moment => "时刻",
            Self::Time => "钟点",
            Self::Length => "时间段",
            Self::Thing => "人、单位或事物",
            Self::List(_) => "多个值",
            Self::Element(_) => "列表中的一项",
        }
    }

    pub(super) fn en(&self) -> &'static str {
        match self {
            Self::Any => "unknown",
            Self::Yes => "a yes or no",
            Self::Number => "a number",
            Self::Money => "money",
            Self::Percent => "a percentage",
            Self::Text => "a text",
            Self::Named { .. } => "an option",
            Self::Date => "a date",
            Self::Moment => "a moment",
            Self::Time => "a time of day",
            Self::Length => "a length of time",
            Self::Thing => "a person, unit or thing",
            Self::List(_) => "several values",
            Self::Element(_) => "an element of a list",
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Self::Number | Self::Money | Self::Percent)
    }

    fn is_day(&self) -> bool {
        matches!(self, Self::Date | Self::Moment)
    }

    /// Can the two be compared; literals may read as what they are compared with.
    pub(super) fn fits(&self, other: &Self, a: &Node, b: &Node) -> bool {
        let text = |node: &Node| if let Node::Const(Value::Text(text)) = node { Some(text.clone()) } else { None };
        let whole = |node: &Node| matches!(node, Node::Const(Value::Int(n)) if *n > 1);
        match (self, other) {
            (Self::Any, _) | (_, Self::Any) => true,
            (Self::Percent, Self::Number) => !whole(b),
            (Self::Number, Self::Percent) => !whole(a),
            (x, y) if x.is_number() && y.is_number() => true,
            (x, y) if x.is_day() && y.is_day() => true,
            (x, Self::Text) if x.is_day() => text(b).is_none_or(|t| t.parse::<jiff::civil::Date>().is_ok()),
            (Self::Text, y) if y.is_day() => text(a).is_none_or(|t| t.parse::<jiff::civil::Date>().is_ok()),
            (Self::Length, Self::Text) => text(b).is_none_or(|t| t.parse::<dengwen_calendar::Span>().is_ok()),
            (Self::Text, Self::Length) => text(a).is_none_or(|t| t.parse::<dengwen_calendar::Span>().is_ok()),
            (Self::Time, Self::Text) | (Self::Text, Self::Time) => true,
            (Self::Text | Self::Named { .. } | Self::Thing, Self::Text | Self::Named { .. } | Self::Thing) => true,
            (Self::Element(_), Self::Thing | Self::Text) | (Self::Thing | Self::Text, Self::Element(_)) => true,
            (Self::Element(_), Self::Element(_)) => true,
            (x, y) => std::mem::discriminant(x) == std::mem::discriminant(y),
        }
    }

    pub(super) fn arith(arith: Arith, left: &Self, right: &Self) -> Option<Self> {
        Some(match (arith, left, right) {
            (_, Self::Any, _) | (_, _, Self::Any) => Self::Any,
            (Arith::Add | Arith::Sub, day, Self::Length) if day.is_day() => day.clone(),
            (Arith::Add, Self::Length, day) if day.is_day() => day.clone(),
            (Arith::Sub, a, b) if a.is_day() && b.is_day() => Self::Length,
            (Arith::Sub, Self::Time, Self::Time) => Self::Length,
            (Arith::Add | Arith::Sub, Self::Length, Self::Length) => Self::Length,
            (Arith::Add, Self::Text, Self::Text) => Self::Text,
            (Arith::Div, Self::Money, Self::Money) => Self::Number,
            (_, a, b) if a.is_number() && b.is_number() => {
                if *a == Self::Money || *b == Self::Money {
                    Self::Money
                } else {
                    Self::Number
                }
            }
            _ => return None,
        })
    }
}

/// A named value, or several.
pub(super) fn choices(sort: Sort, id: &Id, values: Vec<Id>, open: bool, many: bool) -> Ty {
    let one = Ty::Named { sort, id: id.clone(), values, open };
    if many { Ty::List(Box::new(one)) } else { one }
}

/// The kind of value a field holds.
pub(super) fn field_type(reg: &Regulation, field: &Field) -> Ty {
    let one = match field.types.as_slice() {
        [one] => of_type(reg, *one, field),
        _ => Ty::Any,
    };
    let several = field.many || matches!(field.types.as_slice(), [FieldType::Periods]);
    if several { Ty::List(Box::new(one)) } else { one }
}

fn of_type(reg: &Regulation, ty: FieldType, field: &Field) -> Ty {
    match ty {
        FieldType::Text | FieldType::Long | FieldType::Phone => Ty::Text,
        FieldType::Number => Ty::Number,
        FieldType::Money => Ty::Money,
        FieldType::Percent => Ty::Percent,
        FieldType::YesNo => Ty::Yes,
        FieldType::Date | FieldType::Due => Ty::Date,
        FieldType::Moment => Ty::Moment,
        FieldType::Time => Ty::Time,
        FieldType::Interval => Ty::Length,
        FieldType::Limit | FieldType::Periods => Ty::Any,
        FieldType::Choice => match &field.options {
            Options::Listed(map) => {
                let values = map.keys().cloned().collect();
                Ty::Named { sort: Sort::Option, id: Id::from(""), values, open: field.rule.editable }
            }
            Options::From(from) => match reg.main.classes.get(from) {
                Some(axis) => choices(Sort::Option, from, axis.values.keys().cloned().collect(), true, false),
                None => Ty::Any,
            },
            Options::None => Ty::Any,
        },
        FieldType::Row => Ty::Any,
        FieldType::Case => Ty::Element(Elem::Case),
        FieldType::Person
        | FieldType::Unit
        | FieldType::Place
        | FieldType::Body
        | FieldType::Role
        | FieldType::Regulation
        | FieldType::File => Ty::Thing,
    }
}
