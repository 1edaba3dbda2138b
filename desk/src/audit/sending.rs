//! Checkpoints leave the house: each receiver gets the last one, once; what fails is tried again, later with each try. What arrived
//! where is kept in a file of the data folder, so that nothing is sent twice because the program began anew.

use std::{
    collections::BTreeMap,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use dengwen_audit::LogKey;
use dengwen_store::LedgerHead;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    checkpoints::{put, signed},
    receivers::{Parcel, Receiver},
};
use crate::{
    desk::Desk,
    fault::Fault,
    view::{Rejection, Session},
};

/// Where it is kept what arrived.
const KEPT: &str = "checkpoints-sent.json";
/// How long is waited after the first failure; twice as long after each further one.
const WAIT: Duration = Duration::from_secs(2);
/// The longest wait.
const WAIT_MAX: Duration = Duration::from_secs(3_600);

/// How far a receiver has got.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Who receives.
    pub receiver: String,
    /// The last checkpoint that arrived.
    #[serde(default)]
    pub arrived: Option<Arrived>,
    /// What has gone wrong since.
    #[serde(default)]
    pub failing: Option<Failing>,
}

/// A checkpoint that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    /// How many events it covers.
    pub events: u64,
    /// Its root.
    pub root: String,
    /// When.
    pub at: Timestamp,
}

/// Tries that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// How many.
    pub tries: u32,
    /// Since when.
    pub since: Timestamp,
    /// Why the last one failed.
    pub why: String,
}

/// Receivers, and how far each has got.
#[derive(Debug)]
pub struct Sending {
    kept: PathBuf,
    receivers: Vec<Receiver>,
    deliveries: BTreeMap<String, Delivery>,
    again: BTreeMap<String, Instant>,
}

impl Sending {
    /// With what the data folder says of them.
    ///
    /// # Errors
    /// [`Fault::File`].
    pub fn to(receivers: Vec<Receiver>, data: &Path) -> Result<Self, Fault> {
        let known = deliveries(data)?.into_iter().map(|one| (one.receiver.clone(), one)).collect();
        Ok(Self { kept: data.join(KEPT), receivers, deliveries: known, again: BTreeMap::new() })
    }

    /// Those who receive no more are forgotten.
    ///
    /// # Errors
    /// [`Fault::File`].
    pub fn forget_others(&mut self) -> Result<(), Fault> {
        let before = self.deliveries.len();
        self.deliveries.retain(|name, _| self.receivers.iter().any(|one| one.name() == name));
        if self.deliveries.len() == before { Ok(()) } else { self.keep() }
    }

    /// Hands the checkpoint of a head to each receiver who has not got it and is not waited for. Gives the time until the next
    /// try, where one is due.
    ///
    /// # Errors
    /// [`Fault::File`] if what happened cannot be kept.
    pub async fn round(&mut self, head: LedgerHead, key: &LogKey, at: Timestamp) -> Result<Option<Duration>, Fault> {
        let mut soonest: Option<Duration> = None;
        for receiver in self.receivers.clone() {
            let name = receiver.name().to_owned();
            let delivery = self.deliveries.entry(name.clone()).or_default();
            delivery.receiver.clone_from(&name);
            let root = head.root.to_string();
            if delivery.arrived.as_ref().is_some_and(|last| last.events == head.leaves && last.root == root) {
                continue;
            }
            let left =
                self.again.get(&name).map_or(Duration::ZERO, |again| again.saturating_duration_since(Instant::now()));
            let wait = if left.is_zero() {
                let parcel = Parcel { origin: key.name().to_owned(), head, note: signed(key, head), at };
                let sent = receiver.send(parcel).await;
                let wait = told(delivery, sent, Arrived { events: head.leaves, root, at });
                match wait {
                    Some(wait) => self.again.insert(name, Instant::now() + wait),
                    None => self.again.remove(&name),
                };
                self.keep()?;
                // Said once it is kept: who reads it may rely on it that nothing is sent twice.
                if wait.is_none() {
                    tracing::info!(
                        receiver = receiver.name(),
                        events = head.leaves,
                        "a checkpoint of the log was sent"
                    );
                }
                wait
            } else {
                Some(left)
            };
            soonest = soonest.into_iter().chain(wait).min();
        }
        Ok(soonest)
    }

    fn keep(&self) -> Result<(), Fault> {
        let all: Vec<&Delivery> = self.deliveries.values().collect();
        let text = serde_json::to_string_pretty(&all).map_err(Fault::Json)?;
        put(&self.kept, &text)
    }
}

/// Writes down what came of a try; gives the wait after a failed one.
fn told(delivery: &mut Delivery, sent: Result<(), String>, arrived: Arrived) -> Option<Duration> {
    let (receiver, events) = (delivery.receiver.as_str(), arrived.events);
    match sent {
        Ok(()) => {
            delivery.arrived = Some(arrived);
            delivery.failing = None;
            None
        }
        Err(why) => {
            let first = Failing { tries: 0, since: arrived.at, why: String::new() };
            let Failing { tries, since, .. } = delivery.failing.take().unwrap_or(first);
            let wait = wait(tries);
            tracing::warn!(receiver, events, tries = tries.saturating_add(1), seconds = wait.as_secs(), %why, "a checkpoint of the log could not be sent; it is tried again");
            delivery.failing = Some(Failing { tries: tries.saturating_add(1), since, why });
            Some(wait)
        }
    }
}

/// How long is waited after so many failures before this one.
fn wait(tries: u32) -> Duration {
    WAIT.saturating_mul(2_u32.saturating_pow(tries)).min(WAIT_MAX)
}

/// How far each receiver has got, as the data folder says. A file that cannot be understood says nothing: then each is sent to anew.
///
/// # Errors
/// [`Fault::File`].
pub fn deliveries(data: &Path) -> Result<Vec<Delivery>, Fault> {
    let path = data.join(KEPT);
    match fs::read(&path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(Fault::File { path, source }),
    }
}

impl Desk {
    /// How far each receiver of checkpoints has got, for administrators.
    ///
    /// # Errors
    /// [`Rejection::Forbidden`] for anybody else.
    pub async fn checkpoints_sent(&self, session: &Session) -> Result<Vec<Delivery>, Rejection> {
        Self::administrator(session)?;
        Ok(deliveries(self.data())?)
    }
}

#[cfg(test)]
mod tests {
    use super::{WAIT, WAIT_MAX, wait};

    #[test]
    fn the_wait_doubles_and_has_an_end() {
        assert_eq!([wait(0), wait(1), wait(4)], [WAIT, WAIT * 2, WAIT * 16]);
        assert_eq!([wait(20), wait(u32::MAX)], [WAIT_MAX, WAIT_MAX]);
    }
}
