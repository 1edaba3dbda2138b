//! Kept figures: the sums by day follow whatever is written to `measures`, and are read together with what cannot be kept.

use crate::bundle::Bundle;
use crate::conn::Conn;
use crate::delta::{Delta, Rows};
use crate::error::Result;
use crate::open::{Backend, Store};
use crate::rows::MeasureRow;
use crate::sql::{Cell, Column as _, Sql, plain};
use crate::streams::held_at;
use crate::table::{Row as _, select};
use std::collections::{BTreeMap, BTreeSet};

/// How many cases that are to be measured anew are told at once.
const STALE: u32 = 200;

/// Elements of a formula that are broken down alike, added up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TallyRow {
    /// The first of their days, counted from 1970-01-01.
    pub day: i64,
    /// What they are broken down by, as JSON.
    pub by_values: String,
    /// What their values are in; empty where there is none to be added up.
    pub unit: String,
    /// How many.
    pub elements: i64,
    /// How many of them in the numerator.
    pub counting: i64,
    /// Their values together.
    pub total: i64,
}

/// What is kept of some formulas, all at one instant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptFigures {
    /// Cases last measured by other formulas, some of them; what follows holds only where there are none.
    pub stale: Vec<String>,
    /// For each formula its sums, and the cases that are to be judged anew.
    pub of: Vec<(Vec<TallyRow>, Vec<String>)>,
}

/// What the sums are the sums of.
const SUMS: &str = "SELECT organisation, formula, day, by_hash, unit, MIN(by_values), COUNT(*), CAST(SUM(counts) AS BIGINT), \
                    CAST(SUM(amount) AS BIGINT) FROM measures GROUP BY organisation, formula, day, by_hash, unit";

/// The days of a figure, counted from 1970-01-01: from the first, up to before the second.
pub type Days = (i64, i64);

/// What sums of a formula are told apart by, besides what they are broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SumsBy {
    /// Nothing: one sum over all days.
    Period,
    /// The day.
    Day,
}

/// The columns of a sum, and those by which it is known.
const TALLY: [&str; 9] =
    ["organisation", "formula", "day", "by_hash", "unit", "by_values", "elements", "counting", "total"];
const TALLY_KEY: [&str; 5] = ["organisation", "formula", "day", "by_hash", "unit"];
/// What is added to a sum that is there.
const ADD: &str = "UPDATE SET elements = tallies.elements + excluded.elements, \
                   counting = tallies.counting + excluded.counting, total = tallies.total + excluded.total";

/// What a delta does to the sums; see [`Changes::before`].
#[derive(Debug, Default)]
pub(crate) struct Changes(BTreeMap<Vec<Cell>, Net>);

#[derive(Debug, Default)]
struct Net {
    by_values: Option<String>,
    elements: i64,
    counting: i64,
    total: i64,
}

impl Changes {
    /// Looks at what stands before rows of `measures` are deleted and written. What stands of a stream that is no longer among
    /// `whole` is deleted too.
    pub(crate) async fn before(
        conn: &mut Conn,
        (whole, begun): (&BTreeMap<String, BTreeSet<Vec<Cell>>>, &BTreeSet<String>),
        delete: &mut Vec<Vec<Cell>>,
        put: &[Vec<Cell>],
    ) -> Result<Self> {
        let mut changes = Self::default();
        let key = |cells: &Vec<Cell>| cells.get(..MeasureRow::TABLE.key).map(<[Cell]>::to_vec);
        let mut gone: BTreeSet<Vec<Cell>> = delete.drain(..).collect();
        let written: BTreeSet<Vec<Cell>> = put.iter().filter_map(key).collect();
        let streams = gone.iter().chain(&written).filter_map(|key| text(key.first()?));
        let streams: BTreeSet<String> = streams.chain(whole.keys().cloned()).collect();
        let standing: Vec<&String> = streams.difference(begun).collect();
        let rows: Vec<MeasureRow> = if standing.is_empty() {
            Vec::new()
        } else {
            let mut sql = select::<MeasureRow>("WHERE stream IN (");
            sql.args(standing).push(")");
            sql.all(conn).await?
        };
        for row in &rows {
            let key = row.key();
            if whole.get(&row.stream).is_some_and(|mine| !mine.contains(&key)) {
                gone.insert(key.clone());
            }
            if gone.contains(&key) || written.contains(&key) {
                changes.count(&row.cells(), -1);
            }
        }
        put.iter().for_each(|cells| changes.count(cells, 1));
        delete.extend(gone);
        Ok(changes)
    }

    fn count(&mut self, cells: &[Cell], sign: i64) {
        let [_, formula, _, organisation, day, by_hash, by_values, unit, counts, amount] = cells else { return };
        let key = [organisation, formula, day, by_hash, unit].map(Clone::clone).to_vec();
        let net = self.0.entry(key).or_default();
        net.by_values = text(by_values);
        net.elements = net.elements.saturating_add(sign);
        net.counting = net.counting.saturating_add(number(counts).saturating_mul(sign));
        net.total = net.total.saturating_add(number(amount).saturating_mul(sign));
    }

    /// Changes the sums together with what else is to be written, in the order of their keys, so that two writers never wait for
    /// each other in a circle.
    pub(crate) async fn write(self, conn: &mut Conn, mut bundle: Bundle) -> Result<()> {
        let (mut rows, mut fewer) = (Vec::new(), Vec::new());
        for (key, net) in self.0 {
            if (net.elements, net.counting, net.total) == (0, 0, 0) {
                continue;
            }
            if net.elements < 0 {
                fewer.push(key.clone());
            }
            let sums = [net.by_values.cell(), net.elements.cell(), net.counting.cell(), net.total.cell()];
            rows.push(key.into_iter().chain(sums).collect());
        }
        bundle.insert("tallies", (&TALLY, &TALLY_KEY), rows, ADD);
        bundle.run(conn).await?;
        for key in fewer {
            let mut sql = Sql::new("DELETE FROM tallies WHERE elements = 0");
            for (column, cell) in TALLY_KEY.iter().zip(key) {
                sql.push(" AND ").push(column).push(" = ").cell(cell);
            }
            sql.run(conn).await?;
        }
        Ok(())
    }
}

/// A sum as it is read.
type Sum = (i64, String, String, i64, i64, i64);

fn text(cell: &Cell) -> Option<String> {
    if let Cell::Text(text) = cell { text.clone() } else { None }
}

const fn number(cell: &Cell) -> i64 {
    if let Cell::Int(Some(number)) = cell { *number } else { 0 }
}

/// Takes away what a stream adds, from the sums too.
pub(crate) async fn forget(conn: &mut Conn, stream: &str) -> Result<()> {
    let rows: Vec<MeasureRow> = select::<MeasureRow>("WHERE stream = $1").with(&stream.to_owned()).all(conn).await?;
    let mut delta = Delta::default();
    rows.iter().for_each(|row| delta.delete(row));
    delta.write(conn).await
}

impl Store {
    /// The sums of some formulas over some days, with the cases that have to be judged anew, at one instant.
    ///
    /// # Errors
    /// [`StoreError::Fault`].
    pub async fn kept_figures(
        &self,
        (organisation, regulation): (&str, &str),
        measured_by: &str,
        formulas: &[String],
        days: Days,
        sums_by: SumsBy,
    ) -> Result<KeptFigures> {
        let (organisation, regulation) = (organisation.to_owned(), regulation.to_owned());
        let mut conn = self.snapshot().await?;
        let stale = Sql::new(
            "SELECT stream FROM measured WHERE organisation = $1 AND regulation = $2 AND formulas < $3 UNION ALL \
             SELECT stream FROM measured WHERE organisation = $1 AND regulation = $2 AND formulas > $3 LIMIT $4",
        );
        let stale = stale.with(&organisation).with(&regulation).with(&measured_by.to_owned()).with(&STALE);
        let stale: Vec<(String,)> = stale.all(&mut conn).await?;
        let mut of = Vec::with_capacity(formulas.len());
        for formula in formulas.iter().filter(|_| stale.is_empty()) {
            let mut sums = Sql::new(
                "SELECT MIN(day), MIN(by_values), unit, CAST(SUM(elements) AS BIGINT), CAST(SUM(counting) AS BIGINT), \
                 CAST(SUM(total) AS BIGINT) FROM tallies \
                 WHERE organisation = $1 AND formula = $2 AND day >= $3 AND day < $4 GROUP BY by_hash, unit",
            );
            sums.push(if sums_by == SumsBy::Day { ", day" } else { "" });
            let sums = sums.with(&organisation).with(formula).with(&days.0).with(&days.1);
            let sums: Vec<Sum> = sums.all(&mut conn).await?;
            let sum = |(day, by_values, unit, elements, counting, total): Sum| TallyRow {
                day,
                by_values,
                unit,
                elements,
                counting,
                total,
            };
            let anew =
                Sql::new("SELECT stream FROM unsettled WHERE organisation = $1 AND formula = $2 ORDER BY stream");
            let anew: Vec<(String,)> = anew.with(&organisation).with(formula).all(&mut conn).await?;
            of.push((sums.into_iter().map(sum).collect(), anew.into_iter().map(|(stream,)| stream).collect()));
        }
        Ok(KeptFigures { stale: stale.into_iter().map(|(stream,)| stream).collect(), of })
    }

    /// Writes what a case adds to figures in place of what stands, provided that it is still at this version.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the stream moved on: it was measured then.
    pub async fn remeasure(&self, stream: &str, seq: u64, rows: Rows) -> Result<()> {
        let (stream, for_update) = (stream.to_owned(), self.backend().for_update());
        self.write(move |conn| {
            Box::pin(async move {
                held_at(conn, &stream, seq, for_update).await?;
                let before = Rows::load(conn, &stream).await?;
                let Rows { measures, unsettled, measured, .. } = rows;
                let after = Rows { measures, unsettled, measured, ..before.clone() };
                before.diff(&after).write(conn).await
            })
        })
        .await
    }

    /// Makes the sums anew from what they are the sums of.
    ///
    /// # Errors
    /// [`StoreError::Fault`].
    pub async fn add_up(&self) -> Result<()> {
        let backend = self.backend();
        self.write(move |conn| {
            Box::pin(async move {
                if backend == Backend::Postgres {
                    plain(conn, "LOCK TABLE measures, tallies IN EXCLUSIVE MODE").await?;
                }
                plain(conn, "DELETE FROM tallies").await?;
                Sql::new(&format!(
                    "INSERT INTO tallies (organisation, formula, day, by_hash, unit, by_values, elements, counting, total) {SUMS}"
                ))
                .run(conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }

    /// Are the sums those of what they are the sums of.
    ///
    /// # Errors
    /// [`StoreError::Fault`].
    pub async fn adds_up(&self) -> Result<bool> {
        const KEPT: &str =
            "SELECT organisation, formula, day, by_hash, unit, by_values, elements, counting, total FROM tallies";
        let mut conn = self.snapshot().await?;
        for (one, other) in [(KEPT, SUMS), (SUMS, KEPT)] {
            let sql = Sql::new(&format!(
                "SELECT COUNT(*) FROM (SELECT * FROM ({one}) AS a EXCEPT SELECT * FROM ({other}) AS b) AS c"
            ));
            let differing: Option<(i64,)> = sql.first(&mut conn).await?;
            if differing != Some((0,)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
