//! Filling an empty store with everything that another one held: all of it, row for row, or nothing.

use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::open::{Backend, Store};
use crate::sql::{Cell, Sql};
use crate::whole::{Scan, Shape, Sum, shapes};
use std::fmt;

/// How many rows are written with one statement, and how many values SQLite takes at most.
const TOGETHER: usize = 100;
const VALUES: usize = 32_000;

/// Lines as they were read from a store, some at a time.
pub trait Lines: fmt::Debug + Send {
    /// The next: the place of their table, and a line for each row. Nothing after the last.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is written then.
    fn next(&mut self) -> std::io::Result<Option<(usize, Vec<String>)>>;
}

impl Store {
    /// Writes these lines into tables of these shapes, all of them empty, and reads every row back: each table must come to its
    /// sum. One transaction: what does not hold leaves nothing behind.
    ///
    /// # Errors
    /// [`StoreError::Differs`] if the tables are others, are not empty, or came to something else; [`StoreError::Finish`] with
    /// what stood in the way of the lines.
    pub async fn fill(&self, tables: Vec<(Shape, Sum)>, lines: Box<dyn Lines>) -> Result<()> {
        let backend = self.backend();
        self.write(move |conn| Box::pin(fill(conn, backend, tables, lines))).await
    }
}

async fn fill(conn: &mut Conn, backend: Backend, tables: Vec<(Shape, Sum)>, mut lines: Box<dyn Lines>) -> Result<()> {
    let there = shapes(conn, backend).await?;
    let same = there.len() == tables.len() && tables.iter().all(|(shape, _)| there.iter().any(|one| one.holds(shape)));
    if !same {
        return Err(differs("the tables are not those that were read"));
    }
    for shape in &there {
        if shape.has_rows(conn).await? {
            return Err(differs(&format!("{} is not empty", shape.table)));
        }
    }
    loop {
        let (back, next) = tokio::task::spawn_blocking(move || {
            let next = lines.next();
            (lines, next)
        })
        .await
        .map_err(|error| StoreError::Finish(error.into()))?;
        lines = back;
        let Some((at, page)) = next.map_err(|error| StoreError::Finish(error.into()))? else { break };
        let (shape, _) = tables.get(at).ok_or_else(|| differs("a table that is not there"))?;
        insert(conn, shape, &page).await?;
    }
    for (shape, wanted) in &tables {
        let (mut scan, mut sum) = (Scan::default(), Sum::default());
        loop {
            let page = scan.next(conn, backend, shape).await?;
            if page.is_empty() {
                break;
            }
            for line in &page {
                sum.add(line);
            }
        }
        if sum != *wanted {
            let (table, found, rows) = (&shape.table, sum.rows, wanted.rows);
            return Err(differs(&format!(
                "{table} came to {found} rows, not to the {rows} that were read, or to others"
            )));
        }
    }
    Ok(())
}

async fn insert(conn: &mut Conn, shape: &Shape, lines: &[String]) -> Result<()> {
    let together = (VALUES / shape.columns.len().max(1)).clamp(1, TOGETHER);
    for some in lines.chunks(together) {
        let mut sql = Sql::new("INSERT INTO ");
        sql.push(&shape.table).push(" (").push(&shape.names()).push(") VALUES ");
        for (at, line) in some.iter().enumerate() {
            sql.push(if at == 0 { "(" } else { ", (" });
            put(&mut sql, shape.read(line)?);
            sql.push(")");
        }
        sql.run(conn).await?;
    }
    Ok(())
}

fn put(sql: &mut Sql, cells: Vec<Cell>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            sql.push(", ");
        }
        sql.cell(cell);
    }
}

impl Shape {
    /// The same table with the same columns, in whatever order these stand.
    fn holds(&self, other: &Self) -> bool {
        let sorted = |shape: &Self| {
            let mut columns = shape.columns.clone();
            columns.sort();
            columns
        };
        self.table == other.table && sorted(self) == sorted(other)
    }
}

fn differs(what: &str) -> StoreError {
    StoreError::Differs(what.to_owned())
}
