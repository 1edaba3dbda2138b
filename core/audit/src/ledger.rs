//! The ledger: one leaf for each commit of the whole store, a Merkle tree over all of them.

use crate::chain::{Break, What};
use crate::hash::Hash;
use crate::tree::{Frontier, Node, empty_root, entry_hash};
use serde::{Deserialize, Serialize};

/// One row of the ledger as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leaf {
    /// Its number, from 1, without gaps; its place in the tree is one less.
    pub leaf: u64,
    /// The stream of the commit.
    pub stream: String,
    /// The commit's place in that stream.
    pub seq: u64,
    /// The hash of the leaf in the tree.
    pub hash: Hash,
    /// The root of the tree of all leaves up to this one.
    pub root: Hash,
}

/// The commit that bears the number of a leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// Its stream.
    pub stream: String,
    /// Its place there.
    pub seq: u64,
    /// When it was entered, microseconds since 1970.
    pub entered_at: i64,
    /// Its hash.
    pub hash: Hash,
}

impl Committed {
    /// What stands in the tree for it: when, and the hash. Neither stream nor content can be learnt from it.
    #[must_use]
    pub fn entry(&self) -> String {
        format!("dengwen.event/1\n{}\n{}\n", self.entered_at, self.hash)
    }

    /// Reads an entry back: when, and the hash of the commit.
    #[must_use]
    pub fn read(entry: &[u8]) -> Option<(i64, Hash)> {
        let text = std::str::from_utf8(entry).ok()?;
        let (at, hash) = text.strip_prefix("dengwen.event/1\n")?.strip_suffix('\n')?.split_once('\n')?;
        let found = (at.parse().ok()?, hash.parse().ok()?);
        // Only what is written the one way is an entry.
        (format!("dengwen.event/1\n{}\n{}\n", found.0, found.1) == text).then_some(found)
    }
}

/// Where the ledger stands, kept apart from its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHead {
    /// How many leaves there are.
    pub leaves: u64,
    /// The root of the tree.
    pub root: Hash,
}

impl LedgerHead {
    /// An empty ledger.
    #[must_use]
    pub fn start() -> Self {
        Self { leaves: 0, root: empty_root() }
    }
}

/// The ledger as it is written, or checked leaf by leaf in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    frontier: Frontier,
    last: (String, u64),
}

impl Ledger {
    /// Begins before the first leaf.
    #[must_use]
    pub const fn new() -> Self {
        Self { frontier: Frontier::new(), last: (String::new(), 0) }
    }

    /// Goes on from what was kept.
    #[must_use]
    pub const fn resume(frontier: Frontier) -> Self {
        Self { frontier, last: (String::new(), 0) }
    }

    /// The right edge of the tree.
    #[must_use]
    pub const fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Where it stands.
    #[must_use]
    pub fn head(&self) -> LedgerHead {
        LedgerHead { leaves: self.frontier.size(), root: self.frontier.root() }
    }

    /// Adds a commit and returns its leaf, for writing. `made` is told the subtrees that it completes.
    pub fn append(&mut self, commit: &Committed, made: impl FnMut(Node, Hash)) -> Leaf {
        let hash = entry_hash(commit.entry().as_bytes());
        self.frontier.push(hash, made);
        let (stream, seq) = (commit.stream.clone(), commit.seq);
        Leaf { leaf: self.frontier.size(), stream, seq, hash, root: self.frontier.root() }
    }

    /// Takes the next leaf and the commit that bears its number, if there is one.
    ///
    /// # Errors
    /// The [`Break`], which names the commit of this leaf.
    pub fn check(
        &mut self,
        leaf: &Leaf,
        commit: Option<&Committed>,
        made: impl FnMut(Node, Hash),
    ) -> Result<(), Break> {
        let wanted = self.frontier.size().saturating_add(1);
        let broken = |what| Err(Break { stream: leaf.stream.clone(), seq: leaf.seq, what });
        if leaf.leaf != wanted {
            return broken(What::LeafMissing { leaf: wanted });
        }
        self.frontier.push(leaf.hash, made);
        if self.frontier.root() != leaf.root {
            return broken(What::LeafChanged { leaf: wanted });
        }
        let Some(commit) = commit else { return broken(What::Missing) };
        if entry_hash(commit.entry().as_bytes()) != leaf.hash {
            return broken(What::Changed);
        }
        if (&commit.stream, commit.seq) != (&leaf.stream, leaf.seq) {
            return broken(What::LeafChanged { leaf: wanted });
        }
        self.last = (leaf.stream.clone(), leaf.seq);
        Ok(())
    }

    /// Ends the ledger at the head that the store keeps for it.
    ///
    /// # Errors
    /// The [`Break`] if leaves are missing at the end or were added; it names the last commit that is still proven.
    pub fn finish(self, stored: LedgerHead) -> Result<LedgerHead, Break> {
        let (head, (stream, seq)) = (self.head(), self.last);
        if head.leaves < stored.leaves {
            let leaf = head.leaves.saturating_add(1);
            return Err(Break { stream, seq, what: What::LeafMissing { leaf } });
        }
        if head != stored {
            return Err(Break { stream, seq, what: What::LedgerHeadChanged });
        }
        Ok(head)
    }
}
