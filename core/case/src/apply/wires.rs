//! What goes out of the case, what comes in from others, and what was kept or left out.

use dengwen_regulation::model::ShapeRef;

use super::mark;
use crate::types::{Case, Event, Forwarded, HeldBack, Listing, Mark, Spawning};

pub(super) fn apply(case: &mut Case, event: &Event) -> bool {
    let now = case.now;
    match event {
        Event::Linked { name, to } => {
            if !case.links.iter().any(|(known, case, _)| known == name && case == to) {
                case.links.push((name.clone(), to.clone(), false));
            }
        }
        Event::LinkEnded { name, case: other } => {
            for link in &mut case.links {
                if link.0 == *name && link.1 == *other {
                    link.2 = true;
                }
            }
            mark(case, 0, Mark::Ended(name.clone()));
        }
        Event::SpawnOrdered { n, link, regulation, .. } => {
            case.spawned.push(Spawning { n: *n, link: link.clone(), regulation: regulation.clone(), at: now });
        }
        Event::ForwardOrdered { to, named, manner, returns, .. } => {
            let (to, named, manner, returns) = (to.clone(), named.clone(), manner.clone(), *returns);
            case.forwarded.push(Forwarded { to, named, manner, at: now, arrived: None, returns, returned: None });
        }
        Event::Arrived { n, office } => {
            if let Some(sent) = sent(case, *n) {
                sent.arrived = Some((office.clone(), now));
            }
        }
        Event::Returned { n, .. } => {
            if let Some(sent) = sent(case, *n) {
                sent.returned = Some(now);
            }
        }
        Event::Listed { register, values } => {
            let own = matches!(case.main().map(|row| &row.shape), Some(ShapeRef::Register(id)) if id == register);
            if own {
                mark(case, 0, Mark::Added);
            }
            case.listed.push(Listing { register: register.clone(), values: values.clone(), at: now });
        }
        Event::RowOrdered { .. } => {}
        Event::Frozen { question, answer } => case.frozen.answer(question.clone(), answer.clone()),
        Event::Crossed { counter, key, count } => case.crossed.push((counter.clone(), key.clone(), *count)),
        Event::Held { what, why } => hold(case, what, why, false),
        Event::Skipped { what, why } => hold(case, what, why, true),
        _ => return false,
    }
    true
}

fn sent(case: &mut Case, n: u32) -> Option<&mut Forwarded> {
    let place = usize::try_from(n).ok()?.checked_sub(1)?;
    case.forwarded.get_mut(place)
}

fn hold(case: &mut Case, what: &str, why: &str, skipped: bool) {
    let at = case.now;
    case.held.push(HeldBack { what: what.to_owned(), why: why.to_owned(), at, skipped });
}
