//! Cases of every pack are driven a good way by whatever is open, and every view on the way is read for bare names.

use dengwen_case::{Ask, AskKind, Choices, Offer, OfferState, Outcome, begins};
use dengwen_regulation::{
    model::{Act, Begins, FieldType, Lang, Sees},
    value::Ref,
};
use serde_json::Value as Json;

use super::{packs::worlds, *};

/// How far each case is driven.
const STEPS: usize = 14;

/// Somebody who may do everything.
fn anybody(world: &World, party: Option<u32>) -> Actor {
    if let Some(party) = party {
        return Actor {
            person: None,
            name: String::new(),
            principals: vec![Principal::Party(party)],
            ..Actor::default()
        };
    }
    let posts =
        world.regulation.roles.keys().map(|role| Principal::Post { role: role.clone(), unit: Some("hall".to_owned()) });
    let own = [Principal::Person("chen".to_owned()), Principal::Unit("hall".to_owned()), Principal::Staff];
    let principals = own.into_iter().chain(posts).collect();
    Actor { person: Some("chen".to_owned()), name: "陈立".to_owned(), principals, ..Actor::default() }
}

/// Whoever begins a case is somebody else: as its party they could do nothing in it.
fn beginner(world: &World) -> Actor {
    let actor = anybody(world, None);
    let other = Principal::Person("fang".to_owned());
    let principals = actor.principals.iter().filter(|one| !matches!(one, Principal::Person(_))).cloned();
    Actor { principals: std::iter::once(other).chain(principals).collect(), person: Some("fang".to_owned()), ..actor }
}

fn value_of(ask: &Ask, world: &World) -> Value {
    if let Choices::Listed(all) = &ask.choices
        && let Some((id, _)) = all.first()
    {
        return Value::Choice(id.clone());
    }
    if let Choices::Class(values, _) = &ask.choices {
        return values.last().map_or(Value::Empty, |(id, ..)| Value::Choice(id.clone()));
    }
    let of = ask.types.first().copied().unwrap_or(FieldType::Text);
    match of {
        FieldType::Number => Value::Int(2),
        FieldType::Money => Value::Money(123_456),
        FieldType::Percent => Value::Share(1, 3),
        FieldType::YesNo => Value::Yes(true),
        FieldType::Date => Value::Date(world.counting.date_of(world.now)),
        FieldType::Moment => Value::Moment(world.now),
        FieldType::Time => Value::Time(jiff::civil::Time::constant(9, 30, 0, 0)),
        FieldType::Interval | FieldType::Due | FieldType::Limit => Value::Interval("5 working-days".parse().unwrap()),
        FieldType::Person => Value::Ref(Ref::Person("chen".to_owned())),
        FieldType::Unit => Value::Ref(Ref::Unit("hall".to_owned())),
        FieldType::Role => {
            world.regulation.roles.keys().next().map_or(Value::Empty, |id| Value::Ref(Ref::Role(id.clone())))
        }
        FieldType::Place => Value::Ref(Ref::Place("某处".to_owned())),
        FieldType::Body => Value::Ref(Ref::Body("某机关".to_owned())),
        FieldType::File => Value::Ref(Ref::File("f1".to_owned())),
        FieldType::Case | FieldType::Row | FieldType::Regulation | FieldType::Choice => Value::Empty,
        FieldType::Text | FieldType::Long | FieldType::Periods | FieldType::Phone if ask.sensitive.is_some() => {
            sealed("密")
        }
        FieldType::Text | FieldType::Long | FieldType::Periods | FieldType::Phone => Value::Text("内容".to_owned()),
    }
}

fn entry_of(ask: &Ask, world: &World) -> Option<Entry> {
    if ask.kind == AskKind::Party {
        let fields = ask.fields.iter().map(|field| {
            let id = Id::from(field.key.rsplit('.').next().unwrap_or_default());
            (id, value_of(field, world))
        });
        return Some(Entry::Party(PartyInput {
            who: None,
            fields: fields.filter(|(_, value)| *value != Value::Empty).collect(),
        }));
    }
    let value = value_of(ask, world);
    if value == Value::Empty {
        return None;
    }
    Some(Entry::Value(if ask.many { Value::Many(vec![value]) } else { value }))
}

fn filled(world: &World, form: &[Ask]) -> Input {
    let mut input = Input::new();
    for ask in form.iter().filter(|ask| ask.must || ask.kind == AskKind::Field) {
        if let Some(entry) = entry_of(ask, world) {
            input = input.entry(&ask.key, entry);
        }
    }
    input.with("reason", Value::Text("理由".to_owned()))
}

fn command(offer: &Offer, actor: Actor, input: Input, option: Option<Id>) -> Command {
    let on_behalf_of = offer.on_behalf_of;
    Command::Do(Do {
        act: offer.act.clone(),
        option,
        row: Some(offer.row.clone()),
        input,
        actor: Actor { on_behalf_of, ..actor },
        happened: None,
        channel: None,
        warned: Some("仍须办理".to_owned()),
        spawned: None,
        keep_out: Vec::new(),
    })
}

fn begin(world: &mut World) -> bool {
    let channels: Vec<Id> = world.regulation.channels.keys().cloned().collect();
    let of_kinds = world.regulation.kinds.iter().flat_map(|(kind, shape)| {
        shape.acts.iter().map(move |(id, act)| (Id::from(format!("{kind}.{id}")), act.clone()))
    });
    let own = world.regulation.main.acts.clone();
    let all: Vec<(Id, Act)> = own.into_iter().chain(of_kinds).collect();
    for (id, act) in all {
        if act.begins == Begins::No {
            continue;
        }
        for channel in &channels {
            let actor = beginner(world);
            let form = forms_of_beginning(world, &actor, channel, &id);
            let option = act.choose.keys().next().cloned();
            let command = Command::Do(Do {
                act: id.clone(),
                option,
                row: None,
                input: filled(world, &form),
                actor,
                happened: None,
                channel: Some(channel.clone()),
                warned: Some("仍须办理".to_owned()),
                spawned: None,
                keep_out: Vec::new(),
            });
            if matches!(world.run("2026-02-09T10:00", command), Outcome::Done(_)) {
                return true;
            }
        }
    }
    false
}

fn forms_of_beginning(world: &World, actor: &Actor, channel: &Id, act: &Id) -> Vec<Ask> {
    let mut around = Surroundings::new();
    for _ in 0..8 {
        match begins(&world.regulation, &world.calendar, &around, Some(channel), actor, world.now) {
            Ok(all) => {
                for one in &all {
                    assert!(world.show(Lang::Zh).beginning(one).is_some(), "{} has no form", one.act);
                }
                return all.into_iter().find(|one| one.act == *act).map(|one| one.form).unwrap_or_default();
            }
            Err(questions) => questions.into_iter().for_each(|question| {
                let answer = World::answer(&question);
                around.answer(question, answer);
            }),
        }
    }
    Vec::new()
}

/// Does the next thing that is open, those not done yet first.
fn step(world: &mut World, n: usize) -> bool {
    let done: Vec<Id> = world.case.acts.iter().map(|done| done.act.clone()).collect();
    let parties: Vec<Option<u32>> =
        std::iter::once(None).chain(world.case.parties.iter().map(|party| Some(party.n))).collect();
    for party in parties {
        let actor = anybody(world, party);
        let mut open = world.offers(&actor);
        open.sort_by_key(|offer| (offer.standing, done.iter().filter(|act| **act == offer.act).count()));
        for offer in open {
            let OfferState::Open { form, options, .. } = &offer.state else { continue };
            let open: Vec<_> = options.iter().filter(|option| option.closed.is_empty()).collect();
            let chosen = open.get(n % open.len().max(1));
            let mut asked = form.clone();
            asked.extend(chosen.map(|option| option.form.clone()).unwrap_or_default());
            let command =
                command(&offer, actor.clone(), filled(world, &asked), chosen.map(|option| option.option.clone()));
            let when = format!("2026-03-{:02}T10:{:02}", 2 + n, n);
            if matches!(world.run(&when, command), Outcome::Done(_)) {
                return true;
            }
        }
    }
    false
}

/// Texts that people read; what programs send back is left out.
fn texts<'j>(json: &'j Json, all: &mut Vec<&'j str>) {
    const FOR_PROGRAMS: [&str; 11] =
        ["act", "key", "id", "control", "light", "sees", "row", "at", "files", "links", "default"];
    match json {
        Json::String(text) => all.push(text),
        Json::Array(items) => items.iter().for_each(|item| texts(item, all)),
        Json::Object(map) => {
            let typed = map.contains_key("meaning") || map.contains_key("control");
            let shown =
                map.iter().filter(|(key, _)| !(FOR_PROGRAMS.contains(&key.as_str()) || typed && *key == "value"));
            shown.for_each(|(_, value)| texts(value, all));
        }
        _ => {}
    }
}

/// A name as a program has it: small letters with a low line between.
fn bare_name(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()))
        .any(|word| word.trim_matches('_').contains('_'))
}

fn read(world: &World, json: &Json, what: &str) {
    let mut all = Vec::new();
    texts(json, &mut all);
    for text in all {
        assert!(!bare_name(text), "{} {what}: `{text}`", world.regulation.id);
    }
}

#[test]
fn views_of_every_pack_speak_in_labels() {
    for mut world in worlds() {
        assert!(begin(&mut world), "{} cannot be begun", world.regulation.id);
        let mut steps = 0;
        for n in 0..STEPS {
            for lang in [Lang::Zh, Lang::En] {
                let view = world.view(lang, Viewer::staff(Sees::All));
                read(&world, &serde_json::to_value(&view).unwrap(), "case");
                let (limits, commits): (_, Vec<&Commit>) = (world.limits(), world.commits.iter().collect());
                for party in &world.case.parties {
                    let offers = world.offers(&anybody(&world, Some(party.n)));
                    let follow = world.show(lang).follow_view(party.n, &commits, &limits, &offers);
                    read(&world, &serde_json::to_value(&follow).unwrap(), "follow");
                    let told = serde_json::to_string(&(&follow.story, &follow.limits, &follow.strip)).unwrap();
                    assert!(!told.contains("陈立"), "staff are not named outside: {told}");
                }
                for paper in &world.case.papers {
                    let printed = world.show(lang).printed(paper.n, 1).expect("the first copy");
                    read(
                        &world,
                        &serde_json::to_value(printed.rows.iter().map(|row| &row.label).collect::<Vec<_>>()).unwrap(),
                        "paper",
                    );
                }
            }
            if !step(&mut world, n) {
                break;
            }
            steps += 1;
        }
        assert!(steps >= 3, "{} stands still after {steps} steps", world.regulation.id);
    }
}
