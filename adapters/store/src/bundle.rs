//! Statements that belong together, of which none reads what another one writes. A file runs them one after the other; to a server
//! they go as one, since each way there and back is time in which rows stay locked.

use crate::conn::Conn;
use crate::error::Result;
use crate::sql::{self, Cell, Sql};
use crate::table::Table;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The statements.
#[derive(Debug)]
pub(crate) enum Bundle {
    /// In the order in which they are run: one, or one for each of several rows.
    File(Vec<(String, Vec<Vec<Cell>>)>),
    /// One statement of many parts, all of which see what was there before.
    Server { parts: Vec<String>, cells: Vec<Cell> },
}

impl Bundle {
    pub(crate) fn of(conn: &Conn) -> Self {
        match conn {
            Conn::File(_) => Self::File(Vec::new()),
            Conn::Pooled(_) | Conn::Within(_) => Self::Server { parts: Vec::new(), cells: Vec::new() },
        }
    }

    /// A statement that writes.
    pub(crate) fn add(&mut self, sql: Sql) {
        match self {
            Self::File(all) => {
                let (text, values) = sql.into_parts();
                all.push((text, vec![values]));
            }
            Self::Server { parts, cells } => {
                let (text, values) = sql.into_parts();
                parts.push(format!("s{} AS ({})", parts.len(), moved(&text, cells.len())));
                cells.extend(values);
            }
        }
    }

    /// Deletes the rows with these keys.
    pub(crate) fn delete(&mut self, table: &Table, keys: Vec<Vec<Cell>>) {
        if keys.is_empty() {
            return;
        }
        let columns = table.columns.get(..table.key).unwrap_or_default();
        if let Self::File(all) = self {
            let same =
                columns.iter().enumerate().map(|(index, column)| format!("{column} = ${}", index.saturating_add(1)));
            let same = same.collect::<Vec<_>>().join(" AND ");
            return all.push((format!("DELETE FROM {} WHERE {same}", table.name), keys));
        }
        let mut sql = Sql::new("DELETE FROM ");
        sql.push(table.name).push(" USING ");
        records(&mut sql, columns, &keys);
        for (index, column) in columns.iter().enumerate() {
            sql.push(if index == 0 { " WHERE " } else { " AND " });
            sql.push(table.name).push(".").push(column).push(" = r.").push(column);
        }
        self.add(sql);
    }

    /// Writes these rows, in this order, whatever stands at their keys.
    pub(crate) fn put(&mut self, table: &Table, rows: Vec<Vec<Cell>>) {
        if rows.is_empty() {
            return;
        }
        let (key, others) = table.columns.split_at_checked(table.key).unwrap_or((table.columns, &[]));
        let mut sets: Vec<String> = others.iter().map(|column| format!("{column} = excluded.{column}")).collect();
        sets.extend((!table.reset.is_empty()).then(|| table.reset.to_owned()));
        let sets = sets.join(", ");
        let otherwise = if sets.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {sets}") };
        self.insert(table.name, (table.columns, key), rows, &otherwise);
    }

    /// Inserts these rows, in this order; `otherwise` is done where the key is there already.
    pub(crate) fn insert(&mut self, table: &str, (columns, key): Shape<'_>, rows: Vec<Vec<Cell>>, otherwise: &str) {
        self.rows(table, columns, rows, &format!(" ON CONFLICT ({}) DO {otherwise}", key.join(", ")));
    }

    /// Inserts these rows, in this order, of which none is there.
    pub(crate) fn append(&mut self, table: &str, columns: &[&str], rows: Vec<Vec<Cell>>) {
        self.rows(table, columns, rows, "");
    }

    fn rows(&mut self, table: &str, columns: &[&str], rows: Vec<Vec<Cell>>, tail: &str) {
        if rows.is_empty() {
            return;
        }
        let head = format!("INSERT INTO {table} ({}) ", columns.join(", "));
        if let Self::File(all) = self {
            let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
            return all.push((format!("{head}VALUES ({}){tail}", places.join(", ")), rows));
        }
        let mut sql = Sql::new(&head);
        sql.push("SELECT ").push(&columns.join(", ")).push(" FROM ");
        records(&mut sql, columns, &rows);
        sql.push(tail);
        self.add(sql);
    }

    /// Runs them.
    pub(crate) async fn run(self, conn: &mut Conn) -> Result<()> {
        match self {
            Self::File(all) => {
                for (text, rows) in all {
                    sql::run_each(conn, &text, &rows)?;
                }
            }
            Self::Server { parts, .. } if parts.is_empty() => {}
            Self::Server { parts, cells } => {
                Sql::from_parts(format!("WITH {} SELECT 1", parts.join(", ")), cells).run(conn).await?;
            }
        }
        Ok(())
    }
}

/// Inserts those of these rows whose key is not there yet, and says which they were. The first column is the key, a text.
pub(crate) async fn insert_new(
    conn: &mut Conn,
    table: &str,
    columns: &[&str],
    rows: &[Vec<Cell>],
) -> Result<BTreeSet<String>> {
    if rows.is_empty() {
        return Ok(BTreeSet::new());
    }
    let head = format!("INSERT INTO {table} ({}) ", columns.join(", "));
    let key = columns.first().copied().unwrap_or_default();
    let tail = format!(" ON CONFLICT ({key}) DO NOTHING RETURNING {key}");
    let mut new = BTreeSet::new();
    if let Conn::File(_) = conn {
        for row in rows {
            let mut sql = Sql::new(&head);
            for (n, cell) in row.iter().enumerate() {
                sql.push(if n == 0 { "VALUES (" } else { ", " }).cell(cell.clone());
            }
            sql.push(")").push(&tail);
            new.extend(sql.all::<(String,)>(conn).await?.into_iter().map(|(key,)| key));
        }
        return Ok(new);
    }
    let mut sql = Sql::new(&head);
    sql.push("SELECT ").push(&columns.join(", ")).push(" FROM ");
    records(&mut sql, columns, rows);
    sql.push(&tail);
    new.extend(sql.all::<(String,)>(conn).await?.into_iter().map(|(key,)| key));
    Ok(new)
}

/// The columns of a row, and those of them that are its key.
pub(crate) type Shape<'s> = (&'s [&'s str], &'s [&'s str]);

/// Rows as one value, so that the text of the statement does not hang on how many there are: it is planned once.
fn records(sql: &mut Sql, columns: &[&str], rows: &[Vec<Cell>]) {
    let object = |row: &Vec<Cell>| {
        columns.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), json(cell))).collect::<Map<_, _>>()
    };
    let all: Vec<Value> = rows.iter().map(|row| Value::Object(object(row))).collect();
    let kinds: Vec<&Cell> = rows.first().into_iter().flatten().collect();
    sql.push("(SELECT ");
    for (index, (column, kind)) in columns.iter().zip(&kinds).enumerate() {
        sql.push(if index == 0 { "" } else { ", " });
        match kind {
            Cell::Bytes(_) => sql.push("decode(").push(column).push(", 'base64') AS ").push(column),
            Cell::Int(_) | Cell::Text(_) => sql.push(column),
        };
    }
    sql.push(" FROM json_to_recordset(CAST(").arg(&Value::Array(all)).push(" AS json)) AS j(");
    for (index, (column, kind)) in columns.iter().zip(&kinds).enumerate() {
        sql.push(if index == 0 { "" } else { ", " }).push(column);
        sql.push(if matches!(kind, Cell::Int(_)) { " BIGINT" } else { " TEXT" });
    }
    sql.push(")) AS r");
}

fn json(cell: &Cell) -> Value {
    match cell {
        Cell::Int(value) => Value::from(*value),
        Cell::Text(value) => Value::from(value.as_deref()),
        Cell::Bytes(value) => Value::from(value.as_deref().map(|bytes| BASE64.encode(bytes))),
    }
}

/// The text with its placeholders counted from `by` on.
fn moved(text: &str, by: usize) -> String {
    let mut out = String::with_capacity(text.len().saturating_add(16));
    let mut parts = text.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.len().saturating_sub(part.trim_start_matches(|c: char| c.is_ascii_digit()).len());
        let (number, rest) = part.split_at_checked(digits).unwrap_or((part, ""));
        let number = number.parse::<usize>().map_or(by, |number| number.saturating_add(by));
        out.push_str(&format!("${number}{rest}"));
    }
    out
}
