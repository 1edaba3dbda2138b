//! What the office counts of every regulation, whatever its text counts: kept like the formulas of a text, as rows of `measures` and
//! their sums by day, so that a page of figures adds up days and never looks at cases.

use dengwen_calendar::Calendar;
use dengwen_case::{Case, Measured};
use dengwen_regulation::{
    model::{Binding, Id, Regulation, Who},
    value::Value,
};
use jiff::Timestamp;

use super::labels;
use crate::{act::counting, project, reports};

/// One thing that is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Cases by the day of receipt: weekday (Monday is 0) and hour.
    Received,
    /// Cases that are open, by the day of receipt; in the numerator those that are past a limit of the office's.
    Open,
    /// Cases that ended, by the day of receipt: how many days that took.
    Closed,
    /// Cases that ended, by the day of ending; in the numerator those of which the office missed no limit.
    OnTime,
    /// Cases that are open, by the day on which they entered their stage: the stage.
    Waiting,
    /// Stays in a stage that are over, by the day of leaving: where to, and how many working days they were.
    Left(String),
    /// Cases by the day of receipt, told apart by every axis at once, in their order.
    Placed,
    /// Cases by the day of receipt, told apart by two axes, or by one twice. Two are not kept: they are added up from [`Self::Placed`].
    Crossed(String, String),
}

/// What a case adds to one of them.
pub(crate) struct Adds {
    pub(crate) to: Standing,
    pub(crate) element: Measured,
}

impl Standing {
    /// All that is counted of a regulation.
    pub(crate) fn of(regulation: &Regulation) -> Vec<Self> {
        let mut all = vec![Self::Received, Self::Open, Self::Closed, Self::OnTime, Self::Waiting];
        all.extend(labels::stages(regulation).into_iter().map(|(id, _)| Self::Left(id.to_string())));
        all.push(Self::Placed);
        all.extend(
            labels::axis_ids(regulation).into_iter().filter(|id| is_alone(id)).map(|id| Self::Crossed(id.clone(), id)),
        );
        all
    }

    /// All that can be asked of a regulation: what is counted, and every two axes.
    pub(crate) fn asked(regulation: &Regulation) -> Vec<Self> {
        let (mut all, axes) = (Self::of(regulation), labels::axis_ids(regulation));
        all.retain(|one| !matches!(one, Self::Placed | Self::Crossed(..)));
        for (n, first) in axes.iter().enumerate() {
            all.extend(axes.iter().skip(n).map(|second| Self::Crossed(first.clone(), second.clone())));
        }
        all
    }

    /// The name under which it is kept.
    pub(crate) fn formula(&self, regulation: &Id) -> String {
        let parts = match self {
            Self::Received => ["received", "", ""],
            Self::Open => ["open", "", ""],
            Self::Closed => ["closed", "", ""],
            Self::OnTime => ["on time", "", ""],
            Self::Waiting => ["waiting", "", ""],
            Self::Left(stage) => ["left", stage, ""],
            Self::Placed => ["placed", "", ""],
            Self::Crossed(first, second) => ["crossed", first, second],
        };
        reports::hash(["standing", regulation.as_str()].into_iter().chain(parts))
    }
}

/// What a case adds, from its state alone. A row of a register with a life of its own is no case.
pub(crate) fn adds(case: &Case, regulation: &Regulation, calendar: &Calendar) -> Vec<Adds> {
    let Some((main, received)) = case.main().zip(case.received).filter(|_| !project::is_register(case)) else {
        return Vec::new();
    };
    let counting = counting(regulation);
    let mut all = Vec::new();
    let mut add = |to, at, by, counts| all.push(Adds { to, element: Measured { at, by, counts, value: None } });
    let at = received.happened;
    let local = counting.local(at);
    let weekday = local.weekday().to_monday_zero_offset();
    add(Standing::Received, at, vec![Value::Int(weekday.into()), Value::Int(local.hour().into())], true);
    let missed = missed(case, regulation);
    match main.ended {
        Some(ended) => {
            let days = reports::day_number(counting.date_of(ended.happened)) - reports::day_number(local.date());
            add(Standing::Closed, at, vec![Value::Int(days.max(0))], true);
            add(Standing::OnTime, ended.happened, Vec::new(), !missed.any);
        }
        None => add(Standing::Open, at, Vec::new(), missed.still),
    }
    let stays = stays(case);
    for (stay, next) in stays.iter().zip(stays.iter().skip(1)) {
        let (from, until) = (counting.date_of(stay.1), counting.date_of(next.1));
        let days = calendar.working_days_between(from, until, counting.week).max(0);
        add(Standing::Left(stay.0.to_string()), next.1, vec![text(next.0), Value::Int(days)], true);
    }
    if let Some((stage, since)) = stays.last().filter(|_| main.ended.is_none()) {
        add(Standing::Waiting, *since, vec![text(stage)], true);
    }
    let axes = labels::axis_ids(regulation).into_iter().map(|id| (Value::Text(value(case, &id)), id));
    let (values, axes): (Vec<Value>, Vec<String>) = axes.unzip();
    for (id, value) in axes.into_iter().zip(&values).filter(|(id, _)| is_alone(id)) {
        add(Standing::Crossed(id.clone(), id), at, vec![value.clone(), value.clone()], true);
    }
    add(Standing::Placed, at, values, true);
    all
}

/// Is an axis kept by itself too: those that are looked at day by day.
fn is_alone(axis: &str) -> bool {
    axis == "stage" || axis.starts_with("class.")
}

fn text(id: &Id) -> Value {
    Value::Text(id.to_string())
}

/// The stages a case has come through, each with the moment of entering; entering the same again is staying.
fn stays(case: &Case) -> Vec<(&Id, Timestamp)> {
    let mut all: Vec<(&Id, Timestamp)> = Vec::new();
    for (stage, at) in case.main().into_iter().flat_map(|row| &row.path) {
        if all.last().is_none_or(|(last, _)| *last != stage) {
            all.push((stage, at.happened));
        }
    }
    all
}

/// Limits of the office's that passed: any, and one whose act is still owed.
struct Missed {
    any: bool,
    still: bool,
}

/// A target is measured, a right lapses, a trigger sets something off: none of them is missed. What binds somebody outside is not
/// the office's to keep.
fn missed(case: &Case, regulation: &Regulation) -> Missed {
    let mut found = Missed { any: false, still: false };
    for run in case.runs.iter().filter(|run| run.applies && run.missed().is_some()) {
        let shape = case.rows.get(run.row).and_then(|row| regulation.shape(&row.shape));
        let Some(limit) = shape.and_then(|shape| shape.limits.get(&run.limit)) else { continue };
        let outside = matches!(limit.who, Some(Who::Party(_) | Who::Public));
        if matches!(limit.binding, Binding::Hard | Binding::Recommended) && !outside {
            found.any = true;
            found.still |= run.end.is_none();
        }
    }
    found
}

/// Where a case stands on an axis; of classes a JSON list, empty where it stands nowhere.
fn value(case: &Case, axis: &str) -> String {
    let word = |id: Option<&Id>| id.map(ToString::to_string).unwrap_or_default();
    match axis {
        "stage" => word(case.stage()),
        "channel" => word(case.channel.as_ref()),
        "unit" => project::unit(case).unwrap_or_default(),
        "kind" => project::kind(case),
        class => {
            let id = class.strip_prefix("class.").unwrap_or(class);
            let state = case.main().and_then(|row| row.axes.get(id)).filter(|state| !state.now.is_empty());
            state.and_then(|state| serde_json::to_string(&state.now).ok()).unwrap_or_default()
        }
    }
}
