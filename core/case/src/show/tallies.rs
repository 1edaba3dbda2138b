//! What all that cases add to an indicator comes to: elements that go together are added up, lines are made of the sums. A figure
//! counted over all cases and one made of sums that were kept come out of the same lines of code.

use std::collections::BTreeMap;

use dengwen_regulation::{
    decimal,
    model::{Id, Indicator},
    value::Value,
};
use serde::{Deserialize, Serialize};

use super::figures::Measured;

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

/// Elements that are broken down alike and have a value in the same unit, added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// What they are broken down by.
    pub by: Vec<Value>,
    /// What the values are in; none where there is no value that can be added up, or nothing of them is in the numerator.
    pub unit: Option<FigureUnit>,
    /// How many they are.
    pub elements: i64,
    /// How many are in the numerator.
    pub counting: i64,
    /// Their values together.
    pub sum: i64,
}

impl Tally {
    /// One element.
    #[must_use]
    pub fn of(one: &Measured) -> Self {
        let value = one.value.as_ref().filter(|_| one.counts).and_then(|value| match value {
            Value::Int(number) => Some((FigureUnit::Count, *number)),
            Value::Decimal(number, places) => Some((FigureUnit::Decimal(*places), *number)),
            Value::Money(fen) => Some((FigureUnit::Money, *fen)),
            Value::Seconds(seconds) => Some((FigureUnit::Seconds, *seconds)),
            _ => None,
        });
        Self {
            by: one.by.clone(),
            unit: value.map(|(unit, _)| unit),
            elements: 1,
            counting: i64::from(one.counts),
            sum: value.map_or(0, |(_, number)| number),
        }
    }
}

/// What all that is added comes to; see [`lines_of`].
#[must_use]
pub fn figure_lines(indicator: &Indicator, all: &[Measured]) -> Vec<FigureLine> {
    let each: Vec<Tally> = all.iter().map(Tally::of).collect();
    lines_of(indicator, &each)
}

/// What all that is added comes to: the whole first, then a line for each combination of `by`, the one with most elements first.
#[must_use]
pub fn lines_of(indicator: &Indicator, all: &[Tally]) -> Vec<FigureLine> {
    let whole = FigureLine { by: Vec::new(), figure: figure(indicator, &all.iter().collect::<Vec<_>>()) };
    if indicator.by.is_empty() {
        return vec![whole];
    }
    let mut groups: BTreeMap<String, Vec<&Tally>> = BTreeMap::new();
    for one in all {
        groups.entry(by_text(&one.by)).or_default().push(one);
    }
    let mut groups: Vec<Vec<&Tally>> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(total(group.iter().map(|one| one.elements))));
    let line = |group: Vec<&Tally>| {
        let by = group.first().map(|one| one.by.clone()).unwrap_or_default();
        FigureLine { by, figure: figure(indicator, &group) }
    };
    std::iter::once(whole).chain(groups.into_iter().map(line)).collect()
}

/// What something is broken down by, as text by which it is told apart.
#[must_use]
pub fn by_text(by: &[Value]) -> String {
    serde_json::to_string(by).unwrap_or_default()
}

fn total(numbers: impl Iterator<Item = i64>) -> i64 {
    numbers.fold(0, i64::saturating_add)
}

fn figure(indicator: &Indicator, all: &[&Tally]) -> Figure {
    let under = total(all.iter().map(|one| one.elements));
    let over = total(all.iter().map(|one| one.counting));
    let manner = indicator.manner.as_ref().map(Id::as_str);
    if manner == Some("share") {
        return Figure { over, under, unit: FigureUnit::Share };
    }
    if indicator.value.is_none() {
        return Figure { over, under: 1, unit: FigureUnit::Count };
    }
    let places = all.iter().filter_map(|one| places_of(one.unit?)).max().unwrap_or(0);
    let (mut sum, mut known, mut unit) = (0_i64, 0_i64, FigureUnit::Count);
    for one in all {
        let Some(of) = one.unit else { continue };
        let (number, of) = match of {
            FigureUnit::Count | FigureUnit::Decimal(_) if places > 0 => {
                match decimal::rounded(&Value::Decimal(one.sum, places_of(of).unwrap_or(0)), places) {
                    Some(Value::Decimal(number, _)) => (number, FigureUnit::Decimal(places)),
                    _ => continue,
                }
            }
            of => (one.sum, of),
        };
        (sum, known) = (sum.saturating_add(number), known.saturating_add(one.elements));
        if unit == FigureUnit::Count {
            unit = of;
        }
    }
    Figure { over: sum, under: if manner == Some("mean") { known } else { 1 }, unit }
}

const fn places_of(unit: FigureUnit) -> Option<u8> {
    if let FigureUnit::Decimal(places) = unit { Some(places) } else { None }
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
