//! What is kept of the office's own figures, read by day or over the period.

use std::collections::BTreeMap;

use dengwen_regulation::{model::Regulation, value::Value};
use dengwen_store::{SumsBy, TallyRow};

use super::standing::{Standing, adds};
use crate::{
    desk::Desk,
    fault::Fault,
    office::Office,
    reports::{self, Period, by_hash},
};

/// Elements that go together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sum {
    /// The day, counted from 1970-01-01; the first, where days are added up.
    pub(super) day: i64,
    /// What tells them from others, as it is kept.
    pub(super) key: String,
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
        let names: Vec<String> = wanted.iter().filter_map(|one| formulas.standing(one).cloned()).collect();
        let kept = self.kept(office, regulation, &formulas, &names, period, by).await?;
        let sums: BTreeMap<String, (Vec<TallyRow>, Vec<String>)> = names.into_iter().zip(kept.of).collect();
        let mut all = Vec::with_capacity(wanted.len());
        for one in wanted {
            let rows = formulas.standing(one).and_then(|name| sums.get(name)).map_or(&[][..], |(rows, _)| rows);
            all.push(rows.iter().map(sum).collect::<Result<_, _>>().map_err(Fault::Json)?);
        }
        Ok(all)
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

fn sum(row: &TallyRow) -> Result<Sum, serde_json::Error> {
    let values: Vec<Value> = serde_json::from_str(&row.by_values)?;
    let part = |value: &Value| match value {
        Value::Int(number) => Part::Number(u64::try_from(*number).unwrap_or(0)),
        Value::Text(word) => Part::Word(word.clone()),
        _ => Part::Word(String::new()),
    };
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(Sum {
        day: row.day,
        key: by_hash(&values),
        by: values.iter().map(part).collect(),
        elements: count(row.elements),
        counting: count(row.counting),
    })
}
