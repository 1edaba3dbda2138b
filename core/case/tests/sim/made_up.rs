//! What people do: something that is open to them, or anything at all.

use dengwen_case::*;
use dengwen_regulation::model::Id;
use jiff::Timestamp;

use super::dice::Dice;
use crate::town::{Town, made};

/// Somebody who may begin a case, and by which act.
pub(crate) fn beginning(town: &Town, now: Timestamp, channel: Option<&Id>, dice: &mut Dice) -> Option<(Actor, Begin)> {
    let mut people: Vec<String> = town.people.keys().cloned().collect();
    people.extend(["public".to_owned(), "staff".to_owned()]);
    let first = dice.below(people.len());
    people.rotate_left(first);
    for channel in [channel, None] {
        for who in &people {
            let actor = town.actor(who, None);
            let mut all = town.asked("", |sur| begins(&town.regulation, &town.calendar, sur, channel, &actor, now));
            all.retain(|begin| !town.regulation.registers.contains_key(begin.act.split('.').next().unwrap()));
            if !all.is_empty() {
                let begin = all.swap_remove(dice.below(all.len()));
                return Some((actor, begin));
            }
        }
    }
    None
}

/// The act that begins a case, with its form filled in.
pub(crate) fn begin(town: &Town, begin: Begin, actor: Actor, channel: Option<Id>, dice: &mut Dice) -> Do {
    let option = dice.pick(&begin.options).cloned();
    let asks = begin.form.iter().chain(option.iter().flat_map(|option| &option.form));
    let input = filled(town, asks, dice);
    act(begin.act, None, option.map(|option| option.option), input, actor, channel, dice)
}

/// Something that is open to somebody on a case as a desk shows it; the case itself stands at `place` of the town.
pub(crate) fn next(town: &Town, shown: &Case, place: usize, now: Timestamp, dice: &mut Dice) -> Option<Do> {
    for _ in 0..6 {
        let actor = somebody(town, shown, place, dice);
        let mut all = town.asked(&shown.id, |sur| offers(shown, &town.regulation, &town.calendar, sur, &actor, now));
        // What is there for every regulation is done less often than what this one is about.
        let standing = dice.once_in(5);
        all.retain(|offer| matches!(offer.state, OfferState::Open { .. }) && (standing || !offer.standing));
        if all.is_empty() {
            continue;
        }
        let offer = all.swap_remove(dice.below(all.len()));
        let OfferState::Open { form, options, .. } = offer.state else { continue };
        let choosable: Vec<&OptionOffer> = options.iter().collect();
        let option = dice.pick(&choosable).copied();
        let asks = form.iter().chain(option.into_iter().flat_map(|option| &option.form));
        let input = filled(town, asks, dice);
        let row = Some(offer.row).filter(|row| !row.is_main());
        return Some(act(offer.act, row, option.map(|one| one.option.clone()), input, actor, None, dice));
    }
    None
}

/// Any act by anybody, open or not, with nothing filled in.
pub(crate) fn anything(town: &Town, shown: &Case, place: usize, dice: &mut Dice) -> Option<Do> {
    let actor = somebody(town, shown, place, dice);
    let row = dice.pick(&shown.rows)?;
    let acts: Vec<&Id> = town.regulation.shape(&row.shape)?.acts.keys().collect();
    let id = (*dice.pick(&acts)?).clone();
    let row = Some(row.key.clone()).filter(|row| !row.is_main());
    Some(act(id, row, None, Input::new(), actor, None, dice))
}

fn somebody(town: &Town, shown: &Case, place: usize, dice: &mut Dice) -> Actor {
    let people: Vec<&String> = town.people.keys().collect();
    match dice.below(8) {
        0 if !shown.parties.is_empty() => {
            let party = &shown.parties[dice.below(shown.parties.len())];
            let before = shown.parties.iter().filter(|one| one.kind == party.kind && one.n <= party.n).count();
            town.actor(&format!("party {}#{before}", party.kind), Some(place))
        }
        1 => town.actor("staff", None),
        _ => town.actor(dice.pick(&people).map_or("staff", |who| who.as_str()), None),
    }
}

fn filled<'a>(town: &Town, asks: impl Iterator<Item = &'a Ask>, dice: &mut Dice) -> Input {
    let given = asks.filter_map(|ask| {
        let (wanted, seed) = (ask.must || dice.once_in(3), dice.byte());
        wanted.then(|| (ask.key.clone(), made::entry(town, ask, seed)))
    });
    Input(given.collect())
}

fn act(
    id: Id,
    row: Option<RowKey>,
    option: Option<Id>,
    input: Input,
    actor: Actor,
    channel: Option<Id>,
    dice: &mut Dice,
) -> Do {
    let warned = dice.once_in(2).then(|| "试".to_owned());
    Do { act: id, option, row, input, actor, happened: None, channel, warned, spawned: None, keep_out: Vec::new() }
}
