//! People, units and posts as of an instant, and what rules ask about them.

use dengwen_case::{Answer, Principal};
use dengwen_regulation::{
    model::{Id, Label},
    value::{Ref, Value},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Office;

/// How many units may stand one above the other.
const LEVELS_MAX: usize = 32;

/// Somebody who works in the office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The id, unique in the office.
    pub id: String,
    /// The name as shown.
    pub name: String,
    /// The home unit.
    pub unit: Option<String>,
    /// Still with the office.
    pub active: bool,
    /// May edit people, units, calendar and regulations.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub administrator: bool,
}

/// A unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The id, unique in the office.
    pub id: String,
    /// The name.
    pub name: Label,
    /// The unit above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    /// The person at its head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// The level of the organisation, as the regulation names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// Somebody holds a role in a unit for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The role.
    pub role: String,
    /// The unit.
    pub unit: String,
    /// The holder.
    pub person: String,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Person {
    /// Somebody who is with the office.
    #[must_use]
    pub fn new(id: &str, name: &str) -> Self {
        Self { id: id.to_owned(), name: name.to_owned(), unit: None, active: true, administrator: false }
    }
}

impl Unit {
    /// A unit at the top.
    #[must_use]
    pub fn new(id: &str, name: Label) -> Self {
        Self { id: id.to_owned(), name, ..Self::default() }
    }
}

impl Post {
    /// A post held from the beginning, without an end.
    #[must_use]
    pub fn always(role: &str, unit: &str, person: &str) -> Self {
        let (role, unit, person) = (role.to_owned(), unit.to_owned(), person.to_owned());
        Self { role, unit, person, from: Timestamp::UNIX_EPOCH, until: None }
    }

    /// The id of the post.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}@{}:{}", self.role, self.unit, self.person)
    }

    /// Is it held then.
    #[must_use]
    pub fn held(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

impl Office {
    /// The posts held by a person then.
    pub fn posts_of<'a>(&'a self, person: &'a str, at: Timestamp) -> impl Iterator<Item = &'a Post> {
        self.posts.values().filter(move |post| post.person == person && post.held(at))
    }

    /// The unit of a person: the home unit, else that of the first post.
    #[must_use]
    pub fn unit_of<'a>(&'a self, person: &str, at: Timestamp) -> Option<&'a str> {
        let home = self.people.get(person).and_then(|person| person.unit.as_deref());
        let held = || self.posts.values().find(|post| post.person == person && post.held(at));
        home.or_else(|| held().map(|post| post.unit.as_str()))
    }

    /// The unit, and those above it in order.
    pub(crate) fn upward<'a>(&'a self, unit: &str) -> Vec<&'a Unit> {
        let mut found: Vec<&Unit> = Vec::new();
        let mut next = self.units.get(unit);
        while let Some(unit) = next.filter(|_| found.len() < LEVELS_MAX) {
            found.push(unit);
            next = unit.above.as_deref().and_then(|above| self.units.get(above));
        }
        found
    }

    /// Persons who hold a role then, in one unit or anywhere; those who have left do not.
    #[must_use]
    pub fn holders(&self, role: &str, unit: Option<&str>, at: Timestamp) -> Vec<&str> {
        let here = |post: &&Post| post.role == role && unit.is_none_or(|unit| post.unit == unit) && post.held(at);
        let active = |person: &&str| self.people.get(*person).is_some_and(|person| person.active);
        let mut found: Vec<&str> = Vec::new();
        let posts = self.posts.values().filter(here).map(|post| post.person.as_str());
        let near = |person: &&str| unit.is_none_or(|unit| self.unit_of(person, at) == Some(unit));
        for person in posts.chain(self.on_duty(role, at).filter(near)).filter(active) {
            if !found.contains(&person) {
                found.push(person);
            }
        }
        found
    }

    /// The units somebody belongs to: the unit itself, that of a person, those in which a post is held.
    fn units_of(&self, of: &Principal, at: Timestamp) -> Vec<&str> {
        match of {
            Principal::Unit(unit) => self.units.get(unit).map(|unit| unit.id.as_str()).into_iter().collect(),
            Principal::Person(person) => self.unit_of(person, at).into_iter().collect(),
            Principal::Post { unit: Some(unit), .. } => {
                self.units.get(unit).map(|unit| unit.id.as_str()).into_iter().collect()
            }
            Principal::Post { role, unit: None } => {
                let mut found: Vec<&str> = Vec::new();
                for post in self.posts.values().filter(|post| *role == *post.role && post.held(at)) {
                    if !found.contains(&post.unit.as_str()) {
                        found.push(&post.unit);
                    }
                }
                found
            }
            _ => Vec::new(),
        }
    }

    /// The heads of somebody's units.
    pub(crate) fn heads(&self, of: &Principal, at: Timestamp) -> Vec<Principal> {
        let heads = self.units_of(of, at).into_iter().filter_map(|unit| self.units.get(unit)?.head.clone());
        unique(heads.map(Principal::Person))
    }

    /// Whoever stands strictly above: the head of the own unit, unless it is they themselves, else of the next unit above.
    pub(crate) fn superiors(&self, of: &Principal, at: Timestamp) -> Vec<Principal> {
        let own = match of {
            Principal::Person(person) => vec![person.as_str()],
            Principal::Post { role, unit } => self.holders(role, unit.as_deref(), at),
            _ => Vec::new(),
        };
        let whole_unit = matches!(of, Principal::Unit(_));
        let above = self.units_of(of, at).into_iter().filter_map(|unit| {
            let chain = self.upward(unit);
            let heads = chain.iter().skip(usize::from(whole_unit)).filter_map(|unit| unit.head.as_deref());
            heads.into_iter().find(|head| !own.contains(head)).map(|head| Principal::Person(head.to_owned()))
        });
        unique(above)
    }

    /// The role in somebody's unit itself, then upward; or the unit of a level.
    pub(crate) fn role_of(&self, role: &Id, of: &Principal, at: Timestamp) -> Vec<Principal> {
        let found = self.units_of(of, at).into_iter().filter_map(|unit| {
            self.upward(unit).into_iter().find_map(|unit| {
                if !self.holders(role, Some(&unit.id), at).is_empty() {
                    return Some(Principal::Post { role: role.clone(), unit: Some(unit.id.clone()) });
                }
                let level = unit.level.as_deref() == Some(role.as_str());
                level.then(|| Principal::Unit(unit.id.clone()))
            })
        });
        unique(found)
    }

    /// Does a unit or person hold this role too.
    pub(crate) fn holds(&self, role: &Id, who: &Principal, at: Timestamp) -> bool {
        match who {
            Principal::Person(person) => {
                let on_duty = self.duties_of(person, at).any(|duty| *role == *duty.roster);
                on_duty || self.posts_of(person, at).any(|post| *role == *post.role)
            }
            Principal::Unit(unit) => !self.holders(role, Some(unit), at).is_empty(),
            Principal::Post { role: own, .. } => own == role,
            _ => false,
        }
    }

    /// The roles of a person as a list.
    pub(crate) fn held_by(&self, person: &str, at: Timestamp) -> Value {
        let mut roles: Vec<Value> = Vec::new();
        let posts = self.posts_of(person, at).map(|post| post.role.as_str());
        for role in posts.chain(self.duties_of(person, at).map(|duty| duty.roster.as_str())) {
            let role = Value::Ref(Ref::Role(Id::from(role)));
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        Value::Many(roles)
    }

    /// Does the first (a person or unit) stand above the second.
    pub(crate) fn stands_above(&self, first: &str, second: &str, at: Timestamp) -> bool {
        let unit = if self.units.contains_key(second) { Some(second) } else { self.unit_of(second, at) };
        let Some(unit) = unit else { return false };
        let second_is_unit = self.units.contains_key(second);
        self.upward(unit).into_iter().enumerate().any(|(up, unit)| {
            let by_head = unit.head.as_deref() == Some(first) && first != second;
            let by_unit = unit.id == first && (up > 0 || !second_is_unit);
            by_head || by_unit
        })
    }

    /// All that a person is then: themselves, units, posts, an employee.
    #[must_use]
    pub fn principals(&self, person: &str, at: Timestamp) -> Vec<Principal> {
        let mut all = vec![Principal::Person(person.to_owned())];
        let home = self.unit_of(person, at).map(str::to_owned);
        all.extend(home.map(Principal::Unit));
        for post in self.posts_of(person, at) {
            all.push(Principal::Unit(post.unit.clone()));
            all.push(Principal::Post { role: Id::from(post.role.as_str()), unit: Some(post.unit.clone()) });
        }
        for duty in self.duties_of(person, at) {
            all.push(Principal::Post { role: Id::from(duty.roster.as_str()), unit: None });
        }
        all.push(Principal::Staff);
        unique(all.into_iter())
    }
}

fn unique(all: impl Iterator<Item = Principal>) -> Vec<Principal> {
    let mut found: Vec<Principal> = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// The answer that lists principals; nothing where there are none.
pub(crate) fn listed(found: Vec<Principal>) -> Answer {
    if found.is_empty() { Answer::Nothing } else { Answer::Principals(found) }
}
