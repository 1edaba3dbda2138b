//! Every kind of event has a sentence in both languages, and tells it in the words of the regulation.

use dengwen_calendar::Span;
use dengwen_case::{Doer, Event, Firm, HowEnded, Moved, NumberOf, PartyOn, RowKey, Stamp};
use dengwen_regulation::{model::ShapeRef, value::Ref};
use indexmap::IndexMap;

use super::*;
use crate::show::sentence::{Weight, weight};

fn id(text: &str) -> Id {
    Id::from(text)
}

fn chen() -> Vec<Principal> {
    vec![Principal::Person("chen".to_owned())]
}

/// One of every kind, as it might come about in the small case.
fn one_of_each() -> Vec<Event> {
    let (main, by) = (RowKey::main(), Doer::from(&clerk()));
    let stamp = Stamp { happened: at("2026-02-09T10:00"), entered: at("2026-02-09T10:00"), seq: 1 };
    let party = PartyOn { n: 1, kind: id("reader"), who: None, fields: IndexMap::new() };
    let mut all = vec![
        Event::Stamped { stamp },
        Event::Begun {
            regulation: id("reading-room"),
            version: String::new(),
            content: String::new(),
            shape: ShapeRef::Main,
            channel: Some(id("letter")),
            receiver: by.clone(),
            received: stamp.happened,
        },
        Event::ActDone {
            row: main.clone(),
            act: id("decide"),
            option: Some(id("accept")),
            by: by.clone(),
            input: Input::new(),
            warned: None,
            warnings: Vec::new(),
            request: None,
        },
        Event::FieldSet { row: main.clone(), field: id("amount"), value: Value::Money(5) },
        Event::FieldUnknown { row: main.clone(), field: id("since") },
        Event::PartyAdded { party, by_effect: true },
        Event::PartySet { n: 1, who: Some(Ref::Person("chen".to_owned())), fields: IndexMap::new() },
        Event::ClassSet {
            row: main.clone(),
            axis: id("weight"),
            now: vec![id("heavy")],
            was: vec![id("light")],
            firm: Some(Firm::Final),
            ground: Some(id("danger")),
            by: by.clone(),
        },
        Event::GroundJudged { row: main.clone(), axis: id("weight"), ground: id("much_money"), holds: true },
        Event::GroundTicked { row: main.clone(), axis: id("weight"), ground: id("danger"), by: by.clone() },
    ];
    all.extend(of_rows_and_people(&main, &by));
    all.extend(of_papers(&main, &by));
    all.extend(of_the_rest(&main, &by, stamp));
    all
}

fn of_rows_and_people(main: &RowKey, by: &Doer) -> Vec<Event> {
    let visit = RowKey::new(id("visit"), 1);
    let wait = Do {
        act: id("answer"),
        option: None,
        row: None,
        input: Input::new(),
        actor: clerk(),
        happened: None,
        channel: None,
        warned: None,
        spawned: None,
        keep_out: Vec::new(),
    };
    vec![
        Event::StageEntered { row: main.clone(), stage: id("handling"), from: None },
        Event::RowOpened { row: visit.clone(), parent: main.clone(), by: by.clone() },
        Event::RowEnded { row: visit },
        Event::Reopened { row: main.clone() },
        Event::Asked {
            n: 1,
            act: id("answer"),
            row: main.clone(),
            whom: chen(),
            by: by.clone(),
            input: Input::new(),
            then: Vec::new(),
        },
        Event::Answered { n: 1 },
        Event::Lapsed { n: 1 },
        Event::Waiting { n: 1, command: Box::new(wait), hands: vec![chen()], signed: Vec::new(), any_order: false },
        Event::HandGiven { n: 1, by: by.clone(), hand: 0 },
        Event::HandsOver { n: 1, refused: Some(by.clone()), reason: Some("no".to_owned()) },
        Event::Assigned { place: "lead".to_owned(), who: chen(), named: "desk_clerk".to_owned(), alone: true },
        Event::Released { who: Some(chen()) },
        Event::Substituted { of: chen(), by: chen(), all: true },
        Event::Barred { who: chen() },
        Event::Sighted { who: chen() },
    ]
}

fn of_papers(main: &RowKey, by: &Doer) -> Vec<Event> {
    let clerk = Principal::Post { role: id("desk_clerk"), unit: None };
    vec![
        Event::Issued {
            n: 1,
            document: id("notice"),
            row: main.clone(),
            copies: Vec::new(),
            to: Vec::new(),
            values: IndexMap::new(),
            live: false,
            per: None,
            filed: false,
            proves: None,
        },
        Event::Signed { n: 1, step: 0, hand: 0, by: by.clone(), who: Some(clerk.clone()), how: None, complete: true },
        Event::SignatureRefused { n: 1, by: by.clone(), who: Some(clerk), reason: None },
        Event::Handed { document: id("notice"), n: Some(1), to: Vec::new(), named: "head of desk_clerk".to_owned() },
        Event::Served {
            n: 1,
            document: id("notice"),
            to: vec![Principal::Party(1)],
            mode: None,
            on: at("2026-02-12T10:00"),
        },
        Event::Published { document: id("notice"), n: Some(1) },
        Event::Unpublished { document: id("notice"), n: 1 },
        Event::Told {
            who: vec![Principal::Party(1)],
            named: "reader".to_owned(),
            document: Some(id("notice")),
            n: Some(1),
            manner: Some(id("urging")),
            mode: None,
        },
        Event::Numbered {
            of: NumberOf::Case,
            series: String::new(),
            pattern: String::new(),
            number: Some("7".to_owned()),
        },
    ]
}

fn of_the_rest(main: &RowKey, by: &Doer, stamp: Stamp) -> Vec<Event> {
    let span: Span = "5 working-days".parse().unwrap();
    vec![
        Event::Linked { name: id("repeat_of"), to: "c2".to_owned() },
        Event::LinkEnded { name: id("repeat_of"), case: "c2".to_owned() },
        Event::SpawnOrdered {
            n: 1,
            start: None,
            regulation: None,
            link: None,
            input: Input::new(),
            received: stamp.happened,
        },
        Event::ForwardOrdered { n: 1, to: chen(), named: String::new(), manner: None, returns: true },
        Event::Arrived { n: 1, office: "甲局".to_owned() },
        Event::Returned { n: 1, from: "甲局".to_owned() },
        Event::Listed { register: id("ledger"), values: IndexMap::new() },
        Event::RowOrdered { table: id("table"), columns: IndexMap::new(), from: None },
        Event::Frozen { question: Question::Setting(id("x")), answer: Answer::Nothing },
        Event::LimitStarted { run: 0, limit: id("closing"), row: main.clone(), each: None, n: 2, from: stamp },
        Event::LimitJudged { run: 0, applies: true, within: None, span: None, frozen: IndexMap::new() },
        Event::LimitPaused { run: 0, at: stamp.happened },
        Event::LimitResumed { run: 0, at: stamp.happened },
        Event::LimitMoved { run: 0, moved: Moved::By { span, nominal: true, in_time: false } },
        Event::LimitWarned { run: 0, at: stamp.happened },
        Event::LimitPassed { run: 0, at: stamp.happened, round: 1 },
        Event::LimitRound { run: 0, round: 2, met: false },
        Event::LimitEnded { run: 0, at: stamp, how: HowEnded::Late },
        Event::Excused { run: 0, by: by.clone(), reason: "ill".to_owned() },
        Event::Crossed { counter: id("same"), key: String::new(), count: 3 },
        Event::Held { what: "notice".to_owned(), why: "x".to_owned() },
        Event::Skipped { what: "closing".to_owned(), why: "x".to_owned() },
    ]
}

/// The names of all kinds, from what the reader of the log says it expects.
fn all_kinds() -> Vec<String> {
    let error = serde_json::from_str::<Event>(r#"{"event": "none of them"}"#).unwrap_err().to_string();
    let (_, names) = error.split_once("expected one of").expect("serde names the kinds");
    names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_kind_of_event_is_told_in_both_languages() {
    let world = small_case();
    let events = one_of_each();
    let told: Vec<String> =
        events.iter().map(|event| serde_json::to_value(event).unwrap()["event"].as_str().unwrap().to_owned()).collect();
    for kind in all_kinds() {
        assert!(told.contains(&kind), "no `{kind}` in this test");
    }
    let mut all = Vec::new();
    for (event, kind) in events.iter().zip(&told) {
        let (zh, en) = (world.show(Lang::Zh).sentence(event), world.show(Lang::En).sentence(event));
        if kind == "stamped" {
            continue;
        }
        assert!(!zh.is_empty() && !en.is_empty(), "{kind} says nothing");
        assert_ne!(zh, en, "{kind} says the same in both languages");
        all.push(format!("{kind} {:?}\n  {zh}\n  {en}", weight(event)));
    }
    insta::assert_snapshot!(all.join("\n"));
    assert!(events.iter().any(|event| weight(event) == Weight::Main));
}

#[test]
fn a_sealed_value_is_said_to_be_given_and_no_more() {
    let world = small_case();
    let event = Event::FieldSet { row: RowKey::main(), field: id("matter"), value: sealed("漏水") };
    assert_eq!(world.show(Lang::Zh).sentence(&event), "填写了“反映事项”（密封）");
}
