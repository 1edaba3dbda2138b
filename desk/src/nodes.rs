//! Several nodes on one PostgreSQL tell each other which streams were written to, and nothing more: open pages ask again, and what
//! is learned from cases follows. Whatever else a node keeps in memory it compares with the database each time, so a word that
//! is lost makes nothing wrong, only later ([ADR 0023](../../docs/adr/0023-nodes.md)).

use std::{collections::BTreeSet, time::Duration};

use dengwen_store::{Backend, Line, StoreError};
use tokio::sync::broadcast::{Receiver, error::RecvError, error::TryRecvError};

use crate::{
    desk::{Desk, News},
    watch,
};

/// How long to wait before the line is opened again.
const AFTER_FAULT: Duration = Duration::from_secs(2);

impl Desk {
    /// Hears what other nodes write and tells them what is written here, until it is dropped. Ends at once where there is one
    /// process alone.
    pub async fn keep_hearing(self) {
        let Some(server) = self.server().filter(|_| self.store().backend() == Backend::Postgres) else { return };
        loop {
            let mut news = self.news();
            let ended = match Line::open(server).await {
                Ok(mut line) => {
                    // Anything may have been written while nobody listened.
                    self.heard_of(watch::ANYTHING);
                    self.on_the_line(&mut line, &mut news).await
                }
                Err(error) => error,
            };
            tracing::warn!(error = %crate::Fault::from(ended).chain(), "the line to the other nodes is down; pages look by themselves");
            tokio::time::sleep(AFTER_FAULT).await;
        }
    }

    /// Hears and tells until the line is gone.
    async fn on_the_line(&self, line: &mut Line, news: &mut Receiver<News>) -> StoreError {
        loop {
            let done = tokio::select! {
                heard = line.heard() => heard.map(|streams| streams.iter().for_each(|stream| self.heard_of(stream))),
                first = news.recv() => match ours(first, news) {
                    Some(streams) => line.tell(&streams).await,
                    None => Err(StoreError::Closed),
                },
            };
            if let Err(error) = done {
                return error;
            }
        }
    }
}

/// What was written here and is not told yet; none once the house closes.
fn ours(first: Result<News, RecvError>, news: &mut Receiver<News>) -> Option<Vec<String>> {
    let mut streams = BTreeSet::new();
    let mut next = first;
    loop {
        match next {
            Ok(one) if *one.what == *watch::CLOSING => return None,
            Ok(one) if one.here => drop(streams.insert(one.what.to_string())),
            Ok(_) => {}
            // Too much at once to be named.
            Err(RecvError::Lagged(_)) => drop(streams.insert(watch::ANYTHING.to_owned())),
            Err(RecvError::Closed) => return None,
        }
        next = match news.try_recv() {
            Ok(one) => Ok(one),
            Err(TryRecvError::Empty) => return Some(streams.into_iter().collect()),
            Err(TryRecvError::Closed) => Err(RecvError::Closed),
            Err(TryRecvError::Lagged(n)) => Err(RecvError::Lagged(n)),
        };
    }
}
