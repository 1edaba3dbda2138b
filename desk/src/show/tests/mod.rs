//! The views, drawn for small regulations and walked through for every pack.

mod events;
mod forms;
mod packs;
mod papers;
mod views;
mod walk;

use std::sync::Arc;

use dengwen_calendar::{Calendar, Counting};
use dengwen_case::{
    Actor, Answer, Case, Command, Commit, Do, Entry, Input, Offer, Outcome, PartyInput, Principal, Question,
    Surroundings, apply, decide, limit_views, offers,
};
use dengwen_regulation::{
    load::load_str,
    model::{Id, Lang, Regulation},
    value::{Handle, Value},
};
use jiff::Timestamp;

use super::{Names, Show, Viewer, case::Parts};
use crate::view::CaseView;

/// A case under a regulation, with all that a view wants.
pub(super) struct World {
    pub(super) regulation: Regulation,
    pub(super) case: Case,
    pub(super) commits: Vec<Commit>,
    pub(super) names: Names,
    pub(super) calendar: Calendar,
    pub(super) counting: Counting,
    pub(super) now: Timestamp,
}

pub(super) fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

pub(super) fn sealed(text: &str) -> Value {
    Value::Sealed(Handle { blob: text.to_owned(), digest: format!("digest of {text}"), token: text.to_owned() })
}

pub(super) fn clerk() -> Actor {
    let post = Principal::Post { role: Id::from("desk_clerk"), unit: Some("hall".to_owned()) };
    let principals =
        vec![Principal::Person("chen".to_owned()), Principal::Unit("hall".to_owned()), post, Principal::Staff];
    Actor { person: Some("chen".to_owned()), name: "陈立".to_owned(), principals, ..Actor::default() }
}

impl World {
    pub(super) fn new(text: &str) -> Self {
        let loaded = load_str("reading-room", text);
        let errors: Vec<String> = loaded.findings.iter().map(ToString::to_string).collect();
        let regulation = loaded.regulation.unwrap_or_else(|| panic!("{}", errors.join("\n")));
        let mut names = Names { office: "云山市图书馆".to_owned(), ..Names::default() };
        Arc::make_mut(&mut names.people).insert("chen".to_owned(), "陈立".to_owned());
        Arc::make_mut(&mut names.units).insert("hall".to_owned(), "流通部".to_owned());
        Self {
            regulation,
            case: Case::empty("c1"),
            commits: Vec::new(),
            names,
            calendar: Calendar::china(),
            counting: Counting::public(),
            now: at("2026-02-09T10:00"),
        }
    }

    pub(super) fn show(&self, lang: Lang) -> Show<'_> {
        Show {
            regulation: &self.regulation,
            case: &self.case,
            names: &self.names,
            calendar: &self.calendar,
            counting: &self.counting,
            lang,
            now: self.now,
        }
    }

    /// Answers as a small office would.
    fn answer(question: &Question) -> Answer {
        match question {
            Question::Holders(_) => Answer::Persons(vec!["chen".to_owned()]),
            Question::Holds { .. } | Question::Superior(..) | Question::Under(..) => Answer::Yes(false),
            Question::Counter { .. } => Answer::Value(Value::Int(0)),
            Question::Table(_) => Answer::Rows(Vec::new()),
            Question::HeadOf(_) | Question::SuperiorOf(_) | Question::RoleOf { .. } | Question::UnitOf(_) => {
                Answer::Principals(Vec::new())
            }
            _ => Answer::Nothing,
        }
    }

    pub(super) fn run(&mut self, when: &str, command: Command) -> Outcome {
        self.now = at(when);
        let mut around = Surroundings::new();
        for _ in 0..8 {
            match decide(&self.case, &command, &self.regulation, &self.calendar, &around, self.now) {
                Outcome::Missing(questions) => {
                    for question in questions {
                        let answer = Self::answer(&question);
                        around.answer(question, answer);
                    }
                }
                Outcome::Done(mut commit) => {
                    let mut serial = 0;
                    commit.fill(|_| {
                        serial += 1;
                        serial
                    });
                    for event in &commit.events {
                        apply(&mut self.case, &self.regulation, event);
                    }
                    self.commits.push((*commit).clone());
                    return Outcome::Done(commit);
                }
                refused => return refused,
            }
        }
        panic!("questions without end");
    }

    pub(super) fn act(&mut self, when: &str, act: &str, option: Option<&str>, input: Input) {
        let channel = (!self.case.begun()).then(|| Id::from("letter"));
        let command = Command::Do(Do {
            act: Id::from(act),
            option: option.map(Id::from),
            row: None,
            input,
            actor: clerk(),
            happened: None,
            channel,
            warned: None,
            spawned: None,
            keep_out: Vec::new(),
        });
        match self.run(when, command) {
            Outcome::Done(_) => {}
            other => panic!("{act}: {other:?}"),
        }
    }

    pub(super) fn limits(&self) -> Vec<dengwen_case::LimitView> {
        limit_views(&self.case, &self.regulation, &self.calendar, &Surroundings::new())
    }

    pub(super) fn offers(&self, actor: &Actor) -> Vec<Offer> {
        let mut around = Surroundings::new();
        for _ in 0..8 {
            match offers(&self.case, &self.regulation, &self.calendar, &around, actor, self.now) {
                Ok(offers) => return offers,
                Err(questions) => questions.into_iter().for_each(|question| {
                    let answer = Self::answer(&question);
                    around.answer(question, answer);
                }),
            }
        }
        panic!("questions without end");
    }

    pub(super) fn view(&self, lang: Lang, viewer: Viewer) -> CaseView {
        let (limits, offers) = (self.limits(), self.offers(&clerk()));
        let commits: Vec<&Commit> = self.commits.iter().collect();
        self.show(lang).case_view(&Parts {
            viewer,
            commits: &commits,
            limits: &limits,
            offers: &offers,
            seen: &dengwen_case::Seen::default(),
        })
    }
}

pub(super) const SMALL: &str = include_str!("small.yaml");

/// A reader's letter, accepted, with a look at the place going on.
pub(super) fn small_case() -> World {
    let mut world = World::new(SMALL);
    let reader = PartyInput {
        who: None,
        fields: [(Id::from("name"), sealed("王敏")), (Id::from("phone"), sealed("13800000000"))].into_iter().collect(),
    };
    let input = Input::new()
        .entry("party.reader", Entry::Parties(vec![reader]))
        .with("matter", Value::Text("二楼书架松动，图书滑落".to_owned()))
        .with("amount", Value::Money(123_450))
        .with("sorts", Value::Many(vec![Value::Choice(Id::from("books"))]));
    world.act("2026-02-09T10:00", "receive", None, input);
    world.act("2026-02-11T09:30", "decide", Some("accept"), Input::new());
    world.act("2026-02-12T15:00", "inspect", None, Input::new().with("seen", Value::Text("书架已断裂".to_owned())));
    world.now = at("2026-02-13T08:00");
    world
}
