//! `assign`: a place on the case is filled.

use dengwen_regulation::model::{Place as On, Who};

use super::{Done, Place};
use crate::{
    types::{Code, Event, Refusal},
    work::Work,
};

pub(super) fn run(work: &mut Work<'_>, places: &[(On, Who)], at: &Place<'_>) -> Done {
    for (place, whom) in places {
        let found = work.resolve(at.row, whom);
        if found.is_empty() {
            let what = format!("assign {}", name(place));
            work.emit(Event::Held { what, why: format!("{whom}: nobody") });
            continue;
        }
        if let On::Role(id) = place
            && let Some((rule, label)) = crate::decide::not_with(&work.eye(at.row), id, &found)
        {
            return Err(Box::new(Refusal::new(Code::Guard, label).by(rule)));
        }
        let alone = match place {
            On::Lead => true,
            On::Joint | On::Helper | On::Watcher => false,
            On::Role(id) => work.regulation.roles.get(id).is_none_or(|role| !role.many),
        };
        let place = name(place);
        if work.case.holders(&place) == found {
            continue;
        }
        work.emit(Event::Assigned { place, who: found, named: whom.to_string(), alone });
    }
    Ok(())
}

fn name(place: &On) -> String {
    match place {
        On::Lead => "lead".to_owned(),
        On::Joint => "joint".to_owned(),
        On::Helper => "helper".to_owned(),
        On::Watcher => "watcher".to_owned(),
        On::Role(id) => id.to_string(),
    }
}
