//! From a command to a commit: judged on a clone, which changes only by the events emitted.

mod act;
mod apart;
mod begin;
mod check;
mod extract;
mod grounds;
mod guards;
mod hands;
mod input;
mod outside;
mod registers;
mod settle;
mod signing;
mod standing;
mod suited;
mod who_may;

use dengwen_calendar::Calendar;
use dengwen_regulation::model::Regulation;
use jiff::Timestamp;

pub(crate) use act::{Found, find};
pub(crate) use apart::not_with;
pub(crate) use check::{before_input, is_there, warnings_before};
pub use extract::{MAKE_EXTRACT, extracts};
pub use input::read_value;
pub(crate) use input::{Asked, asks, axis_of, field_of, is_wanted};
pub(crate) use settle::{close, settle};
pub(crate) use signing::signers;
pub(crate) use standing::{approvers, worth_offering};
pub(crate) use who_may::{May, is_waiting, may};

use crate::{
    limits,
    types::{Answers, Case, Command, Commit, Event, Outcome, Stamp},
    work::Work,
};

/// Judges a command. Pure: the same arguments give the same outcome.
///
/// All that stands in the way is told at once, each with its article. What lies outside the case and is not among the
/// surroundings comes back as [`Outcome::Missing`]; answer it and ask again.
#[must_use]
pub fn decide(
    case: &Case,
    command: &Command,
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
    entered: Timestamp,
) -> Outcome {
    let happened = match command {
        Command::Do(act) => act.happened.unwrap_or(entered),
        Command::Hand(_) => entered,
        Command::Pass(pass) => pass.at,
        Command::Recount { at, .. }
        | Command::Wake { at, .. }
        | Command::Register { at, .. }
        | Command::Arrived { at, .. }
        | Command::HandedOn { at, .. } => *at,
    };
    let stamp = Stamp { happened, entered, seq: case.seq.saturating_add(1) };
    let mut work = Work::new(case, regulation, calendar, surroundings, stamp);
    match command {
        Command::Do(command) => act::run(&mut work, command),
        Command::Hand(hand) => hands::run(&mut work, hand),
        Command::Pass(pass) => {
            work.emit(Event::Stamped { stamp });
            limits::pass(&mut work, pass);
        }
        Command::Recount { counter, .. } => {
            work.emit(Event::Stamped { stamp });
            outside::recount(&mut work, counter);
        }
        Command::Register { register, added, row, actor, .. } => {
            work.emit(Event::Stamped { stamp });
            registers::run(&mut work, register, *added, row, actor.as_deref());
        }
        Command::HandedOn { of, by, .. } => {
            work.emit(Event::Stamped { stamp });
            outside::handed_on(&mut work, of, by);
        }
        Command::Arrived { n, office, .. } => {
            work.emit(Event::Stamped { stamp });
            outside::arrived(&mut work, *n, office);
        }
        Command::Wake { link, ended, .. } => {
            work.emit(Event::Stamped { stamp });
            outside::wake(&mut work, link, *ended);
        }
    }
    outcome(work, command)
}

fn outcome(mut work: Work<'_>, command: &Command) -> Outcome {
    if work.refusals.is_empty() {
        limits::follow(&mut work);
        freeze(&mut work);
    }
    let missing = work.asking.missing();
    if !missing.is_empty() {
        return Outcome::Missing(missing);
    }
    if !work.refusals.is_empty() {
        return Outcome::Refused(work.refusals);
    }
    Outcome::Done(Box::new(Commit {
        case: work.case.id.clone(),
        seq: work.stamp.seq,
        form: Commit::FORM,
        command: command.clone(),
        used: work.asking.used(),
        events: work.events,
        entered: work.stamp.entered,
    }))
}

/// Settings that were read stay as they were for this case.
fn freeze(work: &mut Work<'_>) {
    use crate::types::{Answer, Question};
    use dengwen_regulation::value::Value;
    let read: Vec<_> = work
        .asking
        .used()
        .iter()
        .filter(|(question, answer)| {
            matches!(question, Question::Setting(_)) && !matches!(answer, Answer::Nothing | Answer::Value(Value::Empty))
        })
        .map(|(question, answer)| (question.clone(), answer.clone()))
        .collect();
    for (question, answer) in read {
        work.emit(Event::Frozen { question, answer });
    }
}
