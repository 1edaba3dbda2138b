//! What is written in one transaction.

use crate::delta::Delta;
use crate::error::{FinishError, Result};
use crate::objects::Laid;
use crate::packed;
use crate::sql::{Column as _, Fetched, Read, Sql};
use crate::table::rows;
use dengwen_audit::{Hash, Head};
use jiff::Timestamp;
use serde_json::Value;
use std::{fmt, io, sync::Arc};
use tokio::sync::OnceCell;

/// A stream that a change writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The stream's id.
    pub stream: String,
    /// What sort of stream, if it begins now: case, register, report, office.
    pub sort: String,
    /// The version that the change was decided on; 0 for a stream that begins now.
    pub expected: u64,
    /// As of which deriving again its read models are known, where what is written is the difference to them.
    pub redone: Option<u64>,
}

impl Part {
    /// A stream at the version that the change was decided on; 0 for one that begins now.
    #[must_use]
    pub fn of(stream: impl Into<String>, sort: &str, expected: u64) -> Self {
        Self { stream: stream.into(), sort: sort.to_owned(), expected, redone: None }
    }
}

/// What fills numbers into the events and says what is written. It runs inside of the transaction: no waiting, no I/O.
pub type Finish = Box<dyn FnOnce(&[u64]) -> Result<Batch, FinishError> + Send>;

/// All or nothing: commits, read models, outbox.
pub struct Change {
    /// The id of the command, chosen by who hands it in; a second change with the same id is not performed.
    pub command: String,
    /// When.
    pub at: Timestamp,
    /// The streams written to; the first is the command's own.
    pub parts: Vec<Part>,
    /// The series of which numbers are wanted, one number for each.
    pub numbers: Vec<Draw>,
    /// Files that came with the command: written with what `finish` says, which names them.
    pub files: Vec<(AttachmentRow, Blob)>,
    /// Gets the numbers in the order wanted.
    pub finish: Finish,
}

/// The next number of a series.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Draw {
    /// The series; each counts from 0.
    pub series: String,
    /// How far the count goes on: 1 where numbers are consecutive.
    pub step: u64,
}

impl Change {
    /// A change of one stream without numbers.
    #[must_use]
    pub fn of(command: &str, part: Part, at: Timestamp, batch: Batch) -> Self {
        let finish: Finish = Box::new(move |_| Ok(batch));
        Self { command: command.to_owned(), at, parts: vec![part], numbers: Vec::new(), files: Vec::new(), finish }
    }

    /// The same with these files.
    #[must_use]
    pub fn with_files(mut self, files: Vec<(AttachmentRow, Blob)>) -> Self {
        self.files = files;
        self
    }
}

/// A commit to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCommit {
    /// The stream; one of the change's parts. Several commits of a stream are appended in order.
    pub stream: String,
    /// The form of the body.
    pub form: u16,
    /// The body, JSON, kept as these very bytes.
    pub body: String,
    /// When it was entered.
    pub entered_at: Timestamp,
}

/// What a change writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Commits, in order.
    pub commits: Vec<NewCommit>,
    /// Read models.
    pub delta: Delta,
    /// What is to be told to others.
    pub outbox: Vec<OutboxRow>,
    /// Sealed values.
    pub sealed: Vec<SealedRow>,
    /// Receipts given out.
    pub receipts: Vec<ReceiptRow>,
    /// Crossings of counters that are performed herewith.
    pub crossings: Vec<CrossingRow>,
    /// What is taken away for good.
    pub destroyed: Option<crate::destroy::Destroyed>,
    /// Drafts that are done with.
    pub drafts_done: Vec<String>,
}

/// The sealed bytes of an attachment.
#[derive(Debug, Clone)]
pub struct Blob {
    /// What opens the pieces.
    pub head: Vec<u8>,
    /// The pieces. Where they may come to lie in an object store, all are of one length but the last.
    pub pieces: Arc<dyn Pieces>,
    /// Where they lie in the object store, once they were laid there. Clones share it.
    pub(crate) laid: Arc<OnceCell<Option<Laid>>>,
}

impl Blob {
    /// Pieces, and what opens them.
    #[must_use]
    pub fn of(head: Vec<u8>, pieces: Arc<dyn Pieces>) -> Self {
        Self { head, pieces, laid: Arc::default() }
    }
}

/// Sealed pieces that are asked for one after the other while they are written: nobody holds them all.
pub trait Pieces: fmt::Debug + Send + Sync {
    /// Piece `n`, counted from 0; nothing past the last.
    ///
    /// # Errors
    /// If it cannot be read.
    fn piece(&self, n: u64) -> io::Result<Option<Vec<u8>>>;
}

impl Pieces for Vec<Vec<u8>> {
    fn piece(&self, n: u64) -> io::Result<Option<Vec<u8>>> {
        Ok(usize::try_from(n).ok().and_then(|n| self.get(n)).cloned())
    }
}

impl PartialEq for Blob {
    fn eq(&self, other: &Self) -> bool {
        self.head == other.head && Arc::ptr_eq(&self.pieces, &other.pieces)
    }
}

impl Eq for Blob {}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The command had been performed before: nothing was written now, and `heads` says where it stands.
    pub repeated: bool,
    /// The streams with their last commit.
    pub heads: Vec<(String, Head)>,
    /// The numbers given, in the order wanted.
    pub numbers: Vec<u64>,
}

rows! {
    /// Something to be done outside of the transaction, at least once.
    OutboxRow in "outbox" key 1 {
        /// The idempotency key, derived from stream, commit and index.
        id: String,
        /// What is to be done.
        kind: String,
        /// The stream it comes from.
        stream: String,
        /// What it takes.
        body: Value,
        /// Not before.
        due_at: Timestamp,
        /// How often it was tried.
        attempts: u32,
    }

    /// A sensitive value as it lies in the database.
    SealedRow in "sealed" key 1 {
        /// The name by which the log speaks of it.
        blob: String,
        /// The stream it belongs to.
        stream: String,
        /// The field it belongs to; bound into the encryption.
        path: String,
        /// The key that opens it.
        key_id: String,
        /// The nonce.
        nonce: Vec<u8>,
        /// The sealed bytes.
        ciphertext: Vec<u8>,
    }

    /// An attachment; its bytes lie apart, sealed.
    AttachmentRow in "attachments" key 1 {
        /// Its id.
        id: String,
        /// The stream it belongs to.
        stream: String,
        /// Its name; sealed by the desk where it may tell who somebody is.
        name: String,
        /// Its media type.
        media: String,
        /// Its size in bytes, before sealing.
        size: u64,
        /// The digest of its content, before sealing.
        digest: String,
        /// When it was added.
        added_at: Timestamp,
        /// By whom: a person or party.
        added_by: String,
    }

    /// A receipt code, as its keyed hash.
    ReceiptRow in "receipts" key 1 {
        /// The hash.
        code_hash: Hash,
        /// The case it opens.
        stream: String,
        /// The party it stands for.
        party: String,
        /// When it was given out.
        issued_at: Timestamp,
    }

    /// A crossing of a counter that was performed.
    CrossingRow in "crossings" key 3 {
        /// The counter.
        counter: String,
        /// The key.
        key: String,
        /// Which crossing.
        crossing: String,
        /// When.
        at: Timestamp,
    }
}

/// A commit as stored.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StoredCommit {
    /// Its stream.
    pub stream: String,
    /// Its place.
    pub seq: u64,
    /// Its leaf.
    pub leaf: u64,
    /// The form of the body.
    pub form: u16,
    /// The command's id.
    pub command: String,
    /// The body as written.
    pub body: String,
    /// The hash before.
    pub previous: Hash,
    /// Its hash.
    pub hash: Hash,
    /// When it was entered.
    pub entered_at: Timestamp,
}

impl StoredCommit {
    /// A SELECT of commits, with what follows.
    pub(crate) fn select(rest: &str) -> Sql {
        let mut sql =
            Sql::new("SELECT stream, seq, leaf, form, command, body, packed, previous, hash, entered_at FROM commits ");
        sql.push(rest);
        sql
    }
}

impl Read for StoredCommit {
    fn read(row: &Fetched<'_>) -> Result<Self> {
        let (plain, packed) = (String::read(row, 5)?, <Option<Vec<u8>>>::read(row, 6)?);
        let body = match packed {
            None => plain,
            Some(bytes) => plain + &packed::unpack(&bytes)?,
        };
        Ok(Self {
            stream: String::read(row, 0)?,
            seq: u64::read(row, 1)?,
            leaf: u64::read(row, 2)?,
            form: u16::read(row, 3)?,
            command: String::read(row, 4)?,
            body,
            previous: Hash::read(row, 7)?,
            hash: Hash::read(row, 8)?,
            entered_at: Timestamp::read(row, 9)?,
        })
    }
}
