//! Formulas: what is kept of an indicator, whatever it is called and whoever looks at it. Each commit of a case writes what the case
//! adds to every formula of the text that runs in the office then; a text that goes live with another formula, another calendar or
//! longer lists has all cases measured once, when the first figure is asked for.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use dengwen_case::{Case, FigureUnit, Measured, Tally, by_text, settled};
use dengwen_regulation::{
    expr::Expr,
    model::{Id, Indicator, Of, Regulation},
    value::Value,
};
use dengwen_store::{MeasureRow, MeasuredRow, Rows, TallyRow, UnsettledRow};
use jiff::civil::{Date, date};
use sha2::{Digest as _, Sha256};

use super::figures::as_indicator;
use crate::{
    act::counting,
    office::Office,
    overview::standing::{self, Adds, Standing},
};

/// Changes whenever the engine measures otherwise than before.
const MANNER: &str = "4";
/// How much of a hash tells formulas apart.
const HASH_LEN: usize = 16;

/// The formulas of each office's texts, worked out once for as long as neither changes.
#[derive(Debug, Default)]
pub(crate) struct FormulasKept(Mutex<BTreeMap<(String, Id), Known>>);

/// For which version of the office and which text.
type Known = (u64, String, Arc<Formulas>);

impl FormulasKept {
    pub(crate) fn of(&self, office: &Office, text: &Regulation) -> Arc<Formulas> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (office.id.clone(), text.id.clone());
        if let Some((seq, content, known)) = all.get(&key)
            && (*seq, content) == (office.seq, &text.content)
        {
            return Arc::clone(known);
        }
        let fresh = Arc::new(Formulas::of(office, text));
        all.insert(key, (office.seq, text.content.clone(), Arc::clone(&fresh)));
        fresh
    }
}

/// All formulas of a text as it runs in an office.
#[derive(Debug)]
pub(crate) struct Formulas {
    /// All of them together, with all else that what a case adds depends on.
    pub(crate) hash: String,
    names: Vec<String>,
    indicators: Vec<Indicator>,
    /// What the office counts besides, with the names of these formulas.
    standing: Vec<(Standing, String)>,
}

impl Formulas {
    fn of(office: &Office, text: &Regulation) -> Self {
        let (mut names, mut indicators): (Vec<String>, Vec<Indicator>) = (Vec::new(), Vec::new());
        for id in text.indicators.keys().chain(text.charts.keys()).chain(text.registers.keys()) {
            let Some(indicator) = as_indicator(text, id) else { continue };
            let name = formula(&text.id, &indicator);
            if !names.contains(&name) {
                names.push(name);
                indicators.push(indicator);
            }
        }
        let lists = office.lists.iter().filter(|one| *one.regulation == *text.id);
        let lists: Vec<String> = lists.map(|one| serde_json::to_string(one).unwrap_or_default()).collect();
        let revision = office.calendar(text).revision().to_string();
        let standing = Standing::of(text).into_iter().map(|one| (one.formula(&text.id), one));
        let standing: Vec<(Standing, String)> = standing.map(|(name, one)| (one, name)).collect();
        let parts = [&names, &lists].into_iter().flatten().chain(standing.iter().map(|(_, name)| name));
        let hash = hash([MANNER, revision.as_str()].into_iter().chain(parts.map(String::as_str)));
        Self { hash, names, indicators, standing }
    }

    pub(crate) fn has(&self, formula: &str) -> bool {
        self.names.iter().any(|name| name == formula)
    }

    /// What the office counts besides; nothing that the text that runs does not have.
    pub(crate) fn standing(&self, of: &Standing) -> Option<&String> {
        self.standing.iter().find(|(one, _)| one == of).map(|(_, name)| name)
    }

    /// What the read models hold of what a case adds.
    pub(crate) fn rows(&self, case: &Case, regulation: &Regulation, office: &Office) -> Rows {
        let (calendar, counting) = (office.calendar(regulation), counting(regulation));
        let mut rows = Rows::default();
        let found = settled(case, regulation, &calendar, &self.indicators);
        for (formula, found) in self.names.iter().zip(found) {
            let Some(found) = found else {
                let (stream, formula, organisation) = (case.id.clone(), formula.clone(), office.id.clone());
                rows.unsettled.push(UnsettledRow { stream, formula, organisation });
                continue;
            };
            for (n, one) in (0..).zip(&found) {
                let key = (case.id.clone(), formula.clone(), n);
                rows.measures.push(measure(key, &office.id, day_number(counting.date_of(one.at)), one));
            }
        }
        let mut places: BTreeMap<&String, u32> = BTreeMap::new();
        for Adds { to, element } in standing::adds(case, regulation, &calendar) {
            // A case under an earlier text may have come through stages that the present one does not have.
            let Some(formula) = self.standing(&to) else { continue };
            let n = places.entry(formula).or_default();
            let key = (case.id.clone(), formula.clone(), *n);
            *n += 1;
            rows.measures.push(measure(key, &office.id, day_number(counting.date_of(element.at)), &element));
        }
        rows.measured.push(MeasuredRow {
            stream: case.id.clone(),
            organisation: office.id.clone(),
            regulation: regulation.id.to_string(),
            formulas: self.hash.clone(),
        });
        rows
    }
}

fn measure((stream, formula, n): (String, String, u32), organisation: &str, day: i64, one: &Measured) -> MeasureRow {
    let Tally { by, unit, sum, counting, .. } = Tally::of(one);
    let by_values = by_text(&by);
    MeasureRow {
        stream,
        formula,
        n,
        organisation: organisation.to_owned(),
        day,
        by_hash: by_hash(&by),
        by_values,
        unit: unit.map(unit_word).unwrap_or_default(),
        counts: counting > 0,
        amount: sum,
    }
}

/// The name of a formula: what is measured, without what it is called, what is aimed at and whom it tells.
pub(super) fn formula(regulation: &Id, indicator: &Indicator) -> String {
    let Indicator { of, among, cond, value, dated, by, .. } = indicator;
    let text = |expr: &Option<Expr>| expr.as_ref().map_or_else(String::new, |expr| expr.text.clone());
    let (of, by) = (of_text(of), by.join("\n"));
    let [among, cond, value] = [among, cond, value].map(text);
    hash([&**regulation, &of, &among, &cond, &value, dated.as_deref().unwrap_or_default(), &by])
}

fn of_text(of: &Of) -> String {
    match of {
        Of::Case => "case".to_owned(),
        Of::Act(id) => format!("act {id}"),
        Of::Limit(id) => format!("limit {id}"),
        Of::Part(id) => format!("part {id}"),
        Of::Register(id) => format!("register {id}"),
        Of::EachUnit => "each unit".to_owned(),
        Of::Any(several) => several.iter().map(of_text).collect::<Vec<_>>().join(", "),
    }
}

/// What something is broken down by, as a key.
pub(crate) fn by_hash(by: &[Value]) -> String {
    hash([by_text(by).as_str()])
}

pub(crate) fn hash<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or_default().to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(HASH_LEN).map(|byte| format!("{byte:02x}")).collect()
}

/// A day as the read models count it, from 1970-01-01.
pub(crate) fn day_number(day: Date) -> i64 {
    date(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()))
}

fn unit_word(unit: FigureUnit) -> String {
    match unit {
        FigureUnit::Count => "n".to_owned(),
        FigureUnit::Share => String::new(),
        FigureUnit::Money => "money".to_owned(),
        FigureUnit::Decimal(places) => format!("d{places}"),
        FigureUnit::Seconds => "s".to_owned(),
    }
}

fn unit_of(word: &str) -> Option<FigureUnit> {
    match word {
        "n" => Some(FigureUnit::Count),
        "money" => Some(FigureUnit::Money),
        "s" => Some(FigureUnit::Seconds),
        other => other.strip_prefix('d')?.parse().ok().map(FigureUnit::Decimal),
    }
}

/// One element by itself, as its sum would be kept.
pub(crate) fn summed(one: &Measured, regulation: &Regulation) -> TallyRow {
    let MeasureRow { day, by_values, unit, counts, amount, .. } =
        measure(Default::default(), "", day_number(counting(regulation).date_of(one.at)), one);
    TallyRow { day, by_values, unit, elements: 1, counting: i64::from(counts), total: amount }
}

/// A sum as it is kept.
pub(crate) fn tally(row: &TallyRow) -> Result<Tally, serde_json::Error> {
    Ok(Tally {
        by: serde_json::from_str(&row.by_values)?,
        unit: unit_of(&row.unit),
        elements: row.elements,
        counting: row.counting,
        sum: row.total,
    })
}
