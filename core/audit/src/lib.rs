//! The proof that no event was deleted, changed or moved.
//!
//! Two structures, both computed from what is stored and from nothing else:
//!
//! * a [`Chain`] for each stream (a case, a register row, the office): the hash of a commit covers the hash of the
//!   commit before it, so a change shows at the commit changed;
//! * one [`Ledger`] over the whole store: a [`Leaf`] for each commit, numbered without gaps and chained in the order
//!   of writing, with its own [`LedgerHead`] kept apart, so that losing the last commit of a case, or a whole case,
//!   shows too.
//!
//! A [`Break`] names the stream and the commit. Nothing here reads a database: the store hands in rows in order.
//!
//! What these two cannot show: somebody who may write every table and who computes all hashes anew from some point
//! on. For that the ledger's head has to be known outside of the database.

mod chain;
mod hash;
mod ledger;

pub use chain::{Break, Chain, Entry, Head, What, verify};
pub use hash::{Hash, InvalidHash, commit_hash, leaf_hash};
pub use ledger::{Leaf, Ledger, LedgerHead};

/// Built anew for another checkout: see `.cargo/config.toml`.
const _: Option<&str> = option_env!("DENGWEN_CHECKOUT");
