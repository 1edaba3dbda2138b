//! Who sees a case, and how much of it.

use dengwen_calendar::Calendar;
use dengwen_regulation::model::{Id, Reach, Regulation, Role, Sees, ShapeRef, Side};

use crate::{
    eye::Eye,
    several::first_for,
    types::{Answer, Answers, Case, Principal, Question},
    who,
    work::Work,
};

/// Everybody who sees the case by an assignment, a place, a party, an act open to them, or a grant. What a role sees of every
/// case in its reach is in it too, as a post without a unit.
///
/// # Errors
///
/// The questions that must be answered first.
pub fn sight(
    case: &Case,
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
) -> Result<Vec<(Principal, Sees)>, Vec<Question>> {
    let work = Work::new(case, regulation, calendar, surroundings, case.now);
    let all = of_case(&work);
    let missing = work.asking.missing();
    if missing.is_empty() { Ok(all) } else { Err(missing) }
}

pub(super) fn of_case(work: &Work<'_>) -> Vec<(Principal, Sees)> {
    let mut all: Vec<(Principal, Sees)> = Vec::new();
    let eye = work.eye(0);
    let case = &work.case;
    by_roles(work).into_iter().for_each(|(one, sees)| grant(&mut all, one, sees));
    for held in case.assigned.iter().flat_map(|held| held.who.iter()) {
        grant(&mut all, held.clone(), Sees::All);
    }
    for one in &case.sighted {
        grant(&mut all, one.clone(), Sees::All);
    }
    for party in &case.parties {
        let kind = work.regulation.parties.get(&party.kind);
        let usual = match kind.map(|kind| kind.side) {
            Some(Side::Complaining) => Sees::Progress,
            _ => Sees::Own,
        };
        grant(&mut all, Principal::Party(party.n), kind.and_then(|kind| kind.sees).unwrap_or(usual));
    }
    by_acts(work, &mut all);
    by_register(work, &mut all);
    by_hands(work, &mut all);
    all.retain(|(one, sees)| {
        *sees > Sees::Nothing && !matches!(one, Principal::Staff | Principal::Public | Principal::System)
    });
    all.retain(|(one, _)| match one {
        Principal::Person(person) => !who::is_barred(&eye, person),
        Principal::Unit(unit) | Principal::Post { unit: Some(unit), .. } => {
            !case.barred.contains(&Principal::Unit(unit.clone()))
        }
        _ => true,
    });
    all
}

/// What roles see of every case in their reach, or of the cases in which they are held.
pub(super) fn by_roles(work: &Work<'_>) -> Vec<(Principal, Sees)> {
    let mut all = Vec::new();
    let (eye, case) = (work.eye(0), &work.case);
    for (id, role) in &work.regulation.roles {
        let Some(sees) = role.sees else { continue };
        let whose = if role.of_case { case.holders(id) } else { in_reach(&eye, id, role) };
        whose.into_iter().for_each(|one| grant(&mut all, one, sees));
    }
    all
}

/// A row of a register, or a register as a whole, is seen by those for whom it is there, who write in it, and whom its limits bind.
fn by_register(work: &Work<'_>, all: &mut Vec<(Principal, Sees)>) {
    let Some(ShapeRef::Register(id)) = work.case.main().map(|row| &row.shape) else { return };
    let Some(register) = work.regulation.registers.get(id) else { return };
    let eye = work.eye(0);
    let bound = register.shape.limits.values().filter_map(|limit| limit.who.as_ref());
    let whom = register.visible_to.iter().chain(&register.write).chain(bound);
    who::resolve_all(&eye, whom).into_iter().for_each(|one| grant_inside(all, one, Sees::All));
}

/// Whose hand an act waits for sees what they are to sign.
fn by_hands(work: &Work<'_>, all: &mut Vec<(Principal, Sees)>) {
    for waiting in work.case.waiting.iter().filter(|waiting| !waiting.over) {
        let next = if waiting.any_order { waiting.hands.len() } else { 1 };
        waiting.hands.iter().take(next).flatten().for_each(|one| grant_inside(all, one.clone(), Sees::All));
    }
}

/// Holders of a role as far as it reaches, measured from the unit of whoever took the case.
fn in_reach(eye: &Eye<'_>, id: &Id, role: &Role) -> Vec<Principal> {
    let unit = eye.case.receiver.unit.clone();
    match (role.reach, unit) {
        (Some(Reach::OwnUnit), Some(unit)) => vec![Principal::Post { role: id.clone(), unit: Some(unit) }],
        (Some(Reach::Below), Some(unit)) => {
            let question = Question::RoleOf { role: id.clone(), of: Principal::Unit(unit) };
            match eye.asking.get(&eye.case.frozen, question) {
                Some(Answer::Principals(found)) => found,
                _ => Vec::new(),
            }
        }
        _ => who::named(eye, id),
    }
}

/// Of every open row those to whom something is open in it.
fn by_acts(work: &Work<'_>, all: &mut Vec<(Principal, Sees)>) {
    for row in 0..work.case.rows.len() {
        in_row(work, row).into_iter().for_each(|(one, sees)| grant(all, one, sees));
    }
}

/// The owner of a stage, those asked, and those to whom an act is open now; acts open to all give no sight.
pub(super) fn in_row(work: &Work<'_>, row: usize) -> Vec<(Principal, Sees)> {
    let mut all = Vec::new();
    let eye = work.eye(row);
    if eye.here().is_none_or(|row| !row.is_open()) {
        return all;
    }
    for one in who::resolve(&eye, &dengwen_regulation::model::Who::Owner) {
        grant_inside(&mut all, one, Sees::All);
    }
    opener(&eye, &mut all);
    let Some(shape) = eye.shape_of(row) else { return all };
    for (id, act) in &shape.acts {
        let begins = act.begins != dengwen_regulation::model::Begins::No;
        let found = crate::decide::Found { row, id, act, shape };
        if act.standing || begins || !crate::decide::before_input(&eye, &found, None).is_empty() {
            continue;
        }
        let whom = if act.asked {
            let requests = work.case.open_requests().filter(|request| request.act == *id && request.row == row);
            let asked: Vec<Principal> = requests.flat_map(|request| request.whom.clone()).collect();
            if asked.is_empty() { first_for(&eye, act) } else { asked }
        } else {
            first_for(&eye, act)
        };
        whom.into_iter().for_each(|one| grant_inside(&mut all, one, Sees::All));
    }
    all
}

/// The sender of an open part sees it until it ends.
fn opener(eye: &Eye<'_>, all: &mut Vec<(Principal, Sees)>) {
    let Some(row) = eye.here().filter(|row| row.key.n > 0) else { return };
    if let Some(person) = &row.opened_by.person {
        grant(all, Principal::Person(person.clone()), Sees::Facts);
    }
}

/// A party is not given more than its kind sees by an act that is open to it.
fn grant_inside(all: &mut Vec<(Principal, Sees)>, one: Principal, sees: Sees) {
    if !matches!(one, Principal::Party(_)) {
        grant(all, one, sees);
    }
}

fn grant(all: &mut Vec<(Principal, Sees)>, one: Principal, sees: Sees) {
    match all.iter_mut().find(|(known, _)| *known == one) {
        Some((_, had)) => *had = (*had).max(sees),
        None => all.push((one, sees)),
    }
}
