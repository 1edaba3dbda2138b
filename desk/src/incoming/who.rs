//! Who finds a matter that came in in the inbox: those who may do the act that begins its case, and whoever sits at the desk
//! of the way in that is meant for the web. Whether somebody may open it is asked of the engine each time.

use dengwen_case::Principal;
use dengwen_regulation::{
    model::{Act, Channel, Regulation, Who},
    value::{Ref, Value},
};
use jiff::Timestamp;

use crate::office::Office;

/// How deep roles may name one another.
const DEEPEST: usize = 8;

/// Those who find it, without repetition.
pub(crate) fn principals(
    office: &Office,
    regulation: &Regulation,
    act: &Act,
    channel: Option<&Channel>,
    at: Timestamp,
) -> Vec<Principal> {
    let desk = channel.and_then(|channel| channel.desk.as_ref());
    let from = Standing { office, regulation, desk, at };
    let mut all = Vec::new();
    from.add(&act.by, 0, &mut all);
    all.extend(at_desk(office, regulation, channel, at));
    unique(all)
}

/// Whoever sits at the desk of a way in.
pub(crate) fn at_desk(
    office: &Office,
    regulation: &Regulation,
    channel: Option<&Channel>,
    at: Timestamp,
) -> Vec<Principal> {
    let mut all = Vec::new();
    let desk = channel.and_then(|channel| channel.desk.as_ref());
    if let Some(who) = desk {
        Standing { office, regulation, desk: None, at }.add(who, 0, &mut all);
    }
    unique(all)
}

/// Whom a WHO means in the office, without any case.
pub(crate) fn of_office(office: &Office, regulation: &Regulation, who: &Who, at: Timestamp) -> Vec<Principal> {
    let mut all = Vec::new();
    Standing { office, regulation, desk: None, at }.add(who, 0, &mut all);
    unique(all)
}

fn unique(all: Vec<Principal>) -> Vec<Principal> {
    let mut found: Vec<Principal> = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

struct Standing<'a> {
    office: &'a Office,
    regulation: &'a Regulation,
    desk: Option<&'a Who>,
    at: Timestamp,
}

impl Standing<'_> {
    fn add(&self, who: &Who, deep: usize, all: &mut Vec<Principal>) {
        if deep > DEEPEST {
            return;
        }
        match who {
            Who::Role(id) => {
                let role = self.regulation.roles.get(id);
                if role.is_some_and(|role| role.of_case) {
                    return;
                }
                if let Some(is) = role.and_then(|role| role.is.as_ref()) {
                    return self.add(is, deep + 1, all);
                }
                all.push(Principal::Post { role: id.clone(), unit: None });
                let vacant = self.office.holders(id, None, self.at).is_empty();
                if let Some(fallback) = role.and_then(|role| role.fallback.as_ref()).filter(|_| vacant) {
                    self.add(fallback, deep + 1, all);
                }
            }
            Who::Staff => all.push(Principal::Staff),
            Who::Desk => {
                if let Some(desk) = self.desk {
                    self.add(desk, deep + 1, all);
                }
            }
            Who::HeadOf(of) => self.asked(of, deep, all, |office, one, at| office.heads(one, at)),
            Who::SuperiorOf(of) => self.asked(of, deep, all, |office, one, at| office.superiors(one, at)),
            Who::RoleOf(id, of) => self.asked(of, deep, all, |office, one, at| office.role_of(id, one, at)),
            Who::Chain(several) | Who::Either(several) | Who::List(several) => {
                several.iter().for_each(|one| self.add(one, deep + 1, all));
            }
            Who::Setting(id) => {
                let value = self.office.setting(&self.regulation.id, id, self.at);
                all.extend(value.into_iter().flat_map(named));
            }
            _ => {}
        }
    }

    fn asked(
        &self,
        of: &Who,
        deep: usize,
        all: &mut Vec<Principal>,
        answer: impl Fn(&Office, &Principal, Timestamp) -> Vec<Principal>,
    ) {
        let mut inner = Vec::new();
        self.add(of, deep + 1, &mut inner);
        all.extend(inner.iter().flat_map(|one| answer(self.office, one, self.at)));
    }
}

/// People, units and roles that a value names.
fn named(value: &Value) -> Vec<Principal> {
    match value {
        Value::Ref(Ref::Person(id)) => vec![Principal::Person(id.clone())],
        Value::Ref(Ref::Unit(id)) => vec![Principal::Unit(id.clone())],
        Value::Ref(Ref::Role(id)) | Value::Choice(id) => vec![Principal::Post { role: id.clone(), unit: None }],
        Value::Many(several) => several.iter().flat_map(named).collect(),
        _ => Vec::new(),
    }
}
