//! Changes that wait at one time go through the door together, as long as they have no command and no stream in common.

use crate::change::{Change, Written};
use crate::door::{Job, Tell, Work, Worked};
use crate::error::{Result, StoreError};
use crate::open::Backend;
use crate::perform::perform;
use std::collections::BTreeSet;
use tokio::sync::{mpsc, oneshot};

/// How many changes go together at most.
const MOST: usize = 32;

/// A change that was handed in, and who waits for what comes of it.
pub(crate) struct Handed {
    change: Change,
    answer: oneshot::Sender<Result<Written>>,
}

impl Handed {
    pub(crate) fn new(change: Change) -> (Self, oneshot::Receiver<Result<Written>>) {
        let (answer, waiting) = oneshot::channel();
        (Self { change, answer }, waiting)
    }

    /// What no other change of its group may bear or touch.
    fn names(&self) -> impl Iterator<Item = (bool, String)> + '_ {
        let streams = self.change.parts.iter().map(|part| (false, part.stream.clone()));
        std::iter::once((true, self.change.command.clone())).chain(streams)
    }
}

/// The changes as they come in.
pub(crate) struct Queue {
    coming: mpsc::Receiver<Handed>,
    /// It came too soon after one with which it has something in common.
    kept: Option<Handed>,
    backend: Backend,
}

impl Queue {
    pub(crate) const fn of(coming: mpsc::Receiver<Handed>, backend: Backend) -> Self {
        Self { coming, kept: None, backend }
    }

    /// Waits for a change, and takes those along that wait by then; nothing once the door is gone.
    pub(crate) async fn next(&mut self) -> Option<Work> {
        let first = match self.kept.take() {
            Some(kept) => kept,
            None => self.coming.recv().await?,
        };
        Some(self.with_others(first))
    }

    /// Those that wait now, if any do.
    pub(crate) fn waiting(&mut self) -> Option<Work> {
        let first = self.kept.take().or_else(|| self.coming.try_recv().ok())?;
        Some(self.with_others(first))
    }

    fn with_others(&mut self, first: Handed) -> Work {
        let mut names: BTreeSet<(bool, String)> = first.names().collect();
        let mut group = vec![first];
        // A file is read while it is written, and may fail then.
        while group.len() < MOST && group.iter().all(|one| one.change.files.is_empty()) {
            let Ok(next) = self.coming.try_recv() else { break };
            let fits = next.change.files.is_empty() && next.names().all(|name| !names.contains(&name));
            if !fits {
                self.kept = Some(next);
                break;
            }
            names.extend(next.names());
            group.push(next);
        }
        together(group, self.backend)
    }
}

/// The work of performing them, each of whom is told what came of their own.
fn together(group: Vec<Handed>, backend: Backend) -> Work {
    let (changes, waiting): (Vec<_>, Vec<_>) = group.into_iter().map(|one| (one.change, one.answer)).unzip();
    let job: Job = Box::new(move |conn| {
        Box::pin(async move {
            let done = match conn {
                Some(conn) => perform(conn, backend, changes).await,
                None => Err(StoreError::Away("nothing can be written just now".into())),
            };
            let done = done.unwrap_or_else(|error| waiting.iter().map(|_| Err(error.alike())).collect());
            let keep = done.iter().any(Result::is_ok);
            let tell: Tell = Box::new(move |lost| {
                for (answer, done) in waiting.into_iter().zip(done) {
                    let done = match &lost {
                        Some(why) => done.and(Err(StoreError::Away(why.clone().into()))),
                        None => done,
                    };
                    // Whoever asked may have gone away meanwhile.
                    let _ = answer.send(done);
                }
            });
            Worked { keep, tell }
        })
    });
    Work(job)
}
