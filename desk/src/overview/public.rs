//! Figures that everybody may read: what came in over the last twelve whole months, by what it is about and by which way it came.
//! Small counts are kept back, and others with them so that no total gives them away. They change once a month, so that what stands
//! there today less what stood there yesterday tells of nobody.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use dengwen_regulation::model::{Lang, Regulation};
use dengwen_statistics::{Cell, cross, suppressed};
use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;

use super::{cross::names, labels};
use crate::{
    act::counting,
    desk::Desk,
    keys::is_sealed,
    office::Office,
    reports::Period,
    view::{Rejection, Session},
};

/// Counts below this are kept back.
pub const SMALL: u64 = 5;
/// Over how many months.
const MONTHS: i64 = 12;

/// Row, column and count, as the store gives them.
type Counts = Vec<(String, String, u64)>;

/// What was counted for an office, a regulation and a month.
#[derive(Debug, Default)]
pub(crate) struct PublicKept(Mutex<BTreeMap<(String, String, Date), Counts>>);

/// A table of figures that everybody may read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PublicTable {
    /// The regulation.
    pub regulation: String,
    /// The days covered, in words.
    pub period: String,
    /// What the rows are.
    pub rows_are: String,
    /// The ways in; the last column is the total.
    pub columns: Vec<String>,
    /// Name and counts, the total last; nothing where it is kept back. The last row is the total.
    pub rows: Vec<(String, Vec<Option<u64>>)>,
    /// Something is kept back.
    pub kept_back: bool,
}

impl Desk {
    /// The figures that an office has made public.
    ///
    /// # Errors
    /// [`Rejection::NotFound`] if there is no such office.
    pub async fn public_figures(&self, office: &str, lang: Lang) -> Result<Vec<PublicTable>, Rejection> {
        let office = self.office_or_not_found(office).await?;
        let mut all = Vec::new();
        for regulation in self.regulations_of(&office).iter().filter(|one| may_be_public(one)) {
            if office.portal.figures.iter().any(|id| **id == *regulation.id) {
                all.extend(self.public_table(&office, regulation, lang).await?);
            }
        }
        Ok(all)
    }

    /// Regulations whose figures can be made public: id and title. Those that seal a case are not among them.
    ///
    /// # Errors
    /// [`Rejection::Fault`].
    pub async fn public_choices(&self, session: &Session, lang: Lang) -> Result<Vec<(String, String)>, Rejection> {
        let office = self.office_state(&session.office).await?;
        let all = self.regulations_of(&office);
        let open = all.iter().filter(|one| may_be_public(one));
        Ok(open.map(|one| (one.id.to_string(), one.title.in_lang(lang).to_owned())).collect())
    }

    async fn public_table(
        &self,
        office: &Office,
        regulation: &Regulation,
        lang: Lang,
    ) -> Result<Option<PublicTable>, Rejection> {
        let counting = counting(regulation);
        let until = counting.date_of(self.now()).first_of_month();
        let from = until.checked_sub(MONTHS.months()).unwrap_or(until);
        let axes = labels::axes(regulation, lang);
        let by = |id: &str| axes.iter().find(|(known, _, _)| known == id);
        let (Some(rows), Some(columns)) = (axes.first(), by("channel")) else { return Ok(None) };
        let period = Period { from, until };
        let key = (office.id.clone(), regulation.id.to_string(), until);
        let known = self.public_kept().0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let found = match known {
            Some(found) => found,
            None => {
                let pairs = self.crossed((office, regulation), (rows, columns), period).await?;
                let found: Counts = pairs.into_iter().map(|pair| (pair.row, pair.column, pair.count)).collect();
                let mut kept = self.public_kept().0.lock().unwrap_or_else(PoisonError::into_inner);
                kept.retain(|(_, _, month), _| *month == until);
                kept.insert(key, found.clone());
                found
            }
        };
        let named = |by, raw: &str| labels::value(office, regulation, by, raw, lang);
        let found = found.iter().map(|(row, column, n)| (named(&rows.2, row), named(&columns.2, column), *n)).collect();
        Ok(Some(PublicTable {
            regulation: regulation.title.in_lang(lang).to_owned(),
            period: labels::period(from, until.yesterday().unwrap_or(until), lang),
            rows_are: rows.1.clone(),
            ..table(found, lang)
        }))
    }
}

/// Nothing is counted in public of what a regulation seals.
fn may_be_public(regulation: &Regulation) -> bool {
    !is_sealed(regulation)
}

fn table(found: Counts, lang: Lang) -> PublicTable {
    let row_names = names(found.iter().map(|(row, _, n)| (row, *n)), lang);
    let column_names = names(found.iter().map(|(_, column, n)| (column, *n)), lang);
    let place = |names: &[String], name: &String| {
        names.iter().position(|one| one == name).unwrap_or(names.len().saturating_sub(1))
    };
    let counts = found.iter().map(|(row, column, n)| (place(&row_names, row), place(&column_names, column), *n));
    let seen = suppressed(&cross(row_names.len(), column_names.len(), counts), SMALL);
    let shown = |cells: &[Cell]| -> Vec<Option<u64>> {
        cells.iter().map(|cell| if let Cell::Shown(count) = cell { Some(*count) } else { None }).collect()
    };
    let total = crate::incoming::pick(lang, "合计", "Total").to_owned();
    let mut rows: Vec<(String, Vec<Option<u64>>)> =
        row_names.into_iter().zip(seen.rows.iter().map(|cells| shown(cells))).collect();
    rows.push((total.clone(), shown(&seen.totals)));
    let kept_back = rows.iter().any(|(_, cells)| cells.contains(&None));
    let columns = column_names.into_iter().chain([total]).collect();
    PublicTable { columns, rows, kept_back, ..PublicTable::default() }
}

#[cfg(test)]
mod tests {
    use dengwen_regulation::model::Lang;

    use super::table;

    #[test]
    fn a_small_count_is_kept_back_and_follows_from_no_total() {
        let count = |row: &str, column: &str, n| (row.to_owned(), column.to_owned(), n);
        let found = vec![
            count("噪声", "来电", 40),
            count("噪声", "来信", 20),
            count("收费", "来电", 30),
            count("收费", "来信", 2),
        ];
        let table = table(found, Lang::Zh);
        assert!(table.kept_back);
        let all: Vec<&Option<u64>> = table.rows.iter().flat_map(|(_, cells)| cells).collect();
        assert!(!all.contains(&&Some(2)), "{table:?}");
        // Each row and column that keeps one back keeps another back with it.
        for (name, cells) in &table.rows {
            assert_ne!(cells.iter().filter(|cell| cell.is_none()).count(), 1, "{name}: {table:?}");
        }
        assert_eq!(table.columns, ["来电", "来信", "合计"]);
    }
}
