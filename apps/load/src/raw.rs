//! What the bare driver reaches: the rows that the store holds of complaints, written into an empty store of the same make, each
//! complaint in a transaction of its own, and nothing else done. It says what of the time belongs to the database.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, Row as _, SqliteConnection,
    sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous},
};

use crate::told::{Times, Told};

/// How many complaints are written again and again under other names.
const CASES: i64 = 200;
/// How many share a commit, as they do when many file at a time.
const TOGETHER: usize = 16;

/// A table with the rows of one complaint.
struct Rows {
    insert: String,
    rows: Vec<Vec<Cell>>,
}

/// What stands in a column.
#[derive(Clone)]
enum Cell {
    Nothing,
    Whole(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// Drives the bare driver.
pub(crate) async fn bare(store: &Path, seconds: Duration) -> Result<Told, String> {
    let wrong = |why: sqlx::Error| why.to_string();
    let mut from = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(store).read_only(true))
        .await
        .map_err(wrong)?;
    let cases = complaints(&mut from).await.map_err(wrong)?;
    if cases.is_empty() {
        return Err("the store holds no complaint".to_owned());
    }
    let scratch = store.with_file_name("bare.sqlite");
    let gone = || ["", "-wal", "-shm"].map(|end| std::fs::remove_file(format!("{}{end}", scratch.display())));
    let _ = gone();
    let options = SqliteConnectOptions::new()
        .filename(&scratch)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut into = SqliteConnection::connect_with(&options).await.map_err(wrong)?;
    make_alike(&mut from, &mut into).await.map_err(wrong)?;
    let (mut times, begun, mut n) = (Times::new()?, Instant::now(), 0_u64);
    while begun.elapsed() < seconds {
        let at = Instant::now();
        into.execute("BEGIN IMMEDIATE").await.map_err(wrong)?;
        let mut together = 0_u32;
        for case in cases.iter().cycle().skip(usize::try_from(n).unwrap_or(0) % cases.len()).take(TOGETHER) {
            n += 1;
            together += 1;
            write(&mut into, case, n).await.map_err(wrong)?;
        }
        into.execute("COMMIT").await.map_err(wrong)?;
        (0..together).for_each(|_| times.good(at.elapsed(), 0));
    }
    let told = times.told("bare", 1, begun.elapsed());
    into.close().await.map_err(wrong)?;
    let _ = gone();
    Ok(told)
}

/// The tables with rows of a case, as they are, and the rows of some that have not been touched since they were filed.
async fn complaints(from: &mut SqliteConnection) -> Result<Vec<Vec<Rows>>, sqlx::Error> {
    let tables: Vec<(String,)> = sqlx::query_as(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'stream' WHERE m.type = 'table' ORDER BY 1",
    )
    .fetch_all(&mut *from)
    .await?;
    let streams: Vec<(String,)> =
        sqlx::query_as("SELECT id FROM streams WHERE sort = 'case' AND head_seq = 1 ORDER BY rowid DESC LIMIT ?")
            .bind(CASES)
            .fetch_all(&mut *from)
            .await?;
    let mut all = Vec::new();
    for (stream,) in streams {
        let mut case = Vec::new();
        for (table,) in &tables {
            let sql = AssertSqlSafe(format!("SELECT * FROM {table} WHERE stream = ?"));
            let rows = sqlx::query(sql).bind(&stream).fetch_all(&mut *from).await?;
            let Some(first) = rows.first() else { continue };
            let many = first.columns().len();
            let marks = vec!["?"; many].join(", ");
            let insert = format!("INSERT OR REPLACE INTO {table} VALUES ({marks})");
            let cells = |row: &SqliteRow| (0..many).map(|at| cell(row, at)).collect();
            case.push(Rows { insert, rows: rows.iter().map(cells).collect() });
        }
        all.push(case);
    }
    Ok(all)
}

fn cell(row: &SqliteRow, at: usize) -> Cell {
    use sqlx::{TypeInfo as _, ValueRef as _};
    let Ok(value) = row.try_get_raw(at) else { return Cell::Nothing };
    let found = match value.type_info().name() {
        "INTEGER" => row.try_get(at).ok().map(Cell::Whole),
        "BLOB" => row.try_get(at).ok().map(Cell::Bytes),
        _ if value.is_null() => None,
        _ => row.try_get(at).ok().map(Cell::Text),
    };
    found.unwrap_or(Cell::Nothing)
}

/// The same tables and indices, empty.
async fn make_alike(from: &mut SqliteConnection, into: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC";
    for (sql,) in sqlx::query_as::<_, (String,)>(made).fetch_all(from).await? {
        into.execute(AssertSqlSafe(sql)).await?;
    }
    Ok(())
}

/// The rows of one complaint under another name: every text that is its id, and the numbers that must differ.
async fn write(into: &mut SqliteConnection, case: &[Rows], n: u64) -> Result<(), sqlx::Error> {
    for table in case {
        for row in &table.rows {
            let mut arguments = SqliteArguments::default();
            for (at, cell) in row.iter().enumerate() {
                let bound = match cell {
                    Cell::Nothing => sqlx::Arguments::add(&mut arguments, Option::<i64>::None),
                    Cell::Whole(whole) => sqlx::Arguments::add(&mut arguments, *whole),
                    // Keys stand first: they are made others.
                    Cell::Text(text) if at < 2 => sqlx::Arguments::add(&mut arguments, format!("{text}{n}")),
                    Cell::Text(text) => sqlx::Arguments::add(&mut arguments, text.clone()),
                    Cell::Bytes(bytes) => sqlx::Arguments::add(&mut arguments, bytes.clone()),
                };
                bound.map_err(sqlx::Error::Encode)?;
            }
            sqlx::query_with(AssertSqlSafe(table.insert.clone()), arguments).execute(&mut *into).await?;
        }
    }
    Ok(())
}
