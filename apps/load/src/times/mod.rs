//! A store many times as large as the one that was filled: each case lies there again under other names, with its commits, which are
//! proven like all others, and its rows in every list and index. Lists, searches, figures and pages answer as they would with so
//! many cases. No limit of a copy runs.

mod proven;

use std::path::Path;

use rusqlite::Connection;

/// What stands between the office and the rest in the name of a copy: it sorts behind all that is ordinary.
const MARK: char = '~';
/// Left out: limits that run, what was to be done outside, papers that are public under one address, and what is proven apart.
const WITHOUT: [&str; 5] = ["clocks", "outbox", "public_papers", "commits", "leaves"];

/// Makes a filled store so many times as large, and its card tell so.
pub(crate) async fn multiply(data: &Path, times: u64) -> Result<(), String> {
    let (file, from) = (data.join("dengwen.sqlite"), data.join("once.sqlite"));
    let card = data.join("fill.json");
    let text = std::fs::read_to_string(&card).map_err(|why| format!("{}: {why}", card.display()))?;
    let mut told: serde_json::Value = serde_json::from_str(&text).map_err(|why| why.to_string())?;
    if told.get("times").is_some() {
        return Err(format!("{} is a store of copies already", data.display()));
    }
    Connection::open(&file).and_then(|conn| conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")).map_err(wrong)?;
    std::fs::copy(&file, &from).map_err(|why| format!("{}: {why}", from.display()))?;
    copied(&file, &from, times).await?;
    std::fs::remove_file(&from).map_err(|why| format!("{}: {why}", from.display()))?;
    let cases = told.get("cases").and_then(serde_json::Value::as_u64).unwrap_or(0);
    if let Some(told) = told.as_object_mut() {
        told.insert("times".to_owned(), times.into());
        told.insert("cases".to_owned(), cases.saturating_mul(times).into());
    }
    std::fs::write(&card, format!("{told:#}\n")).map_err(|why| format!("{}: {why}", card.display()))
}

fn wrong(why: rusqlite::Error) -> String {
    why.to_string()
}

async fn copied(file: &Path, from: &Path, times: u64) -> Result<(), String> {
    let conn = Connection::open(file).map_err(wrong)?;
    conn.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; PRAGMA temp_store = FILE;",
    )
    .map_err(wrong)?;
    conn.execute("ATTACH ? AS once", [from.to_string_lossy()]).map_err(wrong)?;
    let indices = without_indices(&conn).map_err(wrong)?;
    conn.execute_batch("BEGIN").map_err(wrong)?;
    rows(&conn, times).map_err(wrong)?;
    proven::prove(&conn, from, times).await?;
    conn.execute_batch("COMMIT").map_err(wrong)?;
    for sql in indices {
        eprintln!("{sql} …");
        conn.execute_batch(&sql).map_err(wrong)?;
    }
    conn.execute_batch("DETACH once; ANALYZE; PRAGMA journal_mode = WAL;").map_err(wrong)
}

/// Takes the indices away and gives what makes them anew at the end, each in one go.
fn without_indices(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let made = texts(conn, "SELECT sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL")?;
    for name in texts(conn, "SELECT name FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL")? {
        conn.execute_batch(&format!("DROP INDEX main.{name}"))?;
    }
    Ok(made)
}

/// The rows of all copies, but those of the log.
fn rows(conn: &Connection, times: u64) -> rusqlite::Result<()> {
    let tables = "SELECT m.name FROM main.sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'stream' \
                  WHERE m.type = 'table' UNION SELECT 'streams' ORDER BY 1";
    for table in texts(conn, tables)?.iter().filter(|table| !WITHOUT.contains(&table.as_str())) {
        eprintln!("{table} …");
        for copy in 1..times {
            conn.execute_batch(&again(conn, table, copy)?)?;
        }
    }
    let sums = "UPDATE main.tallies SET elements = elements * {n}, counting = counting * {n}, total = total * {n}";
    conn.execute_batch(&sums.replace("{n}", &times.to_string()))
}

/// The statement that writes a table's rows of cases once more. Names of cases become those of the copy; what else makes a row
/// the only one of its sort does too.
fn again(conn: &Connection, table: &str, copy: u64) -> rusqlite::Result<String> {
    let mut statement = conn.prepare(&format!("SELECT name, type, pk FROM pragma_table_info('{table}')"))?;
    let columns = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let columns: Vec<(String, String, i64)> = columns.collect::<rusqlite::Result<_>>()?;
    let stream = if table == "streams" { "id" } else { "stream" };
    let by_stream = columns.iter().any(|(name, _, key)| name == stream && *key > 0);
    let cell = |(name, kind, key): &(String, String, i64)| match name.as_str() {
        name if name == stream => renaming(name, copy),
        "to_stream" | "stream_read" => renaming(name, copy),
        name if *key == 1 && !by_stream && kind == "BYTEA" => format!("CAST({name} || '{MARK}{copy}' AS BLOB)"),
        name if *key == 1 && !by_stream => format!("{name} || '{MARK}{copy}'"),
        name => name.to_owned(),
    };
    let cells: Vec<String> = columns.iter().map(cell).collect();
    Ok(format!(
        "INSERT INTO main.{table} SELECT {} FROM once.{table} WHERE {stream} IN (SELECT id FROM once.streams WHERE sort = 'case')",
        cells.join(", ")
    ))
}

/// The name of a case in its copy; its office stays.
fn renamed(case: &str, copy: u64) -> String {
    let (office, rest) = case.split_once('.').unwrap_or((case, ""));
    format!("{office}.{MARK}{copy}{rest}")
}

/// What makes it of the name that stands in a column.
fn renaming(column: &str, copy: u64) -> String {
    let after = format!("instr({column}, '.')");
    format!("substr({column}, 1, {after}) || '{MARK}{copy}' || substr({column}, {after} + 1)")
}

fn texts(conn: &Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    conn.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}
