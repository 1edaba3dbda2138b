//! Limits as people see them.

use dengwen_calendar::{Calendar, Counting, Due, Explanation, Span, Unit, explain};
use dengwen_regulation::model::{Binding, Id, Label, Limit, Regulation, Who, Within};
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    counting_for,
    due::{Basis, basis_of},
    follow::as_span,
    limit_of, waits_for,
};
use crate::{
    eye::Eye,
    types::{Answers, Case, HowEnded, Principal, RowKey, Run, Stamp},
    work::Work,
};

/// How a run stands.
#[derive(Debug, Clone, PartialEq)]
pub enum LimitState {
    /// It runs.
    Running {
        /// When it is due; `None`: without a date.
        due: Option<Due>,
        /// What it waits for before it has a date.
        waits_for: Vec<String>,
        /// It stands still.
        paused: bool,
        /// When it passed, if it has.
        passed: Option<Timestamp>,
    },
    /// It runs, but its condition does not hold.
    Sleeping,
    /// It ended.
    Ended {
        /// When.
        at: Stamp,
        /// How.
        how: HowEnded,
        /// When it was due.
        due: Option<Due>,
        /// When it passed, if it had.
        passed: Option<Timestamp>,
    },
}

/// A run as people see it.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitView {
    /// The limit.
    pub limit: Id,
    /// The row.
    pub row: RowKey,
    /// The run, by its place among the runs of the case.
    pub run: u32,
    /// Its number among the runs of this limit, from 1.
    pub n: u32,
    /// For whom, where there is one run for each.
    pub each: Option<Principal>,
    /// Its label.
    pub label: Label,
    /// The article: of the row that holds, else of the limit.
    pub article: Option<String>,
    /// The reading.
    pub reading: Option<Label>,
    /// How it binds.
    pub binding: Binding,
    /// The source's own word for the time.
    pub words: Option<String>,
    /// Whom it binds.
    pub who: Vec<Principal>,
    /// As the regulation writes it.
    pub named: Option<String>,
    /// It binds somebody outside and counts in no figure of ours.
    pub outside: bool,
    /// From when it counts.
    pub from: Stamp,
    /// When to warn before it is due, in the order of the file.
    pub warn_at: Vec<Timestamp>,
    /// When it was last warned of.
    pub warned: Option<Timestamp>,
    /// It is or was late, and that counts.
    pub overdue: bool,
    /// It was excused.
    pub excused: Option<String>,
    /// How it stands.
    pub state: LimitState,
    /// What its date rests on; [`LimitView::explained`] tells it day by day.
    pub(crate) basis: Option<Basis>,
    /// How it counts.
    pub counting: Counting,
}

impl LimitView {
    /// How long it is, before anything moved it.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.basis.as_ref().map(|basis| basis.span)
    }

    /// The date with its reason, day by day; nothing where it has none.
    #[must_use]
    pub fn explained(&self, calendar: &Calendar) -> Option<Explanation> {
        let basis = self.basis.as_ref()?;
        Some(explain(calendar, &self.counting, self.from.happened, basis.span, &basis.moves()))
    }
}

/// All runs of a case, in the order in which they began. Sleeping ones are among them; a screen leaves them out.
#[must_use]
pub fn limit_views(
    case: &Case,
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
) -> Vec<LimitView> {
    limits_in(&Work::new(case, regulation, calendar, surroundings, case.now))
}

pub(crate) fn limits_in(work: &Work<'_>) -> Vec<LimitView> {
    let runs = work.case.runs.iter().enumerate();
    runs.filter_map(|(place, run)| view(&work.eye(run.row), place, run)).collect()
}

/// The instants that lie a span before the due one: clock time for minutes and hours, the end of an earlier day for days.
pub(super) fn warnings(eye: &Eye<'_>, run: &Run, limit: &Limit, due: Option<&Due>) -> Vec<Timestamp> {
    let Some(due) = due else { return Vec::new() };
    let counting = counting_for(eye.counting, limit);
    let span = |warn: &Within| match warn {
        Within::Span(span) => Some(*span),
        Within::Setting(id) => run.frozen.get(id).and_then(as_span),
        _ => None,
    };
    limit.warn.iter().filter_map(span).filter_map(|span| before(eye, &counting, span, due)).collect()
}

fn before(eye: &Eye<'_>, counting: &Counting, span: Span, due: &Due) -> Option<Timestamp> {
    let seconds = |each: i64| SignedDuration::from_secs(i64::from(span.amount).saturating_mul(each));
    let day = |days: i64| due.on.checked_sub(jiff::Span::new().try_days(days).ok()?).ok();
    let on = match span.unit {
        Unit::Second => return due.at.checked_sub(seconds(1)).ok(),
        Unit::Minute => return due.at.checked_sub(seconds(60)).ok(),
        Unit::Hour | Unit::WorkingHour => return due.at.checked_sub(seconds(3600)).ok(),
        Unit::Day => day(i64::from(span.amount))?,
        Unit::Week => day(i64::from(span.amount).saturating_mul(7))?,
        Unit::Month => due.on.checked_sub(jiff::Span::new().try_months(i64::from(span.amount)).ok()?).ok()?,
        Unit::WorkingDay => working_days_before(eye, counting, due.on, span.amount)?,
        _ => return None,
    };
    Some(counting.end_of_day(on))
}

fn working_days_before(eye: &Eye<'_>, counting: &Counting, mut on: Date, amount: u32) -> Option<Date> {
    let mut left = amount.min(366);
    while left > 0 {
        on = on.yesterday().ok()?;
        if eye.calendar.is_working_day(on, counting.week) {
            left = left.saturating_sub(1);
        }
    }
    Some(on)
}

/// It was late at some time; an overdue that happened stays. Only what binds can be overdue.
pub(crate) fn is_overdue(binding: Binding, run: &Run) -> bool {
    let late = run.missed().is_some() && !matches!(run.end, Some((_, HowEnded::Met | HowEnded::LaidDown)));
    late && run.applies && matches!(binding, Binding::Hard | Binding::Recommended)
}

fn view(eye: &Eye<'_>, place: usize, run: &Run) -> Option<LimitView> {
    let limit = limit_of(eye, run)?;
    let row = run.within.and_then(|row| limit.within.get(usize::try_from(row).ok()?));
    let rule = row.map_or(&limit.rule, |row| &row.rule);
    let counting = counting_for(eye.counting, limit);
    let basis = basis_of(eye, run, limit);
    let due = basis.as_ref().and_then(|basis| basis.due(eye.calendar, &counting, run));
    let state = match run.end {
        Some((at, how)) => LimitState::Ended { at, how, due, passed: run.passed },
        None if !run.applies => LimitState::Sleeping,
        None => LimitState::Running {
            due,
            waits_for: waits_for(eye, run),
            paused: run.pauses.last().is_some_and(|pause| pause.until.is_none()),
            passed: run.missed(),
        },
    };
    Some(LimitView {
        limit: run.limit.clone(),
        row: eye.case.rows.get(run.row).map_or_else(RowKey::main, |row| row.key.clone()),
        run: u32::try_from(place).unwrap_or(u32::MAX),
        n: run.n,
        each: run.each.clone(),
        label: limit.label.clone(),
        article: rule.article.clone().or_else(|| limit.rule.article.clone()),
        reading: rule.reading.clone().or_else(|| limit.rule.reading.clone()),
        binding: limit.binding,
        words: limit.words.clone(),
        who: bound(eye, run),
        named: limit.who.as_ref().map(ToString::to_string),
        outside: matches!(limit.who, Some(Who::Party(_) | Who::Public)),
        from: run.from,
        warn_at: warnings(eye, run, limit, due.as_ref()),
        warned: run.warned,
        overdue: is_overdue(limit.binding, run),
        excused: run.excused.as_ref().map(|(_, reason)| reason.clone()),
        state,
        basis,
        counting: counting.into_owned(),
    })
}

/// Whom a run binds: the one it is for, those named, else whoever may do what ends it.
pub(crate) fn bound(eye: &Eye<'_>, run: &Run) -> Vec<Principal> {
    if let Some(each) = &run.each {
        return vec![each.clone()];
    }
    let eye = eye.seen_from(run.row);
    let Some(limit) = limit_of(&eye, run) else { return Vec::new() };
    if let Some(who) = &limit.who {
        return crate::who::resolve(&eye, who);
    }
    let Some(shape) = eye.shape_of(run.row) else { return Vec::new() };
    let mut all: Vec<Principal> = Vec::new();
    for one in super::ending_acts(shape, limit).flat_map(|(_, act)| crate::several::first_for(&eye, act)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}
