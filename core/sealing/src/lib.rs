//! Sealing: who somebody is, and in a sealed case what was said, goes into the store only encrypted.
//!
//! Algorithms and formats only. Keys and random bytes are handed in; where the key ring lies is the desk's affair.
//!
//! * [`Identity`] is a text that must not leak: it has no `Display`, its `Debug` says nothing, its memory is wiped.
//! * [`KeyRing`] seals and opens, each value bound to its [`Place`], so that nothing can be moved to another field.
//! * [`Token`] is a keyed hash: the same person gives the same token, and nobody without the key learns from it who.
//! * [`ReceiptCode`] is what a visitor of the portal keeps; the store has only its keyed hash. A mailbox's key follows from it.
//! * [`SecretKey`] and [`PublicKey`] are a key pair of a person, a unit, a case. Anybody seals to the public half; the secret
//!   half is stored only locked: to another pair, by a password, by the token of a session, by two of three [`Share`]s.
//! * [`FileKey`] seals one file in pieces as they come; cut, reordered, doubled pieces do not open.
//!
//! ```
//! use dengwen_sealing::{Identity, KeyRing, Place, Sort};
//!
//! let ring = KeyRing::new("k1", [7; 32], [8; 32]);
//! let place = Place::new("case-1", "main.complainant.name");
//! let sealed = ring.seal(&place, &Identity::new("张三"), [1; 24]);
//! assert_eq!(ring.open(&place, &sealed)?.expose(), "张三");
//! assert_eq!(ring.token(Sort::Phone, "+86 138-0013-8000"), ring.token(Sort::Phone, "13800138000"));
//! # Ok::<(), dengwen_sealing::SealError>(())
//! ```

mod code;
mod hpke;
mod identity;
mod normal;
mod pair;
mod pieces;
mod ring;
mod sealed;
mod shares;

pub use code::{InvalidCode, ReceiptCode};
pub use identity::Identity;
pub use normal::{Sort, normalise};
pub use pair::{Cost, PublicKey, SecretKey, WordKey};
pub use pieces::{FileKey, Hashing, PIECE, SEALED_PIECE, pieces};
pub use ring::{KeyRing, SealError};
pub use sealed::{Handle, Hashed, Place, Sealed, Token};
pub use shares::{Share, ShareError, Shared};

/// Built anew for another checkout: see `.cargo/config.toml`.
const _: Option<&str> = option_env!("DENGWEN_CHECKOUT");
