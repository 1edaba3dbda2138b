//! What is on record of keeping: terms, holds, certificates.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{RETENTION, certificate_of};
use crate::{desk::Desk, fault::Fault, log::entry};

/// What was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Event {
    /// Cases that ended so are kept for so many months, by this article; without a number for ever.
    TermSet { regulation: String, stage: String, months: Option<u32>, article: String },
    /// A case is held back.
    Held { case: String, reason: String },
    /// It is held back no longer.
    Released { case: String },
}

/// One commit of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) by: String,
    pub(super) at: Timestamp,
    #[serde(flatten)]
    pub(super) event: Event,
}

/// For how long, and by what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) months: u32,
    pub(super) article: String,
}

/// Terms by regulation and outcome, and cases held back: by whom, when, why.
#[derive(Debug, Clone, Default)]
pub(super) struct Orders {
    pub(super) terms: BTreeMap<(String, String), Term>,
    pub(super) held: BTreeMap<String, (String, Timestamp, String)>,
}

/// What stays of a case that was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The case.
    pub case: String,
    /// Its number.
    pub number: Option<String>,
    /// Its regulation.
    pub regulation: String,
    /// The version of the text it was pinned to.
    pub version: String,
    /// The stage in which it ended.
    pub outcome: String,
    /// When it was received.
    pub received: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// How long it was kept.
    pub months: u32,
    /// By which article.
    pub article: String,
    /// When it was destroyed.
    pub at: Timestamp,
    /// Who approved it.
    pub by: String,
    /// Their name then.
    pub by_name: String,
    /// Key pairs destroyed, with all their locks.
    pub pairs: usize,
    /// Sealed values destroyed.
    pub values: usize,
    /// Files destroyed.
    pub files: usize,
    /// Receipt codes that open nothing any more.
    pub codes: usize,
    /// The last event of the case's log, which stays.
    pub seq: u64,
    /// The hash of that event.
    pub hash: String,
    /// Who may see the certificate: those who saw the case.
    pub seen_by: Vec<String>,
    /// Who may not, whatever else says so.
    pub barred: Vec<String>,
}

impl Desk {
    pub(super) async fn orders(&self, office: &str) -> Result<Orders, Fault> {
        let mut orders = Orders::default();
        for Entry { by, at, event } in self.entries(&format!("{RETENTION}:{office}")).await? {
            match event {
                Event::TermSet { regulation, stage, months: Some(months), article } => {
                    orders.terms.insert((regulation, stage), Term { months, article });
                }
                Event::TermSet { regulation, stage, months: None, .. } => {
                    orders.terms.remove(&(regulation, stage));
                }
                Event::Held { case, reason } => {
                    orders.held.insert(case, (by, at, reason));
                }
                Event::Released { case } => {
                    orders.held.remove(&case);
                }
            }
        }
        Ok(orders)
    }

    pub(super) async fn order(&self, office: &str, by: &str, command: &str, event: Event) -> Result<(), Fault> {
        let entry = Entry { by: by.to_owned(), at: self.now(), event };
        self.append_record((format!("{RETENTION}:{office}"), RETENTION), command, &entry).await
    }

    /// Was a case destroyed.
    pub(crate) async fn is_destroyed(&self, case: &str) -> Result<bool, Fault> {
        Ok(self.store().head(&certificate_of(case)).await?.is_some())
    }

    /// The certificate of a case that was destroyed.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn certificate_in_log(&self, case: &str) -> Result<Option<Certificate>, Fault> {
        let stream = certificate_of(case);
        let stored = self.store().load(&stream, 0).await?;
        stored.first().map(|stored| entry(&stream, stored)).transpose()
    }
}
