//! The line between nodes on one PostgreSQL: LISTEN and NOTIFY. What is told is names of streams, one a line, and nothing more.
//! It is told after the change and in a transaction of its own, because a NOTIFY lets no two changes be committed at a time.

use crate::error::{Result, StoreError};
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::time::timeout;

/// The channel of the database.
const CHANNEL: &str = "dengwen";
/// The most bytes that are told at once; PostgreSQL takes 8,000.
const BYTES_MAX: usize = 7_000;
/// How long the line may be silent before it is tried whether it holds.
const SILENCE: Duration = Duration::from_secs(10);
/// How long an answer on it may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A line to the other nodes. Once one of its calls fails it is of no more use, and what was told meanwhile is lost.
#[derive(Debug)]
pub struct Line {
    listener: PgListener,
    /// The name of this end: nobody hears what they told themselves.
    mine: u32,
}

impl Line {
    /// Opens one at the URL of the database.
    ///
    /// # Errors
    /// [`StoreError::Fault`] if the database does not answer.
    pub async fn open(url: &str) -> Result<Self> {
        in_time(async {
            let mut listener = PgListener::connect(url).await?;
            listener.eager_reconnect(false);
            listener.listen(CHANNEL).await?;
            let (mine,): (i32,) = sqlx::query_as("SELECT pg_backend_pid()").fetch_one(&mut listener).await?;
            Ok(Self { listener, mine: mine.unsigned_abs() })
        })
        .await
    }

    /// Tells the others which streams were written to.
    ///
    /// # Errors
    /// [`StoreError`] if the line is gone.
    pub async fn tell(&mut self, streams: &[String]) -> Result<()> {
        for words in together(streams) {
            let told = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(words);
            in_time(async { Ok(told.execute(&mut self.listener).await?) }).await?;
        }
        Ok(())
    }

    /// Waits for what another node tells. May be dropped while it waits; nothing is lost by it.
    ///
    /// # Errors
    /// [`StoreError`] if the line is gone.
    pub async fn heard(&mut self) -> Result<Vec<String>> {
        loop {
            match timeout(SILENCE, self.listener.try_recv()).await {
                Ok(heard) => {
                    let heard = heard?.ok_or(StoreError::Closed)?;
                    if heard.process_id() != self.mine {
                        return Ok(heard.payload().lines().map(str::to_owned).collect());
                    }
                }
                Err(_) => {
                    in_time(async { Ok(sqlx::query("SELECT 1").execute(&mut self.listener).await?) }).await?;
                }
            }
        }
    }
}

/// What comes of it within the time that is given to it.
async fn in_time<T>(asked: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(PATIENCE, asked).await.unwrap_or(Err(StoreError::Closed))
}

/// Names in lots that are not too long.
fn together(streams: &[String]) -> Vec<String> {
    let mut lots: Vec<String> = Vec::new();
    for stream in streams {
        match lots.last_mut().filter(|lot| lot.len() + stream.len() < BYTES_MAX) {
            Some(lot) => {
                lot.push('\n');
                lot.push_str(stream);
            }
            None => lots.push(stream.clone()),
        }
    }
    lots
}

#[cfg(test)]
mod tests {
    use super::{BYTES_MAX, together};

    #[test]
    fn many_names_are_told_in_lots_that_the_database_takes() {
        let streams: Vec<String> = (0..1_000).map(|n| format!("office.regulation.2026.{n}")).collect();
        let lots = together(&streams);
        assert!(lots.len() > 1 && lots.iter().all(|lot| lot.len() <= BYTES_MAX));
        let again: Vec<&str> = lots.iter().flat_map(|lot| lot.lines()).collect();
        assert_eq!(again, streams);
        assert!(together(&[]).is_empty());
    }
}
