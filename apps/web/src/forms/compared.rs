//! What a form would change, shown before it is changed: nothing is written until what was shown is sent again.

use axum::http::StatusCode;
use dengwen_desk::{
    office::Difference,
    view::{Control, FieldView},
};

use super::{Draft, Posted, draft::Problem};
use crate::page::Page;

/// The field that is never shown.
const PASSWORD: &str = "password";

impl Draft {
    /// Sets what was typed against what there is. A status says that the form is shown again: with the differences, to be sent once
    /// more, or saying that there are none.
    pub(crate) fn compared(&mut self, before: &Self, posted: &Posted, page: &Page) -> Option<StatusCode> {
        let differences = self.differences_to(before, page);
        if differences.is_empty() {
            self.problems.push(Problem { text: page.t("form-nothing-changed"), ..Problem::default() });
            return Some(StatusCode::OK);
        }
        let sure = mark(&differences);
        if posted.meta(":sure") == Some(sure.as_str()) {
            return None;
        }
        self.sure = Some(sure);
        self.differences = differences;
        Some(StatusCode::OK)
    }

    fn differences_to(&self, before: &Self, page: &Page) -> Vec<Difference> {
        let (old, new) = (said_in(before, page), said_in(self, page));
        let gone = old.iter().filter(|(key, ..)| !new.iter().any(|(known, ..)| known == key));
        let gone = gone.map(|(_, label, said)| (label.clone(), said.clone(), String::new()));
        let fields = new.iter().map(|(key, label, said)| {
            let was = old.iter().find(|(known, ..)| known == key).map(|(_, _, said)| said.clone()).unwrap_or_default();
            let password = key == PASSWORD && !said.is_empty();
            (label.clone(), was, if password { page.t("form-password-new") } else { said.clone() })
        });
        let all = fields.chain(gone).filter(|(_, before, after)| before != after);
        all.map(|(label, before, after)| Difference { label, before, after }).collect()
    }
}

/// Key, label and answer of every question of a form, those of its groups too.
fn said_in(draft: &Draft, page: &Page) -> Vec<(String, String, String)> {
    fn gather(field: &FieldView, above: &str, page: &Page, all: &mut Vec<(String, String, String)>) {
        let label = if above.is_empty() { field.label.clone() } else { format!("{above} · {}", field.label) };
        if field.control == Control::Group {
            // A row says itself whose it is.
            let row = |child: &FieldView| child.control == Control::Group;
            field.children.iter().for_each(|child| gather(child, if row(child) { "" } else { &label }, page, all));
        } else {
            all.push((field.key.clone(), label, field.said(page.lang)));
        }
    }
    let mut all = Vec::new();
    draft.form.fields.iter().for_each(|field| gather(field, "", page, &mut all));
    all
}

/// Stands for differences as they were shown.
fn mark(differences: &[Difference]) -> String {
    let mut hash = blake3::Hasher::new();
    for Difference { label, before, after } in differences {
        for part in [label, before, after] {
            hash.update(part.as_bytes()).update(&[0]);
        }
    }
    hash.finalize().to_hex().to_string()
}
