//! Runs of limits.

use dengwen_regulation::model::Id;
use indexmap::IndexMap;

use super::mark_at;
use crate::types::{Case, Event, Mark, Pause, Run, Stamp};

pub(super) fn apply(case: &mut Case, event: &Event) -> bool {
    let now = case.now;
    match event {
        Event::LimitStarted { .. } => started(case, event),
        Event::LimitJudged { run, applies, within, span, frozen } => change(case, *run, |run| {
            run.applies = *applies;
            run.within = *within;
            run.span = *span;
            for (id, value) in frozen {
                run.frozen.insert(id.clone(), value.clone());
            }
        }),
        Event::LimitPaused { run, at } => change(case, *run, |run| run.pauses.push(Pause { from: *at, until: None })),
        Event::LimitResumed { run, at } => change(case, *run, |run| {
            if let Some(pause) = run.pauses.iter_mut().rev().find(|pause| pause.until.is_none()) {
                pause.until = Some(*at);
            }
        }),
        Event::LimitMoved { run, moved } => change(case, *run, |run| {
            if *moved == crate::types::Moved::Resumed {
                run.end = None;
            }
            run.moved.push((moved.clone(), now));
        }),
        Event::LimitWarned { run, at } => change(case, *run, |run| run.warned = Some(*at)),
        Event::LimitPassed { run, at, round } => {
            change(case, *run, |run| {
                run.rounds = run.rounds.max(*round);
                if run.missed().is_none() {
                    (run.passed, run.passed_with) = (Some(*at), now.seq);
                }
            });
            if let Some((limit, row)) = of_run(case, *run) {
                mark_at(case, row, Mark::Passed(limit), Stamp { happened: *at, ..now });
            }
        }
        Event::LimitRound { run, round, met } => change(case, *run, |run| {
            run.rounds = run.rounds.max(round.saturating_sub(u32::from(*met)));
            run.kept_round = if *met { *round } else { run.kept_round };
        }),
        Event::LimitEnded { run, at, how } => change(case, *run, |run| run.end = Some((*at, *how))),
        Event::Excused { run, by, reason } => {
            change(case, *run, |run| run.excused = Some((by.clone(), reason.clone())))
        }
        _ => return false,
    }
    true
}

fn change(case: &mut Case, run: u32, change: impl FnOnce(&mut Run)) {
    let place = usize::try_from(run).ok();
    if let Some(run) = place.and_then(|place| case.runs.get_mut(place)) {
        change(run);
    }
}

fn of_run(case: &Case, run: u32) -> Option<(Id, usize)> {
    let run = case.runs.get(usize::try_from(run).ok()?)?;
    Some((run.limit.clone(), run.row))
}

fn started(case: &mut Case, event: &Event) {
    let Event::LimitStarted { run, limit, row, each, n, from } = event else { return };
    let Some(place) = case.place_of(row) else { return };
    if usize::try_from(*run).ok() != Some(case.runs.len()) {
        return;
    }
    case.runs.push(Run {
        limit: limit.clone(),
        row: place,
        each: each.clone(),
        n: *n,
        from: *from,
        applies: false,
        within: None,
        span: None,
        frozen: IndexMap::new(),
        pauses: Vec::new(),
        moved: Vec::new(),
        rounds: 0,
        kept_round: 0,
        passed_with: 0,
        warned: None,
        passed: None,
        excused: None,
        end: None,
    });
}
