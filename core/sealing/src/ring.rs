//! The server's keys and what is done with them.

use crate::code::ReceiptCode;
use crate::identity::Identity;
use crate::normal::{Sort, normalise};
use crate::pieces::Hashing;
use crate::sealed::{Hashed, Place, Sealed, Token};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// Why a sealed value could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key is not in the ring: it was destroyed, or the ring is another one.
    #[error("key {0} is not in the ring")]
    KeyUnknown(String),
    /// The value was changed, moved from another field, or sealed with another key of this name.
    #[error("the sealed value does not open")]
    Tampered,
    /// What was sealed is not text.
    #[error("the sealed value is not text")]
    NotText,
    /// A ring that names a current key it does not hold.
    #[error("the key ring does not hold its current key")]
    RingBroken,
}

/// The keys of a server. With serde it is the content of the file that holds it; it prints nothing of the keys.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct KeyRing {
    current: String,
    key: Secret,
    older: BTreeMap<String, Secret>,
    /// For tokens and receipts, which must stay comparable when the sealing key changes.
    blind: Secret,
}

/// The ring as it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    current: String,
    keys: BTreeMap<String, Secret>,
    blind: Secret,
}

impl TryFrom<Written> for KeyRing {
    type Error = SealError;

    fn try_from(written: Written) -> Result<Self, SealError> {
        let Written { current, keys: mut older, blind } = written;
        let key = older.remove(&current).ok_or(SealError::RingBroken)?;
        Ok(Self { current, key, older, blind })
    }
}

impl From<KeyRing> for Written {
    fn from(ring: KeyRing) -> Self {
        let mut keys = ring.older;
        keys.insert(ring.current.clone(), ring.key);
        Self { current: ring.current, keys, blind: ring.blind }
    }
}

#[derive(Clone)]
struct Secret(Zeroizing<[u8; 32]>);

impl KeyRing {
    /// A ring of a first sealing key under this name, and the key of tokens and receipts; each of 32 random bytes.
    #[must_use]
    pub fn new(key_id: &str, key: [u8; 32], blind: [u8; 32]) -> Self {
        let (key, blind) = (Secret(Zeroizing::new(key)), Secret(Zeroizing::new(blind)));
        Self { current: key_id.to_owned(), key, older: BTreeMap::new(), blind }
    }

    /// Puts another sealing key in use; the ones before still open what they sealed.
    pub fn rotate(&mut self, key_id: &str, key: [u8; 32]) {
        let before = std::mem::replace(&mut self.key, Secret(Zeroizing::new(key)));
        let name = std::mem::replace(&mut self.current, key_id.to_owned());
        self.older.insert(name, before);
        self.older.remove(key_id);
    }

    /// Destroys a sealing key that is no longer used for new values; what it sealed is gone for good.
    pub fn destroy(&mut self, key_id: &str) -> bool {
        self.older.remove(key_id).is_some()
    }

    /// The name of the key in use.
    #[must_use]
    pub fn current(&self) -> &str {
        &self.current
    }

    /// Seals a text at its place. The nonce is 24 random bytes, never used twice.
    #[must_use]
    pub fn seal(&self, place: &Place, text: &Identity, nonce: [u8; 24]) -> Sealed {
        self.seal_bytes(place, text.expose().as_bytes(), nonce)
    }

    /// Opens a sealed text.
    ///
    /// # Errors
    /// [`SealError`] if the key is gone, the value was changed, or it belongs to another place.
    pub fn open(&self, place: &Place, sealed: &Sealed) -> Result<Identity, SealError> {
        let mut bytes = self.open_bytes(place, sealed)?;
        String::from_utf8(std::mem::take(&mut *bytes)).map(Identity::new).map_err(|error| {
            error.into_bytes().zeroize();
            SealError::NotText
        })
    }

    /// Seals bytes: an attachment, a draft.
    #[must_use]
    pub fn seal_bytes(&self, place: &Place, bytes: &[u8], nonce: [u8; 24]) -> Sealed {
        let payload = Payload { msg: bytes, aad: &place.bytes() };
        // Encryption fails only past 256 GiB; an empty ciphertext never opens.
        let ciphertext = cipher(&self.key).encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        Sealed { key_id: self.current.clone(), nonce, ciphertext }
    }

    /// Opens sealed bytes; they are wiped when dropped.
    ///
    /// # Errors
    /// As [`KeyRing::open`].
    pub fn open_bytes(&self, place: &Place, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let key = if sealed.key_id == self.current { Some(&self.key) } else { self.older.get(&sealed.key_id) };
        let key = key.ok_or_else(|| SealError::KeyUnknown(sealed.key_id.clone()))?;
        let payload = Payload { msg: &sealed.ciphertext, aad: &place.bytes() };
        cipher(key).decrypt(&XNonce::from(sealed.nonce), payload).map(Zeroizing::new).map_err(|_| SealError::Tampered)
    }

    /// The blind token of a text, for counting the same person and finding again.
    #[must_use]
    pub fn token(&self, sort: Sort, text: &str) -> Token {
        let normal = Zeroizing::new(normalise(sort, text));
        let purpose = format!("token {}", sort.word());
        Token(self.blind_hash(&purpose, normal.as_bytes()))
    }

    /// What the store keeps of a receipt code.
    #[must_use]
    pub fn receipt_hash(&self, code: &ReceiptCode) -> Hashed {
        self.blind_hash("receipt", code.bytes())
    }

    /// A keyed hash for another purpose, named so that no two purposes give the same.
    #[must_use]
    pub fn blind_hash(&self, purpose: &str, bytes: &[u8]) -> Hashed {
        let mut hashing = self.blind_hashing(purpose);
        hashing.update(bytes);
        hashing.finish()
    }

    /// The same of bytes that come one after the other.
    #[must_use]
    pub fn blind_hashing(&self, purpose: &str) -> Hashing {
        let key = Zeroizing::new(blake3::derive_key("dengwen 2026 blind tokens and receipts", &*self.blind.0));
        let mut hasher = blake3::Hasher::new_keyed(&key);
        hasher.update(&u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(purpose.as_bytes());
        Hashing(hasher)
    }
}

fn cipher(key: &Secret) -> XChaCha20Poly1305 {
    let derived = Zeroizing::new(blake3::derive_key("dengwen 2026 sealed identity", &*key.0));
    XChaCha20Poly1305::new(&Key::from(*derived))
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing")
            .field("current", &self.current)
            .field("older", &self.older.keys())
            .finish_non_exhaustive()
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(STANDARD.encode(*self.0)))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let bytes = Zeroizing::new(
            STANDARD.decode(text.as_bytes()).map_err(|_| serde::de::Error::custom("a key is not base64"))?,
        );
        let key: [u8; 32] =
            bytes.as_slice().try_into().map_err(|_| serde::de::Error::custom("a key is not 32 bytes"))?;
        Ok(Self(Zeroizing::new(key)))
    }
}
