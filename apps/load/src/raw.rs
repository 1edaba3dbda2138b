//! What the bare driver reaches on SQLite: the rows that the store holds of complaints, written into an empty store of the same make, each
//! complaint in a transaction of its own, and nothing else done. It says what of the time belongs to the database.

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, params_from_iter, types::Value};
use tokio::task::spawn_blocking;

use crate::told::{Times, Told};

/// How many complaints are written again and again under other names.
pub(crate) const CASES: i64 = 200;
/// How many share a commit, as they do when many file at a time.
const TOGETHER: usize = 16;

/// A table with the rows of one complaint.
struct Rows {
    insert: String,
    rows: Vec<Vec<Value>>,
}

/// Drives the bare driver.
pub(crate) async fn bare(store: &Path, seconds: Duration) -> Result<Told, String> {
    let store = store.to_owned();
    spawn_blocking(move || driven(&store, seconds)).await.map_err(|why| why.to_string())?
}

fn driven(store: &Path, seconds: Duration) -> Result<Told, String> {
    let wrong = |why: rusqlite::Error| why.to_string();
    let from = Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(wrong)?;
    let cases = complaints(&from).map_err(wrong)?;
    if cases.is_empty() {
        return Err("the store holds no complaint".to_owned());
    }
    let scratch = store.with_file_name("bare.sqlite");
    let gone = || ["", "-wal", "-shm"].map(|end| std::fs::remove_file(format!("{}{end}", scratch.display())));
    let _ = gone();
    let into = Connection::open(&scratch).map_err(wrong)?;
    into.set_prepared_statement_cache_capacity(128);
    into.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 4000;",
    )
    .map_err(wrong)?;
    make_alike(&from, &into).map_err(wrong)?;
    let (mut times, begun, mut n) = (Times::new()?, Instant::now(), 0_u64);
    while begun.elapsed() < seconds {
        let at = Instant::now();
        into.execute_batch("BEGIN IMMEDIATE").map_err(wrong)?;
        let mut together = 0_u32;
        for case in cases.iter().cycle().skip(usize::try_from(n).unwrap_or(0) % cases.len()).take(TOGETHER) {
            n += 1;
            together += 1;
            write(&into, case, n).map_err(wrong)?;
        }
        into.execute_batch("COMMIT").map_err(wrong)?;
        (0..together).for_each(|_| times.good(at.elapsed(), 0));
    }
    let told = times.told("bare", 1, begun.elapsed());
    drop(into);
    let _ = gone();
    Ok(told)
}

/// The rows of complaints that have not been touched since they were filed, the newest first, table by table. The log is gone through from
/// its end, and a table once for all of them: not each is in the order of streams, and each may be long.
fn complaints(from: &Connection) -> rusqlite::Result<Vec<Vec<Rows>>> {
    let texts =
        |sql: &str| -> rusqlite::Result<Vec<String>> { from.prepare(sql)?.query_map([], |row| row.get(0))?.collect() };
    let tables = texts(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'stream' WHERE m.type = 'table' ORDER BY 1",
    )?;
    let streams = texts(&format!(
        "SELECT s.id FROM commits c CROSS JOIN streams s WHERE s.id = c.stream AND s.sort = 'case' AND s.head_seq = 1 \
         ORDER BY c.leaf DESC LIMIT {CASES}"
    ))?;
    let asked = serde_json::json!(streams).to_string();
    let mut all: BTreeMap<String, Vec<Rows>> = BTreeMap::new();
    for table in &tables {
        let mut statement =
            from.prepare(&format!("SELECT * FROM {table} WHERE stream IN (SELECT value FROM json_each(?))"))?;
        let (many, stream) = (statement.column_count(), statement.column_index("stream")?);
        let insert = format!("INSERT OR REPLACE INTO {table} VALUES ({})", vec!["?"; many].join(", "));
        let mut found = statement.query([&asked])?;
        while let Some(row) = found.next()? {
            let cells = (0..many).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<Value>>>()?;
            let case = all.entry(row.get(stream)?).or_default();
            match case.last_mut().filter(|rows| rows.insert == insert) {
                Some(rows) => rows.rows.push(cells),
                None => case.push(Rows { insert: insert.clone(), rows: vec![cells] }),
            }
        }
    }
    Ok(streams.iter().filter_map(|stream| all.remove(stream)).collect())
}

/// The same tables and indices, empty.
fn make_alike(from: &Connection, into: &Connection) -> rusqlite::Result<()> {
    let made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC";
    let made: Vec<String> = from.prepare(made)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    into.execute_batch(&made.join(";"))
}

/// The rows of one complaint under another name: keys stand first and are made others.
fn write(into: &Connection, case: &[Rows], n: u64) -> rusqlite::Result<()> {
    for table in case {
        for row in &table.rows {
            let cells = row.iter().enumerate().map(|(at, cell)| match cell {
                Value::Text(text) if at < 2 => Value::Text(format!("{text}{n}")),
                other => other.clone(),
            });
            into.prepare_cached(&table.insert)?.execute(params_from_iter(cells))?;
        }
    }
    Ok(())
}
