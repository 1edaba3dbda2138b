//! Parties, places, requests, hands.

use super::mark;
use crate::types::{Assigned, Case, Event, Mark, Principal, Request, RequestState, Waiting};

pub(super) fn apply(case: &mut Case, event: &Event) -> bool {
    let now = case.now;
    match event {
        Event::PartyAdded { party, .. } => {
            if !case.parties.iter().any(|known| known.n == party.n) {
                case.parties.push(party.clone());
            }
        }
        Event::PartySet { n, who, fields } => {
            if let Some(party) = case.parties.iter_mut().find(|party| party.n == *n) {
                if who.is_some() {
                    party.who.clone_from(who);
                }
                for (field, value) in fields {
                    party.fields.insert(field.clone(), value.clone());
                }
            }
        }
        Event::Asked { .. } | Event::Answered { .. } | Event::Lapsed { .. } => requests(case, event),
        Event::Assigned { place, who, named, alone } => {
            if *alone {
                case.assigned.retain(|held| held.place != *place);
            }
            let held = Assigned { place: place.clone(), who: who.clone(), named: named.clone(), at: now };
            case.assigned.push(held);
        }
        Event::Released { who: None } => case.assigned.clear(),
        Event::Released { who: Some(who) } => release(case, who),
        Event::Substituted { of, by, .. } => substitute(case, of, by),
        Event::Barred { who } => add_new(&mut case.barred, who),
        Event::Sighted { who } => add_new(&mut case.sighted, who),
        Event::Waiting { n, command, hands, signed, any_order } => case.waiting.push(Waiting {
            n: *n,
            command: (**command).clone(),
            hands: hands.clone(),
            signed: signed.clone(),
            at: now,
            over: false,
            any_order: *any_order,
            refused: None,
        }),
        Event::HandGiven { n, by, hand } => {
            if let Some(waiting) = case.waiting.iter_mut().find(|w| w.n == *n) {
                waiting.signed.push(by.clone());
                let hand = usize::try_from(*hand).unwrap_or(0);
                if hand < waiting.hands.len() {
                    waiting.hands.remove(hand);
                }
            }
        }
        Event::HandsOver { n, refused, .. } => {
            if let Some(waiting) = case.waiting.iter_mut().find(|w| w.n == *n) {
                waiting.over = true;
                waiting.refused.clone_from(refused);
            }
        }
        _ => return false,
    }
    true
}

fn add_new(to: &mut Vec<Principal>, who: &[Principal]) {
    for one in who {
        if !to.contains(one) {
            to.push(one.clone());
        }
    }
}

fn release(case: &mut Case, who: &[Principal]) {
    for held in &mut case.assigned {
        held.who.retain(|one| !who.contains(one));
    }
    case.assigned.retain(|held| !held.who.is_empty());
}

fn substitute(case: &mut Case, of: &[Principal], by: &[Principal]) {
    for one in of {
        for other in by {
            case.substituted.push((one.clone(), other.clone()));
        }
    }
    for held in &mut case.assigned {
        if held.who.iter().any(|one| of.contains(one)) {
            held.who.retain(|one| !of.contains(one));
            add_new(&mut held.who, by);
        }
    }
}

fn requests(case: &mut Case, event: &Event) {
    let now = case.now;
    match event {
        Event::Asked { n, act, row, whom, by, input, then } => {
            let Some(place) = case.place_of(row) else { return };
            mark(case, place, Mark::Asked(act.clone()));
            case.requests.push(Request {
                n: *n,
                act: act.clone(),
                row: place,
                whom: whom.clone(),
                then: then.clone(),
                by: by.clone(),
                at: now,
                input: input.clone(),
                state: RequestState::Open,
            });
        }
        Event::Answered { n } => {
            let found = close(case, *n, RequestState::Answered(now));
            if let Some((act, row)) = found {
                mark(case, row, Mark::Answered(act));
            }
        }
        Event::Lapsed { n } => {
            close(case, *n, RequestState::Lapsed(now));
        }
        _ => {}
    }
}

fn close(case: &mut Case, n: u32, state: RequestState) -> Option<(dengwen_regulation::model::Id, usize)> {
    let request = case.requests.iter_mut().find(|r| r.n == n && r.state == RequestState::Open)?;
    request.state = state;
    Some((request.act.clone(), request.row))
}
