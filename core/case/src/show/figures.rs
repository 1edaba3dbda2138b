//! Figures: what one case adds to an indicator, and what all that is added comes to.

use std::collections::BTreeMap;

use dengwen_calendar::Calendar;
use dengwen_regulation::{
    decimal,
    expr::{Facts as _, Subject},
    model::{Id, Indicator, Of, Register, Regulation, ShapeRef, Who},
    value::Value,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    eye::{Eye, InHand},
    limits::limit_views,
    types::{Case, HowEnded, Listing, Question, Stamp, Surroundings},
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

/// What a number is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureUnit {
    /// So many.
    #[default]
    Count,
    /// A part of all: `over` of `under`.
    Share,
    /// Fen.
    Money,
    /// Minor units of a number with so many decimals.
    Decimal(u8),
    /// Seconds.
    Seconds,
}

/// A figure: exact, `over` divided by `under`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figure {
    /// The numerator.
    pub over: i64,
    /// The denominator; 1 for a count or sum, 0 where there is nothing to divide by.
    pub under: i64,
    /// What it is in.
    pub unit: FigureUnit,
}

/// A line of a figure: what it is broken down by, and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureLine {
    /// Values in the order of `by`; empty for the whole.
    pub by: Vec<Value>,
    /// What it comes to.
    pub figure: Figure,
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
    surroundings: &Surroundings,
    indicator: &Indicator,
    at: Timestamp,
) -> Result<Vec<Measured>, Vec<Question>> {
    if !case.begun() {
        return Ok(Vec::new());
    }
    let mut work = Work::new(case, regulation, calendar, surroundings, Stamp { happened: at, ..case.now });
    let mut all = Vec::new();
    let entries = entries(&work, &indicator.of);
    let elements = elements(&work, surroundings, &indicator.of, indicator.dated.is_none());
    for (n, Element { row, at: when, plain: default, done }) in elements.into_iter().enumerate() {
        work.hand = done.and_then(|place| case.acts.get(place).map(|act| (place, act))).map_or_else(
            InHand::default,
            |(place, act)| InHand { input: act.input.clone(), done: Some(place), ..InHand::default() },
        );
        if let Some(entry) = entries.get(n) {
            lay(&mut work, case, entry);
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
    let missing = work.asking.missing();
    if missing.is_empty() { Ok(all) } else { Err(missing) }
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
    let (Some(row), Some(own)) = (work.case.rows.first_mut(), case.main()) else { return };
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
}

/// The elements of one case.
pub(super) fn elements(work: &Work<'_>, around: &Surroundings, of: &Of, plain: bool) -> Vec<Element> {
    let element = |row, at| Element { row, at, plain, done: None };
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
        Of::Limit(limit) => runs(work, around, limit).into_iter().map(|(row, at)| element(row, at)).collect(),
        Of::Any(several) => several.iter().flat_map(|one| elements(work, around, one, plain)).collect(),
        Of::EachUnit => Vec::new(),
    }
}

/// Runs that are over or have passed: one that still runs says nothing yet, one laid down or of somebody outside never does.
fn runs(work: &Work<'_>, around: &Surroundings, limit: &Id) -> Vec<(usize, Timestamp)> {
    let (part, limit) = far(limit);
    let case = &work.case;
    let outside: Vec<Id> = limit_views(case, work.regulation, work.calendar, around)
        .into_iter()
        .filter(|view| view.outside)
        .map(|view| view.limit)
        .collect();
    let over = |run: &crate::types::Run| match (&run.end, run.missed()) {
        (Some((_, HowEnded::LaidDown)), None) => None,
        (_, Some(passed)) => Some(passed),
        (Some((end, _)), None) => Some(end.happened),
        (None, None) => None,
    };
    let mine = case.runs.iter().filter(|run| {
        *run.limit == *limit && run.applies && of_part(case, run.row, part) && !outside.contains(&run.limit)
    });
    mine.filter_map(|run| Some((run.row, over(run)?))).collect()
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

/// What all that is added comes to: the whole first, then a line for each combination of `by`, in the order met.
#[must_use]
pub fn figure_lines(indicator: &Indicator, all: &[Measured]) -> Vec<FigureLine> {
    let whole = FigureLine { by: Vec::new(), figure: figure(indicator, all.iter()) };
    if indicator.by.is_empty() {
        return vec![whole];
    }
    let mut order: Vec<&[Value]> = Vec::new();
    let mut groups: BTreeMap<usize, Vec<&Measured>> = BTreeMap::new();
    for one in all {
        let place = order.iter().position(|by| *by == one.by.as_slice()).unwrap_or_else(|| {
            order.push(&one.by);
            order.len() - 1
        });
        groups.entry(place).or_default().push(one);
    }
    let line = |(place, by): (usize, &&[Value])| FigureLine {
        by: by.to_vec(),
        figure: figure(indicator, groups.get(&place).into_iter().flatten().copied()),
    };
    std::iter::once(whole).chain(order.iter().enumerate().map(line)).collect()
}

fn figure<'m>(indicator: &Indicator, all: impl Iterator<Item = &'m Measured>) -> Figure {
    let (mut under, mut counting) = (0_i64, Vec::new());
    for one in all {
        under = under.saturating_add(1);
        if one.counts {
            counting.push(one);
        }
    }
    let over = i64::try_from(counting.len()).unwrap_or(i64::MAX);
    let manner = indicator.manner.as_ref().map(Id::as_str);
    if manner == Some("share") {
        return Figure { over, under, unit: FigureUnit::Share };
    }
    if indicator.value.is_none() {
        return Figure { over, under: 1, unit: FigureUnit::Count };
    }
    let (mut sum, mut known, mut unit) = (0_i64, 0_i64, FigureUnit::Count);
    let places = counting.iter().filter_map(|one| places_of(one.value.as_ref()?)).max().unwrap_or(0);
    for value in counting.iter().filter_map(|one| one.value.as_ref()) {
        let (number, of) = match value {
            Value::Int(_) | Value::Decimal(..) if places > 0 => match decimal::rounded(value, places) {
                Some(Value::Decimal(number, _)) => (number, FigureUnit::Decimal(places)),
                _ => continue,
            },
            Value::Int(number) => (*number, FigureUnit::Count),
            Value::Money(fen) => (*fen, FigureUnit::Money),
            Value::Seconds(seconds) => (*seconds, FigureUnit::Seconds),
            _ => continue,
        };
        (sum, known, unit) = (sum.saturating_add(number), known.saturating_add(1), of);
    }
    Figure { over: sum, under: if manner == Some("mean") { known } else { 1 }, unit }
}

fn places_of(value: &Value) -> Option<u8> {
    if let Value::Decimal(_, places) = value { Some(*places) } else { None }
}

impl Figure {
    /// As an expression sees it: a whole number where it is one, else a fraction; nothing where there is nothing to divide by.
    #[must_use]
    pub fn value(self) -> Value {
        match (self.unit, self.under) {
            (_, 0) => Value::Empty,
            (FigureUnit::Share, under) => Value::Share(self.over, under),
            (FigureUnit::Money, 1) => Value::Money(self.over),
            (FigureUnit::Decimal(places), 1) => Value::Decimal(self.over, places),
            (FigureUnit::Decimal(places), under) => {
                let by = 10_i64.saturating_pow(places.into());
                Value::Share(self.over, under.saturating_mul(by))
            }
            (FigureUnit::Seconds, 1) => Value::Seconds(self.over),
            (_, 1) => Value::Int(self.over),
            (_, under) => Value::Share(self.over, under),
        }
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
    surroundings: &Surroundings,
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
