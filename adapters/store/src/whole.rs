//! Everything that a store holds, table by table and row by row, in one state: what backups and exports are made of.
//!
//! Which tables there are is asked of the database itself, so that none is ever forgotten. A row is a line of JSON, bytes as
//! base64; lines come in the order in which the rows lie, so that what was not touched comes in the same order again.

use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::ledger;
use crate::objects::{HOME, PIECES, PLACES, ToRead};
use crate::open::{Backend, Store, version};
use crate::sql::{Cell, Kind, Sql, plain};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dengwen_audit::{Hash, LedgerHead};
use serde_json::Value;

/// How many rows are read at a time: a row may be a piece of a file.
const PAGE: u32 = 200;

/// A table as the database has it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Shape {
    /// Its name.
    pub table: String,
    /// Names of columns, and what they hold.
    pub columns: Vec<(String, Kind)>,
}

/// How many rows, and a digest of them that is the same in whatever order they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sum {
    /// How many rows.
    pub rows: u64,
    /// The hashes of all rows, laid over one another.
    pub digest: Hash,
}

/// One state of a whole store, read from its first row to its last.
#[derive(Debug)]
pub struct Whole {
    store: Store,
    conn: Conn,
    backend: Backend,
    version: i64,
    shapes: Vec<Shape>,
    at: usize,
    scan: Option<Scan>,
    /// What lies in the object store and is read as rows.
    laid: ToRead,
}

impl Store {
    /// Everything there is, as it stands now, whatever is written meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Fault`] if the database fails.
    pub async fn whole(&self) -> Result<Whole> {
        let (mut conn, backend) = (self.snapshot().await?, self.backend());
        let shapes = shapes(&mut conn, backend).await?;
        let version = version(&mut conn).await?;
        let (store, laid) = (self.clone(), ToRead::default());
        Ok(Whole { store, conn, backend, version, shapes, at: 0, scan: None, laid })
    }

    /// Whether no table has a row; nor is there one where nothing was ever written.
    ///
    /// # Errors
    /// [`StoreError::Fault`].
    pub async fn is_empty(&self) -> Result<bool> {
        let mut conn = self.snapshot().await?;
        for shape in shapes(&mut conn, self.backend()).await? {
            if shape.has_rows(&mut conn).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Whole {
    /// Which version the tables have, for [`Store::migrate_to`].
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The tables.
    #[must_use]
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// Where the ledger stands in this state.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if that cannot be read.
    pub async fn head(&mut self) -> Result<LedgerHead> {
        let head = ledger::head(&mut self.conn).await?;
        head.ok_or_else(|| StoreError::Corrupt("the end of the ledger".to_owned()))
    }

    /// How many rows there are in all, with those that are read from the object store.
    ///
    /// # Errors
    /// [`StoreError::Fault`].
    pub async fn rows(&mut self) -> Result<u64> {
        let mut all = 0_u64;
        for shape in &self.shapes {
            let sql = match shape.table.as_str() {
                HOME => continue,
                PLACES => Sql::new(
                    "SELECT CAST(COALESCE(SUM((bytes + piece - 1) / piece), 0) AS BIGINT) FROM attachment_objects \
                     WHERE remove_at IS NULL",
                ),
                table => Sql::new(&format!("SELECT COUNT(*) FROM {table}")),
            };
            let counted: Option<(u64,)> = sql.first(&mut self.conn).await?;
            all = all.saturating_add(counted.map_or(0, |(rows,)| rows));
        }
        Ok(all)
    }

    /// The next rows: the place of their table among the [`Whole::shapes`], and a line for each. Nothing after the last. Pieces
    /// that lie in an object store come as rows, and the rows that say where they lie do not.
    ///
    /// # Errors
    /// [`StoreError::Fault`]; those of [`Store::attachment_pieces`] for what lies in an object store.
    pub async fn next(&mut self) -> Result<Option<(usize, Vec<String>)>> {
        while let Some(shape) = self.shapes.get(self.at) {
            let is_places = shape.table == PLACES;
            if is_places || shape.table == HOME {
                let pieces = if is_places { self.laid().await? } else { None };
                if pieces.is_some() {
                    return Ok(pieces);
                }
                self.at += 1;
                continue;
            }
            let mut scan = self.scan.take().unwrap_or_default();
            let lines = scan.next(&mut self.conn, self.backend, shape).await?;
            if !lines.is_empty() {
                self.scan = Some(scan);
                return Ok(Some((self.at, lines)));
            }
            self.at += 1;
        }
        Ok(None)
    }

    /// The next pieces of the object store.
    async fn laid(&mut self) -> Result<Option<(usize, Vec<String>)>> {
        let place = self.shapes.iter().position(|shape| shape.table == PIECES);
        let (Some(place), Some(places)) = (place, self.shapes.get(self.at)) else { return Ok(None) };
        let Some(pieces) = self.shapes.get(place) else { return Ok(None) };
        loop {
            let rows = self.laid.next(&self.store, pieces).await?;
            if !rows.is_empty() {
                return Ok(Some((place, rows.iter().map(|cells| line(cells)).collect())));
            }
            let scan = self.scan.get_or_insert_default();
            let page = scan.cells(&mut self.conn, self.backend, places).await?;
            if page.is_empty() {
                self.scan = None;
                return Ok(None);
            }
            self.laid.add(places, page)?;
        }
    }
}

/// Reading one table from its first row to its last.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// By what rows of a file are told apart, in the order in which they lie.
    key: Vec<(String, Kind)>,
    /// The row after which it goes on; nothing before the first.
    after: Option<Vec<Cell>>,
}

impl Scan {
    pub(crate) async fn next(&mut self, conn: &mut Conn, backend: Backend, shape: &Shape) -> Result<Vec<String>> {
        Ok(self.cells(conn, backend, shape).await?.iter().map(|cells| line(cells)).collect())
    }

    async fn cells(&mut self, conn: &mut Conn, backend: Backend, shape: &Shape) -> Result<Vec<Vec<Cell>>> {
        match backend {
            Backend::Sqlite => self.by_key(conn, shape).await,
            Backend::Postgres => self.by_cursor(conn, shape).await,
        }
    }

    /// Rows of a file lie in the order in which they were written, or in that of their key.
    async fn by_key(&mut self, conn: &mut Conn, shape: &Shape) -> Result<Vec<Vec<Cell>>> {
        if self.after.is_none() {
            self.key = shape.key(conn).await?;
        }
        let key = self.key.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        let mut sql = Sql::new("SELECT ");
        sql.push(&key).push(", ").push(&shape.names()).push(" FROM ").push(&shape.table);
        for (n, cell) in self.after.iter().flatten().enumerate() {
            sql.push(&if n == 0 { format!(" WHERE ({key}) > (") } else { ", ".to_owned() }).cell(cell.clone());
        }
        sql.push(if self.after.is_some() { ")" } else { "" });
        sql.push(" ORDER BY ").push(&key).push(" LIMIT ").arg(&PAGE);
        let kinds: Vec<Kind> = self.key.iter().map(|(_, kind)| *kind).chain(shape.kinds()).collect();
        let mut rows = sql.cells(conn, &kinds).await?;
        for row in &mut rows {
            let rest = row.split_off(self.key.len());
            self.after = Some(std::mem::replace(row, rest));
        }
        Ok(rows)
    }

    /// A server keeps its place itself.
    async fn by_cursor(&mut self, conn: &mut Conn, shape: &Shape) -> Result<Vec<Vec<Cell>>> {
        // A driver keeps what it knows of a statement by its text: a table that has got a column since is another one.
        let cursor = format!("all_{}_{}", shape.table, shape.columns.len());
        if self.after.is_none() {
            self.after = Some(Vec::new());
            // Otherwise a large table is begun wherever somebody else is reading it.
            plain(conn, "SET LOCAL synchronize_seqscans = off").await?;
            let (names, table) = (shape.names(), &shape.table);
            let declared = format!("DECLARE {cursor} NO SCROLL CURSOR FOR SELECT {names} FROM {table}");
            Sql::new(&declared).run(conn).await?;
        }
        let kinds: Vec<Kind> = shape.kinds().collect();
        let rows = Sql::new(&format!("FETCH {PAGE} FROM {cursor}")).cells(conn, &kinds).await?;
        if rows.is_empty() {
            Sql::new(&format!("CLOSE {cursor}")).run(conn).await?;
        }
        Ok(rows)
    }
}

impl Shape {
    /// Names of the columns, with commas between.
    pub(crate) fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        self.columns.iter().map(|(_, kind)| *kind)
    }

    /// What a file keeps the rows in the order of: the number of a row, or the key where there are no numbers.
    async fn key(&self, conn: &mut Conn) -> Result<Vec<(String, Kind)>> {
        let numberless =
            Sql::new("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = $1").with(&self.table);
        if numberless.first(conn).await? != Some((1_i64,)) {
            return Ok(vec![("rowid".to_owned(), Kind::Int)]);
        }
        let key = Sql::new("SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk").with(&self.table);
        let key: Vec<(String,)> = key.all(conn).await?;
        let of = |(name,): (String,)| self.columns.iter().find(|(known, _)| *known == name).cloned();
        Ok(key.into_iter().filter_map(of).collect())
    }

    pub(crate) async fn has_rows(&self, conn: &mut Conn) -> Result<bool> {
        let sql = Sql::new(&format!("SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT 1) AS one", self.table));
        let found: Option<(u64,)> = sql.first(conn).await?;
        Ok(found.is_some_and(|(rows,)| rows > 0))
    }

    /// The values of a row from its line.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if it is no row of this table.
    pub(crate) fn read(&self, line: &str) -> Result<Vec<Cell>> {
        let corrupt = || StoreError::Corrupt(format!("a line of {}", self.table));
        let values: Vec<Value> = serde_json::from_str(line).map_err(|_| corrupt())?;
        if values.len() != self.columns.len() {
            return Err(corrupt());
        }
        let cells = values.into_iter().zip(self.kinds()).map(|(value, kind)| match (kind, value) {
            (Kind::Int, Value::Null) => Some(Cell::Int(None)),
            (Kind::Int, Value::Number(number)) => number.as_i64().map(|number| Cell::Int(Some(number))),
            (Kind::Text, Value::Null) => Some(Cell::Text(None)),
            (Kind::Text, Value::String(text)) => Some(Cell::Text(Some(text))),
            (Kind::Bytes, Value::Null) => Some(Cell::Bytes(None)),
            (Kind::Bytes, Value::String(text)) => STANDARD.decode(text).ok().map(|bytes| Cell::Bytes(Some(bytes))),
            _ => None,
        });
        cells.collect::<Option<Vec<Cell>>>().ok_or_else(corrupt)
    }
}

/// A row as it is written down.
fn line(cells: &[Cell]) -> String {
    let values = cells.iter().map(|cell| match cell {
        Cell::Int(value) => Value::from(*value),
        Cell::Text(value) => Value::from(value.clone()),
        Cell::Bytes(value) => Value::from(value.as_ref().map(|bytes| STANDARD.encode(bytes))),
    });
    Value::Array(values.collect()).to_string()
}

impl Default for Sum {
    fn default() -> Self {
        Self { rows: 0, digest: Hash::ZERO }
    }
}

impl Sum {
    /// Takes a row in; gives its hash.
    pub fn add(&mut self, line: &str) -> Hash {
        let hash = Hash::of(line.as_bytes());
        let mut both = *self.digest.as_bytes();
        both.iter_mut().zip(hash.as_bytes()).for_each(|(sum, byte)| *sum ^= byte);
        (self.rows, self.digest) = (self.rows.saturating_add(1), Hash::from_bytes(both));
        hash
    }
}

/// All tables but those in which the database keeps its own book.
pub(crate) async fn shapes(conn: &mut Conn, backend: Backend) -> Result<Vec<Shape>> {
    let columns: Vec<(String, String, String)> = Sql::new(match backend {
        Backend::Sqlite => {
            "SELECT t.name, c.name, c.type FROM sqlite_master t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid"
        }
        Backend::Postgres => {
            "SELECT t.table_name::text, c.column_name::text, c.data_type::text FROM information_schema.tables t \
             JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name \
             WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
             ORDER BY t.table_name::text COLLATE \"C\", c.ordinal_position"
        }
    })
    .all(conn)
    .await?;
    let mut shapes: Vec<Shape> = Vec::new();
    for (table, column, held) in columns.into_iter().filter(|(table, ..)| !table.starts_with('_')) {
        let kind = match held.to_lowercase().as_str() {
            "bigint" => Kind::Int,
            "text" => Kind::Text,
            "bytea" => Kind::Bytes,
            other => return Err(StoreError::Corrupt(format!("{table}.{column} is of the kind {other}"))),
        };
        match shapes.last_mut().filter(|shape| shape.table == table) {
            Some(shape) => shape.columns.push((column, kind)),
            None => shapes.push(Shape { table, columns: vec![(column, kind)] }),
        }
    }
    Ok(shapes)
}
