//! A file in pieces, each encrypted for itself, so that nobody ever has to hold it whole: the STREAM construction of Hoang,
//! Reyhanitabar, Rogaway and Vizár (2015) as the format age has it. docs/adr/0011-files-in-pieces.md.

use crate::ring::SealError;
use crate::sealed::Hashed;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use std::fmt;
use zeroize::Zeroizing;

/// Bytes of a piece before it is sealed; only the last piece of a file has fewer.
pub const PIECE: usize = 64 * 1024;
/// By how much a piece is longer once it is sealed.
const TAG: usize = 16;
/// Bytes of a sealed piece; only the last piece of a file has fewer.
pub const SEALED_PIECE: usize = PIECE + TAG;
const KEY: usize = 32;

/// The key of one file, made for it and used for nothing else. It is wiped when dropped and prints nothing.
#[derive(Clone)]
pub struct FileKey(Zeroizing<[u8; KEY]>);

impl FileKey {
    /// The key of a file: 32 random bytes, never used for another file.
    #[must_use]
    pub fn from_random(bytes: [u8; KEY]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// As it was sealed.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Its bytes, to be sealed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Seals piece `n`, counted from 0. Number and end go into the nonce: a piece opens at its own place alone.
    ///
    /// # Errors
    /// [`SealError::Tampered`] for a piece that no file has: too long, too short before the end, an empty end after others.
    pub fn seal_piece(&self, n: u64, is_last: bool, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        if !fits(n, is_last, bytes.len()) {
            return Err(SealError::Tampered);
        }
        self.cipher().encrypt(&nonce(n, is_last), bytes).map_err(|_| SealError::Tampered)
    }

    /// Opens piece `n`.
    ///
    /// # Errors
    /// [`SealError::Tampered`] if it was changed, stood at another place, or the file was cut or went on there.
    pub fn open_piece(&self, n: u64, is_last: bool, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let length = sealed.len().checked_sub(TAG).ok_or(SealError::Tampered)?;
        if !fits(n, is_last, length) {
            return Err(SealError::Tampered);
        }
        self.cipher().decrypt(&nonce(n, is_last), sealed).map(Zeroizing::new).map_err(|_| SealError::Tampered)
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&Key::from(*self.0))
    }
}

/// How many pieces a file of so many bytes has. An empty file has one.
#[must_use]
pub fn pieces(size: u64) -> u64 {
    size.div_ceil(u64::try_from(PIECE).unwrap_or(u64::MAX)).max(1)
}

fn fits(n: u64, is_last: bool, length: usize) -> bool {
    match (is_last, length) {
        (false, length) => length == PIECE,
        (true, 0) => n == 0,
        (true, length) => length <= PIECE,
    }
}

/// Eleven bytes that count, big-endian, and one that says whether it is the last.
fn nonce(n: u64, is_last: bool) -> Nonce {
    let [a, b, c, d, e, f, g, h] = n.to_be_bytes();
    Nonce::from([0, 0, 0, a, b, c, d, e, f, g, h, u8::from(is_last)])
}

/// A hash that is told its bytes as they come.
#[derive(Clone)]
pub struct Hashing(pub(crate) blake3::Hasher);

impl Hashing {
    /// Of the sealed pieces of a file, one after the other: it says that they are the ones written, and nothing of what is in
    /// them.
    #[must_use]
    pub fn of_pieces() -> Self {
        Self(blake3::Hasher::new_derive_key("dengwen 2026 digest of a file in pieces"))
    }

    /// The bytes that come next.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that came.
    #[must_use]
    pub fn finish(&self) -> Hashed {
        Hashed(*self.0.finalize().as_bytes())
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey(…)")
    }
}

impl fmt::Debug for Hashing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hashing(…)")
    }
}
