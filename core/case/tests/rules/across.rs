//! Standing rules across cases: counters, links, spawned cases.

use dengwen_case::*;
use dengwen_regulation::value::Value;

use crate::scene::{Scene, scene};

fn counted_office() -> Scene {
    scene(
        "settings: {often: {label: 件数 | number, type: number, default: 3}}\n\
         parties: {person: {label: 投诉人 | complainant, of: person, side: complaining, fields: {name: {label: 名 | name, type: text}}, identity: [name]}}\n\
         fields: {shop: {label: 店 | shop, type: text}}\n\
         classes: {common: {label: 共性 | common, values: {yes_so: 是 | yes}, grounds: [{id: often, value: yes_so, when: \"counter('same_shop') >= setting.often\"}]}}\n\
         counters: {same_shop: {label: 同店 | same shop, count: cases, distinct: party.person, same: [shop], window: 1 month, reaches: 3, then: [tell: boss]}}\n\
         stages: {open: 在办 | open, closed: {label: 办结 | closed, end: true}}\n\
         acts: {register: {label: 登记 | register, begins: any, by: clerk, input: [party.person, shop!]}, split: {label: 分出 | split, by: clerk, in: any, does: [spawn: {start: register, link: from_one, carry: [shop]}]}}\n\
         limits: {reply: {label: 答 | reply, within: 5 days, from: received, until: stage closed}}\n",
    )
}

fn another(s: &mut Scene, at: &str, name: &str) {
    s.at(at);
    s.place = s.town.open(name);
    let party = if name.is_empty() { String::new() } else { format!("party.person: {{name: {name}}}, ") };
    s.done("clerk", "register", &format!("{{{party}shop: 甲店}}"));
}

#[test]
fn a_counter_looks_back_over_its_window_this_case_included_and_every_case_counted_is_looked_at_again() {
    let mut s = counted_office();
    another(&mut s, "2026-03-02 09:00", "甲");
    another(&mut s, "2026-03-10 09:00", "乙");
    assert_eq!(s.class("common"), "");
    another(&mut s, "2026-03-20 09:00", "丙");
    let classes: Vec<_> =
        (1..4).map(|place| s.town.cases[place].1.rows[0].axes.get("common").map(|a| a.now.len())).collect();
    assert_eq!(classes, [Some(1), Some(1), Some(1)]);
}

#[test]
fn the_same_person_counts_once_and_those_who_cannot_be_told_count_each_as_one() {
    let mut s = counted_office();
    for at in ["2026-03-02 09:00", "2026-03-03 09:00", "2026-03-04 09:00"] {
        another(&mut s, at, "甲");
    }
    assert_eq!(s.class("common"), "");
    another(&mut s, "2026-03-05 09:00", "");
    another(&mut s, "2026-03-06 09:00", "");
    assert_eq!(s.class("common"), "yes_so");
}

#[test]
fn what_lies_before_the_window_does_not_count() {
    let mut s = counted_office();
    another(&mut s, "2026-03-02 09:00", "甲");
    another(&mut s, "2026-03-10 09:00", "乙");
    another(&mut s, "2026-04-08 09:00", "丙");
    assert_eq!(s.class("common"), "");
}

#[test]
fn what_follows_from_a_counter_follows_once_for_each_group() {
    let mut s = counted_office();
    for (at, name) in
        [("2026-03-02 09:00", "甲"), ("2026-03-03 09:00", "乙"), ("2026-03-04 09:00", "丙"), ("2026-03-05 09:00", "丁")]
    {
        another(&mut s, at, name);
    }
    for (_, case, commits) in &s.town.cases[1..] {
        let crossed = commits.iter().flat_map(|c| &c.events).filter(|e| matches!(e, Event::Crossed { .. })).count();
        assert!(crossed <= 1, "{}", case.id);
    }
}

#[test]
fn what_was_used_of_the_surroundings_is_stored_with_the_commit() {
    let mut s = counted_office();
    another(&mut s, "2026-03-02 09:00", "甲");
    let used = &s.town.cases[s.place].2[0].used;
    assert!(used.iter().any(|(question, _)| matches!(question, Question::Counter { .. })));
}

#[test]
fn a_window_begins_where_a_limit_of_its_length_has_just_not_run_out() {
    let mut s = counted_office();
    another(&mut s, "2026-03-02 09:00", "甲");
    another(&mut s, "2026-03-20 09:00", "乙");
    let used = &s.town.cases[s.place].2[0].used;
    let asked = used.iter().find_map(|(question, answer)| match question {
        Question::Counter { since, until, but, .. } => {
            Some((since.unwrap(), until.unwrap(), but.len(), answer.clone()))
        }
        _ => None,
    });
    let (since, until, own, answer) = asked.unwrap();
    assert_eq!((own, answer), (1, Answer::Value(Value::Int(1))));
    let counting = dengwen_calendar::Counting::default();
    let month = dengwen_calendar::Span { amount: 1, unit: dengwen_calendar::Unit::Month };
    let due = |at| dengwen_calendar::due(&s.town.calendar, &counting, at, month, &dengwen_calendar::Moves::default());
    let before = jiff::Timestamp::from_microsecond(since.as_microsecond() - 1).unwrap();
    assert!(due(since).unwrap().at >= until);
    assert!(due(before).unwrap().at < until);
}

#[test]
fn a_setting_that_a_rule_has_read_is_frozen_with_the_case() {
    let mut s = counted_office();
    s.town.settings.insert("often".into(), Value::Int(2));
    another(&mut s, "2026-03-02 09:00", "甲");
    s.town.settings.insert("often".into(), Value::Int(9));
    another(&mut s, "2026-03-03 09:00", "乙");
    let of = |place: usize| s.town.cases[place].1.rows[0].axes.get("common").map_or(0, |a| a.now.len());
    assert_eq!((of(1), of(2)), (1, 0));
}

#[test]
fn a_spawned_case_takes_parties_channel_and_received_day_and_its_clocks_start_from_there() {
    let mut s = counted_office();
    another(&mut s, "2026-03-02 09:00", "甲");
    s.at("2026-03-05 09:00").done("clerk", "split", "{}");
    s.place = s.town.cases.len() - 1;
    let case = s.case();
    assert_eq!(case.parties.len(), 1);
    assert_eq!(case.rows[0].values["shop"], Value::Text("甲店".into()));
    assert_eq!(case.links[0].1, s.town.cases[1].1.id);
    assert_eq!(case.channel.as_deref(), Some("letter"));
    assert_eq!(s.due("reply"), "2026-03-07");
}

#[test]
fn missing_answers_are_asked_for_and_nothing_happens_until_they_are_there() {
    let mut s = counted_office();
    another(&mut s, "2026-03-02 09:00", "甲");
    let command = Command::Recount { counter: "same_shop".into(), at: s.town.now };
    let nothing = Surroundings::new();
    let outcome = decide(s.case(), &command, &s.town.regulation, &s.town.calendar, &nothing, s.town.now);
    assert!(matches!(outcome, Outcome::Missing(questions) if !questions.is_empty()));
}

#[test]
fn of_a_sealed_value_a_rule_learns_only_whether_it_is_given_and_whether_it_is_the_same() {
    let mut s = counted_office();
    let sealed = |token: &str| {
        let handle = dengwen_regulation::value::Handle { blob: "b".into(), digest: "d".into(), token: token.into() };
        Value::Sealed(handle)
    };
    for (at, name, token) in [("2026-03-02 09:00", "one", "t1"), ("2026-03-03 09:00", "two", "t1")] {
        s.at(at);
        s.place = s.town.open(name);
        let party = PartyInput { who: None, fields: [("name".into(), sealed(token))].into_iter().collect() };
        let input = Input::new().with("shop", sealed("shop")).entry("party.person", Entry::Party(party));
        let actor = s.town.actor("clerk", None);
        let (act, channel) = ("register".into(), Some("letter".into()));
        let act = Do {
            act,
            option: None,
            row: None,
            input,
            actor,
            happened: None,
            channel,
            warned: None,
            spawned: None,
            keep_out: Vec::new(),
        };
        let now = s.town.now;
        s.town.act(s.place, act, now).unwrap();
    }
    let (case, regulation, calendar) = (s.case(), &s.town.regulation, &s.town.calendar);
    let (id, now) = ("same_shop".into(), s.town.now);
    let count = s.town.asked(&case.id, |sur| counter(case, regulation, calendar, sur, &id, now));
    assert_eq!(count, Value::Int(1), "the same token is the same person");
    let facts = facts_of(case, regulation, calendar);
    assert!(facts.given.iter().any(|f| *f == "shop") && !facts.values.contains_key("shop"));
    assert!(!format!("{case:?}").contains("t1"), "not even the token is shown");
}
