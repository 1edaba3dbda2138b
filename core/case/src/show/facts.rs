//! What other cases may read of one, and what it adds to counters.

use dengwen_calendar::Calendar;
use dengwen_regulation::{
    expr::{Facts as _, Subject},
    model::{Id, Regulation},
    value::Value,
};

use jiff::Timestamp;

use crate::{
    eye::{counter_value, is_given, membership},
    types::{Answers, Case, HowEnded, LinkedAct, LinkedFacts, Member, Question, Stamp, Surroundings},
    work::Work,
};

/// The snapshot that other cases may read. What is kept from sight is not in it, only that it is given.
#[must_use]
pub fn facts_of(case: &Case, regulation: &Regulation, calendar: &Calendar) -> LinkedFacts {
    let nothing = Surroundings::new();
    let work = Work::new(case, regulation, calendar, &nothing, case.now);
    let eye = work.eye(0);
    let reopened = case.main().and_then(|row| row.reopened).map_or(0, |at| at.seq);
    let mut facts = LinkedFacts {
        case: case.id.clone(),
        number: case.number.clone(),
        channel: case.channel.clone(),
        stage: case.stage().cloned(),
        ended: case.ended(),
        received: case.received.map(|at| at.happened),
        ..LinkedFacts::default()
    };
    if let Some(dengwen_regulation::model::ShapeRef::Kind(kind)) = case.main().map(|row| &row.shape) {
        facts.kind = Some(kind.clone());
    }
    if let Some(shape) = eye.shape_of(0) {
        for (id, field) in &shape.fields {
            let value = eye.name(&Subject::Here, id);
            if is_given(&value) {
                facts.given.push(id.clone());
                if field.sensitive.is_none() && !matches!(value, Value::Sealed(_)) {
                    facts.values.insert(id.clone(), value);
                }
            }
        }
        for id in shape.classes.keys() {
            let value = eye.name(&Subject::Here, id);
            if is_given(&value) {
                facts.given.push(id.clone());
                facts.values.insert(id.clone(), value);
            }
        }
    }
    let current = case.acts.iter().filter(|done| done.row == 0 && done.at.seq >= reopened);
    facts.acts = current
        .map(|done| LinkedAct { act: done.act.clone(), option: done.option.clone(), at: done.at.happened })
        .collect();
    facts.issued =
        case.papers.iter().filter(|paper| paper.at.seq >= reopened).map(|paper| paper.document.clone()).collect();
    facts.passed = case.runs.iter().filter(|run| run.passed.is_some()).map(|run| run.limit.clone()).collect();
    let kept = case.runs.iter().filter(|run| matches!(run.end, Some((_, HowEnded::Met))));
    facts.kept = kept.map(|run| run.limit.clone()).collect();
    facts
}

/// What a counter comes to for a case at a moment, this case included: a number, or nothing while its window is not set.
///
/// # Errors
///
/// The questions that must be answered first.
pub fn counter(
    case: &Case,
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
    id: &Id,
    at: Timestamp,
) -> Result<Value, Vec<Question>> {
    let stamp = Stamp { happened: at, ..case.now };
    let work = Work::new(case, regulation, calendar, surroundings, stamp);
    let value = counter_value(&work.eye(0), id);
    let missing = work.asking.missing();
    if missing.is_empty() { Ok(value) } else { Err(missing) }
}

/// What a case adds to one counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The counter.
    pub counter: Id,
    /// The key of the group; empty when only links make it.
    pub key: String,
    /// The link that makes the group.
    pub link: Option<Id>,
    /// The members: this case once, or once for every act counted.
    pub members: Vec<Member>,
}

/// What a case adds to the counters of its regulation, for the tables that answer [`crate::Question::Counter`].
#[must_use]
pub fn counted(case: &Case, regulation: &Regulation, calendar: &Calendar) -> Vec<Counted> {
    let nothing = Surroundings::new();
    counted_in(&Work::new(case, regulation, calendar, &nothing, case.now))
}

pub(super) fn counted_in(work: &Work<'_>) -> Vec<Counted> {
    if !work.case.begun() {
        return Vec::new();
    }
    let eye = work.eye(0);
    let of = |(id, counter): (&Id, &dengwen_regulation::model::Counter)| {
        let group = membership(&eye, counter)?;
        Some(Counted { counter: id.clone(), key: group.key, link: group.link, members: group.members })
    };
    work.regulation.counters.iter().filter_map(of).collect()
}
