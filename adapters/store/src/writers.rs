//! Those who write to a server, on a thread of their own: whoever holds a number of a series or the end of the ledger is not kept
//! waiting behind pages that are being drawn.
//!
//! A change is committed without waiting for the disk, so that the next one gets its number and its place before that; it is
//! acknowledged once all that the server has written so far lies there. One such wait serves all who came meanwhile.

use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::writer::{Work, Worked};
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Connection as _};
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

/// How many write at a time; they queue at the ledger in any case.
const CONNECTIONS: u32 = 6;
/// How many changes may wait.
const WAITING: usize = 256;
/// How many are served by one wait for the disk at most.
const TOGETHER: usize = 1024;
/// How long the disk may take, after which nobody knows whether what was written will be there.
const DISK: Duration = Duration::from_secs(30);
/// How a change begins: its COMMIT does not wait.
const UNHURRIED: &str = "BEGIN; SET LOCAL synchronous_commit TO off";
/// A commit of its own that does wait, by whatever the server is set to wait for, and leaves nothing in any table. What was
/// committed before it lies before it on the disk.
const WAIT: &str = "SELECT CAST(pg_logical_emit_message(true, 'dengwen', '') AS TEXT)";

enum Order {
    Work(Work),
    Close(oneshot::Sender<()>),
}

/// The door to them.
#[derive(Debug, Clone)]
pub(crate) struct Writers {
    orders: mpsc::Sender<Order>,
}

impl Writers {
    /// Starts them; they end with the last who has the door.
    pub(crate) async fn start(url: &str, patience: Duration) -> Result<Self> {
        let (orders, queue) = mpsc::channel(WAITING);
        let (ready, started) = oneshot::channel();
        let url = url.to_owned();
        let work = move || match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime.block_on(serve(url, patience, ready, queue)),
            // Nobody is there any more who could be told but by `ready`, which falls here.
            Err(error) => tracing::error!(%error, "no runtime for those who write"),
        };
        thread::Builder::new().name("writers".to_owned()).spawn(work).map_err(|why| StoreError::Fault(why.into()))?;
        started.await.map_err(|_| StoreError::Closed)??;
        Ok(Self { orders })
    }

    pub(crate) async fn send(&self, work: Work) -> Result<()> {
        self.orders.send(Order::Work(work)).await.map_err(|_| StoreError::Closed)
    }

    /// Waits for what is under way, and ends.
    pub(crate) async fn close(&self) {
        let (sender, answer) = oneshot::channel();
        if self.orders.send(Order::Close(sender)).await.is_ok() {
            // Closed either way.
            let _ = answer.await;
        }
    }
}

async fn serve(url: String, patience: Duration, ready: oneshot::Sender<Result<()>>, mut queue: mpsc::Receiver<Order>) {
    let pool = AnyPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(patience);
    let pool = match pool.connect(&url).await.map_err(StoreError::from) {
        Ok(pool) => pool,
        Err(error) => {
            // Whoever asked may have gone away meanwhile.
            let _ = ready.send(Err(error));
            return;
        }
    };
    let (asked, waiting) = mpsc::unbounded_channel();
    let flusher = tokio::spawn(flush(url, waiting));
    // Whoever asked may have gone away meanwhile.
    let _ = ready.send(Ok(()));
    while let Some(order) = queue.recv().await {
        match order {
            Order::Work(work) => drop(tokio::spawn(perform(pool.clone(), asked.clone(), work))),
            Order::Close(sender) => {
                drop(asked);
                pool.close().await;
                // Ends with the last who waits for the disk.
                let _ = flusher.await;
                // Whoever asked may have gone away meanwhile.
                let _ = sender.send(());
                return;
            }
        }
    }
}

/// Does it in a transaction of its own and says so once it is on the disk.
async fn perform(pool: AnyPool, disk: mpsc::UnboundedSender<oneshot::Sender<Option<String>>>, Work(job): Work) {
    let mut conn = match pool.begin_with(UNHURRIED).await {
        Ok(transaction) => Conn::Within(transaction),
        Err(error) => return (job(None).await.tell)(Some(error.to_string())),
    };
    let Worked { keep, tell } = job(Some(&mut conn)).await;
    if !keep {
        drop(conn);
        return tell(None);
    }
    let lost = match conn.commit().await {
        Ok(()) => on_disk(&disk).await,
        Err(error) => Some(format!("the commit failed: {error:?}")),
    };
    tell(lost);
}

/// Once there is nothing to say, whatever was committed before survives the end of the server.
async fn on_disk(disk: &mpsc::UnboundedSender<oneshot::Sender<Option<String>>>) -> Option<String> {
    let (told, answer) = oneshot::channel();
    let asked = disk.send(told).is_ok();
    let gone = || Some("nobody waits for the disk any more".to_owned());
    if asked { answer.await.unwrap_or_else(|_| gone()) } else { gone() }
}

async fn flush(url: String, mut queue: mpsc::UnboundedReceiver<oneshot::Sender<Option<String>>>) {
    let (mut waiting, mut disk) = (Vec::new(), None);
    while queue.recv_many(&mut waiting, TOGETHER).await > 0 {
        let done = timeout(DISK, waited(&url, &mut disk)).await;
        let why = match done {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(format!("the disk of the database did not answer: {error}")),
            Err(_) => Some(format!("the disk of the database did not answer within {} seconds", DISK.as_secs())),
        };
        if why.is_some() {
            // Its end may be gone with the network: the next wait has a connection of its own.
            disk = None;
        }
        for told in waiting.drain(..) {
            // Whoever asked may have gone away meanwhile.
            let _ = told.send(why.clone());
        }
    }
}

async fn waited(url: &str, disk: &mut Option<AnyConnection>) -> sqlx::Result<()> {
    if let Some(conn) = disk {
        match sqlx::query(WAIT).execute(conn).await {
            Ok(_) => return Ok(()),
            // It may have been cut while nobody used it; asking twice does no harm.
            Err(error) => tracing::debug!(%error, "a new connection waits for the disk"),
        }
    }
    sqlx::query(WAIT).execute(disk.insert(AnyConnection::connect(url).await?)).await.map(|_| ())
}
