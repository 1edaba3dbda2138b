//! After every commit, once, on the final state: what ended, what is judged anew, what began, what stands still.

use dengwen_calendar::Span;
use dengwen_regulation::{
    expr::Facts as _,
    model::{Binding, Every, Id, Level, Limit, Who, Within},
    value::Value,
};
use indexmap::IndexMap;

use super::{due_of, moments};
use crate::{
    eye::table_value,
    types::{Doer, Event, HowEnded, Principal, Run, Stamp},
    work::Work,
};

/// Moves all limits of all rows on by the moments of this commit.
pub(crate) fn follow(work: &mut Work<'_>) {
    let seq = work.stamp.seq;
    let start = work.case.marks.iter().position(|mark| mark.at.seq == seq).unwrap_or(work.case.marks.len());
    for row in 0..work.case.rows.len() {
        let Some(shape) = work.case.rows.get(row).and_then(|row| work.regulation.shape(&row.shape)) else { continue };
        for (id, limit) in &shape.limits {
            one(work, row, id, limit, start);
        }
    }
}

fn one(work: &mut Work<'_>, row: usize, id: &Id, limit: &Limit, start: usize) {
    let before = work.case.runs.len();
    end(work, row, id, limit, start);
    begin(work, row, id, limit, start);
    for run in 0..work.case.runs.len() {
        if is_open(work, run, row, id) {
            judge(work, run, limit);
            pause(work, run, limit);
        }
    }
    // What began and ended in the same commit, in that order.
    for run in before..work.case.runs.len() {
        let begun = work.case.runs.get(run).map(|run| run.from);
        if let Some(from) = begun {
            end_at_once(work, run, row, limit, start, from);
        }
    }
}

fn is_open(work: &Work<'_>, run: usize, row: usize, id: &Id) -> bool {
    work.case.runs.get(run).is_some_and(|run| run.end.is_none() && run.row == row && run.limit == *id)
}

fn number(run: usize) -> u32 {
    u32::try_from(run).unwrap_or(u32::MAX)
}

fn end(work: &mut Work<'_>, row: usize, id: &Id, limit: &Limit, start: usize) {
    for run in 0..work.case.runs.len() {
        if !is_open(work, run, row, id) {
            continue;
        }
        let eye = work.eye(row);
        let until = moments::find_all(&eye, &limit.until, start, start);
        let until = until.into_iter().filter(|found| concerns(work, run, found)).min_by_key(|found| found.place);
        let laid = moments::find(&eye, &limit.laid_down, start, start);
        let gone = work.case.rows.get(row).is_some_and(|row| row.ended.is_some_and(|at| at.seq == work.stamp.seq));
        match (until, laid) {
            (Some(found), laid) if limit.every.is_some() => {
                keep_round(work, run, found.at);
                if let Some(at) = laid.map(|found| found.at).or(gone.then_some(work.stamp)) {
                    lay_down(work, run, at);
                }
            }
            (Some(found), _) => met(work, run, limit, found.at),
            (None, Some(found)) => lay_down(work, run, found.at),
            (None, None) if gone => lay_down(work, run, work.stamp),
            (None, None) => {}
        }
    }
}

/// A run for one of several ends by what that one did; by what none of them did every run ends.
fn concerns(work: &Work<'_>, run: usize, found: &moments::Found) -> bool {
    let Some(this) = work.case.runs.get(run) else { return true };
    let Some(each) = &this.each else { return true };
    let Some(by) = work.case.acts.iter().rfind(|done| done.at == found.at).map(|done| &done.by) else { return true };
    if let Principal::Party(n) = each {
        return by.party.is_none_or(|party| party == *n);
    }
    let same = |run: &&Run| run.row == this.row && run.limit == this.limit && run.from.seq == this.from.seq;
    is_one(by, each)
        || !work.case.runs.iter().filter(same).filter_map(|run| run.each.as_ref()).any(|one| is_one(by, one))
}

/// Is whoever did something meant: the person, somebody of the unit, a holder of the post, or one who stands in for them.
fn is_one(by: &Doer, who: &Principal) -> bool {
    match who {
        Principal::Person(id) => by.person.as_ref() == Some(id) || by.deputy_of.as_ref() == Some(id),
        Principal::Unit(id) => by.unit.as_ref() == Some(id),
        Principal::Post { role, unit } => {
            by.roles.contains(role) && unit.as_ref().is_none_or(|unit| by.unit.as_ref() == Some(unit))
        }
        Principal::Party(n) => by.party == Some(*n),
        Principal::Staff => by.person.is_some(),
        Principal::Public | Principal::System => false,
    }
}

/// A round is kept if that happened in time; the run goes on.
fn keep_round(work: &mut Work<'_>, run: usize, at: Stamp) {
    let Some(this) = work.case.runs.get(run) else { return };
    let late = due_of(&work.eye(this.row), this).is_some_and(|due| due.is_late(at.happened));
    let round = this.rounds.saturating_add(1);
    if !late {
        work.emit(Event::LimitRound { run: number(run), round, met: true });
    }
}

fn met(work: &mut Work<'_>, run: usize, limit: &Limit, at: Stamp) {
    let Some(this) = work.case.runs.get(run) else { return };
    let eye = work.eye(this.row);
    let late = due_of(&eye, this).is_some_and(|due| due.is_late(at.happened));
    let how = match (this.applies, late, limit.binding) {
        (false, ..) => HowEnded::LaidDown,
        (true, true, Binding::Right) => HowEnded::Lapsed,
        (true, true, Binding::Hard | Binding::Recommended) => HowEnded::Late,
        (true, ..) => HowEnded::Met,
    };
    work.emit(Event::LimitEnded { run: number(run), at, how });
}

fn lay_down(work: &mut Work<'_>, run: usize, at: Stamp) {
    work.emit(Event::LimitEnded { run: number(run), at, how: HowEnded::LaidDown });
}

/// A run that began with a moment before the one that ends it.
fn end_at_once(work: &mut Work<'_>, run: usize, row: usize, limit: &Limit, start: usize, _from: Stamp) {
    if work.case.runs.get(run).is_none_or(|run| run.end.is_some()) || limit.every.is_some() {
        return;
    }
    let eye = work.eye(row);
    let Some(begun) = moments::find(&eye, &limit.from, start, start).map(|found| found.place) else { return };
    if let Some(found) = moments::find(&eye, &limit.until, begun.saturating_add(1), begun) {
        met(work, run, limit, found.at);
    }
}

fn begin(work: &mut Work<'_>, row: usize, id: &Id, limit: &Limit, start: usize) {
    let since = since(work, row, id);
    let Some(found) = moments::find(&work.eye(row), &limit.from, start, since) else { return };
    let served: Vec<Principal> =
        moments::find_all(&work.eye(row), &limit.from, start, since).into_iter().flat_map(|found| found.whom).collect();
    for each in addressees(work, row, limit, &served) {
        let same = |run: &&Run| run.row == row && run.limit == *id && run.each == each;
        if work.case.runs.iter().filter(same).any(|run| run.end.is_none()) {
            continue;
        }
        let n = u32::try_from(work.case.runs.iter().filter(same).count()).unwrap_or(u32::MAX).saturating_add(1);
        let run = number(work.case.runs.len());
        let key = work.key(row);
        work.emit(Event::LimitStarted { run, limit: id.clone(), row: key, each, n, from: found.at });
    }
}

/// The marks since the last run of this limit ended.
fn since(work: &Work<'_>, row: usize, id: &Id) -> usize {
    let last = work.case.runs.iter().rfind(|run| run.row == row && run.limit == *id).and_then(|run| run.end);
    match last {
        Some((at, _)) => work.case.marks.iter().position(|mark| mark.at.seq >= at.seq).unwrap_or(0),
        None => 0,
    }
}

/// One run for each of those named by `each`, or for each party to whom the paper was served.
fn addressees(work: &Work<'_>, row: usize, limit: &Limit, served: &[Principal]) -> Vec<Option<Principal>> {
    let named = match (&limit.each, &limit.who) {
        (Some(each), _) => work.resolve(row, each),
        (None, Some(Who::Party(_))) if !served.is_empty() => {
            served.iter().filter(|one| matches!(one, Principal::Party(_))).cloned().collect()
        }
        _ => return vec![None],
    };
    named.into_iter().map(Some).collect()
}

fn judge(work: &mut Work<'_>, run: usize, limit: &Limit) {
    let Some(this) = work.case.runs.get(run) else { return };
    let eye = work.eye(this.row);
    let applies = eye.applies(limit.cond.as_ref());
    let within = if applies { limit.within.iter().position(|row| eye.applies(row.cond.as_ref())) } else { None };
    let mut frozen = IndexMap::new();
    let span = match (&limit.every, within.and_then(|row| limit.within.get(row)).map(|row| &row.is)) {
        (Some(Every::Setting(id)), _) | (None, Some(Within::Setting(id))) => {
            let value = this.frozen.get(id).cloned().unwrap_or_else(|| eye.setting(id));
            let span = as_span(&value);
            frozen.insert(id.clone(), value);
            span
        }
        (None, Some(Within::Table(id))) => as_span(&table_value(&eye, id, None)),
        _ => None,
    };
    for warn in &limit.warn {
        if let Within::Setting(id) = warn {
            let value = this.frozen.get(id).cloned().unwrap_or_else(|| eye.setting(id));
            frozen.insert(id.clone(), value);
        }
    }
    let within = within.map(number);
    frozen.retain(|id, value| this.frozen.get(id) != Some(value) && *value != Value::Empty);
    if this.applies != applies || this.within != within || this.span != span || !frozen.is_empty() {
        work.emit(Event::LimitJudged { run: number(run), applies, within, span, frozen });
    }
}

pub(super) fn as_span(value: &Value) -> Option<Span> {
    match value {
        Value::Interval(span) => Some(*span),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn pause(work: &mut Work<'_>, run: usize, limit: &Limit) {
    if limit.paused_while.is_empty() {
        return;
    }
    let Some(this) = work.case.runs.get(run) else { return };
    let stands = this.pauses.last().is_some_and(|pause| pause.until.is_none());
    let wanted = limit.paused_while.iter().any(|level| holds(work, this.row, level));
    let (run, at) = (number(run), work.at());
    match (stands, wanted) {
        (false, true) => work.emit(Event::LimitPaused { run, at }),
        (true, false) => work.emit(Event::LimitResumed { run, at }),
        _ => {}
    }
}

fn holds(work: &Work<'_>, row: usize, level: &Level) -> bool {
    let case = &work.case;
    match level {
        Level::Stage(stage) => {
            case.rows.get(row).is_some_and(|row| row.stage.as_ref() == Some(stage)) || case.stage() == Some(stage)
        }
        Level::Asked(act) => case.open_requests().any(|request| request.act == *act),
        Level::Part(part) => case.rows.iter().any(|row| row.key.part == *part && row.key.n > 0 && row.is_open()),
    }
}
