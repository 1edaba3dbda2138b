//! Several hands: until the last, the input lies aside and nothing counts.

use dengwen_regulation::model::Label;

use super::{Found, act, check, find, input, may, who_may::May};
use crate::{
    several::{in_turn, others_to_consent},
    types::{Actor, Code, Do, Doer, Event, Hand, Principal, Refusal, StandIn, Waiting},
    work::Work,
};

/// If further hands are wanted the act waits; says whether it does.
pub(super) fn wanted(work: &mut Work<'_>, found: &Found<'_>, command: &Do) -> bool {
    let (hands, any_order) = all_hands(work, found, command);
    if hands.is_empty() || command.actor.is_system() {
        return false;
    }
    let n = work.case.waiting.iter().map(|waiting| waiting.n).max().unwrap_or(0).saturating_add(1);
    let signed = vec![work.doer.clone()];
    work.emit(Event::Waiting { n, command: Box::new(command.clone()), hands, signed, any_order });
    true
}

/// The hands wanted beside that of whoever does the act: of those named by `signs`, of the links of a chain that come after,
/// of further officers; and of all others whose consent is wanted too, these in any order.
fn all_hands(work: &Work<'_>, found: &Found<'_>, command: &Do) -> (Vec<Vec<Principal>>, bool) {
    let eye = work.eye(found.row);
    let others = others_to_consent(&eye, found.act, command.option.as_ref(), work.doer.party);
    if !others.is_empty() {
        return (others, true);
    }
    let mut hands: Vec<Vec<Principal>> = found.act.signs.iter().map(|who| crate::who::resolve(&eye, who)).collect();
    // Whoever does the act may be the first of those who sign.
    if hands.first().is_some_and(|first| command.actor.is_any(first)) {
        hands.remove(0);
    }
    let request = eye
        .case
        .open_requests()
        .find(|request| request.act == *found.id && request.row == found.row && command.actor.is_any(&request.whom));
    match request.map(|request| request.then.clone()).filter(|then| !then.is_empty()) {
        Some(then) => hands.extend(then),
        None => hands.extend(in_turn(&eye, &found.act.by).into_iter().skip(1)),
    }
    if let Some(officers) = found.act.officers.iter().find(|row| eye.applies(row.cond.as_ref())) {
        let by = crate::who::resolve(&eye, &found.act.by);
        hands.extend((1..officers.least.min(16)).map(|_| by.clone()));
    }
    (hands, false)
}

/// Whoever does an act that waits for their hand puts it to that.
pub(super) fn waits_for(work: &Work<'_>, found: &Found<'_>, command: &Do) -> Option<Hand> {
    let fits = |waiting: &&Waiting| {
        let theirs = find(&work.case, work.regulation, &waiting.command.act, waiting.command.row.as_ref());
        let same = theirs.is_ok_and(|theirs| theirs.id == found.id && theirs.row == found.row);
        same && !waiting.over && (command.option.is_none() || command.option == waiting.command.option)
    };
    let mut actor = command.actor.clone();
    if let May::For(n) = may(&work.eye(found.row), found.act, found.id, &actor) {
        actor.on_behalf_of = Some(n);
    }
    let waiting = work.case.waiting.iter().filter(fits).find(|waiting| place_as(waiting, &actor).is_some())?;
    Some(Hand { waiting: waiting.n, actor, signs: true, reason: None })
}

/// Which of the hands still wanted is theirs, if it is their turn and they have not signed; and for whom on leave they sign.
/// For one who has signed already nobody signs again.
fn place_as(waiting: &Waiting, actor: &Actor) -> Option<(usize, Option<String>)> {
    if let Some(place) = place_of(waiting, &actor.alone()) {
        return Some((place, None));
    }
    let free = |one: &&StandIn| !has_signed(waiting, Some(&one.person));
    let places = actor.here.iter().filter(free).filter_map(|one| {
        let place = place_of(waiting, &actor.standing_in_for(one))?;
        Some((place, Some(one.person.clone())))
    });
    places.into_iter().next()
}

fn has_signed(waiting: &Waiting, person: Option<&String>) -> bool {
    let is_them = |one: &Doer| one.person.as_ref() == person || one.deputy_of.as_ref() == person;
    person.is_some() && waiting.signed.iter().any(is_them)
}

fn place_of(waiting: &Waiting, actor: &Actor) -> Option<usize> {
    let by = Doer::from(actor);
    let signed = match by.party {
        Some(_) => waiting.signed.iter().any(|one| one.party == by.party),
        None => has_signed(waiting, by.person.as_ref()),
    };
    let mine = |those: &Vec<Principal>| match actor.on_behalf_of {
        Some(n) => those.contains(&Principal::Party(n)),
        None => actor.is_any(those),
    };
    let next = if waiting.any_order { waiting.hands.len() } else { 1 };
    let place = waiting.hands.iter().take(next).position(mine);
    place.filter(|_| !signed)
}

/// A further hand signs, or refuses to.
pub(super) fn run(work: &mut Work<'_>, hand: &Hand) {
    let stamp = work.stamp;
    work.emit(Event::Stamped { stamp });
    sign(work, hand);
}

pub(super) fn sign(work: &mut Work<'_>, hand: &Hand) {
    let waiting = work.case.waiting.iter().find(|waiting| waiting.n == hand.waiting && !waiting.over).cloned();
    let Some(waiting) = waiting else {
        let label = Label::new("没有待签的事项", "nothing waits for a hand");
        return work.refuse(Refusal::new(Code::NotYourTurn, label));
    };
    let actor = hand.actor.in_case(&work.case);
    let Some((place, deputy_of)) = place_as(&waiting, &actor) else {
        let label = Label::new("现在不由您签署", "it is not your turn to sign");
        return work.refuse(Refusal::new(Code::NotYourTurn, label));
    };
    if hand.actor.party().is_none() && crate::who::is_out(&work.eye(0), &hand.actor) {
        let label = Label::new("您须回避，不得签署", "you must stay out of this");
        return work.refuse(Refusal::new(Code::Barred, label));
    }
    let by = Doer { deputy_of, ..Doer::from(&hand.actor) };
    if !hand.signs {
        let (refused, reason) = (Some(by), hand.reason.clone());
        work.emit(Event::HandsOver { n: waiting.n, refused, reason });
        return;
    }
    work.emit(Event::HandGiven { n: waiting.n, by, hand: u32::try_from(place).unwrap_or(0) });
    if waiting.hands.len() == 1 {
        work.emit(Event::HandsOver { n: waiting.n, refused: None, reason: None });
        carry_out(work, &waiting.command, waiting.signed.first());
    }
}

/// An objection by one of several settles what waits for the consent of the others.
pub(super) fn fall(work: &mut Work<'_>, found: &Found<'_>) {
    let fits = |waiting: &&Waiting| {
        let theirs = find(&work.case, work.regulation, &waiting.command.act, waiting.command.row.as_ref());
        waiting.any_order
            && !waiting.over
            && theirs.is_ok_and(|theirs| theirs.id == found.id && theirs.row == found.row)
    };
    let over: Vec<u32> = work.case.waiting.iter().filter(fits).map(|waiting| waiting.n).collect();
    for n in over {
        let refused = Some(work.doer.clone());
        work.emit(Event::HandsOver { n, refused, reason: None });
    }
}

/// The last hand is given: guards are judged once more, then the act is done.
fn carry_out(work: &mut Work<'_>, command: &Do, first: Option<&Doer>) {
    work.hand.actor = command.actor.clone();
    work.hand.input = command.input.clone();
    work.doer = first.cloned().unwrap_or_else(|| Doer::from(&command.actor));
    let found = match find(&work.case, work.regulation, &command.act, command.row.as_ref()) {
        Ok(found) => found,
        Err(refusal) => return work.refuse(*refusal),
    };
    let snapshot = work.snapshot();
    input::enter(work, &found, found.row, &command.input);
    super::settle::compute(work);
    let refusals = check::refusals(work, &found, command.option.as_ref());
    work.warnings = check::warnings(work, &found, command.option.as_ref());
    work.back_to(snapshot);
    if refusals.is_empty() {
        return act::perform(work, &found, command);
    }
    for refusal in refusals {
        work.refuse(refusal);
    }
}
