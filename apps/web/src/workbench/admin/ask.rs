//! Fields of forms of our own.

use dengwen_desk::view::{Choice, Control, FieldView};

/// A line of text.
pub(crate) fn text(key: &str, label: String, value: &str) -> FieldView {
    field(key, label, Control::Text, value)
}

/// A day.
pub(crate) fn day(key: &str, label: String, value: &str) -> FieldView {
    field(key, label, Control::Date, value)
}

/// Yes or no.
pub(crate) fn yes_no(key: &str, label: String, yes: bool) -> FieldView {
    must(field(key, label, Control::YesNo, if yes { "yes" } else { "no" }))
}

/// One of several.
pub(crate) fn one(key: &str, label: String, options: Vec<(String, String)>, value: &str) -> FieldView {
    let choice = |(value, label)| Choice { value, label, meaning: None };
    FieldView { options: options.into_iter().map(choice).collect(), ..field(key, label, Control::One, value) }
}

/// The same field, which must be given.
pub(crate) fn must(field: FieldView) -> FieldView {
    FieldView { must: true, ..field }
}

/// The same field with a hint.
pub(crate) fn hinted(field: FieldView, hint: String) -> FieldView {
    FieldView { hint: Some(hint), ..field }
}

fn field(key: &str, label: String, control: Control, value: &str) -> FieldView {
    let value = if value.is_empty() { Vec::new() } else { vec![value.to_owned()] };
    FieldView { value, ..FieldView::new(key, label, control) }
}
