//! Who acts, and as whom they look.

use dengwen_case::{Actor, Case, Principal};
use dengwen_store::Viewer;
use jiff::Timestamp;

use crate::office::Office;

/// A person of the office, as of an instant.
pub(crate) fn person(office: &Office, id: &str, at: Timestamp) -> Actor {
    Actor {
        person: Some(id.to_owned()),
        name: office.person_name(id),
        principals: office.principals(id, at),
        on_behalf_of: None,
    }
}

/// A party of a case, acting from outside.
pub(crate) fn party(n: u32) -> Actor {
    Actor { person: None, name: String::new(), principals: vec![Principal::Party(n)], on_behalf_of: None }
}

/// Anybody.
pub(crate) fn public() -> Actor {
    Actor { person: None, name: String::new(), principals: vec![Principal::Public], on_behalf_of: None }
}

/// Those who stand in for others on a case are what those are.
pub(crate) fn with_substitutes(case: &Case, actor: &Actor) -> Actor {
    let mut held = actor.clone();
    for (of, by) in &case.substituted {
        if actor.principals.contains(by) && !held.principals.contains(of) {
            held.principals.push(of.clone());
        }
    }
    held
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
}

impl Eyes {
    /// The lists of somebody of the office. A post in a unit also reads what is addressed to the post anywhere.
    pub(crate) fn of(office: &str, actor: &Actor) -> Self {
        let mut principals: Vec<String> = Vec::new();
        let mut add = |who: &Principal| {
            let one = in_lists(office, who);
            if !principals.contains(&one) {
                principals.push(one);
            }
        };
        for who in &actor.principals {
            add(who);
            if let Principal::Post { role, .. } = who {
                add(&Principal::Post { role: role.clone(), unit: None });
            }
        }
        Self { principals, person: actor.person.clone().unwrap_or_default() }
    }

    pub(crate) fn viewer(&self) -> Viewer<'_> {
        Viewer { principals: &self.principals, person: &self.person }
    }
}
