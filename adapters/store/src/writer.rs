//! The one writer of a SQLite file. Whoever waits is written in one COMMIT, changes together and each other work in a savepoint of its own:
//! one sync of the disk serves them all, and a failure undoes only its own work.

use crate::conn::{Conn, FileConn};
use crate::door::{Door, Job, Order, Tell, Work, Worked};
use crate::error::{Result, StoreError};
use crate::journal::Journal;
use crate::open::Backend;
use crate::sql::{TOLD, plain};
use crate::together::Queue;
use std::path::Path;
use std::thread;
use std::time::Instant;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// How many works and groups of changes share one COMMIT at most, and how many works and changes may wait.
const TOGETHER: usize = 64;

/// Starts the writer, on a thread of its own: whoever waits for the disk there holds up nobody else.
pub(crate) fn start(path: &Path, pragmas: &'static str) -> Result<Door> {
    let conn = FileConn::open(path, pragmas)?;
    let journal = Journal::of(&conn, path, pragmas)?;
    let (door, orders, changes) = Door::new(TOGETHER, Backend::Sqlite);
    let runtime = Handle::current();
    let thread = thread::Builder::new().name("writer".to_owned());
    let work = move || runtime.block_on(serve(Conn::File(conn), journal, orders, changes));
    thread.spawn(work).map_err(|why| StoreError::Fault(why.into()))?;
    Ok(door)
}

async fn serve(mut conn: Conn, mut journal: Journal, mut orders: mpsc::Receiver<Order>, mut changes: Queue) {
    loop {
        let first = tokio::select! {
            order = orders.recv() => order,
            group = changes.next() => group.map(Order::Work),
        };
        let Some(first) = first else { break };
        let (mut group, mut closing) = (Vec::new(), None);
        let mut next = Some(first);
        while let Some(order) = next {
            match order {
                Order::Work(work) => group.push(work),
                Order::Close(sender) => closing = Some(sender),
            }
            next = if group.len() < TOGETHER && closing.is_none() { orders.try_recv().ok() } else { None };
        }
        // Whoever closes waits for all that came before.
        while (group.len() < TOGETHER || closing.is_some())
            && let Some(work) = changes.waiting()
        {
            group.push(work);
        }
        if !group.is_empty() {
            commit(&mut conn, group).await;
            journal.look();
        }
        if let Some(sender) = closing {
            journal.end();
            drop(conn);
            // Whoever asked may have gone away meanwhile.
            let _ = sender.send(());
            return;
        }
    }
    journal.end();
}

async fn commit(conn: &mut Conn, group: Vec<Work>) {
    let (begun, changes) = (Instant::now(), group.len());
    let mut told = Vec::with_capacity(changes);
    let mut lost = plain(conn, "BEGIN IMMEDIATE").await.err();
    for Work(job) in group {
        if lost.is_some() {
            told.push(job(None).await.tell);
            continue;
        }
        lost = one(conn, job, &mut told).await.err();
    }
    if lost.is_none() {
        lost = plain(conn, "COMMIT").await.err();
    }
    let why = lost.map(|error| {
        tracing::error!(?error, "a group of changes was not committed");
        format!("the commit failed: {error:?}")
    });
    if why.is_some()
        && let Err(error) = plain(conn, "ROLLBACK").await
    {
        tracing::warn!(?error, "nothing to roll back");
    }
    if begun.elapsed() > TOLD {
        tracing::warn!(milliseconds = begun.elapsed().as_millis(), changes, "writing took long");
    }
    told.into_iter().for_each(|tell| tell(why.clone()));
}

async fn one(conn: &mut Conn, job: Job, told: &mut Vec<Tell>) -> Result<()> {
    plain(conn, "SAVEPOINT one").await?;
    let Worked { keep, tell } = job(Some(conn)).await;
    told.push(tell);
    plain(conn, if keep { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" }).await
}
