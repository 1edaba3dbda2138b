//! Limits that all pass at once: a server that wakes up long after they were due.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags};

use crate::{
    faults::{FAKETIME, copied},
    server::Start,
    told::{Times, Told},
};

/// How many days later it is for the server: by then most of what ran when the store was filled is due.
const LATER: u32 = 30;
/// How often it is looked what is left.
const LOOK: Duration = Duration::from_millis(100);
/// When it is given up.
const PATIENCE: Duration = Duration::from_secs(600);

/// Starts a server on a copy of the store whose clock is ahead, and waits until nothing is due any more. What passed is counted as
/// the log has it: one command for each instant of each run, which none can be performed twice.
pub(crate) async fn all_at_once(binary: &Path, data: &Path) -> Result<Told, String> {
    if !Path::new(FAKETIME).exists() {
        return Err(format!("{FAKETIME} is not there: install faketime"));
    }
    let copy = data.with_extension("due");
    std::fs::create_dir_all(&copy).map_err(|why| format!("{}: {why}", copy.display()))?;
    let told = match copied(data, &copy) {
        Ok(()) => passed(binary, &copy).await,
        Err(why) => Err(why),
    };
    // The copy has served.
    let _ = std::fs::remove_dir_all(&copy);
    told
}

async fn passed(binary: &Path, copy: &Path) -> Result<Told, String> {
    let before = performed(copy)?;
    let (preload, later) = (format!("LD_PRELOAD={FAKETIME}"), format!("FAKETIME=+{LATER}d"));
    let by = ["env", &preload, &later, "FAKETIME_DONT_FAKE_MONOTONIC=1"];
    let start = Start { by: by.map(str::to_owned).to_vec(), ..Start::of(binary, copy, None)? };
    let begun = Instant::now();
    let mut server = start.ready().await?;
    while due(copy)? > 0 {
        if begun.elapsed() > PATIENCE || server.has_ended() {
            return Err("limits were left over".to_owned());
        }
        tokio::time::sleep(LOOK).await;
    }
    let took = begun.elapsed();
    server.stop();
    let passed = performed(copy)?.saturating_sub(before);
    let mut times = Times::new()?;
    (0..passed).for_each(|_| times.good(took, 0));
    Ok(times.told("limits that pass at once", 1, took))
}

/// How many instants of limits were performed so far.
fn performed(copy: &Path) -> Result<u64, String> {
    counted(copy, "SELECT COUNT(*) FROM commands WHERE id LIKE 'pass %'", None)
}

/// How many clocks are due by the server's time and not seen to.
fn due(copy: &Path) -> Result<u64, String> {
    let now = std::time::UNIX_EPOCH.elapsed().map_err(|why| why.to_string())?;
    let later = now + Duration::from_secs(u64::from(LATER) * 86_400);
    counted(copy, "SELECT COUNT(*) FROM clocks WHERE fires_at <= ?1", Some(later))
}

fn counted(copy: &Path, sql: &str, until: Option<Duration>) -> Result<u64, String> {
    let wrong = |why: rusqlite::Error| why.to_string();
    let conn =
        Connection::open_with_flags(copy.join("dengwen.sqlite"), OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(wrong)?;
    conn.busy_timeout(PATIENCE).map_err(wrong)?;
    let micros = until.map(|until| i64::try_from(until.as_micros()).unwrap_or(i64::MAX));
    let count: i64 = match micros {
        Some(micros) => conn.query_row(sql, [micros], |row| row.get(0)),
        None => conn.query_row(sql, [], |row| row.get(0)),
    }
    .map_err(wrong)?;
    Ok(count.unsigned_abs())
}
