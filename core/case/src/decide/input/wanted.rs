//! What an act asks: its own input, that of the option, the fields of the row it opens, what the way in asks, and what the
//! papers it issues must say.

use dengwen_regulation::{
    expr::Facts as _,
    model::{Axis, Document, Effect, Field, Id, InputWhat, Required, Rule, What},
    value::Value,
};

use crate::{
    decide::Found,
    eye::{Eye, is_given},
};

/// One thing asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    pub(crate) what: InputWhat,
    pub(crate) must: bool,
    pub(crate) rule: &'a Rule,
}

/// All that an act asks, in the order in which a form shows it.
pub(crate) fn asks<'a>(eye: &Eye<'a>, found: &Found<'a>, option: Option<&Id>) -> Vec<Asked<'a>> {
    let mut all: Vec<Asked<'a>> = Vec::new();
    let mut add = |what: InputWhat, must: bool, rule: &'a Rule| {
        if !all.iter().any(|known| known.what.is_given_like(&what)) {
            all.push(Asked { what, must, rule });
        }
    };
    let option = option.and_then(|option| found.act.choose.get(option));
    let own = found.act.input.iter().chain(option.map(|option| option.input.as_slice()).unwrap_or_default());
    own.for_each(|input| add(input.what.clone(), input.must, &input.rule));
    if let Some(opened) = found.act.opens.as_ref() {
        let shape = eye.regulation.parts.get(opened).or_else(|| eye.regulation.registers.get(opened).map(|r| &r.shape));
        let fields = shape.into_iter().flat_map(|shape| &shape.fields).filter(|(_, field)| field.value.is_none());
        fields.for_each(|(id, field)| add(InputWhat::Field(id.clone()), false, &field.rule));
    }
    if found.act.begins != dengwen_regulation::model::Begins::No
        && let Some(channel) = eye.case.channel.as_ref().and_then(|id| eye.regulation.channels.get(id))
    {
        for path in &channel.asks {
            if let Some(what) = by_path(eye, path) {
                add(what, false, &channel.rule);
            }
        }
    }
    for effect in found.act.does.iter().chain(option.map(|option| option.does.as_slice()).unwrap_or_default()) {
        for path in required_by(eye, effect) {
            // What is there already need not be asked for again.
            if !is_given(&eye.path(path))
                && let Some(what) = by_path(eye, path)
            {
                add(what, false, &effect.rule);
            }
        }
    }
    for (path, rule) in proofs(eye, found) {
        if let Some(what) = by_path(eye, path) {
            add(what, false, rule);
        }
    }
    all
}

/// What the proofs of serving the papers of this case must say is asked when they are served.
fn proofs<'a>(eye: &Eye<'a>, found: &Found<'a>) -> Vec<(&'a str, &'a Rule)> {
    if !found.act.standing || found.id.as_str() != "note_receipt" {
        return Vec::new();
    }
    let documents = &eye.regulation.documents;
    let issued = eye.case.papers.iter().filter_map(|paper| documents.get(&paper.document));
    let proofs =
        issued.flat_map(|document| document.service.values()).filter_map(|mode| documents.get(mode.proof.as_ref()?));
    proofs.flat_map(|proof| proof.requires.iter().map(|path| (path.as_str(), &proof.rule))).collect()
}

fn required_by<'a>(eye: &Eye<'a>, effect: &Effect) -> &'a [String] {
    let document: Option<&'a Document> =
        if let What::Issue(id) = &effect.what { eye.regulation.documents.get(id) } else { None };
    document.map(|document| document.requires.as_slice()).unwrap_or_default()
}

/// A path of a paper or channel as an input.
fn by_path(eye: &Eye<'_>, path: &str) -> Option<InputWhat> {
    match path.split('.').collect::<Vec<_>>().as_slice() {
        ["party", kind, ..] => Some(InputWhat::Party(Id::from(*kind))),
        ["class", axis] => Some(InputWhat::Class(Id::from(*axis))),
        [name] => {
            let shapes = [eye.shape_of(eye.row), eye.shape_of(0)];
            let known = |has: &dyn Fn(&dengwen_regulation::model::Shape) -> bool| {
                shapes.iter().flatten().any(|shape| has(shape))
            };
            if known(&|shape| shape.fields.get(*name).is_some_and(|field| field.value.is_none())) {
                Some(InputWhat::Field(Id::from(*name)))
            } else if known(&|shape| shape.classes.contains_key(*name)) {
                Some(InputWhat::Class(Id::from(*name)))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Must it be given, and is it not on file already.
pub(crate) fn is_wanted(eye: &Eye<'_>, found: &Found<'_>, asked: &Asked<'_>) -> bool {
    use dengwen_regulation::expr::Subject;
    match &asked.what {
        InputWhat::Field(id) => {
            let value = eye.name(&Subject::Here, id);
            let Some(field) = field_of(eye, found, id) else { return asked.must };
            if value == Value::NotApplicable {
                return false;
            }
            let unknown = field.unknown.is_some() && eye.case.rows.iter().any(|row| row.unknown.contains(id));
            let known = is_given(&value) || unknown;
            !known && (asked.must || required(eye, &field.required))
        }
        InputWhat::Own(_, field) => {
            let applies = eye.applies(field.cond.as_ref());
            applies && (asked.must || required(eye, &field.required))
        }
        InputWhat::Class(id) => asked.must && matches!(eye.name(&Subject::Here, id), Value::Empty),
        InputWhat::Party(kind) => {
            let required = eye.regulation.parties.get(kind).is_some_and(|party| required(eye, &party.required));
            (asked.must || required) && eye.case.parties_of(kind).next().is_none()
        }
        InputWhat::Role(id) => asked.must && eye.case.holders(id).is_empty(),
        InputWhat::Document(_) => asked.must,
    }
}

/// The field an input of this name sets: of the row it opens, of its own row, of the case.
pub(crate) fn field_of<'a>(eye: &Eye<'a>, found: &Found<'a>, id: &Id) -> Option<&'a Field> {
    let opened = found.act.opens.as_ref().and_then(|opened| {
        eye.regulation
            .parts
            .get(opened)
            .or_else(|| eye.regulation.registers.get(opened).map(|register| &register.shape))
    });
    let own = opened.and_then(|shape| shape.fields.get(id)).or_else(|| found.shape.fields.get(id));
    own.or_else(|| eye.shape_of(0).and_then(|shape| shape.fields.get(id)))
}

/// The class an input of this name sets: of the row it opens, of its own row, of the case.
pub(crate) fn axis_of<'a>(eye: &Eye<'a>, found: &Found<'a>, id: &Id) -> Option<&'a Axis> {
    let opened = found.act.opens.as_ref().and_then(|opened| eye.regulation.parts.get(opened));
    let own = opened.and_then(|shape| shape.classes.get(id)).or_else(|| found.shape.classes.get(id));
    own.or_else(|| eye.shape_of(0).and_then(|shape| shape.classes.get(id)))
}

/// Must it be given now.
pub(crate) fn required(eye: &Eye<'_>, required: &Required) -> bool {
    match required {
        Required::May | Required::IfPossible => false,
        Required::Always => true,
        Required::When(cond) => eye.holds(cond),
    }
}
