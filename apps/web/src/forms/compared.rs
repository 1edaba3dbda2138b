//! What a form would change, shown before it is changed: nothing is written until what was shown is sent again.

use axum::http::StatusCode;
use dengwen_desk::office::Difference;

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
        let fields = self.form.fields.iter().map(|field| {
            let old = before.form.fields.iter().find(|known| known.key == field.key);
            let (before, after) = (old.map(|old| old.said(page.lang)).unwrap_or_default(), field.said(page.lang));
            let after = if field.key == PASSWORD && !after.is_empty() { page.t("form-password-new") } else { after };
            Difference { label: field.label.clone(), before, after }
        });
        fields.filter(|one| one.before != one.after).collect()
    }
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
