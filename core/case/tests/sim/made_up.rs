//! What people do: something that is open to them, or anything at all.

use dengwen_calendar::Span;
use dengwen_case::*;
use dengwen_regulation::{
    model::{Effect, Extend, FieldType, Id, What, Within},
    value::Value,
};
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
    let input = filled(town, None, asks, dice);
    act(begin.act, None, option.map(|option| option.option), input, actor, channel, dice)
}

/// Something that is open to somebody on a case as a desk shows it; the case itself stands at `place` of the town.
pub(crate) fn next(town: &Town, shown: &Case, place: usize, now: Timestamp, dice: &mut Dice) -> Option<Do> {
    // What somebody was asked for is rarely found by whoever happens to look.
    let asked = shown.open_requests().next().is_some() && dice.once_in(2);
    let tries = if asked { town.people.len() } else { 12 };
    let first = dice.below(town.people.len());
    for n in 0..tries {
        let actor = match town.people.keys().nth((first + n) % town.people.len().max(1)).filter(|_| asked) {
            Some(who) => town.actor(who, None),
            None => somebody(town, shown, place, dice),
        };
        let mut all = town.asked(&shown.id, |sur| offers(shown, &town.regulation, &town.calendar, sur, &actor, now));
        let notes = dice.once_in(8);
        all.retain(|offer| {
            matches!(offer.state, OfferState::Open { .. })
                && (offer.asked || !asked && (notes || weight(town, shown, offer) > NOTE))
        });
        let weights: Vec<usize> = all.iter().map(|offer| weight(town, shown, offer)).collect();
        let Some(place) = dice.weighed(&weights) else { continue };
        let offer = all.swap_remove(place);
        let OfferState::Open { form, options, .. } = offer.state else { continue };
        let choosable: Vec<&OptionOffer> = options.iter().collect();
        let option = dice.pick(&choosable).copied();
        let asks = form.iter().chain(option.into_iter().flat_map(|option| &option.form));
        let input = filled(town, Some(shown), asks, dice);
        let row = Some(offer.row).filter(|row| !row.is_main());
        return Some(act(offer.act, row, option.map(|one| one.option.clone()), input, actor, None, dice));
    }
    None
}

/// The weight of a note, and of whatever else is there for every regulation and leads nowhere.
const NOTE: usize = 4;

/// How much likelier than another: what was asked for, what moves a limit, and what was not done here yet lead further than
/// notes, and than keeping everybody out.
fn weight(town: &Town, shown: &Case, offer: &Offer) -> usize {
    let shape = shown.row(&offer.row).and_then(|row| town.regulation.shape(&row.shape));
    let Some(act) = shape.and_then(|shape| shape.acts.get(&offer.act)) else { return 1 };
    let effects = || act.does.iter().chain(act.choose.values().flat_map(|option| &option.does));
    let keeps_out = |effect: &Effect| matches!(effect.what, What::Bar(_) | What::Release(_) | What::Substitute { .. });
    let moves = |effect: &Effect| {
        matches!(effect.what, What::Due { .. } | What::Suspend(_) | What::Resume(_) | What::Ask { .. } | What::Open(_))
    };
    let OfferState::Open { form, .. } = &offer.state else { return 0 };
    let of_limit = form.iter().any(|ask| ask.types.contains(&FieldType::Limit));
    match () {
        () if offer.asked => 60,
        () if of_limit || effects().any(moves) => 30,
        () if offer.standing && effects().any(keeps_out) => 1,
        () if offer.standing => NOTE,
        () if shown.acts.iter().any(|done| done.act == offer.act) => 8,
        () => 24,
    }
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

fn filled<'a>(town: &Town, shown: Option<&Case>, asks: impl Iterator<Item = &'a Ask>, dice: &mut Dice) -> Input {
    let asks: Vec<&Ask> = asks.collect();
    let lengthens = asks.iter().any(|ask| ask.key == AMOUNT);
    let mut given = Input::new();
    for ask in asks {
        let (wanted, seed) = (ask.must || dice.once_in(3), dice.byte());
        let named = shown.and_then(|case| dice.pick(&names(town, case, &ask.key, lengthens)).cloned());
        if !wanted {
            continue;
        }
        let more = if ask.key == AMOUNT { more(town, shown, &given, dice) } else { None };
        let entry = match (more, named) {
            (Some(span), _) => Entry::Value(Value::Interval(span)),
            (None, Some(name)) => Entry::Value(Value::Text(name)),
            (None, None) => made::entry(town, ask, seed),
        };
        given.0.insert(ask.key.clone(), entry);
    }
    given
}

/// By how much a limit is to be longer.
const AMOUNT: &str = "amount";

/// An amount in the unit in which the limit that was named may be lengthened.
fn more(town: &Town, shown: Option<&Case>, given: &Input, dice: &mut Dice) -> Option<Span> {
    let Some(Value::Text(name)) = given.value("limit") else { return None };
    let run = shown?.runs.iter().find(|run| *run.limit == *name.as_str() && run.end.is_none())?;
    match extended(town, shown?, run)?.at_most {
        Some(Within::Span(most)) => Some(Span::new(u32::try_from(dice.below(4)).ok()? + 1, most.unit)),
        _ => None,
    }
}

fn extended<'t>(town: &'t Town, case: &Case, run: &Run) -> Option<&'t Extend> {
    let shape = town.regulation.shape(&case.rows.get(run.row)?.shape)?;
    shape.limits.get(&run.limit)?.extend.as_ref()
}

/// Things of the case that the acts which are there for all ask for by name.
fn names(town: &Town, case: &Case, key: &str, lengthens: bool) -> Vec<String> {
    let fits = |run: &&Run| run.end.is_none() && (!lengthens || extended(town, case, run).is_some());
    match key {
        "limit" => case.runs.iter().filter(fits).map(|run| run.limit.to_string()).collect(),
        "document" => case.papers.iter().map(|paper| paper.document.to_string()).collect(),
        "axis" => case.rows.iter().flat_map(|row| row.axes.keys().map(ToString::to_string)).collect(),
        _ => Vec::new(),
    }
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
