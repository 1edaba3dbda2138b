//! What was typed, and what is wrong with it, written back onto a form.

use crate::view::{Control, FieldView, FormView, Typed};

/// The form with what was typed in place of what stood there, and errors at their fields.
#[must_use]
pub fn with_typed(mut form: FormView, typed: &Typed, errors: &[(String, String)]) -> FormView {
    let options = form.options.iter_mut().flat_map(|option| &mut option.fields);
    for field in form.fields.iter_mut().chain(options) {
        lay_out(field, typed);
        write(field, typed, errors);
    }
    form
}

fn write(field: &mut FieldView, typed: &Typed, errors: &[(String, String)]) {
    if !matches!(field.control, Control::Group | Control::Files) {
        field.value = typed.iter().filter(|(key, _)| *key == field.key).map(|(_, value)| value.clone()).collect();
    }
    field.error = errors.iter().find(|(key, _)| *key == field.key).map(|(_, text)| text.clone());
    for child in &mut field.children {
        write(child, typed, errors);
    }
}

/// As many rows of a group as were typed.
fn lay_out(group: &mut FieldView, typed: &Typed) {
    if group.control != Control::Group || !group.many {
        return;
    }
    let first = format!("{}.0.", group.key);
    let template: Vec<FieldView> =
        group.children.iter().filter(|child| child.key.starts_with(&first)).cloned().collect();
    let rows = typed.iter().filter_map(|(key, _)| row_of(&group.key, key)).max().map_or(1, |last| last + 1);
    for row in 1..rows {
        for child in &template {
            let tail = child.key.strip_prefix(&first).unwrap_or_default();
            group.children.push(FieldView { key: format!("{}.{row}.{tail}", group.key), ..child.clone() });
        }
    }
}

fn row_of(group: &str, key: &str) -> Option<usize> {
    const ROWS_MAX: usize = 50;
    let rest = key.strip_prefix(group)?.strip_prefix('.')?;
    rest.split_once('.')?.0.parse().ok().filter(|row| *row < ROWS_MAX)
}

/// The key of a field as an engine's refusal names it: `party.reporter.name` is `party.reporter.0.name` on a form.
#[must_use]
pub fn key_on_form(form: &FormView, named: &str) -> String {
    fn find(field: &FieldView, named: &str) -> Option<String> {
        if field.key == named {
            return Some(field.key.clone());
        }
        let same = |child: &&FieldView| child.key.replacen(".0.", ".", 1) == named;
        let child = field.children.iter().find(same).map(|child| child.key.clone());
        child.or_else(|| field.children.iter().find_map(|child| find(child, named)))
    }
    let options = form.options.iter().flat_map(|option| &option.fields);
    form.fields.iter().chain(options).find_map(|field| find(field, named)).unwrap_or_else(|| named.to_owned())
}
