//! Figures: what one case adds to an indicator. What all that is added comes to stands in `tallies`.

use dengwen_calendar::Calendar;
use dengwen_regulation::{
    expr::{Facts as _, Subject},
    model::{Id, Indicator, Of, Register, Regulation, ShapeRef, Who},
    value::Value,
};
use jiff::Timestamp;

use crate::{
    eye::{Asking, Eye, InHand},
    limits::limit_of,
    types::{Answers, Case, HowEnded, Listing, Question, Stamp, Surroundings},
    who,
    work::Work,
};

/// One thing that an indicator looks at: a case, an act, a run of a limit, a part, an entry of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// The moment by which it falls into a period.
    pub at: Timestamp,
    /// What it is broken down by, in the order of `by`.
    pub by: Vec<Value>,
    /// The numerator: `where` holds. Without a `where` everything counts.
    pub counts: bool,
    /// Its `value`.
    pub value: Option<Value>,
}

/// What a case adds to an indicator, judged at a moment.
///
/// # Errors
///
/// The questions that must be answered first.
pub fn measured(
    case: &Case,
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
    indicator: &Indicator,
    at: Timestamp,
) -> Result<Vec<Measured>, Vec<Question>> {
    if !case.begun() {
        return Ok(Vec::new());
    }
    let mut work = Work::new(case, regulation, calendar, surroundings, Stamp { happened: at, ..case.now });
    let all = measure(&mut work, case, indicator);
    let missing = work.asking.missing();
    if missing.is_empty() { Ok(all) } else { Err(missing) }
}

/// What a case adds to each of several indicators, where that is settled: the same at any moment and whatever lies outside the
/// case. Nothing where an indicator looks at the time, at a setting or table of the office, at its people, at other cases. This is
/// the one place that says which figures can be kept: it is found out for each case as it is judged, so that a figure that looks
/// at the time only while a case runs is settled for those that have ended.
#[must_use]
pub fn settled<'i>(
    case: &Case,
    regulation: &Regulation,
    calendar: &Calendar,
    indicators: impl IntoIterator<Item = &'i Indicator>,
) -> Vec<Option<Vec<Measured>>> {
    let nothing = Surroundings::new();
    let mut work = Work::new(case, regulation, calendar, &nothing, Stamp { happened: case.now.entered, ..case.now });
    let mut one = |indicator| {
        if !case.begun() {
            return Some(Vec::new());
        }
        work.asking = Asking::new(&nothing);
        let all = measure(&mut work, case, indicator);
        work.asking.is_settled().then_some(all)
    };
    indicators.into_iter().map(&mut one).collect()
}

/// Looks at each element through the eye of its row, and leaves the work as it was.
fn measure(work: &mut Work<'_>, case: &Case, indicator: &Indicator) -> Vec<Measured> {
    let mut all = Vec::new();
    let entries = entries(work, &indicator.of);
    for (n, Element { row, at: when, plain: default, done, run }) in
        elements(work, &indicator.of, indicator.dated.is_none()).into_iter().enumerate()
    {
        work.hand = done.and_then(|place| case.acts.get(place).map(|act| (place, act))).map_or_else(
            InHand::default,
            |(place, act)| InHand { input: act.input.clone(), done: Some(place), ..InHand::default() },
        );
        work.hand.run = run;
        if let Some(entry) = entries.get(n) {
            lay(work, case, entry);
        }
        let eye = work.eye(row);
        if !eye.applies(indicator.among.as_ref()) {
            continue;
        }
        let Some(at) = dated(&eye, indicator.dated.as_deref(), when).or(default.then_some(when)) else { continue };
        all.push(Measured {
            at,
            by: indicator.by.iter().map(|path| broken_down(&eye, path)).collect(),
            counts: eye.applies(indicator.cond.as_ref()),
            value: indicator.value.as_ref().map(|value| eye.eval(value, &dengwen_regulation::expr::Vars::none())),
        });
    }
    work.hand = InHand::default();
    if !entries.is_empty()
        && let (Some(row), Some(own)) = (work.case.to_mut().rows.first_mut(), case.main())
    {
        row.values.clone_from(&own.values);
    }
    all
}

/// The entries of a register whose rows have no life, of which each is an element by itself.
fn entries(work: &Work<'_>, of: &Of) -> Vec<Listing> {
    let Of::Register(register) = of else { return Vec::new() };
    if work.regulation.registers.get(register).is_none_or(Register::has_life) {
        return Vec::new();
    }
    listed(&work.case, register).cloned().collect()
}

/// What an entry says stands over what the case says.
fn lay(work: &mut Work<'_>, case: &Case, entry: &Listing) {
    let (Some(row), Some(own)) = (work.case.to_mut().rows.first_mut(), case.main()) else { return };
    row.values.clone_from(&own.values);
    let of_register = matches!(&own.shape, ShapeRef::Register(id) if *id == entry.register);
    if of_register {
        row.values.clear();
    }
    row.values.extend(entry.values.iter().map(|(id, value)| (id.clone(), value.clone())));
}

/// The entries of a register in a case; in the register's own stream only those that say something.
fn listed<'c>(case: &'c Case, register: &Id) -> impl Iterator<Item = &'c Listing> {
    let own = matches!(case.main().map(|row| &row.shape), Some(ShapeRef::Register(id)) if id == register);
    case.listed.iter().filter(move |entry| entry.register == *register && !(own && entry.values.is_empty()))
}

/// One element of a case.
pub(super) struct Element {
    pub(super) row: usize,
    pub(super) at: Timestamp,
    /// That moment may stand for `dated`.
    plain: bool,
    /// The act that was done, where it is one.
    done: Option<usize>,
    /// The run of a limit, where it is one: whether it was kept is asked of it alone, not of those that followed.
    run: Option<usize>,
}

/// The elements of one case.
pub(super) fn elements(work: &Work<'_>, of: &Of, plain: bool) -> Vec<Element> {
    let element = |row, at| Element { row, at, plain, done: None, run: None };
    let case = &work.case;
    let is_register = matches!(case.main().map(|row| &row.shape), Some(ShapeRef::Register(_)));
    match of {
        Of::Case if is_register => Vec::new(),
        Of::Case => case.received.map(|at| element(0, at.happened)).into_iter().collect(),
        Of::Act(act) => {
            let (part, act) = far(act);
            let all = case.acts.iter().enumerate();
            let fits = all.filter(|(_, done)| *done.act == *act && of_part(case, done.row, part));
            fits.map(|(place, done)| Element { done: Some(place), ..element(done.row, done.at.happened) }).collect()
        }
        Of::Part(part) => {
            let rows = case.rows.iter().enumerate().filter(|(_, row)| row.key.part == *part && row.key.n > 0);
            rows.map(|(place, row)| element(place, row.opened.happened)).collect()
        }
        Of::Register(register) => {
            if work.regulation.registers.get(register).is_some_and(Register::has_life) {
                let own = matches!(case.main().map(|row| &row.shape), Some(ShapeRef::Register(id)) if id == register);
                return case.main().filter(|_| own).map(|row| element(0, row.opened.happened)).into_iter().collect();
            }
            listed(case, register).map(|entry| element(0, entry.at.happened)).collect()
        }
        Of::Limit(limit) => {
            runs(work, limit).into_iter().map(|(run, row, at)| Element { run: Some(run), ..element(row, at) }).collect()
        }
        Of::Any(several) => several.iter().flat_map(|one| elements(work, one, plain)).collect(),
        Of::EachUnit => Vec::new(),
    }
}

/// Runs that are over or have passed: one that still runs says nothing yet, one laid down or of somebody outside never does.
fn runs(work: &Work<'_>, limit: &Id) -> Vec<(usize, usize, Timestamp)> {
    let (part, limit) = far(limit);
    let case = &work.case;
    let is_outside = |run: &crate::types::Run| {
        let who = limit_of(&work.eye(run.row), run).and_then(|limit| limit.who.as_ref());
        *run.limit == *limit && matches!(who, Some(Who::Party(_) | Who::Public))
    };
    if case.runs.iter().any(is_outside) {
        return Vec::new();
    }
    let over = |run: &crate::types::Run| match (&run.end, run.missed()) {
        (Some((_, HowEnded::LaidDown)), None) => None,
        (_, Some(passed)) => Some(passed),
        (Some((end, _)), None) => Some(end.happened),
        (None, None) => None,
    };
    let all = case.runs.iter().enumerate();
    let mine = all.filter(|(_, run)| *run.limit == *limit && run.applies && of_part(case, run.row, part));
    mine.filter_map(|(place, run)| Some((place, run.row, over(run)?))).collect()
}

/// `part.name` taken apart.
fn far(id: &Id) -> (Option<&str>, &str) {
    match id.split_once('.') {
        Some((part, name)) => (Some(part), name),
        None => (None, id.as_str()),
    }
}

fn of_part(case: &Case, row: usize, part: Option<&str>) -> bool {
    part.is_none_or(|part| case.rows.get(row).is_some_and(|row| *row.key.part == *part))
}

/// The moment that `dated` names: `received`, `opened`, `act X`, a field; of several the last that is there.
fn dated(eye: &Eye<'_>, dated: Option<&str>, own: Timestamp) -> Option<Timestamp> {
    let of = |word: &str| match word.split_once(' ') {
        Some(("act", act)) => {
            let (part, act) = act.split_once('.').map_or((None, act), |(part, act)| (Some(part), act));
            let fits = |done: &&crate::types::Done| *done.act == *act && of_part(eye.case, done.row, part);
            eye.case.acts.iter().rev().find(fits).map(|done| done.at.happened)
        }
        _ => match word {
            "received" => eye.case.received.map(|at| at.happened),
            "opened" => eye.here().map(|row| row.opened.happened),
            "at" => Some(own),
            field => match eye.name(&Subject::Here, &Id::from(field)) {
                Value::Date(day) => Some(eye.counting.start_of_day(day)),
                Value::Moment(at) => Some(at),
                _ => None,
            },
        },
    };
    dated?.split(", ").filter_map(of).max()
}

/// A value of `by`: a path, a place on the case (`lead`), `ROLE of PLACE`. What is kept from sight breaks nothing down.
fn broken_down(eye: &Eye<'_>, path: &str) -> Value {
    let place = |word: &str| match word {
        "lead" => Who::Lead,
        "joint" => Who::Joint,
        other => Who::Role(Id::from(other)),
    };
    let value = match path.split_once(" of ") {
        Some((role, of)) => who::as_value(eye, &Who::RoleOf(Id::from(role), Box::new(place(of)))),
        None if path == "lead" => who::as_value(eye, &Who::Lead),
        None => eye.path(path),
    };
    match value {
        Value::Sealed(_) | Value::NotApplicable => Value::Empty,
        value => value,
    }
}

/// Does the alert of an indicator hold at a moment; the figure itself is asked for as [`Question::Indicator`].
///
/// # Errors
///
/// The questions that must be answered first.
pub fn alert_holds(
    regulation: &Regulation,
    calendar: &Calendar,
    surroundings: &dyn Answers,
    indicator: &Indicator,
    at: Timestamp,
) -> Result<bool, Vec<Question>> {
    let Some(alert) = &indicator.alert else { return Ok(false) };
    let nothing = Case::empty("");
    let work = Work::new(&nothing, regulation, calendar, surroundings, Stamp { happened: at, ..nothing.now });
    let holds = work.eye(0).holds(&alert.when);
    let missing = work.asking.missing();
    if missing.is_empty() { Ok(holds) } else { Err(missing) }
}
