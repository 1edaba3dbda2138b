//! Cases by any two axes.

use dengwen_charts::{Chart, Grid};
use dengwen_regulation::model::{Lang, Regulation};
use dengwen_statistics::{Cross, cross};
use dengwen_store::{CountBy, SumsBy};

use super::{
    Asked, PanelView, TableCell,
    cases::{address, numbered},
    kept::Sum,
    labels::{self, Axis},
    panels::{behind, panel},
    standing::Standing,
};
use crate::{desk::Desk, fault::Fault, incoming::pick, office::Office, reports::Period};

/// The most values of an axis that are drawn; what is rarer is put together.
const VALUES_MAX: usize = 24;

/// Cases told apart by two axes: a value of each as it is kept, how many, and by what they are found.
pub(super) struct Pair {
    pub(super) row: String,
    pub(super) column: String,
    pub(super) count: u64,
    key: String,
}

impl Desk {
    /// Cases received in a period by two axes.
    pub(super) async fn crossed(
        &self,
        (office, regulation): (&Office, &Regulation),
        (rows, columns): (&Axis, &Axis),
        period: Period,
    ) -> Result<Vec<Pair>, Fault> {
        let (of, turned) = standing(regulation, &rows.0, &columns.0);
        let sums = self.kept_sums(office, regulation, &[of], period, SumsBy::Period).await?;
        let pair = |sum: &Sum| {
            let (row, column) = if turned { (sum.word(1), sum.word(0)) } else { (sum.word(0), sum.word(1)) };
            Pair { row: row.to_owned(), column: column.to_owned(), count: sum.elements, key: sum.key.clone() }
        };
        Ok(sums.first().map_or(&[][..], Vec::as_slice).iter().map(pair).collect())
    }

    /// The cross table.
    pub(super) async fn cross(
        &self,
        of: &Asked<'_>,
        rows: Option<&Axis>,
        columns: Option<&Axis>,
    ) -> Result<Option<PanelView>, Fault> {
        let (Some(rows), Some(columns)) = (rows, columns) else { return Ok(None) };
        let mut found = self.crossed((of.office, of.regulation), (rows, columns), of.period).await?;
        let named = |by: &CountBy, raw: &str| labels::value(of.office, of.regulation, by, raw, of.lang);
        for pair in &mut found {
            (pair.row, pair.column) = (named(&rows.2, &pair.row), named(&columns.2, &pair.column));
        }
        let row_names = names(found.iter().map(|pair| (&pair.row, pair.count)), of.lang);
        let column_names = names(found.iter().map(|pair| (&pair.column, pair.count)), of.lang);
        let counts =
            found.iter().map(|pair| (place(&row_names, &pair.row), place(&column_names, &pair.column), pair.count));
        let table = cross(row_names.len(), column_names.len(), counts);
        let (figure, _) = standing(of.regulation, &rows.0, &columns.0);
        let link = |row: usize, column: usize| {
            let here =
                |pair: &&Pair| place(&row_names, &pair.row) == row && place(&column_names, &pair.column) == column;
            // What was put together has no list of its own.
            let mut pairs = found.iter().filter(here);
            let key = pairs.next().filter(|_| pairs.next().is_none()).map(|pair| pair.key.as_str());
            key.map(|key| address(of, of.period, &figure, key, false)).unwrap_or_default()
        };
        let title = format!("{} × {}", rows.1, columns.1);
        Ok(Some(tabled(of, ("cross", &title, &rows.1), (&row_names, &column_names), &table, link)))
    }
}

/// Two axes as they are kept, and whether the first of them comes second there.
pub(super) fn standing(regulation: &Regulation, first: &str, second: &str) -> (Standing, bool) {
    let axes = labels::axis_ids(regulation);
    let at = |id: &str| axes.iter().position(|known| known == id);
    let turned = at(first) > at(second);
    let (first, second) = if turned { (second, first) } else { (first, second) };
    (Standing::Crossed(first.to_owned(), second.to_owned()), turned)
}

fn place(names: &[String], name: &String) -> usize {
    names.iter().position(|one| one == name).unwrap_or(names.len().saturating_sub(1))
}

/// Names of an axis, the most frequent first; the rarest stand together as the last.
pub(super) fn names<'a>(found: impl Iterator<Item = (&'a String, u64)>, lang: Lang) -> Vec<String> {
    let mut all: Vec<(String, u64)> = Vec::new();
    for (name, count) in found {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += count,
            None => all.push((name.clone(), count)),
        }
    }
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let more = all.len() > VALUES_MAX;
    let mut names: Vec<String> = all.into_iter().map(|(name, _)| name).collect();
    if more {
        names.truncate(VALUES_MAX - 1);
        names.push(pick(lang, "其他", "others").to_owned());
    }
    names
}

/// A shaded table with its totals behind it; each of its numbers leads to its cases.
pub(super) fn tabled(
    of: &Asked<'_>,
    (id, title, corner): (&str, &str, &str),
    (rows, columns): (&[String], &[String]),
    table: &Cross,
    link: impl Fn(usize, usize) -> String,
) -> PanelView {
    let total = pick(of.lang, "合计", "Total");
    let sum = |count: &u64| TableCell::from(count.to_string());
    let line = |(at, name): (usize, &String)| {
        let cells = table.cells.get(at).into_iter().flatten().enumerate();
        let cells = cells.map(|(column, count)| numbered(*count, link(at, column)));
        let sum = table.rows.get(at).map(sum);
        std::iter::once(TableCell::from(name.as_str())).chain(cells).chain(sum).collect::<Vec<_>>()
    };
    let mut lines: Vec<Vec<TableCell>> = rows.iter().enumerate().map(line).collect();
    let last = table.columns.iter().chain([&table.total]).map(sum);
    lines.push(std::iter::once(TableCell::from(total)).chain(last).collect());
    let head: Vec<&str> = std::iter::once(corner).chain(columns.iter().map(String::as_str)).chain([total]).collect();
    let chart = Chart::Grid(Grid { rows: rows.to_vec(), columns: columns.to_vec(), cells: table.cells.clone() });
    behind(panel(of, id, title, "", &chart), &head, if table.total > 0 { lines } else { Vec::new() })
}
