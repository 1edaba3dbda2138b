//! When a run is due, from what its events say.

use dengwen_calendar::{Calendar, Counting, Due, ExtendedFrom, Moves, Pause, Span, Unit};
use dengwen_regulation::{
    expr::{Fact, Facts as _, Node, Subject},
    model::{Every, Id, Limit, Within},
    value::Value,
};
use jiff::Timestamp;

use super::{counting_for, limit_of};
use crate::{
    eye::Eye,
    types::{Moved, Run},
};

/// What a due date rests on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Basis {
    pub(crate) span: Span,
    pauses: Vec<Pause>,
    extensions: Vec<Span>,
    extended_from: ExtendedFrom,
    promised: Option<Timestamp>,
    at_latest: Option<Span>,
}

impl Basis {
    pub(crate) fn moves(&self) -> Moves<'_> {
        Moves {
            pauses: &self.pauses,
            extensions: &self.extensions,
            extended_from: self.extended_from,
            promised: self.promised,
            at_latest: self.at_latest,
        }
    }

    /// When a run is due that rests on this.
    pub(crate) fn due(&self, calendar: &Calendar, counting: &Counting, run: &Run) -> Option<Due> {
        dengwen_calendar::due(calendar, counting, run.from.happened, self.span, &self.moves())
    }
}

/// When a run is due (for one that comes round: its present round); nothing where it has no date.
pub(crate) fn due_of(eye: &Eye<'_>, run: &Run) -> Option<Due> {
    let limit = limit_of(eye, run)?;
    let basis = basis_of(eye, run, limit)?;
    let counting = counting_for(eye.counting, limit);
    basis.due(eye.calendar, &counting, run)
}

/// What the date of a run rests on; nothing where it sleeps or waits for a class.
pub(crate) fn basis_of(eye: &Eye<'_>, run: &Run, limit: &Limit) -> Option<Basis> {
    if !run.applies {
        return None;
    }
    let (span, entered) = amount(eye, run, limit)?;
    let promised = run.moved.iter().rev().find_map(|(moved, _)| match moved {
        Moved::To(date) => Some(eye.counting.end_of_day(*date)),
        Moved::ToInstant(at) => Some(*at),
        Moved::By { .. } | Moved::Resumed => None,
    });
    let mut extensions = Vec::new();
    let mut extended_from = ExtendedFrom::Nominal;
    for (moved, _) in &run.moved {
        if let Moved::By { span, nominal, .. } = moved {
            extensions.push(*span);
            extended_from = if *nominal { ExtendedFrom::Nominal } else { ExtendedFrom::Due };
        }
    }
    let pauses = run.pauses.iter().map(|pause| Pause { from: pause.from, until: pause.until }).collect();
    Some(Basis { span, pauses, extensions, extended_from, promised: promised.or(entered), at_latest: limit.at_latest })
}

/// The span, or the date entered.
fn amount(eye: &Eye<'_>, run: &Run, limit: &Limit) -> Option<(Span, Option<Timestamp>)> {
    let none = Span::new(1, Unit::None);
    if let Some(every) = &limit.every {
        let every = match every {
            Every::Span(span) => *span,
            Every::Setting(_) => run.span?,
        };
        return Some((every.times(run.rounds.saturating_add(1)), None));
    }
    if limit.within.is_empty() {
        return Some((none, None));
    }
    let row = limit.within.get(usize::try_from(run.within?).ok()?)?;
    match &row.is {
        Within::Span(span) => Some((*span, None)),
        Within::None => Some((none, None)),
        Within::Setting(_) | Within::Table(_) => Some((run.span.unwrap_or(none), None)),
        Within::Date(field) => match eye.seen_from(run.row).name(&Subject::Here, field) {
            Value::Date(date) => Some((none, Some(eye.counting.end_of_day(date)))),
            Value::Moment(at) => Some((none, Some(at))),
            _ => Some((none, None)),
        },
    }
}

/// What a run without a date waits for: the fields and classes its rows look at and that are empty.
pub(crate) fn waits_for(eye: &Eye<'_>, run: &Run) -> Vec<String> {
    let Some(limit) = limit_of(eye, run) else { return Vec::new() };
    if run.within.is_some() || limit.within.is_empty() || !run.applies {
        return Vec::new();
    }
    let eye = eye.seen_from(run.row);
    let mut names: Vec<String> = Vec::new();
    for cond in limit.within.iter().filter_map(|row| row.cond.as_ref()) {
        for id in looked_at(&cond.node) {
            let name = id.to_string();
            if eye.name(&Subject::Here, id) == Value::Empty && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// The names of fields and classes in a condition.
fn looked_at(node: &Node) -> Vec<&Id> {
    match node {
        Node::Name(id) | Node::Of(_, id) | Node::Fact(_, Fact::IsA(id, _) | Fact::AtLeast(id, _) | Fact::Given(id)) => {
            vec![id]
        }
        Node::Not(one) | Node::Size(one) => looked_at(one),
        Node::And(all) | Node::Or(all) | Node::List(all) | Node::Call(_, all) => {
            all.iter().flat_map(looked_at).collect()
        }
        Node::Cmp(_, a, b) | Node::In(a, b) | Node::Arith(_, a, b) => {
            [a, b].into_iter().flat_map(|one| looked_at(one)).collect()
        }
        Node::If(a, b, c) => [a, b, c].into_iter().flat_map(|one| looked_at(one)).collect(),
        _ => Vec::new(),
    }
}
