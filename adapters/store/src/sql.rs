//! The small layer over the driver: one way to write a statement, bind values and read rows, for both databases.

use crate::conn::Conn;
use crate::error::{Result, StoreError};
use dengwen_audit::Hash;
use jiff::Timestamp;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection, ToSql};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, AssertSqlSafe, Row as _};
use std::time::{Duration, Instant};
use tokio::task::yield_now;
use tokio::time::timeout;

/// A statement on a file that took longer lets others have the thread before it goes on.
const LONG: Duration = Duration::from_millis(2);
/// One that took longer is told of in the log, by its text; values stand in none.
pub(crate) const TOLD: Duration = Duration::from_secs(1);
/// How long a server may say nothing to a statement. Where a cut network lost the answer nobody else gives it up: the system waits for ever.
const ANSWER: Duration = Duration::from_secs(300);

/// One value of a column; NULL keeps its type, which PostgreSQL wants to know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// A number, an instant or a truth.
    Int(Option<i64>),
    /// Text, also JSON.
    Text(Option<String>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Int(Some(value)) => ToSqlOutput::Owned(Value::Integer(*value)),
            Self::Text(Some(value)) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Self::Bytes(Some(value)) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
            Self::Int(None) | Self::Text(None) | Self::Bytes(None) => ToSqlOutput::Owned(Value::Null),
        })
    }
}

/// A row as a driver gives it.
pub(crate) enum Fetched<'r> {
    File(&'r rusqlite::Row<'r>),
    Server(&'r AnyRow),
    /// As a server writes it down where rows of several read models come in one answer; none of them has bytes.
    Json(&'r [serde_json::Value]),
}

impl Fetched<'_> {
    fn int(&self, at: usize) -> Result<Option<i64>> {
        match self {
            Self::File(row) => Ok(row.get(at)?),
            Self::Server(row) => Ok(row.try_get(at)?),
            Self::Json(row) => Ok(row.get(at).and_then(serde_json::Value::as_i64)),
        }
    }

    fn text(&self, at: usize) -> Result<Option<String>> {
        match self {
            Self::File(row) => Ok(row.get(at)?),
            Self::Server(row) => Ok(row.try_get(at)?),
            Self::Json(row) => Ok(row.get(at).and_then(|value| value.as_str().map(str::to_owned))),
        }
    }

    fn bytes(&self, at: usize) -> Result<Option<Vec<u8>>> {
        match self {
            Self::File(row) => Ok(row.get(at)?),
            Self::Server(row) => Ok(row.try_get(at)?),
            Self::Json(_) => Err(corrupt("no read model has bytes")),
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whole numbers.
    Int,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A Rust type that is one column.
pub(crate) trait Column: Sized {
    /// The value as bound.
    fn cell(&self) -> Cell;
    /// The value as read.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] or [`StoreError::Fault`].
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self>;
}

fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}

fn there<T>(value: Option<T>) -> Result<T> {
    value.ok_or_else(|| corrupt("a column is empty"))
}

impl Column for i64 {
    fn cell(&self) -> Cell {
        Cell::Int(Some(*self))
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        there(row.int(at)?)
    }
}

impl Column for Option<i64> {
    fn cell(&self) -> Cell {
        Cell::Int(*self)
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        row.int(at)
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Column for $number {
            fn cell(&self) -> Cell {
                Cell::Int(Some(i64::try_from(*self).unwrap_or(i64::MAX)))
            }
            fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
                <$number>::try_from(i64::read(row, at)?).map_err(corrupt)
            }
        }
    )*};
}
numbers!(u64, u32, u16);

impl Column for bool {
    fn cell(&self) -> Cell {
        Cell::Int(Some(i64::from(*self)))
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        Ok(i64::read(row, at)? != 0)
    }
}

impl Column for String {
    fn cell(&self) -> Cell {
        Cell::Text(Some(self.clone()))
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        there(row.text(at)?)
    }
}

impl Column for Option<String> {
    fn cell(&self) -> Cell {
        Cell::Text(self.clone())
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        row.text(at)
    }
}

impl Column for Vec<u8> {
    fn cell(&self) -> Cell {
        Cell::Bytes(Some(self.clone()))
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        there(row.bytes(at)?)
    }
}

impl Column for Option<Vec<u8>> {
    fn cell(&self) -> Cell {
        Cell::Bytes(self.clone())
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        row.bytes(at)
    }
}

impl Column for Option<Hash> {
    fn cell(&self) -> Cell {
        Cell::Bytes(self.map(|hash| hash.as_bytes().to_vec()))
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        row.bytes(at)?.map(|bytes| Hash::from_slice(&bytes)).transpose().map_err(corrupt)
    }
}

impl Column for Hash {
    fn cell(&self) -> Cell {
        Some(*self).cell()
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        <Option<Self>>::read(row, at)?.ok_or_else(|| corrupt("a hash is missing"))
    }
}

impl Column for Timestamp {
    fn cell(&self) -> Cell {
        Cell::Int(Some(self.as_microsecond()))
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        Self::from_microsecond(i64::read(row, at)?).map_err(corrupt)
    }
}

impl Column for Option<Timestamp> {
    fn cell(&self) -> Cell {
        Cell::Int(self.map(Timestamp::as_microsecond))
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        row.int(at)?.map(Timestamp::from_microsecond).transpose().map_err(corrupt)
    }
}

impl Column for serde_json::Value {
    fn cell(&self) -> Cell {
        Cell::Text(Some(self.to_string()))
    }
    fn read(row: &Fetched<'_>, at: usize) -> Result<Self> {
        serde_json::from_str(&String::read(row, at)?).map_err(corrupt)
    }
}

impl Kind {
    fn read(self, row: &Fetched<'_>, at: usize) -> Result<Cell> {
        Ok(match self {
            Self::Int => Cell::Int(Column::read(row, at)?),
            Self::Text => Cell::Text(Column::read(row, at)?),
            Self::Bytes => Cell::Bytes(Column::read(row, at)?),
        })
    }
}

fn cells(row: &Fetched<'_>, kinds: &[Kind]) -> Result<Vec<Cell>> {
    kinds.iter().enumerate().map(|(at, kind)| kind.read(row, at)).collect()
}

/// Something that is read from a whole row.
pub(crate) trait Read: Sized {
    fn read(row: &Fetched<'_>) -> Result<Self>;
}

macro_rules! tuples {
    ($($name:ident $at:tt),+) => {
        impl<$($name: Column),+> Read for ($($name,)+) {
            fn read(row: &Fetched<'_>) -> Result<Self> {
                Ok(($($name::read(row, $at)?,)+))
            }
        }
    };
}
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);

/// A statement with its values. Text comes from this crate alone; whatever comes from outside is bound.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sql {
    text: String,
    cells: Vec<Cell>,
}

impl Sql {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cells: Vec::new() }
    }

    /// Binds the next value to a `$n` that already stands in the text.
    pub(crate) fn with(mut self, value: &impl Column) -> Self {
        self.cells.push(value.cell());
        self
    }

    /// Adds text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a placeholder and its value.
    pub(crate) fn arg(&mut self, value: &impl Column) -> &mut Self {
        self.cell(value.cell())
    }

    /// Adds a placeholder and its value.
    pub(crate) fn cell(&mut self, cell: Cell) -> &mut Self {
        self.cells.push(cell);
        self.text.push('$');
        self.text.push_str(&self.cells.len().to_string());
        self
    }

    /// Adds placeholders and their values, with commas between.
    pub(crate) fn args<'v, C: Column + 'v>(&mut self, values: impl IntoIterator<Item = &'v C>) -> &mut Self {
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.arg(value);
        }
        self
    }

    /// Its text and values.
    pub(crate) fn into_parts(self) -> (String, Vec<Cell>) {
        (self.text, self.cells)
    }

    /// A statement of this text, whose placeholders are these values.
    pub(crate) const fn from_parts(text: String, cells: Vec<Cell>) -> Self {
        Self { text, cells }
    }

    /// Puts text around it.
    pub(crate) fn within(mut self, before: &str, after: &str) -> Self {
        self.text = format!("{before}{}{after}", self.text);
        self
    }

    fn query(self) -> sqlx::query::Query<'static, Any, AnyArguments> {
        self.cells.into_iter().fold(sqlx::query(AssertSqlSafe(self.text)), |query, cell| match cell {
            Cell::Int(value) => query.bind(value),
            Cell::Text(value) => query.bind(value),
            Cell::Bytes(value) => query.bind(value),
        })
    }

    /// The statement on a file, with its values bound.
    fn prepared<'c>(&self, conn: &'c Connection) -> Result<CachedStatement<'c>> {
        let mut statement = conn.prepare_cached(&self.text)?;
        let places = places(&statement);
        bind(&mut statement, &places, &self.cells)?;
        Ok(statement)
    }

    /// The rows of a file, at most so many.
    fn rows<T: Read>(&self, conn: &Connection, most: usize) -> Result<Vec<T>> {
        self.each(conn, most, T::read)
    }

    fn each<T>(&self, conn: &Connection, most: usize, read: impl Fn(&Fetched<'_>) -> Result<T>) -> Result<Vec<T>> {
        let begun = Instant::now();
        let mut statement = self.prepared(conn)?;
        let (mut rows, mut all) = (statement.raw_query(), Vec::new());
        while all.len() < most
            && let Some(row) = rows.next()?
        {
            all.push(read(&Fetched::File(row))?);
        }
        if begun.elapsed() > TOLD {
            tracing::warn!(milliseconds = begun.elapsed().as_millis(), sql = self.text, "a statement took long");
        }
        Ok(all)
    }

    /// Runs it and tells how many rows it touched.
    pub(crate) async fn run(self, conn: &mut Conn) -> Result<u64> {
        if let Conn::File(file) = conn {
            let touched = self.prepared(file.get()?)?.raw_execute()?;
            return Ok(u64::try_from(touched).unwrap_or(u64::MAX));
        }
        Ok(answered(ANSWER, self.query().execute(conn.server()?)).await?.rows_affected())
    }

    pub(crate) async fn all<T: Read + Send>(self, conn: &mut Conn) -> Result<Vec<T>> {
        if let Conn::File(file) = conn {
            let begun = Instant::now();
            let rows = self.rows(file.get()?, usize::MAX)?;
            if begun.elapsed() > LONG {
                yield_now().await;
            }
            return Ok(rows);
        }
        let rows = answered(ANSWER, self.query().fetch_all(conn.server()?)).await?;
        rows.iter().map(|row| T::read(&Fetched::Server(row))).collect()
    }

    /// Rows of columns that are known only when it runs.
    pub(crate) async fn cells(self, conn: &mut Conn, kinds: &[Kind]) -> Result<Vec<Vec<Cell>>> {
        if let Conn::File(file) = conn {
            let file = file.get()?;
            return self.each(file, usize::MAX, |row| cells(row, kinds));
        }
        let rows = answered(ANSWER, self.query().fetch_all(conn.server()?)).await?;
        rows.iter().map(|row| cells(&Fetched::Server(row), kinds)).collect()
    }

    pub(crate) async fn first<T: Read>(self, conn: &mut Conn) -> Result<Option<T>> {
        if let Conn::File(file) = conn {
            return Ok(self.rows(file.get()?, 1)?.pop());
        }
        let row = answered(ANSWER, self.query().fetch_optional(conn.server()?)).await?;
        row.as_ref().map(|row| T::read(&Fetched::Server(row))).transpose()
    }
}

/// Which value stands at each place of a statement on a file: `$2` may stand before `$1`, and the file counts them as they come.
fn places(statement: &CachedStatement<'_>) -> Vec<usize> {
    let number = |place| {
        let name = statement.parameter_name(place).and_then(|name| name.strip_prefix('$'));
        name.and_then(|number| number.parse().ok()).unwrap_or(place)
    };
    (1..=statement.parameter_count()).map(number).collect()
}

fn bind(statement: &mut CachedStatement<'_>, places: &[usize], cells: &[Cell]) -> Result<()> {
    for (place, number) in (1..).zip(places) {
        let cell = cells.get(number.saturating_sub(1));
        let cell = cell.ok_or_else(|| StoreError::Misuse(format!("no value for ${number}")))?;
        statement.raw_bind_parameter(place, cell)?;
    }
    Ok(())
}

/// Runs a statement on a file once for each row of values.
pub(crate) fn run_each(conn: &Conn, text: &str, rows: &[Vec<Cell>]) -> Result<()> {
    let Conn::File(file) = conn else { return Err(StoreError::Misuse("a server is asked all at once".to_owned())) };
    let mut statement = file.get()?.prepare_cached(text)?;
    let places = places(&statement);
    for row in rows {
        bind(&mut statement, &places, row)?;
        statement.raw_execute()?;
    }
    Ok(())
}

/// Plain statements without values, several at once.
pub(crate) async fn plain(conn: &mut Conn, text: &'static str) -> Result<()> {
    if let Conn::File(file) = conn {
        return Ok(file.get()?.execute_batch(text)?);
    }
    answered(ANSWER, sqlx::raw_sql(text).execute(conn.server()?)).await?;
    Ok(())
}

/// What a server answers; away, if it says nothing for so long.
async fn answered<T>(longest: Duration, asked: impl Future<Output = sqlx::Result<T>>) -> Result<T> {
    timeout(longest, asked).await.map_err(|late| StoreError::Away(late.into()))?.map_err(StoreError::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_says_nothing_is_away() {
        let nothing = std::future::pending::<sqlx::Result<()>>();
        assert!(answered(Duration::from_millis(5), nothing).await.is_err_and(|error| error.is_away()));
        assert!(answered(Duration::from_secs(5), async { Ok(1) }).await.is_ok_and(|answer| answer == 1));
    }
}
