//! Acts that wait for further hands: signing, or refusing to.

use dengwen_case::{Actor, Case, Command, Hand, Waiting};

use crate::{
    look::Look,
    show::Show,
    view::{Control, FieldView, FormView, OptionView, Sent},
};

/// How such an act is named on forms: `hand:N`.
const HAND: &str = "hand:";
const SIGNS: &str = "signs";
const REFUSES: &str = "refuses";

/// The command of such a form.
pub(super) fn command(_case: &Case, actor: &Actor, sent: &Sent) -> Option<Command> {
    let waiting = sent.act.strip_prefix(HAND)?.parse().ok()?;
    let reason = sent.typed.iter().find(|(key, _)| key == "reason").map(|(_, text)| text.trim().to_owned());
    Some(Command::Hand(Hand {
        waiting,
        actor: actor.clone(),
        signs: sent.option.as_deref() != Some(REFUSES),
        reason: reason.filter(|reason| !reason.is_empty()),
    }))
}

/// The forms of what waits for this actor.
pub(super) fn forms(look: &Look, actor: &Actor) -> Vec<FormView> {
    let actor = actor.in_case(&look.loaded.case);
    let mine = |waiting: &&Waiting| {
        let next = waiting.hands.first().is_some_and(|those| actor.is_any(those));
        let signed = actor.person.is_some() && waiting.signed.iter().any(|by| by.person == actor.person);
        !waiting.over && next && !signed
    };
    look.loaded.case.waiting.iter().filter(mine).map(|waiting| form(&look.show(), waiting)).collect()
}

fn form(show: &Show<'_>, waiting: &Waiting) -> FormView {
    let row = waiting.command.row.clone().unwrap_or_else(dengwen_case::RowKey::main);
    let act = show.act_label(&row, &waiting.command.act);
    let option = |id: &str, zh: &str, en: &str, fields: Vec<FieldView>| OptionView {
        id: id.to_owned(),
        label: show.pick(zh, en).to_owned(),
        fields,
        closed: Vec::new(),
    };
    let reason = FieldView::new("reason", show.pick("理由", "reason"), Control::Long);
    FormView {
        act: format!("{HAND}{}", waiting.n),
        label: format!("{} {act}", show.pick("签署：", "sign:")),
        options: vec![
            option(SIGNS, "同意并签署", "agree and sign", Vec::new()),
            option(REFUSES, "不同意", "refuse", vec![reason]),
        ],
        ..FormView::default()
    }
}
