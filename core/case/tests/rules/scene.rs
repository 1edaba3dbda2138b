//! A small regulation and an office around it.

use dengwen_case::*;
use dengwen_packs::Packs;
use dengwen_regulation::{
    finding::Severity,
    load::{Files, load},
    model::Id,
    tree::read,
};

use crate::town::{Person, Town, typed};

const HEAD: &str = "format: 1\nregulation: small\ntitle: 试 | trial\nsource: 试\nversion: {id: \"1\", status: in-force, in-force: 2026-01-01}\ncase: {label: 件 | case}\nreading: 试 | trial\n";

struct Small(String);

impl Files for Small {
    fn read(&self, path: &str) -> Option<String> {
        if path == "small/regulation.yaml" {
            return Some(self.0.clone());
        }
        Packs::BuiltIn.text(path)
    }
}

/// One case of a small regulation, with a clerk and a boss.
pub(crate) struct Scene {
    pub(crate) town: Town,
    pub(crate) place: usize,
    /// From whom the case is kept when it begins.
    pub(crate) keep_out: Vec<Principal>,
}

pub(crate) type Outcome = Result<Vec<Event>, Vec<Refusal>>;

/// The regulation of a text; what the text does not say is laid around it.
pub(crate) fn scene(text: &str) -> Scene {
    let organisation =
        if text.contains("organisation:") { "" } else { "organisation: {authority: private, calendar: cn}\n" };
    let roles =
        if text.contains("roles:") { "" } else { "roles: {clerk: 办事员 | clerk, boss: 负责人 | boss}\n" };
    let channels = if text.contains("channels:") { "" } else { "channels: {letter: 来信 | letter}\n" };
    let loaded = load(&Small(format!("{HEAD}{organisation}{roles}{channels}{text}")), "small");
    let errors: Vec<_> = loaded.findings.iter().filter(|f| f.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut town = Town::new(loaded.regulation.unwrap());
    for role in ["clerk", "boss"] {
        town.people.insert(role.into(), Person { roles: vec![role.into()], unit: "hall".into() });
    }
    town.fill();
    let place = town.open("case");
    let mut scene = Scene { town, place, keep_out: Vec::new() };
    scene.at("2026-03-02 09:00");
    scene
}

impl Scene {
    pub(crate) fn at(&mut self, at: &str) -> &mut Self {
        let now = typed::local(&self.town, at).unwrap();
        self.town.pass_until(now);
        self
    }

    pub(crate) fn case(&self) -> &Case {
        &self.town.cases[self.place].1
    }

    /// Does an act: `act`, `act.option`, `part.act`; input as a scenario writes it.
    pub(crate) fn act(&mut self, who: &str, act: &str, input: &str) -> Outcome {
        self.act_at(who, act, input, None)
    }

    /// Does an act that happened earlier.
    pub(crate) fn act_at(&mut self, who: &str, act: &str, input: &str, happened: Option<&str>) -> Outcome {
        let mut words: Vec<&str> = act.split('.').collect();
        let row = self.town.regulation.parts.contains_key(words[0]).then(|| RowKey::new(Id::from(words.remove(0)), 0));
        let (act, option) = (Id::from(words[0]), words.get(1).map(|o| Id::from(*o)));
        let node = read("input", input).0;
        let input = typed::input(&self.town, self.place, row.as_ref(), &act, option.as_ref(), node.as_ref());
        let actor = self.town.actor(who, Some(self.place));
        let happened = happened.map(|at| typed::local(&self.town, at).unwrap());
        let channel = (!self.case().begun()).then(|| Id::from("letter"));
        let keep_out = if self.case().begun() { Vec::new() } else { self.keep_out.clone() };
        let now = self.town.now;
        let act = Do { act, option, row, input, actor, happened, channel, warned: None, spawned: None, keep_out };
        self.town.act(self.place, act, now)
    }

    /// Does an act that must go through.
    pub(crate) fn done(&mut self, who: &str, act: &str, input: &str) -> Vec<Event> {
        self.act(who, act, input).unwrap_or_else(|r| panic!("{act}: {r:#?}"))
    }

    /// The codes of a refusal.
    pub(crate) fn refused(&mut self, who: &str, act: &str, input: &str) -> Vec<&'static str> {
        let before = self.case().clone();
        let refusals = self.act(who, act, input).expect_err("a refusal");
        assert_eq!(*self.case(), before, "a refusal leaves no event");
        refusals.iter().map(Refusal::code).collect()
    }

    pub(crate) fn stage(&self) -> String {
        self.case().stage().unwrap().to_string()
    }

    pub(crate) fn class(&self, axis: &str) -> String {
        self.case().rows[0]
            .axes
            .get(axis)
            .map(|a| a.now.iter().map(Id::as_str).collect::<Vec<_>>().join(","))
            .unwrap_or_default()
    }

    /// The last run of a limit as people see it.
    pub(crate) fn limit(&self, limit: &str) -> LimitView {
        self.limits(limit).pop().unwrap()
    }

    pub(crate) fn limits(&self, limit: &str) -> Vec<LimitView> {
        self.town.limits(self.place).into_iter().filter(|v| v.limit == *limit).collect()
    }

    /// When a limit is due, as a person reads it.
    pub(crate) fn due(&self, limit: &str) -> String {
        let view = self.limit(limit);
        match &view.state {
            LimitState::Running { due, .. } | LimitState::Ended { due, .. } => {
                due.map_or("none".into(), |due| due.text(&view.counting))
            }
            LimitState::Sleeping => "asleep".into(),
        }
    }

    pub(crate) fn ended(&self, limit: &str) -> Option<HowEnded> {
        match self.limit(limit).state {
            LimitState::Ended { how, .. } => Some(how),
            _ => None,
        }
    }

    pub(crate) fn offer(&self, who: &str, act: &str) -> Option<Offer> {
        let actor = self.town.actor(who, Some(self.place));
        self.town.offers(self.place, &actor).into_iter().find(|offer| offer.act == *act)
    }

    pub(crate) fn sees(&self, principal: &str) -> bool {
        let case = self.case();
        let all = self.town.asked(&case.id, |sur| sight(case, &self.town.regulation, &self.town.calendar, sur));
        all.iter().any(|(one, _)| one.to_string() == principal)
    }
}
