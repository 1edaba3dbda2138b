//! Who handles what, each with the role that does, in one table.

use dengwen_desk::view::FieldView;
use dengwen_regulation::edit::{Found, RouteLine};

use super::ChangePage;
use crate::{forms::Draft, page::Page, workbench::admin::ask};

/// What a role is at its place, in words.
const PARTS: &[(&str, &str)] = &[
    ("desk", "change-route-desk"),
    ("owner", "change-route-owner"),
    ("lead", "change-route-lead"),
    ("joint", "change-route-joint"),
    ("helper", "change-route-helper"),
    ("watcher", "change-route-watcher"),
    ("row", "change-route-row"),
    ("fallback", "change-route-fallback"),
];

/// The key under which a role is sent.
fn key(n: usize) -> String {
    format!("route{n}")
}

pub(super) fn fields(found: &Found, lines: &[RouteLine]) -> Vec<FieldView> {
    let roles = || found.roles.iter().map(|role| (role.path.clone(), role.label.clone())).collect();
    let field = |(n, line): (usize, &RouteLine)| ask::one(&key(n), line.label.clone(), roles(), &line.written);
    lines.iter().enumerate().map(field).collect()
}

/// The roles that were changed, by number of the line.
pub(super) fn changed(draft: &Draft, lines: &[RouteLine]) -> Vec<(usize, String)> {
    let typed = lines.iter().enumerate().map(|(n, line)| (n, line, draft.value(&key(n))));
    let new = typed.filter(|(_, line, role)| !role.is_empty() && *role != line.written);
    new.map(|(n, _, role)| (n, role.to_owned())).collect()
}

/// Says at a place that no such role can stand there.
pub(super) fn mark(draft: &mut Draft, page: &Page, n: usize) {
    draft.mark(&key(n), page.t("change-no-place"));
}

impl ChangePage<'_> {
    /// The field of a place.
    pub(super) fn role(&self, n: &usize) -> Option<&FieldView> {
        let key = key(*n);
        self.draft.form.fields.iter().find(|field| field.key == key)
    }

    /// What the role is at its place.
    pub(super) fn part(&self, line: &RouteLine) -> String {
        let known = PARTS.iter().find(|(part, _)| *part == line.part).map(|(_, key)| self.page.t(key));
        known.unwrap_or_else(|| self.page.t("change-route-role"))
    }
}
