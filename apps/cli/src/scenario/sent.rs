//! What a step gives, as a form would send it.

use dengwen_case::Case;
use dengwen_desk::view::{Sent, Upload};
use dengwen_regulation::{
    model::{Act, Field, FieldType, Id, InputWhat, Regulation, Shape},
    tree::Node,
};

use super::{
    run::{Cases, Named},
    story::Step,
};

/// What is needed to write a form down.
pub(super) struct Writing<'a> {
    pub(super) regulation: &'a Regulation,
    pub(super) shape: Option<&'a Shape>,
    pub(super) act: Option<&'a Act>,
    pub(super) option: Option<&'a str>,
    pub(super) case: Option<&'a Case>,
    /// Names of parties on the case: number and name.
    pub(super) parties: &'a [(u32, String)],
    /// People and units of the office.
    pub(super) known: &'a [String],
    pub(super) cases: &'a Cases,
}

impl Writing<'_> {
    /// The form of a step.
    pub(super) fn sent(&self, step: &Step, named: &Named) -> Sent {
        let mut sent = Sent {
            act: named.act.clone(),
            option: named.option.clone(),
            row: named.row.clone(),
            typed: Vec::new(),
            files: Vec::new(),
            happened: step.happened.map(|at| at.strftime("%Y-%m-%d %H:%M").to_string()),
            in_spite: None,
            seq: 0,
            once: format!("{}:{}", step.span.line, step.span.column),
        };
        for (key, node) in &step.input {
            match key.strip_prefix("party.") {
                Some(kind) => self.parties(&mut sent, step, kind, node),
                None => self.values(&mut sent, key, node, self.field(key)),
            }
        }
        sent.in_spite = sent.typed.iter().find(|(key, _)| key == "reason").map(|(_, text)| text.clone());
        sent
    }

    fn values(&self, sent: &mut Sent, key: &str, node: &Node, field: Option<&Field>) {
        for text in node.items().iter().filter_map(Node::text) {
            self.value(sent, key, text, field);
        }
    }

    fn value(&self, sent: &mut Sent, key: &str, text: &str, field: Option<&Field>) {
        let takes = |of: FieldType| field.is_some_and(|field| field.types.contains(&of));
        if takes(FieldType::File) {
            if let Some(id) = self.extract(text) {
                return sent.typed.push((key.to_owned(), format!("file:{id}")));
            }
            let content = format!("%PDF-1.4\n{text}").into_bytes().into();
            sent.files.push(Upload {
                key: key.to_owned(),
                name: text.to_owned(),
                media: "application/pdf".to_owned(),
                content,
            });
            return;
        }
        let case = if takes(FieldType::Case) { self.cases.id(text) } else { None };
        sent.typed.push((key.to_owned(), case.unwrap_or(text).to_owned()));
    }

    /// `extract:2`: the second extract made in the case.
    fn extract(&self, text: &str) -> Option<String> {
        let n: usize = text.strip_prefix("extract:")?.parse().ok()?;
        dengwen_case::extracts(self.case?).get(n.checked_sub(1)?).map(|id| (*id).clone())
    }

    fn parties(&self, sent: &mut Sent, step: &Step, kind: &str, node: &Node) {
        let many = match node {
            Node::List(list) => list.items.as_slice(),
            one => std::slice::from_ref(one),
        };
        for (n, one) in many.iter().enumerate() {
            let start = format!("party.{kind}.{n}");
            match one {
                Node::Map(_) if self.among(kind) && self.number_of(step, one).is_some() => {
                    let n = self.number_of(step, one).map(|n| n.to_string()).unwrap_or_default();
                    sent.typed.push((format!("{start}.who"), n));
                }
                Node::Map(map) => {
                    for (key, node) in &map.entries {
                        let field = self.party_field(kind, &key.text);
                        let who = field.is_none() && matches!(key.text.as_str(), "person" | "unit" | "party");
                        let key = if who { format!("{start}.who") } else { format!("{start}.{}", key.text) };
                        self.values(sent, &key, node, field);
                    }
                }
                other => {
                    let text = other.text().unwrap_or_default();
                    let known = self.known.iter().any(|known| known == text).then(|| text.to_owned());
                    let who = known.or_else(|| self.number(step, text).map(|n| n.to_string()));
                    match who {
                        Some(who) => sent.typed.push((format!("{start}.who"), who)),
                        None => sent.typed.push((format!("{start}.name"), text.to_owned())),
                    }
                }
            }
        }
    }

    /// Is the kind one of the parties of another kind.
    fn among(&self, kind: &str) -> bool {
        self.regulation.parties.get(kind).is_some_and(|party| party.among.is_some())
    }

    fn number_of(&self, step: &Step, party: &Node) -> Option<u32> {
        self.number(step, party.get("name").and_then(Node::text)?)
    }

    /// The number which a party of this name has on the case, or will have by this form.
    fn number(&self, step: &Step, name: &str) -> Option<u32> {
        if let Some((n, _)) = self.parties.iter().find(|(_, known)| known == name) {
            return Some(*n);
        }
        let mut n = self.case.map_or(0, |case| case.parties.iter().map(|party| party.n).max().unwrap_or(0));
        let kinds = self.act.into_iter().flat_map(|act| &act.input).filter_map(|input| match &input.what {
            InputWhat::Party(kind) => Some(kind),
            _ => None,
        });
        for kind in kinds {
            let key = format!("party.{kind}");
            let Some((_, node)) = step.input.iter().find(|(known, _)| *known == key) else { continue };
            let one = std::slice::from_ref(node);
            for party in if let Node::List(list) = node { list.items.as_slice() } else { one } {
                n += 1;
                if party.get("name").and_then(Node::text) == Some(name) {
                    return Some(n);
                }
            }
        }
        None
    }

    fn party_field(&self, kind: &str, id: &str) -> Option<&Field> {
        let party = self.regulation.parties.get(kind)?;
        let of = party.among.as_ref().and_then(|among| self.regulation.parties.get(among));
        party.fields.get(id).or_else(|| of.and_then(|of| of.fields.get(id)))
    }

    /// The field that a key of the input stands for.
    fn field(&self, key: &str) -> Option<&Field> {
        let act = self.act?;
        let option = self.option.and_then(|option| act.choose.get(option));
        let mut inputs = act.input.iter().chain(option.into_iter().flat_map(|option| &option.input));
        let own = inputs.find_map(|input| match &input.what {
            InputWhat::Own(id, field) if *id == key => Some(field.as_ref()),
            _ => None,
        });
        let opened = |id: &Id| {
            let part = self.regulation.parts.get(id);
            part.or_else(|| self.regulation.registers.get(id).map(|register| &register.shape))
        };
        let opened = act.opens.as_ref().and_then(opened);
        own.or_else(|| opened.and_then(|shape| shape.fields.get(key)))
            .or_else(|| self.shape.and_then(|shape| shape.fields.get(key)))
            .or_else(|| self.regulation.main.fields.get(key))
    }
}
