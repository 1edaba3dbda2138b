//! Registers in which somebody is appraised (考核): who, how often, and the scores, from the rows that the reader may see.

use std::{collections::BTreeMap, sync::Arc};

use dengwen_case::Actor;
use dengwen_regulation::{
    decimal,
    model::{Field, FieldType, Id, Lang, Regulation},
    value::Value,
};
use dengwen_store::RegisterRow;
use serde::Serialize;

use super::page::{Open, cell, column_label};
use crate::{
    audit::Read,
    desk::Desk,
    office::Office,
    show::Show,
    view::{Cited, Rejection},
};

/// With how many decimals a mean is told at most, and how exactly it is added up.
const PLACES: u8 = 2;
const EXACT: u8 = decimal::MOST;

/// A register in which units or people are appraised.
#[derive(Debug, Clone, Serialize)]
pub struct AppraisalView {
    /// Its name in addresses: `REGULATION/REGISTER`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Title of the regulation.
    pub regulation: String,
    /// The article.
    pub cited: Cited,
    /// What is appraised: the label of the field.
    pub of: String,
    /// What is scored.
    pub scores: Vec<String>,
    /// Whoever is appraised, in the order of their names.
    pub lines: Vec<Appraised>,
}

/// Somebody who is appraised.
#[derive(Debug, Clone, Serialize)]
pub struct Appraised {
    /// Who.
    pub who: String,
    /// How often.
    pub rows: usize,
    /// The mean of each score; empty where nobody has given one.
    pub scores: Vec<String>,
    /// When last, in words.
    pub last: String,
}

impl Desk {
    /// The registers of these regulations in which somebody is appraised, as far as they are open to whoever looks. Reading their
    /// rows is on record, as on the page of the register.
    pub(crate) async fn appraisals(
        &self,
        office: &Arc<Office>,
        texts: &[Arc<Regulation>],
        actor: &Actor,
        lang: Lang,
    ) -> Result<Vec<AppraisalView>, Rejection> {
        let mut all = Vec::new();
        for text in texts {
            for (id, register) in &text.registers {
                let Some(of) = &register.appraises else { continue };
                let open = self.open_register(office, text, (id, register), actor).await?;
                if !open.is_there() {
                    continue;
                }
                let name = format!("{}/{id}", text.id);
                if let (Some(person), false) = (&actor.person, open.rows.is_empty()) {
                    self.record_read(&format!("register:{}/{name}", office.id), person, Read::Register).await?;
                }
                all.push(self.with_show(office, text, lang, |show| appraisal(name, &open, of, show)));
            }
        }
        Ok(all)
    }
}

fn appraisal(id: String, open: &Open<'_>, of: &Id, show: Show<'_>) -> AppraisalView {
    let register = open.register;
    let is_score = |field: &Field| field.types.contains(&FieldType::Number);
    let scored: Vec<&Id> =
        register.shape.fields.iter().filter(|(_, field)| is_score(field)).map(|(id, _)| id).collect();
    let mut groups: BTreeMap<String, Vec<&RegisterRow>> = BTreeMap::new();
    for row in &open.rows {
        let who = cell(show, register, of, row.body.get(of.as_str()).cloned());
        groups.entry(if who.sealed { String::new() } else { who.text }).or_default().push(row);
    }
    let line = |(who, rows): (String, Vec<&RegisterRow>)| Appraised {
        who,
        rows: rows.len(),
        scores: scored.iter().map(|id| mean(&rows, id)).collect(),
        last: rows.iter().map(|row| row.at).max().map(|at| show.moment(at)).unwrap_or_default(),
    };
    AppraisalView {
        id,
        label: show.text(&register.shape.label),
        regulation: show.text(&open.regulation.title),
        cited: show.cited(String::new(), &register.shape.rule),
        of: column_label(show, register, of),
        scores: scored.iter().map(|id| column_label(show, register, id)).collect(),
        lines: groups.into_iter().map(line).collect(),
    }
}

/// The mean of a score over rows, to two decimals; exact where there are no more. Nothing where nobody has given one.
fn mean(rows: &[&RegisterRow], field: &Id) -> String {
    let given =
        rows.iter().filter_map(|row| serde_json::from_value::<Value>(row.body.get(field.as_str())?.clone()).ok());
    let exact: Vec<i64> = given
        .filter_map(|value| match decimal::rounded(&value, EXACT)? {
            Value::Decimal(n, _) => Some(n),
            _ => None,
        })
        .collect();
    let under = i64::try_from(exact.len()).ok().and_then(|n| n.checked_mul(10_i64.pow(EXACT.into())));
    let sum = exact.iter().try_fold(0_i64, |sum, n| sum.checked_add(*n));
    let (Some(sum), Some(under)) = (sum, under.filter(|under| *under > 0)) else { return String::new() };
    match decimal::rounded(&Value::Share(sum, under), PLACES) {
        Some(Value::Decimal(n, places)) => {
            decimal::written(n, places).trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use dengwen_regulation::{model::Id, value::Value};
    use dengwen_store::RegisterRow;
    use jiff::Timestamp;
    use serde_json::json;

    use super::mean;

    fn row(score: Option<Value>) -> RegisterRow {
        RegisterRow {
            stream: String::new(),
            register: String::new(),
            row_id: String::new(),
            at: Timestamp::UNIX_EPOCH,
            stage: None,
            body: json!({ "score": score }),
        }
    }

    #[test]
    fn a_mean_is_of_what_was_given_and_to_two_decimals() {
        let of = |scores: &[Option<Value>]| {
            let rows: Vec<RegisterRow> = scores.iter().cloned().map(row).collect();
            mean(&rows.iter().collect::<Vec<_>>(), &Id::from("score"))
        };
        assert_eq!(of(&[Some(Value::Int(90))]), "90");
        assert_eq!(of(&[Some(Value::Int(90)), Some(Value::Decimal(855, 1))]), "87.75");
        assert_eq!(of(&[Some(Value::Int(1)), Some(Value::Int(1)), Some(Value::Int(0)), None]), "0.67");
        assert_eq!(of(&[Some(Value::Int(100)), Some(Value::Int(-100))]), "0");
        assert_eq!(of(&[None]), "", "no number is invented");
    }
}
