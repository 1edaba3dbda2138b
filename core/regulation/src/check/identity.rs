//! # identity-on-the-way
//!
//! What tells who complained (the `identity` fields of the complaining side, fields marked `sensitive: identity`) must not reach
//! the side complained of: not by a paper of which it holds a copy, that is handed or served to it; not by a register or part it
//! may see; not by what it `sees`. An extract for that side is a document of its own. Neither is a file field marked
//! `sensitive` printed for that side: it holds originals, and of those only extracts may go out.
//!
//! ```yaml
//! documents: {call: {label: 通知 | call, requires: [party.reporter.name], copies: [{holder: accused}]}}
//! ```

use super::view::{View, error, parts_of, quoted};
use crate::{
    finding::Finding,
    model::{Document, FieldType, Id, Rule, Sees, Sensitive, Side, What, Who},
};

/// Identity fields on the way to the side complained of.
pub(super) fn identity(view: &View<'_>, findings: &mut Vec<Finding>) {
    originals(view, findings);
    let secret = secrets(view);
    if secret.is_empty() {
        return;
    }
    for (id, document) in &view.reg.documents {
        let leaks: Vec<&String> =
            document.requires.iter().chain(&document.blanks).filter(|name| tells(&secret, name)).collect();
        if let (Some(name), Some(who)) = (leaks.first(), reader(view, id, document)) {
            findings.push(told(
                view,
                &document.rule,
                &quoted(&document.label, id),
                name,
                &who,
                "另立一份不含身份的文书",
                "make an extract for that side, a document of its own",
            ));
        }
    }
    for (id, register) in &view.reg.registers {
        let seen = register.visible_to.as_ref().and_then(|who| complained_of(view, who));
        let leak = register.columns.iter().find(|name| tells(&secret, name));
        if let (Some(name), Some(who)) = (leak, seen) {
            let name_of = quoted(&register.shape.label, id);
            findings.push(told(
                view,
                &register.shape.rule,
                &name_of,
                name,
                &who,
                "从 columns 中删去，或者改 visible-to",
                "remove the column, or change `visible-to`",
            ));
        }
    }
    rows(view, &secret, findings);
    for (id, party) in view.reg.parties.iter().filter(|(_, party)| party.side == Side::ComplainedOf) {
        if party.sees == Some(Sees::All) {
            let what = ("sees: all ".to_owned(), "`sees: all`".to_owned());
            let name = secret.first().cloned().unwrap_or_default();
            findings.push(told(
                view,
                &party.rule,
                &what,
                &name,
                id,
                "改为 sees: own，或者 progress",
                "write `sees: own` or `progress`",
            ));
        }
    }
}

/// Originals on the way to the side complained of.
fn originals(view: &View<'_>, findings: &mut Vec<Finding>) {
    let is_original = |name: &&String| {
        let known = view.reg.shapes().find_map(|(_, shape)| shape.fields.get(name.as_str()));
        known.is_some_and(|field| field.types.contains(&FieldType::File) && field.sensitive.is_some())
    };
    for (id, document) in &view.reg.documents {
        let original = document.requires.iter().chain(&document.blanks).find(is_original);
        let (Some(name), Some(who)) = (original, reader(view, id, document)) else { continue };
        let thing = quoted(&document.label, id);
        let label = view.reg.parties.get(&who).map(|party| party.label.clone()).unwrap_or_default();
        let (party_zh, party_en) = quoted(&label, &who);
        let found = error(
            "identity-on-the-way",
            &document.rule,
            name,
            &format!("{}使{party_zh}得到原件 {name}", thing.0),
            &format!("through {} the party {party_en} gets `{name}`, the original", thing.1),
        );
        findings.push(found.mend("另设一栏，只附摘抄件", "give extracts a field of their own"));
    }
}

fn rows(view: &View<'_>, secret: &[String], findings: &mut Vec<Finding>) {
    for (id, part) in &view.reg.parts {
        let seen = part.visible_to.as_ref().and_then(|who| complained_of(view, who));
        let leak = part
            .fields
            .iter()
            .find(|(_, field)| field.sensitive == Some(Sensitive::Identity))
            .map(|(id, _)| id.to_string());
        if let (Some(name), Some(who)) = (leak, seen)
            && secret.contains(&name)
        {
            findings.push(told(
                view,
                &part.rule,
                &quoted(&part.label, id),
                &name,
                &who,
                "改 visible-to",
                "change `visible-to`",
            ));
        }
    }
}

fn told(view: &View<'_>, rule: &Rule, thing: &(String, String), name: &str, who: &Id, zh: &str, en: &str) -> Finding {
    let label = view.reg.parties.get(who).map(|party| party.label.clone()).unwrap_or_default();
    let (party_zh, party_en) = quoted(&label, who);
    let found = error(
        "identity-on-the-way",
        rule,
        name,
        &format!("{}使{party_zh}得知身份信息 {name}", thing.0),
        &format!("through {} the party {party_en} learns `{name}`, which tells who complained", thing.1),
    );
    found.mend(zh, en)
}

/// Names that tell who somebody of the other side is.
fn secrets(view: &View<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for (id, party) in view.reg.parties.iter().filter(|(_, party)| party.side != Side::ComplainedOf) {
        for (field_id, field) in &party.fields {
            if party.identity.contains(field_id) || field.sensitive == Some(Sensitive::Identity) {
                names.push(format!("party.{id}.{field_id}"));
            }
        }
    }
    for (_, shape) in view.reg.shapes() {
        let own = shape.fields.iter().filter(|(_, field)| field.sensitive == Some(Sensitive::Identity));
        names.extend(own.map(|(id, _)| id.to_string()));
    }
    names
}

/// A name tells if it is one of them, or the whole of a party that has one.
fn tells(secret: &[String], name: &str) -> bool {
    secret.iter().any(|s| {
        s == name || s.strip_prefix(name).is_some_and(|rest| rest.starts_with('.') && name.starts_with("party."))
    })
}

/// A party of the side complained of that reads a paper.
fn reader(view: &View<'_>, id: &Id, document: &Document) -> Option<Id> {
    let holders = document.to.iter().chain(document.copies.iter().map(|copy| &copy.holder));
    let signers = document.signed_by.iter().flat_map(|step| &step.hands).map(|hand| &hand.who);
    let handed = view.effects.iter().filter_map(|done| match &done.effect.what {
        What::Hand { document, to } if document == id => Some(to),
        What::Tell { who, document: Some(document), .. } if document == id => Some(who),
        _ => None,
    });
    let per = document.per.as_ref().filter(|kind| is_complained_of(view, kind)).cloned();
    holders.chain(signers).chain(handed).find_map(|who| complained_of(view, who)).or(per)
}

fn complained_of(view: &View<'_>, who: &Who) -> Option<Id> {
    parts_of(who).into_iter().find_map(|who| match who {
        Who::Party(kind) if is_complained_of(view, kind) => Some(kind.clone()),
        _ => None,
    })
}

fn is_complained_of(view: &View<'_>, kind: &Id) -> bool {
    view.reg.parties.get(kind).is_some_and(|party| party.side == Side::ComplainedOf)
}
