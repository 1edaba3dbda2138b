//! Who may do an act.

use dengwen_regulation::{
    model::{Act, Id, Side, Who},
    value::Ref,
};

use super::apart;
use crate::{
    eye::Eye,
    several::{first_for, speaker},
    types::{Actor, Doer, Principal, Request, Waiting},
    who::{is_out, resolve_all},
};

/// Whether somebody may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum May {
    /// They may.
    Yes,
    /// They may enter it for a party.
    For(u32),
    /// It is not for them; the act is not shown.
    No,
    /// It would be theirs, but they must stay out of it.
    Barred,
}

/// May the actor do this act on the row of the eye.
pub(crate) fn may(eye: &Eye<'_>, act: &Act, id: &Id, actor: &Actor) -> May {
    may_as(eye, act, id, actor).0
}

/// The same, and for whom on leave they would do it. A deputy may what both may: nothing that the one on leave could not do, and
/// nothing that they themselves must stay out of.
pub(crate) fn may_as(eye: &Eye<'_>, act: &Act, id: &Id, actor: &Actor) -> (May, Option<String>) {
    if actor.is_system() {
        return (May::Yes, None);
    }
    let held = actor.handed(eye.case);
    let own = judged(eye, act, id, &held.alone());
    if own != May::No {
        return (own, None);
    }
    for one in &held.here {
        let theirs = Actor { person: Some(one.person.clone()), principals: one.principals.clone(), ..held.alone() };
        if !matches!(judged(eye, act, id, &theirs), May::Yes | May::For(_)) {
            continue;
        }
        let both = judged(eye, act, id, &held.standing_in_for(one));
        if both != May::No {
            return (both, Some(one.person.clone()));
        }
    }
    (May::No, None)
}

fn judged(eye: &Eye<'_>, act: &Act, id: &Id, held: &Actor) -> May {
    if let Some(party) = held.on_behalf_of {
        return if for_party(eye, act, id, held, party) { May::For(party) } else { May::No };
    }
    let request = request(eye, id, held);
    let by = match request.as_ref().filter(|request| !request.whom.is_empty()) {
        Some(request) => request.whom.clone(),
        None => first_for(eye, act),
    };
    let by = if act.asked { speakers(eye, by) } else { by };
    if waits_for_others(eye, id, held) {
        return May::No;
    }
    if held.is_any(&by) {
        return stays_out(eye, act, held, request, &by);
    }
    if held.person.is_none() {
        return May::No;
    }
    for n in parties_in(&by) {
        if !has_signed(eye, id, |by| by.party == Some(n)) && for_party(eye, act, id, held, n) {
            return May::For(n);
        }
    }
    May::No
}

/// The open request for this act, one to the actor before others.
fn request<'a>(eye: &Eye<'a>, id: &Id, actor: &Actor) -> Option<&'a Request> {
    let mut open = eye.case.open_requests().filter(|request| request.act == *id && request.row == eye.row);
    let own = eye.case.open_requests().find(|r| r.act == *id && r.row == eye.row && actor.is_any(&r.whom));
    own.or_else(|| open.next())
}

/// Of several who have somebody to speak for them, the one who speaks answers for all.
fn speakers(eye: &Eye<'_>, by: Vec<Principal>) -> Vec<Principal> {
    let stays = |one: &Principal| {
        let Principal::Party(n) = one else { return true };
        let kind = eye.case.parties.iter().find(|party| party.n == *n).map(|party| &party.kind);
        kind.and_then(|kind| speaker(eye, kind)).is_none_or(|speaker| speaker.principals().contains(one))
    };
    by.into_iter().filter(stays).collect()
}

/// Whoever has begun an act that waits for the hands of others has done their share of it.
fn waits_for_others(eye: &Eye<'_>, id: &Id, actor: &Actor) -> bool {
    match actor.party() {
        Some(n) => has_signed(eye, id, |by| by.party == Some(n)),
        None => has_signed(eye, id, |by| by.party.is_none() && by.person.is_some() && by.person == actor.person),
    }
}

fn has_signed(eye: &Eye<'_>, id: &Id, who: impl Fn(&Doer) -> bool) -> bool {
    waiting(eye, id).any(|waiting| waiting.signed.iter().any(&who))
}

/// Has the act been begun here, and waits for further hands.
pub(crate) fn is_waiting(eye: &Eye<'_>, id: &Id) -> bool {
    waiting(eye, id).next().is_some()
}

fn waiting<'a>(eye: &Eye<'a>, id: &Id) -> impl Iterator<Item = &'a Waiting> {
    let fits = move |waiting: &&Waiting| {
        let theirs = super::find(eye.case, eye.regulation, &waiting.command.act, waiting.command.row.as_ref());
        !waiting.over && theirs.is_ok_and(|theirs| theirs.id == id && theirs.row == eye.row)
    };
    eye.case.waiting.iter().filter(fits)
}

fn parties_in(by: &[Principal]) -> Vec<u32> {
    by.iter().filter_map(|one| if let Principal::Party(n) = one { Some(*n) } else { None }).collect()
}

/// They may by WHO; unless they are named in `not`, barred, or would decide on themselves or their own request.
fn stays_out(eye: &Eye<'_>, act: &Act, actor: &Actor, request: Option<&Request>, by: &[Principal]) -> May {
    let Some(person) = &actor.person else { return May::Yes };
    let themselves = Principal::Person(person.clone());
    let not: Vec<Principal> = act.not.iter().flat_map(|who| kept_out(eye, who)).collect();
    // A unit or post in `not` names its members; a person only themselves.
    let named = not.iter().any(|one| {
        *one == themselves || (!matches!(one, Principal::Person(_)) && actor.is_any(std::slice::from_ref(one)))
    });
    // Whoever is meant as a party acts as themselves; but for that, a party who works here does nothing in their own case.
    let own_party = |n: u32| {
        let party = eye.case.parties.iter().find(|party| party.n == n);
        party.is_some_and(|party| matches!(&party.who, Some(Ref::Person(id)) if id == person))
            && !eye.case.barred.contains(&themselves)
    };
    let as_party =
        by.iter().any(|one| matches!(one, Principal::Party(n) if actor.principals.contains(one) || own_party(*n)));
    if named || (is_out(eye, actor) && !as_party) || apart::holds_both(eye, act, actor) {
        return May::Barred;
    }
    if request.is_some_and(|request| own_request(eye, act, person, request)) {
        return May::Barred;
    }
    May::Yes
}

/// Whom a WHO in `not` keeps out: whoever began the case is that person, and not all who are in their unit.
fn kept_out(eye: &Eye<'_>, who: &Who) -> Vec<Principal> {
    let mut all = resolve_all(eye, std::slice::from_ref(who));
    if *who == Who::Receiver && all.iter().any(|one| matches!(one, Principal::Person(_))) {
        all.retain(|one| matches!(one, Principal::Person(_)));
    }
    all
}

/// Nobody decides on their own request. A question one asks oneself is none: there the same WHO asks and answers.
fn own_request(eye: &Eye<'_>, act: &Act, person: &str, request: &Request) -> bool {
    if request.by.person.as_deref() != Some(person) {
        return false;
    }
    let asking = eye.case.acts.iter().rev().find(|done| done.at.seq == request.at.seq);
    let same =
        asking.and_then(|done| eye.shape_of(done.row)?.acts.get(&done.act)).is_some_and(|asked| asked.by == act.by);
    !same || act.standing
}

/// May the actor enter the act for this party.
fn for_party(eye: &Eye<'_>, act: &Act, id: &Id, actor: &Actor, n: u32) -> bool {
    let Some(party) = eye.case.parties.iter().find(|party| party.n == n) else { return false };
    let whom = request(eye, id, actor).map(|request| request.whom.clone()).filter(|whom| !whom.is_empty());
    let by = whom.unwrap_or_else(|| first_for(eye, act));
    if !party.principals().iter().any(|one| by.contains(one)) {
        return false;
    }
    if is_out(eye, actor) {
        return false;
    }
    // Somebody of the organisation has an account of their own; but whoever is complained of finds no case there.
    let kind = eye.regulation.parties.get(&party.kind);
    let finds_it = kind.is_none_or(|kind| kind.side != Side::ComplainedOf);
    if finds_it && matches!(party.who, Some(Ref::Person(_))) {
        return false;
    }
    let named = eye.regulation.parties.get(&party.kind).map(|kind| kind.entered_by.as_slice()).unwrap_or_default();
    let enter = if named.is_empty() {
        resolve_all(eye, &[Who::Owner, Who::Lead, Who::Receiver, Who::Desk])
    } else {
        resolve_all(eye, named)
    };
    actor.is_any(&enter)
}
