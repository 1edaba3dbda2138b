//! Settings of a regulation as fields: the question is the label, lengths of time are a number and a unit.

use axum::http::StatusCode;
use dengwen_desk::{
    SettingView,
    view::{Choice, Control, FieldView, FormView},
};

use crate::{forms::Draft, page::Page};

/// Units of time, and the words for them.
const UNITS: &[(&str, &str)] = &[
    ("second", "span-second"),
    ("minute", "span-minute"),
    ("hour", "span-hour"),
    ("working-hour", "span-working-hour"),
    ("day", "span-day"),
    ("working-day", "span-working-day"),
    ("week", "span-week"),
    ("month", "span-month"),
    ("year", "span-year"),
    ("same_day", "span-same-day"),
    ("immediate", "span-immediate"),
];
/// Units that have no number before them.
const BARE: &[&str] = &["same_day", "immediate"];
/// What the act of a setting's form begins with.
const ACT: &str = "setting-";

/// A setting with its form.
pub(crate) struct Setting {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) article: Option<String>,
    pub(crate) filled: bool,
    pub(crate) draft: Draft,
}

impl Setting {
    pub(crate) fn new(page: &Page, view: &SettingView) -> Self {
        let field = FieldView { article: None, must: true, ..view.field.clone() };
        let fields = if field.control == Control::Interval { span(page, field) } else { vec![field] };
        let (act, label) = (format!("{ACT}{}", view.id), page.t("regulation-setting-save"));
        let form = FormView { act, label, fields, ..FormView::default() };
        Self {
            id: view.id.clone(),
            label: view.field.label.clone(),
            article: view.field.article.clone(),
            filled: view.filled,
            draft: Draft::new(form, 0, page.path.clone()),
        }
    }

    /// What was typed, as the desk takes it; a status if something is missing.
    pub(crate) fn typed(&mut self, page: &Page) -> Result<String, StatusCode> {
        let unit = self.draft.value("unit").to_owned();
        if BARE.contains(&unit.as_str()) {
            return Ok(unit);
        }
        if let Some(status) = self.draft.incomplete(page) {
            return Err(status);
        }
        let asked = self.draft.form.fields.iter().find(|field| field.key == "value");
        let chosen = |value: &String| asked.is_none_or(|field| field.options.iter().any(|one| one.value == *value));
        let is_choice = asked.is_some_and(|field| matches!(field.control, Control::One | Control::Many));
        if is_choice && !asked.iter().flat_map(|field| &field.value).all(chosen) {
            self.draft.mark("value", page.t("regulation-setting-wrong"));
            return Err(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let values = asked.iter().flat_map(|field| &field.value);
        let value = values.map(|value| value.trim()).collect::<Vec<_>>().join(",");
        Ok(if unit.is_empty() { value } else { format!("{value} {unit}s") })
    }
}

/// The key of the unit beside a number.
fn unit_key(key: &str) -> String {
    if key == "value" { "unit".to_owned() } else { format!("{key}.unit") }
}

/// A length of time as the desk takes it.
pub(crate) fn spanned(draft: &Draft, key: &str) -> String {
    let (amount, unit) = (draft.value(key).trim(), draft.value(&unit_key(key)));
    match (amount, unit) {
        (_, unit) if BARE.contains(&unit) => unit.to_owned(),
        ("", _) => String::new(),
        (amount, "") => amount.to_owned(),
        (amount, unit) => format!("{amount} {unit}s"),
    }
}

/// The setting that a form is about.
pub(crate) fn of_act(act: &str) -> Option<&str> {
    act.strip_prefix(ACT)
}

/// A length of time as a number and a unit; the unit of `value` has the key `unit`, that of `x` the key `x.unit`.
pub(crate) fn span(page: &Page, field: FieldView) -> Vec<FieldView> {
    let known = field.value.first().cloned().unwrap_or_default();
    let (amount, unit) = known.split_once(' ').unwrap_or(("", known.as_str()));
    let unit = unit.strip_suffix('s').unwrap_or(unit).to_owned();
    let given = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    let option = |(value, key): &(&str, &str)| Choice { value: (*value).to_owned(), label: page.t(key), meaning: None };
    let units = FieldView {
        key: unit_key(&field.key),
        label: page.t("span-unit"),
        control: Control::One,
        options: UNITS.iter().map(option).collect(),
        value: given(&unit),
        hint: None,
        ..field.clone()
    };
    vec![FieldView { control: Control::Number, value: given(amount), hint: Some(page.t("span-hint")), ..field }, units]
}
