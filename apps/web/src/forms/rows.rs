//! Rows of a group that may be given several times, such as several reporters.

use dengwen_desk::view::{Control, FieldView, Typed};

use crate::limits::ROWS_MAX;

/// Lays out `count` rows of a group that may be given several times. One row stands plainly; several are groups of their own.
pub(super) fn lay_out(group: &mut FieldView, count: usize) {
    if !group.many || group.control != Control::Group || count < 2 {
        return;
    }
    let first = format!("{}.0.", group.key);
    let template: Vec<FieldView> =
        group.children.iter().filter(|child| child.key.starts_with(&first)).cloned().collect();
    if template.is_empty() {
        return;
    }
    group.children = (0..count.min(ROWS_MAX)).map(|row| row_of(group, &template, row)).collect();
}

/// How many rows of a group were sent.
pub(super) fn sent(key: &str, typed: &Typed) -> usize {
    let rows = typed.iter().filter_map(|(name, _)| row_in(key, name));
    rows.max().map_or(1, |last| last + 1).min(ROWS_MAX)
}

/// Takes one row out and moves those behind it up.
pub(super) fn take_out(key: &str, row: usize, typed: &mut Typed) {
    typed.retain(|(name, _)| row_in(key, name) != Some(row));
    for (name, _) in typed.iter_mut() {
        if let Some(there) = row_in(key, name).filter(|there| *there > row) {
            let tail = name.strip_prefix(&format!("{key}.{there}.")).unwrap_or_default().to_owned();
            *name = format!("{key}.{}.{tail}", there - 1);
        }
    }
}

fn row_in(key: &str, name: &str) -> Option<usize> {
    let rest = name.strip_prefix(key)?.strip_prefix('.')?;
    rest.split_once('.')?.0.parse().ok()
}

fn row_of(group: &FieldView, template: &[FieldView], row: usize) -> FieldView {
    let first = format!("{}.0.", group.key);
    let children = template.iter().map(|child| renamed(child, &first, &format!("{}.{row}.", group.key))).collect();
    FieldView {
        key: format!("{}.{row}", group.key),
        label: format!("{} {}", group.label, row + 1),
        many: false,
        children,
        hint: None,
        error: None,
        value: Vec::new(),
        options: Vec::new(),
        ..group.clone()
    }
}

fn renamed(field: &FieldView, from: &str, to: &str) -> FieldView {
    let key = field.key.strip_prefix(from).map_or_else(|| field.key.clone(), |tail| format!("{to}{tail}"));
    let children = field.children.iter().map(|child| renamed(child, from, to)).collect();
    FieldView { key, children, ..field.clone() }
}
