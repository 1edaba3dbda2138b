//! The door to whoever writes, on a file or on a server: work goes in, and each who brought some is told what came of it.

use crate::change::{Change, Written};
use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::open::{Backend, Running};
use crate::together::{Handed, Queue};
use std::pin::Pin;
use tokio::sync::{mpsc, oneshot};

/// Tells whoever waits, once it is known whether the COMMIT held.
pub(crate) type Tell = Box<dyn FnOnce(Option<String>) + Send>;
pub(crate) type Job =
    Box<dyn for<'c> FnOnce(Option<&'c mut Conn>) -> Pin<Box<dyn Future<Output = Worked> + Send + 'c>> + Send>;

/// What came of it: is it to be kept, and who is to be told.
pub(crate) struct Worked {
    pub(crate) keep: bool,
    pub(crate) tell: Tell,
}

/// Work for whoever writes; without a connection it says that there is none.
pub(crate) struct Work(pub(crate) Job);

pub(crate) enum Order {
    Work(Work),
    Close(oneshot::Sender<()>),
}

impl Work {
    fn new<T, W>(work: W) -> (Self, oneshot::Receiver<Result<T>>)
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut Conn) -> Running<'c, T> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            Box::pin(async move {
                let result = match conn {
                    Some(conn) => work(conn).await,
                    None => Err(StoreError::Away("nothing can be written just now".into())),
                };
                let keep = result.is_ok();
                let tell: Tell = Box::new(move |lost| {
                    let result = match lost {
                        Some(why) => result.and(Err(StoreError::Away(why.into()))),
                        None => result,
                    };
                    // Whoever asked may have gone away meanwhile.
                    let _ = sender.send(result);
                });
                Worked { keep, tell }
            })
        });
        (Self(job), answer)
    }
}

/// The door. Clones lead to the same place; with the last of them whoever writes goes too.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    orders: mpsc::Sender<Order>,
    changes: mpsc::Sender<Handed>,
}

impl Door {
    /// A door before which so many may wait, and what comes through it: orders, and changes that go together.
    pub(crate) fn new(waiting: usize, backend: Backend) -> (Self, mpsc::Receiver<Order>, Queue) {
        let (orders, queue) = mpsc::channel(waiting);
        let (changes, coming) = mpsc::channel(waiting);
        (Self { orders, changes }, queue, Queue::of(coming, backend))
    }

    /// Has work done, and gives what came of it.
    pub(crate) async fn send<T, W>(&self, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'c> FnOnce(&'c mut Conn) -> Running<'c, T> + Send + 'static,
    {
        let (work, answer) = Work::new(work);
        self.orders.send(Order::Work(work)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Has a change performed.
    pub(crate) async fn hand_in(&self, change: Change) -> Result<Written> {
        let (handed, answer) = Handed::new(change);
        self.changes.send(handed).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
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
