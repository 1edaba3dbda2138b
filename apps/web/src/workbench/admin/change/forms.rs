//! The forms by which a draft is changed.

use dengwen_desk::view::{Choice, Control, FieldView, FormView, OptionView};
use dengwen_regulation::edit::{Found, Param, Place, Step};

use super::{Ground, limits, routes};
use crate::{forms::Draft, page::Page, workbench::admin::ask};

/// What is sent for "the case itself", and for "no stage".
pub(super) const NONE: &str = "-";
/// The option under which a new guide is written.
pub(super) const NEW: &str = "-new";
/// How many steps a guide may be lengthened by at once, and how many a new one has room for.
const MORE: usize = 3;
const ROOM: usize = 8;
/// Types of a field that a form offers, and the words for them.
const KINDS: &[(&str, &str)] = &[
    ("text", "kind-text"),
    ("long", "kind-long"),
    ("choice", "kind-choice"),
    ("yes_no", "kind-yes-no"),
    ("number", "kind-number"),
    ("money", "kind-money"),
    ("percent", "kind-percent"),
    ("date", "kind-date"),
    ("moment", "kind-moment"),
    ("time", "kind-time"),
    ("interval", "kind-interval"),
    ("person", "kind-person"),
    ("unit", "kind-unit"),
    ("role", "kind-role"),
    ("body", "kind-body"),
    ("place", "kind-place"),
    ("phone", "kind-phone"),
    ("file", "kind-file"),
    ("case", "kind-case"),
];
pub(super) fn draft(page: &Page, what: &str, label: String, ground: &Ground) -> Draft {
    let found = Found::of(&ground.changing.editor, &ground.changing.regulation, page.lang);
    let mut form = FormView { act: format!("change-{what}"), label, ..FormView::default() };
    match what {
        "field" => form.fields = field(page, &found),
        "channel" => form.fields = channel(page, &found),
        "step" => form.fields = step(page, &found),
        "class" => form.fields = class(page, &found),
        "entry" => form.fields = entry(page, &found),
        "limits" => form.fields = limits::fields(page, &ground.limits),
        "papers" => form.fields = ground.papers.fields(page),
        "routes" => form.fields = routes::fields(&found, &ground.routes),
        "guide" => form.options = guides(page, ground, &found),
        _ => form.options = uses(page, ground),
    }
    Draft::new(form, 0, String::new())
}

fn field(page: &Page, found: &Found) -> Vec<FieldView> {
    let mut fields = names(page);
    if found.shapes.len() > 1 {
        let shapes = found.shapes.iter().map(|one| (path_or_none(one), one.label.clone())).collect();
        fields.push(ask::must(ask::one("shape", page.t("change-shape"), shapes, NONE)));
    }
    fields.push(ask::must(ask::one("kind", page.t("change-kind"), worded(page, KINDS), "text")));
    fields.push(lines("options", page.t("change-options"), page.t("change-options-hint")));
    let asked = vec![
        ("never".to_owned(), page.t("change-asked-never")),
        ("if_possible".to_owned(), page.t("change-asked-if-possible")),
        ("always".to_owned(), page.t("change-asked-always")),
    ];
    fields.push(ask::must(ask::one("asked", page.t("change-asked"), asked, "never")));
    fields.push(several("at", page.t("change-at"), &[&found.channels, &found.acts]));
    fields.extend(source(page));
    fields
}

fn channel(page: &Page, found: &Found) -> Vec<FieldView> {
    let mut fields = names(page);
    fields.push(ask::must(ask::one("desk", page.t("change-desk"), pairs(&found.roles), "")));
    fields.push(ask::hinted(ask::text("hours", page.t("change-hours"), ""), page.t("change-hours-hint")));
    fields.push(ask::text("address", page.t("change-address"), ""));
    fields.extend(source(page));
    fields
}

fn step(page: &Page, found: &Found) -> Vec<FieldView> {
    let mut fields = names(page);
    let doers: Vec<Place> = found.roles.iter().chain(&found.parties).cloned().collect();
    fields.push(ask::must(ask::one("by", page.t("change-by"), pairs(&doers), "")));
    fields.push(FieldView { must: true, ..several("from", page.t("change-from"), &[&found.stages]) });
    let none = (NONE.to_owned(), page.t("change-to-none"));
    let to = std::iter::once(none).chain(pairs(&found.stages)).collect();
    fields.push(ask::must(ask::one("to", page.t("change-to"), to, "")));
    fields.push(several("asks", page.t("change-asks"), &[&found.inputs]));
    fields.push(several("tells", page.t("change-tells"), &[&found.roles, &found.parties]));
    fields.extend(source(page));
    fields
}

fn class(page: &Page, found: &Found) -> Vec<FieldView> {
    let mut fields = names(page);
    fields.push(ask::must(lines("values", page.t("change-values"), page.t("change-options-hint"))));
    fields.push(ask::yes_no("many", page.t("change-many"), false));
    fields.push(ask::must(ask::one("set_by", page.t("change-set-by"), pairs(&found.roles), "")));
    fields.push(several("at", page.t("change-class-at"), &[&found.acts]));
    fields.extend(source(page));
    fields
}

fn entry(page: &Page, found: &Found) -> Vec<FieldView> {
    let mut fields = vec![ask::must(ask::one("list", page.t("change-list"), pairs(&found.lists), ""))];
    fields.extend(names(page));
    let none = (NONE.to_owned(), page.t("change-to-none"));
    let to = std::iter::once(none).chain(pairs(&found.stages)).collect();
    fields.push(ask::hinted(ask::one("to", page.t("change-to"), to, ""), page.t("change-of-act-hint")));
    let asks = several("asks", page.t("change-asks"), &[&found.inputs]);
    fields.push(ask::hinted(asks, page.t("change-of-act-hint")));
    fields.extend(source(page));
    fields
}

fn guides(page: &Page, ground: &Ground, found: &Found) -> Vec<OptionView> {
    let known = ground.guides.iter().map(|guide| OptionView {
        id: guide.id.clone(),
        label: guide.label.clone(),
        fields: steps(page, &guide.steps, guide.steps.len() + MORE),
        closed: Vec::new(),
    });
    let fields = names(page).into_iter().chain(steps(page, &[], ROOM));
    let fields = fields.chain([several("at", page.t("change-guide-at"), &[&found.acts])]).chain(source(page));
    let new = OptionView {
        id: NEW.to_owned(),
        label: page.t("change-guide-new"),
        fields: fields.collect(),
        closed: Vec::new(),
    };
    known.chain([new]).collect()
}

/// A line for each step, and which of them leave a trace.
fn steps(page: &Page, there: &[Step], room: usize) -> Vec<FieldView> {
    let nth = |n: usize| page.count("change-nth-step", n + 1);
    let text = |n: usize| {
        let known = there.get(n).map_or("", |step| step.label.as_str());
        ask::text(&format!("step.{n}"), nth(n), known)
    };
    let mut fields: Vec<FieldView> = (0..room).map(text).collect();
    if let Some(first) = fields.first_mut() {
        first.hint = Some(page.t("change-steps-hint"));
    }
    let choice = |n: usize| Choice { value: n.to_string(), label: nth(n), meaning: None };
    let ticked = there.iter().enumerate().filter(|(_, step)| step.required).map(|(n, _)| n.to_string());
    fields.push(FieldView {
        many: true,
        options: (0..room).map(choice).collect(),
        value: ticked.collect(),
        ..FieldView::new("trace", page.t("change-trace"), Control::Many)
    });
    fields
}

fn uses(page: &Page, ground: &Ground) -> Vec<OptionView> {
    let option = |(n, shared): (usize, &dengwen_regulation::edit::SharedUse)| {
        let used = if shared.used { page.t("change-used") } else { page.t("change-unused") };
        let param = |param: &Param| {
            let field = if param.is_steps {
                let value = param.value.lines().map(str::to_owned).collect::<Vec<_>>().join("\n");
                let field = lines(&param.key, param.label.clone(), page.t("change-use-steps-hint"));
                FieldView { value: if value.is_empty() { Vec::new() } else { vec![value] }, ..field }
            } else {
                ask::text(&param.key, param.label.clone(), &param.value)
            };
            FieldView { must: param.must, ..field }
        };
        let mut fields: Vec<FieldView> = shared.params.iter().map(param).collect();
        if let Some(first) = fields.iter_mut().find(|field| field.hint.is_none()) {
            first.hint = Some(page.with("change-use-hint", "what", roles(ground, page)));
        }
        OptionView { id: n.to_string(), label: format!("{} ({used})", shared.name), fields, closed: Vec::new() }
    };
    ground.uses.iter().enumerate().map(option).collect()
}

/// Ids of roles with their labels, for forms in which somebody is written by id.
fn roles(ground: &Ground, page: &Page) -> String {
    let roles = ground.changing.regulation.roles.iter();
    let all: Vec<String> = roles.map(|(id, role)| format!("{id} ({})", role.label.in_lang(page.lang))).collect();
    all.join(", ")
}

fn names(page: &Page) -> Vec<FieldView> {
    vec![
        ask::must(ask::text("zh", page.t("change-name"), "")),
        ask::text("en", page.t("change-name-english"), ""),
        ask::hinted(ask::text("id", page.t("change-id"), ""), page.t("change-id-hint")),
    ]
}

fn source(page: &Page) -> [FieldView; 2] {
    let article = ask::hinted(ask::text("article", page.t("change-article"), ""), page.t("change-article-hint"));
    [article, ask::hinted(ask::text("reading", page.t("change-reading"), ""), page.t("change-reading-hint"))]
}

fn lines(key: &str, label: String, hint: String) -> FieldView {
    ask::hinted(FieldView::new(key, label, Control::Long), hint)
}

fn several(key: &str, label: String, places: &[&[Place]]) -> FieldView {
    let choice = |one: &Place| Choice { value: one.path.clone(), label: one.label.clone(), meaning: None };
    let options = places.iter().flat_map(|all| all.iter()).map(choice).collect();
    FieldView { many: true, options, ..FieldView::new(key, label, Control::Many) }
}

fn pairs(places: &[Place]) -> Vec<(String, String)> {
    places.iter().map(|one| (one.path.clone(), one.label.clone())).collect()
}

fn path_or_none(place: &Place) -> String {
    if place.path.is_empty() { NONE.to_owned() } else { place.path.clone() }
}

fn worded(page: &Page, words: &[(&str, &str)]) -> Vec<(String, String)> {
    words.iter().map(|(value, key)| ((*value).to_owned(), page.t(key))).collect()
}
