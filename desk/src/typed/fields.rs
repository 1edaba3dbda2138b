//! The fields of an act, its option, and the row it opens.

use dengwen_case::Entry;
use dengwen_regulation::{
    model::{Field, FieldType, Id, Input as Asked, InputWhat, Label, Shape},
    value::{Ref, Value},
};

use super::{Form, Problem, Read, Wrong, party, put};
use crate::{fault::Fault, view::Rejection};

/// How many values one field takes.
pub(super) const VALUES_MAX: usize = 100;
/// What is sent for "not known yet".
const UNKNOWN: &str = "?";

pub(super) fn read(form: &Form<'_>, cases: &[(String, String)], read: &mut Read) -> Result<(), Rejection> {
    let option = form.option.and_then(|id| form.act.choose.get(id));
    let asked = form.act.input.iter().chain(option.into_iter().flat_map(|option| &option.input));
    for input in asked {
        one_input(form, cases, input, read)?;
    }
    let opened = opened(form);
    for (id, field) in opened.into_iter().flat_map(|shape| &shape.fields) {
        if field.value.is_none() && !read.input.0.contains_key(id.as_str()) {
            field_under(form, cases, id, field, read)?;
        }
    }
    reason(form, read);
    grounds(form, read);
    steps(form, read);
    beyond(form, cases, read)?;
    Ok(())
}

/// The part or register of which the act opens a row.
fn opened<'a>(form: &Form<'a>) -> Option<&'a Shape> {
    let id = form.act.opens.as_ref()?;
    let part = form.regulation.parts.get(id);
    part.or_else(|| form.regulation.registers.get(id).map(|register| &register.shape))
}

/// What else was typed that names a field of the row or of the case: a paper asks for it.
fn beyond(form: &Form<'_>, cases: &[(String, String)], read: &mut Read) -> Result<(), Fault> {
    for (key, _) in form.typed {
        let field = form.shape.fields.get(key.as_str()).or_else(|| form.regulation.main.fields.get(key.as_str()));
        if let Some(field) = field
            && field.value.is_none()
            && !read.input.0.contains_key(key)
        {
            field_under(form, cases, &Id::from(key.as_str()), field, read)?;
        }
    }
    Ok(())
}

/// Grounds ticked apart from the class: `ground.AXIS`.
fn grounds(form: &Form<'_>, read: &mut Read) {
    let mut keys: Vec<&str> =
        form.typed.iter().map(|(key, _)| key.as_str()).filter(|key| key.starts_with("ground.")).collect();
    keys.dedup();
    for key in keys {
        let mut values: Vec<Value> = form.typed(key).into_iter().map(|text| Value::Choice(Id::from(text))).collect();
        let entry = if values.len() > 1 { Some(Value::Many(values)) } else { values.pop() };
        if let Some(entry) = entry {
            put(&mut read.input, key, Entry::Value(entry));
        }
    }
}

/// Steps of the guide ticked, by their numbers: `guide.ID`.
fn steps(form: &Form<'_>, read: &mut Read) {
    let Some(guide) = &form.act.guide else { return };
    let key = format!("guide.{guide}");
    let last = form.regulation.guides.get(guide).map_or(0, |guide| guide.steps.len());
    let numbers = form.typed(&key).into_iter().filter_map(|text| text.parse::<usize>().ok());
    let numbers = numbers.filter(|number| (1..=last).contains(number)).filter_map(|number| i64::try_from(number).ok());
    let ticked: Vec<Value> = numbers.map(Value::Int).collect();
    if !ticked.is_empty() {
        put(&mut read.input, &key, Entry::Value(Value::Many(ticked)));
    }
}

fn one_input(form: &Form<'_>, cases: &[(String, String)], input: &Asked, read: &mut Read) -> Result<(), Rejection> {
    let key = input.what.key();
    match &input.what {
        InputWhat::Field(id) => {
            let own = opened(form).and_then(|shape| shape.fields.get(id));
            let field = own.or_else(|| form.shape.fields.get(id)).or_else(|| form.regulation.main.fields.get(id));
            match field {
                Some(field) => field_under(form, cases, id, field, read)?,
                None => plain(form, &key, read),
            }
        }
        InputWhat::Own(id, field) => field_under(form, cases, id, field, read)?,
        InputWhat::Class(axis) => class(form, axis, &key, read),
        InputWhat::Party(kind) => party::read(form, kind, read)?,
        InputWhat::Role(_) => members(form, &key, read),
        InputWhat::Document(_) => document(form, &key, read),
    }
    Ok(())
}

/// A reason may be given with every act.
fn reason(form: &Form<'_>, read: &mut Read) {
    if !read.input.0.contains_key("reason") {
        plain(form, "reason", read);
    }
}

fn plain(form: &Form<'_>, key: &str, read: &mut Read) {
    if let Some(text) = form.typed(key).first() {
        put(&mut read.input, key, Entry::Value(Value::Text((*text).to_owned())));
    }
}

fn field_under(
    form: &Form<'_>,
    cases: &[(String, String)],
    id: &Id,
    field: &Field,
    read: &mut Read,
) -> Result<(), Fault> {
    let key = id.as_str();
    let files: Vec<Value> = super::files::of(form, key, read)?;
    let typed = form.typed(key);
    if field.unknown.is_some() && typed.contains(&UNKNOWN) {
        put(&mut read.input, key, Entry::Unknown);
        return Ok(());
    }
    let mut values = files;
    for text in typed.iter().flat_map(|text| split(field, text)).take(VALUES_MAX) {
        match value(form, cases, key, field, text, read)? {
            Ok(value) => values.push(value),
            Err(problem) => wrong(read, key, &field.label, problem),
        }
    }
    if values.len() > 1 && !field.many {
        wrong(read, key, &field.label, Problem::OnlyOne);
    }
    let entry =
        if field.many { (!values.is_empty()).then_some(Value::Many(values)) } else { values.into_iter().next() };
    if let Some(entry) = entry {
        put(&mut read.input, key, Entry::Value(entry));
    }
    Ok(())
}

/// One text may hold several choices where several are asked.
fn split<'t>(field: &Field, text: &'t str) -> Vec<&'t str> {
    let by_word = field.many && !field.types.iter().any(|of| matches!(of, FieldType::Text | FieldType::Long));
    if !by_word {
        return vec![text];
    }
    text.split([',', '，', '、', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn value(
    form: &Form<'_>,
    cases: &[(String, String)],
    key: &str,
    field: &Field,
    text: &str,
    read: &mut Read,
) -> Result<Result<Value, Problem>, Fault> {
    if form.seals(field) {
        return form.seal(key, text, field, read).map(Ok);
    }
    if let Some((_, id)) =
        cases.iter().find(|(typed, _)| typed == text).filter(|_| field.types.contains(&FieldType::Case))
    {
        return Ok(Ok(Value::Ref(Ref::Case(id.clone()))));
    }
    if let Some(id) = text.strip_prefix("file:").filter(|_| field.types.contains(&FieldType::File)) {
        return Ok(Ok(Value::Ref(Ref::File(id.to_owned()))));
    }
    Ok(form.context().one(field, text))
}

/// A class: a value of the axis, a ground, or several.
fn class(form: &Form<'_>, axis: &Id, key: &str, read: &mut Read) {
    let own = opened(form).and_then(|shape| shape.classes.get(axis)).or_else(|| form.shape.classes.get(axis));
    let known = own.or_else(|| form.regulation.main.classes.get(axis));
    let Some(known) = known else { return };
    let mut values = Vec::new();
    for text in form.typed(key) {
        let ground = known.grounds.iter().any(|ground| *ground.id == *text);
        if known.values.get(text).is_some_and(|value| !value.rule.off) || ground {
            values.push(Value::Choice(Id::from(text)));
        } else {
            wrong(read, key, &known.label, Problem::Choice);
        }
    }
    let entry = if values.len() > 1 { Some(Value::Many(values)) } else { values.into_iter().next() };
    if let Some(entry) = entry {
        put(&mut read.input, key, Entry::Value(entry));
    }
}

/// People or units for a role of the case.
fn members(form: &Form<'_>, key: &str, read: &mut Read) {
    let mut values = Vec::new();
    for text in form.typed(key).into_iter().flat_map(|text| text.split([',', '，', '、']).map(str::trim)) {
        let value = super::reference(form.office, form.regulation, text);
        let known = form.office.people.contains_key(text);
        match value {
            _ if known => values.push(Value::Ref(Ref::Person(text.to_owned()))),
            Value::Ref(_) => values.push(value),
            _ => wrong(read, key, &Label::new("人员", "person"), Problem::Person),
        }
    }
    let entry = if values.len() > 1 { Some(Value::Many(values)) } else { values.into_iter().next() };
    if let Some(entry) = entry {
        put(&mut read.input, key, Entry::Value(entry));
    }
}

/// A paper handed in or made with the act: a file, or what it says.
fn document(form: &Form<'_>, key: &str, read: &mut Read) {
    match super::files::of(form, key, read) {
        Ok(files) if !files.is_empty() => {
            let one = if files.len() > 1 { Some(Value::Many(files)) } else { files.into_iter().next() };
            if let Some(one) = one {
                put(&mut read.input, key, Entry::Value(one));
            }
        }
        _ => plain(form, key, read),
    }
}

pub(super) fn wrong(read: &mut Read, key: &str, label: &Label, problem: Problem) {
    read.wrong.push(Wrong { key: key.to_owned(), label: label.clone(), problem });
}
