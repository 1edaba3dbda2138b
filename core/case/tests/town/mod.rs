//! A small office in memory that answers the engine's questions, for tests: people, units, settings, tables, several cases.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

pub mod made;
pub mod script;
pub mod typed;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use dengwen_calendar::{Calendar, Counting};
use dengwen_case::*;
use dengwen_packs::Packs;
use dengwen_regulation::{
    load::load,
    model::{Id, Regulation, ShapeRef},
    value::Value,
};
use jiff::Timestamp;

fn disk() -> Packs {
    Packs::Folder(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs"))
}

/// A regulation of the packs.
pub fn pack(id: &str) -> Regulation {
    load(&disk(), id).regulation.unwrap()
}

/// The ids of all packs.
pub fn packs() -> Vec<String> {
    disk().ids()
}

/// The scenarios of a pack.
pub fn scenarios(id: &str) -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    disk().scenarios(id).into_iter().map(|path| root.join(path)).collect()
}

#[derive(Default, Clone)]
pub struct Person {
    pub roles: Vec<String>,
    pub unit: String,
}

#[derive(Default, Clone)]
pub struct Unit {
    pub head: Option<String>,
    pub above: Option<String>,
}

pub struct Town {
    pub regulation: Regulation,
    pub calendar: Calendar,
    pub counting: Counting,
    pub people: BTreeMap<String, Person>,
    pub units: BTreeMap<String, Unit>,
    pub settings: BTreeMap<String, Value>,
    pub tables: BTreeMap<String, Vec<OfficeRow>>,
    pub cases: Vec<(String, Case, Vec<Commit>)>,
    /// Who has declared what with whom: a name, a token, or `unit:ID`.
    pub relations: Vec<(String, String, String)>,
    /// Deputies, and those on leave.
    pub stands_in: Vec<(String, String)>,
    pub series: BTreeMap<String, u64>,
    pub now: Timestamp,
}

impl Town {
    pub fn new(regulation: Regulation) -> Self {
        Self {
            regulation,
            calendar: Calendar::china(),
            counting: Counting::default(),
            people: BTreeMap::new(),
            units: BTreeMap::new(),
            settings: BTreeMap::new(),
            tables: BTreeMap::new(),
            cases: Vec::new(),
            relations: Vec::new(),
            stands_in: Vec::new(),
            series: BTreeMap::new(),
            now: Timestamp::UNIX_EPOCH,
        }
    }

    /// Every role without a member gets one, named like the role, in a unit of its own.
    pub fn fill(&mut self) {
        let roles: Vec<String> = self
            .regulation
            .roles
            .iter()
            .filter(|(_, role)| role.is.is_none() && !role.of_case)
            .map(|(id, _)| id.to_string())
            .chain(self.regulation.organisation.levels.keys().map(ToString::to_string))
            .collect();
        for role in roles {
            if !self.people.values().any(|p| p.roles.contains(&role)) && !self.people.contains_key(&role) {
                let unit = role.clone();
                self.people.insert(role.clone(), Person { roles: vec![role], unit });
            }
        }
        let units: Vec<String> = self.people.values().map(|p| p.unit.clone()).collect();
        for unit in units {
            self.units.entry(unit).or_default();
        }
    }

    pub fn actor(&self, who: &str, case: Option<usize>) -> Actor {
        let case = case.and_then(|n| self.cases.get(n)).map(|c| &c.1);
        if let Some(kind) = who.strip_prefix("party ") {
            let (kind, nth) = kind.split_once('#').map_or((kind, 1_usize), |(kind, nth)| (kind, nth.parse().unwrap()));
            let kind = Id::from(kind);
            let party = case.and_then(|c| c.parties_of(&kind).nth(nth.saturating_sub(1)));
            let Some(party) = party else {
                return Actor { principals: vec![Principal::Public], ..Actor::default() };
            };
            let mut principals = vec![Principal::Party(party.n)];
            if let Some(dengwen_regulation::value::Ref::Party(n)) = party.who {
                principals.push(Principal::Party(n));
            }
            return Actor { name: kind.to_string(), principals, ..Actor::default() };
        }
        if who == "public" {
            return Actor { principals: vec![Principal::Public], ..Actor::default() };
        }
        if let Some(person) = self.people.get(who) {
            let mut principals = vec![Principal::Person(who.to_owned()), Principal::Unit(person.unit.clone())];
            principals.extend(
                person
                    .roles
                    .iter()
                    .map(|r| Principal::Post { role: Id::from(r.as_str()), unit: Some(person.unit.clone()) }),
            );
            principals.push(Principal::Staff);
            let stands_in = self.stands_in_of(who);
            return Actor {
                person: Some(who.to_owned()),
                name: who.to_owned(),
                principals,
                stands_in,
                ..Actor::default()
            };
        }
        if who == "staff" {
            return Actor {
                person: Some("someone".into()),
                name: "someone".into(),
                principals: vec![Principal::Person("someone".into()), Principal::Staff],
                ..Actor::default()
            };
        }
        // A role whose holder has another name; a role of the case, or one that is somebody else: whoever that is.
        let holder = self.people.iter().find(|(_, p)| p.roles.iter().any(|r| r == who)).map(|(id, _)| id.clone());
        match holder {
            Some(holder) => self.actor(&holder, None),
            None => Actor {
                person: Some(who.to_owned()),
                name: who.to_owned(),
                principals: vec![Principal::Person(who.to_owned()), Principal::Unit(who.to_owned()), Principal::Staff],
                ..Actor::default()
            },
        }
    }

    fn unit_of(&self, one: &Principal) -> Option<String> {
        match one {
            Principal::Person(id) => self.people.get(id).map(|p| p.unit.clone()),
            Principal::Unit(id) => Some(id.clone()),
            Principal::Post { unit: Some(unit), .. } => Some(unit.clone()),
            Principal::Post { role, unit: None } => {
                self.people.values().find(|p| p.roles.iter().any(|r| *role == r.as_str())).map(|p| p.unit.clone())
            }
            _ => None,
        }
    }

    fn upward(&self, from: Option<String>) -> Vec<String> {
        let mut all = Vec::new();
        let mut at = from;
        while let Some(unit) = at {
            if all.contains(&unit) {
                break;
            }
            at = self.units.get(&unit).and_then(|u| u.above.clone());
            all.push(unit);
        }
        all
    }

    fn stands_in_of(&self, who: &str) -> Vec<StandIn> {
        let mine = self.stands_in.iter().filter(|(deputy, _)| deputy == who);
        mine.map(|(_, absent)| {
            let mut principals = self.actor(absent, None).principals;
            principals.retain(|one| *one != Principal::Staff);
            StandIn { person: absent.clone(), principals }
        })
        .collect()
    }

    fn related(&self, person: &str, kinds: &[Id], to: &[Named]) -> bool {
        let known = |one: &Named| match one {
            Named::Inside(who) => who.to_string(),
            Named::Text(name) | Named::Token(name) => name.clone(),
        };
        self.relations.iter().any(|(whose, kind, name)| {
            whose == person
                && (kinds.is_empty() || kinds.iter().any(|one| **one == **kind))
                && to.iter().any(|one| known(one) == *name)
        })
    }

    fn answer(&self, question: &Question, asking: &str) -> Answer {
        match question {
            Question::Setting(id) => self.settings.get(id.as_str()).map_or(Answer::Nothing, |v| Answer::Value(v.clone())),
            Question::Table(id) => Answer::Rows(self.tables.get(id.as_str()).cloned().unwrap_or_default()),
            Question::Linked(id) => match self.cases.iter().find(|(_, case, _)| case.id == *id) {
                Some((_, case, _)) => Answer::Linked(Box::new(facts_of(case, &self.regulation, &self.calendar))),
                None => Answer::Nothing,
            },
            Question::Counter { counter, key, linked, of, since, until, but } => {
                let others = self.members(counter, key, linked.as_ref(), asking).into_iter().filter(|one| one.case != *of);
                let inside = |at| since.is_none_or(|since| since <= at) && until.is_none_or(|until| at <= until);
                let others = others.filter(|one| inside(one.at) && !but.contains(&one.token)).map(|one| one.token);
                Answer::Value(Value::Int(i64::try_from(others.collect::<BTreeSet<_>>().len()).unwrap()))
            }
            Question::HeadOf(of) => {
                let units = self.upward(self.unit_of(of));
                let head = units.iter().find_map(|u| self.units.get(u)?.head.clone());
                Answer::Principals(head.map(Principal::Person).into_iter().collect())
            }
            Question::SuperiorOf(of) => {
                let units = self.upward(self.unit_of(of));
                let mut found = Vec::new();
                for unit in units {
                    let Some(head) = self.units.get(&unit).and_then(|u| u.head.clone()) else { continue };
                    let same = matches!(of, Principal::Person(p) if *p == head)
                        || matches!(of, Principal::Post { role, .. } if self.people.get(&head).is_some_and(|p| p.roles.iter().any(|r| *role == r.as_str())));
                    if !same {
                        found.push(Principal::Person(head));
                        break;
                    }
                }
                Answer::Principals(found)
            }
            Question::RoleOf { role, of } => {
                let holds = |unit: &String| self.people.values().any(|p| p.unit == *unit && p.roles.iter().any(|r| *role == r.as_str()));
                let units = self.upward(self.unit_of(of));
                let found = units.into_iter().find(holds);
                let found = found.or_else(|| self.people.values().find(|p| p.roles.iter().any(|r| *role == r.as_str())).map(|p| p.unit.clone()));
                Answer::Principals(found.map(|unit| Principal::Post { role: role.clone(), unit: Some(unit) }).into_iter().collect())
            }
            Question::Holds { role, who } => Answer::Yes(match who {
                Principal::Person(id) => self.people.get(id).is_some_and(|p| p.roles.iter().any(|r| *role == r.as_str())),
                _ => false,
            }),
            Question::Holders(post) => Answer::Persons(
                self.people
                    .iter()
                    .filter(|(_, p)| matches!(post, Principal::Post { role, unit } if p.roles.iter().any(|r| *role == r.as_str()) && unit.as_ref().is_none_or(|u| *u == p.unit)))
                    .map(|(id, _)| id.clone())
                    .collect(),
            ),
            Question::UnitOf(id) => Answer::Principals(self.people.get(id).map(|p| Principal::Unit(p.unit.clone())).into_iter().collect()),
            Question::HeldBy(id) => Answer::Value(Value::Many(
                self.people.get(id).map(|p| p.roles.iter().map(|r| Value::Choice(Id::from(r.as_str()))).collect()).unwrap_or_default(),
            )),
            Question::Related { person, kinds, to } => Answer::Yes(self.related(person, kinds, to)),
            _ => Answer::Nothing,
        }
    }

    fn members(&self, counter: &Id, key: &str, linked: Option<&(Id, Vec<String>)>, asking: &str) -> Vec<Member> {
        let mut reach: Vec<String> = linked.map(|(_, from)| from.clone()).unwrap_or_default();
        if let Some((name, _)) = linked {
            loop {
                let before = reach.len();
                for (_, case, _) in &self.cases {
                    let tied: Vec<String> =
                        case.links.iter().filter(|(n, ..)| n == name).map(|(_, to, _)| to.clone()).collect();
                    if reach.contains(&case.id) || tied.iter().any(|to| reach.contains(to)) {
                        for one in tied.into_iter().chain([case.id.clone()]) {
                            if !reach.contains(&one) {
                                reach.push(one);
                            }
                        }
                    }
                }
                if reach.len() == before {
                    break;
                }
            }
        }
        let mut all = Vec::new();
        for (_, case, _) in self.cases.iter().filter(|(_, case, _)| case.id != asking) {
            for counted in counted(case, &self.regulation, &self.calendar) {
                if counted.counter == *counter && counted.key == key && (linked.is_none() || reach.contains(&case.id)) {
                    all.extend(counted.members);
                }
            }
        }
        all
    }

    /// Asks until nothing is missing.
    pub fn asked<T>(&self, id: &str, mut run: impl FnMut(&Surroundings) -> Result<T, Vec<Question>>) -> T {
        let mut surroundings = Surroundings::new();
        for _ in 0..16 {
            match run(&surroundings) {
                Ok(done) => return done,
                Err(questions) => {
                    for question in questions {
                        let answer = self.answer(&question, id);
                        surroundings.answer(question, answer);
                    }
                }
            }
        }
        panic!("questions without end");
    }

    pub fn decide(&self, case: &Case, command: &Command, entered: Timestamp) -> Result<Commit, Vec<Refusal>> {
        self.asked(&case.id, |surroundings| {
            match decide(case, command, &self.regulation, &self.calendar, surroundings, entered) {
                Outcome::Done(commit) => Ok(Ok(*commit)),
                Outcome::Refused(refusals) => Ok(Err(refusals)),
                Outcome::Missing(questions) => Err(questions),
            }
        })
    }

    /// Keeps a commit, with its numbers; replay must give the same case.
    pub fn keep(&mut self, place: usize, mut commit: Commit) {
        let series = &mut self.series;
        commit.fill(|name| {
            let next = series.entry(name.to_owned()).or_default();
            *next += 1;
            *next
        });
        let text = serde_json::to_string(&commit).unwrap();
        assert_eq!(serde_json::from_str::<Commit>(&text).unwrap(), commit, "a commit reads back as it was written");
        let (_, case, commits) = &mut self.cases[place];
        for event in &commit.events {
            apply(case, &self.regulation, event);
        }
        commits.push(commit);
        // All of a long story anew after each commit takes time by its square: a limit of every hour has thousands.
        if commits.len() < 32 || commits.len().is_power_of_two() {
            assert_eq!(replay(&case.id, &self.regulation, commits.iter()), *case, "replay equals the live state");
        }
    }

    /// What passes up to an instant, over all cases.
    pub fn pass_until(&mut self, now: Timestamp) {
        for _ in 0..500 {
            let next = self
                .cases
                .iter()
                .enumerate()
                .flat_map(|(n, (_, case, _))| {
                    passings(case, &self.regulation, &self.calendar, now).into_iter().map(move |c| (n, c))
                })
                .min_by_key(|(_, command)| if let Command::Pass(pass) = command { pass.at } else { now });
            let Some((place, command)) = next else { break };
            let commit = self.decide(&self.cases[place].1, &command, now).expect("a passing is never refused");
            self.keep(place, commit);
            self.recount(now);
        }
        self.now = now;
    }

    /// Has every case that is counted looked at again.
    pub fn recount(&mut self, now: Timestamp) {
        if self.regulation.counters.is_empty() {
            return;
        }
        for place in 0..self.cases.len() {
            for counter in self.regulation.counters.keys().cloned().collect::<Vec<_>>() {
                let command = Command::Recount { counter, at: now };
                if let Ok(commit) = self.decide(&self.cases[place].1, &command, now)
                    && commit.events.len() > 1
                {
                    self.keep(place, commit);
                }
            }
        }
    }

    /// Does an act; gives the events.
    pub fn act(&mut self, place: usize, act: Do, now: Timestamp) -> Result<Vec<Event>, Vec<Refusal>> {
        let commit = self.decide(&self.cases[place].1, &Command::Do(act), now)?;
        let events = commit.events.clone();
        self.keep(place, commit);
        self.recount(now);
        self.table_rows(&events);
        self.spawn(place, &events, now);
        Ok(events)
    }

    fn spawn(&mut self, from: usize, events: &[Event], now: Timestamp) {
        for event in events {
            let Event::SpawnOrdered { start, regulation: None, link, input, received, .. } = event else { continue };
            let act = start.clone().or_else(|| {
                let begins = |(id, act): (&Id, &dengwen_regulation::model::Act)| {
                    (act.begins != dengwen_regulation::model::Begins::No).then(|| id.clone())
                };
                self.regulation.main.acts.iter().find_map(begins)
            });
            let Some(act) = act else { continue };
            let (id, channel) = (self.cases[from].1.id.clone(), self.cases[from].1.channel.clone());
            let place = self.open(&format!("spawned{}", self.cases.len()));
            let spawned = Some(Spawned { from: id, link: link.clone(), received: *received });
            let act = Do {
                act,
                option: None,
                row: None,
                input: input.clone(),
                actor: Actor::system(),
                happened: None,
                channel,
                warned: None,
                spawned,
                keep_out: Vec::new(),
            };
            self.act(place, act, now).expect("a spawned case begins");
        }
    }

    /// The register whose row a case is, by its name here: `@register`.
    pub fn register_of(&self, place: usize) -> Option<&dengwen_regulation::model::Shape> {
        let name = self.cases.get(place)?.0.strip_prefix('@')?;
        self.regulation.registers.get(name).map(|r| &r.shape)
    }

    pub fn table_rows(&mut self, events: &[Event]) {
        for event in events {
            if let Event::RowOrdered { table, columns, from } = event {
                let by = self.regulation.tables.get(table).map(|t| t.by.clone()).unwrap_or_default();
                let (when, is) =
                    columns.clone().into_iter().partition(|(column, _)| by.iter().any(|b| *b == column.as_str()));
                let (when, is): (Vec<_>, Vec<_>) = (when, is);
                let row = OfficeRow {
                    when: when.into_iter().collect(),
                    is: is.into_iter().collect(),
                    from: *from,
                    until: None,
                };
                self.tables.entry(table.to_string()).or_default().push(row);
            }
        }
    }

    pub fn open(&mut self, name: &str) -> usize {
        let id = format!("case-{}", self.cases.len() + 1);
        self.cases.push((name.to_owned(), Case::empty(id), Vec::new()));
        self.cases.len() - 1
    }

    pub fn offers(&self, place: usize, actor: &Actor) -> Vec<Offer> {
        let case = &self.cases[place].1;
        self.asked(&case.id, |sur| offers(case, &self.regulation, &self.calendar, sur, actor, self.now))
    }

    pub fn limits(&self, place: usize) -> Vec<LimitView> {
        let case = &self.cases[place].1;
        self.asked(&case.id, |sur| project(case, &self.regulation, &self.calendar, sur)).limits
    }
}

pub fn shape_of<'a>(town: &'a Town, row: Option<&RowKey>) -> &'a dengwen_regulation::model::Shape {
    match row.filter(|row| row.n > 0 || town.regulation.parts.contains_key(&row.part)) {
        Some(row) => town.regulation.shape(&ShapeRef::Part(row.part.clone())).unwrap(),
        None => &town.regulation.main,
    }
}
