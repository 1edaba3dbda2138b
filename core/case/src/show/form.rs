//! The form of an act, drawn from what the regulation asks.

use dengwen_regulation::{
    expr::{Facts as _, Subject},
    model::{Axis, Field, FieldType, Id, InputWhat, Label, Options, Required, Sensitive, Shape, ShapeRef},
    value::Value,
};

use crate::{
    decide::{Asked, Found, asks, is_wanted},
    eye::Eye,
    labels,
};

/// What sort of thing is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskKind {
    /// A field of the case or row.
    Field,
    /// A class.
    Class,
    /// A party; its own fields stand in `fields`.
    Party,
    /// Somebody for a role of the case.
    Role,
    /// A paper handed in.
    Document,
    /// Something that stays on the act.
    Own,
}

/// What may be chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum Choices {
    /// It is no choice.
    None,
    /// One of these.
    Listed(Vec<(Id, Label)>),
    /// Values of a class, and grounds that may be ticked for one of them: (ground, label, value).
    Class(Vec<(Id, Label, Option<Id>)>, Vec<(Id, Label, Id)>),
    /// Rows of a register of the office by this name.
    Rows(Id),
    /// Parties of the case: (number, kind).
    Parties(Vec<(u32, Id)>),
}

/// One thing a form asks.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The key under which it is given.
    pub key: String,
    /// What sort of thing.
    pub kind: AskKind,
    /// Its label.
    pub label: Label,
    /// Types it may have.
    pub types: Vec<FieldType>,
    /// Several may be given.
    pub many: bool,
    /// It must be given.
    pub must: bool,
    /// It is wanted where it can be had, but never a reason to refuse.
    pub if_possible: bool,
    /// What may be chosen.
    pub choices: Choices,
    /// What is on file now, or the default.
    pub value: Value,
    /// The text beside the tick "not known yet", where that is allowed.
    pub unknown: Option<Label>,
    /// It tells who somebody is, or what was said in a sealed case.
    pub sensitive: Option<Sensitive>,
    /// The field as the regulation has it, for typing what was entered.
    pub field: Option<Field>,
    /// The fields of a party.
    pub fields: Vec<Ask>,
    /// The article.
    pub article: Option<String>,
}

/// The form of an act with one of its options; what does not apply is not asked.
pub(crate) fn form_of(eye: &Eye<'_>, found: &Found<'_>, option: Option<&Id>) -> Vec<Ask> {
    asks(eye, found, option).iter().filter_map(|asked| ask(eye, found, asked)).collect()
}

/// The fields of a party kind, for a form that adds one.
#[must_use]
pub fn form(regulation: &dengwen_regulation::model::Regulation, kind: &Id) -> Vec<Ask> {
    let party = regulation.parties.get(kind);
    let fields = party.map(|party| party.fields.iter()).into_iter().flatten();
    fields
        .map(|(id, field)| {
            of_field(None, kind_key(kind, id), AskKind::Field, field, party.is_some_and(|p| p.identity.contains(id)))
        })
        .collect()
}

fn kind_key(kind: &Id, field: &Id) -> String {
    format!("party.{kind}.{field}")
}

fn ask(eye: &Eye<'_>, found: &Found<'_>, asked: &Asked<'_>) -> Option<Ask> {
    let key = asked.what.key();
    let label = labels::of_input(eye.regulation, found.shape, &asked.what);
    let mut ask = match &asked.what {
        InputWhat::Field(id) => {
            let field = crate::decide::field_of(eye, found, id)?;
            let value = match opened(eye, found) {
                // A row that is not there yet has nothing but its defaults.
                Some(shape) if shape.fields.contains_key(id) => eye.default(field),
                _ => eye.name(&Subject::Here, id),
            };
            if value == Value::NotApplicable {
                return None;
            }
            Ask { value, ..of_field(Some(eye), key, AskKind::Field, field, false) }
        }
        InputWhat::Own(_, field) => {
            let value = eye.default(field);
            Ask { label, value, ..of_field(Some(eye), key, AskKind::Own, field, false) }
        }
        InputWhat::Class(id) => {
            let axis = crate::decide::axis_of(eye, found, id)?;
            let fresh = opened(eye, found).is_some_and(|shape| shape.classes.contains_key(id));
            let asked = of_axis(eye, key, id, axis);
            if fresh { Ask { value: axis.default.clone().map_or(Value::Empty, Value::Choice), ..asked } } else { asked }
        }
        InputWhat::Party(kind) => of_party(eye, key, kind)?,
        InputWhat::Role(_) => {
            Ask { types: vec![FieldType::Person, FieldType::Unit], ..plain(key, AskKind::Role, label) }
        }
        InputWhat::Document(_) => Ask { types: vec![FieldType::File], ..plain(key, AskKind::Document, label) },
    };
    ask.article.clone_from(&asked.rule.article);
    ask.must = asked.must || is_wanted(eye, found, asked);
    Some(ask)
}

/// The shape of the row that an act opens, unless that row is the one in hand.
fn opened<'a>(eye: &Eye<'a>, found: &Found<'_>) -> Option<&'a Shape> {
    let id = found.act.opens.as_ref()?;
    let own = matches!(eye.case.main().map(|row| &row.shape), Some(ShapeRef::Register(own)) if own == id);
    let register = || eye.regulation.registers.get(id).filter(|register| !(own && register.has_life()));
    eye.regulation.parts.get(id).or_else(|| register().map(|register| &register.shape))
}

fn plain(key: String, kind: AskKind, label: Label) -> Ask {
    Ask {
        key,
        kind,
        label,
        types: Vec::new(),
        many: false,
        must: false,
        if_possible: false,
        choices: Choices::None,
        value: Value::Empty,
        unknown: None,
        sensitive: None,
        field: None,
        fields: Vec::new(),
        article: None,
    }
}

fn of_field(eye: Option<&Eye<'_>>, key: String, kind: AskKind, field: &Field, identity: bool) -> Ask {
    let choices = match &field.options {
        Options::None => Choices::None,
        Options::Listed(listed) => {
            Choices::Listed(listed.iter().map(|(id, choice)| (id.clone(), choice.label.clone())).collect())
        }
        Options::From(of) => eye.map_or_else(|| Choices::Rows(of.clone()), |eye| from(eye, of)),
    };
    Ask {
        types: field.types.clone(),
        many: field.many,
        must: matches!(field.required, Required::Always),
        if_possible: matches!(field.required, Required::IfPossible),
        choices,
        unknown: field.unknown.as_ref().map(|unknown| unknown.label.clone()),
        sensitive: field.sensitive.or(identity.then_some(Sensitive::Identity)),
        field: Some(field.clone()),
        article: field.rule.article.clone(),
        ..plain(key, kind, field.label.clone())
    }
}

/// Options that come from a class, or from the rows of a part.
fn from(eye: &Eye<'_>, of: &Id) -> Choices {
    if let Some(axis) = crate::classes::axis(eye.regulation, of) {
        return Choices::Listed(axis.values.iter().map(|(id, value)| (id.clone(), value.label.clone())).collect());
    }
    if eye.regulation.parts.contains_key(of) {
        let label = eye.regulation.parts.get(of).map(|part| part.label.clone()).unwrap_or_default();
        let rows = eye.case.rows.iter().filter(|row| row.key.part == *of && row.key.n > 0);
        let named = rows.map(|row| {
            let n = row.key.n;
            (Id::from(row.key.to_string()), Label::new(&format!("{}{n}", label.zh), &format!("{} {n}", label.en)))
        });
        return Choices::Listed(named.collect());
    }
    Choices::Rows(of.clone())
}

fn of_axis(eye: &Eye<'_>, key: String, id: &Id, axis: &Axis) -> Ask {
    let values = axis.values.iter().map(|(id, value)| (id.clone(), value.label.clone(), value.of.clone())).collect();
    let grounds = axis.grounds.iter().map(|g| (g.id.clone(), g.label.clone(), g.value.clone())).collect();
    Ask {
        types: vec![FieldType::Choice],
        many: axis.many,
        choices: Choices::Class(values, grounds),
        value: eye.name(&Subject::Here, id),
        article: axis.rule.article.clone(),
        ..plain(key, AskKind::Class, axis.label.clone())
    }
}

fn of_party(eye: &Eye<'_>, key: String, kind: &Id) -> Option<Ask> {
    let party = eye.regulation.parties.get(kind)?;
    let there: Vec<_> = eye.case.parties_of(kind).collect();
    let mut fields = Vec::new();
    for (id, field) in &party.fields {
        let ask = of_field(Some(eye), kind_key(kind, id), AskKind::Field, field, party.identity.contains(id));
        let value = there.first().and_then(|party| party.fields.get(id)).cloned().unwrap_or(Value::Empty);
        let must = ask.must || matches!(&field.required, Required::When(cond) if eye.holds(cond));
        fields.push(Ask { value, must, ..ask });
    }
    let choices = match &party.among {
        Some(others) => Choices::Parties(eye.case.parties_of(others).map(|one| (one.n, one.kind.clone())).collect()),
        None => Choices::None,
    };
    Some(Ask { many: party.many, choices, fields, ..plain(key, AskKind::Party, party.label.clone()) })
}
