//! What was typed, written into the draft.

use axum::http::StatusCode;
use dengwen_regulation::{
    edit::{Asked, Editor, Entry, Named, NewChannel, NewClass, NewField, NewStep, Step, Unfit, Wrong},
    model::{Label, Regulation},
};

use super::{
    Ground,
    forms::{NEW, NONE},
    limits, papers, routes,
};
use crate::{
    forms::{Draft, Problem},
    page::Page,
};

/// The text with the change; or what is wrong with it, said on the form.
pub(super) fn changed(page: &Page, what: &str, draft: &mut Draft, ground: &Ground) -> Result<String, StatusCode> {
    let mut editor = ground.changing.editor.clone();
    let read = &ground.changing.regulation;
    let done = match what {
        "field" => editor.add_field(&field(draft), read).map(drop),
        "channel" => editor.add_channel(&channel(draft), read).map(drop),
        "step" => editor.add_step(&step(draft), read).map(drop),
        "class" => editor.add_class(&class(draft), read).map(drop),
        "entry" => editor.add_entry(&entry(draft), read).map(drop),
        "limits" => return renumbered(page, draft, ground, editor),
        "routes" => return rerouted(page, draft, ground, editor),
        "papers" => worded(draft, ground, &mut editor),
        "guide" => guide(draft, ground, &mut editor, read),
        _ => used(page, draft, ground, &mut editor),
    };
    match done {
        Ok(()) if editor.text() == ground.changing.editor.text() => {
            draft.problems.push(Problem { text: page.t("change-nothing"), ..Problem::default() });
            Err(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Ok(()) => Ok(editor.text().to_owned()),
        Err(wrong) => {
            say(page, draft, what, wrong);
            Err(StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

fn say(page: &Page, draft: &mut Draft, what: &str, wrong: Wrong) {
    let (key, text) = match (wrong, what) {
        (Wrong::Id, _) => ("id", page.t("change-id-wrong")),
        (Wrong::Taken, _) => ("id", page.t("change-id-taken")),
        (Wrong::Name, _) => ("zh", page.with("field-missing", "what", page.t("change-name"))),
        (Wrong::Source, _) => ("article", page.t("change-source-missing")),
        (Wrong::Options, "class") => ("values", page.t("change-options-missing")),
        (Wrong::Options, "guide") => ("step.0", page.t("change-steps-missing")),
        (Wrong::Options, _) => ("options", page.t("change-options-missing")),
        (Wrong::Place, _) if draft.chosen.is_empty() && !draft.form.options.is_empty() => {
            ("option", page.t("form-options"))
        }
        // Said already, or of no field.
        (Wrong::Place, _) if !draft.problems.is_empty() => return,
        (Wrong::Place, _) => ("", page.t("change-no-place")),
    };
    draft.mark(key, text);
}

fn named(value: &dyn Fn(&str) -> String) -> Named {
    Named {
        id: value("id"),
        label: Label::new(&value("zh"), &value("en")),
        article: value("article"),
        reading: value("reading"),
    }
}

fn of_form(draft: &Draft) -> Named {
    named(&|key| draft.value(key).to_owned())
}

/// All values of a field.
fn all(draft: &Draft, key: &str) -> Vec<String> {
    let field = draft.form.fields.iter().find(|field| field.key == key);
    let known = |value: &&String| field.is_some_and(|field| field.options.iter().any(|one| one.value == **value));
    field.map_or_else(Vec::new, |field| field.value.iter().filter(known).cloned().collect())
}

/// One of those that are offered; the rest is nothing.
fn one(draft: &Draft, key: &str) -> String {
    all(draft, key).into_iter().find(|value| value != NONE).unwrap_or_default()
}

fn lines(draft: &Draft, key: &str) -> Vec<String> {
    let lines = draft.value(key).lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn field(draft: &Draft) -> NewField {
    let asked = match draft.value("asked") {
        "always" => Asked::Always,
        "if_possible" => Asked::IfPossible,
        _ => Asked::Never,
    };
    NewField {
        named: of_form(draft),
        shape: one(draft, "shape"),
        kind: one(draft, "kind"),
        options: lines(draft, "options"),
        asked,
        at: all(draft, "at"),
    }
}

fn channel(draft: &Draft) -> NewChannel {
    NewChannel {
        named: of_form(draft),
        desk: one(draft, "desk"),
        hours: draft.value("hours").to_owned(),
        address: draft.value("address").to_owned(),
    }
}

fn step(draft: &Draft) -> NewStep {
    NewStep {
        named: of_form(draft),
        by: one(draft, "by"),
        from: all(draft, "from"),
        to: one(draft, "to"),
        asks: all(draft, "asks"),
        tells: all(draft, "tells"),
    }
}

fn class(draft: &Draft) -> NewClass {
    NewClass {
        named: of_form(draft),
        values: lines(draft, "values"),
        many: draft.value("many") == "yes",
        set_by: one(draft, "set_by"),
        at: all(draft, "at"),
    }
}

fn entry(draft: &Draft) -> Entry {
    Entry { named: of_form(draft), list: one(draft, "list"), to: one(draft, "to"), asks: all(draft, "asks") }
}

fn renumbered(page: &Page, draft: &mut Draft, ground: &Ground, mut editor: Editor) -> Result<String, StatusCode> {
    let changed = limits::changed(page, draft, &ground.limits);
    if changed.is_empty() {
        draft.problems.push(Problem { text: page.t("change-nothing"), ..Problem::default() });
    }
    for (n, typed) in changed {
        let done = ground.limits.get(n).ok_or(Unfit).and_then(|line| editor.renumber(&line.path, &typed));
        if done.is_err() {
            limits::mark(draft, page, n);
        }
    }
    if draft.problems.is_empty() { Ok(editor.text().to_owned()) } else { Err(StatusCode::UNPROCESSABLE_ENTITY) }
}

fn rerouted(page: &Page, draft: &mut Draft, ground: &Ground, mut editor: Editor) -> Result<String, StatusCode> {
    let changed = routes::changed(draft, &ground.routes);
    if changed.is_empty() {
        draft.problems.push(Problem { text: page.t("change-nothing"), ..Problem::default() });
    }
    for (n, role) in changed {
        let done = ground.routes.get(n).ok_or(Unfit).and_then(|line| editor.reroute(&line.path, &role));
        if done.is_err() {
            routes::mark(draft, page, n);
        }
    }
    if draft.problems.is_empty() { Ok(editor.text().to_owned()) } else { Err(StatusCode::UNPROCESSABLE_ENTITY) }
}

fn worded(draft: &Draft, ground: &Ground, editor: &mut Editor) -> Result<(), Wrong> {
    let paper = ground.papers.chosen.as_ref().ok_or(Wrong::Place)?;
    for (key, words) in papers::changed(draft, paper) {
        editor.write_words(&paper.id, key, &words)?;
    }
    Ok(())
}

fn guide(draft: &Draft, ground: &Ground, editor: &mut Editor, read: &Regulation) -> Result<(), Wrong> {
    let sent = draft.sent();
    let value = |key: &str| {
        let found = sent.typed.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let values = |key: &str| -> Vec<String> {
        sent.typed.iter().filter(|(known, _)| known == key).map(|(_, value)| value.clone()).collect()
    };
    let room = draft.form.options.iter().filter(|option| option.id == draft.chosen).flat_map(|option| &option.fields);
    let room = room.filter(|field| field.key.starts_with("step.")).count();
    let traced = values("trace");
    let step = |n: usize| Step { label: value(&format!("step.{n}")), required: traced.contains(&n.to_string()) };
    let steps: Vec<Step> = (0..room).map(step).collect();
    match ground.guides.iter().find(|guide| guide.id == draft.chosen) {
        Some(before) => Ok(editor.write_guide(before, &steps)?),
        None if draft.chosen == NEW => editor.add_guide(&named(&value), &steps, &values("at"), read).map(drop),
        None => Err(Wrong::Place),
    }
}

fn used(page: &Page, draft: &mut Draft, ground: &Ground, editor: &mut Editor) -> Result<(), Wrong> {
    let shared = draft.chosen.parse::<usize>().ok().and_then(|n| ground.uses.get(n)).ok_or(Wrong::Place)?;
    let sent = draft.sent();
    let given = |key: &str| sent.typed.iter().any(|(known, value)| known == key && !value.trim().is_empty());
    for param in shared.params.iter().filter(|param| param.must && !given(&param.key)) {
        draft.mark(&param.key, page.with("field-missing", "what", &param.label));
    }
    if draft.problems.is_empty() { Ok(editor.write_use(shared, &sent.typed)?) } else { Err(Wrong::Place) }
}
