//! A secret in three shares of which any two open it.
//!
//! Each share is 32 random bytes of its own. For each two of them the secret is sealed under a key made of both, and what
//! is kept in the open are these three sealed values and a check of each share, so that a share that does not match is named.
//! One share alone opens nothing; nor do all sealed values and checks together.

use crate::code::{letters_of, read_letters};
use crate::pair::SecretKey;
use crate::ring::SealError;
use crate::sealed::{Hashed, Place};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

const KEY: usize = 32;
const NONCE: usize = 24;
/// Letters of a share: 32 bytes and 4 bytes of check, 5 bits a letter.
const CHECK: usize = 4;
const GROUP: usize = 5;
/// Which two shares open which of the sealed values.
const PAIRS: [(u8, u8); 3] = [(1, 2), (1, 3), (2, 3)];

/// One of the three. It prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Share {
    n: u8,
    secret: Zeroizing<[u8; KEY]>,
}

/// What is kept in the open beside a secret in shares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// A check of each share.
    checks: [Hashed; 3],
    /// The secret, sealed for shares 1 and 2, for 1 and 3, for 2 and 3: hexadecimal digits.
    locks: [String; 3],
}

/// Why shares do not open a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// What was typed is no share: letters are missing or wrong.
    #[error("what was typed as share {0} is no share: a letter is missing or wrong")]
    Mistyped(usize),
    /// A share of another secret, or one that was changed.
    #[error("share {0} does not match: it belongs to another key")]
    Foreign(u8),
    /// The same share twice.
    #[error("share {0} was given twice; a second one is needed")]
    Twice(u8),
    /// The sealed values were changed.
    #[error("what is kept of the shares was changed")]
    Changed,
}

impl Share {
    /// Its number: 1, 2 or 3.
    #[must_use]
    pub fn number(&self) -> u8 {
        self.n
    }

    /// The share as it is written down: its number, and groups of letters that nobody mixes up.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let check = self.typing_check();
        let bytes = Zeroizing::new([&self.secret[..], &check[..]].concat());
        let letters: Zeroizing<Vec<char>> = Zeroizing::new(letters_of(&bytes));
        let groups = letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>();
        Zeroizing::new(format!("{}-{}", self.n, groups.join("-")))
    }

    fn check(&self) -> Hashed {
        let mut hasher = blake3::Hasher::new_derive_key("dengwen 2026 check of a share");
        hasher.update(&[self.n]).update(&*self.secret);
        Hashed(*hasher.finalize().as_bytes())
    }

    /// Finds slips of the pen; it is not secret which letters were slips.
    fn typing_check(&self) -> [u8; CHECK] {
        let mut hasher = blake3::Hasher::new_derive_key("dengwen 2026 slips in a share");
        hasher.update(&[self.n]).update(&*self.secret);
        hasher.finalize().as_bytes().first_chunk::<CHECK>().copied().unwrap_or_default()
    }

    /// The key that two shares make together.
    fn with(&self, other: &Self) -> Zeroizing<String> {
        let (low, high) = if self.n < other.n { (self, other) } else { (other, self) };
        let mut hasher = blake3::Hasher::new_derive_key("dengwen 2026 two shares");
        hasher.update(&*low.secret).update(&*high.secret);
        Zeroizing::new(Hashed(*hasher.finalize().as_bytes()).to_string())
    }
}

impl Shared {
    /// Puts a secret into three shares.
    ///
    /// # Errors
    /// [`SealError`] if it cannot be sealed.
    pub fn split(
        secret: &SecretKey,
        place: &Place,
        random: [[u8; KEY]; 3],
        nonces: [[u8; NONCE]; 3],
    ) -> Result<(Self, [Share; 3]), SealError> {
        let [a, b, c] = random;
        let share = |n: u8, secret: [u8; KEY]| Share { n, secret: Zeroizing::new(secret) };
        let shares = [share(1, a), share(2, b), share(3, c)];
        let [one, two, three] = &shares;
        let [x, y, z] = nonces;
        let locked = |left: &Share, right: &Share, nonce| {
            secret.lock_by_token(&left.with(right), place, nonce).map(|bytes| hex(&bytes))
        };
        let locks = [locked(one, two, x)?, locked(one, three, y)?, locked(two, three, z)?];
        Ok((Self { checks: [one.check(), two.check(), three.check()], locks }, shares))
    }

    /// Does a share belong to this secret.
    ///
    /// # Errors
    /// [`ShareError::Foreign`] names it.
    pub fn check(&self, share: &Share) -> Result<(), ShareError> {
        let known = usize::from(share.n).checked_sub(1).and_then(|at| self.checks.get(at));
        if known == Some(&share.check()) { Ok(()) } else { Err(ShareError::Foreign(share.n)) }
    }

    /// Opens the secret with two shares.
    ///
    /// # Errors
    /// [`ShareError`] says which share does not match.
    pub fn join(&self, place: &Place, left: &Share, right: &Share) -> Result<SecretKey, ShareError> {
        self.check(left)?;
        self.check(right)?;
        if left.n == right.n {
            return Err(ShareError::Twice(left.n));
        }
        let pair = (left.n.min(right.n), left.n.max(right.n));
        let lock = PAIRS.iter().zip(&self.locks).find(|(known, _)| **known == pair).map(|(_, lock)| lock);
        let bytes = lock.and_then(|lock| unhex(lock)).ok_or(ShareError::Changed)?;
        SecretKey::unlock_by_token(&left.with(right), place, &bytes).map_err(|_| ShareError::Changed)
    }
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let (n, letters) = text.trim().split_once('-').ok_or(ShareError::Mistyped(0))?;
        let n: u8 = n.trim().parse().map_err(|_| ShareError::Mistyped(0))?;
        let wrong = || ShareError::Mistyped(usize::from(n));
        let bytes = Zeroizing::new(read_letters(letters, KEY + CHECK).ok_or_else(wrong)?);
        let (secret, check) = bytes.split_first_chunk::<KEY>().ok_or_else(wrong)?;
        let share = Self { n, secret: Zeroizing::new(*secret) };
        if (1..=3).contains(&n) && share.typing_check() == check { Ok(share) } else { Err(wrong()) }
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({}, …)", self.n)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|one| one.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits?;
    digits.chunks(2).map(|two| if let [high, low] = two { Some(high * 16 + low) } else { None }).collect()
}
