//! Who is given work on a case is looked at first: whoever must stay out of it is refused; whoever works in the unit complained of,
//! or has declared a relation with a party, is warned of, with the article on recusal; or refused where the regulation binds.

use dengwen_regulation::{
    model::{Id, InputWhat, Label, Place, Side, What, Who},
    value::Ref,
};

use super::Found;
use crate::{
    eye::Eye,
    related::{named, on_recusal},
    types::{Answer, Code, Principal, Question, Refusal},
    who::{is_barred, of_value, resolve},
};

/// What stands against those who would be given work by an act, and what is to be warned of.
pub(super) fn against(eye: &Eye<'_>, found: &Found<'_>, option: Option<&Id>) -> (Vec<Refusal>, Vec<Refusal>) {
    let rule = on_recusal(eye.regulation).unwrap_or(&found.act.rule);
    let (mut refusals, mut warnings) = (Vec::new(), Vec::new());
    for Chosen { person, at, unrelated } in chosen(eye, found, option) {
        let units = units_of(eye, &person);
        if is_barred(eye, &person) || units.iter().any(|unit| eye.case.barred.contains(unit)) {
            let label = Label::new("所选人员须回避，不得承办本件", "whoever is chosen must stay out of this case");
            refusals.push(Refusal::new(Code::Barred, label).by(rule).at(at));
            continue;
        }
        if !unrelated.is_empty() && is_related(eye, &person, &unrelated) {
            let label = Label::new(
                "所选人员申报过与本件当事人的关系，依规定应当回避，不得担任",
                "whoever is chosen has declared a relation with a party and must step aside; choose somebody else",
            );
            refusals.push(Refusal::new(Code::Barred, label).by(rule).at(at));
            continue;
        }
        if units.iter().any(|unit| is_complained_of(eye, unit)) {
            let label = Label::new(
                "所选人员在被投诉、举报的部门任职，请核对是否应当回避",
                "whoever is chosen works in the unit complained of: is there a ground of recusal",
            );
            warnings.push(Refusal::new(Code::Warned, label).by(rule).at(at.clone()));
        }
        if has_deputy(eye, &person) {
            let label = Label::new(
                "所选人员正在休假，其工作由代理人办理",
                "whoever is chosen is on leave; their deputy does their work",
            );
            warnings.push(Refusal::new(Code::Warned, label).by(&found.act.rule).at(at.clone()));
        }
        if is_related(eye, &person, &[]) {
            let label = Label::new(
                "所选人员申报过与本件当事人的关系，请核对是否应当回避",
                "whoever is chosen has declared a relation with a party: is there a ground of recusal",
            );
            warnings.push(Refusal::new(Code::Warned, label).by(rule).at(at));
        }
    }
    (refusals, warnings)
}

/// Somebody who would be given work.
struct Chosen {
    person: String,
    /// Where they were chosen.
    at: String,
    /// The kinds of declared relation with which nobody has this role.
    unrelated: Vec<Id>,
}

/// Have they declared a relation of such a kind with a party. Whether a sealed name fits is told of somebody else alone: nobody
/// finds out who complains by declaring names and taking the case.
fn is_related(eye: &Eye<'_>, person: &str, kinds: &[Id]) -> bool {
    let themselves = eye.hand.is_some_and(|hand| hand.actor.person.as_deref() == Some(person));
    let to = named(eye.case, eye.regulation, !themselves);
    if to.is_empty() {
        return false;
    }
    let question = Question::Related { person: person.to_owned(), kinds: kinds.to_vec(), to };
    matches!(eye.asking.get(&eye.case.frozen, question), Some(Answer::Yes(true)))
}

/// The persons who would be given work.
fn chosen(eye: &Eye<'_>, found: &Found<'_>, option: Option<&Id>) -> Vec<Chosen> {
    let option = option.and_then(|option| found.act.choose.get(option));
    let effects = found.act.does.iter().chain(option.into_iter().flat_map(|option| &option.does));
    let mut all: Vec<Chosen> = Vec::new();
    let mut add = |whom: Vec<Principal>, at: String, role: Option<&Id>| {
        let role = role.and_then(|role| eye.regulation.roles.get(role));
        let unrelated = role.map(|role| role.unrelated.clone()).unwrap_or_default();
        for one in whom {
            let Principal::Person(person) = one else { continue };
            match all.iter_mut().find(|known| known.person == person) {
                Some(known) if unrelated.is_empty() || !known.unrelated.is_empty() => {}
                Some(known) => known.unrelated.clone_from(&unrelated),
                None => all.push(Chosen { person, at: at.clone(), unrelated: unrelated.clone() }),
            }
        }
    };
    let inputs = found.act.input.iter().chain(option.into_iter().flat_map(|option| &option.input));
    for input in inputs {
        let InputWhat::Role(role) = &input.what else { continue };
        let key = input.what.key();
        let value = eye.hand.and_then(|hand| hand.input.value(&key));
        add(value.map(|value| of_value(eye, value)).unwrap_or_default(), key, Some(role));
    }
    for effect in effects.filter(|effect| effect.each.is_none() && eye.applies(effect.cond.as_ref())) {
        let at = |who: &Who| who.to_string().trim_start_matches("field ").trim_start_matches("=input.").to_owned();
        match &effect.what {
            What::Assign(places) => {
                for (place, who) in places {
                    let role = if let Place::Role(id) = place { Some(id) } else { None };
                    add(resolve(eye, who), at(who), role);
                }
            }
            What::Substitute { by, .. } => add(resolve(eye, by), at(by), None),
            _ => {}
        }
    }
    all
}

fn has_deputy(eye: &Eye<'_>, person: &str) -> bool {
    let question = Question::DeputyOf(person.to_owned());
    matches!(eye.asking.get(&eye.case.frozen, question), Some(Answer::Persons(deputies)) if !deputies.is_empty())
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
