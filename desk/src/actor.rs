//! Who acts, and as whom they look.

use dengwen_case::{Actor, Principal, StandIn};
use dengwen_store::{Seat, Viewer};
use jiff::Timestamp;

use crate::office::Office;

/// A person of the office, as of an instant.
pub(crate) fn person(office: &Office, id: &str, at: Timestamp) -> Actor {
    Actor {
        person: Some(id.to_owned()),
        name: office.person_name(id),
        principals: office.principals(id, at),
        stands_in: office.stands_in_for(id, at).map(|absent| stand_in(office, absent, at)).collect(),
        ..Actor::default()
    }
}

/// Somebody on leave: what their deputy is for them, where they themselves would be let.
fn stand_in(office: &Office, absent: &str, at: Timestamp) -> StandIn {
    let mut principals = office.principals(absent, at);
    principals.retain(|one| *one != Principal::Staff);
    StandIn { person: absent.to_owned(), principals }
}

/// A party of a case, acting from outside.
pub(crate) fn party(n: u32) -> Actor {
    Actor { principals: vec![Principal::Party(n)], ..Actor::default() }
}

/// Anybody.
pub(crate) fn public() -> Actor {
    Actor { principals: vec![Principal::Public], ..Actor::default() }
}

/// A principal as the read models have it: offices do not mix. Parties belong to a case, not to lists.
pub(crate) fn in_lists(office: &str, who: &Principal) -> String {
    format!("{office}/{who}")
}

/// Whose lists are read.
#[derive(Debug, Clone)]
pub(crate) struct Eyes {
    principals: Vec<String>,
    person: String,
    stands_in: Vec<Seat>,
}

impl Eyes {
    /// The lists of somebody of the office, and of those on leave for whom they stand in.
    pub(crate) fn of(office: &str, actor: &Actor) -> Self {
        let seat = |one: &StandIn| Seat { principals: read_by(office, &one.principals), person: one.person.clone() };
        Self {
            principals: read_by(office, &actor.principals),
            person: actor.person.clone().unwrap_or_default(),
            stands_in: actor.stands_in.iter().map(seat).collect(),
        }
    }

    /// Is one of these among those whose lists are read.
    pub(crate) fn reads_any(&self, principals: &[String]) -> bool {
        let all = self.principals.iter().chain(self.stands_in.iter().flat_map(|seat| &seat.principals));
        all.into_iter().any(|one| principals.contains(one))
    }

    pub(crate) fn viewer(&self) -> Viewer<'_> {
        Viewer { principals: &self.principals, person: &self.person, stands_in: &self.stands_in }
    }
}

/// As lists have them. A post in a unit also reads what is addressed to the post anywhere.
fn read_by(office: &str, principals: &[Principal]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |who: &Principal| {
        let one = in_lists(office, who);
        if !all.contains(&one) {
            all.push(one);
        }
    };
    for who in principals {
        add(who);
        if let Principal::Post { role, .. } = who {
            add(&Principal::Post { role: role.clone(), unit: None });
        }
    }
    all
}
