//! Columns of an office's tables: how they are asked, read and told.

use dengwen_case::RowKey;
use dengwen_regulation::{
    decimal,
    model::{Axis, Field, FieldType, Id, Label, Rule},
    value::Value,
};

use super::Show;
use crate::{
    office::Office,
    typed,
    view::{Choice, Control, FieldView},
};

impl Show<'_> {
    /// The field for a column by which a row is found: the values of its axis, or as the field of that name is asked.
    pub(crate) fn column_asked(&self, column: &str) -> FieldView {
        if let Some(axis) = self.column_axis(column) {
            let options = self.class_choices(axis);
            return FieldView { options, ..FieldView::new("", self.start(self.text(&axis.label)), Control::One) };
        }
        if let Some(field) = self.column_field(column) {
            let asked = self.setting_asked("", field, None);
            return FieldView { must: false, many: false, value: Vec::new(), label: self.start(asked.label), ..asked };
        }
        let options = self.column_words_of(column);
        let control = if options.is_empty() { Control::Text } else { Control::One };
        let options = options.into_iter().map(|(id, label)| Choice { value: id.to_string(), label, meaning: None });
        FieldView { options: options.collect(), ..FieldView::new("", self.column_label(column), control) }
    }

    /// What is typed into it.
    pub(crate) fn column_typed(&self, office: &Office, column: &str, text: &str) -> Option<Value> {
        if let Some(axis) = self.column_axis(column) {
            return axis.values.get(text).filter(|value| !value.rule.off).map(|_| Value::Choice(Id::from(text)));
        }
        if let Some(field) = self.column_field(column) {
            return typed::entered(office, self.regulation, field, text);
        }
        let known = self.column_words_of(column);
        if known.is_empty() {
            return Some(typed::reference(office, self.regulation, text));
        }
        known.iter().any(|(id, _)| **id == *text).then(|| Value::Choice(Id::from(text)))
    }

    /// What a row says in it.
    pub(crate) fn column_words(&self, column: &str, value: &Value) -> String {
        let one = |id: &Id| {
            let of_axis =
                self.column_axis(column).and_then(|axis| axis.values.get(id)).map(|one| self.text(&one.label));
            let word =
                || self.column_words_of(column).into_iter().find(|(known, _)| known == id).map(|(_, label)| label);
            of_axis.or_else(word)
        };
        match value {
            Value::Choice(id) => one(id),
            Value::Text(text) => one(&Id::from(text.as_str())),
            _ => None,
        }
        .unwrap_or_else(|| self.value(&RowKey::main(), self.column_field(column), value).text)
    }

    /// Values of a column for which none of these rows is there; a row that leaves the column open fits all.
    pub(crate) fn column_bare(&self, column: &str, whens: &[Option<&Value>]) -> Vec<String> {
        let Some(axis) = self.column_axis(column) else { return Vec::new() };
        let mut bare = Vec::new();
        for (id, value) in axis.values.iter().filter(|(_, value)| !value.rule.off) {
            let above: Vec<&Id> =
                std::iter::successors(Some(id), |at| axis.values.get(*at).and_then(|value| value.of.as_ref()))
                    .take(axis.values.len())
                    .collect();
            let covers = |when: &Option<&Value>| match when {
                None => true,
                Some(Value::Choice(one)) => above.contains(&one),
                Some(Value::Many(all)) => {
                    all.iter().any(|one| matches!(one, Value::Choice(one) if above.contains(&one)))
                }
                Some(_) => true,
            };
            let has_below = axis.values.values().any(|below| below.of.as_ref() == Some(id));
            if !has_below && !whens.iter().any(covers) {
                bare.push(self.text(&value.label));
            }
        }
        bare
    }

    /// The field for what a row gives.
    pub(crate) fn gift_asked(&self, label: &str, kind: &str) -> FieldView {
        let mut asked = self.setting_asked("", &self.gift_field(kind), None);
        if kind == "channel" {
            asked = self.column_asked("channel");
        }
        FieldView { label: label.to_owned(), ..asked }
    }

    /// The same as a field of the regulation, by which it is read.
    #[expect(clippy::unused_self, reason = "read beside `gift_asked`")]
    pub(crate) fn gift_field(&self, kind: &str) -> Field {
        let of = match kind {
            "unit" => FieldType::Unit,
            "role" => FieldType::Role,
            "person" => FieldType::Person,
            "time" => FieldType::Interval,
            "number" => FieldType::Number,
            "money" => FieldType::Money,
            "channel" => FieldType::Choice,
            "regulation" => FieldType::Regulation,
            _ => FieldType::Text,
        };
        // A table keeps a number with the decimals it is written with.
        Field { decimals: decimal::AS_WRITTEN, ..Field::plain(Label::default(), of, Rule::default()) }
    }

    fn column_axis(&self, column: &str) -> Option<&Axis> {
        self.regulation.shapes().find_map(|(_, shape)| shape.classes.get(column))
    }

    fn column_field(&self, column: &str) -> Option<&Field> {
        self.regulation.shapes().find_map(|(_, shape)| shape.fields.get(column))
    }

    fn column_label(&self, column: &str) -> String {
        let (zh, en) = match column {
            "channel" => ("渠道", "way in"),
            "kind" => ("事项种类", "kind of matter"),
            "stage" => ("阶段", "stage"),
            other => return self.path_label(other),
        };
        self.pick(zh, en).to_owned()
    }

    /// Values of a column that the format itself knows.
    fn column_words_of(&self, column: &str) -> Vec<(Id, String)> {
        let reg = self.regulation;
        let of = |id: &Id, label: &Label| (id.clone(), self.text(label));
        match column {
            "channel" => {
                reg.channels.iter().filter(|(_, one)| !one.rule.off).map(|(id, one)| of(id, &one.label)).collect()
            }
            "kind" => reg.kinds.iter().map(|(id, one)| of(id, &one.label)).collect(),
            "stage" => reg.main.stages.iter().map(|(id, one)| of(id, &one.label)).collect(),
            _ => Vec::new(),
        }
    }
}
