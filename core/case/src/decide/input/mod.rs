//! What an act asks, what is missing, what does not fit, and how it is kept.

mod enter;
pub(super) mod fits;
mod parties;
mod wanted;

pub(crate) use enter::{class_values, enter};
pub use fits::read_value;
pub(super) use wanted::required;
pub(crate) use wanted::{Asked, asks, axis_of, field_of, is_wanted};

use dengwen_regulation::model::{InputWhat, Label, Rule, Shape};

use super::Found;
use crate::{
    labels,
    types::{Code, Do, Entry, Refusal},
    work::Work,
};

/// What must be given and is not, on the state with the input.
pub(super) fn missing(work: &Work<'_>, place: &Found<'_>, found: &Found<'_>, command: &Do) -> Vec<Refusal> {
    // A case that another has begun takes what it was given; the rest is asked for later.
    if command.spawned.is_some() {
        return Vec::new();
    }
    let mut all = Vec::new();
    let eye = work.eye(place.row);
    for asked in asks(&eye, found, command.option.as_ref()) {
        let key = asked.what.key();
        if command.input.get(&key).is_none() && is_wanted(&eye, found, &asked) {
            let shape = shape_for(work, found);
            let label = labels::of_input(work.regulation, shape, &asked.what);
            // Where the act does not say why, what is asked for does.
            let rules = [Some(asked.rule), rule_of(work, shape, &asked.what), Some(&found.act.rule)];
            let rule = rules.into_iter().flatten().find(|rule| rule.article.is_some()).unwrap_or(asked.rule);
            all.push(missing_one(&label).by(rule).at(key));
        }
        if let InputWhat::Party(kind) = &asked.what {
            all.extend(parties::missing_fields(&eye, kind, &asked));
        }
    }
    all
}

fn shape_for<'a>(work: &Work<'a>, found: &Found<'a>) -> &'a Shape {
    let opened = found.act.opens.as_ref().and_then(|id| {
        work.regulation.parts.get(id).or_else(|| work.regulation.registers.get(id).map(|register| &register.shape))
    });
    opened.unwrap_or(found.shape)
}

fn rule_of<'a>(work: &Work<'a>, shape: &'a Shape, what: &InputWhat) -> Option<&'a Rule> {
    match what {
        InputWhat::Field(id) => Some(&shape.fields.get(id).or_else(|| work.regulation.main.fields.get(id))?.rule),
        InputWhat::Class(id) => Some(&shape.classes.get(id)?.rule),
        InputWhat::Party(kind) => Some(&work.regulation.parties.get(kind)?.rule),
        _ => None,
    }
}

pub(super) fn missing_one(label: &Label) -> Refusal {
    let text = Label::new(&format!("须填写：{}", label.zh), &format!("must be given: {}", label.en));
    Refusal::new(Code::InputMissing, text)
}

/// What is given and not asked, or does not fit.
pub(super) fn wrong(work: &Work<'_>, found: &Found<'_>, command: &Do) -> Vec<Refusal> {
    let eye = work.eye(found.row);
    let asked = asks(&eye, found, command.option.as_ref());
    let mut all = Vec::new();
    for (key, entry) in &command.input.0 {
        if entry.is_empty() || key == "reason" {
            continue;
        }
        let refusal = match asked.iter().find(|asked| asked.what.key() == *key) {
            Some(asked) => {
                fits::fault(&eye, found, asked, entry).map(|label| Refusal::new(Code::InputWrong, label).by(asked.rule))
            }
            None if key.starts_with("guide.") || key.starts_with("ground.") || command.spawned.is_some() => None,
            None => {
                let text = Label::new(&format!("此处不填“{key}”"), &format!("`{key}` is not asked here"));
                Some(Refusal::new(Code::InputWrong, text))
            }
        };
        if let Some(refusal) = refusal {
            all.push(refusal.at(key.clone()));
        }
    }
    all
}

/// The entry of a party under whatever form it was given.
pub(super) fn party_entries(entry: &Entry) -> Vec<crate::types::PartyInput> {
    match entry {
        Entry::Party(one) => vec![one.clone()],
        Entry::Parties(several) => several.iter().filter(|one| !one.is_empty()).cloned().collect(),
        Entry::Value(_) | Entry::Unknown => Vec::new(),
    }
}
