//! The Merkle tree over all leaves, hashed as RFC 6962 says (SHA-256), so that the public tools for transparency logs
//! verify what is proven here.

use crate::hash::{Hash, InvalidHash};
use sha2::{Digest as _, Sha256};

/// Complete subtrees of this height and its multiples are kept by the store, so that a proof reads few rows.
pub const TILE_HEIGHT: u32 = 8;
/// How many leaves a tile of the lowest level has.
pub const TILE_LEAVES: u64 = 1 << TILE_HEIGHT;

/// A complete subtree: `2^level` leaves from `index * 2^level` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// Its height; 0 for a leaf.
    pub level: u32,
    /// Its place among those of its level, from 0.
    pub index: u64,
}

impl Node {
    /// Is it a subtree that is kept?
    #[must_use]
    pub const fn is_kept(self) -> bool {
        self.level > 0 && self.level.is_multiple_of(TILE_HEIGHT)
    }
}

/// The hash of a leaf: `SHA-256(0x00 || entry)`.
#[must_use]
pub fn entry_hash(entry: &[u8]) -> Hash {
    Hash::from_bytes(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
}

/// The hash of a node: `SHA-256(0x01 || left || right)`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let hasher = Sha256::new().chain_update([1]).chain_update(left.as_bytes()).chain_update(right.as_bytes());
    Hash::from_bytes(hasher.finalize().into())
}

/// The root of a tree without leaves: the hash of nothing.
#[must_use]
pub fn empty_root() -> Hash {
    Hash::from_bytes(Sha256::digest([]).into())
}

/// The right edge of the tree: the roots of its largest complete subtrees, from left to right. From it a leaf is
/// appended and the root taken in as many steps as the tree is high.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    nodes: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, nodes: Vec::new() }
    }

    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf. `made` is told each complete subtree that this makes, the leaf itself first.
    pub fn push(&mut self, leaf: Hash, mut made: impl FnMut(Node, Hash)) {
        let (mut node, mut hash) = (Node { level: 0, index: self.size }, leaf);
        made(node, hash);
        while node.index & 1 == 1
            && let Some(left) = self.nodes.pop()
        {
            hash = node_hash(&left, &hash);
            node = Node { level: node.level.saturating_add(1), index: node.index >> 1 };
            made(node, hash);
        }
        self.nodes.push(hash);
        self.size = self.size.saturating_add(1);
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut nodes = self.nodes.iter().rev();
        let Some(last) = nodes.next() else { return empty_root() };
        nodes.fold(*last, |right, left| node_hash(left, &right))
    }

    /// The hashes one after another, as stored.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.nodes.iter().flat_map(|node| *node.as_bytes()).collect()
    }

    /// Reads back what was stored of a tree of this size.
    ///
    /// # Errors
    /// [`InvalidHash`] if these are not the hashes that a tree of this size has.
    pub fn from_bytes(size: u64, bytes: &[u8]) -> Result<Self, InvalidHash> {
        let nodes = bytes.chunks(32).map(Hash::from_slice).collect::<Result<Vec<_>, _>>()?;
        if u32::try_from(nodes.len()) != Ok(size.count_ones()) {
            return Err(InvalidHash);
        }
        Ok(Self { size, nodes })
    }
}

/// The complete subtrees whose leaves together are those from `from` up to `until`, from left to right.
#[must_use]
pub fn subtrees(from: u64, until: u64) -> Vec<Node> {
    let (mut at, mut all) = (from, Vec::new());
    while at < until {
        let aligned = if at == 0 { 63 } else { at.trailing_zeros() };
        let level = aligned.min((until - at).ilog2());
        all.push(Node { level, index: at >> level });
        at += 1 << level;
    }
    all
}

/// The hash over subtrees that lie side by side, from left to right, as [`subtrees`] names them; of none the empty root.
#[must_use]
pub fn joined(nodes: &[Hash]) -> Hash {
    let mut nodes = nodes.iter().rev();
    let Some(last) = nodes.next() else { return empty_root() };
    nodes.fold(*last, |right, left| node_hash(left, &right))
}
