//! Who acts, and whom a rule means.

use std::{fmt, str::FromStr};

use dengwen_regulation::{model::Id, value::Ref};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Case;

/// Somebody as rules see them. WHO resolves to these and never further: a post stays a post, whoever holds it.
/// Written as text: `person:chen`, `unit:hall`, `post:clerk`, `post:clerk@hall`, `party:2`, `staff`, `public`, `system`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Principal {
    /// A person of the organisation.
    Person(String),
    /// A unit: any member.
    Unit(String),
    /// Holders of a role, in one unit or anywhere.
    Post {
        /// The role.
        role: Id,
        /// The unit; `None`: wherever the role is held.
        unit: Option<String>,
    },
    /// A party of this case, by number.
    Party(u32),
    /// Any employee.
    Staff,
    /// Anybody.
    Public,
    /// The engine itself.
    System,
}

impl Principal {
    /// Does somebody who is `have` fall under what a rule means by `self`? A post without a unit covers the post in every
    /// unit, `public` covers all.
    #[must_use]
    pub fn covers(&self, have: &Self) -> bool {
        match (self, have) {
            (Self::Public, _) => true,
            (Self::Post { role, unit: None }, Self::Post { role: held, .. }) => role == held,
            (want, have) => want == have,
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Unit(id) => write!(f, "unit:{id}"),
            Self::Post { role, unit: None } => write!(f, "post:{role}"),
            Self::Post { role, unit: Some(unit) } => write!(f, "post:{role}@{unit}"),
            Self::Party(n) => write!(f, "party:{n}"),
            Self::Staff => f.write_str("staff"),
            Self::Public => f.write_str("public"),
            Self::System => f.write_str("system"),
        }
    }
}

/// A text that names no principal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names nobody")]
pub struct PrincipalError(String);

impl FromStr for Principal {
    type Err = PrincipalError;

    fn from_str(text: &str) -> Result<Self, PrincipalError> {
        let fault = || PrincipalError(text.to_owned());
        match text.split_once(':') {
            Some(("person", id)) => Ok(Self::Person(id.to_owned())),
            Some(("unit", id)) => Ok(Self::Unit(id.to_owned())),
            Some(("post", post)) => Ok(match post.split_once('@') {
                Some((role, unit)) => Self::Post { role: Id::from(role), unit: Some(unit.to_owned()) },
                None => Self::Post { role: Id::from(post), unit: None },
            }),
            Some(("party", n)) => n.parse().map(Self::Party).map_err(|_| fault()),
            Some(_) => Err(fault()),
            None => match text {
                "staff" => Ok(Self::Staff),
                "public" => Ok(Self::Public),
                "system" => Ok(Self::System),
                _ => Err(fault()),
            },
        }
    }
}

impl Serialize for Principal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Principal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Somebody who acts now, as the desk knows them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Actor {
    /// The person of the organisation; `None` for parties, the public and the engine.
    pub person: Option<String>,
    /// The name to show.
    pub name: String,
    /// All they are: person, unit, posts, staff; or a party of this case; or public; or system.
    pub principals: Vec<Principal>,
    /// The party for whom the act is entered, if it is another's.
    pub on_behalf_of: Option<u32>,
    /// Those on leave whose deputy they are now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_in: Vec<StandIn>,
    /// Of these the ones for whom they stand in here: see [`Actor::in_case`].
    #[serde(skip)]
    pub here: Vec<StandIn>,
}

/// Somebody on leave, for a deputy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIn {
    /// Who is on leave.
    pub person: String,
    /// All they are.
    pub principals: Vec<Principal>,
}

impl StandIn {
    /// Are they, or a unit of theirs, among these.
    fn is_among(&self, kept: &[Principal]) -> bool {
        kept.iter().any(|one| match one {
            Principal::Person(person) => *person == self.person,
            Principal::Unit(_) => self.principals.contains(one),
            _ => false,
        })
    }
}

impl Actor {
    /// The engine itself.
    #[must_use]
    pub fn system() -> Self {
        Self { principals: vec![Principal::System], ..Self::default() }
    }

    /// Is it the engine itself.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.principals.contains(&Principal::System)
    }

    /// Are they any one of these, by themselves or for somebody on leave.
    #[must_use]
    pub fn is_any(&self, of: &[Principal]) -> bool {
        of.iter().any(|want| *want == Principal::Public || self.all().any(|have| want.covers(have)))
    }

    /// All they are, by themselves first.
    pub fn all(&self) -> impl Iterator<Item = &Principal> {
        self.principals.iter().chain(self.here.iter().flat_map(|one| &one.principals))
    }

    /// The same on a case: they stand in for nobody who must have nothing to do with it.
    #[must_use]
    pub fn in_case(&self, case: &Case) -> Self {
        let is_party =
            |person: &str| case.parties.iter().any(|party| matches!(&party.who, Some(Ref::Person(id)) if id == person));
        self.narrowed(|one| !one.is_among(&case.barred) && !is_party(&one.person))
    }

    /// The same where these are kept out.
    #[must_use]
    pub fn unless(&self, kept: &[Principal]) -> Self {
        self.narrowed(|one| !one.is_among(kept))
    }

    fn narrowed(&self, stays: impl Fn(&StandIn) -> bool) -> Self {
        let here = self.stands_in.iter().filter(|one| stays(one)).cloned().collect();
        Self { here, ..self.clone() }
    }

    /// They by themselves.
    pub(crate) fn alone(&self) -> Self {
        Self { here: Vec::new(), ..self.clone() }
    }

    /// They for one of those for whom they stand in here.
    pub(crate) fn standing_in_for(&self, one: &StandIn) -> Self {
        Self { here: vec![one.clone()], ..self.clone() }
    }

    /// Whoever stands in for somebody by the case's own log is what that one is.
    #[must_use]
    pub fn handed(&self, case: &Case) -> Self {
        let mut held = self.clone();
        let those = std::iter::once(&mut held.principals).chain(held.here.iter_mut().map(|one| &mut one.principals));
        for principals in those {
            for (of, by) in &case.substituted {
                if principals.contains(by) && !principals.contains(of) {
                    principals.push(of.clone());
                }
            }
        }
        held
    }

    /// The first unit they belong to.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.principals.iter().find_map(|p| match p {
            Principal::Unit(id) => Some(id.as_str()),
            Principal::Post { unit: Some(unit), .. } => Some(unit.as_str()),
            _ => None,
        })
    }

    /// The roles they hold, in order.
    pub fn roles(&self) -> impl Iterator<Item = &Id> {
        self.principals.iter().filter_map(|p| match p {
            Principal::Post { role, .. } => Some(role),
            _ => None,
        })
    }

    /// The party of this case that they are.
    #[must_use]
    pub fn party(&self) -> Option<u32> {
        self.principals.iter().find_map(|p| match p {
            Principal::Party(n) => Some(*n),
            _ => None,
        })
    }
}

/// Who did something, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Doer {
    /// The person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The name as shown then.
    pub name: String,
    /// The unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The roles held then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Id>,
    /// The party who acted, or for whom it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<u32>,
    /// It was the engine.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub system: bool,
    /// The person on leave for whom it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy_of: Option<String>,
}

impl From<&Actor> for Doer {
    fn from(actor: &Actor) -> Self {
        Self {
            person: actor.person.clone(),
            name: actor.name.clone(),
            unit: actor.unit().map(str::to_owned),
            roles: actor.roles().cloned().collect(),
            party: actor.on_behalf_of.or_else(|| actor.party()),
            system: actor.is_system(),
            deputy_of: None,
        }
    }
}

impl Doer {
    /// Those who are meant by "whoever did it": the person and their unit, or the party.
    #[must_use]
    pub fn principals(&self) -> Vec<Principal> {
        let party = self.party.map(Principal::Party);
        let person = self.person.clone().map(Principal::Person);
        let unit = self.unit.clone().map(Principal::Unit);
        match party {
            Some(party) => vec![party],
            None => person.into_iter().chain(unit).collect(),
        }
    }
}
