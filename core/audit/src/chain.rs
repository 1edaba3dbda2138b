//! The chain of one stream.

use crate::hash::{Hash, commit_hash};
use serde::Serialize;
use std::fmt;

/// One stored commit as the store read it, without its stream.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Place in the stream, from 1.
    pub seq: u64,
    /// The form of the body (see the upcasting of commits).
    pub form: u16,
    /// The id under which the command was handed in.
    pub command: &'a str,
    /// When it was entered, microseconds since 1970.
    pub entered_at: i64,
    /// The bytes as written.
    pub body: &'a [u8],
}

/// Where a stream stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The place of the last commit; 0 for none.
    pub seq: u64,
    /// Its hash; [`Hash::ZERO`] for none.
    pub hash: Hash,
}

impl Head {
    /// A stream without commits.
    pub const START: Self = Self { seq: 0, hash: Hash::ZERO };
}

/// The first thing found that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Break {
    /// The stream: the id of a case, a register row, the office.
    pub stream: String,
    /// The commit in that stream.
    pub seq: u64,
    /// What is wrong there.
    pub what: What,
}

/// What is wrong at a [`Break`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum What {
    /// A commit that was written is no longer there.
    Missing,
    /// A commit stands there whose content does not give its hash.
    Changed,
    /// It does not follow on the commit before it.
    Unlinked,
    /// A commit stands there that the stream's head or the ledger does not know.
    Added,
    /// The stream's head says something else than its last commit.
    HeadChanged,
    /// The row of the ledger for this commit is gone.
    LeafMissing {
        /// Its number.
        leaf: u64,
    },
    /// The row of the ledger for this commit was changed or moved.
    LeafChanged {
        /// Its number.
        leaf: u64,
    },
    /// The ledger's own head does not agree with its last row.
    LedgerHeadChanged,
    /// A subtree kept for proofs is not the one that its leaves give.
    TreeChanged {
        /// The last leaf in it.
        leaf: u64,
    },
    /// The ledger is shorter than a signed checkpoint says: an older copy of the database was put in place.
    RolledBack {
        /// How many leaves the checkpoint counts.
        signed: u64,
    },
    /// The ledger holds other leaves than it did when a checkpoint was signed.
    Rewritten {
        /// The last leaf that an agreeing checkpoint proves unaltered.
        after: u64,
        /// The number of leaves of the checkpoint that does not agree.
        signed: u64,
    },
}

impl What {
    /// A stable word for the machine.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Unlinked => "unlinked",
            Self::Added => "added",
            Self::HeadChanged => "head_changed",
            Self::LeafMissing { .. } => "leaf_missing",
            Self::LeafChanged { .. } => "leaf_changed",
            Self::LedgerHeadChanged => "ledger_head_changed",
            Self::TreeChanged { .. } => "tree_changed",
            Self::RolledBack { .. } => "rolled_back",
            Self::Rewritten { .. } => "rewritten",
        }
    }
}

impl What {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Missing => "该事件缺失".to_owned(),
            Self::Changed => "该事件被改动".to_owned(),
            Self::Unlinked => "该事件与前一事件不衔接".to_owned(),
            Self::Added => "该事件并非系统写入".to_owned(),
            Self::HeadChanged => "案件末端记录被改动".to_owned(),
            Self::LeafMissing { leaf } => format!("总账第{leaf}行缺失"),
            Self::LeafChanged { leaf } => format!("总账第{leaf}行被改动"),
            Self::LedgerHeadChanged => "总账末端记录被改动".to_owned(),
            Self::TreeChanged { leaf } => format!("总账第{leaf}行之前的摘要树被改动"),
            Self::RolledBack { signed } => {
                format!("总账比签名检查点（{signed}行）短：数据库被换成了旧副本，此后的记录不见了")
            }
            Self::Rewritten { after, signed } => {
                format!("总账第{}行至第{signed}行之间，与签名检查点不符：记录被改写", after.saturating_add(1))
            }
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the event is missing"),
            Self::Changed => f.write_str("the event was changed"),
            Self::Unlinked => f.write_str("the event does not follow on the one before it"),
            Self::Added => f.write_str("the event was not written by the office"),
            Self::HeadChanged => f.write_str("the end of the case was changed"),
            Self::LeafMissing { leaf } => write!(f, "row {leaf} of the ledger is missing"),
            Self::LeafChanged { leaf } => write!(f, "row {leaf} of the ledger was changed"),
            Self::LedgerHeadChanged => f.write_str("the end of the ledger was changed"),
            Self::TreeChanged { leaf } => write!(f, "the tree up to row {leaf} of the ledger was changed"),
            Self::RolledBack { signed } => write!(
                f,
                "the ledger is shorter than a signed checkpoint of {signed} rows: the database is an old copy, what came after is gone"
            ),
            Self::Rewritten { after, signed } => write!(
                f,
                "between rows {} and {signed} the ledger is not the one of a signed checkpoint: it was written anew",
                after.saturating_add(1)
            ),
        }
    }
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "case {}, event {}: {}", self.stream, self.seq, self.what)
    }
}

impl std::error::Error for Break {}

impl Break {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        format!("案件{}，第{}个事件：{}", self.stream, self.seq, self.what.zh())
    }
}

/// Checks the commits of one stream as they come, in the order of their place.
#[derive(Debug, Clone)]
pub struct Chain<'s> {
    stream: &'s str,
    head: Head,
}

impl<'s> Chain<'s> {
    /// Begins before the first commit.
    #[must_use]
    pub const fn new(stream: &'s str) -> Self {
        Self { stream, head: Head::START }
    }

    /// Goes on from a head, for writing.
    #[must_use]
    pub const fn resume(stream: &'s str, head: Head) -> Self {
        Self { stream, head }
    }

    /// Where the chain stands.
    #[must_use]
    pub const fn head(&self) -> Head {
        self.head
    }

    /// Links one more commit and returns its hash, for writing.
    pub fn link(&mut self, entry: &Entry<'_>) -> Hash {
        let hash = commit_hash(&self.head.hash, self.stream, entry);
        self.head = Head { seq: entry.seq, hash };
        hash
    }

    /// Takes the next stored commit with the hashes stored beside it.
    ///
    /// # Errors
    /// The [`Break`] at this commit, or at the one missing before it.
    pub fn check(&mut self, entry: &Entry<'_>, previous: &Hash, hash: &Hash) -> Result<(), Break> {
        let wanted = self.head.seq.saturating_add(1);
        if entry.seq > wanted {
            return Err(self.broken(wanted, What::Missing));
        }
        if entry.seq < wanted {
            return Err(self.broken(entry.seq, What::Added));
        }
        if *previous != self.head.hash {
            return Err(self.broken(entry.seq, What::Unlinked));
        }
        if commit_hash(previous, self.stream, entry) != *hash {
            return Err(self.broken(entry.seq, What::Changed));
        }
        self.head = Head { seq: entry.seq, hash: *hash };
        Ok(())
    }

    /// Ends the chain at the head that the store keeps for the stream.
    ///
    /// # Errors
    /// The [`Break`] if commits are missing at the end, were added, or the head says something else.
    pub fn finish(self, stored: Head) -> Result<Head, Break> {
        if self.head.seq < stored.seq {
            return Err(self.broken(self.head.seq.saturating_add(1), What::Missing));
        }
        if self.head.seq > stored.seq {
            return Err(self.broken(stored.seq.saturating_add(1), What::Added));
        }
        if self.head.hash != stored.hash {
            return Err(self.broken(self.head.seq, What::HeadChanged));
        }
        Ok(self.head)
    }

    fn broken(&self, seq: u64, what: What) -> Break {
        Break { stream: self.stream.to_owned(), seq, what }
    }
}

/// Checks a whole stream: its rows in order, each with the hash before it and its own, and the head kept for it.
///
/// # Errors
/// The first [`Break`].
pub fn verify<'a>(
    stream: &str,
    rows: impl IntoIterator<Item = (Entry<'a>, Hash, Hash)>,
    stored: Head,
) -> Result<Head, Break> {
    let mut chain = Chain::new(stream);
    for (entry, previous, hash) in rows {
        chain.check(&entry, &previous, &hash)?;
    }
    chain.finish(stored)
}
