//! The log of a stream: its entries read back, and records appended that nothing else depends on.

use dengwen_store::{Batch, Change, NewCommit, Part, StoredCommit};
use serde::{Serialize, de::DeserializeOwned};

use crate::{desk::Desk, fault::Fault};

/// How often a record is tried again when somebody else was quicker.
const TRIES: usize = 32;
/// The form of records written today.
const FORM: u16 = 1;

/// What a commit of a stream says.
pub(crate) fn entry<T: DeserializeOwned>(stream: &str, stored: &StoredCommit) -> Result<T, Fault> {
    serde_json::from_str(&stored.body).map_err(|source| Fault::Commit {
        stream: stream.to_owned(),
        seq: stored.seq,
        source,
    })
}

impl Desk {
    /// All entries of a stream, oldest first.
    pub(crate) async fn entries<T: DeserializeOwned>(&self, stream: &str) -> Result<Vec<T>, Fault> {
        self.store().load(stream, 0).await?.iter().map(|stored| entry(stream, stored)).collect()
    }

    /// Appends a record to a stream whose entries do not depend on one another; a command that was done is not done again.
    pub(crate) async fn append_record(
        &self,
        (stream, sort): (String, &str),
        command: &str,
        record: &impl Serialize,
    ) -> Result<(), Fault> {
        let body = serde_json::to_string(record).map_err(Fault::Json)?;
        for _ in 0..TRIES {
            let (at, expected) = (self.now(), self.store().head(&stream).await?.map_or(0, |head| head.head.seq));
            let part = Part::of(stream.clone(), sort, expected);
            let commits = vec![NewCommit { stream: stream.clone(), form: FORM, body: body.clone(), entered_at: at }];
            match self.store().transact(Change::of(command, part, at, Batch { commits, ..Batch::default() })).await {
                Ok(_) => return Ok(()),
                Err(error) if error.is_conflict() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Fault::Restless(stream))
    }
}
