//! Limits, read a second time: what began, when it is due by hand, what ended and how, what passed and how often.

use std::collections::BTreeSet;

use dengwen_calendar::{Calendar, Counting, ExtendedFrom, Moves, Pause, Span, Unit};
use dengwen_case::*;
use dengwen_regulation::{
    model::{Binding, Every, Id, Limit, Moment, MomentTerm, Moments, Shape, Within},
    value::Value,
};
use jiff::Timestamp;

use super::{Happening, Second};
use crate::{counter, town::Town};

/// A run of a limit, as read from the log.
#[derive(Debug, Clone)]
pub(super) struct RunSeen {
    limit: Id,
    row: usize,
    each: Option<Principal>,
    from: Timestamp,
    applies: bool,
    within: Option<u32>,
    span: Option<Span>,
    pauses: Vec<Pause>,
    moved: Vec<Moved>,
    rounds: u32,
    /// Rounds that passed; 0 for one that comes once.
    passed: BTreeSet<u32>,
    lapsed: bool,
    over: bool,
    begun: u64,
}

/// What the second model says of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Date {
    On(Timestamp),
    /// It has none, or is measured only.
    None,
    /// Not without a condition or a field that it does not know.
    Unsure,
}

impl Second {
    /// Runs that are open: limit, row, whom they are for.
    pub(super) fn open_runs(&self) -> Vec<usize> {
        (0..self.runs.len()).filter(|run| !self.runs[*run].over).collect()
    }

    pub(super) fn limit_event(&mut self, town: &Town, event: &Event) -> Result<(), String> {
        match event {
            Event::LimitStarted { run, limit, row, each, from, .. } => {
                self.started(town, *run, limit, (row, each.as_ref(), from.happened))
            }
            Event::LimitJudged { run, applies, within, span, .. } => {
                let seen = self.run(*run)?;
                (seen.applies, seen.within, seen.span) = (*applies, *within, *span);
                Ok(())
            }
            Event::LimitPaused { run, at } => {
                let seen = self.run(*run)?;
                let stands = seen.pauses.last().is_some_and(|pause| pause.until.is_none());
                seen.pauses.push(Pause { from: *at, until: None });
                if stands { Err(format!("{} stands still twice", seen.limit)) } else { Ok(()) }
            }
            Event::LimitResumed { run, at } => {
                let seen = self.run(*run)?;
                let pause = seen.pauses.last_mut().filter(|pause| pause.until.is_none());
                let Some(pause) = pause else { return Err(format!("{} goes on without a pause", seen.limit)) };
                pause.until = Some(*at);
                Ok(())
            }
            Event::LimitMoved { run, moved } => {
                let seen = self.run(*run)?;
                if *moved == Moved::Resumed {
                    seen.over = false;
                }
                if matches!(moved, Moved::By { in_time: true, .. }) {
                    seen.passed.clear();
                }
                seen.moved.push(moved.clone());
                Ok(())
            }
            Event::LimitPassed { run, at, round } => self.passed(town, *run, *at, *round),
            Event::LimitRound { run, round, met } => {
                let seen = self.run(*run)?;
                seen.rounds = seen.rounds.max(round.saturating_sub(u32::from(*met)));
                Ok(())
            }
            Event::LimitEnded { run, at, how } => self.ended(town, *run, at.happened, *how),
            _ => Ok(()),
        }
    }

    fn run(&mut self, run: u32) -> Result<&mut RunSeen, String> {
        self.runs.get_mut(usize::try_from(run).unwrap()).ok_or_else(|| format!("there is no run {run}"))
    }

    fn limit_of<'t>(&self, town: &'t Town, run: &RunSeen) -> Result<&'t Limit, String> {
        self.shape(town, run.row)?.limits.get(&run.limit).ok_or_else(|| format!("there is no limit {}", run.limit))
    }

    fn started(
        &mut self,
        town: &Town,
        run: u32,
        limit: &Id,
        (row, each, from): (&RowKey, Option<&Principal>, Timestamp),
    ) -> Result<(), String> {
        let row = self.row(row)?;
        let runs = |one: &RunSeen| !one.over && one.limit == *limit && one.row == row && one.each.as_ref() == each;
        if usize::try_from(run).unwrap() != self.runs.len() || self.runs.iter().any(runs) {
            return Err(format!("{limit} begins although it runs"));
        }
        let shape = self.shape(town, row)?;
        let known = shape.limits.get(limit).ok_or_else(|| format!("there is no limit {limit}"))?;
        if let Some(moments) = plain(&known.from)
            && !moments.iter().any(|moment| self.happened(shape, moment, row))
        {
            return Err(format!("{limit} begins and nothing of what it counts from has happened"));
        }
        self.runs.push(RunSeen {
            limit: limit.clone(),
            row,
            each: each.cloned(),
            from,
            applies: false,
            within: None,
            span: None,
            pauses: Vec::new(),
            moved: Vec::new(),
            rounds: 0,
            passed: BTreeSet::new(),
            lapsed: false,
            over: false,
            begun: self.seq,
        });
        Ok(())
    }

    fn passed(&mut self, town: &Town, run: u32, at: Timestamp, round: u32) -> Result<(), String> {
        let entered = self.stamp.entered;
        let seen = self.run(run)?.clone();
        let (limit, date) = (self.limit_of(town, &seen)?, self.due(town, &seen)?);
        if date != Date::Unsure && date != Date::On(at) {
            return Err(format!("{} passes at {at}, by hand {date:?}", seen.limit));
        }
        if seen.over || at >= entered || limit.binding == Binding::Target {
            return Err(format!("{} passes although it cannot", seen.limit));
        }
        self.lead(&limit.then);
        let seen = self.run(run)?;
        seen.rounds = seen.rounds.max(round);
        seen.lapsed |= limit.binding == Binding::Right;
        if seen.passed.insert(round) { Ok(()) } else { Err(format!("{} passes twice (round {round})", seen.limit)) }
    }

    fn ended(&mut self, town: &Town, run: u32, at: Timestamp, how: HowEnded) -> Result<(), String> {
        let seen = self.run(run)?.clone();
        if seen.over {
            return Err(format!("{} ends twice", seen.limit));
        }
        let limit = self.limit_of(town, &seen)?;
        let date = self.due(town, &seen)?;
        let late = matches!(date, Date::On(due) if at > due);
        let wanted = match (late, limit.binding) {
            (true, Binding::Hard | Binding::Recommended) => HowEnded::Late,
            (true, Binding::Right) => HowEnded::Lapsed,
            _ => HowEnded::Met,
        };
        let lapsed = how == HowEnded::Lapsed && seen.lapsed;
        if how != HowEnded::LaidDown && !lapsed && date != Date::Unsure && how != wanted {
            return Err(format!("{} ends {how:?} at {at}, by hand {wanted:?} ({date:?})", seen.limit));
        }
        if let Some(moments) = plain(&limit.until)
            && how != HowEnded::LaidDown
            && !lapsed
            && !moments.iter().any(|moment| self.happened_to(town, moment, seen.row))
        {
            return Err(format!("{} ends and nothing of what ends it has happened", seen.limit));
        }
        self.run(run)?.over = true;
        Ok(())
    }

    /// When a run is due, counted by hand.
    fn due(&self, town: &Town, run: &RunSeen) -> Result<Date, String> {
        let limit = self.limit_of(town, run)?;
        if !run.applies {
            return Ok(Date::None);
        }
        let org = &town.regulation.organisation;
        let counting = Counting {
            week: limit.week.unwrap_or(org.week),
            hours: org.hours.clone().unwrap_or_default(),
            precision: limit.precision.unwrap_or(org.precision),
            roll: limit.roll.unwrap_or(org.public),
            ..Counting::default()
        };
        let Some((span, entered)) = self.time(run, limit, &counting)? else { return Ok(Date::Unsure) };
        let promised = run.moved.iter().rev().find_map(|moved| match moved {
            Moved::To(date) => Some(counting.end_of_day(*date)),
            Moved::ToInstant(at) => Some(*at),
            Moved::By { .. } | Moved::Resumed => None,
        });
        let more = |moved: &Moved| if let Moved::By { span, .. } = moved { Some(*span) } else { None };
        let extensions: Vec<Span> = run.moved.iter().filter_map(more).collect();
        let nominal = limit.extend.as_ref().is_none_or(|extend| extend.from_nominal);
        let moves = Moves {
            pauses: &run.pauses,
            extensions: &extensions,
            extended_from: if nominal { ExtendedFrom::Nominal } else { ExtendedFrom::Due },
            promised: promised.or(entered),
            at_latest: limit.at_latest,
        };
        let measured = span.unit == Unit::Immediate
            && moves.promised.is_none()
            && extensions.is_empty()
            && limit.at_latest.is_none()
            && limit.binding != Binding::Trigger;
        let calendar: &Calendar = &town.calendar;
        let at = counter::ends_at(calendar, &counting, run.from, span, &moves).filter(|_| !measured);
        Ok(at.map_or(Date::None, Date::On))
    }

    /// The time that holds, or the date entered; nothing where a field decides that the second model does not know.
    fn time(
        &self,
        run: &RunSeen,
        limit: &Limit,
        counting: &Counting,
    ) -> Result<Option<(Span, Option<Timestamp>)>, String> {
        let none = Span::new(1, Unit::None);
        if let Some(every) = &limit.every {
            let every: Span = match (every, run.span) {
                (Every::Span(span), _) => *span,
                (Every::Setting(_), Some(span)) => span,
                (Every::Setting(_), None) => return Ok(Some((none, None))),
            };
            return Ok(Some((every.times(run.rounds + 1), None)));
        }
        if limit.within.is_empty() {
            return Ok(Some((none, None)));
        }
        let Some(row) = run.within else { return Ok(Some((none, None))) };
        let row = limit.within.get(usize::try_from(row).unwrap()).ok_or("a row of `within` that is not there")?;
        Ok(match &row.is {
            Within::Span(span) => Some((*span, None)),
            Within::None => Some((none, None)),
            Within::Setting(_) | Within::Table(_) => Some((run.span.unwrap_or(none), None)),
            Within::Date(field) => match self.rows[run.row].values.get(field) {
                Some(Value::Date(date)) => Some((none, Some(counting.end_of_day(*date)))),
                Some(Value::Moment(at)) => Some((none, Some(*at))),
                _ => None,
            },
        })
    }

    /// After a look at the clocks nothing is left that has passed.
    pub(crate) fn all_passed(&self, town: &Town, clock: Timestamp) -> Result<(), String> {
        for run in self.runs.iter().filter(|run| !run.over) {
            let limit = self.limit_of(town, run)?;
            let once = limit.every.is_none() && !run.passed.is_empty();
            if once || limit.binding == Binding::Target || limit.every.is_some() {
                continue;
            }
            if let Date::On(due) = self.due(town, run)?
                && due < clock
            {
                return Err(format!("{} was due at {due}, it is {clock}, and it has not passed", run.limit));
            }
        }
        Ok(())
    }

    /// Has a right lapsed that stood for this act.
    pub(super) fn has_lapsed_right(&self, town: &Town, place: usize, act: &Id) -> bool {
        let Ok(shape) = self.shape(town, place) else { return false };
        self.runs.iter().any(|run| {
            let Some(limit) = shape.limits.get(&run.limit) else { return false };
            let stands_for = limit
                .until
                .all()
                .into_iter()
                .any(|moment| matches!(moment, Moment::Act { act: named, .. } if named == act));
            let late = matches!(self.due(town, run), Ok(Date::On(_) | Date::Unsure));
            run.row == place && limit.binding == Binding::Right && stands_for && (run.lapsed || late)
        })
    }

    /// What the commit made happen has begun what counts from it, and ended what it ends.
    pub(super) fn moments_kept(&self, town: &Town, open_before: &[usize]) -> Result<(), String> {
        for place in 0..self.rows.len() {
            let shape = self.shape(town, place)?;
            for (id, limit) in &shape.limits {
                let of = |run: &RunSeen| run.row == place && run.limit == *id;
                if let Some(moments) = plain(&limit.from).filter(|_| limit.each.is_none())
                    && moments.iter().any(|moment| self.happened(shape, moment, place))
                    && !self.runs.iter().any(|run| of(run) && run.begun == self.seq)
                    && !open_before.iter().any(|run| of(&self.runs[*run]))
                {
                    return Err(format!("{id} has not begun"));
                }
                if let Some(moments) = plain(&limit.until).filter(|_| limit.each.is_none() && limit.every.is_none())
                    && moments.iter().any(|moment| self.happened(shape, moment, place))
                    && open_before
                        .iter()
                        .map(|run| &self.runs[*run])
                        .any(|run| of(run) && run.each.is_none() && !run.over)
                {
                    return Err(format!("{id} has not ended"));
                }
            }
        }
        Ok(())
    }

    fn happened_to(&self, town: &Town, moment: &Moment, row: usize) -> bool {
        self.shape(town, row).is_ok_and(|shape| self.happened(shape, moment, row))
    }

    /// Has this happened in the commit in hand, seen from a row: on it where it has such a thing, else on the case.
    fn happened(&self, shape: &Shape, moment: &Moment, row: usize) -> bool {
        let on = |own: bool| if own { row } else { 0 };
        self.now.iter().any(|(happening, at)| match (moment, happening) {
            (Moment::Received, Happening::Received) => row == 0,
            (Moment::Received, Happening::Opened) => row > 0 && *at == row,
            (Moment::Opened, Happening::Opened) => *at == row,
            (Moment::Act { act, option, .. }, Happening::Act(done, chosen)) => {
                act == done && (option.is_none() || option == chosen) && *at == on(shape.acts.contains_key(act))
            }
            (Moment::Stage(stage), Happening::Stage(entered)) => {
                stage == entered && *at == on(shape.stages.contains_key(stage))
            }
            _ => false,
        })
    }
}

/// Moments that need no condition to be seen; nothing where there are others among them.
fn plain(moments: &Moments) -> Option<Vec<&Moment>> {
    let Moments::Any(terms) = moments else { return None };
    fn one(term: &MomentTerm) -> Option<&Moment> {
        match term {
            MomentTerm::One(moment) if is_plain(moment) => Some(moment),
            _ => None,
        }
    }
    terms.iter().map(one).collect()
}

fn is_plain(moment: &Moment) -> bool {
    match moment {
        Moment::Received | Moment::Opened | Moment::Act { of: None, .. } => true,
        Moment::Stage(stage) => !stage.contains('.'),
        _ => false,
    }
}
