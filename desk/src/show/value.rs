//! Values in words.

use dengwen_case::{Entry, RowKey};
use dengwen_regulation::{
    decimal,
    model::{Field, FieldType, Id, Options, Party, Sensitive},
    value::Value,
};

use super::{Show, is_identity, words};
use crate::view::ValueView;

/// A value in words, or that it is kept from sight.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The words; empty if sealed.
    pub text: String,
    /// Kept from sight.
    pub sealed: bool,
}

impl Said {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), sealed: false }
    }

    fn sealed() -> Self {
        Self { text: String::new(), sealed: true }
    }

    /// With its label.
    #[must_use]
    pub fn under(self, label: impl Into<String>) -> ValueView {
        ValueView { label: label.into(), value: self.text, sealed: self.sealed }
    }
}

impl Show<'_> {
    /// A value of a field, seen from a row.
    #[must_use]
    pub fn value(&self, row: &RowKey, field: Option<&Field>, value: &Value) -> Said {
        match value {
            Value::Empty => Said::default(),
            Value::NotApplicable => Said::plain(self.pick("不适用", "does not apply")),
            Value::Yes(true) => Said::plain(self.pick("是", "yes")),
            Value::Yes(false) => Said::plain(self.pick("否", "no")),
            Value::Int(n) if is_of(field, FieldType::Percent) => Said::plain(format!("{n}%")),
            Value::Int(n) => Said::plain(n.to_string()),
            Value::Money(fen) => Said::plain(words::money(*fen, self.lang)),
            Value::Decimal(n, places) => Said::plain(decimal::written(*n, *places)),
            Value::Share(over, under) => Said::plain(words::percent(*over, *under)),
            Value::Text(text) => Said::plain(text.clone()),
            Value::Choice(id) => Said::plain(self.choice(row, field, id)),
            Value::Date(date) => Said::plain(self.date(*date)),
            Value::Time(time) => Said::plain(words::time(*time)),
            Value::Moment(at) => Said::plain(self.moment(*at)),
            Value::Interval(span) => Said::plain(words::span(*span, self.lang)),
            Value::Seconds(n) => Said::plain(words::seconds(*n, self.lang)),
            Value::Ref(to) => Said::plain(self.inside(to)),
            Value::Many(all) => self.many(row, field, all),
            Value::Sealed(handle) => match self.names.opened.get(&handle.digest) {
                Some(text) => Said::plain(text.clone()),
                None => Said::sealed(),
            },
        }
    }

    fn many(&self, row: &RowKey, field: Option<&Field>, all: &[Value]) -> Said {
        let said: Vec<Said> = all.iter().map(|one| self.value(row, field, one)).collect();
        if !said.is_empty() && said.iter().all(|one| one.sealed) {
            return Said::sealed();
        }
        let texts: Vec<String> = said.into_iter().map(|one| one.text).collect();
        Said::plain(words::listed(&texts, self.lang))
    }

    /// The label of an option: of the field's own choices, of an axis, a part, a stage or a way in.
    #[must_use]
    pub fn choice(&self, row: &RowKey, field: Option<&Field>, id: &Id) -> String {
        let options = field.map(|field| &field.options);
        if let Some(Options::Listed(all)) = options
            && let Some(choice) = all.get(id)
        {
            return self.text(&choice.label);
        }
        if let Some(Options::From(from)) = options
            && self.axis(row, from).is_some()
        {
            return self.class_value(row, from, id);
        }
        let known = self.regulation.channels.get(id).map(|channel| &channel.label);
        let known = known.or_else(|| self.stage(row, id).map(|stage| &stage.label));
        let known = known.or_else(|| self.regulation.kinds.get(id).map(|kind| &kind.label));
        let known = known.or_else(|| self.regulation.role_label(id));
        self.label(known, id)
    }

    /// A value under a name that rules and papers use: `matter`, `class.level`, `party.reporter.name`.
    #[must_use]
    pub fn value_of_path(&self, path: &str, value: &Value) -> Said {
        self.value_of_path_in(&RowKey::main(), path, value)
    }

    /// The same, as a row sees it.
    #[must_use]
    pub fn value_of_path_in(&self, main: &RowKey, path: &str, value: &Value) -> Said {
        match path.split('.').collect::<Vec<_>>().as_slice() {
            ["class", axis] => self.class_words(main, axis, value),
            ["party", kind, field] => {
                let party = self.regulation.parties.get(*kind);
                self.value(main, party.and_then(|party| party.fields.get(*field)), value)
            }
            [part, name] if self.regulation.parts.contains_key(*part) => {
                let row = RowKey::new(Id::from(*part), 1);
                match self.field(&row, name) {
                    None if self.axis(&row, name).is_some() => self.class_words(&row, name, value),
                    field => self.value(&row, field, value),
                }
            }
            [name] => match self.field(main, name) {
                None if self.axis(main, name).is_some() => self.class_words(main, name, value),
                field => self.value(main, field, value),
            },
            _ => self.value(main, None, value),
        }
    }

    /// Class values by their labels.
    #[must_use]
    pub fn class_words(&self, row: &RowKey, axis: &str, value: &Value) -> Said {
        match value {
            Value::Choice(id) => Said::plain(self.class_value(row, axis, id)),
            Value::Many(all) => {
                let texts: Vec<String> = all.iter().map(|one| self.class_words(row, axis, one).text).collect();
                Said::plain(words::listed(&texts, self.lang))
            }
            other => self.value(row, None, other),
        }
    }

    /// Something given with an act, with its label; parties come apart into their fields.
    #[must_use]
    pub fn entry(&self, row: &RowKey, act: &str, key: &str, entry: &Entry) -> Vec<ValueView> {
        let label = self.key_label(row, act, key);
        match entry {
            Entry::Unknown => vec![Said::plain(self.pick("暂不清楚", "not known yet")).under(label)],
            Entry::Value(value) => {
                let said = match key.split_once('.') {
                    Some(("class", axis)) => self.class_words(row, axis, value),
                    _ if self.act(row, act).is_some_and(|act| act.standing) => self.named(row, key, value),
                    _ => {
                        let opened = self.opened_by(self.act(row, act)).and_then(|shape| shape.fields.get(key));
                        let field = self.own_field(row, act, key).or(opened).or_else(|| self.field(row, key));
                        self.guarded(row, field, value)
                    }
                };
                if said == Said::default() { Vec::new() } else { vec![said.under(label)] }
            }
            Entry::Party(party) => self.party_input(key, party),
            Entry::Parties(all) => all.iter().flat_map(|party| self.party_input(key, party)).collect(),
        }
    }

    /// What an act that is there for all names, by its label.
    fn named(&self, row: &RowKey, key: &str, value: &Value) -> Said {
        let Value::Text(text) = value else { return self.guarded(row, self.field(row, key), value) };
        Said::plain(match key {
            "document" => {
                let (document, n) = text.split_once('#').map_or((text.as_str(), None), |(id, n)| (id, n.parse().ok()));
                let paper = n.and_then(|n| self.case.paper(n)).map(|paper| self.paper_title(paper));
                paper.unwrap_or_else(|| self.document_label(document))
            }
            "limit" => self.limit_label(row, text),
            "field" => self.field_label(row, text),
            "axis" => self.axis_label(row, text),
            "request" => self.request_label(text.parse().unwrap_or(0)),
            "value" => {
                let shape = self.regulation.shape(&self.shape_of(row));
                let found = shape
                    .into_iter()
                    .flat_map(|shape| shape.classes.values())
                    .find_map(|axis| axis.values.get(text.as_str()));
                self.label(found.map(|value| &value.label), text)
            }
            "mode" => self.mode_label(text),
            _ => text.clone(),
        })
    }

    fn party_input(&self, key: &str, input: &dengwen_case::PartyInput) -> Vec<ValueView> {
        let kind = key.strip_prefix("party.").unwrap_or(key);
        let label = self.party_label(kind);
        let who = input.who.as_ref().map(|who| Said::plain(self.inside(who)).under(label.clone()));
        let Some(party) = self.regulation.parties.get(kind) else { return who.into_iter().collect() };
        let fields = input.fields.iter().filter_map(|(id, value)| {
            let said = self.party_field(party, id, value);
            let name = self.label(party.fields.get(id).map(|field| &field.label), id);
            (said != Said::default()).then(|| said.under(format!("{label} · {name}")))
        });
        who.into_iter().chain(fields).collect()
    }

    /// A field of a party; what tells who it is stays sealed unless it was opened.
    #[must_use]
    pub fn party_field(&self, party: &Party, id: &Id, value: &Value) -> Said {
        let said = self.value(&RowKey::main(), party.fields.get(id), value);
        let opened = matches!(value, Value::Sealed(_));
        if is_identity(party, id) && !opened && said != Said::default() { Said::sealed() } else { said }
    }

    /// A field of a row; what is marked as identity stays sealed unless it was opened.
    #[must_use]
    pub fn guarded(&self, row: &RowKey, field: Option<&Field>, value: &Value) -> Said {
        let said = self.value(row, field, value);
        let is_identity = field.is_some_and(|field| field.sensitive == Some(Sensitive::Identity));
        let opened = matches!(value, Value::Sealed(_));
        if is_identity && !opened && said != Said::default() { Said::sealed() } else { said }
    }

    fn own_field(&self, row: &RowKey, act: &str, key: &str) -> Option<&Field> {
        self.inputs_of(row, act).find_map(|what| match what {
            dengwen_regulation::model::InputWhat::Own(id, field) if *id == *key => Some(&**field),
            _ => None,
        })
    }

    fn inputs_of(&self, row: &RowKey, act: &str) -> impl Iterator<Item = &dengwen_regulation::model::InputWhat> {
        let act = self.act(row, act);
        let own = act.into_iter().flat_map(|act| &act.input);
        let options = act.into_iter().flat_map(|act| act.choose.values()).flat_map(|option| &option.input);
        own.chain(options).map(|input| &input.what)
    }

    fn key_label(&self, row: &RowKey, act: &str, key: &str) -> String {
        match self.inputs_of(row, act).find(|what| what.key() == key) {
            Some(what) => self.input_label(row, self.act(row, act), what),
            None => match self.opened_by(self.act(row, act)).and_then(|shape| shape.fields.get(key)) {
                Some(field) => self.text(&field.label),
                None => self.path_label(key),
            },
        }
    }
}

fn is_of(field: Option<&Field>, of: FieldType) -> bool {
    field.is_some_and(|field| field.types.contains(&of))
}
