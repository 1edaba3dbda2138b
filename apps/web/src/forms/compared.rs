//! What a form would change, shown before it is changed: nothing is written until what was shown is sent again.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use dengwen_desk::{
    office::Difference,
    view::{Control, FieldView},
};

use super::{Draft, Posted, draft::Problem};
use crate::{page::Page, trouble::show};

/// The field that is never shown.
const PASSWORD: &str = "password";

/// What one press would change, on a page of its own: what was sent is carried along and sent again.
#[derive(Template)]
#[template(path = "desk/sure.html")]
pub(crate) struct SurePage<'a> {
    pub(crate) page: &'a Page,
    /// What the press does.
    pub(crate) label: &'a str,
    /// Where it was pressed.
    pub(crate) back: &'a str,
    pub(crate) differences: &'a [Difference],
    /// What was sent.
    pub(crate) fields: Vec<&'a (String, String)>,
    pub(crate) sure: String,
}

/// Shows what one press would change before it is changed; nothing once that was sent again. A program is not asked.
pub(crate) fn pressed(
    page: &Page,
    posted: &Posted,
    (label, back): (&str, &str),
    differences: &[Difference],
) -> Option<Response> {
    let sure = mark(differences);
    if page.program || posted.meta(":sure") == Some(sure.as_str()) {
        return None;
    }
    let ours = |(name, _): &&(String, String)| name != ":csrf" && name != ":sure";
    let fields = posted.all().filter(ours).collect();
    Some(show(&SurePage { page, label, back, differences, fields, sure }))
}

impl Draft {
    /// Sets what was typed against what there is. A status says that the form is shown again: with the differences, to be sent once
    /// more, or saying that there are none. A program is not asked.
    pub(crate) fn compared(&mut self, before: &Self, posted: &Posted, page: &Page) -> Option<StatusCode> {
        if page.program {
            return None;
        }
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
