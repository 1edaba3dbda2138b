//! Words about matters that came in.

use dengwen_regulation::model::Lang;
use dengwen_store::CaseRow;

use super::{
    form,
    given::Given,
    is_incoming,
    state::{State, Why},
};
use crate::view::{Cited, Control, FieldView, FormView, InboxRow, Refused, Rejection, ValueView};

/// One of two texts.
pub(crate) const fn pick<'t>(lang: Lang, zh: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A row of a list, told apart where it is a matter that came in.
pub(crate) fn dressed(mut row: InboxRow, case: Option<&CaseRow>, lang: Lang) -> InboxRow {
    let Some(case) = case.filter(|case| is_incoming(&case.stream)) else { return row };
    let state = match case.outline.get("incoming").and_then(serde_json::Value::as_str) {
        Some("withdrawn") => &State::Withdrawn,
        Some("set_aside") => &State::SetAside,
        _ => &State::Waiting,
    };
    row.stage = state_label(state, lang).to_owned();
    row.tags.push(pick(lang, "来件", "incoming").to_owned());
    row
}

/// How it stands.
pub(crate) const fn state_label(state: &State, lang: Lang) -> &'static str {
    match state {
        State::Waiting => pick(lang, "已收到，待登记", "received; waits for registration"),
        State::Withdrawn => pick(lang, "已由来件人撤回", "taken back by the sender"),
        State::SetAside => pick(lang, "未予登记", "not registered"),
        State::Registered { .. } => pick(lang, "已登记", "registered"),
    }
}

/// Why it was set aside.
pub(crate) const fn why_label(why: Why, lang: Lang) -> &'static str {
    match why {
        Why::Duplicate => pick(lang, "与已收到的来件重复", "the same was received before"),
        Why::Test => pick(lang, "系测试内容", "a test"),
        Why::Advertisement => pick(lang, "系广告或与本事项无关的信息", "an advertisement, or nothing to do with this"),
        Why::Other => pick(lang, "其他原因", "another reason"),
    }
}

/// What happens after handing in.
pub(crate) fn next(form: &FormView, lang: Lang) -> Vec<String> {
    let mut said = vec![
        pick(
            lang,
            "已经收到，等待工作人员登记；期限从收到之时起算",
            "Received. The staff will register it; periods count from the moment it was received",
        )
        .to_owned(),
        pick(
            lang,
            "凭查询码可以随时查看进展，登记前可以补充或者撤回",
            "With the code you can follow it at any time; until it is registered you can add to it or take it back",
        )
        .to_owned(),
    ];
    said.extend(form.follows.iter().cloned());
    said
}

/// What happens after a matter that is registered by handing it in.
pub(crate) fn begun(follows: Vec<String>, lang: Lang) -> Vec<String> {
    let mut said = vec![
        pick(lang, "已经收到并登记，工作人员会办理", "Received and registered. The staff will see to it").to_owned(),
        pick(lang, "凭查询码可以随时查看进展、补充材料", "With the code you can follow it at any time, and add to it")
            .to_owned(),
    ];
    said.extend(follows);
    said
}

/// A refusal without an article: it is the desk's own.
pub(crate) fn refuse(code: &str, text: String) -> Rejection {
    let cited = Cited { text, article: None, reading: None };
    Rejection::Refused(vec![Refused { code: code.to_owned(), cited, instead: Vec::new() }])
}

/// What was given, field by field. `hides` says which fields stay covered.
pub(crate) fn values(form: &FormView, given: &Given, lang: Lang, hides: impl Fn(&FieldView) -> bool) -> Vec<ValueView> {
    let mut all = Vec::new();
    for (key, text) in &given.typed {
        let Some(field) = form::find(form, key) else { continue };
        let sealed = hides(field);
        let value = if sealed { String::new() } else { said(field, text, lang) };
        all.push(ValueView { label: label(form, field, key, lang), value, sealed });
    }
    all
}

/// The label of a field; of a party with its kind, and its number from the second on.
fn label(form: &FormView, field: &FieldView, key: &str, lang: Lang) -> String {
    let group = form.fields.iter().find(|group| group.children.iter().any(|child| child.key == field.key));
    let Some(group) = group else { return field.label.clone() };
    let row = key.rsplit('.').nth(1).and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
    let number = if row > 0 { format!(" {}", row + 1) } else { String::new() };
    format!("{}{number}{}{}", group.label, pick(lang, "：", ": "), field.label)
}

/// A value as it reads.
fn said(field: &FieldView, text: &str, lang: Lang) -> String {
    if let Some(choice) = field.options.iter().find(|choice| choice.value == text) {
        return choice.label.clone();
    }
    match (&field.control, text) {
        (Control::YesNo, "yes" | "true") => pick(lang, "是", "yes").to_owned(),
        (Control::YesNo, "no" | "false") => pick(lang, "否", "no").to_owned(),
        (Control::Moment, text) => text.replace('T', " "),
        (_, text) => text.to_owned(),
    }
}
