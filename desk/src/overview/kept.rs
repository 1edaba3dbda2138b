//! What is kept of the office's own figures, read by day or over the period.

use std::collections::{BTreeMap, BTreeSet};

use dengwen_regulation::{model::Regulation, value::Value};
use dengwen_store::{SumsBy, TallyRow};

use super::{
    labels,
    standing::{Standing, adds},
};
use crate::{
    desk::Desk,
    fault::Fault,
    office::Office,
    reports::{self, Formulas, Period, by_hash},
};

/// Elements that go together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sum {
    /// The day, counted from 1970-01-01; the first, where days are added up.
    pub(super) day: i64,
    /// What tells them from others.
    pub(super) key: String,
    /// The same as it is kept: of sums that were added up, of each of them.
    pub(super) kept: Vec<String>,
    /// The same as words and numbers.
    pub(super) by: Vec<Part>,
    /// How many.
    pub(super) elements: u64,
    /// How many of them in the numerator.
    pub(super) counting: u64,
}

/// A part of what elements are broken down by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A name.
    Word(String),
    /// A number.
    Number(u64),
}

impl Sum {
    pub(super) fn word(&self, at: usize) -> &str {
        if let Some(Part::Word(word)) = self.by.get(at) { word } else { "" }
    }

    pub(super) fn number(&self, at: usize) -> u64 {
        if let Some(Part::Number(number)) = self.by.get(at) { *number } else { 0 }
    }
}

/// What sums come to.
pub(super) fn elements(sums: &[Sum]) -> u64 {
    sums.iter().map(|sum| sum.elements).sum()
}

impl Desk {
    /// What is kept of some of the office's figures, each with its sums.
    pub(super) async fn kept_sums(
        &self,
        office: &Office,
        regulation: &Regulation,
        wanted: &[Standing],
        period: Period,
        by: SumsBy,
    ) -> Result<Vec<Vec<Sum>>, Fault> {
        let formulas = self.formulas(office, &regulation.id)?;
        let names: BTreeSet<&String> =
            wanted.iter().filter_map(|one| formulas.standing(source(one, &formulas))).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let kept = self.kept(office, regulation, &formulas, &names, period, by).await?;
        let sums: BTreeMap<String, (Vec<TallyRow>, Vec<String>)> = names.into_iter().zip(kept.of).collect();
        let axes = labels::axis_ids(regulation);
        let mut all = Vec::with_capacity(wanted.len());
        for one in wanted {
            let source = source(one, &formulas);
            let rows = formulas.standing(source).and_then(|name| sums.get(name)).map_or(&[][..], |(rows, _)| rows);
            let sums = rows.iter().map(sum).collect::<Result<Vec<Sum>, _>>().map_err(Fault::Json)?;
            all.push(if source == one { sums } else { added_up(one, &axes, sums, by) });
        }
        Ok(all)
    }

    /// The name under which the elements of a figure are kept.
    pub(super) fn kept_as(&self, office: &Office, regulation: &Regulation, one: &Standing) -> Result<String, Fault> {
        let formulas = self.formulas(office, &regulation.id)?;
        Ok(source(one, &formulas).formula(&regulation.id))
    }

    /// What the office counts of a regulation that comes out otherwise kept than counted case by case; none, unless something is
    /// wrong.
    pub(crate) async fn standing_that_differ(
        &self,
        office: &Office,
        regulation: &Regulation,
    ) -> Result<Vec<String>, Fault> {
        let wanted = Standing::of(regulation);
        let kept = self.kept_sums(office, regulation, &wanted, Period::ALWAYS, SumsBy::Day).await?;
        let formulas = self.formulas(office, &regulation.id)?;
        let mut counted: Vec<Vec<Sum>> = vec![Vec::new(); wanted.len()];
        for stream in self.streams(office, regulation).await? {
            let loaded = self.load(&stream).await?;
            let (of, calendar) = (&loaded.regulation, loaded.office.calendar(&loaded.regulation));
            for one in adds(&loaded.case, of, &calendar) {
                let place = wanted.iter().position(|wanted| *wanted == one.to);
                let Some(sums) = place.and_then(|place| counted.get_mut(place)) else { continue };
                let fresh = sum(&reports::summed(&one.element, of)).map_err(Fault::Json)?;
                match sums.iter_mut().find(|sum| (sum.day, &sum.key) == (fresh.day, &fresh.key)) {
                    Some(sum) => {
                        sum.elements += fresh.elements;
                        sum.counting += fresh.counting;
                    }
                    None => sums.push(fresh),
                }
            }
        }
        let differs = |(wanted, (mut kept, mut counted)): (&Standing, (Vec<Sum>, Vec<Sum>))| {
            kept.sort();
            counted.sort();
            (kept != counted).then(|| format!("{wanted:?} {:?}", formulas.standing(wanted)))
        };
        Ok(wanted.iter().zip(kept.into_iter().zip(counted)).filter_map(differs).collect())
    }
}

/// From what a figure is made: itself where it is kept, else all axes at once.
fn source<'f>(one: &'f Standing, formulas: &Formulas) -> &'f Standing {
    if formulas.standing(one).is_some() { one } else { &Standing::Placed }
}

/// Cases by two axes, from those by all of them.
fn added_up(pair: &Standing, axes: &[String], sums: Vec<Sum>, by: SumsBy) -> Vec<Sum> {
    let Standing::Crossed(first, second) = pair else { return Vec::new() };
    let at = |id: &String| axes.iter().position(|known| known == id);
    let (Some(first), Some(second)) = (at(first), at(second)) else { return Vec::new() };
    let mut all: BTreeMap<(Option<i64>, String), Sum> = BTreeMap::new();
    for sum in sums {
        let words = [sum.word(first), sum.word(second)].map(str::to_owned);
        let key = by_hash(&words.clone().map(Value::Text));
        let day = (by == SumsBy::Day).then_some(sum.day);
        let mine = all.entry((day, key.clone())).or_insert_with(|| Sum {
            day: sum.day,
            key,
            kept: Vec::new(),
            by: words.map(Part::Word).to_vec(),
            elements: 0,
            counting: 0,
        });
        mine.day = mine.day.min(sum.day);
        mine.kept.extend(sum.kept);
        mine.elements += sum.elements;
        mine.counting += sum.counting;
    }
    all.into_values().collect()
}

fn sum(row: &TallyRow) -> Result<Sum, serde_json::Error> {
    let values: Vec<Value> = serde_json::from_str(&row.by_values)?;
    let part = |value: &Value| match value {
        Value::Int(number) => Part::Number(u64::try_from(*number).unwrap_or(0)),
        Value::Text(word) => Part::Word(word.clone()),
        _ => Part::Word(String::new()),
    };
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let key = by_hash(&values);
    Ok(Sum {
        day: row.day,
        kept: vec![key.clone()],
        key,
        by: values.iter().map(part).collect(),
        elements: count(row.elements),
        counting: count(row.counting),
    })
}
