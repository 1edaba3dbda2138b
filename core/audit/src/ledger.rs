//! The ledger: one leaf for each commit of the whole store.

use crate::chain::{Break, What};
use crate::hash::{Hash, leaf_hash};
use serde::Serialize;

/// One row of the ledger as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leaf {
    /// Its number, from 1, without gaps.
    pub leaf: u64,
    /// The stream of the commit.
    pub stream: String,
    /// The commit's place in that stream.
    pub seq: u64,
    /// The commit's hash.
    pub hash: Hash,
    /// The hash over the leaf before and this one.
    pub chained: Hash,
}

/// Where the ledger stands, kept apart from its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LedgerHead {
    /// How many leaves there are.
    pub leaves: u64,
    /// The chained hash of the last.
    pub chained: Hash,
}

impl LedgerHead {
    /// An empty ledger.
    pub const START: Self = Self { leaves: 0, chained: Hash::ZERO };

    /// Adds a commit and returns its leaf, for writing.
    pub fn append(&mut self, stream: &str, seq: u64, hash: Hash) -> Leaf {
        let leaf = self.leaves.saturating_add(1);
        let chained = leaf_hash(&self.chained, leaf, stream, seq, &hash);
        *self = Self { leaves: leaf, chained };
        Leaf { leaf, stream: stream.to_owned(), seq, hash, chained }
    }
}

/// Checks the leaves as they come, in the order of their numbers, each against the commit that it stands for.
#[derive(Debug, Clone)]
pub struct Ledger {
    head: LedgerHead,
    last: (String, u64),
}

impl Default for Ledger {
    fn default() -> Self {
        Self::new()
    }
}

impl Ledger {
    /// Begins before the first leaf.
    #[must_use]
    pub const fn new() -> Self {
        Self { head: LedgerHead::START, last: (String::new(), 0) }
    }

    /// Takes the next leaf and the hash stored with its commit, if the commit is there.
    ///
    /// # Errors
    /// The [`Break`], which names the commit of this leaf.
    pub fn check(&mut self, leaf: &Leaf, commit: Option<&Hash>) -> Result<(), Break> {
        let wanted = self.head.leaves.saturating_add(1);
        let broken = |what| Break { stream: leaf.stream.clone(), seq: leaf.seq, what };
        if leaf.leaf != wanted {
            return Err(broken(What::LeafMissing { leaf: wanted }));
        }
        if leaf_hash(&self.head.chained, leaf.leaf, &leaf.stream, leaf.seq, &leaf.hash) != leaf.chained {
            return Err(broken(What::LeafChanged { leaf: leaf.leaf }));
        }
        match commit {
            None => return Err(broken(What::Missing)),
            Some(hash) if *hash != leaf.hash => return Err(broken(What::Changed)),
            Some(_) => {}
        }
        self.head = LedgerHead { leaves: leaf.leaf, chained: leaf.chained };
        self.last = (leaf.stream.clone(), leaf.seq);
        Ok(())
    }

    /// Ends the ledger at the head that the store keeps for it.
    ///
    /// # Errors
    /// The [`Break`] if leaves are missing at the end or were added; it names the last commit that is still proven.
    pub fn finish(self, stored: LedgerHead) -> Result<LedgerHead, Break> {
        let (stream, seq) = self.last;
        if self.head.leaves < stored.leaves {
            let leaf = self.head.leaves.saturating_add(1);
            return Err(Break { stream, seq, what: What::LeafMissing { leaf } });
        }
        if self.head != stored {
            return Err(Break { stream, seq, what: What::LedgerHeadChanged });
        }
        Ok(self.head)
    }
}
