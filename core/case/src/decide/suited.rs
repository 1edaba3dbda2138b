//! Who is given work on a case is looked at first: whoever must stay out of it is refused; whoever works in the unit complained of
//! is warned of, with the article on recusal.

use dengwen_regulation::{
    model::{Act, Effect, Id, InputWhat, Label, Regulation, Rule, Side, What},
    value::Ref,
};

use super::Found;
use crate::{
    eye::Eye,
    types::{Answer, Code, Principal, Question, Refusal},
    who::{is_barred, of_value, resolve},
};

/// What stands against those who would be given work by an act, and what is to be warned of.
pub(super) fn against(eye: &Eye<'_>, found: &Found<'_>, option: Option<&Id>) -> (Vec<Refusal>, Vec<Refusal>) {
    let rule = on_recusal(eye.regulation).unwrap_or(&found.act.rule);
    let (mut refusals, mut warnings) = (Vec::new(), Vec::new());
    for (person, at) in chosen(eye, found, option) {
        let units = units_of(eye, &person);
        if is_barred(eye, &person) || units.iter().any(|unit| eye.case.barred.contains(unit)) {
            let label = Label::new("所选人员须回避，不得承办本件", "whoever is chosen must stay out of this case");
            refusals.push(Refusal::new(Code::Barred, label).by(rule).at(at));
        } else if units.iter().any(|unit| is_complained_of(eye, unit)) {
            let label = Label::new(
                "所选人员在被投诉、举报的部门任职，请核对是否应当回避",
                "whoever is chosen works in the unit complained of: is there a ground of recusal",
            );
            warnings.push(Refusal::new(Code::Warned, label).by(rule).at(at));
        }
    }
    (refusals, warnings)
}

/// The persons who would be given work, and where they were chosen.
fn chosen(eye: &Eye<'_>, found: &Found<'_>, option: Option<&Id>) -> Vec<(String, String)> {
    let option = option.and_then(|option| found.act.choose.get(option));
    let effects = found.act.does.iter().chain(option.into_iter().flat_map(|option| &option.does));
    let mut all: Vec<(String, String)> = Vec::new();
    let mut add = |whom: Vec<Principal>, at: String| {
        for one in whom {
            if let Principal::Person(person) = one
                && !all.iter().any(|(known, _)| *known == person)
            {
                all.push((person, at.clone()));
            }
        }
    };
    let inputs = found.act.input.iter().chain(option.into_iter().flat_map(|option| &option.input));
    for input in inputs.filter(|input| matches!(input.what, InputWhat::Role(_))) {
        let key = input.what.key();
        let value = eye.hand.and_then(|hand| hand.input.value(&key));
        add(value.map(|value| of_value(eye, value)).unwrap_or_default(), key);
    }
    for effect in effects.filter(|effect| effect.each.is_none() && eye.applies(effect.cond.as_ref())) {
        let What::Assign(places) = &effect.what else { continue };
        for (_, who) in places {
            add(resolve(eye, who), who.to_string().trim_start_matches("field ").to_owned());
        }
    }
    all
}

fn units_of(eye: &Eye<'_>, person: &str) -> Vec<Principal> {
    match eye.asking.get(&eye.case.frozen, Question::UnitOf(person.to_owned())) {
        Some(Answer::Principals(units)) => units,
        _ => Vec::new(),
    }
}

fn is_complained_of(eye: &Eye<'_>, unit: &Principal) -> bool {
    let Principal::Unit(unit) = unit else { return false };
    eye.case.parties.iter().any(|party| {
        let side = eye.regulation.parties.get(&party.kind).map(|kind| kind.side);
        side == Some(Side::ComplainedOf) && matches!(&party.who, Some(Ref::Unit(id) | Ref::Body(id)) if id == unit)
    })
}

/// The rule by which somebody is made to step aside, of the regulation's own.
fn on_recusal(regulation: &Regulation) -> Option<&Rule> {
    let bars = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect.what, What::Bar(_)));
    let takes_away = |act: &&Act| bars(&act.does) || act.choose.values().any(|option| bars(&option.does));
    let acts = regulation.shapes().flat_map(|(_, shape)| shape.acts.values());
    acts.filter(|act| !act.standing).find(takes_away).map(|act| &act.rule)
}
