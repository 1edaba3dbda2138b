//! Signing papers: whose hands are wanted next, and putting one to it.

use dengwen_regulation::model::Id;

use super::standing::{no, paper};
use crate::{
    eye::Eye,
    several,
    types::{Code, Event, Input, Paper, Principal, Refusal, Signature},
    who,
    work::Work,
};

/// A hand to be put to a paper: the paper, step, hand, whose, how, and whether it is the last.
pub(super) struct PutHand {
    n: u32,
    step: u32,
    hand: u32,
    who: Option<Principal>,
    how: Option<Id>,
    complete: bool,
}

/// A hand that is wanted: step, place in the step, those any of whom may give it, how.
type Wanted = (u32, u32, Vec<Principal>, Option<Id>);

/// The hands wanted next: all open ones of the first step that is not complete.
pub(super) fn next_hands(eye: &Eye<'_>, paper: &Paper) -> Vec<Wanted> {
    let mut open = open_hands(eye, paper);
    if let Some(first) = open.first().map(|hand| hand.0) {
        open.retain(|hand| hand.0 == first);
    }
    open
}

/// All hands not given yet. Where several hold a role of the case or are parties of a kind, each of them signs.
fn open_hands(eye: &Eye<'_>, paper: &Paper) -> Vec<Wanted> {
    let Some(document) = eye.regulation.documents.get(&paper.document) else { return Vec::new() };
    let eye = eye.seen_from(paper.row);
    let mut open = Vec::new();
    for (step, hands) in (0_u32..).zip(&document.signed_by) {
        for (hand, of) in (0_u32..).zip(&hands.hands) {
            let given: Vec<&Signature> =
                paper.signatures.iter().filter(|one| one.step == step && one.hand == hand).collect();
            let theirs = |those: &[Principal]| {
                given.iter().any(|one| one.who.as_ref().is_none_or(|by| those.iter().any(|want| want.covers(by))))
            };
            let wanted = several::each_of(&eye, &of.who).into_iter().filter(|those| !theirs(those));
            open.extend(wanted.map(|those| (step, hand, those, of.how.clone())));
        }
    }
    open
}

fn put_hand(work: &Work<'_>, paper: &Paper, fits: impl Fn(&[Principal]) -> Option<Principal>) -> Option<PutHand> {
    let eye = work.eye(paper.row);
    let complete = open_hands(&eye, paper).len() <= 1;
    let (step, hand, those, how) = next_hands(&eye, paper).into_iter().find(|hand| fits(&hand.2).is_some())?;
    Some(PutHand { n: paper.n, step, hand, who: fits(&those), how, complete })
}

fn not_your_turn(work: &Work<'_>, paper: &Paper) -> Box<Refusal> {
    let refusal = no(Code::NotYourTurn, "现在不由其签署", "it is not their turn to sign", "document");
    match work.regulation.documents.get(&paper.document) {
        Some(document) => Box::new(refusal.by(&document.rule)),
        None => refusal,
    }
}

pub(super) fn sign(work: &Work<'_>, input: &Input) -> Result<PutHand, Box<Refusal>> {
    let paper = paper(work, input)?;
    let actor = &work.hand.actor;
    let mine = |those: &[Principal]| {
        let party = actor.on_behalf_of.map(Principal::Party).filter(|party| those.contains(party));
        let own = || actor.all().find(|have| those.iter().any(|want| want.covers(have))).cloned();
        party.or_else(own)
    };
    put_hand(work, paper, mine).ok_or_else(|| not_your_turn(work, paper))
}

pub(super) fn note_signature(work: &Work<'_>, input: &Input) -> Result<PutHand, Box<Refusal>> {
    let paper = paper(work, input)?;
    let signer = input.value("signer").map(|value| who::of_value(&work.eye(paper.row), value)).unwrap_or_default();
    let theirs = |those: &[Principal]| {
        signer.iter().find(|one| those.iter().any(|want| want.covers(one) || one.covers(want))).cloned()
    };
    put_hand(work, paper, theirs).ok_or_else(|| not_your_turn(work, paper))
}

pub(super) fn put(work: &mut Work<'_>, hand: PutHand) {
    let PutHand { n, step, hand, who, how, complete } = hand;
    let by = work.doer.clone();
    work.emit(Event::Signed { n, step, hand, by, who, how, complete });
}

/// Those whose hand a paper waits for.
pub(crate) fn signers(eye: &Eye<'_>, paper: &Paper) -> Vec<Principal> {
    next_hands(eye, paper).into_iter().flat_map(|hand| hand.2).collect()
}
