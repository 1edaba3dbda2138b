//! Clocks, and the outbox: what waits for its time. A row taken is left alone by others until the lease is over.

use crate::change::OutboxRow;
use crate::error::Result;
use crate::open::Store;
use crate::rows::ClockRow;
use crate::sql::Sql;
use crate::table::{columns, select};
use jiff::{SignedDuration, Timestamp};

/// Who empties a part of the outbox: a relay that does not answer holds up letters alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What the desk does itself.
    Desk,
    /// Letters by mail.
    Letters,
}

impl Lane {
    const fn sql(self) -> &'static str {
        match self {
            Self::Desk => "kind <> 'letter'",
            Self::Letters => "kind = 'letter'",
        }
    }
}

/// A letter that did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedLetter {
    /// Its idempotency key.
    pub id: String,
    /// Why the last try failed.
    pub failure: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried again, or would have been.
    pub due_at: Timestamp,
    /// When it was given up.
    pub given_up: Option<Timestamp>,
}

impl Store {
    /// The clocks that fire by now, earliest first. The caller loads each case, derives its clocks again and performs
    /// what really passed; writing the row in that change sets it free. A row left unwritten comes again after the lease.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn due_clocks(&self, now: Timestamp, lease: SignedDuration, limit: u32) -> Result<Vec<ClockRow>> {
        if self.next_clock_at().await?.is_none_or(|next| next > now) {
            return Ok(Vec::new());
        }
        let skip_locked = self.backend().skip_locked();
        let until = now.saturating_add(lease).unwrap_or(now);
        let mut taken: Vec<ClockRow> = self
            .write(move |conn| {
                Box::pin(async move {
                    let mut sql = Sql::new("UPDATE clocks SET claimed_until = ");
                    let key = "(stream, row_no, limit_id, each_party, run)";
                    sql.arg(&until)
                        .push(" WHERE ")
                        .push(key)
                        .push(" IN (SELECT stream, row_no, limit_id, each_party, run FROM clocks");
                    sql.push(" WHERE fires_at <= ").arg(&now).push(" AND claimed_until <= ").arg(&now);
                    sql.push(" ORDER BY fires_at, stream LIMIT ").arg(&limit).push(skip_locked);
                    sql.push(") RETURNING ").push(&columns::<ClockRow>(""));
                    sql.all(conn).await
                })
            })
            .await?;
        taken.sort_by(|a, b| (a.fires_at, &a.stream, &a.limit_id).cmp(&(b.fires_at, &b.stream, &b.limit_id)));
        Ok(taken)
    }

    /// When the next clock fires.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn next_clock_at(&self) -> Result<Option<Timestamp>> {
        let sql = Sql::new("SELECT MIN(fires_at) FROM clocks WHERE fires_at IS NOT NULL");
        Ok(sql.first(&mut self.reader().await?).await?.and_then(|(next,): (Option<Timestamp>,)| next))
    }

    /// The clocks of a case.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn clocks(&self, stream: &str) -> Result<Vec<ClockRow>> {
        let sql = select::<ClockRow>("WHERE stream = $1 ORDER BY due_at, row_no, limit_id, each_party, run");
        sql.with(&stream.to_owned()).all(&mut self.reader().await?).await
    }

    /// The clocks derived from an older calendar that may move: provisional ones and those due after the change.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn clocks_of_older_calendar(
        &self,
        revision: u64,
        changed_from: Timestamp,
        limit: u32,
    ) -> Result<Vec<ClockRow>> {
        let sql = "WHERE calendar_revision < $1 AND (provisional = 1 OR due_at >= $2) ORDER BY stream, row_no, limit_id LIMIT $3";
        select::<ClockRow>(sql).with(&revision).with(&changed_from).with(&limit).all(&mut self.reader().await?).await
    }

    /// Takes what is due from a lane of the outbox, and counts the attempt.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn outbox_take(
        &self,
        lane: Lane,
        now: Timestamp,
        lease: SignedDuration,
        limit: u32,
    ) -> Result<Vec<OutboxRow>> {
        let lane = lane.sql();
        let sql = Sql::new(&format!("SELECT 1 FROM outbox WHERE done_at IS NULL AND {lane} AND due_at <= $1 LIMIT 1"));
        let waiting: Option<(i64,)> = sql.with(&now).first(&mut self.reader().await?).await?;
        if waiting.is_none() {
            return Ok(Vec::new());
        }
        let skip_locked = self.backend().skip_locked();
        let until = now.saturating_add(lease).unwrap_or(now);
        let mut taken: Vec<OutboxRow> = self
            .write(move |conn| {
                Box::pin(async move {
                    let mut sql = Sql::new("UPDATE outbox SET attempts = attempts + 1, due_at = ");
                    sql.arg(&until).push(" WHERE id IN (SELECT id FROM outbox WHERE done_at IS NULL AND ");
                    sql.push(lane).push(" AND due_at <= ").arg(&now);
                    sql.push(" ORDER BY due_at, id LIMIT ").arg(&limit).push(skip_locked);
                    sql.push(") RETURNING ").push(&columns::<OutboxRow>(""));
                    sql.all(conn).await
                })
            })
            .await?;
        taken.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(taken)
    }

    /// Puts something into the outbox that follows from no commit, unless it is there, done or not.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn outbox_add(&self, row: &OutboxRow) -> Result<()> {
        let sql = Sql::new(
            "INSERT INTO outbox (id, kind, stream, body, due_at, attempts) VALUES ($1, $2, $3, $4, $5, 0) \
             ON CONFLICT (id) DO NOTHING",
        );
        let sql = sql.with(&row.id).with(&row.kind).with(&row.stream).with(&row.body).with(&row.due_at);
        self.run(sql).await.map(|_| ())
    }

    /// Gives it up: it is not tried again, and the reason stays.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn outbox_given_up(&self, id: &str, at: Timestamp, failure: &str) -> Result<()> {
        let sql = Sql::new("UPDATE outbox SET done_at = $1, failure = $2 WHERE id = $3 AND done_at IS NULL");
        self.run(sql.with(&at).with(&Some(failure.to_owned())).with(&id.to_owned())).await.map(|_| ())
    }

    /// Letters of this stream that failed since an instant, with the reason: whose they are, how often they were tried, and
    /// whether they were given up.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn letters_failed(&self, stream: &str, since: Timestamp, limit: u32) -> Result<Vec<FailedLetter>> {
        let sql = Sql::new(
            "SELECT id, failure, attempts, due_at, done_at FROM outbox WHERE kind = 'letter' AND stream = $1 \
             AND failure IS NOT NULL AND due_at >= $2 ORDER BY due_at DESC, id LIMIT $3",
        );
        let sql = sql.with(&stream.to_owned()).with(&since).with(&limit);
        let rows: Vec<(String, String, u32, Timestamp, Option<Timestamp>)> = sql.all(&mut self.reader().await?).await?;
        let failed = |(id, failure, attempts, due_at, done_at)| FailedLetter {
            id,
            failure,
            attempts,
            due_at,
            given_up: done_at,
        };
        Ok(rows.into_iter().map(failed).collect())
    }

    /// Marks it as done for good.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn outbox_done(&self, id: &str, at: Timestamp) -> Result<()> {
        let id = id.to_owned();
        self.write(move |conn| {
            Box::pin(async move {
                let sql = Sql::new("UPDATE outbox SET done_at = $1, failure = NULL WHERE id = $2 AND done_at IS NULL");
                sql.with(&at).with(&id).run(conn).await.map(|_| ())
            })
        })
        .await
    }

    /// Puts it back until later, with the reason.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn outbox_failed(&self, id: &str, retry_at: Timestamp, failure: &str) -> Result<()> {
        let (id, failure) = (id.to_owned(), Some(failure.to_owned()));
        self.write(move |conn| {
            Box::pin(async move {
                let sql = Sql::new("UPDATE outbox SET due_at = $1, failure = $2 WHERE id = $3 AND done_at IS NULL");
                sql.with(&retry_at).with(&failure).with(&id).run(conn).await.map(|_| ())
            })
        })
        .await
    }

    /// When the next thing in a lane of the outbox is due.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn next_outbox_at(&self, lane: Lane) -> Result<Option<Timestamp>> {
        let lane = lane.sql();
        let sql = Sql::new(&format!("SELECT MIN(due_at) FROM outbox WHERE done_at IS NULL AND {lane}"));
        Ok(sql.first(&mut self.reader().await?).await?.and_then(|(next,): (Option<Timestamp>,)| next))
    }

    /// How much waits in the outbox, and how much of it failed at least once.
    ///
    /// # Errors
    /// [`crate::StoreError::Fault`].
    pub async fn outbox_waiting(&self) -> Result<(u64, u64)> {
        let sql = Sql::new("SELECT COUNT(*), COUNT(failure) FROM outbox WHERE done_at IS NULL");
        Ok(sql.first(&mut self.reader().await?).await?.unwrap_or((0, 0)))
    }
}
