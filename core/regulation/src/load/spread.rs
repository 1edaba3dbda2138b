//! What some words of the file mean for acts, written out on the acts: a role that may be a meeting says which meeting decided;
//! a paper drawn up by several officers needs as many of them, and says what they showed. And what kinds have of the top level.

use crate::model::{Act, Effect, Field, FieldType, Id, Input, InputWhat, Label, OfficersRow, Regulation, What, Who};

/// Writes it out on every act.
pub(super) fn spread(reg: &mut Regulation) {
    let mut main = std::mem::take(&mut reg.main);
    let mut kinds = std::mem::take(&mut reg.kinds);
    let mut parts = std::mem::take(&mut reg.parts);
    for shape in std::iter::once(&mut main).chain(kinds.values_mut()).chain(parts.values_mut()) {
        shape.acts.values_mut().filter(|act| !act.standing).for_each(|act| on_act(reg, act));
    }
    (reg.main, reg.kinds, reg.parts) = (main, kinds, parts);
}

/// A kind has the fields, the classes and the standing acts of the top level, unless it has its own of that name.
pub(super) fn hand_down(reg: &mut Regulation) {
    let Regulation { main, kinds, .. } = reg;
    for kind in kinds.values_mut() {
        for (id, field) in &main.fields {
            kind.fields.entry(id.clone()).or_insert_with(|| field.clone());
        }
        for (id, axis) in &main.classes {
            kind.classes.entry(id.clone()).or_insert_with(|| axis.clone());
        }
        for (id, act) in main.acts.iter().filter(|(_, act)| act.standing) {
            kind.acts.entry(id.clone()).or_insert_with(|| act.clone());
        }
    }
}

fn on_act(reg: &Regulation, act: &mut Act) {
    let roles: Vec<Id> = roles_in(&act.by).into_iter().cloned().collect();
    let meeting = |id: &Id| reg.roles.get(id).is_some_and(|role| role.may_be.iter().any(|what| *what == "meeting"));
    if roles.iter().any(meeting) {
        let label = Label::new("会议（名称、时间、参加人）", "meeting (name, date, who took part)");
        add(act, "meeting", label, FieldType::Long, false);
    }
    let papers: Vec<_> = made(act).filter_map(|id| reg.documents.get(id)).collect();
    let least = papers.iter().filter_map(|paper| paper.officers).max();
    let shown = papers.iter().any(|paper| paper.officers_show.is_some());
    if let Some(least) = least.filter(|_| act.officers.is_empty()) {
        act.officers.push(OfficersRow { cond: None, least, show: None });
    }
    if shown {
        let named = roles.iter().find_map(|id| reg.roles.get(id)?.certificate.as_deref());
        let (zh, en) = named.and_then(|text| text.split_once('|')).unwrap_or((named.unwrap_or("证件"), "certificate"));
        let label = Label::new(&format!("{}号码", zh.trim()), &format!("number of the {}", en.trim()));
        add(act, "certificate", label, FieldType::Text, true);
    }
}

/// Papers that an act makes or hands in, whatever option is chosen.
fn made(act: &Act) -> impl Iterator<Item = &Id> {
    let effects = act.does.iter().chain(act.choose.values().flat_map(|option| &option.does));
    let issued = effects.filter_map(|effect: &Effect| if let What::Issue(id) = &effect.what { Some(id) } else { None });
    let inputs = act.input.iter().chain(act.choose.values().flat_map(|option| &option.input));
    let filed = inputs.filter_map(|input| if let InputWhat::Document(id) = &input.what { Some(id) } else { None });
    issued.chain(filed)
}

fn roles_in(who: &Who) -> Vec<&Id> {
    match who {
        Who::Role(id) | Who::RoleOf(id, _) | Who::RoleAs(id, _) => vec![id],
        Who::Chain(all) | Who::Either(all) | Who::List(all) => all.iter().flat_map(roles_in).collect(),
        _ => Vec::new(),
    }
}

fn add(act: &mut Act, name: &str, label: Label, of: FieldType, must: bool) {
    let id = Id::from(name);
    if act.input.iter().any(|input| input.what.key() == name) {
        return;
    }
    let field = Field::plain(label, of, act.rule.clone());
    act.input.push(Input { what: InputWhat::Own(id, std::sync::Arc::new(field)), must, rule: act.rule.clone() });
}
