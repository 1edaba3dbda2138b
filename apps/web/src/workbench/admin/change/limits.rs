//! Limits and targets, each a number with its unit, in one table.

use dengwen_desk::view::{Control, FieldView};
use dengwen_regulation::edit::LimitLine;

use super::ChangePage;
use crate::{
    forms::Draft,
    page::Page,
    workbench::{
        admin::ask,
        settings::{span, spanned},
    },
};

/// Which of the numbers of a limit it is, in words.
const KEYS: &[(&str, &str)] = &[
    ("at-latest", "change-limit-at-latest"),
    ("every", "change-limit-every"),
    ("extend", "change-limit-extend"),
    ("warn", "change-limit-warn"),
    ("target", "change-limit-target"),
    ("decimals", "change-limit-decimals"),
];

/// It is no length of time: a figure's.
fn is_plain(line: &LimitLine) -> bool {
    matches!(line.key, "target" | "decimals")
}

/// The key under which a number is sent.
fn key(n: usize) -> String {
    format!("limit{n}")
}

pub(super) fn fields(page: &Page, lines: &[LimitLine]) -> Vec<FieldView> {
    let mut fields = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let field = ask::text(&key(n), line.label.clone(), &line.written);
        if is_plain(line) {
            fields.push(field);
            continue;
        }
        fields.extend(span(page, FieldView { control: Control::Interval, ..field }));
    }
    fields
}

/// The numbers that were changed, by path, as they are written.
pub(super) fn changed(page: &Page, draft: &Draft, lines: &[LimitLine]) -> Vec<(usize, String)> {
    let shown = fields(page, lines);
    let was = |key: &str| {
        let field = shown.iter().find(|field| field.key == key);
        field.and_then(|field| field.value.first()).map_or("", String::as_str)
    };
    let mut all = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let (key, unit) = (key(n), format!("{}.unit", key(n)));
        if draft.value(&key) == was(&key) && draft.value(&unit) == was(&unit) {
            continue;
        }
        let typed = if is_plain(line) { draft.value(&key).to_owned() } else { spanned(draft, &key) };
        // One of a unit is written without an s.
        all.push((n, if typed.starts_with("1 ") { typed.trim_end_matches('s').to_owned() } else { typed }));
    }
    all
}

/// Says at a number that it does not fit.
pub(super) fn mark(draft: &mut Draft, page: &Page, n: usize) {
    draft.mark(&key(n), page.t("regulation-setting-wrong"));
}

impl ChangePage<'_> {
    /// The fields of a number: itself, and its unit.
    pub(super) fn number(&self, n: &usize) -> Vec<&FieldView> {
        let (key, unit) = (key(*n), format!("{}.unit", key(*n)));
        self.draft.form.fields.iter().filter(|field| field.key == key || field.key == unit).collect()
    }

    /// Which of the numbers of a limit it is; nothing for its time itself.
    pub(super) fn which(&self, line: &LimitLine) -> String {
        let word = KEYS.iter().find(|(known, _)| *known == line.key).map(|(_, key)| self.page.t(key));
        match (word, line.row) {
            (Some(word), _) => word,
            (None, Some(row)) => self.page.count("change-limit-row", row),
            (None, None) => String::new(),
        }
    }
}
