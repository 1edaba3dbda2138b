//! What holds whatever happens: no event sequence breaks a case, replay gives the live state, a refusal leaves nothing.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod town;

use std::sync::OnceLock;

use dengwen_case::*;
use dengwen_regulation::model::Id;
use jiff::SignedDuration;
use proptest::prelude::*;
use town::{Town, made, pack, packs, script};

/// Some of the packs: what holds for any sequence of events shows in few.
fn some() -> Vec<String> {
    packs().into_iter().step_by(6).collect()
}

/// Events of real stories, by pack.
fn pool() -> &'static Vec<(String, Vec<Event>)> {
    static POOL: OnceLock<Vec<(String, Vec<Event>)>> = OnceLock::new();
    POOL.get_or_init(|| some().into_iter().map(|id| (id.clone(), events_of(&id))).collect())
}

fn events_of(id: &str) -> Vec<Event> {
    let files = town::scenarios(id);
    let play = |file: &std::path::PathBuf| script::play(&file.to_string_lossy(), id);
    let towns = files.iter().step_by(4).filter_map(play);
    towns
        .flat_map(|town| town.cases.into_iter().flat_map(|(_, _, commits)| commits))
        .flat_map(|commit| commit.events)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn apply_and_every_reading_survive_any_sequence_of_events(of in any::<prop::sample::Index>(), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..80)) {
        let (id, events) = &pool()[of.index(pool().len())];
        let town = Town::new(pack(id));
        let mut case = Case::empty("any");
        for pick in picks {
            apply(&mut case, &town.regulation, &events[pick.index(events.len())]);
        }
        let nothing = Surroundings::new();
        let actor = town.actor("staff", None);
        let _projection = project(&case, &town.regulation, &town.calendar, &nothing);
        let _offers = offers(&case, &town.regulation, &town.calendar, &nothing, &actor, case.now.entered);
        let _facts = facts_of(&case, &town.regulation, &town.calendar);
        for command in passings(&case, &town.regulation, &town.calendar, case.now.entered) {
            let _outcome = decide(&case, &command, &town.regulation, &town.calendar, &nothing, case.now.entered);
        }
    }

    #[test]
    fn a_random_walk_replays_to_the_live_state_and_refusals_leave_nothing(
        of in any::<prop::sample::Index>(),
        steps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>(), 0_i64..200), 1..25),
    ) {
        let mut town = Town::new(pack(&some()[of.index(some().len())]));
        town.fill();
        town.now = "2026-02-09T01:00:00Z".parse().unwrap();
        let people: Vec<String> = town.people.keys().cloned().collect();
        let place = town.open("walk");
        for (who, what, seed, hours) in steps {
            let now = town.now + SignedDuration::from_hours(hours);
            town.pass_until(now);
            let actor = town.actor(&people[who.index(people.len())], Some(place));
            let before = town.cases[place].1.clone();
            let Some(act) = next(&town, place, &actor, what, seed) else { continue };
            // `Town::keep` holds every commit against its replay and its text.
            if town.act(place, act, now).is_err() {
                prop_assert_eq!(&town.cases[place].1, &before);
            }
        }
    }
}

/// Some act that is offered, or one that begins the case, with made-up input.
fn next(town: &Town, place: usize, actor: &Actor, what: prop::sample::Index, seed: u8) -> Option<Do> {
    let made = |act: Id, row, option: Option<Id>, forms: Vec<&Ask>, channel| {
        let input = Input(
            forms
                .iter()
                .filter(|a| a.must || seed.is_multiple_of(3))
                .map(|a| (a.key.clone(), made::entry(town, a, seed)))
                .collect(),
        );
        Do {
            act,
            option,
            row,
            input,
            actor: actor.clone(),
            happened: None,
            channel,
            warned: Some("试".into()),
            spawned: None,
            keep_out: Vec::new(),
        }
    };
    if !town.cases[place].1.begun() {
        let channel = town.regulation.channels.keys().next().cloned();
        let all =
            town.asked("", |sur| begins(&town.regulation, &town.calendar, sur, channel.as_ref(), actor, town.now));
        let begin = all.first()?;
        return Some(made(begin.act.clone(), None, None, begin.form.iter().collect(), channel));
    }
    let all = town.offers(place, actor);
    if all.is_empty() {
        return None;
    }
    let offer = &all[what.index(all.len())];
    let OfferState::Open { form, options, .. } = &offer.state else {
        return Some(made(offer.act.clone(), Some(offer.row.clone()), None, Vec::new(), None));
    };
    let option = options.get(usize::from(seed) % options.len().max(1));
    let forms = form.iter().chain(option.into_iter().flat_map(|o| &o.form)).collect();
    Some(made(offer.act.clone(), Some(offer.row.clone()), option.map(|o| o.option.clone()), forms, None))
}
