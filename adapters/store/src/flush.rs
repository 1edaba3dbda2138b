//! Waiting for the disk of a server. A change is committed there without waiting, so that whoever comes next need not wait until
//! the disk has answered before them for the number of a series or the end of the ledger; it is acknowledged once all that the
//! server has written so far lies on the disk. One such wait serves all who came meanwhile.

use crate::error::{Result, StoreError};
use sqlx::AnyPool;
use tokio::sync::{mpsc, oneshot};

/// How a change begins: its COMMIT does not wait.
pub(crate) const UNHURRIED: &str = "BEGIN; SET LOCAL synchronous_commit TO off";
/// A commit of its own that does wait, by whatever the server is set to wait for, and leaves nothing in any table. What was
/// committed before it lies before it on the disk.
const WAIT: &str = "SELECT CAST(pg_logical_emit_message(true, 'dengwen', '') AS TEXT)";
/// How many are served by one wait at most.
const TOGETHER: usize = 1024;

type Told = oneshot::Sender<Option<String>>;

/// The door to whoever waits for the disk, on a connection of its own.
#[derive(Debug, Clone)]
pub(crate) struct Flush {
    asked: mpsc::UnboundedSender<Told>,
}

impl Flush {
    /// Ends with the last who may ask.
    pub(crate) fn start(pool: AnyPool) -> Self {
        let (asked, queue) = mpsc::unbounded_channel();
        tokio::spawn(serve(pool, queue));
        Self { asked }
    }

    /// Once this is well, whatever was committed before it was called survives the end of the server.
    pub(crate) async fn wait(&self) -> Result<()> {
        let (told, answer) = oneshot::channel();
        self.asked.send(told).map_err(|_| StoreError::Closed)?;
        match answer.await {
            Ok(None) => Ok(()),
            Ok(Some(why)) => Err(StoreError::Away(why.into())),
            Err(_) => Err(StoreError::Closed),
        }
    }
}

async fn serve(pool: AnyPool, mut queue: mpsc::UnboundedReceiver<Told>) {
    let mut waiting = Vec::new();
    while queue.recv_many(&mut waiting, TOGETHER).await > 0 {
        let done = sqlx::query(WAIT).execute(&pool).await;
        let why = done.err().map(|error| format!("the disk of the database did not answer: {error}"));
        for told in waiting.drain(..) {
            // Whoever asked may have gone away meanwhile.
            let _ = told.send(why.clone());
        }
    }
}
