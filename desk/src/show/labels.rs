//! Labels of the regulation's things, looked up from a row of the case.

use dengwen_case::RowKey;
use dengwen_regulation::{
    expr::{around, label_of},
    model::{Act, Axis, Field, Id, InputWhat, Label, Limit, Rule, Shape, ShapeRef, Stage},
};

use super::Show;
use crate::view::Cited;

impl<'a> Show<'a> {
    /// A label in the language; the name itself where there is none.
    #[must_use]
    pub fn label(&self, label: Option<&Label>, id: &str) -> String {
        label.map(|label| label.in_lang(self.lang)).filter(|text| !text.is_empty()).unwrap_or(id).to_owned()
    }

    /// A label in the language.
    #[must_use]
    pub fn text(&self, label: &Label) -> String {
        label.in_lang(self.lang).to_owned()
    }

    /// The shape of a row.
    #[must_use]
    pub fn shape_of(&self, row: &RowKey) -> ShapeRef {
        match self.case.row(row) {
            Some(row) => row.shape.clone(),
            None if row.is_main() => ShapeRef::Main,
            None => ShapeRef::Part(row.part.clone()),
        }
    }

    /// Shapes seen from a row, the own first, then all the others, so that a name is always found.
    fn shapes(&self, row: &RowKey) -> impl Iterator<Item = &'a Shape> + use<'a> {
        let near = around(self.regulation, &self.shape_of(row));
        near.into_iter().map(|(_, shape)| shape).chain(self.regulation.shapes().map(|(_, shape)| shape))
    }

    /// A field by name: as the row sees it, then what an act seen from there declares on the spot, then that of any other shape.
    #[must_use]
    pub fn field(&self, row: &RowKey, id: &str) -> Option<&'a Field> {
        let near: Vec<&'a Shape> =
            around(self.regulation, &self.shape_of(row)).into_iter().map(|(_, shape)| shape).collect();
        if let Some(field) = near.iter().find_map(|shape| shape.fields.get(id)) {
            return Some(field);
        }
        if near.iter().any(|shape| shape.classes.contains_key(id)) {
            return None;
        }
        let acts = near.iter().flat_map(|shape| shape.acts.values()).filter(|act| !act.standing);
        let asked = acts.flat_map(|act| act.input.iter().chain(act.choose.values().flat_map(|option| &option.input)));
        let own = asked.filter_map(|input| match &input.what {
            InputWhat::Own(own, field) if *own == *id => Some(field.as_ref()),
            _ => None,
        });
        own.into_iter().next().or_else(|| self.shapes(row).find_map(|shape| shape.fields.get(id)))
    }

    /// A class axis by name.
    #[must_use]
    pub fn axis(&self, row: &RowKey, id: &str) -> Option<&'a Axis> {
        self.shapes(row).find_map(|shape| shape.classes.get(id))
    }

    /// An act by name.
    #[must_use]
    pub fn act(&self, row: &RowKey, id: &str) -> Option<&'a Act> {
        self.shapes(row).find_map(|shape| shape.acts.get(id))
    }

    /// A stage by name.
    #[must_use]
    pub fn stage(&self, row: &RowKey, id: &str) -> Option<&'a Stage> {
        self.shapes(row).find_map(|shape| shape.stages.get(id))
    }

    /// A limit by name.
    #[must_use]
    pub fn limit(&self, row: &RowKey, id: &str) -> Option<&'a Limit> {
        self.shapes(row).find_map(|shape| shape.limits.get(id))
    }

    /// What a field is called.
    #[must_use]
    pub fn field_label(&self, row: &RowKey, id: &str) -> String {
        let label = self.field(row, id).map(|field| &field.label);
        match label.or_else(|| self.axis(row, id).map(|axis| &axis.label)) {
            Some(label) => self.label(Some(label), id),
            // Declared on the spot by some act.
            None => label_of(self.regulation, &self.shape_of(row), &format!("input.{id}"), self.lang),
        }
    }

    /// What a class axis is called.
    #[must_use]
    pub fn axis_label(&self, row: &RowKey, id: &str) -> String {
        self.label(self.axis(row, id).map(|axis| &axis.label), id)
    }

    /// What a value of an axis is called; also a ground by its id.
    #[must_use]
    pub fn class_value(&self, row: &RowKey, axis: &str, value: &str) -> String {
        let axis = self.axis(row, axis);
        let known = axis.and_then(|axis| axis.values.get(value)).map(|value| &value.label);
        let ground = || axis.and_then(|axis| axis.grounds.iter().find(|ground| ground.id == *value)).map(|g| &g.label);
        self.label(known.or_else(ground), value)
    }

    /// What an act is called.
    #[must_use]
    pub fn act_label(&self, row: &RowKey, id: &str) -> String {
        self.label(self.act(row, id).map(|act| &act.label), id)
    }

    /// What an option of an act is called.
    #[must_use]
    pub fn option_label(&self, row: &RowKey, act: &str, option: &str) -> String {
        self.label(self.act(row, act).and_then(|act| act.choose.get(option)).map(|option| &option.label), option)
    }

    /// What a stage is called.
    #[must_use]
    pub fn stage_label(&self, row: &RowKey, id: &str) -> String {
        self.label(self.stage(row, id).map(|stage| &stage.label), id)
    }

    /// What the public is told of a stage.
    #[must_use]
    pub fn stage_public(&self, row: &RowKey, id: &str) -> String {
        self.label(self.stage(row, id).map(|stage| stage.public.as_ref().unwrap_or(&stage.label)), id)
    }

    /// What a limit is called.
    #[must_use]
    pub fn limit_label(&self, row: &RowKey, id: &str) -> String {
        self.label(self.limit(row, id).map(|limit| &limit.label), id)
    }

    /// What a document is called.
    #[must_use]
    pub fn document_label(&self, id: &str) -> String {
        self.label(self.regulation.documents.get(id).map(|document| &document.label), id)
    }

    /// What a kind of party is called.
    #[must_use]
    pub fn party_label(&self, id: &str) -> String {
        self.label(self.regulation.parties.get(id).map(|party| &party.label), id)
    }

    /// What a role is called.
    #[must_use]
    pub fn role_label(&self, id: &str) -> String {
        self.label(self.regulation.role_label(id), id)
    }

    /// What a way in is called.
    #[must_use]
    pub fn channel_label(&self, id: &str) -> String {
        self.label(self.regulation.channels.get(id).map(|channel| &channel.label), id)
    }

    /// What a row is called: `回避 2`; empty for the case itself.
    #[must_use]
    pub fn row_label(&self, row: &RowKey) -> String {
        if row.is_main() {
            return String::new();
        }
        let part = self.regulation.parts.get(&row.part);
        let label = self.label(part.map(|part| &part.label), &row.part);
        if part.is_some_and(|part| part.many) { format!("{label} {}", row.n) } else { label }
    }

    /// The shape of which an act opens a row.
    #[must_use]
    pub fn opened_by(&self, act: Option<&Act>) -> Option<&'a Shape> {
        let id = act?.opens.as_ref()?;
        let register = || self.regulation.registers.get(id).map(|register| &register.shape);
        self.regulation.parts.get(id).or_else(register)
    }

    /// What an act asks is called.
    #[must_use]
    pub fn input_label(&self, row: &RowKey, act: Option<&Act>, what: &InputWhat) -> String {
        let opened = self.opened_by(act);
        match what {
            InputWhat::Field(id) => match opened.and_then(|shape| shape.fields.get(id)) {
                Some(field) => self.text(&field.label),
                None => self.field_label(row, id),
            },
            InputWhat::Class(id) => match opened.and_then(|shape| shape.classes.get(id)) {
                Some(axis) => self.text(&axis.label),
                None => self.axis_label(row, id),
            },
            InputWhat::Party(id) => self.party_label(id),
            InputWhat::Role(id) => self.role_label(id),
            InputWhat::Document(id) => self.document_label(id),
            InputWhat::Own(id, _) if *id == "reason" => self.pick("理由", "Reason").to_owned(),
            InputWhat::Own(id, field) => self.label(Some(&field.label), id),
        }
    }

    /// A name under which rules and papers know a thing: `matter`, `class.level`, `party.complainant.name`, `slip.opinion`.
    #[must_use]
    pub fn path_label(&self, path: &str) -> String {
        self.path_label_in(&RowKey::main(), path)
    }

    /// The same, as a row sees it.
    #[must_use]
    pub fn path_label_in(&self, row: &RowKey, path: &str) -> String {
        match path.split('.').collect::<Vec<_>>().as_slice() {
            ["number"] => self.pick("编号", "Number").to_owned(),
            ["received"] => self.pick("收到时间", "Received").to_owned(),
            ["stage"] => self.pick("现处", "Stage").to_owned(),
            ["channel"] => self.pick("来源", "Channel").to_owned(),
            ["reason"] => self.pick("理由", "Reason").to_owned(),
            ["party", kind] => self.party_label(kind),
            ["party", kind, field] => {
                let label = self.regulation.parties.get(*kind).and_then(|p| p.fields.get(*field)).map(|f| &f.label);
                let (party, field) = (self.party_label(kind), self.label(label, field));
                // 客户 and 客户姓名 are not said twice.
                if field.starts_with(&party) { field } else { format!("{party}{}{field}", self.pick("", " · ")) }
            }
            ["class", axis] => self.axis_label(row, axis),
            [part, name] => match self.regulation.parts.get(*part) {
                Some(_) => self.field_label(&RowKey::new(Id::from(*part), 1), name),
                None => self.field_label(row, name),
            },
            [name] => self.field_label(row, name),
            _ => path.to_owned(),
        }
    }

    /// A sentence with the rule behind it.
    #[must_use]
    pub fn cited(&self, text: String, rule: &Rule) -> Cited {
        self.citing(text, rule.article.as_ref(), rule.reading.as_ref())
    }

    /// A sentence with article and reading.
    #[must_use]
    pub fn citing(&self, text: String, article: Option<&String>, reading: Option<&Label>) -> Cited {
        Cited { text, article: article.cloned(), reading: reading.map(|reading| self.text(reading)) }
    }
}
