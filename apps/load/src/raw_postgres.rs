//! What the bare driver reaches on PostgreSQL: the rows that the store holds of complaints, written into empty tables of the same make, each
//! complaint in a transaction of its own with one statement for each table, so many at a time as the loads ask.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Value;
use sqlx::{AssertSqlSafe, PgPool, postgres::PgPoolOptions};

use crate::{
    raw::CASES,
    told::{Times, Told},
};

/// Where the empty tables stand.
const SCHEMA: &str = "bare";

/// The rows of one complaint, table by table.
type Complaint = Vec<(String, Vec<Value>)>;

/// Drives the bare driver.
pub(crate) async fn bare(url: &str, connections: usize, seconds: Duration) -> Result<Told, String> {
    let most = u32::try_from(connections).unwrap_or(u32::MAX);
    let pool = PgPoolOptions::new().max_connections(most).connect(url).await.map_err(|why| why.to_string())?;
    let told = driven(&pool, connections, seconds).await;
    run(&pool, format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")).await?;
    told
}

async fn driven(pool: &PgPool, connections: usize, seconds: Duration) -> Result<Told, String> {
    let tables = texts(
        pool,
        "SELECT table_name::text FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) \
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND column_name = 'stream' ORDER BY 1",
    )
    .await?;
    let complaints = Arc::new(complaints(pool, &tables).await?);
    if complaints.is_empty() {
        return Err("the store holds no complaint".to_owned());
    }
    make_alike(pool, &tables).await?;
    let (next, begun) = (Arc::new(AtomicU64::new(0)), Instant::now());
    let mut all = Vec::new();
    for _ in 0..connections {
        let (pool, complaints, next) = (pool.clone(), Arc::clone(&complaints), Arc::clone(&next));
        all.push(tokio::spawn(async move { drive(&pool, &complaints, &next, begun + seconds).await }));
    }
    let mut times = Times::new()?;
    for one in all {
        times.add(one.await.map_err(|why| why.to_string())??)?;
    }
    Ok(times.told("bare", connections, begun.elapsed()))
}

async fn drive(pool: &PgPool, complaints: &[Complaint], next: &AtomicU64, until: Instant) -> Result<Times, String> {
    let mut times = Times::new()?;
    while Instant::now() < until {
        let (n, at) = (next.fetch_add(1, Ordering::Relaxed), Instant::now());
        let place = usize::try_from(n).unwrap_or(0) % complaints.len();
        let Some(complaint) = complaints.get(place) else { break };
        write(pool, complaint, n).await.map_err(|why| why.to_string())?;
        times.good(at.elapsed(), 0);
    }
    Ok(times)
}

/// The rows of one complaint under another name.
async fn write(pool: &PgPool, complaint: &Complaint, n: u64) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    for (table, rows) in complaint {
        let rows: Vec<Value> = rows.iter().map(|row| renamed(row, n)).collect();
        let insert = format!(
            "INSERT INTO {SCHEMA}.{table} SELECT * FROM json_populate_recordset(NULL::{SCHEMA}.{table}, CAST($1 AS json)) \
             ON CONFLICT DO NOTHING"
        );
        let insert = sqlx::query(AssertSqlSafe(insert)).bind(Value::Array(rows).to_string());
        insert.execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// Keys stand first and are made others; so is the number of a leaf, which nothing else may have.
fn renamed(row: &Value, n: u64) -> Value {
    let Value::Object(cells) = row else { return row.clone() };
    let cells = cells.iter().enumerate().map(|(at, (name, cell))| {
        let cell = match cell {
            _ if name == "leaf" => Value::from(n),
            Value::String(text) if at < 2 => match text.strip_prefix("\\x").and_then(|digits| digits.get(16..)) {
                Some(rest) => Value::from(format!("\\x{n:016x}{rest}")),
                None => Value::from(format!("{text}{n}")),
            },
            other => other.clone(),
        };
        (name.clone(), cell)
    });
    Value::Object(cells.collect())
}

/// The rows of complaints that have not been touched since they were filed, the newest first; a table is read once for all of them.
async fn complaints(pool: &PgPool, tables: &[String]) -> Result<Vec<Complaint>, String> {
    let streams = format!(
        "SELECT s.id FROM streams s JOIN commits c ON c.stream = s.id WHERE s.sort = 'case' AND s.head_seq = 1 \
         ORDER BY c.leaf DESC LIMIT {CASES}"
    );
    let streams = texts(pool, &streams).await?;
    let mut all: BTreeMap<String, Complaint> = BTreeMap::new();
    for table in tables {
        let sql = format!("SELECT stream, row_to_json(t)::text FROM {table} t WHERE stream = ANY($1)");
        let found = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(sql)).bind(&streams).fetch_all(pool).await;
        for (stream, row) in found.map_err(|why| why.to_string())? {
            let row = serde_json::from_str(&row).map_err(|why| why.to_string())?;
            let complaint = all.entry(stream).or_default();
            match complaint.last_mut().filter(|(last, _)| last == table) {
                Some((_, rows)) => rows.push(row),
                None => complaint.push((table.clone(), vec![row])),
            }
        }
    }
    Ok(streams.iter().filter_map(|stream| all.remove(stream)).collect())
}

/// The same tables and indices, empty.
async fn make_alike(pool: &PgPool, tables: &[String]) -> Result<(), String> {
    run(pool, format!("DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")).await?;
    run(pool, format!("CREATE SCHEMA {SCHEMA}")).await?;
    for table in tables {
        run(pool, format!("CREATE TABLE {SCHEMA}.{table} (LIKE public.{table} INCLUDING ALL)")).await?;
    }
    Ok(())
}

async fn run(pool: &PgPool, sql: String) -> Result<(), String> {
    sqlx::query(AssertSqlSafe(sql)).execute(pool).await.map(drop).map_err(|why| why.to_string())
}

/// One column of text.
async fn texts(pool: &PgPool, sql: &str) -> Result<Vec<String>, String> {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(pool).await.map_err(|why| why.to_string())
}
