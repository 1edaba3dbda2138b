//! Labels of what an expression names, and of the names that a truth says are empty.

use super::{Node, On, Word, act_of, around};
use crate::{
    model::{Field, FieldType, Id, InputWhat, Label, Lang, Options, Regulation, ShapeRef},
    value::{Ref, Value},
};

/// The label of a name as [`super::Truth::Unknown`] carries it: `x`, `input.x`, `setting.x`, `party.kind.x`.
#[must_use]
pub fn label_of(reg: &Regulation, at: &ShapeRef, name: &str, lang: Lang) -> String {
    let labels = Labels { reg, at, lang };
    match name.split('.').collect::<Vec<_>>().as_slice() {
        ["input", id] => labels.input(&Id::from(*id)),
        ["setting", id] => labels.setting(&Id::from(*id)),
        ["party", kind, id] => {
            let (party, field) = (labels.party(&Id::from(*kind)), labels.party_field(&Id::from(*kind), &Id::from(*id)));
            if lang == Lang::Zh { format!("{party}的{field}") } else { format!("{field} of {party}") }
        }
        [_, id] | [id] => labels.any_name(&Id::from(*id)),
        _ => name.to_owned(),
    }
}

/// Looks labels up from one shape.
pub(super) struct Labels<'a> {
    pub(super) reg: &'a Regulation,
    pub(super) at: &'a ShapeRef,
    pub(super) lang: Lang,
}

impl Labels<'_> {
    fn text(&self, label: Option<&Label>, id: &str) -> String {
        label.map(|label| label.in_lang(self.lang)).filter(|text| !text.is_empty()).unwrap_or(id).to_owned()
    }

    fn field_here(&self, id: &str) -> Option<&Field> {
        around(self.reg, self.at).into_iter().find_map(|(_, shape)| shape.fields.get(id))
    }

    /// A field or class seen from here.
    pub(super) fn name(&self, id: &Id) -> String {
        let shapes = around(self.reg, self.at);
        let label = shapes.iter().find_map(|(_, shape)| {
            shape.fields.get(id).map(|field| &field.label).or_else(|| shape.classes.get(id).map(|axis| &axis.label))
        });
        match label {
            Some(label) => self.text(Some(label), id),
            None => self.any_name(id),
        }
    }

    /// A field or class anywhere, or a word.
    pub(super) fn any_name(&self, id: &Id) -> String {
        let mut labels = self.reg.shapes().filter_map(|(_, shape)| {
            shape.fields.get(id).map(|field| &field.label).or_else(|| shape.classes.get(id).map(|axis| &axis.label))
        });
        let party = || self.reg.parties.values().find_map(|party| party.fields.get(id)).map(|field| &field.label);
        self.text(labels.next().or_else(party), id)
    }

    pub(super) fn name_or_input(&self, id: &Id) -> String {
        match id.strip_prefix("input.") {
            Some(input) => self.input(&Id::from(input)),
            None => self.name(id),
        }
    }

    pub(super) fn input(&self, id: &Id) -> String {
        for (_, shape) in self.reg.shapes() {
            for act in shape.acts.values() {
                let options = act.choose.values().flat_map(|option| &option.input);
                for input in act.input.iter().chain(options) {
                    if let InputWhat::Own(own, field) = &input.what
                        && own == id
                    {
                        return self.text(Some(&field.label), id);
                    }
                }
            }
        }
        self.any_name(id)
    }

    pub(super) fn setting(&self, id: &Id) -> String {
        self.text(self.reg.settings.get(id).map(|setting| &setting.field.label), id)
    }

    pub(super) fn party(&self, id: &Id) -> String {
        self.text(self.reg.parties.get(id).map(|party| &party.label), id)
    }

    pub(super) fn party_field(&self, kind: &Id, id: &Id) -> String {
        self.text(self.reg.parties.get(kind).and_then(|party| party.fields.get(id)).map(|field| &field.label), id)
    }

    pub(super) fn who(&self, id: &Id) -> String {
        let role = self.reg.role_label(id);
        let label = role.or_else(|| self.reg.parties.get(id).map(|party| &party.label));
        let name = self.text(label, id);
        if self.lang == Lang::Zh { format!("（{name}）") } else { format!("({name})") }
    }

    pub(super) fn condition(&self, id: &Id) -> String {
        self.text(self.reg.conditions.get(id).map(|condition| &condition.label), id)
    }

    pub(super) fn part(&self, id: &Id) -> String {
        self.text(self.reg.parts.get(id).map(|part| &part.label), id)
    }

    pub(super) fn document(&self, id: &Id) -> String {
        self.text(self.reg.documents.get(id).map(|document| &document.label), id)
    }

    pub(super) fn table(&self, id: &Id) -> String {
        self.text(self.reg.tables.get(id).map(|table| &table.label), id)
    }

    pub(super) fn counter(&self, id: &Id) -> String {
        self.text(self.reg.counters.get(id).map(|counter| &counter.label), id)
    }

    pub(super) fn indicator(&self, id: &Id) -> String {
        self.text(self.reg.indicators.get(id).map(|indicator| &indicator.label), id)
    }

    pub(super) fn limit(&self, id: &Id) -> String {
        let here = around(self.reg, self.at);
        let name = id.rsplit('.').next().unwrap_or(id);
        let label = here.iter().find_map(|(_, shape)| shape.limits.get(name));
        let label = label.or_else(|| self.reg.shapes().find_map(|(_, shape)| shape.limits.get(name)));
        self.text(label.map(|limit| &limit.label), id)
    }

    /// `act`, `act.option`, `part.act`.
    pub(super) fn act(&self, name: &str) -> String {
        let found = act_of(self.reg, self.at, name)
            .or_else(|| self.reg.shapes().find_map(|(at, _)| act_of(self.reg, &at, name)));
        match found {
            Some((_, act, None)) => self.text(Some(&act.label), name),
            Some((_, act, Some(option))) => {
                let label = self.text(Some(&act.label), name);
                let option = self.text(act.choose.get(&option).map(|option| &option.label), &option);
                if self.lang == Lang::Zh { format!("{label}：{option}") } else { format!("{label}: {option}") }
            }
            None => name.to_owned(),
        }
    }

    pub(super) fn class_value(&self, axis: &Id, value: &str) -> String {
        let axis = around(self.reg, self.at).into_iter().find_map(|(_, shape)| shape.classes.get(axis));
        let axis = axis.or_else(|| self.reg.shapes().find_map(|(_, shape)| shape.classes.get(value)));
        self.text(axis.and_then(|axis| axis.values.get(value)).map(|value| &value.label), value)
    }

    /// The label of a value in what it is compared with.
    pub(super) fn value(&self, beside: &Node, text: &str) -> Option<String> {
        let label = match beside {
            Node::Name(id) | Node::Of(_, id) | Node::Input(_, id) => return self.option(id, text),
            Node::Word(_, Word::Stage) => {
                let mut stages =
                    around(self.reg, self.at).into_iter().map(|(_, shape)| shape).chain(self.reg.parts.values());
                stages.find_map(|shape| shape.stages.get(text)).map(|stage| &stage.label)
            }
            Node::Setting(id) => match &self.reg.settings.get(id)?.field.options {
                Options::Listed(options) => options.get(text).map(|option| &option.label),
                _ => None,
            },
            Node::Word(_, Word::Channel) => self.reg.channels.get(text).map(|channel| &channel.label),
            Node::Word(_, Word::Kind) => self.reg.kinds.get(text).map(|kind| &kind.label),
            Node::Actor(super::Actor::Role) => self.reg.role_label(text),
            Node::Fact(_, super::Fact::Chosen(act)) => {
                let (_, act, _) = act_of(self.reg, self.at, act)?;
                act.choose.get(text).map(|option| &option.label)
            }
            _ => None,
        };
        label.map(|label| self.text(Some(label), text))
    }

    fn option(&self, id: &Id, text: &str) -> Option<String> {
        let shapes: Vec<_> = around(self.reg, self.at).into_iter().map(|(_, shape)| shape).collect();
        let all = || shapes.iter().copied().chain(self.reg.parts.values());
        if let Some(value) = all().find_map(|shape| shape.classes.get(id)?.values.get(text)) {
            return Some(self.text(Some(&value.label), text));
        }
        let options = all().find_map(|shape| match &shape.fields.get(id)?.options {
            Options::Listed(map) => map.get(text),
            _ => None,
        });
        options.map(|choice| self.text(Some(&choice.label), text))
    }

    pub(super) fn is_money(&self, node: &Node) -> bool {
        match node {
            Node::Name(id) | Node::Of(On::This, id) | Node::Input(On::Here, id) => {
                self.field_here(id).is_some_and(|field| field.types.contains(&FieldType::Money))
            }
            _ => false,
        }
    }

    /// A day or an instant: it is before or after, not less or more.
    pub(super) fn is_day(&self, node: &Node) -> bool {
        match node {
            Node::Clock(_) | Node::Word(_, Word::Received | Word::At) => true,
            Node::Fact(_, super::Fact::Due(_) | super::Fact::Since(_)) => true,
            Node::Name(id) | Node::Of(On::This, id) | Node::Input(On::Here, id) => {
                self.field_here(id).is_some_and(|field| {
                    field.types.iter().any(|ty| matches!(ty, FieldType::Date | FieldType::Moment | FieldType::Due))
                })
            }
            _ => false,
        }
    }

    pub(super) fn literal(&self, value: &Value) -> String {
        match value {
            Value::Yes(true) => if self.lang == Lang::Zh { "是" } else { "yes" }.to_owned(),
            Value::Yes(false) => if self.lang == Lang::Zh { "否" } else { "no" }.to_owned(),
            Value::Int(n) | Value::Seconds(n) => n.to_string(),
            Value::Money(fen) => money(*fen, self.lang),
            Value::Decimal(n, places) => crate::decimal::written(*n, *places),
            Value::Share(over, under) => share(*over, *under),
            Value::Text(text) => text.clone(),
            Value::Choice(id) => id.to_string(),
            Value::Date(day) => day.to_string(),
            Value::Time(time) => time.strftime("%H:%M").to_string(),
            Value::Moment(at) => at.to_string(),
            Value::Interval(span) => self.interval(span),
            Value::Many(all) => all.iter().map(|value| self.literal(value)).collect::<Vec<_>>().join("、"),
            Value::Ref(Ref::Person(text) | Ref::Unit(text) | Ref::Body(text) | Ref::Place(text)) => text.clone(),
            Value::Empty | Value::NotApplicable | Value::Sealed(_) | Value::Ref(_) => "—".to_owned(),
        }
    }

    fn interval(&self, span: &dengwen_calendar::Span) -> String {
        match self.lang {
            Lang::En => span.to_string(),
            Lang::Zh => span.words(dengwen_calendar::Lang::Zh),
        }
    }
}

/// Money in yuan, with fen where there are any.
pub(super) fn money(fen: i64, lang: Lang) -> String {
    let (yuan, rest) = (fen / 100, fen.unsigned_abs() % 100);
    let number = if rest == 0 { yuan.to_string() } else { format!("{yuan}.{rest:02}") };
    if lang == Lang::Zh { format!("{number}元") } else { format!("{number} yuan") }
}

fn share(over: i64, under: i64) -> String {
    if under != 0 && 100 % under == 0 {
        format!("{}%", over.saturating_mul(100 / under))
    } else {
        format!("{over}/{under}")
    }
}
