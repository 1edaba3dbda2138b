//! What the store and the log hold of a sensitive value.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Where a sealed value belongs. It is bound into the encryption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    stream: String,
    path: String,
}

impl Place {
    /// A field of a stream.
    #[must_use]
    pub fn new(stream: impl Into<String>, path: impl Into<String>) -> Self {
        Self { stream: stream.into(), path: path.into() }
    }

    /// Length before content, so that no two places give the same bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let length = u64::try_from(self.stream.len()).unwrap_or(u64::MAX);
        [&length.to_le_bytes(), self.stream.as_bytes(), self.path.as_bytes()].concat()
    }
}

/// A sealed value, as the store keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The key that opens it.
    pub key_id: String,
    /// 24 bytes, different for each value.
    pub nonce: [u8; 24],
    /// The encrypted bytes with their tag.
    pub ciphertext: Vec<u8>,
}

impl Sealed {
    /// Reads back what was stored.
    #[must_use]
    pub fn from_parts(key_id: String, nonce: &[u8], ciphertext: Vec<u8>) -> Option<Self> {
        Some(Self { key_id, nonce: nonce.try_into().ok()?, ciphertext })
    }

    /// The digest over key, nonce and ciphertext: it says that the sealed value is the one written, and nothing of what
    /// is in it.
    #[must_use]
    pub fn digest(&self) -> Hashed {
        let mut hasher = blake3::Hasher::new_derive_key("dengwen 2026 digest of a sealed value");
        hasher.update(self.key_id.as_bytes()).update(&self.nonce).update(&self.ciphertext);
        Hashed(*hasher.finalize().as_bytes())
    }

    /// What the log says instead of the text. The name of the blob follows from the digest.
    #[must_use]
    pub fn handle(&self, token: Option<Token>) -> Handle {
        let digest = self.digest().to_string();
        let blob = digest.chars().take(32).collect();
        Handle { blob, digest, token: token.map(|token| token.to_string()).unwrap_or_default() }
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({}, {} bytes)", self.key_id, self.ciphertext.len())
    }
}

/// What the log holds of a sensitive value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Handle {
    /// The name of the sealed value in the store.
    pub blob: String,
    /// The digest of the sealed value.
    pub digest: String,
    /// The blind token; empty where the value is neither counted nor compared.
    pub token: String,
}

/// 32 bytes of a hash; in text 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hashed(pub [u8; 32]);

impl fmt::Display for Hashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(blake3::Hash::from_bytes(self.0).to_hex().as_str())
    }
}

impl fmt::Debug for Hashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Hashed {
    type Err = blake3::HexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        blake3::Hash::from_hex(text).map(|hash| Self(*hash.as_bytes()))
    }
}

impl Serialize for Hashed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hashed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A blind token: a keyed hash of a normalised text. Equal texts have equal tokens; without the key it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(pub Hashed);

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
