//! The door to whoever writes, on a file or on a server: work goes in, and each who brought some is told what came of it.

use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::open::Running;
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
    pub(crate) fn new<T, W>(work: W) -> (Self, oneshot::Receiver<Result<T>>)
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
}

impl Door {
    /// A door before which so many may wait, and what comes through it.
    pub(crate) fn new(waiting: usize) -> (Self, mpsc::Receiver<Order>) {
        let (orders, queue) = mpsc::channel(waiting);
        (Self { orders }, queue)
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
