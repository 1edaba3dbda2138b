//! Proofs of RFC 6962: that a leaf is in a tree, and that a later tree only appended to an earlier one.

use crate::hash::Hash;
use crate::tree::{empty_root, node_hash};

/// A stretch of leaves, from the first up to before the second.
pub type Stretch = (u64, u64);

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// There is no such leaf, or no such earlier tree.
    #[error("the tree has no such leaf")]
    OutOfTree,
    /// The proof has too few or too many hashes.
    #[error("the proof has a wrong length")]
    Length,
    /// What the hashes give is not the root.
    #[error("the proof leads to another root")]
    Root,
}

/// The largest power of two below `size`, which is 2 or more.
fn split(size: u64) -> u64 {
    1 << size.saturating_sub(1).ilog2()
}

/// The stretches whose hashes prove that leaf `index` is in the tree of `size` leaves: from the leaf up to the root.
#[must_use]
pub fn inclusion(index: u64, size: u64) -> Option<Vec<Stretch>> {
    if index >= size {
        return None;
    }
    let (mut from, mut until, mut path) = (0, size, Vec::new());
    while until - from > 1 {
        let middle = from + split(until - from);
        if index < middle {
            path.push((middle, until));
            until = middle;
        } else {
            path.push((from, middle));
            from = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// The stretches whose hashes prove that the tree of `new` leaves begins with the tree of `old` leaves.
#[must_use]
pub fn consistency(old: u64, new: u64) -> Option<Vec<Stretch>> {
    if old > new {
        return None;
    }
    let mut path = Vec::new();
    if old == 0 || old == new {
        return Some(path);
    }
    let (mut from, mut until) = (0, new);
    while old < until {
        let middle = from + split(until - from);
        if old <= middle {
            path.push((middle, until));
            until = middle;
        } else {
            path.push((from, middle));
            from = middle;
        }
    }
    if from > 0 {
        path.push((from, until));
    }
    path.reverse();
    Some(path)
}

/// Checks that the leaf of this hash is leaf `index` (from 0) of the tree of this size and root.
///
/// # Errors
/// [`Unproven`].
pub fn check_inclusion(leaf: &Hash, index: u64, size: u64, root: &Hash, proof: &[Hash]) -> Result<(), Unproven> {
    let path = inclusion(index, size).ok_or(Unproven::OutOfTree)?;
    if path.len() != proof.len() {
        return Err(Unproven::Length);
    }
    let found = path.iter().zip(proof).fold(*leaf, |hash, ((from, _), beside)| {
        if *from > index { node_hash(&hash, beside) } else { node_hash(beside, &hash) }
    });
    if found == *root { Ok(()) } else { Err(Unproven::Root) }
}

/// Checks that the tree of `new` leaves begins with the tree of `old` leaves.
///
/// # Errors
/// [`Unproven`].
pub fn check_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), Unproven> {
    let path = consistency(old, new).ok_or(Unproven::OutOfTree)?;
    if path.len() != proof.len() {
        return Err(Unproven::Length);
    }
    let same = |found: bool| if found { Ok(()) } else { Err(Unproven::Root) };
    if old == 0 {
        return same(*old_root == empty_root());
    }
    let mut steps = path.iter().zip(proof);
    // Where the old tree is a complete subtree, its own root is the first hash; else the first step stands for its end.
    let first = match path.first() {
        Some((_, until)) if *until == old => steps.next().map_or(*old_root, |(_, hash)| *hash),
        _ => *old_root,
    };
    let (mut before, mut now) = (first, first);
    for ((from, _), beside) in steps {
        if *from >= old {
            now = node_hash(&now, beside);
        } else {
            before = node_hash(beside, &before);
            now = node_hash(beside, &now);
        }
    }
    same(before == *old_root && now == *new_root)
}
