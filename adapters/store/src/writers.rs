//! Those who write to a server, on a thread of their own: whoever holds a number of a series or the end of the ledger is not kept
//! waiting behind pages that are being drawn.
//!
//! A change is committed without waiting for the disk, so that the next one gets its number and its place before that; it is
//! acknowledged once a second commit on the very same connection, which does wait, has come back. Whatever the server wrote before
//! that lies on the disk then; and had the server fallen in between, with what it had not written yet, the connection would
//! have fallen with it.

use crate::conn::Conn;
use crate::door::{Door, Order, Work, Worked};
use crate::error::{Result, StoreError};
use crate::open::Backend;
use crate::sql::plain;
use crate::together::Queue;
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::{Semaphore, mpsc, oneshot};

/// How many write, or wait for the disk, at a time.
const CONNECTIONS: u32 = 7;
/// How many of them perform changes: one works while the other one waits for the disk. Who finds both busy goes with others that wait.
const GROUPS: usize = 2;
/// How many may wait.
const WAITING: usize = 256;
/// How a change begins: its COMMIT does not wait.
const UNHURRIED: &str = "BEGIN; SET LOCAL synchronous_commit TO off";
/// How it ends: its locks are free with the first of these; the second is a commit of its own that waits, by whatever the server is
/// set to wait for, and leaves nothing in any table.
const COMMITTED: &str = "COMMIT; SELECT CAST(pg_logical_emit_message(true, 'dengwen', '') AS TEXT)";

/// Starts them; they end with the last who has the door.
pub(crate) async fn start(url: &str, patience: Duration) -> Result<Door> {
    let (door, orders, changes) = Door::new(WAITING, Backend::Postgres);
    let (ready, started) = oneshot::channel();
    let url = url.to_owned();
    let work = move || match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(serve(url, patience, ready, (orders, changes))),
        // Nobody is there any more who could be told but by `ready`, which falls here.
        Err(error) => tracing::error!(%error, "no runtime for those who write"),
    };
    thread::Builder::new().name("writers".to_owned()).spawn(work).map_err(|why| StoreError::Fault(why.into()))?;
    started.await.map_err(|_| StoreError::Closed)??;
    Ok(door)
}

type Waiting = (mpsc::Receiver<Order>, Queue);

async fn serve(url: String, patience: Duration, ready: oneshot::Sender<Result<()>>, (mut orders, changes): Waiting) {
    let pool = AnyPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(patience);
    let pool = match pool.connect(&url).await.map_err(StoreError::from) {
        Ok(pool) => pool,
        Err(error) => {
            // Whoever asked may have gone away meanwhile.
            let _ = ready.send(Err(error));
            return;
        }
    };
    // Whoever asked may have gone away meanwhile.
    let _ = ready.send(Ok(()));
    tokio::spawn(in_groups(pool.clone(), changes));
    while let Some(order) = orders.recv().await {
        match order {
            Order::Work(work) => drop(tokio::spawn(perform(pool.clone(), work))),
            Order::Close(sender) => {
                // Waits for those who have a connection.
                pool.close().await;
                // Whoever asked may have gone away meanwhile.
                let _ = sender.send(());
                return;
            }
        }
    }
}

/// Performs changes, with each all those that came while everybody was at work.
async fn in_groups(pool: AnyPool, mut changes: Queue) {
    let free = Arc::new(Semaphore::new(GROUPS));
    while let Ok(place) = Arc::clone(&free).acquire_owned().await
        && let Some(group) = changes.next().await
    {
        let pool = pool.clone();
        drop(tokio::spawn(async move {
            perform(pool, group).await;
            drop(place);
        }));
    }
}

/// A connection in the middle of a transaction: who is left in it is closed, so that nobody goes on with what another one began.
struct Begun {
    conn: Conn,
    over: bool,
}

impl Drop for Begun {
    fn drop(&mut self) {
        if let Conn::Pooled(conn) = &mut self.conn
            && !self.over
        {
            conn.close_on_drop();
        }
    }
}

impl Begun {
    async fn on(pool: &AnyPool) -> Result<Self> {
        let mut begun = Self { conn: Conn::Pooled(pool.acquire().await?), over: false };
        plain(&mut begun.conn, UNHURRIED).await?;
        Ok(begun)
    }

    /// Ends it, one way or the other; the connection is good for the next then.
    async fn end(mut self, how: &'static str) -> Result<()> {
        plain(&mut self.conn, how).await?;
        self.over = true;
        Ok(())
    }
}

/// Does it in a transaction of its own and says so once it is on the disk.
async fn perform(pool: AnyPool, Work(job): Work) {
    let mut begun = match Begun::on(&pool).await {
        Ok(begun) => begun,
        Err(error) => return (job(None).await.tell)(Some(error.to_string())),
    };
    let Worked { keep, tell } = job(Some(&mut begun.conn)).await;
    let ended = begun.end(if keep { COMMITTED } else { "ROLLBACK" }).await;
    // What was to be undone is undone with the connection, if not by itself.
    tell(ended.err().filter(|_| keep).map(|error| format!("the commit failed: {error:?}")));
}
