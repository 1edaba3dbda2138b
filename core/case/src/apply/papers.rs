//! Papers: issued, signed, served, handed over, made public, numbered.

use dengwen_regulation::model::Id;

use super::{mark, mark_at};
use crate::types::{Case, Event, Mark, NumberOf, Paper, Serving, Signature, Stamp};

pub(super) fn apply(case: &mut Case, event: &Event) -> bool {
    let now = case.now;
    match event {
        Event::Issued { .. } => issued(case, event),
        Event::Signed { .. } => signed(case, event),
        Event::SignatureRefused { n, by, reason, .. } => {
            change(case, *n, |paper| paper.refused.push((by.clone(), reason.clone())));
        }
        Event::Handed { document, n, to, .. } => {
            if let Some(n) = n.or_else(|| latest(case, document)) {
                change(case, n, |paper| paper.handed.push((to.clone(), now)));
            }
        }
        Event::Served { n, document, to, mode, on } => {
            let serving = Serving { to: to.clone(), mode: mode.clone(), on: *on };
            let row = change(case, *n, |paper| paper.served.push(serving)).unwrap_or(0);
            mark_at(case, row, Mark::Served(document.clone(), to.clone()), Stamp { happened: *on, ..now });
        }
        Event::Published { document, n } => {
            if let Some(n) = n.or_else(|| latest(case, document)) {
                change(case, n, |paper| paper.published = Some(now));
            }
        }
        Event::Unpublished { n, .. } => {
            change(case, *n, |paper| paper.published = None);
        }
        Event::Numbered { of, number: Some(number), .. } => match of {
            NumberOf::Case => case.number = Some(number.clone()),
            NumberOf::Paper(n) => {
                change(case, *n, |paper| paper.number = Some(number.clone()));
            }
        },
        Event::Numbered { number: None, .. } | Event::Told { .. } => {}
        _ => return false,
    }
    true
}

fn change(case: &mut Case, n: u32, change: impl FnOnce(&mut Paper)) -> Option<usize> {
    let paper = case.papers.iter_mut().find(|paper| paper.n == n)?;
    change(paper);
    Some(paper.row)
}

fn latest(case: &Case, document: &Id) -> Option<u32> {
    case.papers.iter().rev().find(|paper| paper.document == *document).map(|paper| paper.n)
}

fn issued(case: &mut Case, event: &Event) {
    let Event::Issued { n, document, row, copies, to, values, live, per, filed, proves } = event else { return };
    let Some(place) = case.place_of(row) else { return };
    let paper = Paper {
        n: *n,
        document: document.clone(),
        row: place,
        at: case.now,
        number: None,
        copies: copies.clone(),
        to: to.clone(),
        values: values.clone(),
        live: *live,
        per: per.clone(),
        filed: *filed,
        proves: *proves,
        signatures: Vec::new(),
        signed: None,
        refused: Vec::new(),
        served: Vec::new(),
        published: None,
        handed: Vec::new(),
    };
    match case.papers.iter_mut().find(|known| known.n == *n) {
        Some(known) => *known = Paper { number: known.number.clone(), ..paper },
        None => case.papers.push(paper),
    }
    mark(case, place, Mark::Issued(document.clone()));
}

fn signed(case: &mut Case, event: &Event) {
    let Event::Signed { n, step, hand, by, who, how, complete } = event else { return };
    let now = case.now;
    let (step, hand, by, who, how) = (*step, *hand, by.clone(), who.clone(), how.clone());
    let signature = Signature { step, hand, by, who, how, at: now };
    let row = change(case, *n, |paper| {
        paper.signatures.push(signature);
        if *complete {
            paper.signed = Some(now);
        }
    });
    let document = case.paper(*n).map(|paper| paper.document.clone());
    if let (Some(row), Some(document), true) = (row, document, *complete) {
        mark(case, row, Mark::Signed(document));
    }
}
