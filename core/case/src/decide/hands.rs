//! Several hands: until the last, the input lies aside and nothing counts.

use dengwen_regulation::model::Label;

use super::{Found, act, check, find, input};
use crate::{
    types::{Code, Do, Doer, Event, Hand, Principal, Refusal, Waiting},
    work::Work,
};

/// If further hands are wanted the act waits; says whether it does.
pub(super) fn wanted(work: &mut Work<'_>, found: &Found<'_>, command: &Do) -> bool {
    let eye = work.eye(found.row);
    let mut hands: Vec<Vec<Principal>> = found.act.signs.iter().map(|who| crate::who::resolve(&eye, who)).collect();
    let officers = found.act.officers.iter().find(|row| eye.applies(row.cond.as_ref()));
    if let Some(officers) = officers {
        let by = crate::who::resolve(&eye, &found.act.by);
        hands.extend((1..officers.least.min(16)).map(|_| by.clone()));
    }
    if hands.is_empty() || command.actor.is_system() {
        return false;
    }
    // Whoever does the act may be the first of those who sign.
    if let Some(first) = hands.first().filter(|_| !found.act.signs.is_empty())
        && command.actor.is_any(first)
    {
        hands.remove(0);
    }
    if hands.is_empty() {
        return false;
    }
    let n = work.case.waiting.iter().map(|waiting| waiting.n).max().unwrap_or(0).saturating_add(1);
    let signed = vec![work.doer.clone()];
    work.emit(Event::Waiting { n, command: Box::new(command.clone()), hands, signed });
    true
}

/// Whoever does an act that waits for their hand puts it to that.
pub(super) fn waits_for(work: &Work<'_>, found: &Found<'_>, command: &Do) -> Option<u32> {
    let fits = |waiting: &&Waiting| {
        let theirs = find(&work.case, work.regulation, &waiting.command.act, waiting.command.row.as_ref());
        let same = theirs.is_ok_and(|theirs| theirs.id == found.id && theirs.row == found.row);
        let next = waiting.hands.first().is_some_and(|those| command.actor.is_any(those));
        let first = waiting.signed.iter().all(|by| by.person != command.actor.person);
        same && next && first && (command.option.is_none() || command.option == waiting.command.option)
    };
    work.case.waiting.iter().filter(|waiting| !waiting.over).find(fits).map(|waiting| waiting.n)
}

/// The hand of whoever does the same act.
pub(super) fn same_act(waiting: u32, command: &Do) -> Hand {
    Hand { waiting, actor: command.actor.clone(), signs: true, reason: None }
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
    let mine = waiting.hands.first().is_some_and(|those| hand.actor.is_any(those));
    let twice = hand.actor.person.is_some() && waiting.signed.iter().any(|by| by.person == hand.actor.person);
    if !mine || twice {
        let label = Label::new("现在不由您签署", "it is not your turn to sign");
        return work.refuse(Refusal::new(Code::NotYourTurn, label));
    }
    let by = Doer::from(&hand.actor);
    if !hand.signs {
        let (refused, reason) = (Some(by), hand.reason.clone());
        work.emit(Event::HandsOver { n: waiting.n, refused, reason });
        return;
    }
    work.emit(Event::HandGiven { n: waiting.n, by });
    if waiting.hands.len() == 1 {
        work.emit(Event::HandsOver { n: waiting.n, refused: None, reason: None });
        carry_out(work, &waiting.command, waiting.signed.first());
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
    let refusals = check::refusals(work, &found, command.option.as_ref());
    work.warnings = check::warnings(work, &found);
    work.back_to(snapshot);
    if refusals.is_empty() {
        return act::perform(work, &found, command);
    }
    for refusal in refusals {
        work.refuse(refusal);
    }
}
