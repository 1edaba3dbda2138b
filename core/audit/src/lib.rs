//! The proof that no event was deleted, changed or moved.
//!
//! Two structures, both computed from what is stored and from nothing else:
//!
//! * a [`Chain`] for each stream (a case, a register row, the office): the hash of a commit covers the hash of the
//!   commit before it, so a change shows at the commit changed;
//! * one [`Ledger`] over the whole store: a [`Leaf`] for each commit, numbered without gaps in the order of writing, a
//!   Merkle tree over all of them with the root after each leaf kept beside it, so that losing the last commit of a
//!   case, or a whole case, shows too.
//!
//! A [`Break`] names the stream and the commit. Nothing here reads a database: the store hands in rows in order.
//!
//! Somebody who may write every table can compute all hashes anew from some point on. Against that a [`Checkpoint`]
//! (size and root, signed) is given to others; a ledger that was cut short or written anew does not agree with it. The
//! tree is hashed as RFC 6962 says, with SHA-256 and not with BLAKE3 as the chains are, and checkpoints, keys and
//! [`Proof`]s have the public forms (c2sp.org: signed-note, tlog-checkpoint, tlog-proof), so that others verify with
//! their own tools.

mod base64;
mod chain;
mod checkpoint;
mod hash;
mod ledger;
mod note;
pub mod proof;
pub mod tree;

pub use chain::{Break, Chain, Entry, Head, What, verify};
pub use checkpoint::{Checkpoint, Proof, ProofError};
pub use hash::{Hash, InvalidHash, commit_hash};
pub use ledger::{Committed, Leaf, Ledger, LedgerHead};
pub use note::{LogKey, NoteError, Verifier};
pub use proof::Unproven;

/// Built anew for another checkout: see `.cargo/config.toml`.
const _: Option<&str> = option_env!("DENGWEN_CHECKOUT");
