//! Filling an empty store with everything that another one held: all of it, row for row, or nothing.

use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::indices;
use crate::open::{Backend, Store};
use crate::sql::{Cell, Sql};
use crate::whole::{Scan, Shape, Sum, shapes};
use std::{fmt, sync::Arc};

/// How many rows are written with one statement, and how many values SQLite takes at most.
const TOGETHER: usize = 100;
const VALUES: usize = 32_000;
/// After how many rows of a long filling, or bytes of them, all so far is kept.
const AT_A_TIME: (usize, usize) = (3_000, 4 << 20);

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
    pub async fn fill(&self, tables: Vec<(Shape, Sum)>, mut lines: Box<dyn Lines>) -> Result<()> {
        let backend = self.backend();
        let work = async move |conn: &mut Conn| {
            if there(conn, backend, &tables).await? > 0 {
                return Err(differs("the store is not empty"));
            }
            loop {
                let (back, next) = next(lines).await?;
                let Some(page) = next else { break };
                lines = back;
                insert(conn, &tables, page).await?;
            }
            come_to(conn, backend, &tables).await
        };
        self.write(move |conn| Box::pin(async move { work(conn).await })).await
    }

    /// The same for a SQLite file where nobody looks yet, some thousand rows at a time: whoever is cut off goes on from there with the
    /// same lines.
    ///
    /// # Errors
    /// As [`Store::fill`], but for what was written so far.
    pub async fn fill_on(&self, tables: Vec<(Shape, Sum)>, mut lines: Box<dyn Lines>) -> Result<()> {
        let (tables, backend) = (Arc::new(tables), self.backend());
        let known = Arc::clone(&tables);
        let begin = async move |conn: &mut Conn| {
            let there = there(conn, backend, &known).await?;
            indices::take_down(conn, backend).await?;
            Ok(there)
        };
        let mut skip = self.write(move |conn| Box::pin(async move { begin(conn).await })).await?;
        let mut more = true;
        while more {
            let (mut pages, mut rows, mut bytes) = (Vec::new(), 0, 0);
            while more && rows < AT_A_TIME.0 && bytes < AT_A_TIME.1 {
                let (back, next) = next(lines).await?;
                lines = back;
                more = next.is_some();
                let Some((at, mut page)) = next else { break };
                let known = usize::try_from(skip).unwrap_or(usize::MAX).min(page.len());
                skip = skip.saturating_sub(u64::try_from(known).unwrap_or_default());
                page.drain(..known);
                rows += page.len();
                bytes += page.iter().map(String::len).sum::<usize>();
                pages.push((at, page));
            }
            let tables = Arc::clone(&tables);
            let work = async move |conn: &mut Conn| {
                for page in pages {
                    insert(conn, &tables, page).await?;
                }
                Ok(())
            };
            self.write(move |conn| Box::pin(async move { work(conn).await })).await?;
        }
        let left = self.write(move |conn| Box::pin(indices::left(conn, backend))).await?;
        for (name, sql) in left {
            self.write(move |conn| Box::pin(async move { indices::put_up(conn, &name, &sql).await })).await?;
        }
        self.write(move |conn| Box::pin(async move { come_to(conn, backend, &tables).await })).await
    }
}

type Page = (usize, Vec<String>);

/// The next lines, read where it holds nobody up.
async fn next(mut lines: Box<dyn Lines>) -> Result<(Box<dyn Lines>, Option<Page>)> {
    let read = tokio::task::spawn_blocking(move || {
        let next = lines.next();
        (lines, next)
    });
    let (lines, next) = read.await.map_err(|error| StoreError::Finish(error.into()))?;
    Ok((lines, next.map_err(|error| StoreError::Finish(error.into()))?))
}

/// How many of the rows are there already: those of the first tables, up to where somebody was cut off.
async fn there(conn: &mut Conn, backend: Backend, tables: &[(Shape, Sum)]) -> Result<u64> {
    let there = shapes(conn, backend).await?;
    let same = there.len() == tables.len() && tables.iter().all(|(shape, _)| there.iter().any(|one| one.holds(shape)));
    if !same {
        return Err(differs("the tables are not those that were read"));
    }
    let (mut rows, mut cut_off) = (0_u64, false);
    for (shape, wanted) in tables {
        let counted = Sql::new(&format!("SELECT COUNT(*) FROM {}", shape.table)).first(conn).await?;
        let found = counted.map_or(0, |(rows,): (u64,)| rows);
        if found > 0 && (cut_off || found > wanted.rows) {
            return Err(differs(&format!("{} is not empty", shape.table)));
        }
        cut_off |= found < wanted.rows;
        rows = rows.saturating_add(found);
    }
    Ok(rows)
}

/// Does every table come to its sum.
async fn come_to(conn: &mut Conn, backend: Backend, tables: &[(Shape, Sum)]) -> Result<()> {
    for (shape, wanted) in tables {
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

async fn insert(conn: &mut Conn, tables: &[(Shape, Sum)], (at, lines): Page) -> Result<()> {
    let (shape, _) = tables.get(at).ok_or_else(|| differs("a table that is not there"))?;
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
