//! Time acts only through a limit that passes.

use dengwen_calendar::{Calendar, Due};
use dengwen_regulation::model::{Binding, Id, Label, Moments, Regulation};
use jiff::Timestamp;

use super::{due_of, limit_of, open_runs};
use crate::{
    decide, effects,
    eye::Eye,
    types::{Case, Code, Command, Event, HowEnded, Pass, Principal, Refusal, RowKey, Run, Stamp, Surroundings},
    work::Work,
};

/// The next instant of a run, for the index of clocks: a cache, derived again before anything is done by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The row.
    pub row: RowKey,
    /// The limit.
    pub limit: Id,
    /// For whom, where there is one run for each.
    pub each: Option<Principal>,
    /// The run, by its place among the runs of the case.
    pub run: u32,
    /// When the ticker must look; `None`: it waits for something.
    pub fires_at: Option<Timestamp>,
    /// When it is due; `None`: it has no date.
    pub due_at: Option<Timestamp>,
    /// The date rests on a year not published yet.
    pub provisional: bool,
    /// Whom it binds.
    pub principals: Vec<Principal>,
}

/// The clocks of a case: one for every run that runs.
#[must_use]
pub fn clocks(case: &Case, regulation: &Regulation, calendar: &Calendar, surroundings: &Surroundings) -> Vec<Clock> {
    let work = Work::new(case, regulation, calendar, surroundings, case.now);
    let clock = |(place, run): (usize, &Run)| {
        let eye = work.eye(run.row);
        let due = due_of(&eye, run);
        Clock {
            row: work.key(run.row),
            limit: run.limit.clone(),
            each: run.each.clone(),
            run: u32::try_from(place).unwrap_or(u32::MAX),
            fires_at: next(&eye, run, due.as_ref()),
            due_at: due.map(|due| due.at),
            provisional: due.is_some_and(|due| due.provisional),
            principals: super::bound(&eye, run),
        }
    };
    open_runs(case).filter(|(_, run)| run.applies).map(clock).collect()
}

/// When a run passes next; nothing where it cannot, or has already.
fn next(eye: &Eye<'_>, run: &Run, due: Option<&Due>) -> Option<Timestamp> {
    let limit = limit_of(eye, run)?;
    let due = due.filter(|due| !due.measured || limit.binding == Binding::Trigger)?;
    let once = limit.every.is_none() && run.passed.is_some();
    (!once && limit.binding != Binding::Target).then_some(due.at)
}

/// What has passed by `now`, in the order of the instants. Perform the first, then ask again: it may change the others.
#[must_use]
pub fn passings(case: &Case, regulation: &Regulation, calendar: &Calendar, now: Timestamp) -> Vec<Command> {
    let nothing = Surroundings::new();
    let work = Work::new(case, regulation, calendar, &nothing, case.now);
    let mut all: Vec<Pass> = Vec::new();
    for (place, run) in open_runs(case) {
        let eye = work.eye(run.row);
        let due = due_of(&eye, run);
        let Some(at) = next(&eye, run, due.as_ref()).filter(|at| *at < now) else { continue };
        let run_place = u32::try_from(place).unwrap_or(u32::MAX);
        all.push(Pass { limit: run.limit.clone(), row: work.key(run.row), run: run_place, at });
    }
    all.sort_by_key(|pass| (pass.at, pass.run));
    all.into_iter().map(Command::Pass).collect()
}

/// A run passes. What follows cannot be refused: an effect that cannot run is held for the owner of the stage.
pub(crate) fn pass(work: &mut Work<'_>, pass: &Pass) {
    let place = usize::try_from(pass.run).unwrap_or(usize::MAX);
    let Some(run) = work.case.runs.get(place).filter(|run| run.end.is_none() && run.limit == pass.limit) else {
        return stale(work);
    };
    let (row, round) = (run.row, run.rounds.saturating_add(1));
    let shape = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape));
    let Some(limit) = shape.and_then(|shape| shape.limits.get(&run.limit)) else { return stale(work) };
    let due = due_of(&work.eye(row), run);
    if next(&work.eye(row), run, due.as_ref()) != Some(pass.at) || pass.at >= work.stamp.entered {
        return stale(work);
    }
    let comes_round = limit.every.is_some();
    let kept = comes_round && run.kept_round >= round;
    if kept {
        work.emit(Event::LimitRound { run: pass.run, round, met: false });
    } else {
        let round = if comes_round { round } else { 0 };
        work.emit(Event::LimitPassed { run: pass.run, at: pass.at, round });
    }
    if limit.binding == Binding::Right {
        let at = Stamp { happened: pass.at, ..work.stamp };
        work.emit(Event::LimitEnded { run: pass.run, at, how: HowEnded::Lapsed });
    }
    // Without anything that ends a round it only marks the time.
    if !kept || limit.until == Moments::None {
        for effect in &limit.then {
            held_if_not(work, |work| effects::run_all(work, std::slice::from_ref(effect), row), &effect.rule.path);
        }
    }
    held_if_not(work, decide::settle, &pass.limit);
}

/// Does something, or notes that it could not be done.
pub(crate) fn held_if_not(work: &mut Work<'_>, run: impl FnOnce(&mut Work<'_>), what: &str) {
    let snapshot = work.snapshot();
    run(work);
    if work.refusals.is_empty() {
        decide::close(work);
    }
    if work.refusals.is_empty() {
        return;
    }
    let why = work.back_to(snapshot);
    for refusal in why {
        work.emit(Event::Held { what: what.to_owned(), why: refusal.label.zh });
    }
}

fn stale(work: &mut Work<'_>) {
    let label = Label::new("该期限已不在此时届满", "this limit does not pass then any more");
    work.refuse(Refusal::new(Code::Changed, label));
}
