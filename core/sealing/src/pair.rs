//! Key pairs: anybody may seal to the public half; the secret half is kept only locked.

use crate::code::ReceiptCode;
use crate::hpke;
use crate::normal::{Sort, normalise};
use crate::ring::SealError;
use crate::sealed::{Hashed, Place, Sealed, Token};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use x25519_dalek::{PublicKey as Point, StaticSecret};
use zeroize::Zeroizing;

/// What all sealing to a key pair is bound to.
const INFO: &[u8] = b"dengwen 2026 key pair";
const SALT: usize = 16;
const NONCE: usize = 24;
const KEY: usize = 32;
const WORD: usize = 16;
/// The first byte of a lock by password: Argon2id, then XChaCha20-Poly1305.
const BY_PASSWORD: u8 = 1;
/// Before salt, nonce and ciphertext of a lock by password: the form and the cost.
const HEAD: usize = 9;

/// The public half of a key pair.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicKey([u8; KEY]);

/// The secret half of a key pair. It is wiped when dropped and prints nothing.
#[derive(Clone)]
pub struct SecretKey(StaticSecret);

/// Hashes words, so that an index holds none in the open. It is wiped when dropped and prints nothing.
pub struct WordKey(Zeroizing<[u8; KEY]>);

impl WordKey {
    /// The hash of a word: half of a keyed BLAKE3 hash. Whoever lacks the key can neither tell nor try out which word it is.
    #[must_use]
    pub fn hash(&self, word: &str) -> Vec<u8> {
        blake3::keyed_hash(&self.0, word.as_bytes()).as_bytes().iter().take(WORD).copied().collect()
    }
}

/// What deriving a key from a password costs: Argon2id with one lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory.
    pub kibibytes: u32,
    /// Rounds.
    pub rounds: u32,
}

impl PublicKey {
    /// As it was stored.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Seals bytes so that only the secret half opens them, bound to their place. `seed` is 32 random bytes, never used
    /// twice. What comes out is the encapsulated key of HPKE and the ciphertext.
    ///
    /// # Errors
    /// [`SealError::Tampered`] if the key is none.
    pub fn seal(&self, place: &Place, bytes: &[u8], seed: [u8; KEY]) -> Result<Vec<u8>, SealError> {
        let seed = Zeroizing::new(seed);
        hpke::seal(&Point::from(self.0), INFO, &place.bytes(), bytes, &*seed).ok_or(SealError::Tampered)
    }

    /// The same as a sealed value of the store: the pair takes the place of the ring's key, and the nonce is zeros, since
    /// HPKE makes its own.
    ///
    /// # Errors
    /// As [`PublicKey::seal`].
    pub fn seal_value(&self, pair: &str, place: &Place, bytes: &[u8], seed: [u8; KEY]) -> Result<Sealed, SealError> {
        let ciphertext = self.seal(place, bytes, seed)?;
        Ok(Sealed { key_id: pair.to_owned(), nonce: [0; NONCE], ciphertext })
    }
}

impl SecretKey {
    /// The pair that follows from 32 random bytes (`DeriveKeyPair` of RFC 9180).
    #[must_use]
    pub fn from_seed(seed: [u8; KEY]) -> Self {
        Self(hpke::derive(&*Zeroizing::new(seed)))
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(Point::from(&self.0).to_bytes())
    }

    /// Opens what was sealed to the public half at this place.
    ///
    /// # Errors
    /// [`SealError::Tampered`] if it was sealed to another key, for another place, or changed.
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        hpke::open(&self.0, INFO, &place.bytes(), sealed).ok_or(SealError::Tampered)
    }

    /// This secret, locked so that the holder's secret opens it.
    ///
    /// # Errors
    /// As [`PublicKey::seal`].
    pub fn lock_to(&self, holder: &PublicKey, place: &Place, seed: [u8; KEY]) -> Result<Vec<u8>, SealError> {
        holder.seal(place, &*Zeroizing::new(self.0.to_bytes()), seed)
    }

    /// Unlocks another secret that was locked to this one.
    ///
    /// # Errors
    /// As [`SecretKey::open`].
    pub fn unlock(&self, place: &Place, locked: &[u8]) -> Result<Self, SealError> {
        Self::read(&self.open(place, locked)?)
    }

    /// This secret under a password: form, cost, salt, nonce, ciphertext.
    ///
    /// # Errors
    /// [`SealError::Tampered`] for a cost that cannot be.
    pub fn lock_by_password(
        &self,
        password: &str,
        cost: Cost,
        place: &Place,
        (salt, nonce): ([u8; SALT], [u8; NONCE]),
    ) -> Result<Vec<u8>, SealError> {
        let key = stretched(password.as_bytes(), &salt, cost)?;
        let sealed = self.sealed_under(&key, nonce, place)?;
        let (kibibytes, rounds) = (cost.kibibytes.to_le_bytes(), cost.rounds.to_le_bytes());
        Ok([&[BY_PASSWORD][..], &kibibytes, &rounds, &salt, &nonce, &sealed].concat())
    }

    /// Unlocks a secret by its password.
    ///
    /// # Errors
    /// [`SealError::Tampered`] for another password, another place, or a lock that was changed.
    pub fn unlock_by_password(password: &str, place: &Place, locked: &[u8]) -> Result<Self, SealError> {
        let (head, rest) = locked.split_first_chunk::<HEAD>().ok_or(SealError::Tampered)?;
        let [form, a, b, c, d, e, f, g, h] = *head;
        let (salt, rest) = rest.split_first_chunk::<SALT>().ok_or(SealError::Tampered)?;
        if form != BY_PASSWORD {
            return Err(SealError::Tampered);
        }
        let cost = Cost { kibibytes: u32::from_le_bytes([a, b, c, d]), rounds: u32::from_le_bytes([e, f, g, h]) };
        let key = stretched(password.as_bytes(), salt, cost)?;
        Self::from_under(&key, rest, place)
    }

    /// This secret for as long as a session lasts: whoever has the session's token opens it, the store alone does not.
    /// Nonce, ciphertext.
    ///
    /// # Errors
    /// [`SealError::Tampered`] if it cannot be sealed.
    pub fn lock_by_token(&self, token: &str, place: &Place, nonce: [u8; NONCE]) -> Result<Vec<u8>, SealError> {
        let sealed = self.sealed_under(&of_token(token), nonce, place)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Unlocks a secret by the token of the session.
    ///
    /// # Errors
    /// As [`SecretKey::unlock_by_password`].
    pub fn unlock_by_token(token: &str, place: &Place, locked: &[u8]) -> Result<Self, SealError> {
        Self::from_under(&of_token(token), locked, place)
    }

    /// The token of a text under this secret: equal texts give equal tokens, and nobody without the secret can tell which.
    #[must_use]
    pub fn token(&self, sort: Sort, text: &str) -> Token {
        let normal = Zeroizing::new(normalise(sort, text));
        let key = Zeroizing::new(blake3::derive_key("dengwen 2026 tokens of a sealed case", self.0.as_bytes()));
        let mut hasher = blake3::Hasher::new_keyed(&key);
        hasher.update(sort.word().as_bytes()).update(&[0]).update(normal.as_bytes());
        Token(Hashed(*hasher.finalize().as_bytes()))
    }

    /// The key under which words of sealed texts are hashed for an index.
    #[must_use]
    pub fn word_key(&self) -> WordKey {
        WordKey(Zeroizing::new(blake3::derive_key("dengwen 2026 words of a sealed case", self.0.as_bytes())))
    }

    fn sealed_under(&self, key: &[u8; KEY], nonce: [u8; NONCE], place: &Place) -> Result<Vec<u8>, SealError> {
        let bytes = Zeroizing::new(self.0.to_bytes());
        let payload = Payload { msg: &*bytes, aad: &place.bytes() };
        XChaCha20Poly1305::new(&Key::from(*key)).encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::Tampered)
    }

    fn from_under(key: &[u8; KEY], locked: &[u8], place: &Place) -> Result<Self, SealError> {
        let (nonce, ciphertext) = locked.split_first_chunk::<NONCE>().ok_or(SealError::Tampered)?;
        let payload = Payload { msg: ciphertext, aad: &place.bytes() };
        let open = XChaCha20Poly1305::new(&Key::from(*key)).decrypt(&XNonce::from(*nonce), payload);
        Self::read(&Zeroizing::new(open.map_err(|_| SealError::Tampered)?))
    }

    fn read(bytes: &[u8]) -> Result<Self, SealError> {
        let bytes: Zeroizing<[u8; KEY]> = Zeroizing::new(bytes.try_into().map_err(|_| SealError::Tampered)?);
        Ok(Self(StaticSecret::from(*bytes)))
    }
}

impl ReceiptCode {
    /// The key pair of a mailbox: it follows from the code alone, by Argon2id with this salt.
    ///
    /// # Errors
    /// [`SealError::Tampered`] for a cost that cannot be.
    pub fn key(&self, salt: &Hashed, cost: Cost) -> Result<SecretKey, SealError> {
        Ok(SecretKey::from_seed(*stretched(self.bytes(), &salt.0, cost)?))
    }
}

fn stretched(secret: &[u8], salt: &[u8], cost: Cost) -> Result<Zeroizing<[u8; KEY]>, SealError> {
    let params = Params::new(cost.kibibytes, cost.rounds, 1, Some(KEY)).map_err(|_| SealError::Tampered)?;
    let mut key = Zeroizing::new([0; KEY]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, &mut *key)
        .map_err(|_| SealError::Tampered)?;
    Ok(key)
}

fn of_token(token: &str) -> Zeroizing<[u8; KEY]> {
    let mut key = Zeroizing::new([0; KEY]);
    // 32 bytes are fewer than 255 hashes: this cannot fail.
    let _never = Hkdf::<Sha256>::new(None, token.as_bytes()).expand(b"dengwen 2026 session", &mut *key);
    key
}

impl fmt::Debug for WordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WordKey(…)")
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", Hashed(self.0))
    }
}
