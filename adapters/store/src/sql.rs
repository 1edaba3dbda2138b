//! The small layer over the driver: one way to write a statement, bind values and read rows, for both databases.

use crate::error::{Result, StoreError};
use dengwen_audit::Hash;
use jiff::Timestamp;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row as _};

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
    fn read(row: &AnyRow, at: usize) -> Result<Self>;
}

fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}

impl Column for i64 {
    fn cell(&self) -> Cell {
        Cell::Int(Some(*self))
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        Ok(row.try_get(at)?)
    }
}

impl Column for Option<i64> {
    fn cell(&self) -> Cell {
        Cell::Int(*self)
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        Ok(row.try_get(at)?)
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Column for $number {
            fn cell(&self) -> Cell {
                Cell::Int(Some(i64::try_from(*self).unwrap_or(i64::MAX)))
            }
            fn read(row: &AnyRow, at: usize) -> Result<Self> {
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
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        Ok(i64::read(row, at)? != 0)
    }
}

impl Column for String {
    fn cell(&self) -> Cell {
        Cell::Text(Some(self.clone()))
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        Ok(row.try_get(at)?)
    }
}

impl Column for Option<String> {
    fn cell(&self) -> Cell {
        Cell::Text(self.clone())
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        Ok(row.try_get(at)?)
    }
}

impl Column for Vec<u8> {
    fn cell(&self) -> Cell {
        Cell::Bytes(Some(self.clone()))
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        Ok(row.try_get(at)?)
    }
}

impl Column for Option<Hash> {
    fn cell(&self) -> Cell {
        Cell::Bytes(self.map(|hash| hash.as_bytes().to_vec()))
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        let bytes: Option<Vec<u8>> = row.try_get(at)?;
        bytes.map(|bytes| Hash::from_slice(&bytes)).transpose().map_err(corrupt)
    }
}

impl Column for Hash {
    fn cell(&self) -> Cell {
        Some(*self).cell()
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        <Option<Self>>::read(row, at)?.ok_or_else(|| corrupt("a hash is missing"))
    }
}

impl Column for Timestamp {
    fn cell(&self) -> Cell {
        Cell::Int(Some(self.as_microsecond()))
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        Self::from_microsecond(i64::read(row, at)?).map_err(corrupt)
    }
}

impl Column for Option<Timestamp> {
    fn cell(&self) -> Cell {
        Cell::Int(self.map(Timestamp::as_microsecond))
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        let micros: Option<i64> = row.try_get(at)?;
        micros.map(Timestamp::from_microsecond).transpose().map_err(corrupt)
    }
}

impl Column for serde_json::Value {
    fn cell(&self) -> Cell {
        Cell::Text(Some(self.to_string()))
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        serde_json::from_str(&String::read(row, at)?).map_err(corrupt)
    }
}

impl Column for Option<Vec<u8>> {
    fn cell(&self) -> Cell {
        Cell::Bytes(self.clone())
    }
    fn read(row: &AnyRow, at: usize) -> Result<Self> {
        Ok(row.try_get(at)?)
    }
}

impl Kind {
    fn read(self, row: &AnyRow, at: usize) -> Result<Cell> {
        Ok(match self {
            Self::Int => Cell::Int(Column::read(row, at)?),
            Self::Text => Cell::Text(Column::read(row, at)?),
            Self::Bytes => Cell::Bytes(Column::read(row, at)?),
        })
    }
}

/// Something that is read from a whole row.
pub(crate) trait Read: Sized {
    fn read(row: &AnyRow) -> Result<Self>;
}

macro_rules! tuples {
    ($($name:ident $at:tt),+) => {
        impl<$($name: Column),+> Read for ($($name,)+) {
            fn read(row: &AnyRow) -> Result<Self> {
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

    /// Runs it and tells how many rows it touched.
    pub(crate) async fn run(self, conn: &mut AnyConnection) -> Result<u64> {
        Ok(self.query().execute(conn).await?.rows_affected())
    }

    pub(crate) async fn all<T: Read>(self, conn: &mut AnyConnection) -> Result<Vec<T>> {
        self.query().fetch_all(conn).await?.iter().map(T::read).collect()
    }

    /// Rows of columns that are known only when it runs.
    pub(crate) async fn cells(self, conn: &mut AnyConnection, kinds: &[Kind]) -> Result<Vec<Vec<Cell>>> {
        let rows = self.query().fetch_all(conn).await?;
        rows.iter().map(|row| kinds.iter().enumerate().map(|(at, kind)| kind.read(row, at)).collect()).collect()
    }

    pub(crate) async fn first<T: Read>(self, conn: &mut AnyConnection) -> Result<Option<T>> {
        self.query().fetch_optional(conn).await?.as_ref().map(T::read).transpose()
    }
}

/// Plain statements without values, several at once.
pub(crate) async fn plain(conn: &mut AnyConnection, text: &'static str) -> Result<()> {
    sqlx::raw_sql(text).execute(conn).await?;
    Ok(())
}
