//! Time acts only through a limit that passes.

use dengwen_calendar::{Calendar, Due};
use dengwen_regulation::model::{Binding, Id, Label, Limit, Moments, Regulation};
use jiff::Timestamp;

use super::{due_of, limit_of, open_runs, views::warnings};
use crate::{
    decide, effects,
    eye::Eye,
    types::{
        Answers, Case, Code, Command, Event, HowEnded, Pass, Principal, Refusal, RowKey, Run, Stamp, Surroundings,
    },
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
pub fn clocks(case: &Case, regulation: &Regulation, calendar: &Calendar, surroundings: &dyn Answers) -> Vec<Clock> {
    clocks_in(&Work::new(case, regulation, calendar, surroundings, case.now))
}

pub(crate) fn clocks_in(work: &Work<'_>) -> Vec<Clock> {
    let clock = |(place, run): (usize, &Run)| {
        let eye = work.eye(run.row);
        let due = due_of(&eye, run);
        Clock {
            row: work.key(run.row),
            limit: run.limit.clone(),
            each: run.each.clone(),
            run: u32::try_from(place).unwrap_or(u32::MAX),
            fires_at: next(&eye, run, due.as_ref()).map(|next| next.at),
            due_at: due.map(|due| due.at),
            provisional: due.is_some_and(|due| due.provisional),
            principals: super::bound(&eye, run),
        }
    };
    open_runs(&work.case).filter(|(_, run)| run.applies).map(clock).collect()
}

/// What the clock does to a run next: it warns, or it passes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Next {
    at: Timestamp,
    warns: bool,
}

/// When a run is warned of or passes next; nothing where it cannot, or has already.
fn next(eye: &Eye<'_>, run: &Run, due: Option<&Due>) -> Option<Next> {
    let limit = limit_of(eye, run)?;
    let due = due.filter(|due| !due.measured || limit.binding == Binding::Trigger)?;
    if limit.every.is_none() && run.missed().is_some() {
        return None;
    }
    let paused = run.pauses.last().is_some_and(|pause| pause.until.is_none());
    let since = run.warned.unwrap_or(run.from.happened);
    let warnings = if paused { Vec::new() } else { warnings(eye, run, limit, Some(due)) };
    let warns = warnings.into_iter().filter(|at| *at > since && *at < due.at).min();
    let passes = passes(limit, run, Some(due)).map(|at| Next { at, warns: false });
    warns.map(|at| Next { at, warns: true }).or(passes)
}

/// When a run passes; nothing where it cannot, or has already.
fn passes(limit: &Limit, run: &Run, due: Option<&Due>) -> Option<Timestamp> {
    let due = due.filter(|due| !due.measured || limit.binding == Binding::Trigger)?;
    let once = limit.every.is_none() && run.missed().is_some();
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
        let Some(Next { at, warns }) = next(&eye, run, due.as_ref()).filter(|next| next.at < now) else { continue };
        let run_place = u32::try_from(place).unwrap_or(u32::MAX);
        all.push(Pass { limit: run.limit.clone(), row: work.key(run.row), run: run_place, at, warns });
    }
    all.sort_by_key(|pass| (pass.at, pass.run));
    all.into_iter().map(Command::Pass).collect()
}

/// A run passes, or is warned of. What follows cannot be refused: an effect that cannot run is held for the owner of the stage.
pub(crate) fn pass(work: &mut Work<'_>, pass: &Pass) {
    let place = usize::try_from(pass.run).unwrap_or(usize::MAX);
    let Some(run) = work.case.runs.get(place).filter(|run| run.end.is_none() && run.limit == pass.limit).cloned()
    else {
        return stale(work);
    };
    let shape = work.case.rows.get(run.row).and_then(|row| work.regulation.shape(&row.shape));
    let Some(limit) = shape.and_then(|shape| shape.limits.get(&run.limit)) else { return stale(work) };
    let due = due_of(&work.eye(run.row), &run);
    let eye = work.eye(run.row);
    let fits = match pass.warns {
        true => next(&eye, &run, due.as_ref()) == Some(Next { at: pass.at, warns: true }),
        false => passes(limit, &run, due.as_ref()) == Some(pass.at),
    };
    if !fits || pass.at >= work.stamp.entered {
        return stale(work);
    }
    if pass.warns { warn(work, pass, &run, limit) } else { over(work, pass, &run, limit) }
}

/// Whoever it binds is told that its end is near.
fn warn(work: &mut Work<'_>, pass: &Pass, run: &Run, limit: &Limit) {
    work.emit(Event::LimitWarned { run: pass.run, at: pass.at });
    let who = super::bound(&work.eye(run.row), run);
    let named = limit.who.as_ref().map(ToString::to_string).unwrap_or_default();
    work.emit(Event::Told { who, named, document: None, n: None, manner: Some(Id::from("reminder")), mode: None });
}

fn over(work: &mut Work<'_>, pass: &Pass, run: &Run, limit: &Limit) {
    let (row, round) = (run.row, run.rounds.saturating_add(1));
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
