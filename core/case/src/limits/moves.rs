//! What moves the end of a run: a promise, an extension, standing still, being taken up again.

use dengwen_regulation::{model::Id, value::Value};

use crate::{
    effects::fault,
    types::{Code, Event, HowEnded, Moved, Refusal, Request, RequestState, Run},
    work::Work,
};

/// The run of a limit that runs now: of the row in hand where it has such a limit, else of the case.
pub(crate) fn running<'w>(work: &'w Work<'_>, limit: &Id, row: usize) -> Option<(u32, &'w Run)> {
    last(work, limit, row, |run| run.end.is_none())
}

fn last<'w>(work: &'w Work<'_>, limit: &Id, row: usize, fits: impl Fn(&Run) -> bool) -> Option<(u32, &'w Run)> {
    let (part, limit) = match limit.rsplit_once('.') {
        Some((part, limit)) => (Some(part), Id::from(limit)),
        None => (None, limit.clone()),
    };
    let of = |wanted: Option<usize>| {
        work.case.runs.iter().enumerate().rev().find(|(_, run)| {
            let in_part = part.is_none_or(|part| work.case.rows.get(run.row).is_some_and(|r| *r.key.part == *part));
            run.limit == limit && in_part && wanted.is_none_or(|row| run.row == row) && fits(run)
        })
    };
    let found = of(Some(row)).or_else(|| of(Some(0))).or_else(|| of(None))?;
    Some((u32::try_from(found.0).ok()?, found.1))
}

/// Promises a date, or adds time.
pub(crate) fn move_end(
    work: &mut Work<'_>,
    limit: &Id,
    value: &Value,
    by: bool,
    row: usize,
) -> Result<(), Box<Refusal>> {
    let Some((run, this)) = running(work, limit, row) else {
        return Err(fault(
            Code::Promised,
            "该期限未在进行，不能改期",
            "this limit does not run, so its end cannot be moved",
        ));
    };
    let moved = match value {
        Value::Interval(span) if by => {
            let shape = work.case.rows.get(this.row).and_then(|row| work.regulation.shape(&row.shape));
            let extend = shape.and_then(|shape| shape.limits.get(&this.limit)).and_then(|limit| limit.extend.as_ref());
            Moved::By {
                span: *span,
                nominal: extend.is_none_or(|extend| extend.from_nominal),
                in_time: asked_in_time(work, this),
            }
        }
        Value::Date(date) => Moved::To(*date),
        Value::Moment(at) => Moved::ToInstant(*at),
        _ => return Err(fault(Code::Promised, "没有给出日期", "no date is given")),
    };
    work.emit(Event::LimitMoved { run, moved });
    Ok(())
}

/// Was what is granted now asked for before the end passed.
fn asked_in_time(work: &Work<'_>, run: &Run) -> bool {
    let granted = work.case.acts.last().and_then(|done| {
        let now = |state: &RequestState| matches!(state, RequestState::Answered(at) if at.seq == work.stamp.seq);
        let of = |request: &&Request| request.act == done.act && request.row == done.row && now(&request.state);
        work.case.requests.iter().rev().find(of)
    });
    matches!((granted, run.passed), (Some(request), Some(passed)) if request.at.happened <= passed)
}

/// A limit stands still.
pub(crate) fn suspend(work: &mut Work<'_>, limit: &Id, row: usize) -> Result<(), Box<Refusal>> {
    let at = work.at();
    if let Some((run, this)) = running(work, limit, row)
        && this.pauses.last().is_none_or(|pause| pause.until.is_some())
    {
        work.emit(Event::LimitPaused { run, at });
    }
    Ok(())
}

/// A limit goes on; one that was met is as if never met.
pub(crate) fn resume(work: &mut Work<'_>, limit: &Id, row: usize) -> Result<(), Box<Refusal>> {
    let at = work.at();
    if let Some((run, this)) = running(work, limit, row) {
        if this.pauses.last().is_some_and(|pause| pause.until.is_none()) {
            work.emit(Event::LimitResumed { run, at });
        }
        return Ok(());
    }
    let met = |run: &Run| matches!(run.end, Some((_, HowEnded::Met | HowEnded::Late)));
    if let Some((run, _)) = last(work, limit, row, met) {
        work.emit(Event::LimitMoved { run, moved: Moved::Resumed });
    }
    Ok(())
}
