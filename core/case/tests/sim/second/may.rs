//! Who may do an act, and in which stage: yes, no, or not to be said without a condition.

use dengwen_case::*;
use dengwen_regulation::{
    model::{Act, Begins, Id, OpenIn, Who},
    value::Ref,
};

use super::Second;
use crate::town::Town;

/// Whether an act is somebody's to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Yes,
    No,
    Unsure,
}

/// Those whom a rule means, and whether these are all.
struct Meant {
    who: Vec<Principal>,
    all: bool,
}

impl Meant {
    fn all(who: Vec<Principal>) -> Self {
        Self { who, all: true }
    }

    fn unsure() -> Self {
        Self { who: Vec::new(), all: false }
    }
}

impl Second {
    /// Is the act open where the row stands.
    pub(super) fn in_stage(&self, act: &Act, place: usize) -> bool {
        let row = &self.rows[place];
        match (&act.open_in, &row.stage) {
            (OpenIn::Always, _) => true,
            (OpenIn::Any, _) => !row.over,
            (OpenIn::Stages(_), None) => act.begins != Begins::No,
            (OpenIn::Stages(stages), Some(stage)) => stages.iter().any(|one| one == stage),
        }
    }

    /// Is it theirs to do.
    pub(super) fn may(&self, town: &Town, act: &Act, (id, key): (&Id, &RowKey), actor: &Actor) -> Standing {
        let is_one = |who: &[Principal]| who.iter().any(|one| actor.principals.iter().any(|have| means(one, have)));
        let held_back = !act.not.is_empty()
            || act.asked
            || act.cond.is_some()
            || !self.waits.is_empty()
            || !self.barred.is_empty()
            || self.somebody_stands_in
            || self.requests.values().any(|(asked, row, _)| asked == id && row == key)
            || self.parties.values().any(|(_, who)| matches!(who, Some(Ref::Person(_) | Ref::Unit(_))));
        if !held_back && actor.person.is_some() && is_one(&self.surely(town, &act.by)) {
            return Standing::Yes;
        }
        let asked = self.requests.values().filter(|(asked, row, _)| asked == id && row == key);
        let asked: Vec<Principal> = asked.flat_map(|(_, _, whom)| whom.iter().cloned()).collect();
        let meant = self.meant_by(town, &act.by, 0);
        let for_party = actor.person.is_some() && names_party(town, &act.by);
        let party = |one: &Principal| matches!(one, Principal::Party(_));
        let unsure = !meant.all
            || self.somebody_stands_in
            || !act.signs.is_empty()
            || for_party
            || (act.begins != Begins::No && names_party(town, &act.by))
            || (actor.person.is_some() && asked.iter().any(party));
        if is_one(&meant.who) || is_one(&asked) || unsure { Standing::Unsure } else { Standing::No }
    }

    /// Plain posts among those meant: whoever holds one may, nothing else being in the way.
    fn surely(&self, town: &Town, who: &Who) -> Vec<Principal> {
        match who {
            Who::Role(id) => {
                let plain = town.regulation.roles.get(id).is_some_and(|role| {
                    role.is.is_none() && !role.of_case && role.not_with.is_empty() && role.unrelated.is_empty()
                });
                let post = Principal::Post { role: id.clone(), unit: None };
                if plain { vec![post] } else { Vec::new() }
            }
            Who::Either(all) | Who::List(all) => all.iter().flat_map(|one| self.surely(town, one)).collect(),
            _ => Vec::new(),
        }
    }

    /// Everybody whom the rule can mean: rather too many than too few.
    fn meant_by(&self, town: &Town, who: &Who, depth: usize) -> Meant {
        if depth > 8 {
            return Meant::unsure();
        }
        let placed = |place: &str| Meant::all(self.places.get(place).cloned().unwrap_or_default());
        match who {
            Who::Role(id) => self.role(town, id, depth),
            Who::Party(kind) => Meant::all(self.parties_of(kind)),
            Who::Staff => Meant::all(vec![Principal::Staff]),
            Who::Public => Meant::all(vec![Principal::Public]),
            Who::System => Meant::all(vec![Principal::System]),
            Who::Lead => placed("lead"),
            Who::Joint => placed("joint"),
            Who::Helper => placed("helper"),
            Who::Watcher => placed("watcher"),
            Who::Did(act) => Meant::all(self.doers.get(act).map(did).unwrap_or_default()),
            Who::Chain(all) | Who::Either(all) | Who::List(all) => {
                let each: Vec<Meant> = all.iter().map(|one| self.meant_by(town, one, depth + 1)).collect();
                Meant { all: each.iter().all(|one| one.all), who: each.into_iter().flat_map(|one| one.who).collect() }
            }
            _ => Meant::unsure(),
        }
    }

    fn role(&self, town: &Town, id: &Id, depth: usize) -> Meant {
        let Some(role) = town.regulation.roles.get(id) else {
            return Meant::all(vec![Principal::Post { role: id.clone(), unit: None }]);
        };
        let mut meant = match &role.is {
            Some(who) => self.meant_by(town, who, depth + 1),
            None if role.of_case => Meant::all(self.places.get(id.as_str()).cloned().unwrap_or_default()),
            None => Meant::all(vec![Principal::Post { role: id.clone(), unit: None }]),
        };
        meant.all &= role.fallback.is_none();
        meant
    }

    fn parties_of(&self, kind: &Id) -> Vec<Principal> {
        let mut all = Vec::new();
        for (n, (_, who)) in self.parties.iter().filter(|(_, (one, _))| one == kind) {
            all.push(Principal::Party(*n));
            match who {
                Some(Ref::Person(id)) => all.push(Principal::Person(id.clone())),
                Some(Ref::Unit(id)) => all.push(Principal::Unit(id.clone())),
                Some(Ref::Party(n)) => all.push(Principal::Party(*n)),
                _ => {}
            }
        }
        all
    }
}

/// Whoever did an act: the party or the person.
fn did(by: &Doer) -> Vec<Principal> {
    by.party.map(Principal::Party).or(by.person.clone().map(Principal::Person)).into_iter().collect()
}

/// Does a rule that means `one` mean somebody who is `have`.
fn means(one: &Principal, have: &Principal) -> bool {
    match (one, have) {
        (Principal::Public, _) => true,
        (Principal::Post { role, unit }, Principal::Post { role: held, unit: at }) => {
            role == held && (unit.is_none() || unit == at)
        }
        _ => one == have,
    }
}

/// Is a party among those named: then somebody of the staff may enter it for them.
fn names_party(town: &Town, who: &Who) -> bool {
    match who {
        Who::Party(_) => true,
        Who::Role(id) => {
            town.regulation.roles.get(id).and_then(|role| role.is.as_ref()).is_some_and(|is| names_party(town, is))
        }
        Who::Chain(all) | Who::Either(all) | Who::List(all) => all.iter().any(|one| names_party(town, one)),
        Who::Did(_) | Who::Field(_) | Who::Lead | Who::Joint | Who::Helper | Who::Receiver => true,
        _ => false,
    }
}
